"""What answering a request takes: by the clock, and of the processor."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import text
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.database import Database

_TICK = 1 / os.sysconf("SC_CLK_TCK")


@dataclass
class Look:
    """One answer, in seconds."""

    whole: float = 0.0
    first_byte: float = 0.0
    process: float = 0.0
    """Of the processor, for this process."""
    database: float = 0.0
    """Of the processor, for PostgreSQL; told in hundredths."""


class Stopwatch:
    """Stands before an application and looks at the clock."""

    def __init__(self, app: ASGIApp, postmaster: int) -> None:
        self._app = app
        self._postmaster = postmaster
        self._first: float | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_on(message: Message) -> None:
            if message.get("body") and self._first is None:
                self._first = perf_counter()
            await send(message)

        await self._app(scope, receive, send_on)

    @contextmanager
    def look(self) -> Iterator[Look]:
        """Time what is asked for within."""
        look, self._first = Look(), None
        started, computed, of_database = perf_counter(), process_time(), self._database()
        yield look
        look.whole = perf_counter() - started
        look.first_byte = (self._first or perf_counter()) - started
        look.process = process_time() - computed
        look.database = self._database() - of_database

    def _database(self) -> float:
        """Processor time of all sessions that are there."""
        return sum(map(_spent, _children_of(self._postmaster)))


async def postmaster_of(database: Database) -> int:
    """The process that has started the sessions of a database on this machine."""
    async with database.transaction() as session:
        pid = await session.scalar(text("select pg_backend_pid()"))
    return int(_fields(Path(f"/proc/{pid}"))[1])


def _children_of(pid: int) -> list[Path]:
    processes = [path for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [path for path in processes if _fields(path)[1:2] == [str(pid)]]


def _spent(process: Path) -> float:
    fields = _fields(process)
    return (int(fields[11]) + int(fields[12])) * _TICK if fields else 0.0


def _fields(process: Path) -> list[str]:
    """Of ``/proc/PID/stat``, from the state on; see ``man proc``. None of one that has ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
