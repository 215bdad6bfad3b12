"""Models that a few examples move and many shape."""

from dataclasses import replace
from random import Random

import pytest

from knowledge.adapting import FEWEST, FEWEST_OF_EACH, adapt, leave, suffice
from knowledge.examples import Example, Origin
from knowledge.fitting import Judged, fit_logistic
from knowledge.ranking import Signals
from knowledge.verdict import MEANING_FEATURES, Logistic
from tests.knowledge.calibrating.base import calibration

FAR = Signals(whole=0.5, near=0.5, words=0.5, subject=0, level=0, margin=0.1, total=1)
START = calibration()


def example(near: float, right: bool, group: str = "", origin: Origin = Origin.VERDICT) -> Example:
    judged = Judged((replace(FAR, near=near),), (right,), answerable=right)
    return Example(origin, judged, None, group or f"{near} {right}")


def examples(count: int, seed: int = 1, **about: Origin) -> list[Example]:
    """The nearer, the likelier to be right."""
    random = Random(seed)
    drawn = [random.random() for _ in range(count)]
    return [
        example(near, random.random() < near, group=str(number), **about)
        for number, near in enumerate(drawn)
    ]


def weight(model: Logistic) -> float:
    return model.weights["near"]


def test_the_fewer_examples_the_nearer_the_model_stays_to_where_it_started() -> None:
    contrary = [example(near, near < 0.5, group=str(near)) for near in (0.2, 0.4, 0.6, 0.8)]

    few = adapt(contrary * 3, START).calibration.meaning
    many = adapt(contrary * 100, START).calibration.meaning

    assert weight(many) < 0 < weight(few) < weight(START.meaning)


def test_examples_that_a_model_foretells_leave_it_where_it_is() -> None:
    model = START.meaning
    foretold = []
    for near in (0.2, 0.4, 0.6, 0.8):
        right = round(100 * model.probability(replace(FAR, near=near)))
        foretold += [example(near, n < right, group=f"{near} {n}") for n in range(100)]

    moved = adapt(foretold, START).calibration.meaning

    assert weight(moved) == pytest.approx(weight(model), rel=0.05)


def test_a_model_that_starts_from_another_knows_its_signals_even_where_they_do_not_vary() -> None:
    judged = [one.by_meaning for one in examples(80) if one.by_meaning]

    moved = fit_logistic(judged, MEANING_FEATURES, penalty=10, start=START.meaning)

    assert moved.weights["words"] == pytest.approx(START.meaning.weights["words"])


def test_nobody_is_judged_by_a_model_that_has_seen_their_group() -> None:
    alone = [example(0.9, False, group=f"a{n}") for n in range(40)]
    others = [example(0.9, True, group=f"b{n}") for n in range(40)]
    together = [replace(one, group="one person") for one in alone]

    apart, grouped = adapt([*alone, *others], START), adapt([*together, *others], START)

    assert grouped.scored[0].score > 0.9 > 0.6 > apart.scored[0].score


def test_where_an_offer_begins_is_chosen_by_labelled_questions_alone() -> None:
    by_verdicts = adapt(examples(200), START).calibration
    by_labels = adapt(examples(200, origin=Origin.LABELLED), START).calibration

    assert by_verdicts.offer_from == START.offer_from
    assert by_labels.offer_from != START.offer_from
    assert by_labels.meaning == by_verdicts.meaning


def test_models_that_are_left_say_what_they_always_said() -> None:
    left = leave(examples(10), START)

    assert left.calibration == START
    assert [one.score for one in left.scored] == [
        START.probability(one.by_meaning.signals[0]) for one in examples(10) if one.by_meaning
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "is_enough"),
    [
        (FEWEST - FEWEST_OF_EACH, FEWEST_OF_EACH, True),
        (FEWEST_OF_EACH, FEWEST - FEWEST_OF_EACH, True),
        (FEWEST - FEWEST_OF_EACH - 1, FEWEST_OF_EACH, False),
        (FEWEST, FEWEST_OF_EACH - 1, False),
        (FEWEST_OF_EACH - 1, FEWEST, False),
        (0, 0, False),
    ],
)
def test_enough_is_many_and_both_right_and_wrong(right: int, wrong: int, is_enough: bool) -> None:
    judged = [Judged((FAR,), (True,), True)] * right + [Judged((FAR,), (False,), True)] * wrong

    assert suffice(judged) is is_enough
