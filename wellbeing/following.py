"""What is offered after an answer. Only offers, and only to the person who has answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wellbeing.change import Change
from wellbeing.instruments import ScaleId
from wellbeing.scoring import is_worth_a_look

#: Exhaustion of a pulse, 0 to 4, that counts. One alone is not enough: of people who are well, a
#: quarter would get an offer within a year; of two in a row, one in 250.
MUCH = 3
#: Two pulses further apart are not in a row.
IN_A_ROW_WITHIN = timedelta(days=35)
#: Between two offers after pulses.
BETWEEN_OFFERS = timedelta(days=56)
#: After a result of the full instrument, once more and quietly: with what the person opens next.
AGAIN_AFTER = timedelta(weeks=4)
#: A driver below this, 0 to 4, is not called what weighs most.
NOTICEABLE = 2
#: Every driver has had its turn within so many pulses.
ONE_TURN_OF_ALL = 5


class Driver(StrEnum):
    """What may weigh on a teacher; also the ids of the pulse's rotating items and scales."""

    LOAD = "load"
    PAPERWORK = "paperwork"
    DISCIPLINE = "discipline"
    PARENTS = "parents"
    SUPPORT = "support"


class Reason(StrEnum):
    TWO_PULSES = "two pulses"
    HIGH = "high"
    """A scale has reached the border."""
    RISE = "rise"
    """A scale has risen beyond its margin."""


class Way(StrEnum):
    """What the person may choose; nothing happens unless one is chosen."""

    FULL = "full"
    """The full instrument."""
    MATERIALS = "materials"
    WRITE = "write"
    """To a psychologist."""
    CALL = "call"
    NOTHING = "nothing"


@dataclass(frozen=True)
class PulseMark:
    """One round of the pulse, as far as it matters here."""

    at: datetime
    exhaustion: int | None
    """0 to 4; ``None`` when it was skipped."""
    driver: Driver | None = None
    """The one whose turn it was, when it was answered."""
    weight: int | None = None
    """Its answer, 0 to 4."""


@dataclass(frozen=True)
class Offer:
    reason: Reason
    ways: tuple[Way, ...]
    driver: Driver | None
    """What weighs most, as the person has said; materials are chosen by it."""
    again_at: datetime | None
    """From then on the offer is shown once more, with the next screen the person opens."""


def after_pulse(marks: Sequence[PulseMark], *, last_offer_at: datetime | None) -> Offer | None:
    """What to offer now that the last of ``marks`` has been answered.

    Args:
        marks: all rounds, or the newest dozen, oldest first.
        last_offer_at: when such an offer was last made.
    """
    if not marks or marks[-1].exhaustion is None:
        return None
    now = marks[-1].at
    is_too_soon = last_offer_at is not None and now - last_offer_at < BETWEEN_OFFERS
    if is_too_soon or not _two_in_a_row(marks):
        return None
    ways = (Way.FULL, Way.MATERIALS, Way.WRITE, Way.CALL, Way.NOTHING)
    return Offer(Reason.TWO_PULSES, ways, heaviest(marks), again_at=None)


def after_full(
    values: Mapping[ScaleId, float | None],
    changes: Mapping[ScaleId, Change],
    *,
    driver: Driver | None,
    now: datetime,
) -> Offer | None:
    """What to offer with a result of the CBI: when a scale is high, or has reliably risen."""
    if any(value is not None and is_worth_a_look(value) for value in values.values()):
        reason = Reason.HIGH
    elif Change.RISE in changes.values():
        reason = Reason.RISE
    else:
        return None
    ways = (Way.MATERIALS, Way.WRITE, Way.CALL, Way.NOTHING)
    return Offer(reason, ways, driver, again_at=now + AGAIN_AFTER)


def is_due_again(offer: Offer, *, shown_again_at: datetime | None, now: datetime) -> bool:
    """Whether an offer is to be shown for the second and last time."""
    return offer.again_at is not None and shown_again_at is None and now >= offer.again_at


def heaviest(marks: Sequence[PulseMark]) -> Driver | None:
    """The driver that weighs most by its newest answers; of equal ones, the one named last.

    ``None`` while none was more than slight.
    """
    newest: dict[Driver, tuple[int, datetime]] = {}
    for mark in marks[-ONE_TURN_OF_ALL:]:
        if mark.driver is not None and mark.weight is not None:
            newest[mark.driver] = (mark.weight, mark.at)
    noticeable = {driver: found for driver, found in newest.items() if found[0] >= NOTICEABLE}
    return max(noticeable, key=lambda driver: noticeable[driver], default=None)


def _two_in_a_row(marks: Iterable[PulseMark]) -> bool:
    """Whether the two newest answered pulses both count; a skipped one between does not matter."""
    answered = [(mark.at, mark.exhaustion) for mark in marks if mark.exhaustion is not None]
    if len(answered) < 2:
        return False
    (earlier, before), (later, after) = answered[-2:]
    return min(before, after) >= MUCH and later - earlier <= IN_A_ROW_WITHIN
