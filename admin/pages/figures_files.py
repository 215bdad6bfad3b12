"""The figures as a table to take away, and the rows that they are counted from."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from starlette.responses import Response

from admin.models import Deed, Matter
from admin.pages.figures import (
    Group,
    asked_span,
    methodist_groups,
    place_groups,
    places_of,
    report_of,
    subject_groups,
    wants_methodists,
    wants_places,
)
from admin.pages.questions import beginning, sees_methodists
from admin.sheets import Row, Value, long_table, table_file
from admin.visit import Page, Visit
from admin.words import figures as words
from admin.words import names
from admin.words.questions import STATES
from people.hours import WorkingHours
from people.worktime import working_time
from routing.fates import Fate
from routing.figures import Figures, Share, Typical

_FIGURES = (
    "раздел", "название", "вопросов",
    "база: помогло", "база: без возврата", "n",
    "помогло", "без возврата", "не помогло", "n",
    "первый ответ, рабочих часов", "n", "решение, рабочих часов", "n",
)  # fmt: skip
_ROWS = (
    "номер", "задан", "предмет", "уровень", "состояние", "решение базы", "кейс показан",
    "был у методиста", "обещан до", "первый ответ", "рабочих часов до ответа", "закрыт",
    "рабочих часов до закрытия", "помогло", "возвращались",
)  # fmt: skip
_DECISIONS = {"answer": "показать сразу", "offer": "предложить", "route": "методисту"}


async def download(visit: Visit) -> Response:
    """The same numbers as on the page."""
    span = asked_span(visit)
    report = await report_of(visit, span)
    whole = Group("все", report.whole)
    sections: list[tuple[str, list[Group]]] = [("вся линия", [whole])]
    weeks = [Group(monday.isoformat(), of) for monday, of in report.by_week]
    sections += [("неделя с", weeks), ("предмет", subject_groups(report))]
    if wants_places(visit):
        sections.append(("муниципалитет", place_groups(await places_of(visit, span))))
    if wants_methodists(visit):
        sections.append(("методист", await methodist_groups(visit, report)))
    rows = [_figures(section, group) for section, groups in sections for group in groups]
    return table_file(f"cifry-{span.since}-{span.until}", visit.asked("form"), _FIGURES, rows)


async def download_rows(visit: Visit) -> Response:
    """One row a question: no words, and nobody's name."""
    span, zone = asked_span(visit), visit.services.zone
    since = beginning(span.since, zone)
    before = beginning(span.until + timedelta(days=1), zone)
    statistics = visit.services.statistics
    count = await statistics.count_rows(since=since, before=before, now=visit.now)
    detail = {"since": str(span.since), "until": str(span.until), "count": count}
    await visit.note(Deed.EXPORTED_QUESTIONS, Matter.QUESTION, detail=detail)
    with_methodist = sees_methodists(visit)
    headings = (*_ROWS, "№ методиста") if with_methodist else _ROWS
    tell = partial(_rows, hours=statistics.hours, zone=zone, with_methodist=with_methodist)
    batches = (tell(fates) async for fates in statistics.batches(since=since, before=before))
    name = f"voprosy-{span.since}-{span.until}"
    return long_table(name, visit.asked("form"), headings, batches)


def _rows(
    fates: Sequence[Fate], *, hours: WorkingHours, zone: ZoneInfo, with_methodist: bool
) -> Iterator[Row]:
    answered = _spent(fates, [fate.first_answer_at for fate in fates], hours)
    closed = _spent(fates, [fate.closed_at for fate in fates], hours)
    for fate, until_answer, until_closed in zip(fates, answered, closed, strict=True):
        row = _row(fate, until_answer, until_closed, zone)
        yield (*row, fate.methodist_id) if with_methodist else row


def _figures(section: str, group: Group) -> Row:
    of: Figures = group.figures
    return (
        section, group.name, of.asked,
        _percent(of.base_confirmed), _percent(of.base_silent), of.base_confirmed.n,
        _percent(of.confirmed), _percent(of.silent), _percent(of.not_helped), of.confirmed.n,
        _hours(of.first_answer), of.first_answer.n, _hours(of.resolution), of.resolution.n,
    )  # fmt: skip


def _percent(of: Share) -> Value:
    return words.TOO_FEW if of.value is None else f"{round(100 * of.value)} %"


def _hours(of: Typical) -> Value:
    return words.TOO_FEW if of.median is None else _in_hours(of.median)


def _row(fate: Fate, until_answer: Value, until_closed: Value, zone: ZoneInfo) -> Row:
    return (
        fate.question_id,
        _moment(fate.asked_at, zone),
        names.SUBJECTS.get(fate.subject or "", ""),
        fate.level.value if fate.level else "",
        STATES[fate.state],
        _DECISIONS.get(fate.decision or "", ""),
        fate.was_shown,
        fate.went_to_people,
        _moment(fate.answer_by, zone),
        _moment(fate.first_answer_at, zone),
        until_answer,
        _moment(fate.closed_at, zone),
        until_closed,
        fate.helped,
        fate.came_back,
    )


def _spent(
    fates: Sequence[Fate], ends: Sequence[datetime | None], hours: WorkingHours
) -> list[Value]:
    """Working hours from each question to its end."""
    come = [(fate.asked_at, end) for fate, end in zip(fates, ends, strict=True) if end is not None]
    spans = iter(working_time(hours, come))
    return [None if end is None else _in_hours(next(spans)) for end in ends]


def _in_hours(of: timedelta) -> float:
    return round(of.total_seconds() / 3600, 2)


def _moment(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    # Spreadsheets know no zones: the region's own time.
    return at.astimezone(zone).replace(tzinfo=None, microsecond=0) if at is not None else None


PAGES = (
    Page("figures-file", "/figures/file", download),
    Page("questions-file", "/figures/questions", download_rows),
)
