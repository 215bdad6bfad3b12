"""The times of one round: its reminder, its end, and putting it off."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from wellbeing.slots import (
    Whereabouts,
    first_slot,
    jitter,
    next_allowed,
    slot_not_before,
)

OPEN_FOR = timedelta(days=5)
REMIND_AFTER = timedelta(hours=48)
REMIND_BEFORE = timedelta(hours=72)

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_TWO_HOURS = timedelta(hours=2)
#: The second wish to put a round off counts as skipping it.
_MOST_SNOOZES = 1


class Snooze(StrEnum):
    TWO_HOURS = "hours"
    TOMORROW = "tomorrow"
    WEEK = "week"


@dataclass(frozen=True)
class Snoozed:
    """The same round comes once more."""

    at: datetime


@dataclass(frozen=True)
class PutOff:
    """The round is over; a new one, which the person has asked for, begins at this moment."""

    at: datetime


@dataclass(frozen=True)
class Skipped:
    """The round is over."""


def closes_at(sent_at: datetime) -> datetime:
    """When a round ends; taps are taken until then."""
    return sent_at + OPEN_FOR


def is_round_open(sent_at: datetime, now: datetime) -> bool:
    return now < closes_at(sent_at)


def reminder_at(sent_at: datetime, hour: int, where: Whereabouts, *, seed: str) -> datetime | None:
    """When the only reminder of a round is sent, 48 to 72 hours after it, in UTC.

    ``None`` when all of that time is quiet: a message less is the better mistake.
    """
    earliest, latest = sent_at + REMIND_AFTER, sent_at + REMIND_BEFORE
    for day in (where.local_day(earliest), where.local_day(latest)):
        slot = slot_not_before(earliest, day, hour, where, seed=seed)
        if slot is not None and slot <= latest and where.allows(slot):
            return slot
    spread = earliest + jitter(seed, where.local_day(earliest))
    return next((at for at in (spread, earliest) if where.allows(at)), None)


def is_reminder_timely(sent_at: datetime, now: datetime, where: Whereabouts) -> bool:
    """Whether a reminder that is due can still be sent, say after an outage."""
    return now <= sent_at + REMIND_BEFORE and where.allows(now)


def snoozed_to(
    snooze: Snooze,
    *,
    sent_at: datetime,
    snoozes: int,
    now: datetime,
    hour: int,
    where: Whereabouts,
    seed: str,
) -> Snoozed | PutOff | Skipped:
    """What becomes of a round that its person wants later.

    Args:
        sent_at: when the round began.
        snoozes: how often it was put off before.
    """
    if snoozes >= _MOST_SNOOZES:
        return Skipped()
    if snooze is Snooze.WEEK:
        return PutOff(first_slot(now + _WEEK, hour, where, seed=seed))
    if snooze is Snooze.TWO_HOURS:
        at = next_allowed(now + _TWO_HOURS, hour, where, seed=seed)
    else:
        at = first_slot(_tomorrow(now, where), hour, where, seed=seed)
    return Snoozed(at) if is_round_open(sent_at, at) else Skipped()


def _tomorrow(now: datetime, where: Whereabouts) -> datetime:
    return datetime.combine(where.local_day(now) + _DAY, time(), where.zone)
