"""The figures of the panel and of ``/stats`` as a report: the same numbers, by the same code."""

from bot.reports.making import Period, Report, Sources
from bot.reports.table_picture import table_picture
from kit.files.sheet import Column, Sheet, Value
from people.subjects import subject_of
from routing.figures import FEWEST, Figures, Share, Typical

_COLUMNS = (
    Column("section", "Раздел"),
    Column("name", "Название"),
    Column("asked", "Вопросов"),
    Column("base_confirmed_percent", "База: помогло, %"),
    Column("base_silent_percent", "База: без возврата, %"),
    Column("served", "С кейсом или ответом"),
    Column("confirmed_percent", "Помогло, %"),
    Column("silent_percent", "Без возврата, %"),
    Column("not_helped_percent", "Не помогло, %"),
    Column("answered", "Ответил методист"),
    Column("first_answer_hours", "Первый ответ, рабочих часов"),
    Column("resolved", "Решено методистом"),
    Column("resolution_hours", "Решение, рабочих часов"),
)


async def figures(sources: Sources, period: Period) -> Report:
    """The whole hotline, by week and by subject; nobody's name."""
    told = await sources.statistics.report(
        since=period.since,
        before=period.before,
        now=sources.now,
        methodists=(),
        most_counted=None,
    )
    weeks = [_row("неделя с", f"{monday:%d.%m.%Y}", of) for monday, of in told.by_week]
    subjects = [_row("предмет", _subject(code), of) for code, of in told.by_subject]
    sheet = Sheet(
        "figures",
        f"Цифры линии{period.words}",
        _COLUMNS,
        (_row("вся линия", "все", told.whole), *weeks, *subjects),
        (
            "Те же цифры, что в панели и в /stats. Сроки — медианы рабочего времени; «помогло» и "
            "«без возврата» не складываются.",
            f"Где вопросов меньше {FEWEST}, долей и сроков нет: за ними видны отдельные люди.",
        ),
    )
    return Report(sheet, lambda: table_picture(sheet))


def _row(section: str, name: str, of: Figures) -> tuple[Value, ...]:
    return (
        section,
        name,
        of.asked,
        _percent(of.base_confirmed),
        _percent(of.base_silent),
        of.confirmed.n,
        _percent(of.confirmed),
        _percent(of.silent),
        _percent(of.not_helped),
        of.first_answer.n,
        _hours(of.first_answer),
        of.resolution.n,
        _hours(of.resolution),
    )


def _percent(of: Share) -> int | None:
    return None if of.value is None else round(100 * of.value)


def _hours(of: Typical) -> float | None:
    return None if of.median is None else round(of.median.total_seconds() / 3600, 2)


def _subject(code: str) -> str:
    return subject_of(code).name if code else "не определён"
