"""Somebody who has every report, knows who took part and where each is counted, and can reckon.

They know the sum of every published group and of every published change; what they can work out are
the combinations of these. An attack has succeeded when one of them concerns fewer than ``k``
people: as a sum over a union of small classes, or as a difference between some of them.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from tests.wellbeing.population import Participant
from wellbeing.publishing import cells_of
from wellbeing.reports import Row, TableKind, WaveReport

Vector = NDArray[np.float64]


def equations(
    people: Sequence[Participant], reports: Sequence[WaveReport], kinds: Collection[TableKind]
) -> list[Vector]:
    """All that some tables of all reports say, as sums over all answers in all waves."""
    waves = [report.wave for report in reports]
    return [
        equation
        for report in reports
        for table in report.tables
        if table.kind in kinds
        for row in table.rows
        for equation in _said(people, waves, table.kind, row, waves.index(report.wave))
    ]


def _said(
    people: Sequence[Participant], waves: Sequence[str], kind: TableKind, row: Row, place: int
) -> list[Vector]:
    members = [
        number
        for number, person in enumerate(people)
        if waves[place] in person.scores
        and not person.is_viewer
        and (kind, row.group) in cells_of(person.stratum)
    ]
    assert len(members) == row.count
    figures = np.zeros((len(waves), len(people)))
    figures[place, members] = 1
    if row.pairs is None:
        return [figures.ravel()]
    both = [
        number
        for number in members
        if people[number].keeps_history and waves[place - 1] in people[number].scores
    ]
    assert len(both) == row.pairs
    change = np.zeros((len(waves), len(people)))
    change[place, both] = 1
    change[place - 1, both] = -1
    return [figures.ravel(), change.ravel()]


def narrowest(known: Sequence[Vector], *, below: int) -> int | None:
    """The fewest answers that some combination of the known sums is about, if fewer than ``below``.

    All unions and differences of up to four classes are tried.
    """
    if not known:
        return None
    matrix = np.array(known)
    columns, sizes = np.unique(matrix[:, matrix.any(axis=0)], axis=1, return_counts=True)
    # A combination of sums is whatever is orthogonal to all that they leave open.
    _, values, directions = np.linalg.svd(columns, full_matrices=True)
    leaves_open = directions[int((values > 1e-9).sum()) :].T
    # By one random look at each vector those that may cancel out are told from those that do not.
    looks = leaves_open @ np.random.default_rng(0).normal(size=leaves_open.shape[1])
    halves = _halves(looks, sizes, below)
    found = [
        weight
        for one, other in _cancelling(halves)
        if (weight := _weight([*one, *other], leaves_open, sizes)) is not None and weight < below
    ]
    return min(found, default=None)


#: Up to two classes, each with a sign, and the look at their sum.
_Half = tuple[tuple[tuple[int, int], ...], float]


def _halves(looks: Vector, sizes: NDArray[np.int64], below: int) -> list[_Half]:
    small = [place for place, size in enumerate(sizes) if size < below]
    found: list[_Half] = [((), 0.0)]
    for place, one in enumerate(small):
        found.append((((one, 1),), looks[one]))
        for other in small[place + 1 :]:
            if sizes[one] + sizes[other] < below:
                found.append((((one, 1), (other, 1)), looks[one] + looks[other]))
                found.append((((one, 1), (other, -1)), looks[one] - looks[other]))
    return [
        (classes, total) if total >= 0 else (_turned(classes), -total) for classes, total in found
    ]


def _turned(classes: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    return tuple((place, -sign) for place, sign in classes)


def _cancelling(
    halves: list[_Half],
) -> Iterator[tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]]:
    """Halves that look the same: one without the other may be nothing at all."""
    halves = sorted(halves, key=lambda half: half[1])
    for place, (one, look) in enumerate(halves):
        for other, next_look in halves[place + 1 :]:
            if next_look - look > 1e-9:
                break
            yield one, _turned(other)


def _weight(
    classes: list[tuple[int, int]], leaves_open: Vector, sizes: NDArray[np.int64]
) -> int | None:
    """How many answers a combination is about; ``None``: it is none."""
    signs: Counter[int] = Counter()
    for place, sign in classes:
        signs[place] += sign
    places = [place for place, sign in signs.items() if sign]
    total = np.array([signs[place] for place in places]) @ leaves_open[places]
    if not places or np.abs(total).max(initial=0.0) > 1e-7:
        return None
    return int(sizes[places].sum())


def solved(known: Sequence[Vector], totals: Sequence[float], wanted: Vector) -> float:
    """The sum over the wanted answers, worked out from the known ones."""
    factors, *_ = np.linalg.lstsq(np.array(known).T, wanted, rcond=None)
    return float(factors @ np.array(totals))
