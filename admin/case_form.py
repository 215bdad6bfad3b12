"""The form in which a case is written: from its fields to a draft, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from admin.forms import Form
from knowledge import masking
from knowledge.drafts import CaseDraft
from knowledge.models import CaseId
from knowledge.service import CaseText
from knowledge.wording import NO_ACT_NEEDED
from people.levels import Level
from people.subjects import all_subjects

#: Names of the fields, as the form and its remarks say them.
LABELS = {
    "id": "Номер",
    "title": "Название",
    "subject": "Предмет",
    "level": "Уровень",
    "audience": "Кому",
    "kind": "Вид",
    "direction": "Направление",
    "topics": "Темы",
    "problem": "Ситуация",
    "solution": "Что делать",
    "materials": "Материалы",
    "file": "Приложить файл",
    "questions": "Как об этом спрашивают",
    "tests": "Проверочные вопросы",
    "basis": "На чём основано",
    "source": "Источник",
    "author": "Автор",
    "review_by": "Пересмотреть до",
}
_LISTS = ("topics", "materials", "questions", "basis")
_WORDS = (
    "title",
    "subject",
    "level",
    "audience",
    "kind",
    "direction",
    "problem",
    "solution",
    "source",
    "author",
    "review_by",
)
#: Everybody may read these once the case is published; an author wants to be named.
_READ_BY_ALL = ("title", "problem", "solution", "questions", "tests", "materials", "topics")
KINDS = (
    "кейс",
    "технологическая карта",
    "методический модуль",
    "типовой документ",
    "лучшая практика",
    "результат мониторинга",
    "программа ДПО",
    "мероприятие",
)
DIRECTIONS = ("образовательная организация", "учитель", "классный руководитель", "другое")
_CONTINUED = "  "


def items_of(text: str) -> list[str]:
    """One item a line; a line that begins with two spaces goes on with the item above."""
    items: list[str] = []
    for line in text.split("\n"):
        if line.startswith(_CONTINUED) and items:
            items[-1] += "\n" + line.removeprefix(_CONTINUED)
        elif line.strip():
            items.append(line)
    return items


def lines_of(items: Sequence[str]) -> str:
    """The inverse of ``items_of``."""
    return "\n".join(item.replace("\n", "\n" + _CONTINUED) for item in items)


def values_of(text: CaseText, tests: Sequence[str]) -> dict[str, str]:
    """The fields of the form as they stand when a text is opened for writing."""
    values = {name: str(getattr(text, name) or "") for name in _WORDS}
    lists = {name: lines_of(getattr(text, name)) for name in _LISTS}
    is_without_act = tuple(text.basis) == (NO_ACT_NEEDED,)
    return {
        **values,
        **lists,
        "basis": "" if is_without_act else lists["basis"],
        "no_act": "1" if is_without_act else "",
        "id": text.case_id,
        "tests": lines_of(tests),
    }


def tests_in(form: Form) -> list[str]:
    return [" ".join(line.split()) for line in items_of(form.text("tests"))]


def draft_in(form: Form, case_id: CaseId, *, materials: str) -> CaseDraft | dict[str, str]:
    """The draft that the form makes, or what is wrong, a sentence by the name of each field.

    ``materials`` are those of the form, with the line of a file that was chosen in it.
    """
    values: dict[str, Any] = {name: form.text(name) for name in _WORDS}
    values |= {name: items_of(form.text(name)) for name in _LISTS}
    values["materials"] = items_of(materials)
    if form.is_checked("no_act") and not values["basis"]:
        values["basis"] = [NO_ACT_NEEDED]
    try:
        return CaseDraft.model_validate({**values, "id": case_id})
    except ValidationError as error:
        found = error.errors(include_url=False)
        return {str(details["loc"][0]): _sentence(details) for details in reversed(found)}


def _sentence(details: ErrorDetails) -> str:
    match details["type"]:
        case "missing":
            return "Заполните это поле."
        case "string_too_long":
            return f"Сократите: не длиннее {details['ctx']['max_length']} знаков."
        case "wrong":
            return f"Исправьте: {details['msg']}."
        case _:
            return "Исправьте: такое значение не годится."


@dataclass(frozen=True)
class Sketch:
    """What is written so far, for the preview: nothing is checked, gaps are shown as such."""

    title: str
    subject: str
    level: Level
    kind: str
    problem: str
    solution: str
    materials: Sequence[str]
    basis: Sequence[str]
    source: str | None
    author: str | None
    review_by: date | None

    @classmethod
    def of(cls, form: Form, *, materials: str) -> "Sketch":
        codes = {subject.code for subject in all_subjects()}
        subject = form.text("subject")
        return cls(
            " ".join(form.text("title").split()) or "…",
            subject if subject in codes else "general",
            next((level for level in Level if level.value == form.text("level")), Level.ANY),
            form.text("kind") or KINDS[0],
            form.text("problem") or "…",
            form.text("solution") or "…",
            items_of(materials),
            items_of(form.text("basis")),
            form.text("source") or None,
            form.text("author") or None,
            _day(form.text("review_by")),
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Personal:
    """What looks like personal data in one field of a case."""

    field: str
    label: str
    places: list[str]


def personal_in(values: Mapping[str, str]) -> list[Personal]:
    """The fields of a form in which something looks like personal data, with the very places."""
    found = [(field, masking.named(values.get(field, ""))) for field in _READ_BY_ALL]
    return [Personal(field, LABELS[field], places) for field, places in found if places]
