"""The typical questions of a base, each put to the base as if the base did not hold it."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random
from typing import Self

from knowledge import vectors
from knowledge.drafts import CaseDraft
from knowledge.encoder import Encoder, Matrix
from knowledge.examples import GROUP, Example, Origin, put
from knowledge.index import Entry, Gists, Snapshot, Vectors
from knowledge.indexing import QUESTION
from knowledge.labelled import LabelledQuestion
from knowledge.models import CaseVersion, VersionId, VersionVectors
from knowledge.verdict import Calibration
from people.levels import Level

#: More would only take longer: each is encoded anew, as a question.
MOST_OWN = 600
#: Left out of the base in so many parts, so that each time most of it is as teachers see it.
_PARTS = 10
#: Of three questions one is put to the base without its whole case: nobody has answered it.
#: The labelled questions of the product have the same share of unanswerable ones.
_UNANSWERED_OF = 3


@dataclass(frozen=True)
class Holding:
    """A published case with its vectors."""

    version_id: VersionId
    case: CaseDraft
    parts: tuple[str, ...] = ()
    rows: Matrix | None = None
    """One for each of ``parts``; ``None`` where the encoder has not seen the case."""
    gist_parts: tuple[str, ...] = ()
    gist_rows: Matrix | None = None
    """The same by the second opinion."""

    @classmethod
    def of(
        cls,
        version: CaseVersion,
        stored: VersionVectors | None,
        second: VersionVectors | None = None,
    ) -> Self:
        return cls(version.id, CaseDraft.of(version), *_taken(stored), *_taken(second))

    @property
    def asked(self) -> list[str]:
        """Its typical questions, in the order of their vectors."""
        return [question for question in self.case.questions if question.strip()]

    def entry(self, *, without: Collection[int] = ()) -> Entry:
        """The case in the index, but for the typical questions at the places ``without``."""
        left = [asked for place, asked in enumerate(self.asked) if place not in without]
        case = self.case.model_copy(update={"questions": tuple(left)})
        held = _kept(self.parts, self.rows, without)
        second = _kept(self.gist_parts, self.gist_rows, without)
        return Entry.of(
            case.id,
            self.version_id,
            case,
            Vectors.of(*held) if held else None,
            Gists.of(*second) if second else None,
        )


def _taken(stored: VersionVectors | None) -> tuple[tuple[str, ...], Matrix | None]:
    return (tuple(stored.parts), vectors.unpack(stored)) if stored is not None else ((), None)


def _kept(
    parts: Sequence[str], rows: Matrix | None, without: Collection[int]
) -> tuple[list[str], Matrix] | None:
    """The parts and their rows, but for the typical questions at the places ``without``."""
    if rows is None:
        return None
    first = parts.index(QUESTION) if QUESTION in parts else len(parts)
    kept = [row for row in range(len(parts)) if row - first not in without]
    return [parts[row] for row in kept], rows[kept]


@dataclass(frozen=True)
class _OwnQuestion:
    holding: int
    """Place of its case in the base."""
    place: int
    """Its own among the typical questions of the case."""
    is_unanswered: bool
    """The base is asked without the whole case."""
    part: int
    """The questions of one part are left out together."""

    def labelled(self, holdings: Sequence[Holding]) -> LabelledQuestion:
        case = holdings[self.holding].case
        # About half of those who ask have told their subject and level.
        has_profile = (self.holding + self.place) % 2 == 0
        return LabelledQuestion(
            id=f"{case.id}{GROUP}{self.place}",
            text=holdings[self.holding].asked[self.place],
            relevant=frozenset() if self.is_unanswered else frozenset({case.id}),
            subject=case.subject if has_profile else None,
            level=case.level if has_profile and case.level is not Level.ANY else None,
        )


async def pose_own(
    holdings: Sequence[Holding], encoder: Encoder, calibration: Calibration
) -> AsyncIterator[Example]:
    """Put the typical questions of the cases for teachers to their own base.

    A tenth of them at a time is taken out of the base, words and vector, and put to what remains;
    every third is asked without its whole case, so that there are questions that nobody has
    answered. No more than ``MOST_OWN``, drawn from all of the base.
    """
    chosen = sorted(_chosen(holdings), key=lambda own: (own.is_unanswered, own.part))
    for _, group in groupby(chosen, key=lambda own: (own.is_unanswered, own.part)):
        together = list(group)
        snapshot = _left(holdings, together, is_rescaled=calibration.is_rescaled)
        for own in together:
            question = own.labelled(holdings)
            example = await put(question, snapshot, encoder, calibration, origin=Origin.OWN)
            if example is not None:
                yield example


def count_own(holdings: Sequence[Holding]) -> int:
    """How many questions will be put."""
    return len(_chosen(holdings))


def _chosen(holdings: Sequence[Holding]) -> list[_OwnQuestion]:
    every = [
        (holding, place)
        for holding, one in enumerate(holdings)
        if one.case.audience == "teacher" and one.rows is not None
        for place in range(len(one.asked))
    ]
    # The same questions every time; in no order, or the last question of each case would be the
    # one that nobody has answered.
    some = Random(_PARTS).sample(every, min(len(every), MOST_OWN))
    return [
        _OwnQuestion(
            holding,
            place,
            is_unanswered=number % _UNANSWERED_OF == 0,
            part=(holding + place) % _PARTS,
        )
        for number, (holding, place) in enumerate(some)
    ]


def _left(
    holdings: Sequence[Holding], out: Collection[_OwnQuestion], *, is_rescaled: bool
) -> Snapshot:
    """The base without these questions, or without their cases."""
    cases = {own.holding for own in out if own.is_unanswered}
    places: dict[int, set[int]] = defaultdict(set)
    for own in out:
        if not own.is_unanswered:
            places[own.holding].add(own.place)
    entries = [
        holding.entry(without=places.get(number, ()))
        for number, holding in enumerate(holdings)
        if number not in cases
    ]
    return Snapshot(entries, is_calibrated=not is_rescaled)
