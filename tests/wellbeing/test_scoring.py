"""Scores of the CBI and of the pulse, to the ninth decimal."""

import random
from collections.abc import Mapping
from typing import Any

import pytest

from wellbeing.instruments import CBI, PULSE, ItemId, ScaleId, load
from wellbeing.scoring import is_worth_a_look, overall, score

ALWAYS, OFTEN, SOMETIMES, SELDOM, NEVER = 100, 75, 50, 25, 0

EXAMPLE = {
    "P": [ALWAYS, OFTEN, SOMETIMES, SELDOM, NEVER, OFTEN],
    "W": [75, 50, 25, 75, 50, 25, OFTEN],
    "C": [0, 25, 50, 75, 25, 0],
}


def answers(**points: list[int]) -> dict[ItemId, int]:
    return {
        ItemId(f"{letter}{number}"): value
        for letter, values in points.items()
        for number, value in enumerate(values, start=1)
    }


def scores(given: Mapping[ItemId, int]) -> list[float | None]:
    found = score(load(CBI), given)
    return [found[ScaleId(name)] for name in ("personal", "work", "pupils")]


def exactly(*values: float | None) -> Any:
    return pytest.approx(list(values), abs=1e-9)


def test_t1_the_worked_example() -> None:
    assert scores(answers(**EXAMPLE)) == exactly(325 / 6, 325 / 7, 175 / 6)
    assert overall(load(CBI), answers(**EXAMPLE)) == pytest.approx(825 / 19, abs=1e-9)


@pytest.mark.parametrize(
    ("option", "personal", "work", "pupils"),
    [(100, 100, 600 / 7, 100), (0, 0, 100 / 7, 0), (50, 50, 50, 50)],
)
def test_t2_one_option_throughout(option: int, personal: float, work: float, pupils: float) -> None:
    throughout = {item.id: option for item in load(CBI).items}

    assert scores(throughout) == exactly(personal, work, pupils)


def test_t3_a_scale_with_too_few_answers_has_no_score() -> None:
    assert scores(answers(P=[75, 50])) == [None, None, None]
    assert scores(answers(P=[75, 50, 25])) == exactly(50, None, None)
    assert scores(answers(W=[75, 50, 25])) == [None, None, None]
    assert scores(answers(W=[75, 50, 25, 75])) == exactly(None, 56.25, None)
    assert scores(answers(C=[100, 100])) == [None, None, None]
    assert scores(answers(C=[100, 100, 25])) == exactly(None, None, 75)


def test_t3_the_mean_of_all_items_needs_all_scales() -> None:
    assert overall(load(CBI), answers(P=[75] * 6, W=[75] * 7)) is None


def test_t4_the_reversed_item_is_turned_once() -> None:
    rest = answers(W=[50, 50, 50])

    assert scores(rest | {ItemId("W7"): OFTEN})[1] == pytest.approx(175 / 4, abs=1e-9)
    assert scores(rest | {ItemId("W7"): SELDOM})[1] == pytest.approx(225 / 4, abs=1e-9)


def test_t4_the_reversed_item_is_turned_when_answered_alone() -> None:
    cbi = load(CBI)
    alone = cbi.model_copy(
        update={
            "items": (cbi.item(ItemId("W7")),),
            "scales": (cbi.scale(ScaleId("work")).model_copy(update={"fewest_answered": 1}),),
        }
    )

    assert score(alone, {ItemId("W7"): OFTEN}) == {"work": 25}


def test_t5_the_order_of_answers_does_not_matter() -> None:
    pairs = list(answers(**EXAMPLE).items())
    random.Random(5).shuffle(pairs)

    assert scores(dict(pairs)) == scores(answers(**EXAMPLE))


@pytest.mark.parametrize("wrong", [101, "75", None, 75.0, True, -25, 60])
def test_t5_what_is_no_option_is_rejected(wrong: Any) -> None:
    with pytest.raises(ValueError, match="no answer"):
        score(load(CBI), {ItemId("P1"): wrong})


def test_t5_an_unknown_item_is_rejected() -> None:
    with pytest.raises(ValueError, match="no answer"):
        score(load(CBI), {ItemId("P7"): 50})


def test_t5_a_skipped_item_is_no_zero() -> None:
    skipped = answers(P=[100, 100, 100])

    assert scores(skipped)[0] == 100
    assert scores(skipped | {ItemId("P4"): NEVER})[0] == 75


def test_t6_exactly_fifty_is_worth_a_look() -> None:
    assert is_worth_a_look(50.0)
    assert not is_worth_a_look(49.999)


def test_a_pulse_has_a_score_for_each_answer_and_none_for_what_was_not_asked() -> None:
    found = score(load(PULSE), {ItemId("exhaustion"): 3, ItemId("parents"): 4})

    assert found[ScaleId("exhaustion")] == 3
    assert found[ScaleId("parents")] == 4
    assert found[ScaleId("recovery")] is None
    assert found[ScaleId("load")] is None
