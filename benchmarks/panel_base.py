"""A large base for the benchmark of the panel: cases, a year of questions, gaps, twins, recalls.

Proportions are guesses: three of ten questions go to people, every third is helped by a case, half
of the gaps are small. Questions of one gap have one vector.
"""

from datetime import datetime
from pathlib import Path
from time import perf_counter

import numpy as np
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from knowledge.models import VersionVectors
from knowledge.vectors import pack, unpack
from people.models import PersonId
from people.subjects import all_subjects

#: What the vectors of the benchmark are made by.
FINGERPRINT = "bench/1"
DIMENSIONS = 384
#: At least as many as there are cases.
_POOL = 10_000
_STATEMENTS = Path(__file__).with_suffix(".sql")


async def fill(
    transaction: Transaction, *, cases: int, questions: int, person: PersonId, now: datetime
) -> float:
    """Fill a planted database; returns how many seconds it took. Minutes, when it is large."""
    started = perf_counter()
    subjects = [subject.code for subject in all_subjects()]
    async with transaction() as session:
        await _make_pool(session)
        values = {
            "cases": cases,
            "questions": questions,
            "person": person,
            "now": now,
            "subjects": subjects,
            "subject_count": len(subjects),
            "fingerprint": FINGERPRINT,
        }
        for statement in _STATEMENTS.read_text("utf-8").split("\n\n"):
            if any(line and not line.startswith("--") for line in statement.splitlines()):
                await _run(session, statement, values)
    async with transaction() as session:
        await session.execute(text("analyze"))
    return perf_counter() - started


async def _run(session: AsyncSession, statement: str, values: dict[str, object]) -> None:
    made = text(statement)
    wanted = {name: values[name] for name in made.compile().params}
    await session.execute(made, wanted)


async def _make_pool(session: AsyncSession) -> None:
    """Vectors for cases and for questions without one: those of the seeds, turned a little."""
    stored = [
        one
        for one in await session.scalars(select(VersionVectors))
        if unpack(one).shape[1] == DIMENSIONS
    ]
    wholes = np.stack([unpack(one)[0] for one in stored])
    random = np.random.default_rng(1)
    noisy = wholes[random.integers(len(wholes), size=_POOL)]
    noisy = noisy + random.normal(0, 0.03, noisy.shape).astype(np.float32)
    noisy /= np.linalg.norm(noisy, axis=1, keepdims=True)
    await session.execute(text("create temp table pool (place int primary key, data bytea)"))
    made = [{"place": place, "data": pack(row[None])} for place, row in enumerate(noisy)]
    await session.execute(text("insert into pool values (:place, :data)"), made)
