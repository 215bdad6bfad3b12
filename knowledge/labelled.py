"""Labelled questions: which cases answer what people ask."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.errors import Refusal
from knowledge.models import CaseId
from people.levels import Level
from people.subjects import subject_named

_REQUIRED = ("id", "text", "relevant")
_KNOWN = (*_REQUIRED, "subject", "level", "kind")
#: A file of labelled questions is written by hand: a greater one is something else.
LARGEST_BYTES = 20_000_000


class FaultyLabels(Refusal):
    """A file of labelled questions cannot be used.

    ``str()`` is one Russian sentence for the operator, with the number of the row.
    """


@dataclass(frozen=True)
class LabelledQuestion:
    id: str
    text: str
    relevant: frozenset[CaseId]
    """Cases that answer it; empty: none does, a methodist must."""
    subject: str | None = None
    """Code of the asker's subject, as a profile would give it."""
    level: Level | None = None
    kind: str | None = None

    @property
    def is_answerable(self) -> bool:
        return bool(self.relevant)


def read_labelled(path: Path) -> list[LabelledQuestion]:
    """Read a JSONL file of labelled questions.

    Raises:
        FaultyLabels: it cannot be read, a row is wrong, or there is no row at all.
    """
    questions: list[LabelledQuestion] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        question = _question(number, line)
        if question.id in seen:
            raise _fault(number, f"id «{question.id}» уже был в строке {seen[question.id]}")
        seen[question.id] = number
        questions.append(question)
    if not questions:
        raise FaultyLabels("В файле нет ни одного вопроса.")
    return questions


def _lines(path: Path) -> Iterator[str]:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise FaultyLabels(f"Файл больше {LARGEST_BYTES // 1_000_000} МБ: это не разметка.")
        # Not ``splitlines``: it would also break a row at signs that JSON allows inside a text.
        return iter(path.read_text("utf-8-sig").split("\n"))
    except UnicodeDecodeError:
        raise FaultyLabels("Файл не в UTF-8: сохраните его в этой кодировке.") from None
    except OSError as error:
        raise FaultyLabels(f"Файл не читается: {error.strerror}.") from None


def _question(number: int, line: str) -> LabelledQuestion:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise _fault(number, "это не JSON") from None
    if not isinstance(row, dict):
        raise _fault(number, "это не объект JSON")
    for key in sorted(row.keys() - set(_KNOWN)):
        raise _fault(number, f"неизвестный ключ «{key}»")
    for key in _REQUIRED:
        if key not in row:
            raise _fault(number, f"нет ключа «{key}»")
    return LabelledQuestion(
        id=_text(number, row, "id"),
        text=_text(number, row, "text"),
        relevant=_relevant(number, row["relevant"]),
        subject=_subject(number, row),
        level=_level(number, row),
        kind=_text(number, row, "kind") if row.get("kind") is not None else None,
    )


def _text(number: int, row: dict[str, Any], key: str) -> str:
    value = row[key]
    # JSON can spell a lone surrogate, which can be neither printed nor stored.
    if not isinstance(value, str) or not value.strip() or re.search("[\ud800-\udfff]", value):
        raise _fault(number, f"«{key}» — не текст")
    return value


def _relevant(number: int, value: Any) -> frozenset[CaseId]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise _fault(number, "«relevant» — не список id кейсов")
    return frozenset(CaseId(one) for one in value)


def _subject(number: int, row: dict[str, Any]) -> str | None:
    if row.get("subject") is None:
        return None
    subject = subject_named(_text(number, row, "subject"))
    if subject is None:
        raise _fault(number, f"нет предмета «{row['subject']}»")
    return subject.code


def _level(number: int, row: dict[str, Any]) -> Level | None:
    if row.get("level") is None:
        return None
    try:
        return Level(_text(number, row, "level"))
    except ValueError:
        levels = ", ".join(Level)
        raise _fault(number, f"нет уровня «{row['level']}», есть: {levels}") from None


def _fault(number: int, reason: str) -> FaultyLabels:
    return FaultyLabels(f"Строка {number}: {reason}.")
