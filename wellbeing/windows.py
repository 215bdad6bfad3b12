"""The two weeks-long windows of a school year in which the full instrument is offered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from wellbeing.calendars.school import SchoolCalendar
from wellbeing.rhythm import Past, Rhythm, next_own_slot, not_before
from wellbeing.slots import Whereabouts

#: Rest lowers scores for some weeks, so that a wave waits after a vacation.
AFTER_REST = timedelta(days=10)
#: At least three months of one person between two full instruments.
FULLS_APART = timedelta(days=92)

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_MONDAY_TO_FRIDAY = timedelta(days=4)


class Season(StrEnum):
    AUTUMN = "autumn"
    SPRING = "spring"


@dataclass(frozen=True)
class _Usual:
    """The same calendar weeks each year."""

    opens_after: tuple[int, int]
    """Month and day on or after which its first Monday is."""
    weeks: int
    ends_before: tuple[int, int]
    """How far a school whose vacations lie in its way may move it."""
    years_on: int


_USUAL = {
    Season.AUTUMN: _Usual(opens_after=(11, 16), weeks=2, ends_before=(12, 25), years_on=0),
    Season.SPRING: _Usual(opens_after=(2, 22), weeks=3, ends_before=(4, 30), years_on=1),
}


@dataclass(frozen=True)
class Window:
    """The days, both included, on which invitations of one wave leave at one school."""

    beginning: int
    """The calendar year in which the school year starts."""
    season: Season
    opens: date
    closes: date

    @property
    def wave(self) -> str:
        """What the wave is known by, whatever the days at one school: ``2025-autumn``."""
        return f"{self.beginning}-{self.season}"


@lru_cache(maxsize=1024)
def wave_windows(beginning: int, calendar: SchoolCalendar) -> tuple[Window, ...]:
    """The windows of a school year, autumn first; one without room between vacations is missing."""
    windows = (_window(beginning, season, calendar) for season in Season)
    return tuple(window for window in windows if window is not None)


def window_on(day: date, calendar: SchoolCalendar) -> Window | None:
    """The window that ``day`` lies in."""
    windows = wave_windows(calendar.year_of(day).beginning, calendar)
    return next((window for window in windows if window.opens <= day <= window.closes), None)


def wave_over_at(beginning: int, season: Season, calendars: Iterable[SchoolCalendar]) -> datetime:
    """From when on the last round of a wave is closed at every school, so that it can be frozen."""
    windows = [
        window
        for calendar in calendars
        for window in wave_windows(beginning, calendar)
        if window.season is season
    ]
    if not windows:
        raise ValueError(f"no school has a window in {season} {beginning}")
    last = max(window.closes for window in windows)
    return datetime.combine(last + _WEEK, time(), UTC)


def next_wave(
    rhythm: Rhythm,
    where: Whereabouts,
    past: Past,
    *,
    after: datetime,
    opened_by: date,
    seed: str,
) -> tuple[datetime, Window] | None:
    """When the full instrument is offered next, in UTC, in a window that is open by a given day.

    ``None`` when there is no such window, or no slot of the person's own is left in it.
    """
    earliest = not_before(past, after)
    if past.full_at is not None:
        earliest = max(earliest, past.full_at + FULLS_APART)
    today = where.local_day(earliest)
    for window in wave_windows(where.calendar.year_of(today).beginning, where.calendar):
        if window.opens <= opened_by and window.closes >= today:
            day = max(today, window.opens)
            slot = next_own_slot(earliest, day, rhythm, where, seed=seed)
            if where.local_day(slot) <= window.closes:
                return slot, window
    return None


def _window(beginning: int, season: Season, calendar: SchoolCalendar) -> Window | None:
    usual = _USUAL[season]
    year = beginning + usual.years_on
    opens = _monday_from(date(year, *usual.opens_after))
    while True:
        closes = opens + _WEEK * (usual.weeks - 1) + _MONDAY_TO_FRIDAY
        if closes >= date(year, *usual.ends_before):
            return None
        is_rested = opens >= calendar.rested_until(opens) + AFTER_REST
        if is_rested and not calendar.is_vacation_between(opens, closes):
            return Window(beginning, season, opens, closes)
        opens += _WEEK


def _monday_from(day: date) -> date:
    return day + _DAY * (-day.weekday() % 7)
