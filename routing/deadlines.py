"""By when an answer is promised, and what is overdue."""

from datetime import datetime, timedelta

from people.hours import WorkingHours

#: Working time a methodist has at the least once the asker has replied to a question back.
AT_LEAST_AFTER_PAUSE = timedelta(hours=1)


def promise(hours: WorkingHours, answer_within: timedelta, *, asked_at: datetime) -> datetime:
    """The moment by which somebody will have answered, counted over working hours."""
    return hours.after(asked_at, answer_within)


def promise_after_pause(
    hours: WorkingHours, answer_by: datetime, *, paused_at: datetime, now: datetime
) -> datetime:
    """The promise moved on by a pause: what working time was left is left again."""
    left = hours.between(paused_at, answer_by)
    return hours.after(now, max(left, AT_LEAST_AFTER_PAUSE))


def is_overdue(answer_by: datetime | None, paused_at: datetime | None, *, now: datetime) -> bool:
    """Whether a promise is broken; one whose clock stands still is not."""
    return answer_by is not None and paused_at is None and answer_by < now
