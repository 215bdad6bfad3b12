"""Reports about questions: a row for each, and what the rows add up to by subject."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.reports.making import Period, Report, Sources
from bot.reports.table_picture import table_picture
from kit.files.sheet import Column, Sheet, Value
from people.subjects import subject_of
from routing.export import STATES
from routing.models import QuestionState
from routing.places import FEWEST_ASKERS, askers, by_municipality
from routing.question_rows import FEWEST, QuestionRow, SubjectFigures, by_subject
from routing.question_rows import figures as figures_of
from wellbeing.statistics import share_interval

_ROW_COLUMNS = (
    Column("number", "№"),
    Column("subject", "Предмет"),
    Column("level", "Уровень"),
    Column("state", "Состояние"),
    Column("asked", "Задан"),
    Column("first_answer", "Первый ответ"),
    Column("resolved", "Закрыт"),
    Column("helped", "Помогло"),
)
_SUBJECT_COLUMNS = (
    Column("subject", "Предмет"),
    Column("asked", "Вопросов"),
    Column("with_answer", "С ответом"),
    Column("closed", "Закрыто"),
    Column("median_hours", "Часов до ответа"),
    Column("rated", "Оценили"),
    Column("helped", "Помогло"),
    Column("helped_percent", "Помогло, %"),
    Column("helped_low", "от, %"),
    Column("helped_high", "до, %"),
)
_HELPED = {True: "да", False: "нет", None: None}
_UNKNOWN = "не указан"
_ALL = "Все предметы"
_ELSEWHERE = "Остальные и не указан"


async def questions(sources: Sources, period: Period) -> Report:
    """One row a question."""
    found = await sources.questions.asked(period.since, period.before)
    sheet = Sheet(
        "questions",
        f"Вопросы{period.words}",
        _ROW_COLUMNS,
        tuple(_row(row, period.zone) for row in found),
        (
            f"Всего вопросов: {len(found)}.",
            f"Время — по поясу {period.zone.key}. Первый ответ — когда учитель впервые открыл "
            "случай из базы или получил ответ методиста. «Помогло» — слово самого учителя.",
        ),
    )
    return Report(sheet, lambda: table_picture(sheet))


async def subjects(sources: Sources, period: Period) -> Report:
    """What the rows of ``questions`` add up to."""
    found = await sources.questions.asked(period.since, period.before)
    each = by_subject(found)
    sheet = Sheet(
        "subjects",
        f"Вопросы по предметам{period.words}",
        _SUBJECT_COLUMNS,
        tuple(_subject_row(one, _subject(one.subject)) for one in each)
        + ((_subject_row(figures_of(None, found), _ALL),) if found else ()),
        (
            "Часов до ответа — половина вопросов получила первый ответ быстрее; по часам, с ночами "
            "и выходными.",
            f"От и до — 95 % интервал Уилсона. Где ответов или оценок меньше {FEWEST}, долей и "
            "времени нет.",
        ),
    )
    return Report(sheet, lambda: table_picture(sheet))


async def municipalities(sources: Sources, period: Period) -> Report:
    """The same by municipality, where nobody can be found out."""
    asked = await sources.questions.asked(period.since, period.before)
    places = by_municipality(asked, people=askers)
    rows = [_subject_row(figures_of(None, some), name) for name, some in places.shown]
    if places.rest:
        rows.append(_subject_row(figures_of(None, places.rest), _ELSEWHERE))
    notes = [
        "Муниципалитет — из профиля учителя; его называют по желанию. Отдельно показан тот, откуда "
        f"спрашивали хотя бы {FEWEST_ASKERS} человек.",
    ]
    if places.hidden:
        notes.append(f"Мало данных, не названы: муниципалитетов {places.hidden}.")
    if places.is_rest_hidden:
        notes.append("Остальных слишком мало, чтобы показать их даже вместе.")
    sheet = Sheet(
        "municipalities",
        f"Вопросы по муниципалитетам{period.words}",
        (Column("municipality", "Муниципалитет"), *_SUBJECT_COLUMNS[1:]),
        tuple(rows),
        tuple(notes),
    )
    return Report(sheet, lambda: table_picture(sheet))


def _row(row: QuestionRow, zone: ZoneInfo) -> tuple[Value, ...]:
    closed_at = row.closed_at if row.state is QuestionState.CLOSED else None
    return (
        row.question_id,
        subject_of(row.subject).name if row.subject is not None else None,
        row.level,
        STATES[row.state],
        _moment(row.asked_at, zone),
        _moment(row.first_answer_at, zone),
        _moment(closed_at, zone),
        _HELPED[row.helped],
    )


def _subject_row(found: SubjectFigures, name: str) -> tuple[Value, ...]:
    hours = round(found.median_hours, 1) if found.median_hours is not None else None
    return (
        name,
        found.asked,
        found.with_answer,
        found.closed,
        hours,
        found.rated,
        found.helped,
        *_percents(found.helped, found.rated),
    )


def _percents(hits: int, of: int) -> Sequence[int | None]:
    if of < FEWEST:
        return (None, None, None)
    share = share_interval(hits, of)
    return [round(100 * end) for end in (share.middle, share.low, share.high)]


def _subject(code: str | None) -> str:
    return subject_of(code).name if code is not None else _UNKNOWN


def _moment(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment is not None else None
