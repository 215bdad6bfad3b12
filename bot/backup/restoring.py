"""Restoring a copy: all of it in one transaction, or nothing."""

import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from asyncpg import InterfaceError, PostgresError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

import bot.tables  # noqa: F401
from bot.backup import queries
from bot.backup.archive import Archive, damaged, opened_archive, whole_file
from bot.backup.errors import CopyRefused, not_written
from bot.backup.manifest import DATA, DATABASE, FILES, KEPT, Manifest
from bot.backup.programs import environment, program, running
from bot.backup.script import carry_out
from bot.migrating import known_revisions, migrate_within
from kit.database import Base, Database
from knowledge.file_shelf import FOLDER, FileShelf, is_code

_REVISIONS = "alembic_version"

#: What PostgreSQL itself may find wrong, by its own codes.
_REASONS = {
    "53100": "на диске базы данных нет места",
    "53200": "базе данных не хватает памяти",
    "55P03": "с таблицами базы данных работает кто-то ещё",
    "42501": "пользователю базы данных не хватает прав: он должен быть её владельцем",
}


async def restore_copy(
    file: Path,
    database: Database,
    data_dir: Path,
    *,
    replaces: bool,
    progress: Callable[[int, int], None] | None = None,
) -> Manifest:
    """Put the whole service back as it was when the copy was made, and bring it up to date.

    Whoever calls holds the lock of the service.

    Args:
        replaces: what is in the database now may go.
        progress: is told how many rows are done, and how many there are.

    Raises:
        CopyRefused: everything is as it was before.
    """
    with opened_archive(file) as archive:
        manifest = archive.manifest
        if manifest.revision not in known_revisions():
            raise CopyRefused(
                f"Копия сделана более новой версией программы ({manifest.version}): обновите "
                "программу и повторите."
            )
        with _room_in(data_dir) as dump:
            files = _extract(archive, file, dump, data_dir)
            with _case_files_laid(archive, file, data_dir), _in_words():
                await _refuse_unless_free(database, manifest.rows, replaces=replaces)
                async with database.engine.begin() as connection:
                    await _replace(connection, dump, _counting(progress, manifest))
                    if await queries.rows_by_table(connection) != manifest.rows:
                        raise damaged(file)
                    await connection.execute(text("reset all"))
                    await connection.run_sync(migrate_within)
                    _put(files, data_dir)
    return manifest


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, PostgresError, InterfaceError) as error:
        raise CopyRefused(f"Копия не восстановлена: {_reason(error)}.") from None


@contextmanager
def _case_files_laid(archive: Archive, file: Path, data_dir: Path) -> Iterator[None]:
    """Files of cases lie in their folder from here on; those that were not there go with an error.

    One at a time: all of them together may be more than the memory holds.
    """
    shelf, fresh = FileShelf(data_dir / FOLDER), list[str]()
    names = [name for name in archive.manifest.members if name.startswith(FILES)]
    try:
        for name in names:
            code = name.removeprefix(FILES)
            if not is_code(code):
                raise damaged(file)
            if not shelf.holds(code):
                fresh.append(code)
            kept = BytesIO()
            archive.extract(name, kept)
            _lay(shelf, code, kept.getvalue(), data_dir)
        yield
    except BaseException:
        for code in fresh:
            shelf.remove(code)
        raise


def _lay(shelf: FileShelf, code: str, data: bytes, data_dir: Path) -> None:
    try:
        shelf.give_name(shelf.draft(data), code)
        if os.geteuid() == 0:
            owner = data_dir.stat()
            for place in (shelf.path(code), shelf.path(code).parent):
                os.chown(place, owner.st_uid, owner.st_gid)
    except OSError as error:
        raise not_written(data_dir, error) from None


def _room_in(data_dir: Path) -> BinaryIO:
    """A file without a name, of which nothing is left however the process ends."""
    try:
        return tempfile.TemporaryFile(dir=data_dir)
    except OSError as error:
        raise not_written(data_dir, error) from None


def _extract(archive: Archive, file: Path, dump: BinaryIO, data_dir: Path) -> dict[str, bytes]:
    """Lay the dump out into its file and give the files of the data folder, all of them checked."""
    members = archive.manifest.members
    if DATABASE not in members:
        raise damaged(file)
    try:
        archive.extract(DATABASE, dump)
    except OSError as error:
        raise not_written(data_dir, error) from None
    files = {}
    for name in KEPT:
        if DATA + name in members:
            kept = BytesIO()
            archive.extract(DATA + name, kept)
            files[name] = kept.getvalue()
    return files


async def _refuse_unless_free(
    database: Database, restored: Collection[str], *, replaces: bool
) -> None:
    async with database.engine.connect() as connection:
        others = await queries.other_users(connection)
        rows = await queries.rows_by_table(connection)
    if others:
        raise CopyRefused(
            f"С этой базой данных работает служба или её команда (соединений: {others}): "
            "остановите их и повторите."
        )
    foreign = rows.keys() - Base.metadata.tables.keys() - set(restored) - {_REVISIONS}
    if foreign:
        raise CopyRefused(
            f"В базе данных есть чужие таблицы ({', '.join(sorted(foreign)[:5])}): "
            "восстанавливать можно только в базу, которая отдана службе целиком."
        )
    filled = sum(count for table, count in rows.items() if table != _REVISIONS)
    if filled and not replaces:
        raise CopyRefused(
            f"В базе данных уже есть записи ({filled}): чтобы заменить их копией, сохраните их "
            "(hotline backup) и повторите с --force."
        )


async def _replace(
    connection: AsyncConnection, dump: BinaryIO, progress: Callable[[int], None]
) -> None:
    await connection.execute(text("set local idle_in_transaction_session_timeout = 0"))
    await connection.execute(text("set local lock_timeout = '10s'"))
    await queries.drop_everything(connection)
    driver = (await connection.get_raw_connection()).driver_connection
    restorer = program("pg_restore")
    async with running(
        restorer, "--file=-", "--no-owner", "--no-privileges", environment=environment(), stdin=dump
    ) as process:
        assert process.stdout is not None
        await carry_out(process.stdout, driver, progress)


def _counting(
    progress: Callable[[int, int], None] | None, manifest: Manifest
) -> Callable[[int], None]:
    done, total = 0, sum(manifest.rows.values())

    def count(rows: int) -> None:
        nonlocal done
        done += rows
        if progress is not None:
            progress(done, total)

    return count


def _put(files: dict[str, bytes], data_dir: Path) -> None:
    """Put the files in their places, for whoever owns the folder."""
    for name, data in files.items():
        with whole_file(data_dir / name, replaces=True) as file:
            file.write(data)
            if os.geteuid() == 0:
                owner = data_dir.stat()
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)


def _reason(error: Exception) -> str:
    """The kind of the error; its words may quote people's."""
    original = getattr(error, "orig", None) or error
    state = getattr(original, "sqlstate", None) or ""
    return _REASONS.get(state) or f"ошибка базы данных {state or type(original).__name__}"
