r"""What a field looks like in a cell of a table.

A list stands in one cell, its items apart by ``|``; a ``|`` or ``\`` of an item is written ``\|``
or ``\\``, and a space at its edge ``\ ``, since spaces around ``|`` are only there to please the
eye. In a CSV, a text that a spreadsheet would take for a formula is preceded by an apostrophe.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from kit.files.layout import Layout

_PIECES = re.compile(r"\\([\\|\s])|(\|)|([^\\|\s]+|.)", re.DOTALL)
#: A piece of an item, and whether it is a blank that is not escaped.
_Piece = tuple[str, bool]
_FORMULA = re.compile(r"[=+\-@\t\r\n]")
#: A guard before a guard: texts that begin with apostrophes of their own come back as they were.
_GUARDED = re.compile(r"'*[=+\-@\t\r\n]")


def cell_of(value: Any) -> str:
    """A value as the text of a cell."""
    if value is None:
        return ""
    return join_list(value) if isinstance(value, tuple | list) else str(value)


def value_of(cell: str | date | None, field: str, layout: Layout) -> object:
    """What a cell says of a field, still unchecked."""
    if field in layout.lists:
        return split_list(cell) if isinstance(cell, str) else []
    return cell


def join_list(items: Sequence[str]) -> str:
    return "|".join(map(_escape, items))


def split_list(cell: str) -> list[str]:
    items: list[list[_Piece]] = [[]]
    for escaped, bar, plain in _PIECES.findall(cell):
        if bar:
            items.append([])
        else:
            items[-1].append((escaped or plain, plain.isspace()))
    return [_trimmed(pieces) for pieces in items]


def looks_like_formula(text: str) -> bool:
    return bool(_FORMULA.match(text))


def guard(text: str) -> str:
    """Make sure that no spreadsheet takes ``text`` for a formula; ``unguard`` is the inverse."""
    return f"'{text}" if _GUARDED.match(text) else text


def unguard(text: str) -> str:
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


def _escape(item: str) -> str:
    inner = item.strip()
    start = len(item) - len(item.lstrip())
    before, after = item[:start], item[start + len(inner) :]
    middle = inner.replace("\\", r"\\").replace("|", r"\|")
    return _escape_each(before) + middle + _escape_each(after)


def _escape_each(blanks: str) -> str:
    return "".join(f"\\{blank}" for blank in blanks)


def _trimmed(pieces: Sequence[_Piece]) -> str:
    """The item without the blanks at its edges that nobody has escaped."""
    kept = [place for place, (_, is_blank) in enumerate(pieces) if not is_blank]
    return "".join(text for text, _ in pieces[kept[0] : kept[-1] + 1]) if kept else ""
