"""Tables to take away: CSV and XLSX of the same rows, whole or as they are read."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, datetime

from starlette.responses import Response, StreamingResponse

from admin.books import XLSX, Book, in_one
from kit.files.cells import guard

Value = str | int | float | bool | date | datetime | None
Row = tuple[Value, ...]

CSV = "text/csv; charset=utf-8"
_BOM = "\ufeff".encode()


def table_file(name: str, form: str, headings: Sequence[str], rows: Iterable[Row]) -> Response:
    """The table as a download: an Excel book where ``form`` is «xlsx», otherwise CSV."""
    if form == "xlsx":
        return download(f"{name}.xlsx", XLSX, as_xlsx(headings, rows))
    return download(f"{name}.csv", CSV, as_csv(headings, rows))


def long_table(
    name: str, form: str, headings: Sequence[str], batches: AsyncIterator[Iterable[Row]]
) -> Response:
    """As ``table_file``, given out as the batches come: no more than one of them is in memory.

    A batch is written in a thread, so that others are served meanwhile.
    """
    if form == "xlsx":
        return streamed(f"{name}.xlsx", XLSX, _as_book(headings, batches))
    return streamed(f"{name}.csv", CSV, _as_lines(headings, batches))


def as_csv(headings: Sequence[str], rows: Iterable[Row]) -> bytes:
    """With semicolons and a BOM: a Russian Excel opens it by a double click."""
    return _BOM + _lines([headings]) + _lines(rows)


def as_xlsx(headings: Sequence[str], rows: Iterable[Row]) -> bytes:
    return in_one(headings, map(_xlsx_row, rows))


async def _as_lines(
    headings: Sequence[str], batches: AsyncIterator[Iterable[Row]]
) -> AsyncIterator[bytes]:
    yield _BOM + _lines([headings])
    async for batch in batches:
        yield await asyncio.to_thread(_lines, batch)


async def _as_book(
    headings: Sequence[str], batches: AsyncIterator[Iterable[Row]]
) -> AsyncIterator[bytes]:
    book = Book(headings)
    yield book.add(())
    async for batch in batches:
        yield await asyncio.to_thread(book.add, map(_xlsx_row, batch))
    yield book.end()


def _lines(rows: Iterable[Sequence[Value]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([_word(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _word(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "да" if value else "нет"
        case datetime():
            return value.isoformat(" ")
        case float():
            return str(value).replace(".", ",")
        case _:
            return guard(str(value))


def _xlsx_row(row: Row) -> list[Value]:
    return [_xlsx_value(value) for value in row]


def _xlsx_value(value: Value) -> Value:
    if isinstance(value, bool):
        return _word(value)
    # Nobody's name becomes a formula.
    return guard(value) if isinstance(value, str) else value


def download(name: str, kind: str, data: bytes) -> Response:
    """A file that the browser keeps; ``kind`` is its media type."""
    return Response(data, media_type=kind, headers=_kept_as(name))


def streamed(name: str, kind: str, parts: AsyncIterator[bytes]) -> Response:
    """The same, given out part by part."""
    return StreamingResponse(parts, media_type=kind, headers=_kept_as(name))


def _kept_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
