"""Files kept for cases: on the shelf, in the database, and forgotten together."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kit.database import Transaction
from knowledge.case_files import LARGEST_BYTES, CaseFiles
from knowledge.file_errors import (
    FileIsEmpty,
    FileKindUnfit,
    FileNotKept,
    FileTooLarge,
    NoSuchFile,
)
from knowledge.file_shelf import FileShelf
from knowledge.service import CaseBook
from people.addresses import Address
from people.models import PersonId
from people.service import Directory
from tests.support.cases import draft
from tests.support.files import PDF, PDF_CODE, PNG

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MONTH = timedelta(days=30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "case-files"


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def block(folder: Path) -> None:
    folder.write_text("a file stands where the folder should be")


def unblock(folder: Path) -> None:
    folder.unlink()


@pytest.fixture
def files(transaction: Transaction, folder: Path) -> CaseFiles:
    return CaseFiles(transaction, FileShelf(folder))


@pytest.fixture
async def anna(transaction: Transaction) -> PersonId:
    return (await Directory(transaction).meet(Address("telegram", "1"), "Анна", now=NOON)).id


async def test_one_content_is_kept_once_whatever_it_is_called(
    files: CaseFiles, folder: Path, anna: PersonId
) -> None:
    first = await files.keep("../Бланк.pdf", PDF, by=anna, now=NOON)
    again = await files.keep("Иначе.png", PDF, by=anna, now=NOON)

    assert (first.name, again.name) == ("Бланк.pdf", "Иначе.pdf")
    assert first.code == again.code == PDF_CODE
    assert names_in(folder) == [PDF_CODE]
    file, path = await files.find(PDF_CODE)
    assert (file.name, path.read_bytes()) == ("Бланк.pdf", PDF)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", FileIsEmpty),
        (PDF + bytes(LARGEST_BYTES), FileTooLarge),
        (b"MZ\x90\x00", FileKindUnfit),
    ],
)
async def test_what_is_unfit_is_refused_and_leaves_nothing(
    files: CaseFiles, folder: Path, anna: PersonId, data: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await files.keep("Бланк.pdf", data, by=anna, now=NOON)

    assert names_in(folder) == []


async def test_a_disk_that_takes_nothing_is_told_of_and_nothing_is_half_done(
    files: CaseFiles, folder: Path, anna: PersonId
) -> None:
    block(folder)

    with pytest.raises(FileNotKept):
        await files.keep("Бланк.pdf", PDF, by=anna, now=NOON)

    unblock(folder)
    with pytest.raises(NoSuchFile):
        await files.find(PDF_CODE)


async def test_files_that_no_version_names_go_after_a_month(
    transaction: Transaction, files: CaseFiles, folder: Path, anna: PersonId
) -> None:
    named = await files.keep("Бланк.pdf", PDF, by=anna, now=NOON)
    unnamed = await files.keep("Схема.png", PNG, by=anna, now=NOON)
    book = CaseBook(transaction)
    first, second = draft(materials=[str(named)]), draft(materials=["другое"])
    for text in (first, second):
        await book.import_cases([text], publish=True, by=None, now=NOON)

    assert await files.forget_unused(NOON + MONTH - timedelta(seconds=1)) == 0
    assert await files.forget_unused(NOON + MONTH) == 1
    assert await files.forget_unused(NOON + MONTH) == 0

    assert names_in(folder) == [named.code]
    with pytest.raises(NoSuchFile):
        await files.find(unnamed.code)


async def test_a_file_brought_again_begins_its_month_anew(files: CaseFiles, anna: PersonId) -> None:
    await files.keep("Бланк.pdf", PDF, by=anna, now=NOON)
    await files.keep("Бланк.pdf", PDF, by=anna, now=NOON + MONTH)

    assert await files.forget_unused(NOON + MONTH) == 0

    assert (await files.find(PDF_CODE))[1].is_file()


async def test_an_export_and_an_import_keep_the_line(
    transaction: Transaction, files: CaseFiles, anna: PersonId
) -> None:
    kept = await files.keep("Бланк | черновик.pdf", PDF, by=anna, now=NOON)
    book = CaseBook(transaction)
    given = draft(materials=["Текст", str(kept)])

    await book.import_cases([given], publish=True, by=None, now=NOON)

    assert await book.export() == [given]
