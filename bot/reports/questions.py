"""Questions as a report: a row for each, and what has come of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.reports.making import Period, Report, Sources
from bot.reports.table_picture import table_picture
from kit.files.sheet import Column, Sheet, Value
from people.subjects import subject_of
from routing.export import STATES
from routing.models import QuestionState
from routing.question_rows import QuestionRow

_ROW_COLUMNS = (
    Column("number", "№"),
    Column("subject", "Предмет"),
    Column("level", "Уровень"),
    Column("state", "Состояние"),
    Column("asked", "Задан"),
    Column("first_answer", "Первый ответ или случай"),
    Column("resolved", "Закрыт"),
    Column("helped", "Помогло"),
)
_HELPED = {True: "да", False: "нет", None: None}


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
            f"Время — по поясу {period.zone.key}. Первый ответ или случай — когда учитель впервые "
            "открыл случай из базы или получил ответ методиста. «Помогло» — слово самого учителя.",
        ),
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


def _moment(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment is not None else None
