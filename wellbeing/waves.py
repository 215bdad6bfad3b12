"""Pure: the records of a wave become the report that is published of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor

from wellbeing.auditing import People
from wellbeing.instruments import ScaleId
from wellbeing.publishing import Cell, published_cells, published_changes
from wellbeing.records import Earlier, Respondent, Stratum, WaveRecord, counted, stratum_of
from wellbeing.reports import (
    Figure,
    GroupChange,
    Measure,
    Row,
    Table,
    TableKind,
    Verdict,
    WaveReport,
    measure_of,
)
from wellbeing.statistics import change_probability, mean_interval, standing_out
from wellbeing.suppression import HIGH, response_band, share_band

__all__ = [
    "Earlier",
    "Stratum",
    "Wave",
    "WaveRecord",
    "WaveReport",
    "build_report",
    "measure_of",
    "stratum_of",
]

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
    """What may be published of a wave that is over; made once and never again.

    Args:
        records: at most one of a person.
        k: no group of fewer people may be found out; what a record was promised counts if it is
            more.
        invited: how many had been asked to take part, viewers not counted.
        previous: the report of the wave before, to show changes since; ``None``: show none.

    Raises:
        ValueError: ``k`` is below the floor of five.
    """
    if k < LOWEST_K:
        raise ValueError(f"no threshold below {LOWEST_K}: {k}")
    k = max([k, *(record.k for record in records)])
    people = counted(records, [scale.id for scale in wave.measure.scales])
    shown = published_cells(people, k=k)
    tables: tuple[Table, ...] = ()
    response = None
    if shown:
        pairs = {}
        if previous is not None and _is_comparable(previous.measure, wave.measure):
            pairs = published_changes(people, shown, previous, k=k)
        tables = _tables(people, wave.measure, shown, pairs)
        if invited is not None and invited >= k:
            response = response_band(min(len(people), invited), invited)
    return WaveReport(wave.name, wave.starts, wave.ends, wave.measure, k, tables, response)


def _is_comparable(one: Measure, other: Measure) -> bool:
    """Other wording is another measure."""
    return (one.instrument, one.version, one.language) == (
        other.instrument,
        other.version,
        other.language,
    )


def _tables(
    people: Sequence[Respondent],
    measure: Measure,
    shown: dict[Cell, People],
    pairs: dict[Cell, People],
) -> tuple[Table, ...]:
    scales = [scale.id for scale in measure.scales]
    changes = _changes(people, scales, pairs)
    rows = {
        cell: Row(
            cell[1],
            len(members),
            _figures(people, scales, members),
            len(pairs[cell]) if cell in pairs else None,
            changes.get(cell, ()),
        )
        for cell, members in shown.items()
    }
    return tuple(
        Table(kind, found)
        for kind in TableKind
        if (found := tuple(row for cell, row in rows.items() if cell[0] is kind))
    )


def _figures(
    people: Sequence[Respondent], scales: Sequence[ScaleId], members: People
) -> tuple[Figure, ...]:
    figures = []
    for place, scale in enumerate(scales):
        scores = [people[number].scores[place] for number in sorted(members)]
        mean = mean_interval(scores)
        high = share_band(sum(score >= HIGH for score in scores), len(scores))
        low_end, high_end = max(0.0, mean.low), min(100.0, mean.high)
        figures.append(Figure(scale, _whole(mean.middle), _whole(low_end), _whole(high_end), high))
    return tuple(figures)


def _changes(
    people: Sequence[Respondent], scales: Sequence[ScaleId], pairs: dict[Cell, People]
) -> dict[Cell, tuple[GroupChange, ...]]:
    """Changes of all groups; the more of them there are, the less likely one stands out."""
    differences = {
        (cell, place): [
            changes[place]
            for changes in (people[number].changes for number in sorted(members))
            if changes is not None
        ]
        for cell, members in pairs.items()
        for place in range(len(scales))
    }
    found = standing_out([change_probability(each) for each in differences.values()])
    clear = dict(zip(differences, found, strict=True))
    return {
        cell: tuple(
            _change(scale, differences[cell, place], stands_out=clear[cell, place])
            for place, scale in enumerate(scales)
        )
        for cell in pairs
    }


def _change(scale: ScaleId, differences: Sequence[float], *, stands_out: bool) -> GroupChange:
    mean = mean_interval(differences)
    verdict = Verdict.UNCLEAR
    if stands_out and not mean.low <= 0 <= mean.high:
        verdict = Verdict.RISE if mean.middle > 0 else Verdict.FALL
    return GroupChange(scale, _whole(mean.middle), _whole(mean.low), _whole(mean.high), verdict)


def _whole(points: float) -> int:
    """Halves go up, on either side of 0."""
    return floor(points + 0.5)
