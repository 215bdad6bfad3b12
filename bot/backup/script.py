"""Carrying out the script of pg_restore on a connection, so that one transaction covers it all."""

import re
from asyncio import StreamReader
from collections.abc import AsyncIterator, Callable
from typing import Any

_CHUNK_BYTES = 256 * 1024
_NAME = rb'"(?:[^"]|"")+"|[a-z_][a-z0-9_$]*'
_COPY = re.compile(rb"COPY (?:(%b)\.)(%b) \((.+)\) FROM stdin;\n" % (_NAME, _NAME))
_END_OF_ROWS = b"\\.\n"
#: Commands of psql, and a setting that servers before version 17 do not know.
_NOT_FOR_SERVERS = re.compile(rb"\\(un)?restrict [A-Za-z0-9]+\n|SET transaction_timeout = 0;\n")


async def carry_out(
    script: StreamReader, connection: Any, progress: Callable[[int], None] | None = None
) -> None:
    """Run the script on an ``asyncpg`` connection; ``progress`` is told of every row."""
    lines = _lines(script)
    statements: list[bytes] = []
    async for line in lines:
        copy = _COPY.fullmatch(line)
        if copy is not None:
            await _run(statements, connection)
            schema, table, columns = copy.groups()
            await connection.copy_to_table(
                _plain(table),
                schema_name=_plain(schema),
                columns=[_plain(column) for column in re.findall(_NAME, columns)],
                source=_rows(lines, progress),
                format="text",
            )
        elif not _NOT_FOR_SERVERS.fullmatch(line):
            statements.append(line)
    await _run(statements, connection)


async def _run(statements: list[bytes], connection: Any) -> None:
    # asyncpg has no answer to a query of comments alone.
    if not all(line.startswith(b"--") or line.isspace() for line in statements):
        await connection.execute(b"".join(statements).decode())
    statements.clear()


async def _rows(
    lines: AsyncIterator[bytes], progress: Callable[[int], None] | None
) -> AsyncIterator[bytes]:
    async for line in lines:
        if line == _END_OF_ROWS:
            return
        yield line
        if progress is not None:
            progress(1)


async def _lines(script: StreamReader) -> AsyncIterator[bytes]:
    """The lines, however long: a row is one, and has no limit."""
    rest = bytearray()
    while chunk := await script.read(_CHUNK_BYTES):
        rest += chunk
        if b"\n" in chunk:
            *whole, last = rest.split(b"\n")
            for line in whole:
                yield bytes(line) + b"\n"
            rest = last
    if rest:
        yield bytes(rest)


def _plain(name: bytes) -> str:
    return name.removeprefix(b'"').removesuffix(b'"').replace(b'""', b'"').decode()
