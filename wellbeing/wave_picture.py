"""The newest wave as a picture: a dot for each mean, a line for its interval."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kit.drawing import (
    GRID,
    INK,
    PAPER,
    QUIET,
    Dot,
    Drawing,
    Label,
    Line,
    Shape,
    width_of,
    wrapped,
    written,
)
from wellbeing.reports import Figure, GroupChange, Row, Verdict, WaveReport
from wellbeing.wave_words import APART, TABLES, group_name, wave_name

_EDGE, _NAMES, _COUNT, _AXIS, _SAID, _BETWEEN = 24, 290, 60, 180, 110, 26
_TALL, _HEADING, _TOP = 30, 46, 96
_MEAN, _CHANGE = "#2f6f73", "#9a5b2e"
_NEWEST = "На рисунке последняя волна."
_HOLLOW = "Пустой кружок — ясного изменения нет."
#: Of a line of notes.
_SIGNS = 170
#: Changes beyond this lie at the edge; their numbers are printed anyway.
_FARTHEST = 30


@dataclass(frozen=True)
class _Mark:
    """A mean with its interval; hollow where it does not stand out."""

    mean: int
    low: int
    high: int
    words: str
    is_hollow: bool = False


@dataclass(frozen=True)
class _Block:
    """One table, or the changes: rows under a heading, each with a mark for every scale."""

    heading: str
    ends: tuple[int, int]
    """What the left and the right end of every axis stand for."""
    colour: str
    rows: tuple[tuple[str, int, tuple[_Mark, ...]], ...]


def wave_picture(reports: Sequence[WaveReport], title: str, notes: Sequence[str]) -> Drawing:
    """The newest wave that has figures, and the notes; without one, the notes alone."""
    published = sorted(
        (report for report in reports if report.is_published), key=lambda report: report.starts
    )
    shapes: list[Shape] = [Label((_EDGE, 40), title, INK, size=20, is_bold=True)]
    top, columns = float(_TOP), 3
    if published:
        report = published[-1]
        columns = len(report.measure.scales)
        shapes += _headings(report)
        for block in (*_tables(report), *_changes(report)):
            shapes += _drawn(block, top)
            top += _HEADING + _TALL * len(block.rows)
    told = [*notes, *([_NEWEST] if len(published) > 1 else []), _HOLLOW]
    lines = [line for note in told for line in wrapped(note, _SIGNS)]
    shapes += written(lines, top + 40)
    height = round(top) + 40 + 20 * len(lines) + 10
    return Drawing(round(_left(columns)), height, PAPER, tuple(shapes), title)


def _headings(report: WaveReport) -> Iterator[Shape]:
    yield Label((_EDGE, _TOP - 14), wave_name(report).capitalize(), INK, size=15, is_bold=True)
    yield Label((_left(0) - _BETWEEN, _TOP - 14), "людей", QUIET, size=14, align="end")
    for place, scale in enumerate(report.measure.scales):
        yield Label((_left(place), _TOP - 14), scale.title, INK, size=15, is_bold=True)


def _tables(report: WaveReport) -> Iterator[_Block]:
    for table in report.tables:
        rows = tuple(
            (group_name(row), row.count, tuple(map(_figure, row.figures))) for row in table.rows
        )
        yield _Block(TABLES[table.kind], (0, 100), _MEAN, rows)


def _changes(report: WaveReport) -> Iterator[_Block]:
    rows = tuple(
        (_changed(TABLES[table.kind], row), row.pairs, tuple(map(_change, row.changes)))
        for table in report.tables
        for row in table.rows
        if row.pairs is not None
    )
    if rows:
        yield _Block("Изменение у тех же людей", (-_FARTHEST, _FARTHEST), _CHANGE, rows)


def _changed(table: str, row: Row) -> str:
    return group_name(row) if row.group else table


def _figure(figure: Figure) -> _Mark:
    said = f"{figure.mean} ({figure.low}–{figure.high})"
    return _Mark(figure.mean, figure.low, figure.high, said)


def _change(change: GroupChange) -> _Mark:
    mean, low, high = (_signed(points) for points in (change.mean, change.low, change.high))
    is_hollow = change.verdict is Verdict.UNCLEAR
    return _Mark(change.mean, change.low, change.high, f"{mean} ({low}…{high})", is_hollow)


def _signed(points: int) -> str:
    return f"−{-points}" if points < 0 else f"+{points}" if points else "0"


def _drawn(block: _Block, top: float) -> Iterator[Shape]:
    yield Label((_EDGE, top + 26), block.heading, QUIET, size=14, is_bold=True)
    yield Line(((_EDGE, top + 34), (_EDGE + _NAMES + _COUNT, top + 34)), GRID)
    for scale in range(len(block.rows[0][2])):
        for points in _steps(block):
            said = _signed(points) if block.ends[0] else str(points)
            x = _x(points, block, _left(scale))
            yield Label((x, top + 28), said, QUIET, size=11, align="middle")
    for place, (name, count, marks) in enumerate(block.rows):
        middle = top + _HEADING + _TALL * place + 6
        yield Label((_EDGE, middle + 5), _short(name), INK, size=14)
        yield Label((_left(0) - _BETWEEN, middle + 5), str(count), INK, size=14, align="end")
        for scale, mark in enumerate(marks):
            yield from _marked(mark, block, _left(scale), middle)


def _marked(mark: _Mark, block: _Block, left: float, middle: float) -> Iterator[Shape]:
    low, mean, high = (_x(points, block, left) for points in (mark.low, mark.mean, mark.high))
    for points in _steps(block):
        x = _x(points, block, left)
        yield Line(((x, middle - _TALL / 2), (x, middle + _TALL / 2)), GRID)
    yield Line(((low, middle), (high, middle)), block.colour, width=2)
    yield Dot((mean, middle), 5, block.colour, is_hollow=mark.is_hollow)
    yield Label((left + _AXIS + 10, middle + 5), mark.words, INK, size=14)


def _steps(block: _Block) -> tuple[int, int, int]:
    lowest, highest = block.ends
    return lowest, (lowest + highest) // 2, highest


def _x(points: int, block: _Block, left: float) -> float:
    lowest, highest = block.ends
    return left + _AXIS * (min(max(points, lowest), highest) - lowest) / (highest - lowest)


def _left(scale: int) -> float:
    """Where the axis of a scale begins; after the last one, where the paper ends."""
    return _EDGE + _NAMES + _COUNT + _BETWEEN + scale * (_AXIS + _SAID + _BETWEEN)


def _short(name: str) -> str:
    """The name, its first part cut where it would run into the numbers."""
    first, apart, rest = name.partition(APART)
    if width_of(name, 14) <= _NAMES:
        return name
    while first and width_of(f"{first}…{apart}{rest}", 14) > _NAMES:
        first = first[:-1]
    return f"{first}…{apart}{rest}"
