"""Working hours: when people are at work, in their own time zone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays

Span = tuple[time, time]

_DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_PART = re.compile(
    r"(?P<first>пн|вт|ср|чт|пт|сб|вс)(?:-(?P<last>пн|вт|ср|чт|пт|сб|вс))?\s+"
    r"(?P<spans>\d{1,2}:\d{2}-\d{1,2}:\d{2}(?:\s*,\s*\d{1,2}:\d{2}-\d{1,2}:\d{2})*)"
)
_TIDYING = (
    (re.compile(r"[–—−]"), "-"),
    (re.compile(r"\bбудни\b|\bпо будням\b"), "пн-пт"),
    (re.compile(r"\bежедневно\b|\bкаждый день\b"), "пн-вс"),
    (re.compile(r"\bс\s+(\d[\d:.]*)\s+до\s+(\d[\d:.]*)"), r"\1-\2"),
    (re.compile(r"\s*-\s*"), "-"),
    (re.compile(r"(\d{1,2})\.(\d{2})(?!\d)"), r"\1:\2"),
    (re.compile(r"(?<![\d:])(\d{1,2})(?![\d:])"), r"\1:00"),
    (re.compile(r"(?<!\d)(\d):"), r"0\1:"),
    (re.compile(r"\s*([;,])\s*"), r"\1 "),
    (re.compile(r"\s+"), " "),
)
#: Nobody's working hours are further away than this: longer holidays do not exist.
_HORIZON_DAYS = 400


@cache
def _russian_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("RU")


def is_public_holiday(day: date) -> bool:
    """Whether ``day`` is a public holiday of Russia, moved days off included."""
    return day in _russian_holidays()


@dataclass(frozen=True)
class WorkingHours:
    """A working week, with holidays, in one time zone."""

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    """The spans of each day, Monday first, in order and apart from one another."""
    is_holiday: Callable[[date], bool] = is_public_holiday

    def is_open(self, moment: datetime) -> bool:
        local = moment.astimezone(self.zone)
        return any(start <= moment < end for start, end in self._spans_of(local.date()))

    def opening(self, moment: datetime) -> datetime:
        """The earliest working moment not before ``moment``, in UTC."""
        start, _ = next(self._spans_from(moment))
        return start.astimezone(UTC)

    def after(self, moment: datetime, work: timedelta) -> datetime:
        """The moment by which ``work`` of working time has passed since ``moment``, in UTC."""
        for start, end in self._spans_from(moment):
            if work <= end - start:
                return (start + work).astimezone(UTC)
            work -= end - start
        raise AssertionError("working spans never end")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments; nothing when ``end`` is earlier."""
        work = timedelta()
        for opens, closes in self._spans_from(start):
            if opens >= end:
                return work
            work += min(closes, end) - opens
        raise AssertionError("working spans never end")

    def spans(self, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
        """All spans, in UTC, of the days from that of ``first`` to that of ``last``."""
        day, until = (moment.astimezone(self.zone).date() for moment in (first, last))
        while day <= until:
            yield from self._spans_of(day)
            day += timedelta(days=1)

    def _spans_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        today = moment.astimezone(self.zone).date()
        for days in range(_HORIZON_DAYS):
            for start, end in self._spans_of(today + timedelta(days=days)):
                if end > moment:
                    yield max(start, moment), end

    def _spans_of(self, day: date) -> list[tuple[datetime, datetime]]:
        """Spans of one day in UTC, so that arithmetic on them is right over clock changes."""
        if self.is_holiday(day):
            return []
        return [
            (self._at(day, start), self._at(day, end)) for start, end in self.week[day.weekday()]
        ]

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)


def parse_week(words: str) -> tuple[tuple[Span, ...], ...]:
    """Read a working week such as «пн-чт 09:00-13:00, 14:00-18:00; пт 09:00-16:00».

    Raises:
        ValueError: the words cannot be read, a span ends before it starts, or no time is left.
    """
    week: list[list[Span]] = [[] for _ in _DAYS]
    for part in filter(None, (part.strip() for part in words.lower().split(";"))):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(f"непонятные часы: «{part}»; пример: пн-пт 09:00-18:00")
        for day in _days(match["first"], match["last"] or match["first"]):
            week[day] += _read_spans(match["spans"])
    if not any(week):
        raise ValueError("в рабочих часах нет ни одного часа; пример: пн-пт 09:00-18:00")
    return tuple(_in_order(spans) for spans in week)


def tidy_week(words: str) -> str:
    """A working week written by hand, in the form that ``parse_week`` reads where possible.

    «Пн–Пт с 9 до 18» becomes «пн-пт 09:00-18:00».
    """
    tidy = "; ".join(line for line in words.lower().splitlines() if line.strip())
    for untidy, replacement in _TIDYING:
        tidy = untidy.sub(replacement, tidy)
    return tidy.strip(" .;,")


def _days(first: str, last: str) -> range:
    start, end = _DAYS.index(first), _DAYS.index(last)
    if end < start:
        raise ValueError(f"дни идут назад: «{first}-{last}»")
    return range(start, end + 1)


def _read_spans(words: str) -> list[Span]:
    spans = []
    for span in words.split(","):
        start, end = (time.fromisoformat(clock.strip().zfill(5)) for clock in span.split("-"))
        if end <= start:
            raise ValueError(f"конец раньше начала: «{span.strip()}»")
        spans.append((start, end))
    return spans


def _in_order(spans: list[Span]) -> tuple[Span, ...]:
    ordered = sorted(spans)
    for (_, end), (start, _) in pairwise(ordered):
        if start < end:
            raise ValueError(f"часы пересекаются: {start:%H:%M} раньше {end:%H:%M}")
    return tuple(ordered)
