"""Making a copy, while the service runs or does not."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.backup import queries
from bot.backup.archive import Writer, whole_file
from bot.backup.errors import CopyRefused
from bot.backup.manifest import DATA, DATABASE, FILES, KEPT, Manifest
from bot.backup.programs import environment, program, running, wants_encryption
from kit.database import Database
from knowledge.file_shelf import FOLDER, FileShelf

_CHUNK_BYTES = 256 * 1024

_OPTIONS = (
    "--format=custom",
    # The account and the rights of the place it is restored in count, not those of this one.
    *("--no-owner", "--no-privileges", "--no-tablespaces", "--no-security-labels"),
    *("--no-comments", "--no-publications", "--no-subscriptions", "--no-statistics"),
    "--lock-wait-timeout=60s",
    "--no-password",
)


async def make_copy(
    file: Path,
    database: Database,
    data_dir: Path,
    *,
    replaces: bool,
    now: datetime,
    progress: Callable[[int], None] | None = None,
) -> Manifest:
    """Put the whole service into ``file``, as it is at one moment.

    Args:
        replaces: a file that is there already may go.
        progress: is told how many bytes more have been written.

    Raises:
        CopyRefused: there is no copy, and what stood under the name is untouched.
    """
    with whole_file(file, replaces=replaces) as opened:
        writer = Writer(opened, now)
        async with _snapshot(database) as (connection, snapshot):
            revision = await queries.revision(connection)
            if revision is None:
                raise CopyRefused(
                    "В базе данных ещё ничего нет, копировать нечего: проверьте HOTLINE_DATA_DIR "
                    "или HOTLINE_DATABASE_URL."
                )
            rows = await queries.rows_by_table(connection)
            dump = await _dump_program(connection, database.url)
            with writer.member(DATABASE) as write:
                # Where writing fails, pg_dump must be ended here and now, not by the collector.
                async with aclosing(_dumped(dump, database.url, snapshot)) as pieces:
                    async for data in pieces:
                        write(data)
                        if progress is not None:
                            progress(len(data))
        _add_files(writer, data_dir)
        _add_case_files(writer, data_dir, progress)
        manifest = Manifest(
            version=version("hotline"),
            made_at=now,
            revision=revision,
            rows=rows,
            members=writer.members,
        )
        writer.finish(manifest)
    return manifest


@asynccontextmanager
async def _snapshot(database: Database) -> AsyncIterator[tuple[AsyncConnection, str]]:
    """One state of the database, for counting here and dumping there, whatever is written on."""
    try:
        async with database.engine.connect() as fresh:
            connection = await fresh.execution_options(isolation_level="REPEATABLE READ")
            await connection.execute(text("set local idle_in_transaction_session_timeout = 0"))
            yield connection, str(await connection.scalar(text("select pg_export_snapshot()")))
    except DBAPIError as error:
        raise CopyRefused(
            f"База данных перестала отвечать, копии нет ({type(error.orig).__name__}): запустите "
            "команду ещё раз."
        ) from None


async def _dump_program(connection: AsyncConnection, url: str) -> Path:
    number = await connection.scalar(text("select current_setting('server_version_num')::int"))
    return program("pg_dump", server=int(number or 0) // 10000, encrypted=wants_encryption(url))


async def _dumped(dump: Path, url: str, snapshot: str) -> AsyncGenerator[bytes]:
    reached = environment(url)
    async with running(dump, *_OPTIONS, f"--snapshot={snapshot}", environment=reached) as process:
        assert process.stdout is not None
        while data := await process.stdout.read(_CHUNK_BYTES):
            yield data


def _add_files(writer: Writer, data_dir: Path) -> None:
    for name in KEPT:
        try:
            kept = (data_dir / name).read_bytes()
        except FileNotFoundError:
            continue
        with writer.member(DATA + name) as write:
            write(kept)


def _add_case_files(writer: Writer, data_dir: Path, progress: Callable[[int], None] | None) -> None:
    """Those that the database speaks of are all here by now: it hears of a file once it lies."""
    shelf = FileShelf(data_dir / FOLDER)
    for code in shelf.codes():
        try:
            kept = shelf.path(code).read_bytes()
        except FileNotFoundError:  # nobody has named it for a month, and it was just removed
            continue
        with writer.member(FILES + code) as write:
            write(kept)
        if progress is not None:
            progress(len(kept))
