"""Words for the parts of a wave's report."""

from people.experience import BANDS, band_named
from wellbeing.records import SEVERAL
from wellbeing.reports import Row, Share, TableKind, Verdict, WaveReport

_MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
#: Stands between the parts of the name of a group.
APART = " · "
TABLES = {
    TableKind.REGION: "Весь регион",
    TableKind.MUNICIPALITY: "По муниципалитетам",
    TableKind.EXPERIENCE: "По стажу",
    TableKind.LEVEL: "По уровням",
    TableKind.MUNICIPALITY_EXPERIENCE: "Муниципалитет и стаж",
}
VERDICTS = {
    Verdict.UNCLEAR: "ясного изменения нет",
    Verdict.RISE: "выросло",
    Verdict.FALL: "снизилось",
}
_BANDS = {each.code for each in BANDS}


def wave_name(report: WaveReport) -> str:
    """A wave is called by the month in which it begins."""
    return f"{_MONTHS[report.starts.month - 1]} {report.starts.year}"


def group_name(row: Row) -> str:
    return APART.join(_name(part) for part in row.group) or "Все"


def share_words(share: Share) -> str:
    """A band: neither nobody nor everybody is ever printed."""
    if share.low == 0:
        return f"до {share.high} %"
    if share.high == 100:
        return f"от {share.low} %"
    return f"{share.low}–{share.high} %"


def about(report: WaveReport) -> str:
    """The wave in a sentence: when it was, and what stands behind its figures."""
    when = f"Волна «{wave_name(report)}» ({report.starts:%d.%m.%Y}–{report.ends:%d.%m.%Y})"
    if not report.is_published:
        return f"{when}: итогов нет — показать их и никого не выдать нельзя."
    told = f"{when}: группы меньше {report.k} человек не показываются"
    if report.response is not None:
        told += f"; ответили {share_words(report.response)} приглашённых"
    return f"{told}."


def _name(part: str | None) -> str:
    if part is None:
        return "не указано"
    if part == SEVERAL:
        return "несколько уровней"
    return band_named(part).title.lower() if part in _BANDS else part
