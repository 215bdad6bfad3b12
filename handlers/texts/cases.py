"""A case in words."""

from html import escape
from zoneinfo import ZoneInfo

from knowledge.service import CaseText
from people.levels import Level
from people.subjects import subject_of


def whole_case(case: CaseText, zone: ZoneInfo) -> str:
    """The whole case, with its source and date."""
    blocks = [
        f"<b>{escape(case.title)}</b>\n<i>{_place(case)}</i>",
        f"<b>Ситуация</b>\n{escape(case.problem)}",
        f"<b>Что делать</b>\n{escape(case.solution)}",
        _listed("Материалы", case.materials),
        _listed("На чём основано", case.basis),
        f"<i>{_provenance(case, zone)}</i>",
    ]
    return "\n\n".join(block for block in blocks if block)


def as_answer(case: CaseText) -> str:
    """The case as a methodist sends it: plain words, no markup."""
    materials = "\n".join(f"• {material}" for material in case.materials)
    blocks = [case.title, case.solution, f"Материалы:\n{materials}" if materials else ""]
    return "\n\n".join(block for block in blocks if block)


def _place(case: CaseText) -> str:
    parts = [subject_of(case.subject).name]
    if case.level is not Level.ANY:
        parts.append(case.level.value)
    return escape(" · ".join([*parts, case.kind]))


def _listed(title: str, items: tuple[str, ...]) -> str:
    if not items:
        return ""
    return f"<b>{title}</b>\n" + "\n".join(f"• {escape(item)}" for item in items)


def _provenance(case: CaseText, zone: ZoneInfo) -> str:
    source = case.source or case.author or "источник не указан"
    words = f"Источник: {source}. Редакция от {case.created_at.astimezone(zone):%d.%m.%Y}"
    if case.review_by is not None:
        words += f", пересмотр до {case.review_by:%d.%m.%Y}"
    return escape(words + ".")
