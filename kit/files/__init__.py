"""Files of rows: JSONL, CSV and XLSX, in and out without loss.

What the rows are of, a ``Layout`` says. A file is taken whole or not at all; a refusal names every
faulty row. Writing is atomic: until a file is complete, what stood under its name stays there.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from kit.files.faults import FaultyFile
from kit.files.layout import Layout
from kit.files.rows import Reading

__all__ = ["TYPES", "Writer", "form_of", "read_rows", "writer", "written_rows"]

#: The module of each form, loaded when first needed: the one for XLSX is heavy.
_FORMS = {".jsonl": "jsonl", ".csv": "commas", ".xlsx": "workbook"}
#: What a browser calls each form.
TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".jsonl": "application/x-ndjson",
}


def form_of(path: Path, *, others: Sequence[str] = ()) -> str:
    """The ending of ``path`` that says in which form its rows are.

    Args:
        others: endings that whoever asks can read besides.

    Raises:
        FaultyFile: it is none of the known ones.
    """
    ending = path.suffix.lower()
    known = (*_FORMS, *others)
    if ending not in known:
        raise FaultyFile(
            f"Непонятно, что за файл {path.name}: имя должно кончаться на {', '.join(known)}."
        )
    return ending


def read_rows(path: Path, data: bytes, layout: Layout) -> Reading:
    """The rows of a file of this name that holds ``data``, nothing of them checked.

    Raises:
        FaultyFile: nothing of it can be read; perhaps only when the rows are gone through.
    """
    if not data:
        raise FaultyFile("Файл пуст.")
    reading: Reading = _of(path).read(data, layout)
    return reading


class Writer(Protocol):
    """Writes a file part by part; the parts in their order are the file."""

    def add(self, rows: Sequence[Mapping[str, Any]]) -> bytes:
        """Write rows, of each field a text, a date, a tuple of texts, or ``None``; returns what of
        the file is ready."""

    def end(self) -> bytes:
        """The rest of the file."""


def writer(path: Path, layout: Layout, fields: Sequence[str]) -> Writer:
    """Begin a file of this name.

    Args:
        fields: the columns of a table, in their order.
    """
    made: Writer = _of(path).Writer(layout, fields)
    return made


def written_rows(
    path: Path, layout: Layout, fields: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> bytes:
    """What a file of this name would hold, with rows as ``Writer.add`` takes them."""
    made = writer(path, layout, fields)
    return made.add(rows) + made.end()


def _of(path: Path) -> Any:
    return import_module(f"kit.files.{_FORMS[form_of(path)]}")
