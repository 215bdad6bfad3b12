"""What the hotline does, as numbers: each with a definition, and how many questions it is of."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import TypeVar

from people.hours import WorkingHours
from people.levels import Level
from people.models import PersonId
from routing.models import QuestionId, QuestionState
from routing.places import by_municipality

#: Of fewer questions nothing is told: one of them would show through, and chance would decide.
FEWEST = 5
#: Whoever has said nothing for so long has not come back.
SILENT_FOR = timedelta(days=7)

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Fate:
    """What became of one question; no words, and the asker only to be counted."""

    question_id: QuestionId
    state: QuestionState
    subject: str | None
    level: Level | None
    asked_at: datetime
    answer_by: datetime | None
    first_answer_at: datetime | None
    """When the first answer that was not taken back was written."""
    answered_at: datetime | None
    """The last one."""
    closed_at: datetime | None
    helped: bool | None
    methodist_id: PersonId | None
    decision: str | None
    """A member of ``knowledge.verdict.Decision``; ``None`` when nothing was searched."""
    was_shown: bool
    """Whether a case was shown or sent."""
    came_back: bool
    """The asker has said that it did not help, or has reopened it."""
    asker_id: PersonId | None = None
    municipality: str | None = None
    """As the asker's profile has it now."""

    @property
    def went_to_people(self) -> bool:
        return self.answer_by is not None

    @property
    def was_served(self) -> bool:
        """Something was shown or answered that could have helped."""
        return self.first_answer_at is not None or self.was_shown

    def has_confirmed(self) -> bool:
        return self.helped is True

    def is_silent(self, now: datetime) -> bool:
        """Served, nothing said about it for a week, and the asker has not come back."""
        if not self.was_served or self.helped is not None or self.came_back:
            return False
        if self.went_to_people and self.first_answer_at is None:
            return False
        last = self.answered_at or self.asked_at
        return last + SILENT_FOR <= now


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
    by_municipality: tuple[tuple[str, Figures], ...]
    """By name; only those from which enough people have asked."""
    elsewhere: Figures | None
    """The others together; ``None``: there are none, or too few to be told."""
    hidden_municipalities: int
    """How many are among the others, unnamed."""
    by_week: tuple[tuple[date, Figures], ...]
    """By the Monday of the week in the region, without gaps, the earliest first."""
    is_cut: bool
    """There were more questions than are counted at once: only the newest are."""


def report(
    fates: Sequence[Fate], hours: WorkingHours, *, now: datetime, is_cut: bool = False
) -> Report:
    """Count everything there is to count."""

    def count(some: Iterable[Fate]) -> Figures:
        return figures(list(some), hours, now=now)

    def week(fate: Fate) -> date:
        day = fate.asked_at.astimezone(hours.zone).date()
        return day - timedelta(days=day.weekday())

    subjects = _groups(fates, lambda fate: fate.subject or "")
    methodists = _groups(
        [fate for fate in fates if fate.methodist_id is not None],
        lambda fate: PersonId(fate.methodist_id or 0),
    )
    weeks = _groups(fates, week)
    places = by_municipality(fates)
    return Report(
        count(fates),
        tuple((code, count(some)) for code, some in sorted(subjects.items())),
        tuple((person, count(some)) for person, some in sorted(methodists.items())),
        tuple((name, count(some)) for name, some in places.shown),
        count(places.rest) if places.rest else None,
        places.hidden,
        tuple((monday, count(weeks.get(monday, ()))) for monday in _mondays(weeks)),
        is_cut,
    )


def figures(fates: Sequence[Fate], hours: WorkingHours, *, now: datetime) -> Figures:
    served = [fate for fate in fates if fate.was_served]
    alone = [fate for fate in fates if fate.was_shown and not fate.went_to_people]
    answered = [fate for fate in fates if fate.went_to_people and fate.first_answer_at is not None]
    total, reached = len(fates), len(served)
    return Figures(
        total,
        Share(sum(fate.has_confirmed() for fate in alone), total),
        Share(sum(fate.is_silent(now) for fate in alone), total),
        Share(sum(fate.has_confirmed() for fate in served), reached),
        Share(sum(fate.is_silent(now) for fate in served), reached),
        Share(sum(fate.came_back and not fate.has_confirmed() for fate in served), reached),
        _typical(((fate.asked_at, fate.first_answer_at) for fate in answered), hours),
        _typical(((fate.asked_at, fate.closed_at) for fate in answered), hours),
    )


def _typical(spans: Iterable[tuple[datetime, datetime | None]], hours: WorkingHours) -> Typical:
    ended = [(start, end) for start, end in spans if end is not None]
    if len(ended) < FEWEST:
        return Typical(None, len(ended))
    seconds = median(hours.between(start, end).total_seconds() for start, end in ended)
    return Typical(timedelta(seconds=seconds), len(ended))


def _groups(fates: Iterable[Fate], key: Callable[[Fate], Key]) -> dict[Key, list[Fate]]:
    found: dict[Key, list[Fate]] = defaultdict(list)
    for fate in fates:
        found[key(fate)].append(fate)
    return dict(found)


def _mondays(weeks: Iterable[date]) -> list[date]:
    known = sorted(weeks)
    if not known:
        return []
    count = (known[-1] - known[0]).days // 7 + 1
    return [known[0] + timedelta(days=7 * index) for index in range(count)]
