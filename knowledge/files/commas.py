"""Cases as CSV, apart by commas or semicolons."""

import csv
import io
from collections.abc import Iterator, Sequence

from knowledge.drafts import CaseDraft
from knowledge.errors import Fault
from knowledge.files.cells import cell_of, guard, unguard
from knowledge.files.headings import field_named
from knowledge.files.rows import Reading
from knowledge.files.tables import Record, columns_for, rows_under_headings
from knowledge.files.texts import decoded


def read(data: bytes) -> Reading:
    return rows_under_headings(_records(decoded(data)))


def write(drafts: Sequence[CaseDraft]) -> bytes:
    out = io.StringIO(newline="")
    table = csv.writer(out)
    fields = columns_for(drafts)
    table.writerow(fields)
    for draft in drafts:
        table.writerow([guard(cell_of(draft, field)) for field in fields])
    return out.getvalue().encode()


def _records(text: str) -> Iterator[Record | Fault]:
    table = _reader(text, _delimiter(text))
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


def _delimiter(text: str) -> str:
    """The sign that cuts the first row into more known headings."""
    return max(",;", key=lambda sign: _known_headings(text, sign))


def _known_headings(text: str, delimiter: str) -> int:
    try:
        headings = next(filter(any, _reader(text, delimiter)), [])
    except csv.Error:
        return 0
    return sum(field_named(heading) is not None for heading in headings)


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
