"""Working time of many spans at once is what it is of each by itself."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from people.hours import WorkingHours, parse_week
from people.worktime import WorkClock, micros

WEEKS = ("пн-пт 09:00-18:00", "пн-чт 09:00-13:00, 14:00-18:00; пт 09:00-16:00", "пн-вс 00:00-23:59")
FIRST = datetime(2025, 12, 25, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(), timedelta(days=100)).map(lambda since: FIRST + since)


# Berlin puts its clocks forward in the span.
@pytest.mark.parametrize("zone", ["Europe/Moscow", "Europe/Berlin"])
@given(st.sampled_from(WEEKS), st.lists(st.tuples(MOMENTS, MOMENTS), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_the_clock_agrees_with_the_hours(
    zone: str, week: str, spans: list[tuple[datetime, datetime]]
) -> None:
    hours = WorkingHours(ZoneInfo(zone), parse_week(week))
    starts, ends = (np.array([micros(each) for each in side]) for side in zip(*spans, strict=True))

    moments = np.concatenate([starts, ends])
    clock = WorkClock.over(hours, int(moments.min()), int(moments.max()))

    assert [timedelta(microseconds=int(each)) for each in clock.between(starts, ends)] == [
        hours.between(start, end) for start, end in spans
    ]


def test_without_a_working_day_no_time_passes() -> None:
    hours = WorkingHours(ZoneInfo("Europe/Moscow"), parse_week(WEEKS[0]))
    sunday = micros(datetime(2026, 3, 1, 12, tzinfo=UTC))

    clock = WorkClock.over(hours, sunday, sunday + 60_000_000)

    assert clock.between(np.array([sunday]), np.array([sunday + 60_000_000])).tolist() == [0]
