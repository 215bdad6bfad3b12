"""Test questions as the search sees them: understood, and by both opinions on their meaning."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kit.database import Transaction
from knowledge import life_queries as queries
from knowledge.encoder import Encoder, Vector, second_of
from knowledge.finding import FOR_TEACHERS
from knowledge.life_models import CaseTestId
from knowledge.matching import Asked
from knowledge.models import CaseId
from knowledge.normalise import normalise
from knowledge.service import CaseText
from knowledge.spelling import Vocabulary

#: Questions that are read and encoded between two transactions.
_AT_ONCE = 64


@dataclass(frozen=True)
class TrialQuestion:
    test_id: CaseTestId
    text: str
    expected: CaseId | None
    """``None``: no case answers it."""
    audiences: frozenset[str]
    """Cases for one of these are looked at."""


class TrialQuestions:
    """Those of the base; what both encoders say of them is kept in the database and in memory."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._ready: tuple[list[str], dict[CaseTestId, Asked | None]] = ([], {})
        """By the encoders of these fingerprints; ``None`` when nothing of it is left to search
        for. The words of a test never change."""

    async def in_force(self, text: CaseText | None = None) -> list[TrialQuestion]:
        """Those of published cases, those that no case answers, and those of the case of ``text``,
        for the audience that this text is meant for."""
        case_id = text.case_id if text else None
        async with self._transaction() as session:
            rows = await queries.tests_in_force(session, together_with=case_id)
        found = []
        for test_id, expected, words, audience in rows:
            meant = text.audience if text and expected == case_id else audience
            audiences = frozenset({*FOR_TEACHERS, *([meant] if meant else [])})
            found.append(TrialQuestion(test_id, words, expected, audiences))
        return found

    async def asked(
        self, questions: Sequence[TrialQuestion], vocabulary: Vocabulary, encoder: Encoder | None
    ) -> dict[CaseTestId, Asked | None]:
        """The questions, ready to be searched for; ``None`` where nothing is left to search for."""
        fingerprints = [one.fingerprint for one in _opinions(encoder)]
        if self._ready[0] != fingerprints:
            self._ready = (fingerprints, {})
        ready = self._ready[1]
        new = {each.test_id: each.text for each in questions if each.test_id not in ready}
        if new:
            seen = await self._seen(new, vocabulary, encoder)
            ready |= await asyncio.to_thread(
                lambda: {test_id: _asked(encoder, *one) for test_id, one in seen.items()}
            )
        return {each.test_id: ready[each.test_id] for each in questions}

    async def encode_missing(
        self, vocabulary: Vocabulary, encoder: Encoder | None, *, limit: int
    ) -> int:
        """Give up to ``limit`` questions the vectors that they lack; returns how many got one."""
        fingerprints = [one.fingerprint for one in _opinions(encoder)]
        if not fingerprints:
            return 0
        async with self._transaction() as session:
            missing = await queries.tests_unseen(session, fingerprints, limit=limit)
        for start in range(0, len(missing), _AT_ONCE):
            await self._seen(dict(missing[start : start + _AT_ONCE]), vocabulary, encoder)
        return len(missing)

    async def _seen(
        self, texts: dict[CaseTestId, str], vocabulary: Vocabulary, encoder: Encoder | None
    ) -> dict[CaseTestId, tuple[str, list[Vector | None]]]:
        """How each text is understood, and its vectors; those that were missing are kept."""
        opinions = _opinions(encoder)
        async with self._transaction() as session:
            stored = [await queries.tests_seen(session, texts, one.fingerprint) for one in opinions]
        understood = {id: text for rows in reversed(stored) for id, (text, _) in rows.items()}
        for test_id in texts.keys() - understood.keys():
            read = await asyncio.to_thread(normalise, texts[test_id], vocabulary)
            understood[test_id] = "" if read.nothing_asked else read.text
        found: dict[CaseTestId, list[Vector | None]] = {test_id: [] for test_id in texts}
        for one, rows in zip(opinions, stored, strict=True):
            lacking = {id: understood[id] for id in texts if id not in rows}
            made = {id: await _vector(one, text) for id, text in lacking.items()}
            await self._keep(one.fingerprint, lacking, made)
            for test_id in texts:
                known = rows.get(test_id)
                found[test_id].append(made[test_id] if known is None else _unpacked(known[1]))
        return {test_id: (understood[test_id], vectors) for test_id, vectors in found.items()}

    async def _keep(
        self,
        fingerprint: str,
        understood: dict[CaseTestId, str],
        made: dict[CaseTestId, Vector | None],
    ) -> None:
        rows = [(test_id, text, _packed(made[test_id])) for test_id, text in understood.items()]
        if rows:
            async with self._transaction() as session:
                await queries.keep_vectors(session, fingerprint, rows)


def _opinions(encoder: Encoder | None) -> list[Encoder]:
    """The encoder and the second opinion, as far as there are any."""
    return [one for one in (encoder, second_of(encoder)) if one is not None]


def _asked(
    encoder: Encoder | None, understood: str, vectors: Sequence[Vector | None]
) -> Asked | None:
    if not understood:
        return None
    vector, gist, *_ = [*vectors, None, None]
    second = second_of(encoder)
    meanings = second.words if second else None
    asked = Asked.of(understood, vector, gist=gist, meanings=meanings, subjects=(), levels=())
    return asked.remembering


async def _vector(encoder: Encoder, understood: str) -> Vector | None:
    return await encoder.question(understood) if understood else None


def _packed(vector: Vector | None) -> bytes:
    """Nothing stands for a question of which nothing is left to search for."""
    return vector.astype("<f4").tobytes() if vector is not None else b""


def _unpacked(data: bytes) -> Vector | None:
    return np.frombuffer(data, dtype="<f4") if data else None
