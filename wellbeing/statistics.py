"""Intervals of means and shares, and which of many changes stand out of chance.

Of Student's distribution only what is needed is computed here, by the incomplete beta function:
the one library that has it is heavier than the rest of the service.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist, fmean, stdev

CONFIDENCE = 0.95
#: The continued fraction is cut off when a step changes it by less.
_PRECISION = 1e-14
_TINY = 1e-300
_MOST_STEPS = 10_000


@dataclass(frozen=True)
class Interval:
    middle: float
    low: float
    high: float


def t_two_sided(t: float, freedom: int) -> float:
    """How probable it is that Student's t lies as far from 0 as ``t``, or farther.

    Raises:
        ValueError: there is no degree of freedom.
    """
    if freedom < 1:
        raise ValueError(f"no degree of freedom: {freedom}")
    return _incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5)


def t_quantile(freedom: int, confidence: float = CONFIDENCE) -> float:
    """Within how many standard errors of 0 Student's t lies with this probability."""
    low, high = 0.0, 1.0
    while t_two_sided(high, freedom) > 1 - confidence:
        high *= 2
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        if t_two_sided(middle, freedom) > 1 - confidence:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def mean_interval(values: Sequence[float]) -> Interval:
    """The mean and its 95 % interval; the same for differences of pairs.

    Nothing is taken off because the group may be all there are: the interval errs on the wide side.

    Raises:
        ValueError: fewer than two values.
    """
    if len(values) < 2:
        raise ValueError("an interval needs two values")
    mean = fmean(values)
    half = t_quantile(len(values) - 1) * stdev(values) / sqrt(len(values))
    return Interval(mean, mean - half, mean + half)


def share_interval(hits: int, of: int) -> Interval:
    """A share, 0 to 1, and its 95 % interval after Wilson.

    Raises:
        ValueError: it is a share of nothing, or there are more hits than tries.
    """
    if not 0 <= hits <= of or of == 0:
        raise ValueError(f"no share: {hits} of {of}")
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    share = hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def change_probability(differences: Sequence[float]) -> float:
    """How probable so large a mean difference would be if nothing had changed.

    Raises:
        ValueError: fewer than two differences.
    """
    if len(differences) < 2:
        raise ValueError("a change needs two pairs")
    spread = stdev(differences)
    mean = fmean(differences)
    if spread == 0:
        return 1.0 if mean == 0 else 0.0
    return t_two_sided(mean / (spread / sqrt(len(differences))), len(differences) - 1)


def standing_out(probabilities: Sequence[float], level: float = 1 - CONFIDENCE) -> list[bool]:
    """Which of many results stand out when all are considered together, after Holm."""
    order = sorted(range(len(probabilities)), key=lambda place: probabilities[place])
    found = [False] * len(probabilities)
    for rank, place in enumerate(order):
        if probabilities[place] > level / (len(probabilities) - rank):
            break
        found[place] = True
    return found


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    # The fraction converges fast on one side of the middle; the other side is its mirror.
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Its continued fraction, evaluated by the method of Lentz."""
    c, d = 1.0, 1 / _away_from_0(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, _MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for factor in (even, odd):
            d = 1 / _away_from_0(1 + factor * d)
            c = _away_from_0(1 + factor / c)
            result *= c * d
        if abs(c * d - 1) < _PRECISION:
            return result
    raise ArithmeticError("the continued fraction does not converge")


def _away_from_0(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
