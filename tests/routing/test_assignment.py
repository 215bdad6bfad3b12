"""Who answers, decided by plain values."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.models import PersonId
from routing.assignment import Load, choose_methodist

ANNA, BORIS, VERA = PersonId(1), PersonId(2), PersonId(3)


def load(who: PersonId, **changes: Any) -> Load:
    """On duty for physics, with nothing to do and never asked before."""
    at = changes.pop("last_at", None)
    usual: dict[str, Any] = {
        "subjects": ("physics",),
        "is_there": True,
        "open_questions": 0,
        "most_open": 5,
        "last_assigned_at": datetime(2026, 3, 2, at, tzinfo=UTC) if at else None,
    }
    return Load(who, **{**usual, **changes})


@pytest.mark.parametrize(
    ("loads", "chosen"),
    [
        ([load(ANNA, open_questions=2), load(BORIS, open_questions=1)], BORIS),
        ([load(ANNA, last_at=11), load(BORIS, last_at=10)], BORIS),
        ([load(ANNA, last_at=11), load(BORIS)], BORIS),
        ([load(ANNA, open_questions=1), load(BORIS, last_at=10)], BORIS),
        ([load(ANNA, is_there=False), load(BORIS, open_questions=4)], BORIS),
        ([load(ANNA, open_questions=5), load(BORIS, open_questions=4)], BORIS),
        ([load(ANNA, most_open=1, open_questions=1), load(BORIS, open_questions=4)], BORIS),
        ([load(ANNA, subjects=("math",)), load(BORIS, open_questions=3)], BORIS),
        ([load(ANNA, subjects=()), load(BORIS, open_questions=1)], ANNA),
        ([load(ANNA), load(BORIS)], ANNA),
        ([load(ANNA, is_there=False)], None),
        ([load(ANNA, open_questions=5)], None),
        ([load(ANNA, open_questions=7)], None),
        ([load(ANNA, subjects=("math",))], None),
        ([], None),
    ],
    ids=[
        "the least loaded",
        "of equals the longer rested",
        "of equals the one never asked",
        "load before rest",
        "nobody who is away",
        "nobody who is full",
        "nobody whose own limit is reached",
        "nobody of another subject",
        "one who answers every subject",
        "of quite equal ones the first",
        "all away",
        "all full",
        "more than full",
        "nobody of the subject",
        "no methodist at all",
    ],
)
def test_the_methodist_is_chosen(loads: list[Load], chosen: PersonId | None) -> None:
    assert choose_methodist(loads, subject="physics") == chosen


def test_whoever_is_excluded_is_not_chosen() -> None:
    loads = [load(ANNA), load(BORIS, open_questions=4)]

    assert choose_methodist(loads, subject="physics", excluding=[ANNA]) == BORIS
    assert choose_methodist(loads, subject="physics", excluding={ANNA, BORIS}) is None


@given(
    st.lists(
        st.builds(
            Load,
            st.sampled_from([ANNA, BORIS, VERA]),
            st.sampled_from([(), ("physics",), ("math",), ("math", "physics")]),
            st.booleans(),
            st.integers(0, 4),
            st.integers(1, 4),
            st.none() | st.integers(1, 20).map(lambda day: datetime(2026, 3, day, tzinfo=UTC)),
        ),
        unique_by=lambda each: each.methodist_id,
    ),
    st.sets(st.sampled_from([ANNA, BORIS, VERA])),
)
def test_nobody_free_is_less_loaded_than_the_chosen(
    loads: list[Load], excluding: set[PersonId]
) -> None:
    free = [
        each
        for each in loads
        if each.answers("physics")
        and each.is_there
        and each.open_questions < each.most_open
        and each.methodist_id not in excluding
    ]

    chosen = choose_methodist(loads, subject="physics", excluding=excluding)

    assert (chosen is None) == (not free)
    if chosen is not None:
        [picked] = [each for each in free if each.methodist_id == chosen]
        assert picked.open_questions == min(each.open_questions for each in free)
