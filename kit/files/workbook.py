"""Rows as XLSX: the first sheet of a workbook."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from kit.files.book import Book, Looks, empty_cell, looks_of, text_cell
from kit.files.cells import cell_of, looks_like_formula
from kit.files.faults import Fault, FaultyFile
from kit.files.layout import Layout
from kit.files.rows import MOST_ROWS, Reading
from kit.files.tables import Cell, Record, Unreadable, rows_under_headings

#: A small archive can unpack to a huge book: what it says of its contents is judged first.
_MOST_UNPACKED_MEGABYTES = 100
_MOST_PARTS = 2_000
_MOST_COLUMNS = 100
#: The last row that a sheet of Excel can have; files that people did not make can say more.
_LAST_ROW = 1_048_576

#: All that openpyxl was seen to raise of books that are damaged or made to deceive.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, KeyError, ValueError,
    TypeError, AttributeError, IndexError, OverflowError, EOFError, OSError, RuntimeError,
)  # fmt: skip

#: Excel writes a carriage return as _x000D_, and a text that itself looks so as _x005F_x000D_.
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_WIDTH = 18


def read(data: bytes, layout: Layout) -> Reading:
    try:
        _refuse_bombs(data)
        with warnings.catch_warnings():
            # openpyxl warns of every extension of Excel that it leaves out.
            warnings.simplefilter("ignore")
            records = list(islice(_records(data), MOST_ROWS + 2))
    except _BROKEN:
        raise FaultyFile(_why_no_workbook(data)) from None
    return rows_under_headings(records, layout)


class Writer:
    """Writes a book part by part; see ``kit.files.Writer``."""

    def __init__(self, layout: Layout, fields: Sequence[str]) -> None:
        self._fields = fields
        looks = _looks(layout, fields)
        bold, self._plain, self._formula = looks.styles
        self._book = Book(looks)
        titles = [text_cell(_coded(layout.title_of(field)), style=bold) for field in fields]
        self._begun = self._book.add([titles])

    def add(self, rows: Sequence[Mapping[str, Any]]) -> bytes:
        begun, self._begun = self._begun, b""
        return begun + self._book.add(
            [self._cell(cell_of(row.get(field))) for field in self._fields] for row in rows
        )

    def end(self) -> bytes:
        return self._begun + self._book.end()

    def _cell(self, text: str) -> str:
        if not text:
            return empty_cell(style=self._plain)
        # A text, whatever it looks like: «=…» is no formula and «#N/A» no error; the prefix keeps
        # Excel from making one of it when somebody edits the cell.
        style = self._formula if looks_like_formula(text) else self._plain
        return text_cell(_coded(text), style=style)


def _looks(layout: Layout, fields: Sequence[str]) -> Looks:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(layout.sheet)
    sheet.freeze_panes = "B2"
    for place, field in enumerate(fields, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = layout.widths.get(field, _WIDTH)
    bold, _plain, formula = cells = [WriteOnlyCell(sheet, value="") for _ in range(3)]
    for cell in cells:
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    bold.font = Font(bold=True)
    formula.quotePrefix = True
    sheet.append(cells)
    return looks_of(book)


def _coded(text: str) -> str:
    return _LOOKS_CODED.sub("_x005F_", text)


def _refuse_bombs(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED_MEGABYTES * 1024 * 1024:
        raise FaultyFile(
            f"Книга Excel распаковывается больше чем в {_MOST_UNPACKED_MEGABYTES} МБ: "
            "оставьте в ней один лист."
        )


def _records(data: bytes) -> Iterator[Record | Fault]:
    """The rows of the first sheet in which something stands."""
    book = load_workbook(io.BytesIO(data), read_only=True)
    sheet: Any = book.worksheets[0]
    sheet.reset_dimensions()  # they may be wrong, and then rows would be left out
    rows = sheet.iter_rows(max_col=_MOST_COLUMNS, max_row=_LAST_ROW + 1)
    last: object = None
    for number, cells in enumerate(rows, start=1):
        if number > _LAST_ROW:
            yield Fault(number, "в листе Excel столько строк не бывает")
        # Rows that the sheet leaves out are one and the same object, and may be a million.
        if cells is last:
            continue
        last = cells
        record = Record(number, [_cell(cell) for cell in cells])
        if record:
            yield record


def _cell(cell: Any) -> Cell:
    value, kind = cell.value, cell.data_type
    if value is None:
        return None
    if kind == "f":
        return Unreadable("формула вместо значения")
    if kind == "e":
        return Unreadable("ошибка Excel вместо значения")
    match value:
        case bool():
            return Unreadable("ИСТИНА или ЛОЖЬ вместо текста")
        case str():
            return _CODED.sub(lambda coded: chr(int(coded[1], 16)), value)
        case datetime():
            return value.date()
        case date():
            return value
        case int() | float():
            return str(int(value)) if value == int(value) else str(value)
        case _:
            return Unreadable("время вместо текста")


def _why_no_workbook(data: bytes) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "Это старая книга .xls или книга с паролем: сохраните её как .xlsx без пароля."
    return "Это не книга Excel (.xlsx), или она повреждена: откройте её в Excel и сохраните заново."
