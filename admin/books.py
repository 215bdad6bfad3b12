"""Excel books of one sheet, made row by row: a browser gets the first rows while others are read.

``openpyxl`` gives nothing out before the last row is known. So it makes an empty book of our looks,
and its sheet is filled here.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | date | datetime | None

_SHEET = "xl/worksheets/sheet1.xml"
#: Excel counts days from here, its leap day of 1900 included.
_ZERO, _DAY = datetime(1899, 12, 30), timedelta(days=1)  # noqa: DTZ001 - it knows no zones
#: What XML 1.0 has no place for.
_IMPOSSIBLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Book:
    """A book that is being written; whatever is given out has to be kept in order."""

    def __init__(self, headings: Sequence[str]) -> None:
        self._sink = _Sink()
        self._archive = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        self._looks = _looks()
        self._sheet = self._archive.open(_SHEET, "w", force_zip64=True)
        self._sheet.write(self._looks.before)
        self._append([_text(heading, style=self._looks.bold) for heading in headings])

    def add(self, rows: Iterable[Sequence[Cell]]) -> bytes:
        """Write rows; returns what of the file is ready."""
        for row in rows:
            self._append([self._cell(value) for value in row])
        return self._sink.take()

    def end(self) -> bytes:
        """The rest of the file."""
        self._sheet.write(self._looks.after)
        self._sheet.close()
        for name, data in self._looks.others:
            self._archive.writestr(name, data)
        self._archive.close()
        return self._sink.take()

    def _append(self, cells: Iterable[str]) -> None:
        self._sheet.write(f"<row>{''.join(cells)}</row>".encode())

    def _cell(self, value: Cell) -> str:
        match value:
            case None | "":
                return "<c/>"
            case str():
                return _text(value)
            case datetime():
                return f'<c s="{self._looks.moment}"><v>{(value - _ZERO) / _DAY}</v></c>'
            case date():
                midnight = datetime.combine(value, time.min)
                return f'<c s="{self._looks.day}"><v>{(midnight - _ZERO) / _DAY}</v></c>'
            case _:
                return f"<c><v>{value}</v></c>"


class _Looks(NamedTuple):
    """An empty book: its sheet around the rows, its other files, and the numbers of its styles."""

    before: bytes
    after: bytes
    others: tuple[tuple[str, bytes], ...]
    bold: int
    moment: int
    day: int


@cache
def _looks() -> _Looks:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Таблица")
    sheet.freeze_panes = "A2"
    bold = WriteOnlyCell(sheet, value=1)
    bold.font = Font(bold=True)
    sheet.append([bold, datetime(2026, 1, 1), date(2026, 1, 1)])  # noqa: DTZ001 - looks only
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        made = archive.read(_SHEET)
        others = [(name, archive.read(name)) for name in archive.namelist() if name != _SHEET]
    styles = [int(number) for number in re.findall(rb'<c [^>]*?s="(\d+)"', made)]
    before, rest = made.split(b"<row", 1)
    return _Looks(before, rest.rpartition(b"</row>")[2], tuple(others), *styles)


class _Sink(io.RawIOBase):
    """Takes what an archive writes, to be given out at once; nobody goes back in it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self._parts.append(part)
        return len(part)

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _text(value: str, *, style: int = 0) -> str:
    told = escape(_IMPOSSIBLE.sub("", value))
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{told}</t></is></c>'


def in_one(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A whole book."""
    book = Book(headings)
    return b"".join(_parts(book, rows))


def _parts(book: Book, rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    yield book.add(rows)
    yield book.end()
