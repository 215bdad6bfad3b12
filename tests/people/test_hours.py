"""Working hours: holidays, breaks, clock changes, and sums over them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from people.hours import WorkingHours, is_public_holiday, parse_week

MOSCOW = ZoneInfo("Europe/Moscow")
LUNCH = "пн-чт 09:00-13:00, 14:00-18:00; пт 09:00-16:00"


def hours(week: str = "пн-пт 09:00-18:00", zone: str = "Europe/Moscow") -> WorkingHours:
    return WorkingHours(ZoneInfo(zone), parse_week(week))


def moscow(day: int, clock: str, *, month: int = 3, year: int = 2026) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(year, month, day, hour, minute, tzinfo=MOSCOW)


def test_the_lunch_break_does_not_count() -> None:
    assert hours(LUNCH).after(moscow(2, "12:00"), timedelta(hours=2)) == moscow(2, "15:00")
    assert not hours(LUNCH).is_open(moscow(2, "13:30"))
    assert hours(LUNCH).opening(moscow(2, "13:30")) == moscow(2, "14:00")


def test_what_ends_with_the_span_ends_then_and_not_after_the_break() -> None:
    assert hours(LUNCH).after(moscow(2, "12:00"), timedelta(hours=1)) == moscow(2, "13:00")


def test_the_weekend_does_not_count() -> None:
    assert hours().after(moscow(6, "17:00"), timedelta(hours=2)) == moscow(10, "10:00")
    assert hours().between(moscow(6, "17:00"), moscow(10, "10:00")) == timedelta(hours=2)


@pytest.mark.parametrize(
    "day",
    [
        *(date(2026, 1, day) for day in range(1, 9)),
        *(date(year, 2, 23) for year in (2026, 2027)),
        date(2026, 3, 8),
        date(2026, 5, 1),
        date(2026, 5, 9),
        date(2026, 6, 12),
        date(2026, 11, 4),
    ],
)
def test_public_holidays_are_known(day: date) -> None:
    assert is_public_holiday(day)
    assert not hours("пн-вс 00:00-23:59").is_open(
        datetime(day.year, day.month, day.day, 12, tzinfo=MOSCOW)
    )


def test_a_holiday_on_a_sunday_moves_its_day_off_to_monday() -> None:
    assert is_public_holiday(date(2026, 3, 9))
    assert not is_public_holiday(date(2026, 3, 10))


def test_new_years_holidays_are_passed_over() -> None:
    asked = moscow(30, "17:00", month=12, year=2025)

    by = hours().after(asked, timedelta(hours=8))

    assert by.astimezone(MOSCOW).date() == date(2026, 1, 12)


def test_a_day_is_a_day_of_the_zone_and_not_of_greenwich() -> None:
    kamchatka = hours(zone="Asia/Kamchatka")
    monday_there = datetime(2026, 3, 1, 21, 30, tzinfo=UTC)  # Monday, 9:30 there

    assert kamchatka.is_open(monday_there)
    assert not hours().is_open(monday_there)
    assert kamchatka.after(monday_there, timedelta(hours=1)) == datetime(
        2026, 3, 1, 22, 30, tzinfo=UTC
    )


def test_working_time_is_real_time_over_a_change_of_clocks() -> None:
    berlin = hours("пн-вс 00:00-23:59", zone="Europe/Berlin")
    zone = ZoneInfo("Europe/Berlin")
    midnight = datetime(2026, 3, 29, 0, tzinfo=zone)

    assert berlin.between(midnight, datetime(2026, 3, 29, 12, tzinfo=zone)) == timedelta(hours=11)
    assert berlin.after(midnight, timedelta(hours=3)) == midnight.astimezone(UTC) + timedelta(
        hours=3
    )


def test_nothing_lies_between_a_moment_and_an_earlier_one() -> None:
    assert hours().between(moscow(3, "12:00"), moscow(2, "12:00")) == timedelta()


@pytest.mark.parametrize(
    "words",
    [
        "",
        "пн",
        "пн-пт",
        "xx 09:00-10:00",
        "пн 18:00-09:00",
        "пн 09:00-09:00",
        "пн 25:00-26:00",
        "пт-пн 09:00-10:00",
        "пн 09:00-12:00, 11:00-13:00",
        "пн 09:00-10:00; пн 09:30-11:00",
        ";",
    ],
)
def test_what_is_no_week_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"час|дни|конец|hour|minute|Invalid"):
        parse_week(words)


def test_spans_are_kept_in_order_however_they_are_written() -> None:
    assert parse_week("пн 14:00-18:00, 09:00-13:00") == parse_week("пн 9:00-13:00, 14:00-18:00")


WEEKS = st.sampled_from(["пн-пт 09:00-18:00", LUNCH, "вт 00:00-23:59", "сб-вс 10:00-12:30"])
ZONES = st.sampled_from(["Europe/Moscow", "Asia/Kamchatka", "Europe/Berlin", "America/New_York"])
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=450)).map(
    lambda span: datetime(2025, 12, 1, tzinfo=UTC) + span
)
WORK = st.timedeltas(timedelta(seconds=1), timedelta(hours=40))


@settings(max_examples=60, deadline=None)
@given(WEEKS, ZONES, MOMENTS, WORK)
def test_after_and_between_undo_each_other(
    week: str, zone: str, moment: datetime, work: timedelta
) -> None:
    own = hours(week, zone)

    end = own.after(moment, work)

    assert end >= moment + work
    assert own.between(moment, end) == work
    assert own.is_open(end - timedelta(microseconds=1))
    assert own.opening(moment) >= moment
    assert own.is_open(own.opening(moment))


@settings(max_examples=60, deadline=None)
@given(WEEKS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=20)), WORK)
def test_working_time_adds_up(
    week: str, moment: datetime, later: timedelta, work: timedelta
) -> None:
    own = hours(week)
    middle, end = moment + later, moment + 2 * later

    whole = own.between(moment, end)

    assert timedelta(0) <= whole <= 2 * later
    assert own.between(moment, middle) + own.between(middle, end) == whole
    assert own.after(middle, work) >= own.after(moment, work)
    if own.is_open(end):
        assert own.after(moment, whole) <= end
