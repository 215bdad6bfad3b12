"""What thresholds do, and what probabilities are worth, as shapes that a template draws."""

from dataclasses import dataclass
from math import sqrt

from knowledge.reliability import Reliability
from knowledge.thresholds import Cost

#: Of the bar of one target.
MIX_WIDTH, MIX_HEIGHT = 240, 14
#: Of the square of reliability; around it there is room for the scale.
SIDE, MARGIN = 240, 34
_LARGEST_RADIUS, _SMALLEST_RADIUS = 11.0, 2.5


@dataclass(frozen=True)
class Stretch:
    kind: str
    """sure, wrong, offered or routed."""
    x: float
    width: float


def mix(cost: Cost) -> list[Stretch]:
    """A bar from end to end: answered rightly, answered wrongly, offered, routed."""
    wrong = cost.answered * cost.wrong
    shares = (
        ("sure", cost.answered - wrong),
        ("wrong", wrong),
        ("offered", cost.offered),
        ("routed", cost.routed),
    )
    stretches, x = [], 0.0
    for kind, share in shares:
        width = MIX_WIDTH * share
        if share > 0:
            stretches.append(Stretch(kind, round(x, 2), round(width, 2)))
        x += width
    return stretches


@dataclass(frozen=True)
class Mark:
    """Questions of which much the same was said."""

    x: float
    y: float
    radius: float
    said: float
    right: float
    questions: int


@dataclass(frozen=True)
class Plot:
    """Right against said: what lies on the diagonal is exactly as likely as was said."""

    marks: tuple[Mark, ...]
    summary: str
    side: int = SIDE
    margin: int = MARGIN


def plot(of: Reliability) -> Plot:
    most = max((span.questions for span in of.spans), default=1)
    marks = tuple(
        Mark(
            round(MARGIN + SIDE * span.said, 1),
            round(SIDE * (1 - span.right) + MARGIN / 2, 1),
            round(max(_SMALLEST_RADIUS, _LARGEST_RADIUS * sqrt(span.questions / most)), 1),
            span.said,
            span.right,
            span.questions,
        )
        for span in of.spans
    )
    told = ", ".join(f"{mark.said:.0%} → {mark.right:.0%}" for mark in marks)
    return Plot(marks, f"сказано → верно: {told}")
