"""Slots: quiet hours, closed days, jitter."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wellbeing.living import ZONES
from tests.wellbeing.places import RECOMMENDED, at_home, day_of, local, shown
from wellbeing.slots import LATEST_JITTER, Quiet, Whereabouts, first_slot, jitter, next_allowed

START = datetime(2025, 9, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 4 * 365 * 24 * 3600).map(
    lambda seconds: START + timedelta(seconds=seconds)
)
HOURS = st.integers(0, 23)
QUIETS = st.sampled_from([Quiet(), Quiet(time(21, 30), time(8, 15)), Quiet(time(12), time(10, 1))])
PLACES = st.builds(
    Whereabouts,
    st.sampled_from(ZONES),
    st.just(RECOMMENDED),
    st.none() | st.dates(date(2025, 9, 1), date(2026, 9, 1)),
    QUIETS,
)


def is_soon_after(moment: datetime, words: str) -> bool:
    """Whether the moment lies in the minutes of jitter after what the Moscow clock shows."""
    return timedelta() <= moment - local(words) <= LATEST_JITTER


@pytest.mark.parametrize(
    ("due", "slot"),
    [
        ("2026-02-10 21:00", "2026-02-11 16:00"),
        ("2026-02-10 20:00", "2026-02-11 16:00"),
        ("2026-02-11 08:59", "2026-02-11 16:00"),
        ("2026-02-13 21:00", "2026-02-16 16:00"),
        ("2026-02-14 12:00", "2026-02-16 16:00"),
        ("2026-02-20 21:00", "2026-02-24 16:00"),
        ("2025-10-24 20:30", "2025-11-05 16:00"),
        ("2026-05-26 23:00", "2026-09-01 16:00"),
    ],
)
def test_t16_what_falls_due_in_a_quiet_time_waits_for_the_next_slot(due: str, slot: str) -> None:
    moved = next_allowed(local(due), 16, at_home(), seed="anna")

    assert is_soon_after(moved, slot)


@pytest.mark.parametrize("due", ["2026-02-10 09:00", "2026-02-10 12:34", "2026-02-10 19:59"])
def test_t16_what_falls_due_at_a_good_time_is_not_moved(due: str) -> None:
    assert shown(next_allowed(local(due), 16, at_home(), seed="anna")) == due


def test_during_a_leave_nothing_is_due() -> None:
    away = at_home(away_until=date(2026, 2, 18))

    assert day_of(next_allowed(local("2026-02-10 12:00"), 16, away, seed="anna")) == date(
        2026, 2, 18
    )


def test_an_hour_inside_the_quiet_ones_is_moved_to_their_edge() -> None:
    monday = local("2026-02-09 00:00")

    assert is_soon_after(first_slot(monday, 3, at_home(), seed="anna"), "2026-02-09 09:00")
    assert is_soon_after(first_slot(monday, 22, at_home(), seed="anna"), "2026-02-09 19:00")


def test_jitter_is_the_same_again_and_spread_over_twenty_minutes() -> None:
    day = date(2026, 2, 10)
    spread = [jitter(f"person {number}", day) for number in range(2000)]

    assert spread == [jitter(f"person {number}", day) for number in range(2000)]
    assert min(spread) >= timedelta()
    assert max(spread) <= LATEST_JITTER
    minutes = {value // timedelta(minutes=1) for value in spread}
    assert minutes >= set(range(20))
    assert max(spread.count(value) for value in spread) < 20


def test_one_person_has_other_minutes_on_other_days() -> None:
    assert len({jitter("anna", date(2026, 2, day)) for day in range(1, 29)}) > 20


@pytest.mark.parametrize(
    ("begins", "ends"), [(time(9), time(20)), (time(9), time(9)), (time(9, 10), time(9))]
)
def test_quiet_hours_that_leave_no_day_are_refused(begins: time, ends: time) -> None:
    with pytest.raises(ValueError, match="quiet hours"):
        Quiet(begins, ends)


@given(moment=MOMENTS, hour=HOURS, where=PLACES)
def test_the_first_slot_is_never_too_early_and_always_at_a_good_time(
    moment: datetime, hour: int, where: Whereabouts
) -> None:
    slot = first_slot(moment, hour, where, seed="anna")
    local_slot = slot.astimezone(where.zone)

    assert slot >= moment
    assert local_slot.weekday() < 5
    assert where.quiet.ends <= local_slot.time() < where.quiet.begins
    assert where.away_until is None or local_slot.date() >= where.away_until


@given(moment=MOMENTS, hour=HOURS, where=PLACES)
def test_what_is_allowed_stays_and_what_is_not_comes_at_the_own_hour(
    moment: datetime, hour: int, where: Whereabouts
) -> None:
    moved = next_allowed(moment, hour, where, seed="anna")

    assert where.allows(moved)
    if moved != moment:
        own = where.quiet.nearest_hour(hour)
        assert moved.astimezone(where.zone).time() >= time(own)
        assert moved.astimezone(where.zone).time() <= time(own, 20)
