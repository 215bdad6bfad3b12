"""Pure: which groups of a table may be shown, and how exactly.

Three rules, each stricter than the one before: a group of fewer than ``k`` is not shown; nor is one
whose absence would tell of a smaller rest; nor is anything that, all tables and waves taken
together, narrows down to fewer than ``k`` (``wellbeing.auditing``).
"""

from collections.abc import Collection, Mapping, Sequence
from math import sqrt
from statistics import fmean, stdev
from typing import TypeVar

from wellbeing.reports import Share

Part = TypeVar("Part")

#: A score counts as high from here on, the border included.
HIGH = 50
#: If everybody's score is known to this many points, the mean of a group tells of each.
_TELLING = 5.0
_BANDS = (Share(0, 10), Share(10, 25), Share(25, 50), Share(50, 75), Share(75, 90), Share(90, 100))
#: For groups in which a tenth is less than a person.
_WIDE_BANDS = (Share(0, 25), Share(25, 50), Share(50, 75), Share(75, 100))
_PEOPLE_OF_A_TENTH = 10


def visible_parts(parts: Mapping[Part, int], *, k: int, never: Collection[Part] = ()) -> set[Part]:
    """Which parts of a whole may be shown when the whole is shown, too.

    What the shown parts leave of the whole can be had by subtraction: it must be nobody, or enough
    people. While it is not, the smallest shown part is hidden as well.

    Args:
        parts: how many people each part has.
        never: parts that are not shown, however many they are.
    """
    shown = {part for part, people in parts.items() if people >= k and part not in never}
    while shown:
        rest = sum(people for part, people in parts.items() if part not in shown)
        if rest == 0 or rest >= k:
            break
        shown.remove(min((part for part in parts if part in shown), key=parts.__getitem__))
    return shown


def are_alike(scores: Sequence[float]) -> bool:
    """Whether mean and interval of a group tell everybody's score almost exactly.

    No value of a sample lies farther from its mean than (n − 1)/√n standard deviations, and all
    lie between 0 and 100, so that a mean at an end leaves no choice either.
    """
    people = len(scores)
    mean = fmean(scores)
    farthest = stdev(scores) * (people - 1) / sqrt(people) if people > 1 else 0.0
    return min(farthest, people * mean, people * (100 - mean)) < _TELLING


def are_alike_changes(differences: Sequence[float]) -> bool:
    people = len(differences)
    return people < 2 or stdev(differences) * (people - 1) / sqrt(people) < _TELLING


def share_band(hits: int, of: int) -> Share:
    """The band that a share lies in; at either end it leaves open whether it is anybody at all.

    Raises:
        ValueError: the group is too small for any band.
    """
    if not 0 <= hits <= of or of < 4:
        raise ValueError(f"no band for {hits} of {of}")
    bands = _WIDE_BANDS if of < _PEOPLE_OF_A_TENTH else _BANDS
    if 2 * hits > of:
        band = share_band(of - hits, of)
        return Share(100 - band.high, 100 - band.low)
    return next(band for band in bands if 100 * hits <= band.high * of)


def response_band(answered: int, invited: int) -> Share:
    """How many of the invited have answered, in a band of ten per cent."""
    tenth = min(9, 10 * answered // invited)
    return Share(10 * tenth, 10 * tenth + 10)
