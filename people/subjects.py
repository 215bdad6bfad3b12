"""The closed list of school subjects, with the names teachers call them by."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Subject:
    code: str
    name: str
    aliases: tuple[str, ...]
    """Colloquial names and abbreviations; ``*`` stands for any ending."""


@cache
def all_subjects() -> tuple[Subject, ...]:
    """Every subject, in the order of the official list."""
    rows = json.loads(files("people").joinpath("subjects.json").read_text("utf-8"))
    return tuple(Subject(row["code"], row["name"], tuple(row["aliases"])) for row in rows)


def subject_named(name: str) -> Subject | None:
    """The subject with this code, Russian name or colloquial name; ``None`` when there is none."""
    wanted = _plain(name)
    for subject in all_subjects():
        if wanted in (subject.code, _plain(subject.name)):
            return subject
    for subject in all_subjects():
        if _pattern(subject).fullmatch(wanted):
            return subject
    return None


def subject_of(code: str) -> Subject:
    """The subject with this code.

    Raises:
        KeyError: the code is not in the list.
    """
    for subject in all_subjects():
        if subject.code == code:
            return subject
    raise KeyError(code)


def mentioned_subjects(text: str) -> list[Subject]:
    """Subjects that ``text`` names, the first named first."""
    plain = _plain(text)
    found = [(match.start(), subject) for subject, match in _mentions(plain)]
    return [subject for _, subject in sorted(found, key=lambda pair: pair[0])]


def _mentions(plain: str) -> list[tuple[Subject, re.Match[str]]]:
    matches = [(subject, _pattern(subject).search(plain)) for subject in all_subjects()]
    return [(subject, match) for subject, match in matches if match]


@cache
def _pattern(subject: Subject) -> re.Pattern[str]:
    names = sorted({_plain(subject.name), *map(_plain, subject.aliases)}, key=len, reverse=True)
    alternatives = "|".join(re.escape(name).replace(r"\*", r"\w*") for name in names)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())
