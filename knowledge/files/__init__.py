"""Files of cases: JSONL, CSV and XLSX, in and out without loss; DOCX, only in."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from kit import files
from kit.files import Writer, read_rows, writer
from kit.files.disk import read_bounded, write_whole
from kit.files.faults import Fault, FaultyFile
from kit.files.rows import Check, Reading
from knowledge.drafts import CaseDraft
from knowledge.files.layout import CASES
from knowledge.models import CaseState

__all__ = [
    "DOCUMENT",
    "cases_as",
    "cases_in",
    "cases_in_parts",
    "form_of",
    "look_through",
    "read_cases",
    "write_cases",
]

#: A case in force and the draft that waits beside it are two rows of an export.
_CHECK = Check(
    CaseDraft,
    lambda draft: (draft.id, draft.state is CaseState.DRAFT),
    "такой id уже есть",
    id_of=lambda values: values.get("id"),
)
_NOTHING = "В файле нет ни одного кейса."
#: Documents of Word, which are only read.
DOCUMENT = ".docx"


def form_of(path: Path) -> str:
    """The ending of ``path`` that says in which form its cases are.

    Raises:
        FaultyFile: it is none of the known ones.
    """
    return files.form_of(path, others=(DOCUMENT,))


def read_cases(path: Path) -> list[CaseDraft]:
    """Read the cases of a file, in the order of its rows.

    Raises:
        FaultyFile: it cannot be read, or at least one of its rows is wrong.
    """
    form_of(path)
    return cases_in(path, read_bounded(path))


def cases_in(path: Path, data: bytes) -> list[CaseDraft]:
    """The cases of a file of this name that holds ``data``.

    Raises:
        FaultyFile: it cannot be read, or at least one of its rows is wrong.
    """
    return _CHECK.checked(_rows(path, data), nothing=_NOTHING)


def look_through(name: str, data: bytes) -> tuple[list[CaseDraft], list[Fault]]:
    """The cases of a file that somebody has sent, and the rows that are none.

    Raises:
        FaultyFile: nothing of it can be read.
    """
    return _CHECK.looked_through(_rows(Path(name), data))


def cases_as(ending: str, drafts: Sequence[CaseDraft]) -> bytes:
    """What a file with this ending would hold.

    Raises:
        FaultyFile: it would be a document, which keeps no lists, states and codes apart.
    """
    if ending == DOCUMENT:
        raise FaultyFile("В .docx кейсы не выгружаются: возьмите .xlsx, .csv или .jsonl.")
    # States are told only where a case is not published.
    made = _writer(ending, needs_states=any(draft.state is not None for draft in drafts))
    return _added(made, drafts) + made.end()


async def cases_in_parts(
    ending: str, batches: AsyncIterator[Sequence[CaseDraft]], *, needs_states: bool
) -> AsyncIterator[bytes]:
    """As ``cases_as``, part by part as the batches come.

    Raises:
        ValueError: a state appears where none was needed; what was given out is no whole file.
    """
    made = _writer(ending, needs_states=needs_states)
    yield made.add(())
    async for batch in batches:
        if not needs_states and any(draft.state is not None for draft in batch):
            raise ValueError("a case went out of force while the cases were written")
        yield await asyncio.to_thread(_added, made, batch)
    yield made.end()


def write_cases(path: Path, drafts: Sequence[CaseDraft]) -> None:
    """Write ``drafts`` so that ``read_cases`` gives them back; replaces what stood there.

    Raises:
        FaultyFile: there is no room, no right or no folder; the old file stands as it was.
    """
    ending = form_of(path)
    write_whole(path, lambda: cases_as(ending, drafts))


def _writer(ending: str, *, needs_states: bool) -> Writer:
    columns = [name for name in CaseDraft.model_fields if name != "state" or needs_states]
    return writer(Path(f"cases{ending}"), CASES, columns)


def _added(made: Writer, drafts: Sequence[CaseDraft]) -> bytes:
    return made.add([_row(draft) for draft in drafts])


def _rows(path: Path, data: bytes) -> Reading:
    if form_of(path) != DOCUMENT:
        return read_rows(path, data, CASES)
    from knowledge.files import word  # noqa: PLC0415 - python-docx is heavy

    return word.read(data)


def _row(draft: CaseDraft) -> dict[str, Any]:
    # Not ``model_dump``: what the book holds can always be written, whatever the rules became.
    values = {name: getattr(draft, name) for name in CaseDraft.model_fields}
    if draft.state is None:
        del values["state"]
    return values
