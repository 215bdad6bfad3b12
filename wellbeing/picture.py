"""A person's own series as a picture: one panel a scale, by own wish only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kit.drawing import GRID, INK, PAPER, QUIET, Dot, Drawing, Label, Line, Place, Shape, width_of
from wellbeing.change import margin
from wellbeing.series import DRAWN, Series, Track, ends, text

WIDTH = 720
_TOP, _RIGHT = 62, 44
_PLOT = 140
_PANEL = _PLOT + 100

_COLOUR, _MARGIN = "#2f6f73", "#a9c9c6"

#: More dates than this would run into one another.
_MOST_DATES = 6


@dataclass(frozen=True)
class _Panel:
    """Where the points of one track lie on the paper."""

    track: Track
    top: float

    @property
    def left(self) -> float:
        return 70 + max(width_of(words, 14) for _, words in _steps(self.track))

    def x(self, index: int) -> float:
        count = len(self.track.points[-DRAWN:])
        inner = WIDTH - self.left - _RIGHT
        return self.left + inner * (index / (count - 1) if count > 1 else 0.5)

    def y(self, value: float) -> float:
        lowest, highest = ends(self.track)
        within = min(max(value, lowest), highest)
        return self.top + _PLOT * (1 - (within - lowest) / (highest - lowest))

    @property
    def places(self) -> list[Place | None]:
        """A place a point, ``None`` where it was skipped."""
        points = enumerate(self.track.points[-DRAWN:])
        return [
            None if point.value is None else (self.x(index), self.y(point.value))
            for index, point in points
        ]


def picture(series: Series) -> Drawing:
    """The tracks of scales that are asked every time, one below the other.

    Raises:
        ValueError: there is nothing to draw.
    """
    tracks = [track for track in series.tracks if not track.rotates]
    if not tracks:
        raise ValueError("an empty series has no picture")
    panels = [_Panel(track, _TOP + index * _PANEL) for index, track in enumerate(tracks)]
    shapes = [shape for panel in panels for shape in _panel(panel)]
    height = _TOP + len(panels) * _PANEL - 24
    shapes.append(Label((24, height - 18), _note(tracks), QUIET, size=13))
    return Drawing(WIDTH, height, PAPER, tuple(shapes), text(Series(tuple(tracks))))


def _note(tracks: Sequence[Track]) -> str:
    if any(track.scale.precision for track in tracks):
        return "Светлая полоса — погрешность: настоящее значение лежит где-то в её пределах."
    return "Где линия прерывается, вопрос был пропущен."


def _panel(panel: _Panel) -> Iterator[Shape]:
    yield Label((24, panel.top - 22), panel.track.scale.title, INK, size=18, is_bold=True)
    yield from _grid(panel)
    yield from _margins(panel)
    for run in _runs(panel.places):
        yield Line(run, _COLOUR, width=3)
    for place in panel.places:
        if place is not None:
            yield Dot(place, 5, _COLOUR, is_hollow=place != panel.places[-1])
    yield from _dates(panel)


def _grid(panel: _Panel) -> Iterator[Shape]:
    for value, words in _steps(panel.track):
        y = panel.y(value)
        yield Line(((panel.left - 16, y), (WIDTH - _RIGHT + 12, y)), GRID)
        yield Label((panel.left - 24, y + 5), words, QUIET, align="end")


def _steps(track: Track) -> Iterator[tuple[float, str]]:
    """The levels of the grid: a pulse has words for them, the CBI has points."""
    for option in track.instrument.items_of(track.scale.id)[0].options:
        words = str(option.points) if track.scale.precision else option.title.lower()
        yield option.points, words


def _margins(panel: _Panel) -> Iterator[Shape]:
    """How far each value may lie from the true one."""
    precision = panel.track.scale.precision
    if precision is None:
        return
    for index, point in enumerate(panel.track.points[-DRAWN:]):
        if point.value is not None:
            low, high = point.value - margin(precision), point.value + margin(precision)
            x = panel.x(index)
            yield Line(((x, panel.y(low)), (x, panel.y(high))), _MARGIN, width=9)


def _runs(places: Sequence[Place | None]) -> Iterator[tuple[Place, ...]]:
    """Stretches without a gap: what was skipped is not bridged over."""
    run: list[Place] = []
    for place in [*places, None]:
        if place is not None:
            run.append(place)
        elif run:
            yield tuple(run)
            run = []


def _dates(panel: _Panel) -> Iterator[Shape]:
    points = panel.track.points[-DRAWN:]
    every = -(-len(points) // _MOST_DATES)
    for index in range(len(points) - 1, -1, -every):
        words = _short(points[index].on)
        place = (panel.x(index), panel.top + _PLOT + 26)
        yield Label(place, words, QUIET, size=13, align="middle")


def _short(on: date) -> str:
    return f"{on:%d.%m.%y}"
