"""Bringing the database up to date, and back."""

from collections.abc import Callable
from functools import partial
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.roles import put_right

#: Held while migrating, so that two processes that start at once do not migrate twice.
_LOCK = 7_204_061_008


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("migrations")))
    return config


def known_revisions() -> frozenset[str]:
    """Every state of the database that this version of the program can come from."""
    scripts = ScriptDirectory.from_config(alembic_config()).walk_revisions()
    return frozenset(script.revision for script in scripts)


def migrate_within(connection: Connection) -> None:
    """Bring the database up to date within the transaction that ``connection`` is in."""
    _upgrade("head", connection)


async def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at ``url`` up to ``revision``; one process at a time does so."""
    await _alone(url, partial(_upgrade, revision))


async def downgrade(url: str, revision: str) -> None:
    """Take the database at ``url`` back to ``revision``."""
    await _alone(url, partial(_run, command.downgrade, revision))


async def _alone(url: str, change: Callable[[Connection], None]) -> None:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execute(text(f"select pg_advisory_lock({_LOCK})"))
            await connection.commit()
            await connection.run_sync(change)
            await connection.commit()
    finally:  # the end of the connection also ends the lock
        await engine.dispose()


def _upgrade(revision: str, connection: Connection) -> None:
    _run(command.upgrade, revision, connection)
    put_right(connection)


def _run(deed: Callable[[Config, str], None], revision: str, connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    deed(config, revision)
