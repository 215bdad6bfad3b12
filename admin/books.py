"""Excel books of the tables of the panel, made row by row."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from kit.files import book
from kit.files.book import Looks, empty_cell, looks_of, number_cell, text_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | date | datetime | None

#: Excel counts days from here, its leap day of 1900 included.
_ZERO, _DAY = datetime(1899, 12, 30), timedelta(days=1)  # noqa: DTZ001 - it knows no zones


class Book:
    """A book that is being written; whatever is given out has to be kept in order."""

    def __init__(self, headings: Sequence[str]) -> None:
        looks = _looks()
        bold, self._moment, self._day = looks.styles
        self._book = book.Book(looks)
        self._begun = self._book.add([[text_cell(heading, style=bold) for heading in headings]])

    def add(self, rows: Iterable[Sequence[Cell]]) -> bytes:
        """Write rows; returns what of the file is ready."""
        begun, self._begun = self._begun, b""
        return begun + self._book.add([self._cell(value) for value in row] for row in rows)

    def end(self) -> bytes:
        """The rest of the file."""
        return self._book.end()

    def _cell(self, value: Cell) -> str:
        match value:
            case None | "":
                return empty_cell()
            case str():
                return text_cell(value)
            case datetime():
                return number_cell((value - _ZERO) / _DAY, style=self._moment)
            case date():
                midnight = datetime.combine(value, time.min)
                return number_cell((midnight - _ZERO) / _DAY, style=self._day)
            case _:
                return number_cell(value)


@cache
def _looks() -> Looks:
    made = Workbook(write_only=True)
    sheet = made.create_sheet("Таблица")
    sheet.freeze_panes = "A2"
    bold = WriteOnlyCell(sheet, value=1)
    bold.font = Font(bold=True)
    sheet.append([bold, datetime(2026, 1, 1), date(2026, 1, 1)])  # noqa: DTZ001 - looks only
    return looks_of(made)


def in_one(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A whole book."""
    return b"".join(_parts(Book(headings), rows))


def _parts(made: Book, rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    yield made.add(rows)
    yield made.end()
