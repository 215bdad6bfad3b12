"""The report of the waves of check-ins: what was frozen, in words for people."""

from collections.abc import Iterator, Sequence

from bot.reports.making import Period, Report, Sources
from bot.reports.sheet import Column, Sheet, Value
from bot.reports.wave_picture import wave_picture
from bot.reports.wave_words import TABLES, VERDICTS, group_name, share_words, wave_name
from wellbeing.reports import Figure, GroupChange, WaveReport

_COLUMNS = (
    Column("wave", "Волна"),
    Column("table", "Разрез"),
    Column("group", "Группа"),
    Column("count", "Ответили"),
    Column("scale", "Шкала"),
    Column("mean", "Среднее"),
    Column("low", "от"),
    Column("high", "до"),
    Column("above_50", "50 и больше"),
    Column("pairs", "Те же люди"),
    Column("change", "Изменение"),
    Column("change_low", "изм. от"),
    Column("change_high", "изм. до"),
    Column("verdict", "Вывод"),
)
_NOTHING_YET = "Закрытых волн за это время нет."
_ABOUT = (
    "Среднее — в баллах от 0 до 100, «от» и «до» — его 95 % интервал. «50 и больше» — доля тех, у "
    "кого 50 баллов и больше. Изменение — у тех, кто ответил в обеих волнах.",
    "Это не диагноз и не оценка людей или школ. Групп, по которым можно было бы узнать ответы "
    "немногих, здесь нет, и о них не сказано ничего.",
)


async def waves(sources: Sources, period: Period) -> Report:
    return wave_report(await sources.waves.all(), period)


def wave_report(reports: Sequence[WaveReport], period: Period) -> Report:
    """All waves of the period, the newest last."""
    chosen = sorted(
        (report for report in reports if _is_in(report, period)), key=lambda report: report.starts
    )
    sheet = Sheet(
        "wellbeing-wave",
        "Самочувствие: итоги волн",
        _COLUMNS,
        tuple(line for report in chosen for line in _lines(report)),
        (*(_about(report) for report in chosen), *_ABOUT) if chosen else (_NOTHING_YET,),
    )
    return Report(sheet, lambda: wave_picture(chosen, sheet.title, sheet.notes))


def _is_in(report: WaveReport, period: Period) -> bool:
    begins_in_time = period.last is None or report.starts <= period.last
    return begins_in_time and (period.first is None or report.ends >= period.first)


def _about(report: WaveReport) -> str:
    when = f"Волна «{wave_name(report)}» ({report.starts:%d.%m.%Y}–{report.ends:%d.%m.%Y})"
    if not report.is_published:
        return f"{when}: итогов нет — показать их и никого не выдать нельзя."
    told = f"{when}: группы меньше {report.k} человек не показываются"
    if report.response is not None:
        told += f"; ответили {share_words(report.response)} приглашённых"
    return f"{told}."


def _lines(report: WaveReport) -> Iterator[tuple[Value, ...]]:
    titles = {scale.id: scale.title for scale in report.measure.scales}
    for table in report.tables:
        for row in table.rows:
            changes = {change.scale: change for change in row.changes}
            for figure in row.figures:
                yield (
                    wave_name(report),
                    TABLES[table.kind],
                    group_name(row),
                    row.count,
                    titles[figure.scale],
                    *_figure(figure),
                    row.pairs,
                    *_change(changes.get(figure.scale)),
                )


def _figure(figure: Figure) -> Sequence[Value]:
    return (figure.mean, figure.low, figure.high, share_words(figure.above_50))


def _change(change: GroupChange | None) -> Sequence[Value]:
    if change is None:
        return (None, None, None, None)
    return (change.mean, change.low, change.high, VERDICTS[change.verdict])
