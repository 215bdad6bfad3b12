"""How like texts are in meaning, measured from the middle of the base: pure.

Texts of one field all lie on one side of the sphere, and raw cosines of an encoder crowd together;
seen from the mean of the published cases they spread, for every encoder alike.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.encoder import Matrix, Vector
from knowledge.readiness import phrase_key

#: The mean of fewer cases is no middle of anything.
LEAST_FOR_MIDDLE = 20
#: From here on two cases are laid side by side. Of the neighbours of tests/knowledge/labelled,
#: which differ on purpose, the nearest pairs reach .71, the fourth .63; a case told in other words
#: reached .88. Of the 151 shipped cases one pair is as near (.71).
ALIKE = 0.65
#: From here on two questions of one subject are one gap. Of the 581 labelled questions that a case
#: answers, 76 of 100 pairs put together ask for the same case then, and 24 of 100 pairs that do are
#: put together; at .45 the figures are 55 and 33, at .40 they are 38 and 46. A curator who finds
#: strangers in a gap trusts none of them; one who finds a gap twice only reads more.
ONE_GAP = 0.50
#: The same for raw cosines, where there is no middle: 90 of 100 pairs are right.
ONE_GAP_RAW = 0.92
#: So many rows are compared with all others at once: 5,000 by 5,000 would take 100 MB.
_AT_ONCE = 500


@dataclass(frozen=True)
class Pair:
    """Two rows that are alike, the lower one first."""

    first: int
    second: int
    closeness: float


def middle_of(rows: Matrix) -> Vector | None:
    """The mean of the rows; ``None`` where there are too few to tell it."""
    if len(rows) < LEAST_FOR_MIDDLE:
        return None
    mean: Vector = rows.mean(axis=0, dtype=np.float32)
    return mean


def seen_from(middle: Vector | None, rows: Matrix) -> Matrix:
    """The rows of unit length again, as seen from the middle; as they are without one."""
    if middle is None or not len(rows):
        return rows
    moved = rows - middle
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    unit: Matrix = (moved / np.maximum(lengths, 1e-6)).astype(np.float32)
    return unit


def alike(rows: Matrix, new: Sequence[int]) -> list[Pair]:
    """The pairs of ``rows`` (seen from the middle) that are alike, one of each being ``new``."""
    found: dict[tuple[int, int], Pair] = {}
    for start in range(0, len(new), _AT_ONCE):
        some = list(new[start : start + _AT_ONCE])
        cosines = rows[some] @ rows.T
        for at, other in np.argwhere(cosines >= ALIKE):
            one, two = sorted((some[at], int(other)))
            if one != two:
                closeness = round(float(cosines[at, other]), 4)
                found[one, two] = Pair(one, two, closeness)
    return [found[key] for key in sorted(found)]


def same_words(phrases: Sequence[Iterable[str]]) -> list[tuple[int, int]]:
    """Pairs of rows that have a phrase (a title, a typical question) in common.

    Case, punctuation, ё and spaces make no difference.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    for row, own in enumerate(phrases):
        for phrase in sorted({phrase_key(each) for each in own} - {""}):
            holders[phrase].append(row)
    pairs = {(one, two) for rows in holders.values() for one in rows for two in rows if one < two}
    return sorted(pairs)


def nearest(
    vector: Vector, centres: Matrix, allowed: Sequence[bool], *, least: float
) -> int | None:
    """The row of ``centres`` nearest to the vector, if it is allowed and near enough."""
    if not len(centres):
        return None
    cosines = np.where(np.asarray(allowed), centres @ vector, -1.0)
    best = int(cosines.argmax())
    return best if cosines[best] >= least else None


def centre_of(rows: Matrix) -> tuple[Vector, int]:
    """The mean of unit rows, of unit length itself, and the row that is nearest to it."""
    mean = rows.mean(axis=0)
    centre: Vector = (mean / max(float(np.linalg.norm(mean)), 1e-6)).astype(np.float32)
    return centre, int((rows @ centre).argmax())
