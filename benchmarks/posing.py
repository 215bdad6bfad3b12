"""Labelled questions put to a base in memory, by the functions of the bot."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.bases import COUNTED, Base
from knowledge.encoder import Encoder
from knowledge.finding import asked_of
from knowledge.fitting import Judged, fit_blend
from knowledge.index import Snapshot
from knowledge.labelled import LabelledQuestion
from knowledge.matching import Asked, judged, nearest
from knowledge.narrowing import Tap
from knowledge.normalise import normalise
from knowledge.ranking import BLENDED, Weights
from knowledge.replying import Beside, Replies
from knowledge.search import FOR_TEACHERS, Finding, find_in
from knowledge.verdict import Calibration, shipped_calibration
from people.levels import Level

#: So many candidates of each question compete when the blend is fitted.
CANDIDATES = 40
#: By these the candidates are chosen.
START = Weights(gist_asked=3, gist_problem=3, gist_solution=3)
#: The signals that are known without an encoder.
OF_WORDS = ("words", "roots", "subject", "level", "grade")
#: Those that rank where meaning is known, too: words in common are a part of the echo.
OF_MEANING = tuple(name for name in BLENDED if name != "words")


@dataclass(frozen=True)
class Posed:
    """A question as it was put to its base."""

    base: Base
    origin: str
    asked: Asked | None
    """``None``: nothing was asked."""
    labelled: LabelledQuestion
    declined: bool
    """A reply of the base is said instead of cases."""

    @property
    def right(self) -> NDArray[np.bool_]:
        ids = [entry.case_id for entry in self.base.snapshot.entries]
        return np.array([case_id in self.labelled.relevant for case_id in ids])


async def pose(
    base: Base, origin: str, one: LabelledQuestion, encoder: Encoder, replies: Replies
) -> Posed:
    text = normalise(one.text, base.snapshot.vocabulary).text
    if not text:
        return Posed(base, origin, None, one, declined=True)
    subjects = [one.subject] if one.subject else []
    levels = [one.level] if one.level else []
    asked = await asked_of(encoder, text, subjects, levels)
    return Posed(base, origin, asked, one, is_declined(base.snapshot, text, asked, replies))


def is_declined(snapshot: Snapshot, text: str, asked: Asked, replies: Replies) -> bool:
    """Whether a reply stands instead of cases; care does not, since the question goes on."""
    calibration = shipped_calibration()
    matches = judged(nearest(snapshot, asked, FOR_TEACHERS, calibration.blend), calibration)
    beside = Beside.of([match.signals for match in matches], matches[0].score if matches else 0.0)
    chosen = replies.choose(text, asked.vector, beside)
    return chosen is not None and not chosen.entry.is_care


def is_even(question: LabelledQuestion) -> bool:
    return int("".join(filter(str.isdigit, question.id)) or 0) % 2 == 0


def judge(posed: Posed, weights: Weights, *, count: int, by_words: bool = False) -> Judged:
    if posed.asked is None:
        relevant = bool(posed.labelled.relevant)
        return Judged(
            (),
            (),
            relevant,
            posed.origin,
            posed.base.name,
            declined=True,
            counted=COUNTED[posed.base.name],
        )
    asked = posed.asked.bare if by_words else posed.asked
    found = nearest(posed.base.snapshot, asked, FOR_TEACHERS, weights, count=count)
    return Judged(
        tuple(signals for _, signals in found),
        tuple(entry.case_id in posed.labelled.relevant for entry, _ in found),
        bool(posed.labelled.relevant),
        posed.origin,
        posed.base.name,
        posed.declined,
        COUNTED[posed.base.name],
    )


def candidates(posed: Sequence[Posed], *, by_words: bool = False) -> list[Judged]:
    """What competes for each question when a blend is fitted."""
    start = Weights(whole=0, near=0, centred=0) if by_words else START
    return [judge(one, start, count=CANDIDATES, by_words=by_words) for one in posed]


def fitted(posed: Sequence[Posed]) -> Weights:
    """The weights under which the right cases are likeliest to come first."""
    return fit_blend(candidates(posed), OF_MEANING)


def fitted_by_words(posed: Sequence[Posed]) -> Weights:
    return fit_blend(candidates(posed, by_words=True), OF_WORDS)


@dataclass(frozen=True)
class MemorySearch:
    """The search of the bot over cases that are in no database."""

    snapshot: Snapshot
    encoder: Encoder | None
    calibration: Calibration
    replies: Replies

    async def find(
        self,
        text: str,
        *,
        subjects: Sequence[str] = (),
        levels: Sequence[Level] = (),
        audiences: Sequence[str] = FOR_TEACHERS,
        taps: Sequence[Tap] = (),
    ) -> Finding:
        return await find_in(
            self.snapshot,
            self.encoder,
            self.calibration,
            text,
            subjects=subjects,
            levels=levels,
            audiences=audiences,
            taps=taps,
            replies=self.replies,
        )
