"""Two questions in one message."""

import pytest

from knowledge.matching import Match
from knowledge.models import CaseId, VersionId
from knowledge.ranking import Signals
from knowledge.several import are_several, asked_in, together
from people.levels import Level

SIGNALS = Signals(None, None, words=0.5, subject=0, level=0, margin=0, total=1)


def match(case_id: str, score: float) -> Match:
    return Match(CaseId(case_id), VersionId(1), case_id, "math", Level.BASIC, score, SIGNALS)


def ids(matches: tuple[Match, ...]) -> list[str]:
    return [one.case_id for one in matches]


@pytest.mark.parametrize(
    "text",
    [
        "Как объяснить дроби пятиклассникам? И ещё: чем занять хор без рояля?",
        "1) как объяснить дроби пятиклассникам 2) чем занять хор без рояля",
        "Первое: как объяснить дроби пятиклассникам. Второе: чем занять хор без рояля",
        "Во-первых, как объяснить дроби пятиклассникам. Во-вторых, чем занять хор без рояля?",
    ],
)
def test_two_questions_are_told_apart(text: str) -> None:
    first, second = asked_in(text)

    assert "дроби" in first
    assert "хор" not in first
    assert "хор" in second


@pytest.mark.parametrize(
    "text",
    [
        "Как объяснить дроби пятиклассникам?",
        "Как быть? Пятиклассники не понимают дроби, как объяснить?",
        "Пятиклассники не понимают дроби. Хор поёт без рояля.",
        "В пункте 1) программы дроби, как их объяснить",
    ],
)
def test_one_question_stays_one(text: str) -> None:
    assert asked_in(text) == []


def test_more_than_three_questions_are_a_story() -> None:
    assert asked_in("Чем занять хор мальчиков? " * 4) == []


def test_what_tells_belongs_to_the_question_behind_it() -> None:
    first, second = asked_in("Дети не поют хором? Рояля в школе нет. Чем заменить рояль хору?")

    assert first == "Дети не поют хором?"
    assert second.startswith("Рояля в школе нет.")


def test_each_part_brings_its_own_case_among_the_first_three() -> None:
    whole = (match("a", 0.8), match("x", 0.5), match("y", 0.4), match("b", 0.1))

    merged = together(whole, [[match("a", 0.9)], [match("b", 0.7)]], offer_from=0.4)

    assert ids(merged) == ["a", "b", "x", "y"]
    assert [one.score for one in merged] == [0.8, 0.7, 0.5, 0.4]


def test_what_was_brought_never_scores_above_the_first() -> None:
    merged = together((match("a", 0.5),), [[match("b", 0.9)]], offer_from=0.4)

    assert [(one.case_id, one.score) for one in merged] == [("a", 0.5), ("b", 0.5)]


def test_a_part_that_finds_nothing_worth_offering_brings_nothing() -> None:
    whole = (match("a", 0.8), match("x", 0.5))

    assert together(whole, [[match("a", 0.9)], [match("b", 0.3)], []], offer_from=0.4) == whole
    assert together((), [[match("b", 0.9)]], offer_from=0.4) == ()


def test_parts_with_one_answer_are_one_question() -> None:
    found = [[match("a", 0.9)], [match("a", 0.8)], [match("b", 0.1)]]

    assert not are_several(found, offer_from=0.4)
    assert are_several([*found, [match("b", 0.5)]], offer_from=0.4)
