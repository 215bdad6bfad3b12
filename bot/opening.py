"""Opening the database of this installation, whichever it is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError

from bot.embedded import EmbeddedPostgres
from bot.migrating import migrate
from bot.roles import SERVICE
from bot.settings import Settings
from kit.database import Database
from kit.errors import WrongInstallation


@asynccontextmanager
async def opened_database(settings: Settings, *, as_it_is: bool = False) -> AsyncIterator[Database]:
    """The database, migrated and checked; the embedded server is started, or shared if it runs.

    Args:
        as_it_is: do not migrate, there may even be no tables; and come as the login itself, with
            all its rights.

    Raises:
        WrongInstallation: there is no database to be had, and why.
    """
    if settings.database_url is not None:
        address = settings.database_url.get_secret_value()
        async with _checked(address, migrated=not as_it_is) as database:
            yield database
        return
    # Started in this very thread: the server must end when it does.
    server = EmbeddedPostgres(settings.data_dir)
    url = server.start()
    try:
        async with _checked(url, migrated=not as_it_is) as database:
            yield database
    finally:
        await asyncio.to_thread(server.stop)


@asynccontextmanager
async def _checked(url: str, *, migrated: bool) -> AsyncIterator[Database]:
    # Migrating makes the role: connections opened before it would not have it.
    if migrated:
        await _prepare(url)
    database = Database.at(url, role=SERVICE if migrated else None)
    try:
        if not migrated:
            await _check(database)
        yield database
    finally:
        await database.close()


async def _prepare(url: str) -> None:
    bare = Database.at(url, connections=1)
    try:
        await _check(bare)
        try:
            await migrate(url)
        except (OSError, DBAPIError) as error:
            raise WrongInstallation(unreachable(error)) from error
    finally:
        await bare.close()


async def _check(database: Database) -> None:
    try:
        await database.check()
    except (OSError, DBAPIError) as error:
        raise WrongInstallation(unreachable(error)) from error


def unreachable(error: Exception) -> str:
    return (
        "База данных не отвечает или не пускает. Проверьте HOTLINE_DATABASE_URL: узел, имя базы, "
        f"имя и пароль ({_cause(error)})."
    )


def _cause(error: Exception) -> str:
    """The kind of the innermost error; its words may hold the address."""
    original = getattr(error, "orig", None) or error
    return type(original.__cause__ or original).__name__
