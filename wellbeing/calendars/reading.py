"""Reading school years from JSON, with one Russian sentence about what is wrong."""

import re
from datetime import date
from itertools import pairwise
from typing import Any

from wellbeing.calendars.school import SchoolYear, Vacation

_YEAR_KEYS = frozenset({"year", "starts", "ends", "vacations", "verified", "source"})
_VACATION_KEYS = frozenset({"name", "first", "last"})
_YEAR = re.compile(r"(\d{4})/(\d{2})")


def read_year(row: Any) -> SchoolYear:
    """Read one school year.

    Raises:
        ValueError: the row is not a school year; the message is Russian and says what to mend.
    """
    _check_keys(row, _YEAR_KEYS)
    starts, ends = _day(row, "starts"), _day(row, "ends")
    _check_name(row["year"], starts, ends)
    if not isinstance(row["verified"], bool):
        raise ValueError("«verified» – это true или false")
    if not isinstance(row["source"], str) or not row["source"].strip():
        raise ValueError("в «source» нужно написать, откуда взяты даты")
    vacations = _vacations(row["vacations"], starts, ends)
    return SchoolYear(starts, ends, vacations, row["verified"], row["source"])


def _vacations(rows: Any, starts: date, ends: date) -> tuple[Vacation, ...]:
    if not isinstance(rows, list) or not rows:
        raise ValueError("«vacations» – это непустой список каникул")
    vacations = sorted(map(_vacation, rows), key=lambda vacation: vacation.first)
    for earlier, later in pairwise(vacations):
        if later.first <= earlier.last:
            raise ValueError(f"каникулы «{earlier.name}» и «{later.name}» пересекаются")
    for vacation in vacations:
        if vacation.first <= starts or vacation.last >= ends:
            raise ValueError(f"каникулы «{vacation.name}» не лежат внутри учебного года")
    return tuple(vacations)


def _vacation(row: Any) -> Vacation:
    _check_keys(row, _VACATION_KEYS)
    vacation = Vacation(str(row["name"]), _day(row, "first"), _day(row, "last"))
    if vacation.last < vacation.first:
        raise ValueError(f"каникулы «{vacation.name}» кончаются раньше, чем начинаются")
    return vacation


def _check_keys(row: Any, wanted: frozenset[str]) -> None:
    if not isinstance(row, dict):
        raise ValueError("на месте записи с полями стоит что-то другое")
    for key in sorted(wanted - row.keys()):
        raise ValueError(f"нет поля «{key}»")
    for key in sorted(row.keys() - wanted):
        raise ValueError(f"лишнее поле «{key}»")


def _check_name(name: Any, starts: date, ends: date) -> None:
    match = _YEAR.fullmatch(name) if isinstance(name, str) else None
    if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
        raise ValueError("«year» пишется так: 2025/26")
    if (starts.year, ends.year) != (int(match[1]), int(match[1]) + 1):
        raise ValueError(f"«starts» и «ends» не подходят к учебному году {name}")


def _day(row: dict[str, Any], key: str) -> date:
    try:
        return date.fromisoformat(row[key])
    except (TypeError, ValueError):
        raise ValueError(f"«{key}» – это дата вида 2025-09-01, а не {row[key]!r}") from None
