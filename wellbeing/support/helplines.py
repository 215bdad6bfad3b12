"""Numbers to call, as data: each with its source and the day somebody last made sure of it."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NewType

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kit.errors import WrongInstallation

HelplineId = NewType("HelplineId", str)

#: Then somebody should make sure of a number again.
VERIFIED_FOR = timedelta(days=180)
#: The operator's own file in the data folder.
OWN_FILE = "helplines.json"


class Audience(StrEnum):
    EVERYONE = "everyone"
    ADULTS = "adults"
    CHILDREN = "children"
    """And their parents; not meant for an adult's own crisis."""


class Certainty(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    """Shown to nobody until it has been verified."""


class Helpline(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: HelplineId
    number: str = Field(min_length=2)
    title: str = Field(min_length=1)
    region: str | None
    """The one it serves; ``None`` for the whole country."""
    audience: Audience
    hours: str
    source: str = Field(min_length=1)
    verified_on: date | None
    """``None`` while nobody has."""
    certainty: Certainty


_ROWS = TypeAdapter(tuple[Helpline, ...])


def directory(folder: Path | None = None) -> tuple[Helpline, ...]:
    """The numbers that come with the hotline, corrected and completed by the operator's file.

    A row of the operator's file takes the place of ours with the same id, others are added.

    Args:
        folder: where the operator's `OWN_FILE` may lie.

    Raises:
        WrongInstallation: the file is there and cannot be understood.
    """
    ours = {line.id: line for line in _shipped()}
    return tuple({**ours, **{line.id: line for line in _own(folder)}}.values())


def shown(lines: Iterable[Helpline], *, region: str | None = None) -> tuple[Helpline, ...]:
    """What may be shown in a region: numbers that are sure, or that somebody has verified.

    A verified number that has grown old is still shown: a doubtful one is better than none.
    """
    return tuple(
        line
        for line in lines
        if line.region in (None, region)
        and (line.certainty is Certainty.HIGH or line.verified_on is not None)
    )


def too_old(lines: Iterable[Helpline], today: date) -> tuple[Helpline, ...]:
    """What somebody should call and make sure of."""
    return tuple(
        line
        for line in lines
        if line.verified_on is None or today - line.verified_on > VERIFIED_FOR
    )


@cache
def _shipped() -> tuple[Helpline, ...]:
    text = files("wellbeing").joinpath("support", "helplines.json").read_text("utf-8")
    return _ROWS.validate_python(json.loads(text), strict=False)


def _own(folder: Path | None) -> tuple[Helpline, ...]:
    if folder is None:
        return ()
    try:
        return _ROWS.validate_json((folder / OWN_FILE).read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as error:
        raise WrongInstallation(
            f"Файл {OWN_FILE} с телефонами помощи не читается ({_reason(error)}): "
            "исправьте его или уберите из папки данных."
        ) from error


def _reason(error: OSError | ValidationError) -> str:
    if isinstance(error, OSError):
        return error.strerror or "нет доступа"
    place = error.errors()[0]["loc"]
    if len(place) < 2:
        return "это не список строк"
    return f"строка {int(place[0]) + 1}, поле {place[1]}"
