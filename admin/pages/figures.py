"""Figures of the hotline: one's own first, then the whole, by week, by subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.responses import Response

from admin.charts import Chart, bar_chart
from admin.pages.questions import beginning
from admin.visit import Page, Visit
from admin.words import figures as words
from admin.words import names
from people.models import PersonId, Role
from routing.figures import Figures, PlaceReport, Report

#: Days that are shown unless others are asked for, and as many as are counted at once.
USUAL_DAYS = 28
MOST_DAYS = 366
SPANS = ((7, "7 дней"), (28, "4 недели"), (91, "квартал"), (365, "год"))


@dataclass(frozen=True)
class Span:
    """Days of the region, both of them counted."""

    since: date
    until: date


@dataclass(frozen=True)
class Group:
    """Figures of one subject or methodist."""

    name: str
    figures: Figures

    @property
    def cells(self) -> list[words.Cell]:
        return words.cells(self.figures)


async def show(visit: Visit) -> Response:
    span = asked_span(visit)
    report = await report_of(visit, span)
    own = dict(report.by_methodist).get(visit.person.id)
    by_methodist = wants_methodists(visit)
    places = await places_of(visit, span) if wants_places(visit) else None
    return await visit.render(
        "figures.html",
        span=span,
        spans=_spans(visit, span),
        whole=words.told(report.whole),
        is_telling=report.whole.is_telling,
        own=words.told(own) if own is not None and own.is_telling else None,
        is_methodist=visit.has(Role.METHODIST),
        few=words.few(),
        charts=_charts(report),
        subjects=subject_groups(report),
        places=places,
        place_groups=place_groups(places) if places else (),
        methodists=await methodist_groups(visit, report) if by_methodist else None,
        may_compare=may_compare(visit),
        short=words.SHORT,
        too_few=words.TOO_FEW,
        is_behind=report.is_behind,
    )


def asked_span(visit: Visit) -> Span:
    """The days that the address names, a year at most."""
    today = visit.now.astimezone(visit.services.zone).date()
    until = min(visit.asked_day("until") or today, today)
    since = visit.asked_day("since") or until - timedelta(days=USUAL_DAYS - 1)
    earliest = until - timedelta(days=MOST_DAYS - 1)
    return Span(max(min(since, until), earliest), until)


async def report_of(visit: Visit, span: Span) -> Report:
    zone = visit.services.zone
    return await visit.services.statistics.report(
        since=beginning(span.since, zone),
        before=beginning(span.until + timedelta(days=1), zone),
        now=visit.now,
        methodists=None if wants_methodists(visit) else (visit.person.id,),
    )


async def places_of(visit: Visit, span: Span) -> PlaceReport:
    zone = visit.services.zone
    return await visit.services.statistics.places(
        since=beginning(span.since, zone),
        before=beginning(span.until + timedelta(days=1), zone),
        now=visit.now,
    )


def wants_places(visit: Visit) -> bool:
    return bool(visit.asked("places"))


def may_compare(visit: Visit) -> bool:
    """Figures by methodist are for those who look after the methodists."""
    return visit.has(Role.COORDINATOR, Role.ADMIN)


def wants_methodists(visit: Visit) -> bool:
    return may_compare(visit) and bool(visit.asked("methodists"))


def subject_groups(report: Report) -> list[Group]:
    """By the name of the subject."""
    groups = [Group(names.SUBJECTS.get(code, "не определён"), of) for code, of in report.by_subject]
    return sorted(groups, key=lambda group: group.name)


def place_groups(report: PlaceReport) -> list[Group]:
    """By municipality; the others together come last."""
    groups = [Group(name, of) for name, of in report.shown]
    if report.elsewhere is not None and groups:
        groups.append(Group(words.ELSEWHERE, report.elsewhere))
    return groups


async def methodist_groups(visit: Visit, report: Report) -> list[Group]:
    """By name: this is no ranking."""
    ids: Sequence[PersonId] = [person_id for person_id, _ in report.by_methodist]
    known = await visit.services.statistics.names(ids)
    groups = [
        Group(known.get(person_id) or "данные стёрты", of) for person_id, of in report.by_methodist
    ]
    return sorted(groups, key=lambda group: group.name)


def _spans(visit: Visit, span: Span) -> list[tuple[str, str, bool]]:
    today = visit.now.astimezone(visit.services.zone).date()
    tabs = []
    for days, caption in SPANS:
        since = today - timedelta(days=days - 1)
        is_here = (span.since, span.until) == (since, today)
        tabs.append((visit.here(since=since, until=today), caption, is_here))
    return tabs


def _charts(report: Report) -> list[Chart]:
    weeks = [(f"{monday:%d.%m}", of) for monday, of in report.by_week]
    if len(weeks) < 2:
        return []
    helped = [
        (label, round(100 * (of.confirmed.value or 0)))
        for label, of in weeks
        if of.confirmed.value is not None
    ]
    charts = [bar_chart("Вопросов по неделям", [(label, of.asked) for label, of in weeks])]
    if len(helped) > 1:
        charts.append(bar_chart("Подтверждённая помощь по неделям, %", helped))
    return charts


PAGES = (Page("figures", "/figures", show),)
