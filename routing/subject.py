"""Which subject and level a question belongs to, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from people.levels import Level, mentioned_levels
from people.subjects import mentioned_subjects

#: A subject that no methodist of a school subject would recognise as foreign.
GENERAL = "general"
#: A case below this probability says nothing about the subject of the question.
TELLING_SCORE = 0.3


class Why(StrEnum):
    """What a subject was told by."""

    TEXT = "text"
    PROFILE = "profile"
    CASES = "cases"
    NOTHING = "nothing"
    METHODIST = "methodist"
    """A methodist or coordinator has said so."""
    ASKER = "asker"
    """The asker has chosen who is to read it: nobody else of the subject is asked."""


@dataclass(frozen=True)
class Evidence:
    """A similar case, as far as it tells the subject of a question."""

    subject: str
    score: float
    """Probability, 0 to 1, that the case answers the question."""


@dataclass(frozen=True)
class Topic:
    subject: str
    level: Level | None
    why: Why


def tell_topic(
    text: str,
    *,
    profile_subjects: Sequence[str],
    profile_levels: Sequence[Level],
    similar: Sequence[Evidence],
) -> Topic:
    """Tell the subject by what the text names, then by similar cases, then by the profile.

    Of several named subjects the one that the asker teaches wins, otherwise the first named. A
    similar case outweighs the profile, because a physics teacher asks as a class teacher, too;
    but among equally likely cases the profile decides.
    """
    subject, why = _tell_subject(text, profile_subjects, similar)
    return Topic(subject, _tell_level(text, profile_levels), why)


def _tell_subject(
    text: str, profile: Sequence[str], similar: Sequence[Evidence]
) -> tuple[str, Why]:
    mentioned = [subject.code for subject in mentioned_subjects(text)]
    # «Методика химии» speaks of chemistry.
    named = [code for code in mentioned if code != GENERAL] or mentioned
    if named:
        return next((code for code in named if code in profile), named[0]), Why.TEXT
    telling = [evidence for evidence in similar if evidence.score >= TELLING_SCORE]
    if telling:
        best = max(evidence.score for evidence in telling)
        near = [evidence.subject for evidence in telling if evidence.score >= best * 0.8]
        own = next((subject for subject in near if subject in profile), None)
        return own or telling[0].subject, Why.CASES
    if profile:
        return profile[0], Why.PROFILE
    return GENERAL, Why.NOTHING


def _tell_level(text: str, profile: Sequence[Level]) -> Level | None:
    named = mentioned_levels(text)
    if len(named) == 1:
        return named[0]
    if not named and len(profile) == 1:
        return profile[0]
    return None
