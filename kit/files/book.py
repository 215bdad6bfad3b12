"""Excel books of one sheet, made row by row: a reader gets the first rows while others are made.

``openpyxl`` gives nothing out before the last row is known, and takes more than twice as long. So
it makes a book of our looks with one row to copy from, and the sheet is filled here.
"""

import errno
import io
import os
import re
import zipfile
from collections.abc import Iterable
from typing import NamedTuple
from xml.sax.saxutils import escape

from openpyxl import Workbook

_SHEET = "xl/worksheets/sheet1.xml"
#: What XML 1.0 has no place for.
_IMPOSSIBLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: A carriage return as it stands would be read as the end of a line.
_RETURN = {"\r": "&#13;"}


class Looks(NamedTuple):
    """A book without its rows."""

    before: bytes
    """Of the sheet, what comes before them."""
    after: bytes
    others: tuple[tuple[str, bytes], ...]
    """Its other files, by name."""
    styles: tuple[int, ...]
    """The numbers of the styles in the row that was to copy from."""


def looks_of(book: Workbook) -> Looks:
    """
    Args:
        book: one sheet with one row, whose cells all have looks of their own.

    Raises:
        OSError: there is no room for the file that ``openpyxl`` writes the sheet to meanwhile.
    """
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        made = archive.read(_SHEET)
        others = [(name, archive.read(name)) for name in archive.namelist() if name != _SHEET]
    if not made.endswith(b"</worksheet>"):  # openpyxl itself says nothing
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    styles = [int(number) for number in re.findall(rb'<c [^>]*?s="(\d+)"', made)]
    before, rest = made.split(b"<row", 1)
    return Looks(before, rest.rpartition(b"</row>")[2], tuple(others), tuple(styles))


class Book:
    """A book that is being written; whatever is given out has to be kept in order."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self._sink = _Sink()
        self._archive = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        self._sheet = self._archive.open(_SHEET, "w", force_zip64=True)
        self._sheet.write(looks.before)

    def add(self, rows: Iterable[Iterable[str]]) -> bytes:
        """Write rows of cells as ``text_cell`` and its like make them; returns what of the file is
        ready."""
        for cells in rows:
            self._sheet.write(f"<row>{''.join(cells)}</row>".encode())
        return self._sink.take()

    def end(self) -> bytes:
        """The rest of the file."""
        self._sheet.write(self._looks.after)
        self._sheet.close()
        for name, data in self._looks.others:
            self._archive.writestr(name, data)
        self._archive.close()
        return self._sink.take()


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


def text_cell(value: str, *, style: int = 0) -> str:
    told = escape(_IMPOSSIBLE.sub("", value), _RETURN)
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{told}</t></is></c>'


def number_cell(value: float, *, style: int = 0) -> str:
    return f'<c s="{style}"><v>{value}</v></c>'


def empty_cell(*, style: int = 0) -> str:
    return f'<c s="{style}"/>'
