"""The closed list of school subjects, with the names teachers call them by."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: What may follow a name at the beginning of a text: «Труд: …», «Изо. …», or nothing.
_SET_APART = r"(?=\s*(?:[.:;(–—]|\Z))"
_BEFORE_GRADE = r"(?=[\s,.:;(]*(?:в\s+)?(?:\d\d?\s*-\s*)?\d\d?\s*(?:-?\w\w?)?\s*(?:класс|кл\b))"


@dataclass(frozen=True)
class Subject:
    code: str
    name: str
    aliases: tuple[str, ...]
    """Colloquial names and abbreviations; ``*`` stands for any ending."""
    bare: tuple[str, ...] = ()
    """Colloquial names that are everyday words, too. In a text they name the subject only where
    they open it and are set apart («Труд: …»), or stand before a grade («общество, 8 класс»)."""
    unless: tuple[str, ...] = ()
    """Phrases in which an alias is no subject: «история болезни»."""


@cache
def all_subjects() -> tuple[Subject, ...]:
    """Every subject, in the order of the official list."""
    rows = json.loads(files("people").joinpath("subjects.json").read_text("utf-8"))
    return tuple(
        Subject(
            row["code"],
            row["name"],
            tuple(row["aliases"]),
            tuple(row.get("bare", ())),
            tuple(row.get("unless", ())),
        )
        for row in rows
    )


def subject_named(name: str) -> Subject | None:
    """The subject with this code, Russian name or colloquial name; ``None`` when there is none."""
    wanted = _plain(name)
    for subject in all_subjects():
        if wanted in (subject.code, _plain(subject.name)):
            return subject
    for subject in all_subjects():
        if _named(subject).fullmatch(wanted):
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
    """Subjects that ``text`` names, the first named first.

    A name within a longer one of another subject does not count: «литературное чтение» is no
    literature. Which sense an everyday word has is told by its neighbours alone, so a subject may
    be missed where it is named by such a word in passing.
    """
    plain = _plain(text)
    mentions = [
        (match.span(), subject) for subject in all_subjects() for match in _mentions(plain, subject)
    ]
    spans = [span for span, _ in mentions]
    whole = [(span, subject) for span, subject in mentions if not _is_within_another(span, spans)]
    ordered = sorted(whole, key=lambda mention: mention[0])
    return list(dict.fromkeys(subject for _, subject in ordered))


def _mentions(plain: str, subject: Subject) -> Iterator[re.Match[str]]:
    if subject.unless:
        plain = _anywhere(subject.unless).sub(lambda phrase: " " * len(phrase.group()), plain)
    yield from _in_text(subject).finditer(plain)


def _is_within_another(span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    start, end = span
    return any(other != span and other[0] <= start and end <= other[1] for other in spans)


@cache
def _named(subject: Subject) -> re.Pattern[str]:
    return _anywhere((subject.name, *subject.aliases, *subject.bare))


@cache
def _in_text(subject: Subject) -> re.Pattern[str]:
    names = _anywhere((subject.name, *subject.aliases)).pattern
    if not subject.bare:
        return re.compile(names)
    bare = _anywhere(subject.bare).pattern
    return re.compile(rf"{names}|\A{bare}{_SET_APART}|{bare}{_BEFORE_GRADE}")


@cache
def _anywhere(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names, as whole words, the longest first."""
    ordered = sorted({_plain(name) for name in names}, key=len, reverse=True)
    alternatives = "|".join(re.escape(name).replace(r"\*", r"\w*") for name in ordered)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())
