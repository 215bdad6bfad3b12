"""Signals in the words of a methodist."""

from typing import Any

import pytest

from knowledge import explaining


@pytest.mark.parametrize(
    ("signals", "words"),
    [
        ({"whole": 0.91, "near": None}, "близко по смыслу"),
        ({"whole": 0.86, "near": 0.85}, "похоже по смыслу"),
        ({"whole": 0.86, "near": 0.93}, "так уже спрашивали"),
        ({"whole": None, "near": None}, "смысл не сравнивался"),
        ({"words": 0.6}, "совпали главные слова"),
        ({"words": 0.2}, "совпала часть слов"),
        ({"subject": -1.0}, "другой предмет"),
        ({"level": 1.0}, "уровень тот же"),
        ({"grade": 1.0}, "класс тот же"),
        ({"margin": 2.5}, "заметно опережает остальные"),
        ({"margin": 0.1}, "рядом есть почти такой же"),
    ],
)
def test_a_signal_that_says_something_is_said(signals: dict[str, Any], words: str) -> None:
    assert words in explaining.reasons({"whole": 0.8, "near": 0.8, **signals})


def test_what_says_nothing_is_left_out() -> None:
    silent = {"whole": 0.8, "near": 0.8, "words": 0.1, "subject": 0.0, "margin": -1.2}

    assert explaining.reasons(silent) == ()


def test_without_a_calibration_no_limit_for_showing_at_once_is_named() -> None:
    assert "не показываются" in explaining.limits(answer_from=None, offer_from=0.3)
    assert "от 96 %" in explaining.limits(answer_from=0.962, offer_from=0.3)


@pytest.mark.parametrize(
    ("finding", "title", "limits"),
    [
        ({"decision": "answer", "answer_from": 0.9, "offer_from": 0.3}, "Ответить кейсом", "90 %"),
        ({"decision": "offer", "offer_from": 0.3}, "Предложить на выбор", "не показываются"),
        ({"decision": "route"}, "Передать методисту", None),
        ({"nothing_asked": True, "offer_from": 0.3}, "Вопроса не видно", None),
        ({}, "Поиска не было", None),
        (
            {"decision": "route", "reply": {"title": "Т", "score": 0.8, "goes_on": False}},
            "Ответить словами базы",
            None,
        ),
        (
            {"decision": "offer", "reply": {"title": "Т", "score": 0.8, "goes_on": True}},
            "Сначала поддержать. Предложить на выбор",
            None,
        ),
    ],
)
def test_a_stored_finding_is_told_with_its_limits(
    finding: dict[str, Any], title: str, limits: str | None
) -> None:
    assert explaining.verdict_of(finding)[0] == title
    told = explaining.limits_of(finding)
    assert told is None if limits is None else limits in (told or "")
