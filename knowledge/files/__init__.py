"""Files of cases: JSONL, CSV and XLSX, in and out without loss; DOCX, only in.

A file is taken whole or not at all; a refusal names every faulty row. Writing is atomic: until a
file is complete, what stood under its name stays there.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from knowledge.drafts import CaseDraft
from knowledge.errors import Fault, FaultyFile
from knowledge.files.disk import read_bounded, write_whole
from knowledge.files.rows import Reading, checked, looked_through

__all__ = ["cases_as", "form_of", "look_through", "read_cases", "write_cases"]

#: The module of each form, loaded when first needed: those for XLSX and DOCX are heavy.
_FORMS = {".jsonl": "jsonl", ".csv": "commas", ".xlsx": "workbook", ".docx": "word"}


def form_of(path: Path) -> str:
    """The ending of ``path`` that says in which form its cases are.

    Raises:
        FaultyFile: it is none of the known ones.
    """
    ending = path.suffix.lower()
    if ending not in _FORMS:
        raise FaultyFile(
            f"Непонятно, что за файл {path.name}: имя должно кончаться на {', '.join(_FORMS)}."
        )
    return ending


def read_cases(path: Path) -> list[CaseDraft]:
    """Read the cases of a file, in the order of its rows.

    Raises:
        FaultyFile: it cannot be read, or at least one of its rows is wrong.
    """
    read: Callable[[bytes], Reading] = _of(path).read
    return checked(read(read_bounded(path)))


def look_through(name: str, data: bytes) -> tuple[list[CaseDraft], list[Fault]]:
    """The cases of a file that somebody has sent, and the rows that are none.

    Raises:
        FaultyFile: nothing of it can be read.
    """
    if not data:
        raise FaultyFile("Файл пуст.")
    read: Callable[[bytes], Reading] = _of(Path(name)).read
    return looked_through(read(data))


def cases_as(ending: str, drafts: Sequence[CaseDraft]) -> bytes:
    """What a file with this ending would hold."""
    written: bytes = _of(Path(f"cases{ending}")).write(drafts)
    return written


def write_cases(path: Path, drafts: Sequence[CaseDraft]) -> None:
    """Write ``drafts`` so that ``read_cases`` gives them back; replaces what stood there.

    Raises:
        FaultyFile: there is no room, no right or no folder; the old file stands as it was.
    """
    write: Callable[[Sequence[CaseDraft]], bytes] = _of(path).write
    write_whole(path, lambda: write(drafts))


def _of(path: Path) -> Any:
    return import_module(f"knowledge.files.{_FORMS[form_of(path)]}")
