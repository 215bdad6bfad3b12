"""Pure: the last seven days and the seven before, as a picture shows them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from routing.fates import Fate
from routing.figures import FEWEST

DAYS = 7


@dataclass(frozen=True)
class Week:
    """Seven days of the region in a row."""

    days: tuple[tuple[date, int], ...]
    """How many questions were asked on each, the earliest first."""
    by_base: int
    """What the base dealt with alone, without a person being asked for."""
    by_people: int
    """Where a methodist has answered."""
    waiting: int
    """Where a methodist was asked for, and none has answered yet."""

    @property
    def asked(self) -> int:
        return self.by_base + self.by_people + self.waiting

    @property
    def is_telling(self) -> bool:
        """Whether there are enough to say what became of them."""
        return self.asked >= FEWEST


def beginning(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day of the region."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def first_day(now: datetime, zone: ZoneInfo, *, weeks_ago: int = 0) -> date:
    """With which day the last seven begin, today among them, or as many weeks before that."""
    return now.astimezone(zone).date() - timedelta(days=DAYS * (weeks_ago + 1) - 1)


def week(fates: Sequence[Fate], first: date, zone: ZoneInfo) -> Week:
    """The questions of the seven days that begin with ``first``; others are passed over."""
    days = [first + timedelta(days=place) for place in range(DAYS)]
    of_week = [
        (day, fate)
        for fate in fates
        if days[0] <= (day := fate.asked_at.astimezone(zone).date()) <= days[-1]
    ]
    asked = Counter(day for day, _ in of_week)
    with_people = [fate for _, fate in of_week if fate.went_to_people]
    answered = sum(fate.first_answer_at is not None for fate in with_people)
    return Week(
        tuple((day, asked[day]) for day in days),
        len(of_week) - len(with_people),
        answered,
        len(with_people) - answered,
    )
