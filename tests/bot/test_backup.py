"""The whole service in one file and back."""

import asyncio
import io
import json
import os
import resource
import shutil
import stat
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from bot.backup.programs import environment
from bot.cli import app
from bot.embedded import ServiceLock
from kit.database import Database
from knowledge.case_files import CaseFiles
from knowledge.file_shelf import FOLDER, FileShelf
from people.addresses import Address
from people.service import Directory
from tests.bot.embedded.support import open_folder
from tests.journeys.asking import NOBODY_HAS_ANSWERED, ask_a_person
from tests.support.files import PDF, PDF_CODE
from tests.support.town import Town

Rows = dict[str, list[str]]
NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)


async def hotline(*arguments: str | Path) -> Result:
    """A command, in a loop of its own."""
    return await asyncio.to_thread(
        CliRunner().invoke, app, [str(argument) for argument in arguments]
    )


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A working folder with a data folder in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HOTLINE_LOG_LEVEL", "ERROR")
    return tmp_path


@pytest.fixture
async def lived_in(database: Database, monkeypatch: pytest.MonkeyPatch, here: Path) -> Database:
    """The database of the commands; one person has been here."""
    monkeypatch.setenv("HOTLINE_DATABASE_URL", database.url)
    (here / "data").mkdir()
    (here / "data" / "webhook-secret").write_text("open-sesame")
    await meet(database, "Анна")
    return database


async def meet(database: Database, name: str) -> None:
    address = Address("telegram", str(abs(hash(name))))
    await Directory(database.transaction).meet(address, name, now=NOW)
    await database.close()


async def rows_of(database: Database) -> Rows:
    """Everything in every table."""
    async with database.engine.connect() as connection:
        tables = await connection.scalars(
            text("select tablename from pg_tables where schemaname = 'public'")
        )
        found = {}
        for table in tables.all():
            rows = await connection.scalars(text(f'select t::text from "{table}" t'))
            found[table] = sorted(rows.all())
    await database.close()
    return found


def done(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def sentence(result: Result) -> str:
    """The one line with which a command has refused."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr


# The drill


async def test_a_lived_in_service_comes_back_and_goes_on(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_DATABASE_URL", town.database.url)
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)
    await boris.presses("Беру")
    assert "вопросов 1" in done(await hotline("backup", "whole.tar"))
    before = await rows_of(town.database)
    async with town.database.engine.begin() as connection:
        await connection.execute(text("truncate people, questions, cases cascade"))
    assert await rows_of(town.database) != before

    assert "вопросов 1" in done(await hotline("restore", "whole.tar", "--force"))

    assert await rows_of(town.database) == before
    await town.restart()
    await boris.writes("Соберите модель из шарика.", reply_to=boris.last)
    await town.pass_time(seconds=31)
    assert "Соберите модель из шарика." in anna.heard[-1]
    vera = await town.teacher("Вера")
    await vera.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(vera)
    assert "№2" in vera.heard[-1]


async def test_files_of_cases_come_back_and_a_failed_restore_leaves_none(
    lived_in: Database, here: Path
) -> None:
    shelf = FileShelf(here / "data" / FOLDER)
    anna = await Directory(lived_in.transaction).meet(Address("telegram", "1"), "Анна", now=NOW)
    files = CaseFiles(lived_in.transaction, shelf)
    await files.keep("Бланк.pdf", PDF, by=anna.id, now=NOW)
    await lived_in.close()
    done(await hotline("backup", "whole.tar"))
    shelf.remove(PDF_CODE)

    assert "уже есть записи" in sentence(await hotline("restore", "whole.tar"))
    assert shelf.codes() == []

    done(await hotline("restore", "whole.tar", "--force"))
    assert (await files.find(PDF_CODE))[1].read_bytes() == PDF
    await lived_in.close()


async def test_an_embedded_service_moves_to_a_new_folder(
    monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    with open_folder() as old, open_folder() as new:
        monkeypatch.setenv("HOTLINE_DATA_DIR", str(old / "data"))
        done(await hotline("people", "invite", "--role", "curator", "--name", "Галина"))
        (old / "data" / "webhook-secret").write_text("open-sesame")
        done(await hotline("backup", "whole.tar"))
        shutil.rmtree(old / "data")
        monkeypatch.setenv("HOTLINE_DATA_DIR", str(new / "data"))

        done(await hotline("restore", "whole.tar"))

        secret = new / "data" / "webhook-secret"
        assert secret.read_text() == "open-sesame"
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        assert "уже есть записи (1)" in sentence(await hotline("restore", "whole.tar"))


async def test_a_copy_made_while_people_come_is_of_one_moment(lived_in: Database) -> None:
    async def come() -> None:
        for number in range(1000):
            await Directory(lived_in.transaction).meet(
                Address("telegram", str(number)), "Имя", now=NOW
            )
            await asyncio.sleep(0)

    coming = asyncio.ensure_future(come())
    await asyncio.sleep(0.1)
    done(await hotline("backup", "whole.tar"))
    coming.cancel()
    await asyncio.gather(coming, return_exceptions=True)
    await lived_in.close()

    done(await hotline("restore", "whole.tar", "--force"))

    rows = await rows_of(lived_in)
    assert 1 < len(rows["people"]) == len(rows["accounts"])


# A copy that is not made


async def test_a_copy_is_closed_to_others_and_takes_no_name_that_is_taken(
    lived_in: Database, here: Path
) -> None:
    done(await hotline("backup", "whole.tar"))
    first = (here / "whole.tar").read_bytes()
    assert stat.S_IMODE((here / "whole.tar").stat().st_mode) == 0o600

    assert "--force" in sentence(await hotline("backup", "whole.tar"))

    assert (here / "whole.tar").read_bytes() == first
    await meet(lived_in, "Борис")
    assert "людей 2" in done(await hotline("backup", "whole.tar", "--force"))
    assert sorted(os.listdir(here)) == ["data", "whole.tar"]


@pytest.mark.parametrize("target", ["nowhere/whole.tar", "data", "data/webhook-secret/whole.tar"])
async def test_a_place_where_nothing_can_be_written_is_named(
    lived_in: Database, target: str
) -> None:
    assert target in sentence(await hotline("backup", target))


async def test_a_full_disk_leaves_nothing_behind(lived_in: Database, here: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, hard))
    try:
        refused = sentence(await hotline("backup", "whole.tar"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert "не записана" in refused
    assert os.listdir(here) == ["data"]


async def test_there_is_no_copy_of_nothing(lived_in: Database) -> None:
    async with lived_in.engine.begin() as connection:
        await connection.execute(text("set local role none"))
        await connection.execute(text("drop table alembic_version"))
    await lived_in.close()

    assert "копировать нечего" in sentence(await hotline("backup", "whole.tar"))


# A copy that is not restored


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """The same copy with members changed, or left out."""
    with tarfile.open(path) as old:
        members = {info.name: old.extractfile(info).read() for info in old}  # type: ignore[union-attr]
    with tarfile.open(path, "w") as new:
        for name, data in members.items():
            changed = change(name, data)
            if changed is not None:
                info = tarfile.TarInfo(name)
                info.size = len(changed)
                new.addfile(info, io.BytesIO(changed))


def with_manifest(**changes: object) -> Callable[[Path], None]:
    def change(name: str, data: bytes) -> bytes:
        return json.dumps(json.loads(data) | changes).encode() if "manifest" in name else data

    return lambda path: rewritten(path, change)


def with_a_flipped_bit(path: Path) -> None:
    rewritten(
        path,
        lambda name, data: data[:-1] + bytes([data[-1] ^ 1]) if "dump" in name else data,
    )


def without_secret(path: Path) -> None:
    rewritten(path, lambda name, data: None if "secret" in name else data)


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def foreign(path: Path) -> None:
    path.write_text("id;title\n")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (with_a_flipped_bit, "повреждена"),
        (without_secret, "повреждена"),
        (cut_off, "не до конца"),
        (foreign, "не копия службы"),
        (with_manifest(product="another"), "не копия службы"),
        (with_manifest(format=2), "более новой версией"),
        (with_manifest(revision="9999"), "более новой версией"),
        (with_manifest(rows={"people": 7}), "повреждена"),  # found when all is in its place
        (Path.unlink, "нет такого файла"),
    ],
)
async def test_a_copy_that_is_not_whole_changes_nothing(
    lived_in: Database, here: Path, spoil: Callable[[Path], None], said: str
) -> None:
    done(await hotline("backup", "whole.tar"))
    spoil(here / "whole.tar")
    await meet(lived_in, "Борис")
    (here / "data" / "webhook-secret").write_text("another")
    before = await rows_of(lived_in)

    assert said in sentence(await hotline("restore", "whole.tar", "--force"))

    assert await rows_of(lived_in) == before
    assert (here / "data" / "webhook-secret").read_text() == "another"


async def test_nothing_is_restored_under_a_working_service(lived_in: Database, here: Path) -> None:
    done(await hotline("backup", "whole.tar"))

    with ServiceLock(here / "data"):
        assert "уже работает" in sentence(await hotline("restore", "whole.tar", "--force"))
    async with lived_in.engine.connect():
        refused = sentence(await hotline("restore", "whole.tar", "--force"))

    assert "остановите" in refused


async def test_what_is_there_goes_only_when_told_to(lived_in: Database) -> None:
    done(await hotline("backup", "whole.tar"))
    await meet(lived_in, "Борис")
    before = await rows_of(lived_in)

    assert "--force" in sentence(await hotline("restore", "whole.tar"))

    assert await rows_of(lived_in) == before


async def test_tables_of_others_are_never_dropped(lived_in: Database) -> None:
    done(await hotline("backup", "whole.tar"))
    async with lived_in.engine.begin() as connection:
        await connection.execute(text("set local role none"))
        await connection.execute(text("create table salaries (amount int)"))
    await lived_in.close()

    assert "salaries" in sentence(await hotline("restore", "whole.tar", "--force"))


# Secrets


def test_a_program_hears_the_password_and_none_of_our_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOTLINE_BOT_TOKEN", "7:secret")

    told = environment("postgresql+asyncpg://anna:z%40bra@db:6000/hotline?ssl=require")

    assert not any(name.startswith("HOTLINE") for name in told)
    assert {name: value for name, value in told.items() if name.startswith("PG")} == {
        "PGHOST": "db",
        "PGPORT": "6000",
        "PGUSER": "anna",
        "PGPASSWORD": "z@bra",
        "PGDATABASE": "hotline",
        "PGSSLMODE": "require",
        "PGCONNECT_TIMEOUT": "30",
    }
