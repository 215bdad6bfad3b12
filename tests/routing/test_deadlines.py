"""By when an answer is promised, and what a pause does to the promise."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from people.hours import WorkingHours, parse_week
from routing.deadlines import AT_LEAST_AFTER_PAUSE, is_overdue, promise, promise_after_pause

MOSCOW = ZoneInfo("Europe/Moscow")
HOURS = WorkingHours(MOSCOW, parse_week("пн-пт 09:00-18:00"))
MONDAY = datetime(2026, 3, 2, 10, tzinfo=MOSCOW)


def test_a_promise_is_counted_over_working_hours() -> None:
    assert promise(HOURS, timedelta(hours=4), asked_at=MONDAY) == MONDAY + timedelta(hours=4)
    assert promise(HOURS, timedelta(hours=9), asked_at=MONDAY) == MONDAY + timedelta(hours=24)


def test_what_is_asked_at_night_is_promised_as_if_asked_in_the_morning() -> None:
    night, morning = MONDAY - timedelta(hours=7), MONDAY - timedelta(hours=1)

    assert promise(HOURS, timedelta(hours=4), asked_at=night) == promise(
        HOURS, timedelta(hours=4), asked_at=morning
    )


def test_after_a_pause_as_much_working_time_is_left_as_before() -> None:
    answer_by = promise(HOURS, timedelta(hours=8), asked_at=MONDAY)
    paused_at, back = MONDAY + timedelta(hours=2), MONDAY + timedelta(days=2)

    moved = promise_after_pause(HOURS, answer_by, paused_at=paused_at, now=back)

    assert HOURS.between(back, moved) == timedelta(hours=6)


def test_after_a_pause_in_an_overdue_question_an_hour_is_left() -> None:
    back = MONDAY + timedelta(days=1)

    moved = promise_after_pause(HOURS, MONDAY, paused_at=MONDAY + timedelta(hours=3), now=back)

    assert HOURS.between(back, moved) == AT_LEAST_AFTER_PAUSE


@settings(max_examples=50, deadline=None)
@given(
    st.timedeltas(timedelta(0), timedelta(days=330)),
    st.timedeltas(timedelta(0), timedelta(days=9)),
    st.timedeltas(timedelta(0), timedelta(days=9)),
)
def test_a_pause_never_moves_a_promise_back(
    until_asked: timedelta, until_pause: timedelta, pause: timedelta
) -> None:
    asked_at = datetime(2026, 1, 1, tzinfo=UTC) + until_asked
    answer_by = promise(HOURS, timedelta(hours=8), asked_at=asked_at)
    paused_at = asked_at + until_pause

    moved = promise_after_pause(HOURS, answer_by, paused_at=paused_at, now=paused_at + pause)

    assert moved >= answer_by
    assert moved > paused_at + pause


def test_a_broken_promise_is_overdue_unless_its_clock_stands_still() -> None:
    later = MONDAY + timedelta(seconds=1)

    assert is_overdue(MONDAY, None, now=later)
    assert not is_overdue(MONDAY, None, now=MONDAY)
    assert not is_overdue(MONDAY, MONDAY, now=later)
    assert not is_overdue(None, None, now=later)
