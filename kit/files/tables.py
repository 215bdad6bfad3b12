"""What CSV and XLSX have in common: a row of headings, then rows of cells under them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kit.files.cells import value_of
from kit.files.faults import Fault, FaultyFile
from kit.files.layout import Layout
from kit.files.rows import Row


@dataclass(frozen=True)
class Unreadable:
    """A cell that holds something else than a text or a date."""

    reason: str


Cell = str | date | Unreadable | None


@dataclass(frozen=True)
class Record:
    """One row of a table; the number is the one that a spreadsheet shows."""

    number: int
    cells: Sequence[Cell]

    def __bool__(self) -> bool:
        """Whether anything stands in it."""
        return not all(map(_is_blank, self.cells))


def rows_under_headings(records: Iterable[Record | Fault], layout: Layout) -> Iterator[Row | Fault]:
    """Give the cells of each row the names that the first row says; empty rows do not count.

    Raises:
        FaultyFile: the row of headings cannot be used.
    """
    fields: list[str] | None = None
    for record in records:
        if not record:
            continue
        if fields is None:
            fields = _fields(record, layout)
        elif isinstance(record, Fault):
            yield record
        else:
            yield _row(record, fields, layout)


def _fields(record: Record | Fault, layout: Layout) -> list[str]:
    if isinstance(record, Fault):
        raise FaultyFile.because_of([record])
    return layout.fields_of(
        ["" if _is_blank(cell) else str(cell) for cell in record.cells], row=record.number
    )


def _row(record: Record, fields: Sequence[str], layout: Layout) -> Row | Fault:
    values: dict[str, object] = {}
    for place, cell in enumerate(record.cells):
        field = fields[place] if place < len(fields) else ""
        if field:
            if isinstance(cell, Unreadable):
                return Fault(record.number, f"{layout.title_of(field)}: {cell.reason}")
            if isinstance(cell, date) and field not in layout.days:
                title = layout.title_of(field)
                return Fault(
                    record.number, f"{title}: дата вместо текста; задайте ячейке вид «Текст»"
                )
            values[field] = value_of(cell, field, layout)
        elif not _is_blank(cell):
            return Fault(record.number, f"лишняя ячейка {place + 1}: над ней нет названия столбца")
    return Row(record.number, values)


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
