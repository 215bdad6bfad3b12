"""The times of one round: one reminder, five days, putting off."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wellbeing.places import at_home, day_of, local, shown
from tests.wellbeing.test_slots import HOURS, MOMENTS, PLACES
from wellbeing.round_times import (
    PutOff,
    Skipped,
    Snooze,
    Snoozed,
    closes_at,
    is_reminder_timely,
    is_round_open,
    reminder_at,
    snoozed_to,
)
from wellbeing.slots import Whereabouts, next_allowed

TUESDAY = local("2026-02-10 16:05")


def reminded(sent_at: datetime, where: Whereabouts | None = None) -> str | None:
    at = reminder_at(sent_at, 16, where or at_home(), seed="anna")
    return None if at is None else shown(at)[:13]


# The reminder


def test_t19_the_reminder_comes_two_days_later_at_the_own_hour() -> None:
    assert reminded(TUESDAY) == "2026-02-12 16"


def test_t19_a_round_that_began_late_is_reminded_of_at_the_own_hour_of_the_third_day() -> None:
    assert reminded(local("2026-02-10 18:30")) == "2026-02-13 16"


def test_t19_the_third_day_being_closed_the_reminder_comes_when_two_days_are_over() -> None:
    at = reminder_at(local("2026-02-11 18:30"), 16, at_home(), seed="anna")

    assert at is not None
    assert local("2026-02-13 18:30") <= at <= local("2026-02-13 18:50")


@pytest.mark.parametrize("sent", ["2026-02-12 16:05", "2025-10-23 16:05", "2026-03-06 16:25"])
def test_t19_no_reminder_when_all_of_its_day_is_quiet(sent: str) -> None:
    assert reminded(local(sent)) is None


def test_t19_no_reminder_during_a_leave() -> None:
    assert reminded(TUESDAY, at_home(away_until=date(2026, 2, 20))) is None


def test_t19_a_reminder_that_an_outage_has_held_back_too_long_is_dropped() -> None:
    assert is_reminder_timely(TUESDAY, local("2026-02-12 18:00"), at_home())
    assert not is_reminder_timely(TUESDAY, local("2026-02-12 20:00"), at_home())
    assert not is_reminder_timely(TUESDAY, local("2026-02-13 16:06"), at_home())


@given(moment=MOMENTS, hour=HOURS, where=PLACES)
def test_t19_a_reminder_is_always_on_the_third_day_at_a_good_time(
    moment: datetime, hour: int, where: Whereabouts
) -> None:
    sent_at = next_allowed(moment, hour, where, seed="anna")
    at = reminder_at(sent_at, hour, where, seed="anna")
    third_day = [sent_at + timedelta(hours=hours) for hours in range(48, 73)]

    if at is None:
        assert not any(map(where.allows, third_day[:1]))
    else:
        assert third_day[0] <= at <= third_day[-1]
        assert where.allows(at)


# The end


def test_a_round_is_open_for_five_days() -> None:
    assert closes_at(TUESDAY) == local("2026-02-15 16:05")
    assert is_round_open(TUESDAY, local("2026-02-15 16:04"))
    assert not is_round_open(TUESDAY, local("2026-02-15 16:05"))


# Putting off


def put_off(
    snooze: Snooze, now: str, *, snoozes: int = 0, where: Whereabouts | None = None
) -> Snoozed | PutOff | Skipped:
    return snoozed_to(
        snooze,
        sent_at=TUESDAY,
        snoozes=snoozes,
        now=local(now),
        hour=16,
        where=where or at_home(),
        seed="anna",
    )


def when(outcome: Snoozed | PutOff | Skipped) -> str:
    assert not isinstance(outcome, Skipped)
    return shown(outcome.at)


def test_two_hours_are_two_hours() -> None:
    assert put_off(Snooze.TWO_HOURS, "2026-02-10 16:30") == Snoozed(local("2026-02-10 18:30"))


def test_two_hours_that_end_in_the_night_end_the_next_afternoon() -> None:
    assert when(put_off(Snooze.TWO_HOURS, "2026-02-10 18:30"))[:13] == "2026-02-11 16"


def test_tomorrow_is_the_own_hour_of_the_next_open_day() -> None:
    assert when(put_off(Snooze.TOMORROW, "2026-02-10 23:30"))[:13] == "2026-02-11 16"
    assert when(put_off(Snooze.TOMORROW, "2026-02-11 00:30"))[:13] == "2026-02-12 16"


def test_a_week_ends_the_round_and_brings_a_new_one() -> None:
    outcome = put_off(Snooze.WEEK, "2026-02-10 16:30")

    assert isinstance(outcome, PutOff)
    assert day_of(outcome.at) == date(2026, 2, 18)
    assert outcome.at >= local("2026-02-17 16:30")


def test_no_snooze_crosses_the_end_of_the_round() -> None:
    assert put_off(Snooze.TOMORROW, "2026-02-13 12:00") == Skipped()
    assert put_off(Snooze.TWO_HOURS, "2026-02-13 19:00") == Skipped()


def test_a_snooze_into_a_leave_is_a_skip() -> None:
    away = at_home(away_until=date(2026, 3, 2))

    assert put_off(Snooze.TOMORROW, "2026-02-10 17:00", where=away) == Skipped()


@pytest.mark.parametrize("snooze", Snooze)
def test_two_snoozes_are_a_skip(snooze: Snooze) -> None:
    assert put_off(snooze, "2026-02-11 10:00", snoozes=1) == Skipped()


@given(
    moment=MOMENTS,
    hour=HOURS,
    where=PLACES,
    snooze=st.sampled_from(Snooze),
    hours=st.floats(0, 119.9),
)
def test_a_snoozed_word_never_comes_in_a_quiet_time_nor_after_the_end(
    moment: datetime, hour: int, where: Whereabouts, snooze: Snooze, hours: float
) -> None:
    sent_at = next_allowed(moment, hour, where, seed="anna")
    now = sent_at + timedelta(hours=hours)
    outcome = snoozed_to(
        snooze, sent_at=sent_at, snoozes=0, now=now, hour=hour, where=where, seed="anna"
    )

    match outcome:
        case Snoozed(at):
            assert now < at < closes_at(sent_at)
            assert where.allows(at)
        case PutOff(at):
            assert at >= now + timedelta(days=7)
            assert where.allows(at)
        case Skipped():
            assert snooze is not Snooze.WEEK
