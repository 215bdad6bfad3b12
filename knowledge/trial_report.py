"""What a trial of a text says: what got better, what broke, what is now mixed up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from knowledge.models import CaseId
from knowledge.verdict import Decision


class Grade(IntEnum):
    """How well a question fares, the higher the better."""

    MISLED = 0
    """A wrong case is shown at once, as if it were the answer."""
    MISSED = 1
    """Nothing right is among what is shown."""
    AMONG = 2
    """The right case is offered, but not first."""
    FIRST = 3
    """The right case is offered first; or nothing is shown where nothing is right."""
    ANSWERED = 4
    """The right case is shown at once."""


@dataclass(frozen=True)
class Outcome:
    """What a teacher would see."""

    decision: Decision
    shown: tuple[CaseId, ...]
    """The three best matches; what is routed shows them to nobody."""

    def grade(self, expected: CaseId | None) -> Grade:
        """How well that is when ``expected`` answers the question; ``None``: no case does."""
        if expected is None:
            routed = self.decision is Decision.ROUTE
            misled = self.decision is Decision.ANSWER
            return Grade.FIRST if routed else Grade.MISLED if misled else Grade.MISSED
        if self.decision is Decision.ROUTE or expected not in self.shown:
            return Grade.MISLED if self.decision is Decision.ANSWER else Grade.MISSED
        if self.decision is Decision.ANSWER:
            return Grade.ANSWERED if self.shown[0] == expected else Grade.MISLED
        return Grade.FIRST if self.shown[0] == expected else Grade.AMONG


@dataclass(frozen=True)
class Trial:
    """One test question before and after."""

    text: str
    expected: CaseId | None
    before: Outcome | None
    """``None`` for a case that is not published yet."""
    after: Outcome

    @property
    def was(self) -> Grade | None:
        return self.before.grade(self.expected) if self.before else None

    @property
    def now(self) -> Grade:
        return self.after.grade(self.expected)

    @property
    def is_better(self) -> bool:
        return self.was is not None and self.now > self.was

    @property
    def is_broken(self) -> bool:
        """It fares worse, and the right case is not the first thing to be seen any more."""
        return self.was is not None and self.now < self.was and self.now < Grade.FIRST

    @property
    def is_weaker(self) -> bool:
        """The right case is still first, but no longer shown at once."""
        return self.was is Grade.ANSWERED and self.now is Grade.FIRST

    @property
    def mistaken_for(self) -> CaseId | None:
        """The wrong case that would be seen first; ``None`` when there is none."""
        if self.after.decision is Decision.ROUTE or not self.after.shown:
            return None
        first = self.after.shown[0]
        return first if first != self.expected else None

    @property
    def is_newly_confused(self) -> bool:
        former = self.before
        was = former.shown[:1] if former and former.decision is not Decision.ROUTE else ()
        return self.mistaken_for is not None and was != (self.mistaken_for,)


@dataclass(frozen=True)
class Collision:
    """A typical question that would find another case first."""

    question: str
    case_id: CaseId


@dataclass(frozen=True)
class Report:
    """What publishing a text would do."""

    tests: int
    """Questions that were tried, of all cases."""
    well: int
    """Those of them that would find their case first, or find nothing where nothing answers."""
    own: tuple[Trial, ...]
    """Those of the case itself."""
    better: tuple[Trial, ...]
    broken: tuple[Trial, ...]
    weaker: tuple[Trial, ...]
    confused: tuple[Trial, ...]
    """Those that the change mixes up with a wrong case; a broken one may be among them."""
    collisions: tuple[Collision, ...]
    titles: Mapping[CaseId, str]
    seconds: float

    @property
    def failing(self) -> tuple[Trial, ...]:
        """Questions of the case itself that do not find it first."""
        return tuple(trial for trial in self.own if trial.now < Grade.FIRST)

    @property
    def has_regressed(self) -> bool:
        """Whether somebody has to say that this is accepted."""
        return bool(self.broken or self.failing)

    def title(self, case_id: CaseId | None) -> str:
        return self.titles.get(case_id, case_id) if case_id is not None else ""


def report_of(
    case_id: CaseId,
    trials: Sequence[Trial],
    collisions: Sequence[Collision],
    titles: Mapping[CaseId, str],
    *,
    seconds: float,
) -> Report:
    return Report(
        tests=len(trials),
        well=sum(trial.now >= Grade.FIRST for trial in trials),
        own=tuple(trial for trial in trials if trial.expected == case_id),
        better=tuple(trial for trial in trials if trial.is_better),
        broken=tuple(trial for trial in trials if trial.is_broken),
        weaker=tuple(trial for trial in trials if trial.is_weaker),
        confused=tuple(
            trial for trial in trials if trial.is_newly_confused and trial.expected != case_id
        ),
        collisions=tuple(collisions),
        titles=titles,
        seconds=seconds,
    )
