"""The test questions that ship with the cases: in other words than the typical ones, two a case."""

import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge import life_queries
from knowledge.encoder import Vector
from knowledge.life_models import CaseTest, CaseTestId
from knowledge.models import CaseId

#: The file of their ready vectors.
TEST_VECTORS = "test_vectors.npz"

#: Test questions by the case that answers them; of ``None``: no shipped case does.
Tests = Mapping[CaseId | None, tuple[str, ...]]


@dataclass(frozen=True)
class ReadyQuestions:
    """Questions as one encoder sees them."""

    fingerprint: str
    rows: Mapping[str, tuple[str, Vector]]
    """By the question: how it was understood, and the vector of that."""


NOT_READY = ReadyQuestions("", {})


def spelling(tests: Tests) -> str:
    """Changes with every word of the tests."""
    return hashlib.sha256("\n".join(texts_of(tests)).encode()).hexdigest()


def texts_of(tests: Tests) -> list[str]:
    return [text for texts in tests.values() for text in texts]


@cache
def shipped_tests() -> Tests:
    """One line a case: ``{"case": id or null, "tests": [question, …]}``."""
    lines = files("knowledge.seeds").joinpath("tests.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return {row["case"] and CaseId(row["case"]): tuple(row["tests"]) for row in rows}


@cache
def shipped_questions() -> ReadyQuestions:
    """The ready vectors of the test questions; none of them if they were made for other words."""
    tests, file = shipped_tests(), files("knowledge.seeds").joinpath(TEST_VECTORS)
    if not file.is_file():
        return NOT_READY
    with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as stored:
        fingerprint, made_for = str(stored["fingerprint"]), str(stored["made_for"])
        understood = [str(text) for text in stored["understood"]]
        rows = stored["rows"].astype(np.float32)
    if made_for != spelling(tests):
        return NOT_READY
    seen = zip(understood, rows, strict=True)
    return ReadyQuestions(fingerprint, dict(zip(texts_of(tests), seen, strict=True)))


async def plant_tests(
    session: AsyncSession,
    tests: Tests,
    ready: ReadyQuestions,
    cases: Iterable[CaseId],
    *,
    now: datetime,
) -> int:
    """Give those of ``cases`` that have no test question the shipped ones; how many were added.

    The book must be locked. Questions without a case come together with the first of the others:
    whoever strikes them out later is not given them again at the next start.
    """
    tested = await life_queries.tested_cases(session)
    wanted: set[CaseId | None] = tests.keys() & set(cases) - tested
    if not wanted:
        return 0
    rows = [
        CaseTest(case_id=case_id, text=text, added_at=now, added_by=None)
        for case_id, texts in tests.items()
        if case_id in wanted | {None} - tested
        for text in texts
    ]
    session.add_all(rows)
    await session.flush()
    await life_queries.keep_vectors(session, ready.fingerprint, _packed(rows, ready))
    return len(rows)


def _packed(rows: list[CaseTest], ready: ReadyQuestions) -> list[tuple[CaseTestId, str, bytes]]:
    found = [(row.id, ready.rows[row.text]) for row in rows if row.text in ready.rows]
    return [(id, understood, row.astype("<f4").tobytes()) for id, (understood, row) in found]
