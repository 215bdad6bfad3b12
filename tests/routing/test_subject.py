"""Which subject and level a question has, and by what that was told."""

import pytest

from people.levels import Level
from routing.subject import GENERAL, TELLING_SCORE, Evidence, Topic, Why, tell_topic


def topic(
    text: str = "Как быть?",
    *,
    profile: list[str] | None = None,
    levels: list[Level] | None = None,
    similar: list[tuple[str, float]] | None = None,
) -> Topic:
    return tell_topic(
        text,
        profile_subjects=profile or [],
        profile_levels=levels or [],
        similar=[Evidence(subject, score) for subject, score in similar or []],
    )


@pytest.mark.parametrize(
    ("told", "subject", "why"),
    [
        (topic("Опыт на химии"), "chemistry", Why.TEXT),
        (topic("Опыт на химии", profile=["physics"]), "chemistry", Why.TEXT),
        (topic("Химия и физика", profile=["physics"]), "physics", Why.TEXT),
        (topic("Химия и физика", profile=["math"]), "chemistry", Why.TEXT),
        (topic("Опыт на химии", similar=[("physics", 0.99)]), "chemistry", Why.TEXT),
        (topic("Методика химии"), "chemistry", Why.TEXT),
        (topic("Какая методика лучше"), GENERAL, Why.TEXT),
        (topic(similar=[("math", 0.7)]), "math", Why.CASES),
        (topic(similar=[("class_lead", 0.9)], profile=["physics"]), "class_lead", Why.CASES),
        (topic(similar=[("math", 0.6), ("physics", 0.55)], profile=["physics"]), "physics",
         Why.CASES),
        (topic(similar=[("math", 0.9), ("physics", 0.4)], profile=["physics"]), "math", Why.CASES),
        (topic(similar=[("math", TELLING_SCORE)]), "math", Why.CASES),
        (topic(similar=[("math", 0.29)], profile=["physics"]), "physics", Why.PROFILE),
        (topic(profile=["physics", "math"]), "physics", Why.PROFILE),
        (topic(similar=[("math", 0.29)]), GENERAL, Why.NOTHING),
        (topic(""), GENERAL, Why.NOTHING),
    ],
)  # fmt: skip
def test_the_subject_is_told(told: Topic, subject: str, why: Why) -> None:
    assert (told.subject, told.why) == (subject, why)


@pytest.mark.parametrize(
    ("told", "level"),
    [
        (topic("в 3 классе"), Level.PRIMARY),
        (topic("в 3 классе", levels=[Level.BASIC]), Level.PRIMARY),
        (topic("в 4 и в 5 классе"), None),
        (topic("в 4 и в 5 классе", levels=[Level.BASIC]), None),
        (topic(levels=[Level.BASIC]), Level.BASIC),
        (topic(levels=[Level.BASIC, Level.PRIMARY]), None),
        (topic("осталось 5 человек"), None),
    ],
)
def test_the_level_is_told(told: Topic, level: Level | None) -> None:
    assert told.level is level
