"""``hotline report …``: figures for people, on the screen or as a file."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.running import Failure, run
from bot.opening import opened_database
from bot.reports.kinds import KINDS, Kind
from bot.reports.making import Period, Report, Sources
from bot.reports.table_picture import TooLong
from bot.settings import Settings
from kit.drawing import to_png
from kit.files.disk import write_whole
from kit.files.faults import FaultyFile
from kit.files.sheet import to_csv, to_json, to_text, to_xlsx
from routing.reports import QuestionRows
from routing.statistics import Statistics
from wellbeing.frozen import WaveReports

#: How a file of each ending is made.
_FORMS: dict[str, Callable[[Report], bytes]] = {
    ".csv": lambda report: to_csv(report.sheet),
    ".xlsx": lambda report: to_xlsx(report.sheet),
    ".json": lambda report: to_json(report.sheet),
    ".png": lambda report: to_png(report.draw()),
}
_DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y")


def _day(words: str) -> date:
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(words.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise typer.BadParameter(f"«{words}» — не дата; пример: 2026-09-01 или 01.09.2026")


def _kind(name: str) -> str:
    if name not in KINDS:
        raise typer.BadParameter(f"нет отчёта «{name}»; есть: {', '.join(KINDS)}")
    return name


def _show_kinds(*, asked: bool) -> None:
    if asked:
        width = max(map(len, KINDS))
        for name, kind in KINDS.items():
            typer.echo(f"{name:{width}}  {kind.title}")
        raise typer.Exit


def report(
    kind: Annotated[str, typer.Argument(metavar="KIND", parser=_kind, help="Вид отчёта.")],
    first: Annotated[
        date | None,
        typer.Option("--from", parser=_day, metavar="D", help="С этого дня: 2026-09-01."),
    ] = None,
    last: Annotated[
        date | None,
        typer.Option("--to", parser=_day, metavar="D", help="По этот день включительно."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="В файл .csv, .xlsx, .json или .png, не на экран."),
    ] = None,
    _: Annotated[
        bool,
        typer.Option(
            "--list",
            is_eager=True,
            callback=lambda asked: _show_kinds(asked=asked),
            help="Назвать виды отчётов.",
        ),
    ] = False,
) -> None:
    """Показать отчёт или сохранить его в файл; во всех видах файла одни и те же цифры."""
    if first is not None and last is not None and first > last:
        raise typer.BadParameter("начало срока позже конца", param_hint="--from")
    run(partial(_report, KINDS[kind], first=first, last=last, out=out))


async def _report(
    kind: Kind, settings: Settings, *, first: date | None, last: date | None, out: Path | None
) -> None:
    if out is not None and out.suffix.lower() not in _FORMS:
        raise Failure(f"Имя файла должно кончаться на {', '.join(_FORMS)}: {out.name}.")
    async with opened_database(settings) as database:
        transaction = database.transaction
        statistics = Statistics(transaction, settings.hotline_policy().hours)
        sources = Sources(
            QuestionRows(transaction), WaveReports(transaction), statistics, datetime.now(UTC)
        )
        made = await kind.make(sources, Period(first, last, settings.zone))
    if out is None:
        typer.echo(to_text(made.sheet))
        return
    _save(made, out)
    typer.echo(f"Записано: {out}, строк {len(made.sheet.rows)}.")
    for note in made.sheet.notes:
        typer.echo(note)


def _save(made: Report, out: Path) -> None:
    form = _FORMS[out.suffix.lower()]
    try:
        write_whole(out, lambda: form(made))
    except (FaultyFile, TooLong) as error:
        raise Failure(str(error)) from None
