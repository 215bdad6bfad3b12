"""Migrations go up, down and up again one by one, and make what the models describe."""

from collections.abc import Iterator
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.migrating import alembic_config, downgrade, migrate
from bot.tables import is_ours
from kit.database import Base, Database


def revisions() -> Iterator[str]:
    """From the first to the last."""
    for script in reversed(list(ScriptDirectory.from_config(alembic_config()).walk_revisions())):
        yield script.revision


async def test_every_migration_goes_up_down_and_up_again(database: Database) -> None:
    await downgrade(database.url, "base")
    for revision in revisions():
        await migrate(database.url, revision)
        await downgrade(database.url, "-1")
        await migrate(database.url, revision)

    assert await differences(database) == []


async def test_after_the_last_downgrade_nothing_is_left(database: Database) -> None:
    await downgrade(database.url, "base")

    async with database.engine.connect() as connection:
        left = await connection.scalars(
            text("select relname from pg_class where relnamespace = 'public'::regnamespace")
        )
        assert set(left) <= {"alembic_version", "alembic_version_pkc"}
        assert await connection.scalar(text("select to_regnamespace('wellbeing')")) is None


async def test_migrating_twice_does_nothing_the_second_time(database: Database) -> None:
    await migrate(database.url)

    assert await differences(database) == []


async def differences(database: Database) -> list[Any]:
    def compare(connection: Connection) -> list[Any]:
        options = {"compare_type": True, "include_schemas": True, "include_name": is_ours}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Base.metadata))

    async with database.engine.connect() as connection:
        return await connection.run_sync(compare)
