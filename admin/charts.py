"""A row of numbers as bars: the geometry, which a template draws."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 600, 120
#: Share of its place that a bar fills.
_FILLED = 0.72
_LINES = 3


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A line across the chart."""

    y: float


@dataclass(frozen=True)
class Chart:
    title: str
    summary: str
    """The chart in one sentence, for whoever does not see it."""
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    most: int
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def first_label(self) -> str:
        return self.bars[0].label if self.bars else ""

    @property
    def last_label(self) -> str:
        return self.bars[-1].label if self.bars else ""


def bar_chart(title: str, points: Sequence[tuple[str, int]]) -> Chart:
    """Bars from left to right, one for each label and its number (0 or more)."""
    most = max((value for _, value in points), default=0)
    place = WIDTH / max(len(points), 1)
    bars = tuple(
        _bar(label, value, index * place, place, most)
        for index, (label, value) in enumerate(points)
    )
    lines = tuple(Line(round(HEIGHT * index / _LINES, 1)) for index in range(1, _LINES))
    total = sum(value for _, value in points)
    return Chart(title, f"всего {total}, больше всего {most}", bars, lines, most)


def _bar(label: str, value: int, left: float, place: float, most: int) -> Bar:
    height = HEIGHT * value / most if most else 0.0
    width = place * _FILLED
    x = left + (place - width) / 2
    return Bar(label, value, round(x, 2), round(HEIGHT - height, 2), round(width, 2), height)
