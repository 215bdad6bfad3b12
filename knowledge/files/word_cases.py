"""Cases out of lines under headings: which heading begins a case, which a part of it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from kit.files.faults import Fault, FaultyFile
from kit.files.rows import Row
from knowledge.files.layout import CASES, RUSSIAN
from knowledge.files.word_lines import BOLD, TITLE, Line
from knowledge.readiness import phrase_key

UNIT = "кейс"
#: A bold line as like a name as this was meant as one.
_LIKE = 80
_QUOTED = 60
_EMPTY = frozenset("-–—")


@dataclass
class _Case:
    title: str
    parts: dict[str, list[str]] = field(default_factory=dict)
    current: str = ""
    level: int = BOLD
    """Of the heading of the current part."""
    faults: list[str] = field(default_factory=list)

    @property
    def is_bare(self) -> bool:
        return not self.parts and not self.faults

    def begin(self, name: str, line: Line, rest: str) -> None:
        if name in self.parts:
            self.faults.append(f"раздел «{_name(name)}» дан дважды")
        level = BOLD if line.level is None else line.level
        self.parts.setdefault(name, [])
        self.current, self.level = name, level
        if rest:
            self.parts[name].append(rest)

    def add(self, line: Line) -> None:
        if not self.current:
            self.faults.append(f"текст вне разделов: «{line.text[:_QUOTED]}»")
            return
        mark = "" if self.current in CASES.lists else line.mark
        self.parts[self.current].append(mark + line.text)


def cases_under_headings(lines: Sequence[Line]) -> list[Row | Fault]:
    """A row for each case.

    Raises:
        FaultyFile: no heading says where a case begins.
    """
    cases: list[_Case] = []
    for line in lines:
        name, rest = _part_of(line)
        if name and not cases:
            cases.append(_Case(""))
        if name:
            cases[-1].begin(name, line, rest)
        elif line.level in (TITLE, 1) or (line.level is not None and not cases):
            cases.append(_Case(line.text))
        elif not cases:
            raise FaultyFile(
                f"Документ начинается с текста «{line.text[:_QUOTED]}»: первой строкой дайте "
                "название кейса стилем «Заголовок 1»."
            )
        else:
            _take(cases[-1], line)
    # The title of a whole collection is followed by that of its first case.
    if len(cases) > 1 and cases[0].is_bare:
        del cases[0]
    if not cases:
        raise FaultyFile(
            "В документе нет ни одного кейса: дайте его название и разделы заголовками."
        )
    return list(_rows(cases))


def _part_of(line: Line) -> tuple[str | None, str]:
    """The part that a line begins, and what of it stands on the same line."""
    if line.label:
        name = CASES.field_named(line.label)
        rest = line.text.removeprefix(line.label).lstrip(" :") if line.text else ""
        return name, rest
    if line.level is None:
        return None, ""
    head, colon, rest = line.text.partition(":")
    if name := CASES.field_named(line.text.rstrip(" :.")):
        return name, ""
    return (CASES.field_named(head), rest.strip()) if colon else (None, "")


def _take(case: _Case, line: Line) -> None:
    """A line that begins neither a case nor a known part."""
    is_styled = line.level is not None and line.level != BOLD
    near = _nearest(line.label or line.text) if line.level is not None or line.label else ""
    if is_styled and (line.level or 0) <= case.level:
        case.faults.append(f"неизвестный раздел «{line.text[:_QUOTED]}»{_like(near)}")
    elif near and not is_styled:
        said = line.label or line.text
        case.faults.append(f"неизвестный раздел «{said[:_QUOTED]}»{_like(near)}")
    elif line.label and not line.text:  # a row of a table with a label of its own
        case.add(Line(line.label))
    else:
        case.add(line)


def _like(near: str) -> str:
    return f", похоже на «{near}»" if near else ""


def _nearest(heading: str) -> str:
    plain = heading.strip(" :.").lower()
    likeness = {
        title: fuzz.ratio(plain, title.lower()) for titles in RUSSIAN.values() for title in titles
    }
    best = max(likeness, key=lambda title: likeness[title])
    return best if likeness[best] >= _LIKE else ""


def _rows(cases: Sequence[_Case]) -> Iterator[Row | Fault]:
    for number, case in enumerate(cases, start=1):
        values = {name: _value(name, texts) for name, texts in case.parts.items()}
        if case.title:
            values.setdefault("title", case.title)
        title = str(values.get("title") or "")
        # The title is a heading, and the code comes of the title.
        missing = [
            f"«{_name(name)}»" for name in CASES.required if name != "id" and _lacks(values, name)
        ]
        faults = list(case.faults)
        if missing:
            faults.append(f"нет раздела {', '.join(missing)}")
        if faults:
            said = f"«{title[:_QUOTED]}»: " if title else ""
            yield Fault(number, said + ", ".join(faults), unit=UNIT)
        else:
            yield Row(number, {"id": _code_of(title), **values}, unit=UNIT)


def _lacks(values: dict[str, object], name: str) -> bool:
    """Whether the part is not there or, where nothing can be no answer, is empty."""
    return values.get(name, "") == ""


def _value(name: str, texts: Sequence[str]) -> object:
    said = [text for text in texts if text.strip() and not set(text.strip()) <= _EMPTY]
    if name == "topics":
        return [topic.strip() for text in said for topic in text.split(";")]
    return said if name in CASES.lists else "\n".join(said)


def _code_of(title: str) -> str:
    """The same for the same title, whatever its signs and case: a document has no other name."""
    return f"docx-{hashlib.sha256(phrase_key(title).encode()).hexdigest()[:10]}"


def _name(part: str) -> str:
    return RUSSIAN[part][0]
