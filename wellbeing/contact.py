"""The next unasked word of the check-ins: of all that is due, one thing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wellbeing.rhythm import (
    SILENT_TO_MONTH,
    SILENT_TO_PAUSE,
    Every,
    Past,
    Rhythm,
    half_way,
    may_contact,
    next_pulse,
    not_before,
)
from wellbeing.slots import Whereabouts, first_slot
from wellbeing.windows import Window, next_wave


class Occasion(StrEnum):
    PULSE = "pulse"
    WAVE = "wave"
    PAUSE = "pause"
    """No invitation: the one message, without reproach, that none will come any more."""


@dataclass(frozen=True)
class Contact:
    occasion: Occasion
    at: datetime
    window: Window | None = None
    """That of the wave; ``None`` for anything else."""

    def put_to(self, at: datetime) -> "Contact":
        """The same at another moment."""
        return Contact(self.occasion, at, self.window)


def next_contact(
    rhythm: Rhythm, where: Whereabouts, past: Past, *, after: datetime, seed: str
) -> Contact | None:
    """What the person is told next, and when, not before ``after``; ``None`` while paused.

    In the window of a wave its full instrument takes the place of the pulse, and may come up to
    half a step before it; not so to somebody who has been silent.
    """
    if past.silent >= SILENT_TO_PAUSE and rhythm.every is not Every.PAUSED:
        word = Contact(Occasion.PAUSE, _first(rhythm, where, past, after=after, seed=seed))
        return None if past.is_pause_told else word
    pulse_at = next_pulse(rhythm, where, past, after=after, seed=seed)
    if pulse_at is None:
        return None
    pulse_day = where.local_day(pulse_at)
    is_silent = past.silent >= SILENT_TO_MONTH
    wave_after = pulse_at if is_silent else max(after, half_way(past, rhythm.every) or after)
    wave = next_wave(rhythm, where, past, after=wave_after, opened_by=pulse_day, seed=seed)
    return Contact(Occasion.WAVE, *wave) if wave else Contact(Occasion.PULSE, pulse_at)


def ripe_contact(
    due: Contact, rhythm: Rhythm, where: Whereabouts, past: Past, *, now: datetime, seed: str
) -> Contact | None:
    """What becomes of an invitation whose moment has come, perhaps long ago.

    It is sent if the result is due ``now``, and waits for the result's moment otherwise; ``None``
    means that nothing is due any more.
    """
    today = where.local_day(now)
    is_late = due.window is not None and today > due.window.closes
    is_resting = not where.is_open(today) and where.back_from(today) is not None
    if is_late or is_resting:
        return next_contact(rhythm, where, past, after=now, seed=seed)
    if where.allows(now) and may_contact(past.contact_at, now):
        return due.put_to(now)
    later = due.put_to(_first(rhythm, where, past, after=now, seed=seed))
    is_too_late = due.window is not None and where.local_day(later.at) > due.window.closes
    return next_contact(rhythm, where, past, after=now, seed=seed) if is_too_late else later


def _first(
    rhythm: Rhythm, where: Whereabouts, past: Past, *, after: datetime, seed: str
) -> datetime:
    return first_slot(not_before(past, after), rhythm.hour, where, seed=seed)
