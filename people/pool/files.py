"""Files of the register: headings in the letter's words, dates as people here write them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kit.files import form_of, read_rows, written_rows
from kit.files.disk import read_bounded
from kit.files.faults import Fault
from kit.files.layout import Layout
from kit.files.rows import Check
from people.pool.draft import CONSENTS, PUBLIC, PoolDraft, name_key
from people.pool.values import years_between
from people.subjects import subject_of

#: Besides the title to teach: the phrases of the letter, and what tables of regions say.
TITLES = {
    "name": (
        "ФИО",
        "Фамилия, имя, отчество",
        "Фамилия имя отчество",
        "Ф.И.О.",
        "ФИО педагога",
    ),
    "born": ("Дата рождения", "Дата рождения педагога", "Дату рождения педагога"),
    "standing": ("Состояние", "Статус"),
    "municipality": ("Муниципалитет", "Муниципальное образование"),
    "employer": ("Основное место работы", "Место работы"),
    "position": ("Должность",),
    "position_kind": ("Вид должности",),
    "education": ("Уровень образования", "Образование"),
    "is_pedagogical": ("Педагогическое образование", "Высшее педагогическое образование"),
    "specialty": ("Специальность",),
    "subjects": ("Предметы", "Предмет"),
    "courses": (
        "Курсы повышения квалификации",
        "Прохождение курсов повышения квалификации",
        "Повышение квалификации",
    ),
    "retraining": (
        "Профессиональная переподготовка",
        "Профессиональной переподготовки",
        "Прохождение профессиональной переподготовки",
    ),
    "experience": ("Опыт методической работы",),
    "experience_since": ("Методическая работа с", "Начало методической работы"),
    "category": (
        "Квалификационная категория",
        "Категория",
        "Высшей квалификационной категории",
    ),
    "category_since": ("Дата категории", "Дата присвоения категории"),
    "seniority_since": (
        "Стаж работы по специальности с",
        "Стаж работы по специальности",
        "Работает по специальности с",
    ),
    "grounds": ("Основания включения", "Основание включения"),
    "diagnosed_on": ("Дата диагностики", "Дата диагностики методических компетенций"),
    "diagnosis": (
        "Итог диагностики",
        "Диагностика методических компетенций",
        "Диагностику методических компетенций",
    ),
    "employment": ("Вариант занятости", "Вариант организации работы"),
    "share": ("Доля ставки", "Ставка"),
    "hours": ("Часы работы", "Часы работы методистом"),
    "funding": ("Источник финансирования", "Источник оплаты"),
    "published": ("Согласие на публикацию",),
    "agreed_on": ("Дата согласия",),
    "withdrawn_on": ("Дата отзыва согласия",),
}
POOL = Layout(
    titles=TITLES,
    required=("name", "born"),
    lists=frozenset(("subjects", "courses", "retraining", "grounds", "published")),
    days=frozenset(
        (
            "born",
            "experience_since",
            "category_since",
            "seniority_since",
            "diagnosed_on",
            "agreed_on",
            "withdrawn_on",
        )
    ),
    is_spoken=True,
    sheet="Реестр",
    widths={"name": 34, "employer": 44, "courses": 60, "retraining": 60, "experience": 50},
)
#: The public list also counts the years, as the letter asks for experience.
_YEARS = "experience_years"
PUBLIC_LIST = Layout(
    titles={**{code: TITLES[code] for code in PUBLIC}, _YEARS: ("Методическая работа, лет",)},
    is_spoken=True,
    sheet="Методический актив",
    widths=POOL.widths,
)
_CHECK = Check(
    PoolDraft,
    lambda draft: (name_key(draft.name), draft.born),
    "такой человек уже есть",
    title_of=lambda name: POOL.title_of(name) if name in TITLES else name,
)


def read_pool(path: Path, *, today: date) -> list[PoolDraft]:
    """The people of a file.

    Raises:
        FaultyFile: it cannot be read, or at least one of its rows is wrong.
    """
    form_of(path)
    reading = read_rows(path, read_bounded(path), POOL)
    return _CHECK.checked(
        reading, nothing="В файле нет ни одного человека.", context={"today": today}
    )


def look_through(name: str, data: bytes, *, today: date) -> tuple[list[PoolDraft], list[Fault]]:
    """The people of a file that somebody has sent, and the rows that are wrong.

    Raises:
        FaultyFile: nothing of it can be read.
    """
    reading = read_rows(Path(name), data, POOL)
    return _CHECK.looked_through(reading, context={"today": today})


def pool_as(path: Path, drafts: Sequence[PoolDraft]) -> bytes:
    """What a file of this name would hold: all that is known."""
    return written_rows(path, POOL, list(PoolDraft.model_fields), [_row(each) for each in drafts])


def public_as(path: Path, drafts: Sequence[PoolDraft], *, today: date) -> bytes:
    """What a file of this name would hold for everybody to see: only what was agreed to."""
    rows = [_public_row(draft, today) for draft in drafts if draft.consents]
    return written_rows(path, PUBLIC_LIST, [*PUBLIC, _YEARS], rows)


def spoken(draft: PoolDraft) -> dict[str, Any]:
    """Whatever is known, under the headings of files."""
    values = {POOL.title_of(name): value for name, value in _row(draft).items()}
    return {title: value for title, value in values.items() if value not in (None, "", ())}


def _row(draft: PoolDraft) -> dict[str, Any]:
    return {name: _written(name, getattr(draft, name)) for name in PoolDraft.model_fields}


def _public_row(draft: PoolDraft, today: date) -> dict[str, Any]:
    agreed = draft.consents
    row = {code: getattr(draft, code) if code in agreed else None for code in PUBLIC}
    since = draft.experience_since if "experience" in agreed else None
    return {**row, _YEARS: str(years_between(since, today)) if since is not None else None}


def _written(name: str, value: Any) -> Any:
    match value:
        case bool():
            return "да" if value else "нет"
        case date():
            return f"{value:%d.%m.%Y}"
        case float():
            return f"{value:g}".replace(".", ",")
        case tuple() if name == "subjects":
            return tuple(subject_of(code).name for code in value)
        case tuple() if name == "published":
            return tuple(CONSENTS[code] for code in value)
        case tuple():
            return tuple(str(item) for item in value)
        case _:
            return value
