"""The recommended calendars that come with the product, and a cautious guess for other years."""

import json
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from wellbeing.calendars.reading import read_year
from wellbeing.calendars.school import SchoolYear, Vacation

_FOLDER = files("wellbeing.calendars")
_AUGUST = 8


@cache
def shipped_years() -> tuple[SchoolYear, ...]:
    """Every school year that the product comes with."""
    names = (entry.name for entry in _FOLDER.iterdir() if entry.name[0].isdigit())
    return tuple(read_year(_load(name)) for name in sorted(names))


@cache
def typical_year(beginning: int) -> SchoolYear:
    """A school year that nothing is known of: the usual dates, with a margin at both ends."""
    row = _load("typical.json")

    def day(month_and_day: str) -> date:
        month, number = map(int, month_and_day.split("-"))
        return date(beginning + (month < _AUGUST), month, number)

    vacations = tuple(
        Vacation(vacation["name"], day(vacation["first"]), day(vacation["last"]))
        for vacation in row["vacations"]
    )
    return SchoolYear(day(row["starts"]), day(row["ends"]), vacations, False, row["source"])


def _load(name: str) -> Any:
    return json.loads(_FOLDER.joinpath(name).read_text("utf-8"))
