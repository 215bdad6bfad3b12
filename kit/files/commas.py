"""Rows as CSV, apart by commas or semicolons."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kit.files.cells import cell_of, guard, unguard
from kit.files.faults import Fault
from kit.files.layout import Layout
from kit.files.rows import Reading
from kit.files.tables import Record, rows_under_headings
from kit.files.texts import decoded


def read(data: bytes, layout: Layout) -> Reading:
    return rows_under_headings(_records(decoded(data), layout), layout)


class Writer:
    """Writes lines part by part; see ``kit.files.Writer``."""

    def __init__(self, layout: Layout, fields: Sequence[str]) -> None:
        self._fields = fields
        self._begun = _lines([[layout.title_of(field) for field in fields]])

    def add(self, rows: Sequence[Mapping[str, Any]]) -> bytes:
        begun, self._begun = self._begun, b""
        return begun + _lines(
            [guard(cell_of(row.get(field))) for field in self._fields] for row in rows
        )

    def end(self) -> bytes:
        return self._begun


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _records(text: str, layout: Layout) -> Iterator[Record | Fault]:
    table = _reader(text, _delimiter(text, layout))
    number = 0
    while True:
        number += 1
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error:
            yield Fault(number, "кавычки не на месте: не закрыты или не удвоены внутри ячейки")
            return
        yield Record(number, [unguard(cell) for cell in cells])


def _delimiter(text: str, layout: Layout) -> str:
    """The sign that cuts the first row into more known headings; else into more of any."""
    return max(",;", key=lambda sign: _headings(text, sign, layout))


def _headings(text: str, delimiter: str, layout: Layout) -> tuple[int, int]:
    """How many headings of the first row are known, and how many there are."""
    try:
        headings = next(filter(any, _reader(text, delimiter)), [])
    except csv.Error:
        return 0, 0
    known = sum(layout.field_named(heading) is not None for heading in headings)
    return known, len(headings)


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
