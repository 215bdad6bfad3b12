"""What is offered after an answer, and how seldom."""

from datetime import UTC, datetime, timedelta

import pytest

from wellbeing.change import Change
from wellbeing.following import (
    Driver,
    Offer,
    PulseMark,
    Reason,
    Way,
    after_full,
    after_pulse,
    heaviest,
    is_due_again,
)
from wellbeing.instruments import PULSE, ScaleId, load

START = datetime(2026, 9, 8, 13, tzinfo=UTC)
FORTNIGHT = timedelta(days=14)


def marks(*exhaustion: int | None, every: timedelta = FORTNIGHT) -> list[PulseMark]:
    return [PulseMark(START + every * number, value) for number, value in enumerate(exhaustion)]


def offers(given: list[PulseMark]) -> list[int]:
    """After which of the rounds an offer is made, from 0."""
    made: list[int] = []
    last: datetime | None = None
    for number, mark in enumerate(given):
        if after_pulse(given[: number + 1], last_offer_at=last) is not None:
            made.append(number)
            last = mark.at
    return made


@pytest.mark.parametrize(
    ("exhaustion", "made"),
    [
        ([3, 3], [1]),
        ([4, 3], [1]),
        ([3, 2, 3], []),
        ([3, None, 3], [2]),
        ([3], []),
        ([2, 2, 2], []),
        ([3, 3, None], [1]),
        ([0, 3, 3], [2]),
    ],
)
def test_t24_two_high_pulses_in_a_row_make_one_offer(
    exhaustion: list[int | None], made: list[int]
) -> None:
    assert offers(marks(*exhaustion)) == made


def test_t24_pulses_more_than_35_days_apart_are_not_in_a_row() -> None:
    assert offers(marks(3, 3, every=timedelta(days=35))) == [1]
    assert offers(marks(3, 3, every=timedelta(days=35, seconds=1))) == []


def test_t24_there_are_56_days_between_two_offers() -> None:
    assert offers(marks(*[4] * 10)) == [1, 5, 9]
    assert offers(marks(*[4] * 6, every=timedelta(days=13))) == [1]


def test_a_skipped_pulse_brings_no_offer() -> None:
    assert after_pulse(marks(3, 3, None), last_offer_at=None) is None
    assert after_pulse([], last_offer_at=None) is None


def full(value: float | None, change: Change = Change.NONE) -> Offer | None:
    scale = ScaleId("work")
    return after_full({scale: value}, {scale: change}, driver=Driver.LOAD, now=START)


@pytest.mark.parametrize(
    ("value", "change", "reason"),
    [
        (50.0, Change.NONE, Reason.HIGH),
        (49.999, Change.NONE, None),
        (49.0, Change.RISE, Reason.RISE),
        (49.0, Change.FALL, None),
        (49.0, Change.WITHIN, None),
        (None, Change.NONE, None),
    ],
)
def test_a_high_scale_or_a_reliable_rise_brings_an_offer(
    value: float | None, change: Change, reason: Reason | None
) -> None:
    found = full(value, change)

    assert (found.reason if found else None) is reason


def test_every_offer_can_be_left_alone() -> None:
    pulse, result = after_pulse(marks(3, 3), last_offer_at=None), full(80)

    assert pulse is not None
    assert result is not None
    assert Way.FULL in pulse.ways
    assert {Way.MATERIALS, Way.WRITE, Way.CALL, Way.NOTHING} == set(result.ways)
    assert Way.NOTHING in pulse.ways


def test_the_offer_after_a_result_is_shown_once_more_after_four_weeks() -> None:
    found = full(80)
    assert found is not None
    later = START + timedelta(weeks=4)

    assert not is_due_again(found, shown_again_at=None, now=later - timedelta(seconds=1))
    assert is_due_again(found, shown_again_at=None, now=later)
    assert not is_due_again(found, shown_again_at=later, now=later + timedelta(days=90))


def test_the_offer_after_pulses_is_not_repeated() -> None:
    found = after_pulse(marks(3, 3), last_offer_at=None)
    assert found is not None

    assert not is_due_again(found, shown_again_at=None, now=START + timedelta(days=365))


def driven(*answers: tuple[Driver, int | None]) -> list[PulseMark]:
    return [
        PulseMark(START + FORTNIGHT * number, 2, driver, weight)
        for number, (driver, weight) in enumerate(answers)
    ]


def test_the_heaviest_driver_is_that_of_the_highest_answer_of_the_last_round_of_turns() -> None:
    turns = driven(
        (Driver.PAPERWORK, 4),
        (Driver.LOAD, 2),
        (Driver.PARENTS, 3),
        (Driver.SUPPORT, None),
        (Driver.DISCIPLINE, 1),
        (Driver.PAPERWORK, 2),
    )

    assert heaviest(turns) is Driver.PARENTS


def test_of_equally_heavy_drivers_the_one_named_last_counts() -> None:
    assert heaviest(driven((Driver.LOAD, 3), (Driver.PARENTS, 3))) is Driver.PARENTS


def test_a_slight_driver_is_not_called_the_heaviest() -> None:
    assert heaviest(driven((Driver.LOAD, 1), (Driver.PARENTS, 0))) is None


def test_drivers_are_the_rotating_items_of_the_pulse() -> None:
    assert [str(item.id) for item in load(PULSE).items if item.rotates] == [*Driver]
