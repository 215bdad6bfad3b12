"""What fates add up to, in a form that is kept by the day and added up again for any span.

Counts are added. A median, and a silence that comes with time, cannot be: their moments are kept.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

import numpy as np

from people.models import PersonId
from people.worktime import Micros
from routing.fate_rows import NEVER, FateRows, Mark, has
from routing.fates import Fate


@dataclass(frozen=True)
class Total:
    """Some fates, added up; see ``routing.figures.Figures`` for what is counted."""

    asked: int
    served: int
    base_confirmed: int
    confirmed: int
    not_helped: int
    base_silent_from: Micros
    """When each would have been silent for a week: those that the base alone has served."""
    answered_silent_from: Micros
    """The same of those that a person has answered."""
    answered: Micros
    """A row for each question that a person has answered: asked, first answer, closing (or
    ``NEVER``)."""

    @classmethod
    def of(cls, rows: FateRows) -> Self:
        is_served, is_confirmed = has(rows, Mark.SERVED), has(rows, Mark.CONFIRMED)
        is_alone = is_served & has(rows, Mark.OF_BASE)
        is_answered = rows["first_answer"] != NEVER
        moments = [rows[name][is_answered] for name in ("asked", "first_answer", "closed")]
        return cls(
            len(rows),
            int(is_served.sum()),
            int((is_alone & is_confirmed).sum()),
            int((is_served & is_confirmed).sum()),
            int((is_served & has(rows, Mark.CAME_BACK) & ~is_confirmed).sum()),
            _silences(rows[is_alone]),
            _silences(rows[is_served & ~is_alone]),
            np.stack(moments, axis=1),
        )


class Slot(NamedTuple):
    """What totals are kept apart by: questions of a subject, or of a methodist."""

    day: date
    """On which it was asked, in the region."""
    subject: str
    """Empty for questions without one, and for those of a methodist."""
    methodist_id: PersonId | None
    """``None``: all questions of the subject, whoever has or had them."""


def by_slot(fates: Sequence[Fate], rows: FateRows, zone: ZoneInfo) -> Mapping[Slot, Total]:
    """
    Args:
        fates: what is added up.
        rows: the same in columns, as ``fate_rows.rows_of`` makes them.
        zone: the region's.
    """
    found: dict[Slot, list[int]] = defaultdict(list)
    for place, fate in enumerate(fates):
        day = fate.asked_at.astimezone(zone).date()
        found[Slot(day, fate.subject or "", None)].append(place)
        if fate.methodist_id is not None:
            found[Slot(day, "", fate.methodist_id)].append(place)
    return {slot: Total.of(rows[places]) for slot, places in found.items()}


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _silences(rows: FateRows) -> Micros:
    moments: Micros = rows["silent_from"]
    come: Micros = moments[moments != NEVER]
    return come
