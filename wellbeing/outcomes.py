"""What a check-in says back: the next item, a result, or how things stand."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType

from people.models import PersonId
from wellbeing.change import Change
from wellbeing.following import Driver, Offer
from wellbeing.instruments import InstrumentId, Item, ScaleId
from wellbeing.models import Switch
from wellbeing.rhythm import Every, Rhythm

#: What a round is called outside: opaque, and never in the tables of check-ins.
RoundId = NewType("RoundId", str)


@dataclass(frozen=True)
class Choice:
    """One option of an item."""

    title: str
    points: int
    code: str
    """22 letters for a button: round, item and option, and nothing to whoever lacks the key."""


@dataclass(frozen=True)
class Step:
    """The next item of a round."""

    round_id: RoundId
    instrument: InstrumentId
    item: Item
    number: int
    """From 1."""
    of: int
    choices: tuple[Choice, ...]
    skip_code: str
    """As the code of a choice, for leaving the item out."""
    can_go_back: bool


@dataclass(frozen=True)
class ScaleResult:
    id: ScaleId
    title: str
    value: float | None
    """In the instrument's own points; ``None``: too few answers."""
    margin: float | None
    """How far the value may lie from the true one; ``None`` where nobody has measured that."""
    is_above_50: bool
    """Whether a scale of 0 to 100 has reached the border; of a draft wording nothing is said."""
    change: Change


@dataclass(frozen=True)
class Result:
    """The end of a round, for the person alone."""

    round_id: RoundId
    instrument: InstrumentId
    scales: tuple[ScaleResult, ...]
    """Of what was asked this time."""
    offer: Offer | None
    driver: Driver | None
    """What weighs most, as the person has said."""
    is_kept: bool
    """Whether it stays in the history; if not, this is the only time it can be shown."""
    is_counted: bool
    """Whether it will be in the figures of the wave."""
    is_again: bool = False
    """It was shown before, together with what was offered then."""


@dataclass(frozen=True)
class Overview:
    """How check-ins stand with a person."""

    switches: frozenset[Switch]
    """Those that are on and agreed to in the text of today."""
    consent_version: int | None
    """The oldest version that a switch was put on with; ``None`` when all are off."""
    needs_consent: bool
    """Whether the text has changed since: nothing is sent until it is agreed to again."""
    rhythm: Rhythm | None
    """``None`` while check-ins are off."""
    every: Every
    """How often it really is: silence makes it rarer than the rhythm says."""
    zone: str
    zone_confirmed: bool
    municipality: str | None
    school: str | None
    away_until: date | None
    next_due: datetime | None
    open_round: RoundId | None


@dataclass(frozen=True)
class Visit:
    """A browser that has come by a one-time link."""

    person_id: PersonId
    round_id: RoundId | None
    """``None``: the person's own page."""
    session: str
    """Secret of the browser; the page keeps it in a cookie."""
    expires_at: datetime
