"""The figures of the panel and of ``/stats`` as reports: the same numbers, by the same code."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.reports.making import Period, Report, Sources
from bot.reports.table_picture import table_picture
from kit.files.sheet import Column, Sheet, Value
from people.subjects import subject_of
from routing.figures import FEWEST, Figures, Share, Typical
from routing.figures import Report as FiguresReport
from routing.places import FEWEST_ASKERS
from routing.statistics import MOST_ROWS
from wellbeing.statistics import share_interval

_FIGURES = (
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
#: How far chance may have moved what stands under «Помогло, %».
_INTERVAL = (
    Column("confirmed_low", "Помогло от, %"),
    Column("confirmed_high", "Помогло до, %"),
)
_SAME = (
    "Те же цифры, что в панели и в /stats. Сроки — медианы рабочего времени; «помогло» и "
    "«без возврата» не складываются."
)
_TOO_FEW = f"Где вопросов меньше {FEWEST}, долей и сроков нет: за ними видны отдельные люди."
_CHANCE = "Помогло от и до — 95 % интервал Уилсона: в этих пределах долю мог сдвинуть случай."
_UNKNOWN = "не определён"
_ALL = "Все предметы"
_ELSEWHERE = "Остальные и не указан"
#: Before and after these days nobody has asked anything: the ends of a period that is open.
_FIRST, _LAST = date(2000, 1, 1), date(2099, 12, 31)


async def figures(sources: Sources, period: Period) -> Report:
    """The whole hotline, by week and by subject; nobody's name."""
    told = await _told(sources, period)
    weeks = [("неделя с", f"{monday:%d.%m.%Y}", *_cells(of)) for monday, of in told.by_week]
    subjects = [("предмет", _subject(code), *_cells(of)) for code, of in told.by_subject]
    return _report(
        "figures",
        f"Цифры линии{period.words}",
        (Column("section", "Раздел"), Column("name", "Название"), *_FIGURES),
        [("вся линия", "все", *_cells(told.whole)), *weeks, *subjects],
        (_SAME, _TOO_FEW),
    )


async def subjects(sources: Sources, period: Period) -> Report:
    """By subject, the most asked first, and all together."""
    told = await _told(sources, period)
    most_asked = sorted(told.by_subject, key=lambda one: (-one[1].asked, one[0]))
    rows = [_with_interval(_subject(code), of) for code, of in most_asked]
    if rows:
        rows.append(_with_interval(_ALL, told.whole))
    return _report(
        "subjects",
        f"Вопросы по предметам{period.words}",
        (Column("subject", "Предмет"), *_FIGURES, *_INTERVAL),
        rows,
        (_SAME, _TOO_FEW, _CHANCE),
    )


async def municipalities(sources: Sources, period: Period) -> Report:
    """By municipality, where nobody can be found out."""
    ends = replace(period, first=period.first or _FIRST, last=period.last or _LAST)
    assert ends.since is not None
    assert ends.before is not None
    told = await sources.statistics.places(since=ends.since, before=ends.before, now=sources.now)
    rows = [_with_interval(name, of) for name, of in told.shown]
    if told.elsewhere is not None:
        rows.append(_with_interval(_ELSEWHERE, told.elsewhere))
    notes = [
        "Муниципалитет — из профиля учителя; его называют по желанию. Отдельно показан тот, откуда "
        f"спрашивали хотя бы {FEWEST_ASKERS} человек.",
    ]
    if told.hidden:
        notes.append(f"Мало данных, не названы: муниципалитетов {told.hidden}.")
    if told.elsewhere is None:
        notes.append("Остальных нет, или их слишком мало, чтобы показать даже вместе.")
    if told.is_cut:
        notes.append(f"Учтены {MOST_ROWS} самых новых вопросов срока.")
    return _report(
        "municipalities",
        f"Вопросы по муниципалитетам{period.words}",
        (Column("municipality", "Муниципалитет"), *_FIGURES, *_INTERVAL),
        rows,
        (_SAME, _TOO_FEW, _CHANCE, *notes),
    )


async def _told(sources: Sources, period: Period) -> FiguresReport:
    return await sources.statistics.report(
        since=period.since,
        before=period.before,
        now=sources.now,
        methodists=(),
        most_counted=None,
    )


def _report(
    kind: str,
    title: str,
    columns: tuple[Column, ...],
    rows: Sequence[tuple[Value, ...]],
    notes: tuple[str, ...],
) -> Report:
    sheet = Sheet(kind, title, columns, tuple(rows), notes)
    return Report(sheet, lambda: table_picture(sheet))


def _with_interval(name: str, of: Figures) -> tuple[Value, ...]:
    return (name, *_cells(of), *_interval(of.confirmed))


def _cells(of: Figures) -> tuple[Value, ...]:
    return (
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


def _interval(of: Share) -> tuple[int | None, int | None]:
    if of.value is None:
        return None, None
    chance = share_interval(of.part, of.n)
    return round(100 * chance.low), round(100 * chance.high)


def _hours(of: Typical) -> float | None:
    return None if of.median is None else round(of.median.total_seconds() / 3600, 2)


def _subject(code: str) -> str:
    return subject_of(code).name if code else _UNKNOWN
