"""Questions of which is known what answers them, put to a base: what a calibration learns from."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from knowledge.encoder import Encoder
from knowledge.finding import asked_of
from knowledge.fitting import Judged
from knowledge.index import Snapshot
from knowledge.labelled import LabelledQuestion
from knowledge.matching import MOST_MATCHES, Asked, nearest
from knowledge.normalise import normalise
from knowledge.ranking import Signals, Weights
from knowledge.verdict import FEWEST_LEMMAS, Calibration

#: In an id, what stands before it names the group of the question.
GROUP = "\t"
#: Materials for methodists never surface to teachers, and nothing is learnt from them.
_AUDIENCES = ("teacher",)


class Origin(StrEnum):
    """Where it is known from whether the first match is right."""

    LABELLED = "labelled"
    """Somebody has written down which cases answer the question."""
    VERDICT = "verdict"
    """A teacher has said whether the case that was shown helped."""
    OWN = "own"
    """It is a typical question of a case, put to the base as if the base did not hold it."""


@dataclass(frozen=True)
class Example:
    """A question as the base sees it, with the encoder and by words alone."""

    origin: Origin
    by_meaning: Judged | None
    """``None``: it was only ever searched for by words."""
    by_words: Judged | None
    """``None``: it was only ever searched for with an encoder."""
    group: str
    """Examples of one group know of each other: no model of some of them judges the others."""
    is_brief: bool = False
    """Too few words of meaning: whatever is found, it is never shown at once."""


@dataclass(frozen=True)
class Verdict:
    """What an asker has said about the case that was found first for their question."""

    signals: Mapping[str, Any]
    """Of that case, as they were recorded; see ``knowledge.ranking.Signals``."""
    right: bool
    at: datetime
    encoder: str | None
    """Fingerprint; ``None`` when the search went by words alone."""
    ranking: str
    """See ``knowledge.verdict.Calibration.ranking``; empty where it was not recorded."""
    group: str
    """Verdicts of one group come from one person."""


async def put(
    question: LabelledQuestion,
    snapshot: Snapshot,
    encoder: Encoder,
    calibration: Calibration,
    *,
    origin: Origin,
) -> Example | None:
    """Put a question to ``snapshot`` as the bot would; ``None`` when nothing is asked in it."""
    understood = await asyncio.to_thread(normalise, question.text, snapshot.vocabulary)
    if understood.nothing_asked:
        return None
    asked = await asked_of(
        encoder,
        understood.text,
        [question.subject] if question.subject else [],
        [question.level] if question.level else [],
    )
    return Example(
        origin,
        await asyncio.to_thread(_judged, question, snapshot, asked, calibration.blend),
        await asyncio.to_thread(
            _judged, question, snapshot, asked.bare, calibration.blend_by_words
        ),
        group=question.id.partition(GROUP)[0],
        is_brief=asked.content_lemmas < FEWEST_LEMMAS,
    )


def from_verdict(verdict: Verdict, calibration: Calibration) -> Example | None:
    """The example in a verdict; ``None`` when its signals mean something else by now.

    What a wrong case leaves open, whether another one answers the question, nobody has said.
    """
    if verdict.encoder != calibration.fingerprint or verdict.ranking != calibration.ranking:
        return None
    if set(verdict.signals) != {field.name for field in fields(Signals)}:
        return None
    signals = Signals(**verdict.signals)
    if signals.whole is None:
        return None
    judged = Judged((signals,), (verdict.right,), answerable=True)
    return Example(Origin.VERDICT, judged, None, verdict.group)


def _judged(
    question: LabelledQuestion, snapshot: Snapshot, asked: Asked, weights: Weights
) -> Judged:
    found = nearest(snapshot, asked, _AUDIENCES, weights, count=MOST_MATCHES)
    return Judged(
        tuple(signals for _, signals in found),
        tuple(entry.case_id in question.relevant for entry, _ in found),
        question.is_answerable,
    )
