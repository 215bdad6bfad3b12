"""The rhythm of invitations: own weekday and hour, silence, a week between contacts."""

from datetime import date, datetime, timedelta
from random import Random

import pytest

from tests.wellbeing.living import ZONES
from tests.wellbeing.places import at_home, day_of, local, shown
from wellbeing.contact import Contact, Occasion, next_contact, ripe_contact
from wellbeing.rhythm import (
    Every,
    Past,
    Rhythm,
    after_silence,
    less_often,
    may_contact,
    next_pulse,
    usual_rhythm,
)
from wellbeing.slots import Whereabouts

TUESDAYS = Rhythm(weekday=1, hour=16)
NOTHING_YET = Past()
START = local("2025-09-01 08:00")


def pulse_day(past: Past, after: datetime, where: Whereabouts | None = None) -> date:
    due = next_pulse(TUESDAYS, where or at_home(), past, after=after, seed="anna")
    assert due is not None
    return day_of(due)


def told(contact: Contact | None) -> tuple[Occasion, str] | None:
    return None if contact is None else (contact.occasion, shown(contact.at)[:10])


def test_the_first_pulse_comes_on_the_own_weekday_at_the_own_hour() -> None:
    due = next_pulse(TUESDAYS, at_home(), Past(), after=START, seed="anna")

    assert due is not None
    assert shown(due)[:13] == "2025-09-02 16"


def test_the_next_pulse_comes_two_weeks_later() -> None:
    past = Past(round_at=local("2025-09-02 16:03"))

    assert pulse_day(past, local("2025-09-03 10:00")) == date(2025, 9, 16)


def test_a_month_is_four_weeks() -> None:
    past = Past(round_at=local("2025-09-02 16:03"))
    rhythm = Rhythm(1, 16, Every.MONTH)
    due = next_pulse(rhythm, at_home(), past, after=local("2025-09-08 10:00"), seed="anna")

    assert due is not None
    assert day_of(due) == date(2025, 9, 30)


def test_a_holiday_gives_way_to_the_next_day_and_the_weekday_returns() -> None:
    """23 February 2026 is a Monday."""
    mondays = Rhythm(0, 16)
    on_holiday = Past(round_at=local("2026-02-09 16:03"))
    moved = next_pulse(mondays, at_home(), on_holiday, after=START, seed="anna")
    assert moved is not None
    back = next_pulse(mondays, at_home(), Past(round_at=moved), after=moved, seed="anna")
    assert back is not None

    assert (day_of(moved), day_of(back)) == (date(2026, 2, 24), date(2026, 3, 10))


def test_after_a_vacation_the_own_weekday_is_waited_for() -> None:
    due = next_pulse(Rhythm(3, 16), at_home(), Past(), after=local("2026-06-10 12:00"), seed="anna")

    assert due is not None
    assert day_of(due) == date(2026, 9, 3)


def test_after_a_leave_the_own_weekday_is_waited_for() -> None:
    back_on_wednesday = at_home(away_until=date(2025, 9, 17))

    assert pulse_day(Past(), START, back_on_wednesday) == date(2025, 9, 23)


def test_who_has_not_chosen_is_asked_in_the_afternoon_of_the_middle_of_the_week() -> None:
    usual = [usual_rhythm(f"person {number}") for number in range(300)]

    assert {rhythm.weekday for rhythm in usual} == {1, 2, 3}
    assert {rhythm.hour for rhythm in usual} == {16}
    assert usual_rhythm("anna") == usual_rhythm("anna")


@pytest.mark.parametrize(("weekday", "hour"), [(5, 16), (6, 16), (-1, 16), (2, 24), (2, -1)])
def test_a_weekend_is_no_weekday_of_a_rhythm(weekday: int, hour: int) -> None:
    with pytest.raises(ValueError, match="no working weekday"):
        Rhythm(weekday, hour)


def test_less_often_goes_down_to_a_pause_and_no_further() -> None:
    assert less_often(Every.FORTNIGHT) is Every.MONTH
    assert less_often(Every.MONTH) is Every.PAUSED
    assert less_often(Every.PAUSED) is Every.PAUSED


# A week between contacts


def test_t18_two_programmes_in_one_week_are_one_contact() -> None:
    """The pulse of 18 November 2025 falls into the first week of the autumn wave."""
    past = Past(round_at=local("2025-11-04 16:03"))
    first = next_contact(TUESDAYS, at_home(), past, after=local("2025-11-10 09:00"), seed="anna")
    assert first is not None
    past = Past(round_at=first.at, contact_at=first.at, full_at=first.at)
    second = next_contact(TUESDAYS, at_home(), past, after=first.at, seed="anna")

    assert told(first) == (Occasion.WAVE, "2025-11-18")
    assert told(second) == (Occasion.PULSE, "2025-12-02")


def test_t18_whoever_is_asked_monthly_is_not_asked_twice_in_two_weeks_for_a_wave() -> None:
    past = Past(round_at=local("2025-11-11 16:03"))
    monthly = Rhythm(1, 16, Every.MONTH)
    wave = next_contact(monthly, at_home(), past, after=local("2025-11-16 09:00"), seed="anna")

    assert told(wave) == (Occasion.WAVE, "2025-11-25")


def test_t18_what_another_part_of_the_hotline_has_said_counts_too() -> None:
    past = Past(contact_at=local("2025-09-08 16:19"))

    assert pulse_day(past, START) == date(2025, 9, 16)


def test_the_week_is_counted_from_the_reminder() -> None:
    past = Past(contact_at=local("2025-09-11 16:05"))

    assert pulse_day(past, START) == date(2025, 9, 23)


def test_a_contact_is_allowed_after_seven_full_days() -> None:
    now = local("2025-09-09 16:00")

    assert may_contact(None, now)
    assert may_contact(now - timedelta(days=7), now)
    assert not may_contact(now - timedelta(days=7) + timedelta(seconds=1), now)


# Silence


def test_t20_six_silent_rounds_lead_from_fortnightly_over_monthly_to_a_pause() -> None:
    """Nobody answers from September on: what comes, until nothing comes."""
    past, now, heard = Past(), START, []
    while (due := next_contact(TUESDAYS, at_home(), past, after=now, seed="anna")) is not None:
        heard.append(told(due))
        is_pause = due.occasion is Occasion.PAUSE
        now = due.at + timedelta(days=5)
        past = Past(
            round_at=due.at,
            contact_at=due.at,
            full_at=due.at if due.occasion is Occasion.WAVE else past.full_at,
            silent=past.silent + (not is_pause),
            is_pause_told=is_pause,
        )

    assert heard == [
        (Occasion.PULSE, "2025-09-02"),
        (Occasion.PULSE, "2025-09-16"),
        (Occasion.PULSE, "2025-09-30"),
        (Occasion.PULSE, "2025-11-11"),
        (Occasion.PULSE, "2025-12-09"),
        (Occasion.PULSE, "2026-01-13"),
        (Occasion.PAUSE, "2026-01-20"),
    ]


@pytest.mark.parametrize(
    ("silent", "fortnightly", "monthly"),
    [
        (0, Every.FORTNIGHT, Every.MONTH),
        (2, Every.FORTNIGHT, Every.MONTH),
        (3, Every.MONTH, Every.MONTH),
        (5, Every.MONTH, Every.MONTH),
        (6, Every.PAUSED, Every.PAUSED),
    ],
)
def test_t20_three_more_are_needed_for_a_pause(
    silent: int, fortnightly: Every, monthly: Every
) -> None:
    assert after_silence(silent, Every.FORTNIGHT) is fortnightly
    assert after_silence(silent, Every.MONTH) is monthly
    assert after_silence(silent, Every.PAUSED) is Every.PAUSED


def test_who_has_paused_by_own_choice_hears_nothing_about_it() -> None:
    paused = Rhythm(1, 16, Every.PAUSED)

    assert next_contact(paused, at_home(), Past(), after=START, seed="anna") is None
    assert next_contact(paused, at_home(), Past(silent=6), after=START, seed="anna") is None


# What is due, but late


def ripe(contact: Contact, now: str, past: Past = NOTHING_YET) -> Contact | None:
    return ripe_contact(contact, TUESDAYS, at_home(), past, now=local(now), seed="anna")


PULSE = Contact(Occasion.PULSE, local("2026-02-10 16:05"))


def test_what_is_late_by_an_hour_is_sent_at_once() -> None:
    assert ripe(PULSE, "2026-02-10 17:05") == PULSE.put_to(local("2026-02-10 17:05"))


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-02-10 21:00", "2026-02-11"),
        ("2026-02-13 21:00", "2026-02-16"),
        ("2026-03-29 12:00", "2026-04-07"),
    ],
)
def test_what_is_late_in_a_quiet_time_waits(now: str, day: str) -> None:
    assert told(ripe(PULSE, now)) == (Occasion.PULSE, day)


def test_what_is_due_too_soon_after_another_contact_waits() -> None:
    past = Past(contact_at=local("2026-02-09 12:00"))

    assert told(ripe(PULSE, "2026-02-10 16:05", past)) == (Occasion.PULSE, "2026-02-16")


def test_a_wave_that_is_over_is_not_caught_up_on() -> None:
    wave = next_contact(TUESDAYS, at_home(), Past(), after=local("2025-11-17 09:00"), seed="anna")
    assert wave is not None
    assert wave.occasion is Occasion.WAVE

    assert told(ripe(wave, "2025-11-29 12:00")) == (Occasion.PULSE, "2025-12-02")
    assert told(ripe(wave, "2025-11-28 20:30")) == (Occasion.PULSE, "2025-12-02")


# Moving


@pytest.mark.parametrize("number", range(200))
def test_t22_whoever_moves_gets_no_second_word_that_day_nor_that_week(number: int) -> None:
    chance = Random(number)
    here = at_home(chance.choice(ZONES))
    rhythm = Rhythm(chance.randrange(5), chance.randrange(24))
    start = START + timedelta(days=chance.randrange(200))
    first = next_contact(rhythm, here, Past(), after=start, seed="anna")
    assert first is not None
    past = Past(round_at=first.at, contact_at=first.at)
    there = at_home(chance.choice(ZONES))
    moved_at = first.at + timedelta(hours=chance.uniform(0, 30))
    second = next_contact(rhythm, there, past, after=moved_at, seed="anna")
    assert second is not None

    assert second.at - first.at >= timedelta(days=7)
    for zone in (here.zone, there.zone):
        assert day_of(first.at, zone) != day_of(second.at, zone)


def test_t22_moving_before_the_word_has_come_brings_it_by_the_new_clock() -> None:
    kamchatka = at_home(ZONES[-1])
    due = next_pulse(TUESDAYS, kamchatka, Past(), after=START, seed="anna")

    assert due is not None
    assert shown(due, ZONES[-1])[:13] == "2025-09-02 16"
