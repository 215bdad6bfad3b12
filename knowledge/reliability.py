"""What probabilities are worth: how often the cases were right that were said to be so likely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean
from typing import Any, Self

#: Spans of equal width in which what was said is held against what was true.
SPANS = 10
#: Of the normal distribution, for an interval of 95 %.
_Z = 1.96


@dataclass(frozen=True)
class Span:
    """Questions of which much the same was said."""

    questions: int
    said: float
    """Mean of their probabilities."""
    right: float
    """Share whose first case was right."""


@dataclass(frozen=True)
class Reliability:
    questions: int
    spans: tuple[Span, ...]
    """From the least to the most likely, those without a question left out."""
    error: float
    """Expected calibration error: the mean distance of said and right over the questions."""
    brier: float
    """Mean of the squared distance of each probability from what was true; 0 is perfect."""

    @classmethod
    def of(cls, said: Sequence[float], right: Sequence[bool]) -> "Reliability":
        """
        Raises:
            ValueError: there is no question, or not one word on each.
        """
        pairs = list(zip(said, right, strict=True))
        if not pairs:
            raise ValueError("nothing was said")
        groups: dict[int, list[tuple[float, bool]]] = {}
        for probability, is_right in pairs:
            place = min(SPANS - 1, int(probability * SPANS))
            groups.setdefault(place, []).append((probability, is_right))
        spans = tuple(
            Span(len(group), fmean(p for p, _ in group), fmean(r for _, r in group))
            for _, group in sorted(groups.items())
        )
        error = sum(span.questions * abs(span.said - span.right) for span in spans) / len(pairs)
        return cls(len(pairs), spans, error, fmean((p - r) ** 2 for p, r in pairs))

    @classmethod
    def from_parts(cls, given: Mapping[str, Any]) -> Self:
        """What ``asdict`` has taken apart."""
        return cls(**{**given, "spans": tuple(Span(**span) for span in given["spans"])})


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; 0 to 1 where nothing was counted.

    E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927).
    """
    if not of:
        return 0.0, 1.0
    share, spread = hits / of, _Z**2 / of
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * sqrt(share * (1 - share) / of + spread / (4 * of))
    return max(0.0, middle - half), min(1.0, middle + half)
