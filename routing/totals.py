"""What fates add up to, in a form that is kept by the day and added up again for any span.

Counts are added. A median, and a silence that comes with time, cannot be: their moments are kept.
All of it is columns, so that a year is read and added up at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from people.models import PersonId
from people.worktime import Micros
from routing.fate_rows import NEVER, FateRows, Mark, has, rows_of
from routing.fates import Fate

#: What is counted of each slot; see ``routing.figures.Figures``.
COUNTS = ("asked", "served", "base_confirmed", "confirmed", "not_helped")
#: Questions of one day, subject and methodist.
SLOTS = np.dtype(
    [
        ("day", "<i4"),  # ordinal, in the region
        ("subject", "<i4"),  # its place among ``Totals.subjects``
        ("methodist", "<i8"),  # zero: nobody has had them
        *((name, "<i4") for name in COUNTS),
    ]
)
#: A question that a person has answered; ``closed`` may be ``NEVER``.
ANSWERED = np.dtype([("slot", "<i4"), ("asked", "<i8"), ("first_answer", "<i8"), ("closed", "<i8")])
#: A question of which nothing is said, and when that will have been so for a week.
SILENT = np.dtype([("slot", "<i4"), ("is_of_base", "?"), ("silent_from", "<i8")])
Columns = NDArray[np.void]


class Slot(NamedTuple):
    """A slot of totals: what they are kept apart by."""

    day: date
    """On which it was asked, in the region."""
    subject: str
    """Empty for questions without one."""
    methodist_id: PersonId | None
    """Whoever has the question, or had it last."""


@dataclass(frozen=True)
class Totals:
    """Some fates, added up; the columns are those of ``SLOTS``, ``ANSWERED`` and ``SILENT``."""

    subjects: tuple[str, ...]
    slots: Columns
    answered: Columns
    silent: Columns

    @classmethod
    def of(cls, fates: Sequence[Fate], rows: FateRows, zone: ZoneInfo) -> Self:
        """
        Args:
            fates: what is added up.
            rows: the same in columns, as ``fate_rows.rows_of`` makes them.
            zone: the region's.
        """
        numbers: dict[Slot, int] = {}
        slot_of = [numbers.setdefault(_slot(fate, zone), len(numbers)) for fate in fates]
        added = added_up(rows, np.array(slot_of, dtype=np.int64), len(numbers))
        subjects = sorted({slot.subject for slot in numbers})
        slots = np.zeros(len(numbers), dtype=SLOTS)
        for place, slot in enumerate(numbers):
            subject = subjects.index(slot.subject)
            slots[place]["day"] = slot.day.toordinal()
            slots[place]["subject"] = subject
            slots[place]["methodist"] = slot.methodist_id or 0
        for name, counts in zip(COUNTS, added.counts, strict=True):
            slots[name] = counts
        return cls(tuple(subjects), slots, added.answered, added.silent)

    @classmethod
    def joined(cls, parts: Sequence["Totals"]) -> Self:
        """All of them together; slots that are alike stay apart."""
        subjects = sorted({subject for part in parts for subject in part.subjects})
        places = {subject: place for place, subject in enumerate(subjects)}
        own = [np.array([places[name] for name in part.subjects], dtype="<i4") for part in parts]
        slots = _end_to_end([part.slots for part in parts], SLOTS)
        subject_before = _before([len(part.subjects) for part in parts])
        counts = [len(part.slots) for part in parts]
        if parts:
            shifted = slots["subject"] + np.repeat(subject_before, counts)
            slots["subject"] = np.concatenate(own)[shifted]
        answered = _end_to_end([part.answered for part in parts], ANSWERED)
        silent = _end_to_end([part.silent for part in parts], SILENT)
        slot_before = _before(counts)
        answered["slot"] += np.repeat(slot_before, [len(part.answered) for part in parts])
        silent["slot"] += np.repeat(slot_before, [len(part.silent) for part in parts])
        return cls(tuple(subjects), slots, answered, silent)


def totals_of(fates: Sequence[Fate], zone: ZoneInfo) -> Totals:
    return Totals.of(fates, rows_of(fates), zone)


class Added(NamedTuple):
    """Fates, added up by a number that each has."""

    counts: Micros
    """A row for each of ``COUNTS``, a column for each number."""
    answered: Columns
    """As ``ANSWERED``, the number in place of the slot."""
    silent: Columns


def added_up(rows: FateRows, number_of: NDArray[np.int64], numbers: int) -> Added:
    """
    Args:
        rows: the fates.
        number_of: of each fate; with a negative one it is left out.
        numbers: how many there are.
    """
    is_in = number_of >= 0
    if not is_in.all():
        rows, number_of = rows[is_in], number_of[is_in]
    is_served, is_confirmed = has(rows, Mark.SERVED), has(rows, Mark.CONFIRMED)
    is_alone = is_served & has(rows, Mark.OF_BASE)
    counted = (
        np.ones(len(rows), dtype=np.bool_),
        is_served,
        is_alone & is_confirmed,
        is_served & is_confirmed,
        is_served & has(rows, Mark.CAME_BACK) & ~is_confirmed,
    )
    counts = [np.bincount(number_of[those], minlength=numbers) for those in counted]
    is_silent = is_served & (rows["silent_from"] != NEVER)
    silent = np.empty(int(is_silent.sum()), dtype=SILENT)
    silent["slot"], silent["is_of_base"] = number_of[is_silent], is_alone[is_silent]
    silent["silent_from"] = rows["silent_from"][is_silent]
    is_answered = rows["first_answer"] != NEVER
    answered = np.empty(int(is_answered.sum()), dtype=ANSWERED)
    answered["slot"] = number_of[is_answered]
    for name in ("asked", "first_answer", "closed"):
        answered[name] = rows[name][is_answered]
    return Added(np.array(counts, dtype=np.int64), answered, silent)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _slot(fate: Fate, zone: ZoneInfo) -> Slot:
    day = fate.asked_at.astimezone(zone).date()
    return Slot(day, fate.subject or "", fate.methodist_id)


def _end_to_end(parts: Sequence[Columns], layout: np.dtype[np.void]) -> Columns:
    """A copy that may be changed."""
    # Byte by byte: ``concatenate`` would go through the fields of each row.
    data = bytearray().join(
        np.ascontiguousarray(part).data.cast("B") if len(part) else b"" for part in parts
    )
    return np.frombuffer(data, dtype=layout)


def _before(lengths: Sequence[int]) -> NDArray[np.int32]:
    """How much comes before each of them."""
    found = np.array(lengths, dtype=np.int32)
    return np.cumsum(found, dtype=np.int32) - found
