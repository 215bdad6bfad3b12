"""Calendars of one installation: a file in the data folder, for the region, a place, a school."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from kit.errors import WrongInstallation
from wellbeing.calendars.book import Calendars, Scope, plain
from wellbeing.calendars.reading import read_year
from wellbeing.calendars.school import SchoolYear

#: The file's name in the data folder.
FILE_NAME = "calendars.json"

_SCOPE_KEYS = ("municipality", "school")


def read_calendars(data_dir: Path) -> Calendars:
    """All calendars of this installation; without a file, the recommended ones.

    Raises:
        WrongInstallation: the file cannot be read or is wrong; nothing of it is taken then.
    """
    path = data_dir / FILE_NAME
    try:
        return Calendars(_own(json.loads(path.read_text("utf-8-sig"))))
    except FileNotFoundError:
        return Calendars()
    except (OSError, UnicodeDecodeError):
        trouble = "файл не удаётся прочитать"
    except json.JSONDecodeError as error:
        trouble = f"это не JSON (строка {error.lineno})"
    except ValueError as error:
        trouble = str(error)
    raise WrongInstallation(
        f"Не получается взять школьные календари из {path}: {trouble}. "
        "Исправьте файл или уберите его: тогда действуют рекомендованные каникулы."
    )


def _own(rows: Any) -> dict[Scope, list[SchoolYear]]:
    if not isinstance(rows, list):
        raise ValueError("в файле должен быть список учебных годов в квадратных скобках")
    own: dict[Scope, list[SchoolYear]] = defaultdict(list)
    for number, row in enumerate(rows, 1):
        try:
            scope, year = _entry(row)
            if any(year.beginning == other.beginning for other in own[scope]):
                raise ValueError("этот учебный год уже есть выше")
        except ValueError as error:
            raise ValueError(f"запись {number}: {error}") from None
        own[scope].append(year)
    return own


def _entry(row: Any) -> tuple[Scope, SchoolYear]:
    if not isinstance(row, dict):
        raise ValueError("на месте учебного года стоит что-то другое")
    names = [_name(row, key) for key in _SCOPE_KEYS]
    if names[1] is not None and names[0] is None:
        raise ValueError("к «school» нужно и «municipality»: школы с одним именем есть везде")
    rest = {key: value for key, value in row.items() if key not in _SCOPE_KEYS}
    return plain(Scope(*names)), read_year(rest)


def _name(row: dict[str, Any], key: str) -> str | None:
    name = row.get(key)
    if name is not None and (not isinstance(name, str) or not name.strip()):
        raise ValueError(f"«{key}» – это название словами")
    return name
