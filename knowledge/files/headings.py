"""The headings of tables of cases: the names of fields, or what they are called in Russian."""

from collections.abc import Sequence

from knowledge.drafts import CaseDraft
from knowledge.errors import Fault, FaultyFile

#: The first title of each field is the one to be taught; the others are understood too.
RUSSIAN = {
    "id": ("Код", "Номер", "Идентификатор"),
    "title": ("Название", "Заголовок", "Тема кейса"),
    "subject": ("Предмет",),
    "level": ("Уровень", "Уровень образования"),
    "topics": ("Темы", "Тема"),
    "problem": ("Проблема", "Ситуация", "Описание проблемы"),
    "solution": ("Решение",),
    "materials": ("Материалы",),
    "questions": ("Вопросы", "Типовые вопросы", "Типичные вопросы", "Как спрашивают"),
    "kind": ("Вид", "Тип", "Форма"),
    "audience": ("Аудитория", "Для кого"),
    "direction": ("Направление",),
    "basis": ("Основание", "Основания", "На чём основано", "Нормативная база"),
    "source": ("Источник",),
    "author": ("Автор",),
    "review_by": ("Пересмотреть до", "Дата пересмотра", "Срок пересмотра", "Актуально до"),
    "state": ("Состояние",),
}
REQUIRED = tuple(name for name, field in CaseDraft.model_fields.items() if field.is_required())
LISTS = frozenset(("topics", "materials", "questions", "basis"))


def _plain(heading: str) -> str:
    return " ".join(heading.lower().replace("ё", "е").split())


_FIELDS = {_plain(title): name for name, titles in RUSSIAN.items() for title in (name, *titles)}


def field_named(heading: str) -> str | None:
    """The field that a heading stands for."""
    return _FIELDS.get(_plain(heading))


def fields_of(headings: Sequence[str], *, row: int) -> list[str]:
    """The field of each column; ``""`` for a column without a heading, which must be empty.

    Raises:
        FaultyFile: an unknown heading, one field twice, or a required one is missing.
    """
    fields = [field_named(heading) if heading.strip() else "" for heading in headings]
    unknown = [
        heading.strip() for heading, name in zip(headings, fields, strict=True) if name is None
    ]
    if unknown:
        raise _faulty(row, f"неизвестный столбец {_quoted(unknown)}")
    known = [name for name in fields if name]
    twice = sorted({name for name in known if known.count(name) > 1})
    if twice:
        raise _faulty(row, f"столбец дан дважды: {_quoted(twice)}")
    missing = [name for name in REQUIRED if name not in known]
    if missing:
        raise _faulty(row, f"нет обязательного столбца {_quoted(missing)}")
    return [name or "" for name in fields]


def _faulty(row: int, reason: str) -> FaultyFile:
    return FaultyFile.because_of([Fault(row, reason)])


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"«{name[:60]}»" for name in names[:20])
