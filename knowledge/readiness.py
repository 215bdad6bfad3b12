"""Decides whether a text may be sent to a second person and published, and what it lacks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from knowledge.lexicon import words
from knowledge.models import CaseId

#: Fewer ways of asking do not find a case reliably.
FEWEST_QUESTIONS = 2
FEWEST_TESTS = 1


class Lack(StrEnum):
    QUESTIONS = "questions"
    TESTS = "tests"
    BASIS = "basis"
    REVIEW = "review"
    REVIEW_PAST = "review_past"
    TITLE_TAKEN = "title_taken"
    QUESTION_TAKEN = "question_taken"
    TEST_IS_TYPICAL = "test_is_typical"
    FILE = "file"


@dataclass(frozen=True)
class Hindrance:
    """Something without which the text must not be published."""

    lack: Lack
    phrase: str = ""
    """The title or the question that another case has, or that is used twice; a file's name."""
    taken_by: CaseId | None = None


class Judged(Protocol):
    """What is looked at of a version or a draft."""

    @property
    def title(self) -> str: ...
    @property
    def questions(self) -> Sequence[str]: ...
    @property
    def basis(self) -> Sequence[str]: ...
    @property
    def review_by(self) -> date | None: ...


def phrase_key(text: str) -> str:
    """The words of a phrase alone: two that differ by signs, case or ё are the same."""
    return " ".join(words(text))


def hindrances(
    case: Judged,
    tests: Sequence[str],
    *,
    taken: Mapping[str, CaseId],
    missing_files: Sequence[str] = (),
    today: date,
) -> list[Hindrance]:
    """What keeps the text from being published, in the order of the form.

    Args:
        tests: its test questions.
        taken: titles and typical questions of other published cases, by ``phrase_key``.
        missing_files: names of files that its materials speak of and that are not here.
    """
    typical = {phrase_key(question) for question in case.questions}
    found = list(_taken(Lack.TITLE_TAKEN, [case.title], taken))
    if len(typical) < FEWEST_QUESTIONS:
        found.append(Hindrance(Lack.QUESTIONS))
    found += _taken(Lack.QUESTION_TAKEN, case.questions, taken)
    if len({phrase_key(test) for test in tests}) < FEWEST_TESTS:
        found.append(Hindrance(Lack.TESTS))
    found += [Hindrance(Lack.TEST_IS_TYPICAL, t) for t in tests if phrase_key(t) in typical]
    found += [Hindrance(Lack.FILE, name) for name in missing_files]
    if not any(act.strip() for act in case.basis):
        found.append(Hindrance(Lack.BASIS))
    if case.review_by is None:
        found.append(Hindrance(Lack.REVIEW))
    elif case.review_by <= today:
        found.append(Hindrance(Lack.REVIEW_PAST))
    return found


def _taken(lack: Lack, phrases: Iterable[str], taken: Mapping[str, CaseId]) -> Iterable[Hindrance]:
    for phrase in phrases:
        if other := taken.get(phrase_key(phrase)):
            yield Hindrance(lack, phrase, other)
