"""Fates in columns: what figures need of each, to be kept by the day and added up at once."""

from collections.abc import Iterable
from enum import IntFlag

import numpy as np
from numpy.typing import NDArray

from people.worktime import micros
from routing.fates import Fate

#: Stands for a moment that has not come, earlier than any.
NEVER = int(np.iinfo(np.int64).min)


class Mark(IntFlag):
    """What is true of a fate."""

    SERVED = 1
    OF_BASE = 2
    """Served by the base alone."""
    CONFIRMED = 4
    CAME_BACK = 8


#: A row is a fate; moments are microseconds since 1970.
LAYOUT = np.dtype(
    [
        ("asker", "<i8"),
        ("marks", "u1"),
        ("silent_from", "<i8"),
        ("asked", "<i8"),
        # Only of what a person has answered.
        ("first_answer", "<i8"),
        ("closed", "<i8"),
    ]
)
FateRows = NDArray[np.void]


def rows_of(fates: Iterable[Fate]) -> FateRows:
    """In the same order."""
    return np.array([_row(fate) for fate in fates], dtype=LAYOUT)


def stored(rows: FateRows) -> bytes:
    return rows.tobytes()


def read(data: bytes) -> FateRows:
    """What ``stored`` has made."""
    return np.frombuffer(data, dtype=LAYOUT)


def has(rows: FateRows, mark: Mark) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (rows["marks"] & mark.value) != 0
    return found


def _row(fate: Fate) -> tuple[int, int, int, int, int, int]:
    silent_from, first = fate.silent_from, fate.first_answer_at
    is_answered = fate.went_to_people and first is not None
    return (
        fate.asker_id or 0,
        _marks(fate),
        micros(silent_from) if silent_from is not None else NEVER,
        micros(fate.asked_at),
        micros(first) if is_answered and first is not None else NEVER,
        micros(fate.closed_at) if is_answered and fate.closed_at is not None else NEVER,
    )


def _marks(fate: Fate) -> int:
    return (
        Mark.SERVED.value * fate.was_served
        + Mark.OF_BASE.value * fate.is_of_base
        + Mark.CONFIRMED.value * fate.has_confirmed
        + Mark.CAME_BACK.value * fate.came_back
    )
