"""The report of the waves of check-ins: what was frozen, in words for people."""

from collections.abc import Sequence

from bot.reports.making import Period, Report, Sources
from wellbeing.reports import WaveReport
from wellbeing.wave_picture import wave_picture
from wellbeing.wave_sheet import wave_sheet


async def waves(sources: Sources, period: Period) -> Report:
    return wave_report(await sources.waves.all(), period)


def wave_report(reports: Sequence[WaveReport], period: Period) -> Report:
    """All waves of the period, the newest last."""
    chosen = [report for report in reports if _is_in(report, period)]
    sheet = wave_sheet(chosen)
    return Report(sheet, lambda: wave_picture(chosen, sheet.title, sheet.notes))


def _is_in(report: WaveReport, period: Period) -> bool:
    begins_in_time = period.last is None or report.starts <= period.last
    return begins_in_time and (period.first is None or report.ends >= period.first)
