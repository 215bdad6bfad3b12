"""Rows as JSON, one object a line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from kit.files.faults import Fault
from kit.files.layout import Layout
from kit.files.rows import Reading, Row
from kit.files.texts import decoded


def read(data: bytes, layout: Layout) -> Reading:
    return _rows(decoded(data), layout)


def _rows(text: str, layout: Layout) -> Iterator[Row | Fault]:
    # Not splitlines: texts may hold U+2028 and the like, which end no line of JSON.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _row(number, line, layout)


class Writer:
    """Writes lines part by part; see ``kit.files.Writer``."""

    def __init__(self, layout: Layout, _fields: Sequence[str]) -> None:
        self._layout = layout

    def add(self, rows: Sequence[Mapping[str, Any]]) -> bytes:
        lines = [
            json.dumps(_written(self._layout, row), ensure_ascii=False, default=_in_json) + "\n"
            for row in rows
        ]
        return "".join(lines).encode()

    def end(self) -> bytes:
        return b""


def _row(number: int, line: str, layout: Layout) -> Row | Fault:
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
    if not layout.is_spoken:
        return Row(number, found)
    return _under_fields(number, found, layout)


def _under_fields(number: int, found: dict[str, Any], layout: Layout) -> Row | Fault:
    values: dict[str, Any] = {}
    for title, value in found.items():
        name = layout.field_named(title)
        if name is None:
            return Fault(number, f"неизвестное поле «{title[:60]}»")
        if name in values:
            return Fault(number, f"поле «{layout.title_of(name)}» дано дважды")
        values[name] = value
    return Row(number, values)


class _Twice(Exception):
    """An object names the same field two times; JSON itself would keep the last one."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Twice(name[:60])
        found[name] = value
    return found


def _written(layout: Layout, row: Mapping[str, Any]) -> dict[str, Any]:
    return {layout.title_of(name): value for name, value in row.items()}


def _in_json(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
