"""What the hotline does, as numbers: each with a definition, and how many questions it is of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from people.hours import WorkingHours
from people.models import PersonId
from people.worktime import Micros, WorkClock, micros
from routing.fate_rows import NEVER, FateRows, rows_of
from routing.fates import Fate
from routing.places import by_municipality
from routing.totals import COUNTS, Columns, Totals, added_up

#: Of fewer questions nothing is told: one of them would show through, and chance would decide.
FEWEST = 5
#: Fewer groups than this have numbers of 16 bits.
_SMALL = 2**15


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


def report(
    totals: Totals,
    hours: WorkingHours,
    *,
    now: datetime,
    methodists: Collection[PersonId] | None = None,
    is_behind: bool = False,
) -> Report:
    """Tell everything there is to tell.

    Args:
        totals: what is told of.
        hours: spans are told in this working time.
        now: the moment as of which silence is counted.
        methodists: who is told of by themselves; ``None``: everybody.
        is_behind: see ``Report``.
    """
    slots = totals.slots
    counted = _Counted.of(
        np.array([slots[name] for name in COUNTS]), totals.answered, totals.silent, hours, now
    )
    weeks = (slots["day"].astype(np.int64) - 1) // 7  # the first day of all was a Monday
    first = int(weeks.min()) if len(weeks) else 0
    people, whose = np.unique(slots["methodist"], return_inverse=True)
    told = [
        place
        for place, person in enumerate(people.tolist())
        if person and (methodists is None or person in methodists)
    ]
    number_of = np.full(len(people), -1)
    number_of[told] = np.arange(len(told))
    by_subject = counted.by(slots["subject"], len(totals.subjects))
    by_methodist = counted.by(number_of[whose], len(told))
    by_week = counted.by(weeks - first, int(weeks.max()) - first + 1 if len(weeks) else 0)
    return Report(
        counted.by(np.zeros(len(slots), dtype=np.int64), 1)[0],
        tuple(zip(totals.subjects, by_subject, strict=True)),
        tuple(zip((PersonId(int(people[place])) for place in told), by_methodist, strict=True)),
        tuple(
            (date.fromordinal(7 * (first + number) + 1), each)
            for number, each in enumerate(by_week)
        ),
        is_behind,
    )


def figures(fates: Sequence[Fate], hours: WorkingHours, *, now: datetime) -> Figures:
    """Of all these together."""
    return _told(rows_of(fates), np.zeros(len(fates), dtype=np.int64), 1, hours, now)[0]


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
        homes: those who have told their municipality, by how they spell it.
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
        known = np.array(sorted(ids))
        there = np.searchsorted(people, known)
        has_asked = people[np.minimum(there, len(people) - 1)] == known if len(people) else []
        there = there[has_asked]
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
    added = added_up(rows, group_of, groups)
    counted = _Counted.of(added.counts, added.answered, added.silent, hours, now)
    return counted.by(np.arange(groups), groups)


@dataclass(frozen=True)
class _Counted:
    """Totals as they stand at one moment: the silent are counted, and spans are working time."""

    counts: Micros
    """A row for each of ``COUNTS``, and then of those that are silent for a week those whom the
    base alone has served, and all; a column for each slot."""
    slot_of: NDArray[np.int64]
    """Of each answered question."""
    first_answer: Micros
    resolution: Micros
    """Negative where none has come."""

    @classmethod
    def of(
        cls, counts: Micros, answered: Columns, silent: Columns, hours: WorkingHours, now: datetime
    ) -> Self:
        is_silent = silent["silent_from"] <= micros(now)
        all_silent = silent["slot"][is_silent]
        of_base = silent["slot"][is_silent & silent["is_of_base"]]
        slots = counts.shape[1]
        counted = [np.bincount(those, minlength=slots) for those in (of_base, all_silent)]
        first_answer, resolution = _spans(answered, hours)
        return cls(
            np.concatenate([counts, counted]),
            answered["slot"].astype(np.int64),
            first_answer,
            resolution,
        )

    def by(self, group_of: NDArray[np.integer[Any]], groups: int) -> list[Figures]:
        """Figures by group.

        Args:
            group_of: the number of the group of each slot; negative: it is in none.
            groups: how many there are.
        """
        is_in = group_of >= 0
        are_all = bool(is_in.all())
        places = group_of if are_all else group_of[is_in]
        counts = [
            np.bincount(places, row if are_all else row[is_in], minlength=groups)
            .astype(np.int64)
            .tolist()
            for row in self.counts
        ]
        # Small numbers are sorted by counting them.
        own = group_of[self.slot_of].astype(np.int16 if groups < _SMALL else np.int64)
        is_one = are_all and groups == 1
        order = slice(None) if is_one else np.argsort(own, kind="stable")
        ends = np.searchsorted(own[order], np.arange(-1, groups), side="right")
        spans = [each[order] for each in (self.first_answer, self.resolution)]
        return [
            _figures(*numbers, *(_typical(each[ends[group] : ends[group + 1]]) for each in spans))
            for group, numbers in enumerate(zip(*counts, strict=True))
        ]


def _spans(answered: Columns, hours: WorkingHours) -> tuple[Micros, Micros]:
    """Working time to the first answer and to the closing; negative where none has come."""
    # In one piece each: a field of a row lies between others.
    asked, first_answer, closed = (
        np.ascontiguousarray(answered[name]) for name in ("asked", "first_answer", "closed")
    )
    if not len(answered):
        return asked, asked
    last = max(int(moments.max()) for moments in (asked, first_answer, closed))
    clock = WorkClock.over(hours, int(asked.min()), last)
    # Of most of the year: each moment is looked up once.
    then = clock.by(asked)
    until_closed = np.where(closed == NEVER, -1, np.maximum(clock.by(closed) - then, 0))
    return np.maximum(clock.by(first_answer) - then, 0), until_closed


def _figures(
    asked: int,
    served: int,
    base_confirmed: int,
    confirmed: int,
    not_helped: int,
    base_silent: int,
    silent: int,
    first_answer: Typical,
    resolution: Typical,
) -> Figures:
    return Figures(
        asked,
        Share(base_confirmed, asked),
        Share(base_silent, asked),
        Share(confirmed, served),
        Share(silent, served),
        Share(not_helped, served),
        first_answer,
        resolution,
    )


def _typical(spans: Micros) -> Typical:
    come = spans[spans >= 0]
    if len(come) < FEWEST:
        return Typical(None, len(come))
    return Typical(timedelta(microseconds=float(np.median(come))), len(come))
