"""Pure: the records of a wave become the report that is published of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wellbeing.records import Earlier, Stratum, WaveRecord, stratum_of
from wellbeing.reports import Measure, WaveReport, measure_of

__all__ = ["Earlier", "Stratum", "Wave", "WaveRecord", "build_report", "measure_of", "stratum_of"]

#: No setting goes below this.
LOWEST_K = 5


@dataclass(frozen=True)
class Wave:
    """A wave that is over."""

    name: str
    """It sorts by time: ``2026-11``."""
    starts: date
    ends: date
    measure: Measure


def build_report(
    wave: Wave,
    records: Sequence[WaveRecord],
    *,
    k: int,
    invited: int | None = None,
    previous: WaveReport | None = None,
) -> WaveReport:
    """What may be published of a wave that is over.

    Args:
        records: at most one of a person.
        k: no group of fewer people may be found out; what a record was promised counts if it is
            more.
        invited: how many had been asked to take part, viewers not counted.
        previous: the report of the wave before: it tells which changes may be shown.

    Raises:
        ValueError: ``k`` is below the floor of five.
    """
    if k < LOWEST_K:
        raise ValueError(f"no threshold below {LOWEST_K}: {k}")
    threshold = max([k, *(record.k for record in records)])
    return WaveReport(wave.name, wave.starts, wave.ends, wave.measure, threshold, ())
