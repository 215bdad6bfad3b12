"""Any sheet as a picture of its table."""

from collections.abc import Iterator, Sequence

from kit.drawing import (
    GRID,
    INK,
    PAPER,
    Align,
    Box,
    Drawing,
    Label,
    Line,
    Shape,
    width_of,
    wrapped,
    written,
)
from kit.files.sheet import Sheet, table_of

_STRIPE = "#f6f2e8"
_SIZE, _TALL, _GAP, _EDGE, _TOP = 15, 28, 22, 24, 74
#: Longer tables are for a spreadsheet.
MOST_ROWS = 60


class TooLong(Exception):
    """The table does not fit into a picture; the message is one Russian sentence."""


def table_picture(sheet: Sheet) -> Drawing:
    """
    Raises:
        TooLong: there are more rows than anybody reads in a picture.
    """
    if len(sheet.rows) > MOST_ROWS:
        raise TooLong(
            f"В картинку помещается {MOST_ROWS} строк, а в отчёте {len(sheet.rows)}: возьмите "
            ".xlsx, .csv или .json, либо сузьте срок ключами --from и --to."
        )
    table = table_of(sheet)
    widths = [
        max(width_of(cell, _SIZE, is_bold=row == 0) for row, cell in enumerate(cells))
        for cells in zip(*table, strict=True)
    ]
    bottom = _TOP + len(table) * _TALL
    notes = [line for note in sheet.notes for line in wrapped(note)]
    width = round(max(sum(widths) + _GAP * (len(widths) - 1) + 2 * _EDGE, _width(sheet, notes)))
    shapes = [
        Label((_EDGE, 40), sheet.title, INK, size=20, is_bold=True),
        *_cells(table, widths, _numeric(sheet), width),
        *written(notes, bottom + 30),
    ]
    height = bottom + 24 + 20 * len(notes) + 16
    return Drawing(width, height, PAPER, tuple(shapes), sheet.title)


def _width(sheet: Sheet, notes: Sequence[str]) -> float:
    told = [width_of(sheet.title, 20, is_bold=True), *(width_of(note, 14) for note in notes)]
    return max(told) + 2 * _EDGE


def _numeric(sheet: Sheet) -> list[bool]:
    columns = range(len(sheet.columns))
    return [any(isinstance(row[place], int | float) for row in sheet.rows) for place in columns]


def _cells(
    table: Sequence[Sequence[str]], widths: Sequence[float], numeric: Sequence[bool], width: int
) -> Iterator[Shape]:
    for row, cells in enumerate(table):
        top = _TOP + row * _TALL
        if row % 2 == 0 and row:
            yield Box((_EDGE - 8, top - 20), (width - 2 * _EDGE + 16, _TALL), _STRIPE)
        left: float = _EDGE
        for cell, wide, is_number in zip(cells, widths, numeric, strict=True):
            place = (left + wide, top) if is_number else (left, top)
            align: Align = "end" if is_number else "start"
            yield Label(place, cell, INK, _SIZE, align, is_bold=row == 0)
            left += wide + _GAP
    yield Line(((_EDGE - 8, _TOP + 8), (width - _EDGE + 8, _TOP + 8)), GRID, width=2)
