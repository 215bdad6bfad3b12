"""A report as a sheet of cells; screen, CSV, XLSX and JSON show the same ones."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from kit.files.cells import guard, looks_like_formula

Value = str | int | float | None

_BOLD = Font(bold=True)
_WIDEST = 40


@dataclass(frozen=True)
class Column:
    name: str
    """For programs, in JSON."""
    title: str
    """For people, everywhere else."""


@dataclass(frozen=True)
class Sheet:
    kind: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    """Sentences that belong to the figures: what they are, and what is left out."""


def words(value: Value) -> str:
    """What a cell shows: nothing, words, or a number with the decimal comma of Russian."""
    if value is None:
        return ""
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def table_of(sheet: Sheet) -> list[list[str]]:
    """Headings and cells as words."""
    return [
        [column.title for column in sheet.columns],
        *([words(value) for value in row] for row in sheet.rows),
    ]


def to_text(sheet: Sheet) -> str:
    """For the screen: columns under one another, numbers to the right."""
    table = table_of(sheet)
    widths = [max(map(len, cells)) for cells in zip(*table, strict=True)]
    numeric = [
        any(isinstance(value, int | float) for value in values)
        for values in zip(*sheet.rows, strict=True)
    ] or [False] * len(widths)
    lines = [_line(cells, widths, numeric) for cells in table]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join([sheet.title, "", *lines, "", *sheet.notes]).rstrip()


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    placed = (
        cell.rjust(width) if is_number else cell.ljust(width)
        for cell, width, is_number in zip(cells, widths, numeric, strict=True)
    )
    return "  ".join(placed).rstrip()


def to_csv(sheet: Sheet) -> bytes:
    """With semicolons and a mark of UTF-8, as a Russian Excel opens it by a double click."""
    out = io.StringIO(newline="")
    table = csv.writer(out, delimiter=";")
    table.writerow([column.title for column in sheet.columns])
    table.writerows(map(_safe, sheet.rows))
    return out.getvalue().encode("utf-8-sig")


def _safe(row: Sequence[Value]) -> list[str]:
    """No spreadsheet must take for a formula what people have written; -5 is a number."""
    return [guard(value) if isinstance(value, str) else words(value) for value in row]


def to_json(sheet: Sheet) -> bytes:
    names = [column.name for column in sheet.columns]
    document = {
        "report": sheet.kind,
        "title": sheet.title,
        "columns": {column.name: column.title for column in sheet.columns},
        "rows": [dict(zip(names, row, strict=True)) for row in sheet.rows],
        "notes": list(sheet.notes),
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def to_xlsx(sheet: Sheet) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet("Отчёт")
    page.freeze_panes = "A2"
    for place, cells in enumerate(zip(*table_of(sheet), strict=True), start=1):
        width = min(max(map(len, cells)) + 2, _WIDEST)
        page.column_dimensions[get_column_letter(place)].width = width
    page.append([_cell(page, column.title, bold=True) for column in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])
    about = book.create_sheet("О цифрах")
    for note in (sheet.title, *sheet.notes):
        about.append([_cell(about, note)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(page: Any, value: Value, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, str):
        # Said outright, or openpyxl would make a formula of «=…».
        cell.data_type = "s"
        cell.quotePrefix = looks_like_formula(value)
    if bold:
        cell.font = _BOLD
    return cell
