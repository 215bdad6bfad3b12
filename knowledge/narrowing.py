"""One question back, where its answer would probably change which case comes first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import exp

from knowledge.index import Entry
from knowledge.ranking import Asker, Signals, clearance, margins
from people.levels import Level

#: More than two would be an interrogation.
MOST_ASKED = 2
#: More buttons than these are read worse than the cases themselves.
_MOST_VALUES = 4
#: The chance of the right case being first must rise by so much, or the question is not worth a
#: tap; see docs/benchmarks.md, «A narrowing question».
_LEAST_GAIN = 0.15
#: A case less likely than this gets no button of its own.
_LEAST_CHANCE = 0.04
#: What the asker's own tap is worth, in log odds: twenty times as likely.
_TAP = 3.0

Candidate = tuple[Entry, Signals]


class Facet(StrEnum):
    """What may be asked about."""

    SUBJECT = "subject"
    LEVEL = "level"
    TOPIC = "topic"


@dataclass(frozen=True)
class Tap:
    """What the asker has tapped."""

    facet: Facet
    value: str | None
    """Code of a subject, a level or a topic; ``None``: «неважно»."""


@dataclass(frozen=True)
class Narrowing:
    """A question worth asking."""

    facet: Facet
    values: tuple[str, ...]
    """Two to four, likeliest first: codes of subjects, levels, or topics."""
    gain: float
    """By how much the chance that the right case stands first would rise, 0 to 1."""


def preferring(found: Sequence[Candidate], taps: Sequence[Tap]) -> list[Candidate]:
    """The cases in the order that they have once the asker has tapped."""
    if not any(tap.value for tap in taps):
        return list(found)
    raised = [
        (entry, signals.total + _TAP * sum(_has(entry, tap) for tap in taps))
        for entry, signals in found
    ]
    order = sorted(range(len(found)), key=lambda row: -raised[row][1])
    totals = [raised[row][1] for row in order]
    leads, clear = margins(totals), clearance(totals)
    return [
        (
            found[row][0],
            replace(found[row][1], total=raised[row][1], margin=lead, clearance=clear),
        )
        for row, lead in zip(order, leads, strict=True)
    ]


def worth_asking(
    found: Sequence[Candidate], asker: Asker, taps: Sequence[Tap] = ()
) -> Narrowing | None:
    """The question whose answer is expected to help most; ``None`` when none helps enough.

    Args:
        found: the matches, best first.
        asker: what is known already is not asked.
        taps: what was asked before, answered or not.
    """
    if len(taps) >= MOST_ASKED or len(found) < 2:
        return None
    chances = _chances([signals.total for _, signals in found])
    questions = [
        question
        for facet in _unknown(asker, {tap.facet for tap in taps})
        if (question := _question(facet, found, chances)) is not None
    ]
    # Of equally good questions the first: a subject is quicker to tell than a topic.
    return max(questions, key=lambda question: round(question.gain, 3), default=None)


def _question(
    facet: Facet, found: Sequence[Candidate], chances: Sequence[float]
) -> Narrowing | None:
    held = [_values(facet, entry) for entry, _ in found]
    values = _told_apart(held, chances)
    if len(values) < 2:
        return None
    gain = _first_once_told(held, values, chances) - chances[0]
    return Narrowing(facet, tuple(values), gain) if gain >= _LEAST_GAIN else None


def _told_apart(held: Sequence[Collection[str]], chances: Sequence[float]) -> list[str]:
    """For each likely case the value that the fewest of the others share, likeliest case first."""
    shares: Mapping[str, float] = {
        value: sum(chance for values, chance in zip(held, chances, strict=True) if value in values)
        for own in held
        for value in own
    }
    told: list[str] = []
    for own, chance in zip(held, chances, strict=True):
        if chance < _LEAST_CHANCE or len(told) == _MOST_VALUES:
            break
        new = [value for value in own if value not in told]
        # A value of every case says nothing.
        new = [value for value in new if not all(value in values for values in held)]
        if new:
            told.append(min(new, key=lambda value: (shares[value], len(value), value)))
    return told


def _first_once_told(
    held: Sequence[Collection[str]], values: Sequence[str], chances: Sequence[float]
) -> float:
    """The chance that the right case stands first, once the asker has tapped a value of it."""
    total = 0.0
    for row, (own, chance) in enumerate(zip(held, chances, strict=True)):
        tapped = next((value for value in values if value in own), None)
        if tapped is None:
            total += chance if row == 0 else 0.0
        elif next(place for place, other in enumerate(held) if tapped in other) == row:
            total += chance
    return total


def _chances(totals: Sequence[float]) -> list[float]:
    """How likely each match is the right one, if one of them is."""
    odds = [exp(total - max(totals)) for total in totals]
    return [one / sum(odds) for one in odds]


def _unknown(asker: Asker, asked: Collection[Facet]) -> list[Facet]:
    knows_subject = bool(asker.named_subjects) or len(asker.own_subjects) == 1
    levels = {*asker.own_levels} - {Level.ANY}
    knows_level = bool(asker.named_levels or asker.grades) or len(levels) == 1
    known = {Facet.SUBJECT: knows_subject, Facet.LEVEL: knows_level, Facet.TOPIC: False}
    return [facet for facet in Facet if not known[facet] and facet not in asked]


def _values(facet: Facet, entry: Entry) -> Collection[str]:
    match facet:
        case Facet.SUBJECT:
            return (entry.subject,)
        case Facet.LEVEL:
            return () if entry.level is Level.ANY else (entry.level.value,)
        case Facet.TOPIC:
            return entry.topics


def _has(entry: Entry, tap: Tap) -> bool:
    return tap.value is not None and tap.value in _values(tap.facet, entry)
