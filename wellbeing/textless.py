"""Scoring of instruments whose texts may not be shipped: BAT, OLBI, WHO-5.

Nothing here asks anything. It is for the day a licence arrives, and for figures of others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean


class Band(StrEnum):
    GREEN = "green"
    ORANGE = "orange"
    RED = "red"


@dataclass(frozen=True)
class Borders:
    """Means from which a form of the BAT is orange and red."""

    items: int
    at_risk: float
    severe: float


#: Pooled Netherlands, Flanders and Finland; called tentative by the authors of the manual.
BAT_12 = Borders(items=12, at_risk=2.54, severe=2.96)
BAT_23 = Borders(items=23, at_risk=2.59, severe=3.02)

#: Numbers of the items of OLBI, from 1.
_OLBI_REVERSED = frozenset({2, 3, 4, 6, 8, 9, 11, 12})
_OLBI_DISENGAGEMENT = frozenset({1, 3, 6, 7, 9, 11, 13, 15})


@dataclass(frozen=True)
class Olbi:
    """Sums of the Oldenburg Burnout Inventory; higher is worse."""

    total: int
    """16 to 64."""
    disengagement: int
    """8 to 32."""
    exhaustion: int
    """8 to 32."""
    is_straight_line: bool
    """All sixteen answers alike: a mark on the quality of the data, for nobody's superior."""


@dataclass(frozen=True)
class Bat:
    mean: float
    """Of all items, 1 to 5: not of the means of the subscales."""
    band: Band


def bat(answers: Sequence[int], form: Borders) -> Bat:
    """Score a complete form of the Burnout Assessment Tool: 1 never to 5 always, none reversed.

    Raises:
        ValueError: another number of answers than the form has, or a value out of range.
    """
    _check(answers, count=form.items, fewest=1, most=5)
    mean = fmean(answers)
    if mean >= form.severe:
        return Bat(mean, Band.RED)
    return Bat(mean, Band.ORANGE if mean >= form.at_risk else Band.GREEN)


def olbi(answers: Sequence[int]) -> Olbi:
    """Score the Oldenburg Burnout Inventory: 1 strongly agree to 4 strongly disagree, in order.

    Raises:
        ValueError: not sixteen answers, or a value out of range.
    """
    _check(answers, count=16, fewest=1, most=4)
    numbered = dict(enumerate(answers, start=1))
    turned = {
        number: 5 - points if number in _OLBI_REVERSED else points
        for number, points in numbered.items()
    }
    disengagement = sum(turned[number] for number in _OLBI_DISENGAGEMENT)
    total = sum(turned.values())
    return Olbi(total, disengagement, total - disengagement, len(set(answers)) == 1)


def who5(answers: Sequence[int]) -> int:
    """Score the WHO-5 index, 0 to 100, higher is better: the sum of five answers 0 to 5, times 4.

    Raises:
        ValueError: not five answers, or a value out of range.
    """
    _check(answers, count=5, fewest=0, most=5)
    return sum(answers) * 4


def _check(answers: Sequence[int], *, count: int, fewest: int, most: int) -> None:
    if len(answers) != count or not all(
        type(points) is int and fewest <= points <= most for points in answers
    ):
        raise ValueError(f"wanted are {count} answers from {fewest} to {most}")
