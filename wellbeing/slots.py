"""When the hotline may write to a person unasked: open days, quiet hours, a little jitter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from hashlib import blake2b
from zoneinfo import ZoneInfo

from wellbeing.calendars.school import SchoolCalendar, last_day_of_rest

#: Not everybody's message leaves in the same minute, nor in the first one after the quiet hours.
LATEST_JITTER = timedelta(minutes=20)

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Quiet:
    """The hours, through the night, in which nothing is sent unasked."""

    begins: time = time(20)
    ends: time = time(9)

    def __post_init__(self) -> None:
        if not self.ends < self.begins or self.first_hour > self.last_hour:
            raise ValueError("quiet hours go through the night and leave an hour of the day")

    def covers(self, clock: time) -> bool:
        return not self.ends <= clock < self.begins

    @cached_property
    def first_hour(self) -> int:
        """The earliest hour a person can choose."""
        return self.ends.hour + (self.ends > time(self.ends.hour))

    @cached_property
    def last_hour(self) -> int:
        """The latest hour that leaves room for the jitter."""
        room = timedelta(hours=self.begins.hour, minutes=self.begins.minute) - LATEST_JITTER
        return room // timedelta(hours=1)

    def nearest_hour(self, hour: int) -> int:
        return min(max(hour, self.first_hour), self.last_hour)


@dataclass(frozen=True)
class Whereabouts:
    """Where and when a person lives and works, as far as it decides when they are left alone."""

    zone: ZoneInfo
    calendar: SchoolCalendar
    away_until: date | None = None
    """On leave or ill until this day, back on it."""
    quiet: Quiet = Quiet()

    def is_open(self, day: date) -> bool:
        """Whether anything may be sent on this local day."""
        is_away = self.away_until is not None and day < self.away_until
        return not is_away and self.calendar.is_open(day)

    def back_from(self, day: date) -> date | None:
        """The first day after the rest or leave that ``day`` lies in; ``None`` in neither."""
        if self.away_until is not None and day < self.away_until:
            return self.away_until
        vacation = self.calendar.vacation_on(day)
        return None if vacation is None else last_day_of_rest(vacation.last) + _DAY

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def allows(self, moment: datetime) -> bool:
        """Whether something may be sent unasked at this moment."""
        local = moment.astimezone(self.zone)
        return self.is_open(local.date()) and not self.quiet.covers(local.time())


def first_slot(earliest: datetime, hour: int, where: Whereabouts, *, seed: str) -> datetime:
    """The first moment not before ``earliest`` at the person's own hour of an open day, in UTC."""
    for day in _open_days(where.local_day(earliest), where):
        if slot := slot_not_before(earliest, day, hour, where, seed=seed):
            return slot
    raise AssertionError("open days never end")


def slot_not_before(
    earliest: datetime, day: date, hour: int, where: Whereabouts, *, seed: str
) -> datetime | None:
    """The moment of ``day`` for the person's own hour, jitter included, in UTC.

    Put off to ``earliest`` as long as jitter could have done so, ``None`` after that. An hour in
    the quiet hours is moved to their edge; whether the day is open is not asked here.
    """
    own = where.quiet.nearest_hour(hour)
    begins = datetime.combine(day, time(own), where.zone).astimezone(UTC)
    if earliest > begins + LATEST_JITTER:
        return None
    return max(earliest.astimezone(UTC), begins + jitter(seed, day))


def next_allowed(moment: datetime, hour: int, where: Whereabouts, *, seed: str) -> datetime:
    """``moment`` itself if something may be sent then, or else the next slot, in UTC."""
    if where.allows(moment):
        return moment.astimezone(UTC)
    return first_slot(moment, hour, where, seed=seed)


def jitter(seed: str, day: date) -> timedelta:
    """0 to 20 minutes in whole seconds, always the same for one seed and day."""
    digest = blake2b(f"{seed}/{day.toordinal()}".encode(), digest_size=8).digest()
    return timedelta(seconds=int.from_bytes(digest) % (LATEST_JITTER.seconds + 1))


def _open_days(day: date, where: Whereabouts) -> Iterator[date]:
    while True:
        if where.is_open(day):
            yield day
            day += _DAY
        else:
            day = where.back_from(day) or day + _DAY
