"""Cases that are alike: found in the background, laid side by side, merged or both kept."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from knowledge import queries, twin_queries
from knowledge.curating_models import CasePair, Likeness, PairId, TwinDecision
from knowledge.drafts import CaseDraft
from knowledge.encoder import Encoder, Matrix
from knowledge.life_steps import new_version, take_back
from knowledge.likeness import alike, middle_of, same_words, seen_from
from knowledge.models import CaseId, CaseState, CaseVersion, VersionId
from knowledge.queries import Entry
from knowledge.readiness import phrase_key
from knowledge.service import CaseText
from knowledge.twin_errors import NoSuchPair, NoteMissing, PairChanged
from knowledge.twin_queries import Comparable
from people.models import PersonId

log = logging.getLogger(__name__)

Found = tuple[VersionId, VersionId, Likeness, float]


@dataclass(frozen=True)
class Twins:
    """Two published cases that are alike."""

    pair_id: PairId
    likeness: Likeness
    closeness: float
    """Cosine as measured from the middle of the base, at most 1."""
    first: CaseText
    second: CaseText
    shared: tuple[str, ...]
    """Titles and typical questions that both have."""


class Comparing:
    """Finds pairs of cases that are alike."""

    def __init__(self, transaction: Transaction, encoder: Encoder) -> None:
        self._transaction = transaction
        self._encoder = encoder

    async def compare_new(self, now: datetime) -> int:
        """Compare published texts that were not compared yet with all others.

        Harmless when run twice or in two processes. A base of a few cases has no middle to measure
        from: there only the same words count, until it has grown and the texts change.

        Returns:
            How many texts were compared.
        """
        fingerprint = self._encoder.fingerprint
        async with self._transaction() as session:
            if not await twin_queries.has_new(session, fingerprint):
                return 0
            dimensions = self._encoder.dimensions
            texts = await twin_queries.comparable(session, fingerprint, dimensions)
        # Nobody waits for this in a transaction: 5,000 cases are 25 million pairs.
        found = await asyncio.to_thread(found_among, texts)
        new = [text.version_id for text in texts if text.is_new]
        async with self._transaction() as session:
            await twin_queries.lock_comparing(session)
            await twin_queries.keep_pairs(session, found, now=now)
            await twin_queries.mark_compared(session, new, fingerprint)
        log.info("%s cases compared, %s pairs alike", len(new), len(found))
        return len(new)


class TwinBook:
    """What curators decide about cases that are alike."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def page(self, *, limit: int, offset: int) -> list[Twins]:
        """Undecided pairs: those that the bot cannot tell apart first, then the closest."""
        async with self._transaction() as session:
            rows = await twin_queries.open_pairs(session, limit=limit, offset=offset)
        return [_twins(*row) for row in rows]

    async def count(self) -> int:
        async with self._transaction() as session:
            return await twin_queries.count_open(session)

    async def pair(self, pair_id: PairId) -> Twins:
        """
        Raises:
            NoSuchPair
        """
        async with self._transaction() as session:
            pair = await _pair(session, pair_id, lock=False)
            first = await session.get_one(CaseVersion, pair.first_version_id)
            second = await session.get_one(CaseVersion, pair.second_version_id)
            return _twins(pair, first, second)

    async def successor(self, case_id: CaseId) -> CaseId | None:
        """The case that this one was merged into."""
        async with self._transaction() as session:
            return await twin_queries.successor_of(session, case_id)

    async def keep_both(self, pair_id: PairId, *, note: str, by: PersonId, now: datetime) -> None:
        """Both are needed, and ``note`` says why; asked again when one of them changes.

        Raises:
            NoteMissing, NoSuchPair
        """
        if not note.strip():
            raise NoteMissing(pair_id)
        async with self._transaction() as session:
            pair = await _pair(session, pair_id, lock=True)
            pair.note = note.strip()
            _decide(pair, TwinDecision.KEPT, by=by, now=now)
        log.info("pair %s kept by %s", pair_id, by)

    async def merge(self, pair_id: PairId, *, keep: CaseId, by: PersonId, now: datetime) -> CaseId:
        """Archive one of the two; it points to the other, which gets its typical questions.

        The questions stand in a new text of the case that is kept, which goes its way to a second
        person as any other; test questions go over at once.

        Returns:
            The case that was archived.

        Raises:
            NoSuchPair: there is none, or ``keep`` is not of it.
            PairChanged: one of the cases is not as it was when it was compared.
        """
        async with self._transaction() as session:
            await queries.lock_book(session)
            pair = await _pair(session, pair_id, lock=True)
            kept, gone = await _both(session, pair, keep)
            gone.case.state = CaseState.RETIRED
            await take_back(session, gone.case.id, by=by, now=now)
            await twin_queries.point_to(session, gone.case.id, keep, by=by, now=now)
            await _add_questions(session, kept, gone, by=by, now=now)
            _decide(pair, TwinDecision.MERGED, by=by, now=now)
            await queries.announce(session)
        log.info("case %s merged into %s by %s", gone.case.id, keep, by)
        return gone.case.id


def found_among(texts: Sequence[Comparable]) -> list[Found]:
    """Pairs of ``texts`` that are alike and of which one is new, each once."""
    new = [row for row, text in enumerate(texts) if text.is_new]
    rows: Matrix = np.stack([np.frombuffer(text.whole, dtype="<f4") for text in texts])
    middle = middle_of(rows)
    close = alike(seen_from(middle, rows), new) if middle is not None else []
    found = {
        (pair.first, pair.second): (Likeness.CLOSE, min(pair.closeness, 1.0)) for pair in close
    }
    phrases = [(text.title, *text.questions) for text in texts]
    for first, second in same_words(phrases):
        if texts[first].is_new or texts[second].is_new:
            found[first, second] = (Likeness.SAME_WORDS, 1.0)
    return [
        (texts[first].version_id, texts[second].version_id, *why)
        for (first, second), why in sorted(found.items())
    ]


async def _pair(session: AsyncSession, pair_id: PairId, *, lock: bool) -> CasePair:
    pair = await twin_queries.pair_with(session, pair_id, lock=lock)
    if pair is None:
        raise NoSuchPair(pair_id)
    return pair


def _decide(pair: CasePair, decision: TwinDecision, *, by: PersonId, now: datetime) -> None:
    pair.decision, pair.decided_by, pair.decided_at = decision, by, now


async def _both(session: AsyncSession, pair: CasePair, keep: CaseId) -> tuple[Entry, Entry]:
    """The case that is kept and the one that goes, both as they were when compared; locked."""
    first = await session.get_one(CaseVersion, pair.first_version_id)
    second = await session.get_one(CaseVersion, pair.second_version_id)
    if keep not in (first.case_id, second.case_id):
        raise NoSuchPair(pair.id)
    entries = await queries.entries(session, [first.case_id, second.case_id], lock=True)
    for version in (first, second):
        case = entries[version.case_id].case
        if case.state is not CaseState.PUBLISHED or case.current_id != version.id:
            raise PairChanged(pair.id)
    gone = second.case_id if keep == first.case_id else first.case_id
    return entries[keep], entries[gone]


async def _add_questions(
    session: AsyncSession, kept: Entry, gone: Entry, *, by: PersonId, now: datetime
) -> None:
    former = CaseDraft.of(kept.latest)
    known = {phrase_key(question) for question in former.questions}
    more = [
        question
        for question in (gone.case.current or gone.latest).questions
        if phrase_key(question) not in known
    ]
    if more:
        merged = former.model_copy(update={"questions": (*former.questions, *more)})
        await take_back(session, kept.case.id, by=by, now=now)
        await new_version(session, kept, merged, by=by, now=now)


def _twins(pair: CasePair, first: CaseVersion, second: CaseVersion) -> Twins:
    own = {phrase_key(phrase) for phrase in (first.title, *first.questions)}
    shared = [phrase for phrase in (second.title, *second.questions) if phrase_key(phrase) in own]
    return Twins(
        pair.id,
        pair.likeness,
        pair.closeness,
        CaseText.of(first),
        CaseText.of(second),
        tuple(shared),
    )
