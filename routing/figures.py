"""What the hotline does, as numbers: each with a definition, and how many questions it is of."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from people.hours import WorkingHours
from people.models import PersonId
from people.worktime import Micros, WorkClock, micros
from routing.fate_rows import NEVER, FateRows, rows_of
from routing.fates import Fate
from routing.places import by_municipality
from routing.totals import Total, by_slot, monday_of

#: Of fewer questions nothing is told: one of them would show through, and chance would decide.
FEWEST = 5

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    n: int

    @property
    def value(self) -> float | None:
        """0 to 1; ``None`` when it is of too few to tell."""
        return self.part / self.n if self.n >= FEWEST else None


@dataclass(frozen=True)
class Typical:
    """The median of spans of working time."""

    median: timedelta | None
    """``None`` when it is of too few to tell."""
    n: int


@dataclass(frozen=True)
class Figures:
    """Numbers about some questions; confirmed help and silence are never added up."""

    asked: int
    base_confirmed: Share
    """Of all: closed with «помогло» after a case, without a person."""
    base_silent: Share
    """Of all: a case was shown, no person was asked for, and the asker has not come back."""
    confirmed: Share
    """Of those that got a case or an answer: the asker has said that it helped."""
    silent: Share
    """Of the same: the asker has said nothing for a week and has not come back."""
    not_helped: Share
    """Of the same: the asker has said that it did not help, or has reopened it."""
    first_answer: Typical
    """From the question to a methodist's first answer."""
    resolution: Typical
    """From the question to its closing, where a person has answered."""

    @property
    def is_telling(self) -> bool:
        return self.asked >= FEWEST


@dataclass(frozen=True)
class Report:
    """The figures of a span of time."""

    whole: Figures
    by_subject: tuple[tuple[str, Figures], ...]
    """By the code of the subject; empty for questions without one."""
    by_methodist: tuple[tuple[PersonId, Figures], ...]
    """By whoever has the question now, or had it last; in no order of merit."""
    by_week: tuple[tuple[date, Figures], ...]
    """By the Monday of the week in the region, without gaps, the earliest first."""
    is_behind: bool = False
    """Some days have changed since they were counted, and are still to be counted anew."""


@dataclass(frozen=True)
class PlaceReport:
    """The same figures by the municipality of whoever asks."""

    shown: tuple[tuple[str, Figures], ...]
    """By name; only those from which enough people have asked."""
    elsewhere: Figures | None
    """The others together; ``None``: there are none, or too few to be told."""
    hidden: int
    """How many municipalities are among the others, unnamed."""
    is_cut: bool
    """There were more questions than are counted at once: only the newest are."""


@dataclass(frozen=True)
class Sums:
    """Totals by what a report tells apart; what comes twice is added up."""

    weekly: Sequence[tuple[date, str, Total]]
    """By the Monday of the week, and by subject."""
    by_methodist: Sequence[tuple[PersonId, Total]]

    def __add__(self, other: "Sums") -> "Sums":
        return Sums([*self.weekly, *other.weekly], [*self.by_methodist, *other.by_methodist])

    def of(self, methodists: Collection[PersonId] | None) -> "Sums":
        """The same with the own totals of these methodists only; ``None``: of everybody."""
        if methodists is None:
            return self
        own = [(person, total) for person, total in self.by_methodist if person in methodists]
        return Sums(self.weekly, own)


def sums_of(fates: Sequence[Fate], hours: WorkingHours) -> Sums:
    slots = by_slot(fates, rows_of(fates), hours.zone).items()
    return Sums(
        [
            (monday_of(slot.day), slot.subject, total)
            for slot, total in slots
            if slot.methodist_id is None
        ],
        [(slot.methodist_id, total) for slot, total in slots if slot.methodist_id is not None],
    )


def report(sums: Sums, hours: WorkingHours, *, now: datetime, is_behind: bool = False) -> Report:
    """Tell everything there is to tell."""
    weekly = _counted([total for _, _, total in sums.weekly], hours, now)
    own = _counted([total for _, total in sums.by_methodist], hours, now)
    subjects = _groups((subject for _, subject, _ in sums.weekly), weekly)
    methodists = _groups((person for person, _ in sums.by_methodist), own)
    weeks = _groups((monday for monday, _, _ in sums.weekly), weekly)
    return Report(
        _figures(weekly),
        tuple((code, _figures(some)) for code, some in sorted(subjects.items())),
        tuple((person, _figures(some)) for person, some in sorted(methodists.items())),
        tuple((monday, _figures(weeks.get(monday, ()))) for monday in _mondays(weeks)),
        is_behind,
    )


def figures(fates: Sequence[Fate], hours: WorkingHours, *, now: datetime) -> Figures:
    """Of all these together."""
    return _figures(_counted([Total.of(rows_of(fates))], hours, now))


def report_places(
    rows: FateRows,
    homes: Mapping[str, Collection[PersonId]],
    hours: WorkingHours,
    *,
    now: datetime,
    is_cut: bool = False,
) -> PlaceReport:
    """Tell fates by municipality, so that nobody shows through.

    Args:
        rows: the fates.
        homes: those of the askers who have told their municipality, by how they spell it.
        hours: as in ``report``.
        now: as in ``report``.
        is_cut: there were more of them.
    """
    people, whose, asked = np.unique(
        np.ascontiguousarray(rows["asker"]), return_inverse=True, return_counts=True
    )
    is_told = np.zeros(len(people), dtype=np.bool_)
    spellings = []
    for municipality, ids in homes.items():
        there = np.searchsorted(people, np.array(sorted(ids)))
        is_told[there] = True
        spellings.append(_Spelling(municipality, there, int(asked[there].sum())))
    spellings.append(_Spelling(None, np.flatnonzero(~is_told), int(asked[~is_told].sum())))
    places = by_municipality(
        [each for each in spellings if len(each.people)],
        people=lambda some: sum(len(each.people) for each in some),
        weight=lambda each: each.questions,
    )
    groups = [*(group for _, group in places.shown), places.rest]
    group_of = np.full(len(people), -1)
    for number, group in enumerate(groups):
        for each in group:
            group_of[each.people] = number
    told = _told(rows, group_of[whose], len(groups), hours, now)
    return PlaceReport(
        tuple((name, each) for (name, _), each in zip(places.shown, told[:-1], strict=True)),
        told[-1] if places.rest else None,
        places.hidden,
        is_cut,
    )


class _Spelling(NamedTuple):
    """Those who have asked and spell their municipality alike."""

    municipality: str | None
    people: NDArray[np.int64]
    """Their places among all who have asked."""
    questions: int


def _told(
    rows: FateRows, group_of: NDArray[np.int64], groups: int, hours: WorkingHours, now: datetime
) -> list[Figures]:
    """The figures of each group; rows with a negative number are in none."""
    totals = [Total.of(rows[group_of == number]) for number in range(groups)]
    return [_figures([each]) for each in _counted(totals, hours, now)]


@dataclass(frozen=True)
class _Counted:
    """A total as it stands at one moment: the silent are counted, and spans are working time."""

    asked: int
    served: int
    base_confirmed: int
    base_silent: int
    confirmed: int
    silent: int
    not_helped: int
    first_answer: Micros
    resolution: Micros


def _counted(totals: Sequence[Total], hours: WorkingHours, now: datetime) -> list[_Counted]:
    moment = micros(now)
    # All spans in one go: a clock for each of a thousand totals would take longer than the rest.
    rows = [total.answered for total in totals]
    spans = _spans(np.concatenate(rows) if rows else np.empty((0, 3), dtype=np.int64), hours)
    own = np.split(spans, np.cumsum([len(some) for some in rows])[:-1]) if rows else []
    return [
        _Counted(
            total.asked,
            total.served,
            total.base_confirmed,
            silent := int(np.count_nonzero(total.base_silent_from <= moment)),
            total.confirmed,
            silent + int(np.count_nonzero(total.answered_silent_from <= moment)),
            total.not_helped,
            each[:, 0],
            each[:, 1][each[:, 1] >= 0],
        )
        for total, each in zip(totals, own, strict=True)
    ]


def _spans(answered: Micros, hours: WorkingHours) -> Micros:
    """Working time to the first answer and to the closing; negative where none has come."""
    if not len(answered):
        return np.empty((0, 2), dtype=np.int64)
    asked, first_answer, closed = answered.T
    clock = WorkClock.over(hours, int(asked.min()), int(answered.max()))
    # Of most of the year: each moment is looked up once.
    then = clock.by(asked)
    until_closed = np.where(closed == NEVER, -1, np.maximum(clock.by(closed) - then, 0))
    return np.stack([np.maximum(clock.by(first_answer) - then, 0), until_closed], axis=1)


def _figures(counted: Sequence[_Counted]) -> Figures:
    total = sum(each.asked for each in counted)
    reached = sum(each.served for each in counted)
    return Figures(
        total,
        Share(sum(each.base_confirmed for each in counted), total),
        Share(sum(each.base_silent for each in counted), total),
        Share(sum(each.confirmed for each in counted), reached),
        Share(sum(each.silent for each in counted), reached),
        Share(sum(each.not_helped for each in counted), reached),
        _typical([each.first_answer for each in counted]),
        _typical([each.resolution for each in counted]),
    )


def _typical(spans: Sequence[Micros]) -> Typical:
    all_spans = np.concatenate(spans) if spans else np.empty(0, dtype=np.int64)
    if len(all_spans) < FEWEST:
        return Typical(None, len(all_spans))
    return Typical(timedelta(microseconds=float(np.median(all_spans))), len(all_spans))


def _groups(keys: Iterable[Key], counted: Sequence[_Counted]) -> Mapping[Key, list[_Counted]]:
    found: dict[Key, list[_Counted]] = defaultdict(list)
    for key, each in zip(keys, counted, strict=True):
        found[key].append(each)
    return found


def _mondays(weeks: Iterable[date]) -> list[date]:
    known = sorted(weeks)
    if not known:
        return []
    count = (known[-1] - known[0]).days // 7 + 1
    return [known[0] + timedelta(days=7 * index) for index in range(count)]
