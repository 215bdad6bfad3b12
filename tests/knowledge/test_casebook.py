import asyncio
from datetime import UTC, datetime

import asyncpg  # type: ignore[import-untyped, unused-ignore]
import pytest
from sqlalchemy import text

from kit.database import Database, Transaction
from knowledge.drafts import CaseDraft
from knowledge.errors import NoSuchCase
from knowledge.models import CaseId, CaseState, VersionId
from knowledge.service import CaseBook, CaseCounts, ImportOutcome
from tests.support.cases import draft

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ID = CaseId("physics-1")
OLD, NEW = draft(title="Старый текст"), draft(title="Новый текст")


@pytest.fixture
def book(transaction: Transaction) -> CaseBook:
    return CaseBook(transaction)


async def imported(book: CaseBook, *drafts: CaseDraft, publish: bool) -> ImportOutcome:
    return await book.import_cases(drafts, publish=publish, by=None, now=NOON)


async def test_an_imported_case_waits_until_it_is_published(book: CaseBook) -> None:
    outcome = await imported(book, OLD, publish=False)

    assert outcome == ImportOutcome(added=1, changed=0, unchanged=0, waiting=1)
    with pytest.raises(NoSuchCase):
        await book.current(ID)

    await book.publish(ID, by=None)

    assert (await book.current(ID)).title == "Старый текст"


async def test_a_case_imported_for_publishing_is_read_as_it_was_written(book: CaseBook) -> None:
    written = draft(
        questions=["как?", "почему?"], basis=["ФГОС"], review_by="2027-06-30", author="Редакция"
    )

    outcome = await imported(book, written, publish=True)

    assert outcome == ImportOutcome(added=1, changed=0, unchanged=0, waiting=0)
    shown = await book.current(ID)
    assert (shown.number, shown.created_at) == (1, NOON)
    assert {
        name: getattr(shown, name)
        for name in type(written).model_fields
        if name not in ("id", "state")
    } == {**written.model_dump(exclude={"id", "state"})}
    assert await book.read(shown.version_id) == shown


async def test_a_new_text_is_hidden_until_it_is_published(book: CaseBook) -> None:
    await imported(book, OLD, publish=True)

    outcome = await imported(book, NEW, publish=False)

    assert outcome == ImportOutcome(added=0, changed=1, unchanged=0, waiting=1)
    assert (await book.current(ID)).title == "Старый текст"
    await imported(book, NEW, publish=True)
    published = await book.current(ID)
    assert (published.title, published.number) == ("Новый текст", 2)


async def test_what_people_were_shown_stays_readable(book: CaseBook) -> None:
    await imported(book, OLD, publish=True)
    shown = await book.current(ID)

    await imported(book, NEW, publish=True)
    await book.retire(ID, by=None)

    assert await book.read(shown.version_id) == shown


@pytest.mark.parametrize("publish", [True, False])
async def test_the_same_contents_make_no_new_version(book: CaseBook, publish: bool) -> None:
    await imported(book, OLD, publish=publish)

    outcome = await imported(book, OLD, publish=publish)

    assert outcome == ImportOutcome(added=0, changed=0, unchanged=1, waiting=0)
    assert (await book.publish(ID, by=None)).number == 1


async def test_a_retired_case_is_not_in_force_before_it_is_published_again(book: CaseBook) -> None:
    await imported(book, OLD, publish=True)
    await book.retire(ID, by=None)

    await imported(book, OLD, publish=False)

    with pytest.raises(NoSuchCase):
        await book.current(ID)
    await imported(book, OLD, publish=True)
    assert (await book.current(ID)).number == 1


async def test_an_import_for_publishing_retires_what_the_file_calls_retired(book: CaseBook) -> None:
    await imported(book, OLD, publish=True)

    await imported(book, draft(title="Старый текст", state="retired"), publish=False)
    assert (await book.count()).published == 1

    await imported(book, draft(title="Старый текст", state="retired"), publish=True)
    assert await book.count() == CaseCounts(drafts=0, published=0, retired=1)


async def test_a_dry_run_tells_what_would_happen_and_changes_nothing(book: CaseBook) -> None:
    await imported(book, OLD, publish=True)

    outcome = await book.import_cases(
        [NEW, draft("math-1")], publish=True, by=None, now=NOON, dry_run=True
    )

    assert outcome == ImportOutcome(added=1, changed=1, unchanged=0, waiting=0)
    assert await book.export() == [OLD]


async def test_nothing_of_an_import_stays_when_one_row_cannot_be_stored(book: CaseBook) -> None:
    # Unchecked drafts stand for what the checks of files do not know of.
    broken = OLD.model_copy(update={"id": CaseId("z"), "problem": "\0"})

    with pytest.raises(Exception, match="0x00"):
        await imported(book, OLD, broken, publish=True)

    assert await book.export() == []


@pytest.mark.parametrize("deed", ["publish", "retire"])
async def test_an_unknown_case_is_refused(book: CaseBook, deed: str) -> None:
    with pytest.raises(NoSuchCase):
        await getattr(book, deed)(CaseId("nothing"), by=None)
    with pytest.raises(NoSuchCase):
        await book.read(VersionId(10**9))


async def test_an_export_makes_the_same_book_elsewhere(database: Database) -> None:
    book = CaseBook(database.transaction)
    await imported(book, draft("a"), draft("b"), draft("c"), draft("d"), publish=True)
    await imported(book, draft("e", state="draft"), draft("b", title="Другое"), publish=False)
    await book.retire(CaseId("c"), by=None)
    await imported(book, draft("d", title="Другое"), publish=False)
    await book.retire(CaseId("d"), by=None)

    exported = await book.export()

    assert [(one.id, one.state) for one in exported] == [
        ("a", None),
        ("b", None),
        ("b", CaseState.DRAFT),
        ("c", CaseState.RETIRED),
        ("d", CaseState.RETIRED),
        ("d", CaseState.DRAFT),
        ("e", CaseState.DRAFT),
    ]
    assert (await imported(book, *exported, publish=True)).unchanged == 7
    async with database.transaction() as session:
        await session.execute(text("update cases set current_id = null"))
        await session.execute(text("truncate case_versions, cases cascade"))
    await imported(book, *exported, publish=True)
    assert await book.export() == exported


async def test_two_imports_of_the_same_new_cases_at_once_make_them_once(database: Database) -> None:
    book = CaseBook(database.transaction)
    drafts = [draft(f"case-{number}") for number in range(50)]

    outcomes = await asyncio.gather(
        *(book.import_cases(drafts, publish=True, by=None, now=NOON) for _ in range(3))
    )

    assert sorted(outcome.added for outcome in outcomes) == [0, 0, 50]
    assert (await book.count()).all == 50


async def test_other_processes_hear_of_every_change_and_of_nothing_else(database: Database) -> None:
    book = CaseBook(database.transaction)
    heard: asyncio.Queue[str] = asyncio.Queue()
    listener = await asyncpg.connect(database.asyncpg_dsn)
    await listener.add_listener("cases", lambda *arguments: heard.put_nowait(arguments[2]))

    async def times_heard() -> int:
        await listener.execute("select 1")
        times = heard.qsize()
        while not heard.empty():
            heard.get_nowait()
        return times

    await imported(book, OLD, publish=False)
    assert await times_heard() == 1
    await book.publish(ID, by=None)
    assert await times_heard() == 1
    await imported(book, OLD, publish=True)
    await book.import_cases([NEW], publish=True, by=None, now=NOON, dry_run=True)
    assert await times_heard() == 0
    await book.retire(ID, by=None)
    assert await times_heard() == 1
    await listener.close()
