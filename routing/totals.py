"""What fates add up to, in a form that is kept by the day and added up again for any span.

Counts are added. A median, and a silence that comes with time, cannot be: their moments are kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Self, TypeVar
from zoneinfo import ZoneInfo

import numpy as np

from people.models import PersonId
from people.worktime import Micros, micros
from routing.fates import Fate

#: Stands for a closing that has not come, earlier than any moment.
NEVER = int(np.iinfo(np.int64).min)


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
    """A row for each question that a person has answered: asked, first answer, closing."""

    @classmethod
    def of(cls, fates: Sequence[Fate]) -> Self:
        served = [fate for fate in fates if fate.was_served]
        alone = [fate for fate in served if fate.is_of_base]
        return cls(
            len(fates),
            len(served),
            sum(fate.has_confirmed for fate in alone),
            sum(fate.has_confirmed for fate in served),
            sum(fate.came_back and not fate.has_confirmed for fate in served),
            _silences(alone),
            _silences(fate for fate in served if not fate.is_of_base),
            _answered(fates),
        )


class Slot(NamedTuple):
    """What totals are kept apart by: questions of a subject, or of a methodist."""

    day: date
    """On which it was asked, in the region."""
    subject: str
    """Empty for questions without one, and for those of a methodist."""
    methodist_id: PersonId | None
    """``None``: all questions of the subject, whoever has or had them."""


Key = TypeVar("Key")


def by_slot(fates: Iterable[Fate], zone: ZoneInfo) -> Mapping[Slot, Total]:
    found: dict[Slot, list[Fate]] = defaultdict(list)
    for fate in fates:
        day = fate.asked_at.astimezone(zone).date()
        found[Slot(day, fate.subject or "", None)].append(fate)
        if fate.methodist_id is not None:
            found[Slot(day, "", fate.methodist_id)].append(fate)
    return {slot: Total.of(some) for slot, some in found.items()}


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _silences(fates: Iterable[Fate]) -> Micros:
    moments = (fate.silent_from for fate in fates)
    return np.array([micros(at) for at in moments if at is not None], dtype=np.int64)


def _answered(fates: Iterable[Fate]) -> Micros:
    rows = [
        (
            micros(fate.asked_at),
            micros(fate.first_answer_at),
            micros(fate.closed_at) if fate.closed_at is not None else NEVER,
        )
        for fate in fates
        if fate.went_to_people and fate.first_answer_at is not None
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)
