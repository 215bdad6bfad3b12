"""Published cases get their vectors."""

import asyncio
import hashlib

import asyncpg
import numpy as np
import pytest
from sqlalchemy import func, select

from kit.database import Database, Transaction
from knowledge import vectors
from knowledge.encoder import REPRESENTATION
from knowledge.indexing import Indexer, represent
from knowledge.models import CaseId, VersionVectors
from knowledge.service import CaseBook
from tests.knowledge.conftest import NOON, Publish
from tests.support.cases import draft
from tests.support.encoder import WordEncoder


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


async def stored(transaction: Transaction) -> int:
    async with transaction() as session:
        return await session.scalar(select(func.count()).select_from(VersionVectors)) or 0


async def test_whole_title_and_each_question_get_a_vector(
    transaction: Transaction, publish: Publish, encoder: WordEncoder
) -> None:
    await publish(draft("a", questions=["как решать?", "не решают"]))

    assert await Indexer(transaction, encoder).index_missing(limit=10) == 1

    async with transaction() as session:
        kept = (await session.scalars(select(VersionVectors))).one()
    assert kept.parts == ["whole", "title", "question", "question"]
    assert kept.fingerprint == encoder.fingerprint
    assert np.linalg.norm(vectors.unpack(kept), axis=1) == pytest.approx([1, 1, 1, 1], abs=1e-5)


async def test_what_has_its_vectors_is_not_encoded_again(
    transaction: Transaction, publish: Publish, encoder: WordEncoder
) -> None:
    await publish(draft("a"), draft("b"))
    indexer = Indexer(transaction, encoder)
    await indexer.index_missing(limit=10)
    encoder.encoded.clear()

    assert await indexer.index_missing(limit=10) == 0
    assert encoder.encoded == []


async def test_another_encoder_gets_vectors_of_its_own(
    transaction: Transaction, publish: Publish, encoder: WordEncoder
) -> None:
    await publish(draft("a"))
    await Indexer(transaction, encoder).index_missing(limit=10)

    assert await Indexer(transaction, WordEncoder("other/1")).index_missing(limit=10) == 1
    assert await stored(transaction) == 2


async def test_drafts_and_retired_cases_are_not_indexed(
    transaction: Transaction, publish: Publish, encoder: WordEncoder
) -> None:
    book = CaseBook(transaction)
    await book.import_cases([draft("draft")], publish=False, by=None, now=NOON)
    await publish(draft("retired"))
    await book.retire(CaseId("retired"), by=None)

    assert await Indexer(transaction, encoder).index_missing(limit=10) == 0


async def test_no_more_than_the_limit_is_indexed_and_progress_is_told(
    transaction: Transaction, publish: Publish, encoder: WordEncoder
) -> None:
    await publish(*(draft(f"c{number}") for number in range(12)))
    told: list[tuple[int, int]] = []

    indexed = await Indexer(transaction, encoder).index_missing(
        limit=10, progress=lambda done, of: told.append((done, of))
    )

    assert indexed == 10
    assert told == [(8, 10), (10, 10)]
    assert await Indexer(transaction, encoder).index_missing(limit=10) == 2


async def test_two_processes_at_once_do_no_harm(database: Database) -> None:
    await CaseBook(database.transaction).import_cases(
        [draft(f"c{number}") for number in range(9)], publish=True, by=None, now=NOON
    )
    indexers = [Indexer(database.transaction, WordEncoder()) for _ in range(2)]

    indexed = await asyncio.gather(*(indexer.index_missing(limit=50) for indexer in indexers))

    assert sum(indexed) == 9
    assert await stored(database.transaction) == 9


async def test_processes_hear_that_vectors_have_come(database: Database) -> None:
    await CaseBook(database.transaction).import_cases([draft("a")], publish=True, by=None, now=NOON)
    heard = asyncio.Event()
    listener = await asyncpg.connect(database.asyncpg_dsn)
    await listener.add_listener("cases", lambda *_: heard.set())

    await Indexer(database.transaction, WordEncoder()).index_missing(limit=50)

    await asyncio.wait_for(heard.wait(), timeout=5)
    await listener.close()


def test_a_change_of_the_representation_needs_a_new_number() -> None:
    """When this fails: raise ``REPRESENTATION`` and put the new digest here."""
    texts = represent(draft("a", title="Учёт", questions=["как считать?", " "]))

    digest = hashlib.sha256(repr(texts).encode()).hexdigest()[:12]

    assert (REPRESENTATION, digest) == (1, "c9896217f7dd")
