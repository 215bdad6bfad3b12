"""When a person is invited to the next check-in: own weekday and hour, every second week."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b

from wellbeing.slots import Whereabouts, slot_not_before

#: From the whole hotline, and counted from the last word of it, a reminder included.
CONTACTS_APART = timedelta(days=7)
#: Rounds in a row without a word after which invitations become monthly, and after which they end.
SILENT_TO_MONTH = 3
SILENT_TO_PAUSE = 6

_DAY = timedelta(days=1)
_WEEK = 7
_USUAL_HOUR = 16
_USUAL_WEEKDAYS = (1, 2, 3)


class Every(StrEnum):
    FORTNIGHT = "fortnight"
    MONTH = "month"
    PAUSED = "paused"


#: Whole weeks, so that the weekday stays.
_WEEKS = {Every.FORTNIGHT: 2, Every.MONTH: 4}
_LESS_OFTEN = {
    Every.FORTNIGHT: Every.MONTH,
    Every.MONTH: Every.PAUSED,
    Every.PAUSED: Every.PAUSED,
}


@dataclass(frozen=True)
class Rhythm:
    """What a person has chosen."""

    weekday: int
    """0 for Monday to 4 for Friday; weekends are quiet."""
    hour: int
    """0 to 23, local; one inside the quiet hours is moved to their edge."""
    every: Every = Every.FORTNIGHT

    def __post_init__(self) -> None:
        if self.weekday not in range(5) or self.hour not in range(24):
            raise ValueError(f"no working weekday or no hour: {self.weekday}, {self.hour}")


@dataclass(frozen=True)
class Past:
    """What has been so far between the hotline and one person."""

    round_at: datetime | None = None
    """When the last round began, whatever was asked in it."""
    contact_at: datetime | None = None
    """When the hotline last wrote to the person unasked, for whatever reason."""
    full_at: datetime | None = None
    """When the full instrument was last offered in a wave, or answered."""
    silent: int = 0
    """Rounds in a row that ended without a word; an answer, a skip or a snooze is a word."""
    is_pause_told: bool = False
    """Whether the one message about the pause that silence leads to has been sent."""


def usual_rhythm(seed: str) -> Rhythm:
    """The rhythm of somebody who has not chosen: 16:00 from Tuesday to Thursday."""
    pick = blake2b(seed.encode(), digest_size=1).digest()[0] % len(_USUAL_WEEKDAYS)
    return Rhythm(_USUAL_WEEKDAYS[pick], _USUAL_HOUR)


def less_often(every: Every) -> Every:
    """One step down: fortnight, month, pause."""
    return _LESS_OFTEN[every]


def after_silence(silent: int, every: Every) -> Every:
    """How often somebody is invited who chose ``every`` and has let ``silent`` rounds pass.

    With the next answer ``silent`` is 0 and the own choice counts again.
    """
    if silent >= SILENT_TO_PAUSE:
        return Every.PAUSED
    if silent >= SILENT_TO_MONTH and every is Every.FORTNIGHT:
        return Every.MONTH
    return every


def half_way(past: Past, every: Every) -> datetime | None:
    """The middle between the last round and the next one; ``None`` before the first."""
    return past.round_at and past.round_at + timedelta(weeks=_WEEKS[every]) / 2


def may_contact(contact_at: datetime | None, now: datetime) -> bool:
    """Whether the last unasked word of the hotline is long enough ago for another one."""
    return contact_at is None or now - contact_at >= CONTACTS_APART


def not_before(past: Past, after: datetime) -> datetime:
    """The earliest moment for the next unasked word."""
    return after if past.contact_at is None else max(after, past.contact_at + CONTACTS_APART)


def next_pulse(
    rhythm: Rhythm, where: Whereabouts, past: Past, *, after: datetime, seed: str
) -> datetime | None:
    """When the next pulse is due, in UTC, not before ``after``; ``None`` while paused."""
    every = after_silence(past.silent, rhythm.every)
    if every is Every.PAUSED:
        return None
    earliest = not_before(past, after)
    day = where.local_day(earliest)
    if past.round_at is not None:
        day = max(day, _own_weekday_around(past.round_at, _WEEKS[every], rhythm, where))
    return next_own_slot(earliest, day, rhythm, where, seed=seed)


def next_own_slot(
    earliest: datetime, day: date, rhythm: Rhythm, where: Whereabouts, *, seed: str
) -> datetime:
    """The first slot on the person's own weekday, not before ``earliest`` and not before ``day``.

    A closed weekday gives way to the next open day, but for a vacation or a leave: after these
    the own weekday is waited for, or everybody would be written to on the first day of school.
    """
    while True:
        own = day + _DAY * ((rhythm.weekday - day.weekday()) % _WEEK)
        moved = own
        while not where.is_open(moved) and (back := where.back_from(moved)) is None:
            moved += _DAY
        if not where.is_open(moved):
            assert back is not None
            day = back
        elif slot := slot_not_before(earliest, moved, rhythm.hour, where, seed=seed):
            return slot
        else:
            day = own + _DAY


def _own_weekday_around(round_at: datetime, weeks: int, rhythm: Rhythm, where: Whereabouts) -> date:
    """The own weekday nearest to ``weeks`` after a round, which may have been on another day."""
    nearest = where.local_day(round_at) + _DAY * (weeks * _WEEK - _WEEK // 2)
    return nearest + _DAY * ((rhythm.weekday - nearest.weekday()) % _WEEK)
