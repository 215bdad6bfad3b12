"""What was published of waves as one sheet: the same cells in every file, and on the panel."""

from collections.abc import Iterator, Sequence

from kit.files.sheet import Column, Sheet, Value
from wellbeing.reports import Figure, GroupChange, WaveReport
from wellbeing.wave_words import TABLES, VERDICTS, about, group_name, share_words, wave_name

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
ABOUT = (
    "Среднее — в баллах от 0 до 100, «от» и «до» — его 95 % интервал. «50 и больше» — доля тех, у "
    "кого 50 баллов и больше. Изменение — у тех, кто ответил в обеих волнах.",
    "Это не диагноз и не оценка людей или школ. Групп, по которым можно было бы узнать ответы "
    "немногих, здесь нет, и о них не сказано ничего.",
)
TITLE = "Самочувствие: итоги волн"


def wave_sheet(reports: Sequence[WaveReport]) -> Sheet:
    """A line a figure, the newest wave last; of what is not published nothing but that it is so."""
    chosen = sorted(reports, key=lambda report: report.starts)
    return Sheet(
        "wellbeing-wave",
        TITLE,
        _COLUMNS,
        tuple(line for report in chosen for line in _lines(report)),
        (*map(about, chosen), *ABOUT) if chosen else (_NOTHING_YET,),
    )


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
