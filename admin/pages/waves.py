"""How people are, as far as it is published: frozen reports of waves, shown and as files."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from admin.books import XLSX
from admin.errors import NothingHere
from admin.models import Deed, Matter
from admin.sheets import download
from admin.visit import Page, Visit
from admin.words import waves as words
from kit.drawing import to_png, to_svg
from kit.files.sheet import to_csv, to_json, to_xlsx
from wellbeing.reports import Row, Table, WaveReport
from wellbeing.wave_picture import wave_picture
from wellbeing.wave_sheet import ABOUT, TITLE, wave_sheet
from wellbeing.wave_words import TABLES, about, group_name, wave_name


@dataclass(frozen=True)
class Group:
    name: str
    count: int
    cells: tuple[words.Cell, ...]
    """One for each scale."""
    pairs: int | None


@dataclass(frozen=True)
class Section:
    title: str
    groups: tuple[Group, ...]


async def show(visit: Visit) -> Response:
    reports = await _reports(visit)
    chosen = _chosen(visit, reports)
    return await visit.render(
        "waves.html",
        report=chosen,
        name=wave_name(chosen) if chosen else "",
        about=about(chosen) if chosen else "",
        tabs=[(visit.here(wave=each.wave), wave_name(each), each is chosen) for each in reports],
        scales=[scale.title for scale in chosen.measure.scales] if chosen else [],
        sections=[_section(chosen, table) for table in chosen.tables] if chosen else [],
        picture=_picture(chosen) if chosen and chosen.is_published else "",
        notes=ABOUT,
        is_draft=chosen is not None and words.is_draft(chosen),
        forms=_FORMS,
    )


async def take(visit: Visit) -> Response:
    """One wave, or all of them, as ``hotline report wellbeing-wave`` writes them."""
    form = _FORMS.get(visit.asked("form"))
    if form is None:
        raise NothingHere
    wave = visit.asked("wave")
    reports = [each for each in await _reports(visit) if wave in ("", each.wave)]
    kind, written = form
    data = await asyncio.to_thread(written, reports)
    detail = {"form": visit.asked("form")}
    await visit.note(Deed.EXPORTED_WAVES, Matter.WAVE, wave, detail=detail)
    name = f"samochuvstvie-{wave}" if wave and reports else "samochuvstvie"
    return download(f"{name}.{visit.asked('form')}", kind, data)


async def _reports(visit: Visit) -> list[WaveReport]:
    """The newest first."""
    reports = await visit.services.waves.all()
    return sorted(reports, key=lambda report: report.starts, reverse=True)


def _chosen(visit: Visit, reports: Sequence[WaveReport]) -> WaveReport | None:
    """The one that was asked for, or the newest."""
    named = [report for report in reports if report.wave == visit.asked("wave")]
    return next(iter(named or reports), None)


def _section(report: WaveReport, table: Table) -> Section:
    return Section(TABLES[table.kind], tuple(_group(report, row) for row in table.rows))


def _group(report: WaveReport, row: Row) -> Group:
    figures = {figure.scale: figure for figure in row.figures}
    changes = {change.scale: change for change in row.changes}
    cells = tuple(
        words.cell(figures[scale.id], changes.get(scale.id)) for scale in report.measure.scales
    )
    return Group(group_name(row), row.count, cells, row.pairs)


def _picture(report: WaveReport) -> str:
    """Markup whose words are escaped; without the notes, which stand on the page."""
    return to_svg(wave_picture([report], TITLE, ()))


def _png(reports: Sequence[WaveReport]) -> bytes:
    sheet = wave_sheet(reports)
    return to_png(wave_picture(reports, sheet.title, sheet.notes))


#: By the ending of the file: its media type, and how it is made.
_FORMS: dict[str, tuple[str, Callable[[Sequence[WaveReport]], bytes]]] = {
    "xlsx": (XLSX, lambda reports: to_xlsx(wave_sheet(reports))),
    "csv": ("text/csv; charset=utf-8", lambda reports: to_csv(wave_sheet(reports))),
    "json": ("application/json", lambda reports: to_json(wave_sheet(reports))),
    "png": ("image/png", _png),
}

PAGES = (
    Page("waves", "/wellbeing", show),
    Page("waves-file", "/wellbeing/file", take),
)
