"""Cases as JSON, one object a line."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from knowledge.drafts import CaseDraft
from knowledge.errors import Fault
from knowledge.files.rows import Reading, Row
from knowledge.files.texts import decoded


def read(data: bytes) -> Reading:
    return _rows(decoded(data))


def _rows(text: str) -> Iterator[Row | Fault]:
    # Not splitlines: texts may hold U+2028 and the like, which end no line of JSON.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _row(number, line)


def write(drafts: Sequence[CaseDraft]) -> bytes:
    lines = [json.dumps(_object_of(draft), ensure_ascii=False) + "\n" for draft in drafts]
    return "".join(lines).encode()


def _row(number: int, line: str) -> Row | Fault:
    try:
        found = json.loads(line, object_pairs_hook=_object)
    except _Twice as twice:
        return Fault(number, f"поле «{twice}» дано дважды")
    except json.JSONDecodeError as error:
        return Fault(number, f"это не JSON, ошибка у знака {error.pos + 1}")
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets by thousands
        return Fault(number, "это не JSON")
    if not isinstance(found, dict):
        return Fault(number, "нужен объект JSON в фигурных скобках, один на строку")
    return Row(number, found)


class _Twice(Exception):
    """An object names the same field two times; JSON itself would keep the last one."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Twice(name[:60])
        found[name] = value
    return found


def _object_of(draft: CaseDraft) -> dict[str, Any]:
    values = draft.model_dump(mode="json")
    if draft.state is None:
        del values["state"]
    return values
