"""Tries a text out before it is published: how would the test questions of all cases fare?"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter

import numpy as np

from kit.database import Transaction
from knowledge import life_queries as queries
from knowledge import vectors as stored_vectors
from knowledge.encoder import Encoder, Matrix, Vector, second_of
from knowledge.index import Cosines, Entry, Gists, Snapshot, Vectors
from knowledge.indexing import Representable, encode, encode_gists
from knowledge.life_models import CaseTestId
from knowledge.matching import Asked, judged, nearest
from knowledge.models import CaseId
from knowledge.normalise import normalise
from knowledge.search import FOR_TEACHERS, CaseSearch
from knowledge.service import CaseText
from knowledge.trial_report import Collision, Outcome, Report, Trial, report_of
from knowledge.verdict import Calibration, Decision, decide

#: Matches that are looked at: as many as a teacher is shown.
_SHOWN = 3
#: Questions that are searched for together: as many rows as the cosines of all cases.
_AT_ONCE = 64


#: How an encoder sees a text: the names of the parts, and a row for each.
Seeing = Callable[[Encoder, Representable], Awaitable[tuple[list[str], Matrix]]]


class _Question:
    """A test question, ready to be searched for again and again."""

    __slots__ = ("asked", "audiences", "expected", "test_id", "text")

    def __init__(
        self,
        test_id: CaseTestId,
        text: str,
        expected: CaseId | None,
        audience: str | None,
        asked: Asked | None,
    ) -> None:
        self.test_id = test_id
        self.text = text
        self.expected = expected
        self.audiences = tuple({*FOR_TEACHERS, audience or FOR_TEACHERS[0]})
        self.asked = asked
        """``None`` when nothing of it is left to search for."""


class Trials:
    """Runs the tests of the base against an index that holds a text as if it were published."""

    def __init__(self, transaction: Transaction, search: CaseSearch) -> None:
        self._transaction = transaction
        self._search = search
        self._before: tuple[Snapshot, dict[CaseTestId, Outcome]] | None = None
        """How the questions fare in the index that serves: the same for every text tried."""
        self._ready: tuple[str | None, dict[CaseTestId, Asked | None]] = (None, {})
        """Test questions as the search sees them, by the encoder of this fingerprint."""

    async def try_out(self, text: CaseText) -> Report:
        """What publishing ``text`` would change for the test questions, and whom it is like.

        The vectors of the text and of new test questions are kept: a text that was tried is found
        at once when it comes into force.
        """
        started = perf_counter()
        snapshot, encoder, calibration = self._search.now_seen
        entry = await self._entry(text, encoder)
        changed = await asyncio.to_thread(_with, snapshot, entry)
        questions = await self._questions(text, snapshot, encoder)
        before = await self._fared_before(snapshot, calibration, questions)
        after = await _fare(changed, calibration, questions)
        collisions = await _collisions(text, changed, encoder, calibration)
        trials = [
            Trial(q.text, q.expected, before.get(q.test_id), after[q.test_id]) for q in questions
        ]
        titles = {each.case_id: each.title for each in changed.entries}
        return report_of(text.case_id, trials, collisions, titles, seconds=perf_counter() - started)

    async def encode_missing(self, *, limit: int) -> int:
        """Give test questions their vectors ahead of time; returns how many got one."""
        snapshot, encoder, _ = self._search.now_seen
        if encoder is None:
            return 0
        async with self._transaction() as session:
            rows = await queries.tests_in_force(
                session, encoder.fingerprint, together_with=CaseId("")
            )
        missing = [(test_id, text) for test_id, _, text, _, _, data in rows if data is None]
        return len(await self._encode(missing[:limit], snapshot, encoder))

    async def _entry(self, text: CaseText, encoder: Encoder | None) -> Entry:
        second = second_of(encoder)
        held = Vectors.of(*await self._encoded(text, encoder, encode)) if encoder else None
        gists = Gists.of(*await self._encoded(text, second, encode_gists)) if second else None
        return await asyncio.to_thread(Entry.of, text.case_id, text.version_id, text, held, gists)

    async def _encoded(
        self, text: CaseText, encoder: Encoder, see: Seeing
    ) -> tuple[Sequence[str], Matrix]:
        fingerprint, version_id = encoder.fingerprint, text.version_id
        async with self._transaction() as session:
            found = await stored_vectors.vectors_of(session, [version_id], fingerprint)
        if version_id in found:
            stored = found[version_id]
            return stored.parts, stored_vectors.unpack(stored)
        parts, rows = await see(encoder, text)
        async with self._transaction() as session:
            await stored_vectors.store(session, version_id, fingerprint, parts, rows)
        return parts, rows

    async def _questions(
        self, text: CaseText, snapshot: Snapshot, encoder: Encoder | None
    ) -> list[_Question]:
        fingerprint = encoder.fingerprint if encoder else None
        async with self._transaction() as session:
            rows = await queries.tests_in_force(session, fingerprint, together_with=text.case_id)
        missing = [(row[0], row[2]) for row in rows if row[5] is None]
        fresh = await self._encode(missing, snapshot, encoder)
        found = []
        for test_id, expected, words, audience, understood, data in rows:
            known = (understood or "", _unpacked(data)) if data is not None else fresh[test_id]
            own = text.audience if expected == text.case_id else audience
            asked = await self._asked(test_id, encoder, *known)
            found.append(_Question(test_id, words, expected, own, asked))
        return found

    async def _asked(
        self, test_id: CaseTestId, encoder: Encoder | None, understood: str, vector: Vector | None
    ) -> Asked | None:
        """The question as the search sees it; its words never change, so this is done once."""
        fingerprint = encoder.fingerprint if encoder else None
        if self._ready[0] != fingerprint:
            self._ready = (fingerprint, {})
        ready = self._ready[1]
        if test_id not in ready:
            ready[test_id] = await _asked(encoder, understood, vector)
        return ready[test_id]

    async def _encode(
        self,
        missing: Sequence[tuple[CaseTestId, str]],
        snapshot: Snapshot,
        encoder: Encoder | None,
    ) -> dict[CaseTestId, tuple[str, Vector | None]]:
        fresh: dict[CaseTestId, tuple[str, Vector | None]] = {}
        for test_id, words in missing:
            understood = await asyncio.to_thread(normalise, words, snapshot.vocabulary)
            asked = understood.text if not understood.nothing_asked else ""
            vector = await encoder.question(asked) if encoder and asked else None
            fresh[test_id] = asked, vector
        if encoder:
            kept = [(i, asked, _packed(vector)) for i, (asked, vector) in fresh.items()]
            async with self._transaction() as session:
                await queries.keep_vectors(session, encoder.fingerprint, kept)
        return fresh

    async def _fared_before(
        self, snapshot: Snapshot, calibration: Calibration, questions: Sequence[_Question]
    ) -> dict[CaseTestId, Outcome]:
        known = self._before[1] if self._before and self._before[0] is snapshot else {}
        new = [question for question in questions if question.test_id not in known]
        fared = {**known, **await _fare(snapshot, calibration, new)}
        self._before = (snapshot, fared)
        held = {entry.case_id for entry in snapshot.entries}
        return {
            q.test_id: fared[q.test_id]
            for q in questions
            if q.expected is None or q.expected in held
        }


def _with(snapshot: Snapshot, entry: Entry) -> Snapshot:
    """The snapshot as it would be with the entry in place of what its case says now."""
    others = [each for each in snapshot.entries if each.case_id != entry.case_id]
    entries = sorted([*others, entry], key=lambda each: each.case_id)
    return Snapshot(entries, is_calibrated=snapshot.is_calibrated)


async def _fare(
    snapshot: Snapshot, calibration: Calibration, questions: Sequence[_Question]
) -> dict[CaseTestId, Outcome]:
    fared: dict[CaseTestId, Outcome] = {}
    for start in range(0, len(questions), _AT_ONCE):
        # In portions, so that what the service does beside it gets its turn.
        some = questions[start : start + _AT_ONCE]
        fared |= await asyncio.to_thread(_fare_together, snapshot, calibration, some)
    return fared


def _fare_together(
    snapshot: Snapshot, calibration: Calibration, questions: Sequence[_Question]
) -> dict[CaseTestId, Outcome]:
    seen = [
        (question.test_id, question.asked.vector, question.asked.gist)
        for question in questions
        if question.asked is not None and question.asked.vector is not None
    ]
    vectors, gists = [vector for _, vector, _ in seen], [gist for *_, gist in seen]
    second = np.array(gists) if all(gist is not None for gist in gists) else None
    rows = snapshot.cosines(np.array(vectors), second) if seen else []
    known = {test_id: row for (test_id, *_), row in zip(seen, rows, strict=True)}
    return {q.test_id: _outcome(snapshot, calibration, q, known.get(q.test_id)) for q in questions}


def _outcome(
    snapshot: Snapshot,
    calibration: Calibration,
    question: _Question,
    known: Cosines | None = None,
) -> Outcome:
    asked = question.asked
    if asked is None:
        return Outcome(Decision.ROUTE, ())
    weights = calibration.blend if asked.vector is not None else calibration.blend_by_words
    found = nearest(snapshot, asked, question.audiences, weights, count=_SHOWN, known=known)
    matches = judged(found, calibration)
    decision = decide(
        matches[0].signals if matches else None,
        matches[0].score if matches else 0.0,
        content_lemmas=asked.content_lemmas,
        calibration=calibration,
    )
    return Outcome(decision, tuple(match.case_id for match in matches))


async def _collisions(
    text: CaseText, snapshot: Snapshot, encoder: Encoder | None, calibration: Calibration
) -> list[Collision]:
    """Typical questions of the text that would find another case first."""
    found = []
    for question in text.questions:
        understood = await asyncio.to_thread(normalise, question, snapshot.vocabulary)
        if understood.nothing_asked:
            continue
        vector = await encoder.question(understood.text) if encoder else None
        asked = await _asked(encoder, understood.text, vector)
        ready = _Question(CaseTestId(0), question, text.case_id, text.audience, asked)
        outcome = await asyncio.to_thread(_outcome, snapshot, calibration, ready)
        if outcome.shown and outcome.shown[0] != text.case_id:
            found.append(Collision(question, outcome.shown[0]))
    return found


async def _asked(encoder: Encoder | None, understood: str, vector: Vector | None) -> Asked | None:
    """The question by both opinions on its meaning; ``None`` when nothing is asked."""
    if not understood:
        return None
    second = second_of(encoder)
    if second is None:
        return Asked.of(understood, vector, subjects=(), levels=())
    gist, meanings = await second.question(understood), second.words
    return Asked.of(understood, vector, gist=gist, meanings=meanings, subjects=(), levels=())


def _packed(vector: Vector | None) -> bytes:
    """Nothing stands for a question of which nothing is left to search for."""
    return vector.astype("<f4").tobytes() if vector is not None else b""


def _unpacked(data: bytes) -> Vector | None:
    return np.frombuffer(data, dtype="<f4") if data else None
