"""Replies: which message calls for one, and which only sounds so."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from knowledge.drafts import CaseDraft
from knowledge.encoder import Vector
from knowledge.lexicon import fold
from knowledge.models import CaseVersion, VersionId
from knowledge.replying import (
    AS_USUAL,
    CARE,
    NO_CASE,
    Beside,
    Judge,
    Replies,
    ReplyEntry,
    ReplySignals,
    asks,
    is_reply,
    shipped_judges,
    told_beside,
)
from tests.support.cases import draft


def entry(
    id: str, *phrases: str, topics: Sequence[str] = (), east: bool | None = None
) -> ReplyEntry:
    """A reply; its phrases look east or north, or were not seen by an encoder yet."""
    contents = draft(id, kind="ответ", topics=list(topics), questions=list(phrases)).contents()
    rows = None
    if east is not None:
        rows = np.array([EAST if east else NORTH] * len(phrases), dtype=np.float32)
    return ReplyEntry.of(CaseVersion(id=VersionId(1), case_id=id, **contents), rows)


EAST: Vector = np.array([1, 0], dtype=np.float32)
NORTH: Vector = np.array([0, 1], dtype=np.float32)
ROBOT = "Ты бот или живой человек?"
WHO = entry("who", ROBOT, "Кто ты?", east=True)
USUAL = entry("usual", "Как вести кружок роботов?", topics=[AS_USUAL], east=False)


def chosen(replies: Replies, text: str, vector: Vector | None = None) -> str | None:
    found = replies.choose(text, vector, NO_CASE)
    return found.entry.case_id if found else None


def test_the_kind_of_a_case_makes_it_a_reply() -> None:
    assert is_reply("Ответ ")
    assert not is_reply("кейс")


def test_the_very_words_of_a_phrase_call_for_the_reply_even_without_an_encoder() -> None:
    assert chosen(Replies([WHO, USUAL]), ROBOT) == "who"


def test_a_message_with_nothing_in_common_gets_no_reply() -> None:
    assert chosen(Replies([WHO, USUAL]), "Путают падежи в третьем классе") is None


def test_where_no_question_could_be_lost_the_likelier_reply_is_taken() -> None:
    judge = Judge(0.0, {"near": 1.0}, reply_from=0.9)
    signals = ReplySignals(1.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0)

    assert not judge.takes(signals)
    assert judge.takes(signals, anyway=True)
    assert not judge.takes(replace(signals, near=-1.0), anyway=True)


def test_without_replies_there_is_none() -> None:
    assert chosen(Replies([]), ROBOT) is None
    assert chosen(Replies([USUAL]), ROBOT) is None


def test_a_message_near_the_phrases_that_go_the_usual_way_gets_no_reply() -> None:
    replies = Replies([WHO, USUAL])

    assert chosen(replies, "робот собеседник", EAST) == "who"
    assert chosen(replies, "робот собеседник", NORTH) is None


def test_a_case_that_is_as_near_takes_the_message_from_the_reply() -> None:
    found = Replies([WHO, USUAL]).best("робот собеседник", EAST, NO_CASE)
    beside = Replies([WHO, USUAL]).best("робот собеседник", EAST, Beside(1.0, 0.0, 0.9))

    assert found is not None
    assert beside is not None
    assert found[1].lead == 1.0
    assert beside[1].lead == 0.0


def test_meaning_is_not_trusted_while_a_phrase_has_not_been_seen() -> None:
    found = Replies([WHO, USUAL, entry("new", "Привет!")]).best(ROBOT, NORTH, NO_CASE)

    assert found is not None
    assert (found[0].case_id, found[1].near) == ("who", None)


def test_meaning_is_not_trusted_without_a_calibration_nor_without_the_other_side() -> None:
    for replies in (Replies([WHO, USUAL], is_calibrated=False), Replies([WHO])):
        found = replies.best(ROBOT, EAST, NO_CASE)

        assert found is not None
        assert found[1].near is None


def test_of_two_equally_like_replies_the_one_that_cares_comes_first() -> None:
    same = "Не могу больше"
    replies = Replies([entry("tired", same), entry("care", same, topics=[CARE]), USUAL])

    assert chosen(replies, same) == "care"


def test_signs_without_words_are_known_by_the_first_of_them() -> None:
    replies = Replies([entry("piece", "???"), USUAL])

    assert chosen(replies, "?!?") == "piece"
    assert chosen(replies, "👍") is None
    assert chosen(replies, "") is None


def test_where_nothing_was_asked_a_likelier_reply_is_enough() -> None:
    replies = Replies([entry("thanks", "Спасибо большое за помощь вам"), USUAL])
    text = fold("Спасибо за помощь большое")
    judge = shipped_judges().words
    found = replies.best(text, None, NO_CASE)
    assert found is not None
    assert judge.probability(found[1]) >= 0.5

    assert replies.choose(text, None, NO_CASE, nothing_asked=True) is not None


@pytest.mark.parametrize(
    ("text", "is_asking"),
    [
        ("Реву в учительской. Что мне теперь с этим делать", True),
        ("Сил нет! Как вернуть дисциплину?", True),
        ("Не сплю, посоветуйте", True),
        ("Папа умер, веду уроки как в тумане", False),
        ("Не могу больше, плачу каждый вечер", False),
    ],
)
def test_a_question_beside_distress_is_seen(text: str, is_asking: bool) -> None:
    assert asks(text) is is_asking


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Реву каждый вечер! Как успокоить класс?", "Реву каждый вечер!"),
        ("Устала. Болею. Злюсь. Как быть?", "Устала. Болею."),
        ("Как успокоить класс?", ""),
        ("Реву каждый вечер. Сил нет.", ""),
    ],
)
def test_what_is_said_beside_a_question_is_found(text: str, told: str) -> None:
    assert told_beside(text) == told


def test_a_reply_without_phrases_is_never_chosen(draft_without: CaseDraft) -> None:
    version = CaseVersion(id=VersionId(1), case_id="mute", **draft_without.contents())

    assert chosen(Replies([ReplyEntry.of(version, None), USUAL]), ROBOT) is None


@pytest.fixture
def draft_without() -> CaseDraft:
    return draft("mute", kind="ответ")
