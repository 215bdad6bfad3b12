"""One engine for the databases of many tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import event, make_url

from bot.roles import SERVICE
from kit.database import Database


class Lent:
    """The service's way into a database, lent to one test after the other.

    The engine keeps the statements that it has compiled, which takes longer than carrying them
    out; connections are made anew for every test.
    """

    def __init__(self, server: str) -> None:
        self._database = Database.at(server, role=SERVICE)
        self._name: str | None = None
        event.listen(self._database.engine.sync_engine, "do_connect", self._lead)

    def _lead(
        self, _dialect: object, _record: object, _args: object, where: dict[str, Any]
    ) -> None:
        assert self._name is not None, "nobody has this engine any more"
        where["database"] = self._name

    @asynccontextmanager
    async def at(self, url: str) -> AsyncIterator[Database]:
        """The database at ``url``, which is on the same server."""
        assert self._name is None, "somebody has this engine already"
        self._name = make_url(url).database
        try:
            yield replace(self._database, url=url)
        finally:
            await self._database.close()
            self._name = None
