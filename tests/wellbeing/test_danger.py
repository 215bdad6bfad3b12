"""Danger is told from everyday speech and from the syllabus, by words alone.

``tuned.json`` holds what the turns of phrase were made with; ``held_out.json`` was written later.
At first sight 26 of its 34 dangers were found and all of its 30 harmless phrases left alone; what
had been missed was put right then. So of new phrases that speak of danger in words of their own,
about three in four are noticed.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from wellbeing.danger import Danger, danger_in, plain

PHRASES = {
    half: json.loads(Path(__file__).with_name("danger").joinpath(f"{half}.json").read_text("utf-8"))
    for half in ("tuned", "held_out")
}
SEEDS = Path(__file__).parents[2] / "knowledge" / "seeds" / "cases"


def phrases(kind: str) -> list[str]:
    return [phrase for half in PHRASES.values() for phrase in half[kind]]


def test_there_are_enough_phrases_both_ways() -> None:
    assert len(phrases("own")) + len(phrases("anothers")) >= 120
    assert len(phrases("harmless")) >= 120


@pytest.mark.parametrize("phrase", phrases("own"))
def test_t26_danger_to_the_writer_is_noticed(phrase: str) -> None:
    assert danger_in(phrase) is Danger.OWN


@pytest.mark.parametrize("phrase", phrases("anothers"))
def test_t26_danger_to_somebody_else_is_noticed(phrase: str) -> None:
    assert danger_in(phrase) is Danger.ANOTHERS


@pytest.mark.parametrize("phrase", phrases("harmless"))
def test_everyday_speech_and_the_syllabus_bring_no_card(phrase: str) -> None:
    assert danger_in(phrase) is None


Spelling = Callable[[str], str]


@pytest.mark.parametrize("phrase", ["Я хочу умереть", "Не хочу больше жить", "Убью себя"])
@pytest.mark.parametrize(
    "written",
    [
        str.upper,
        lambda phrase: phrase.replace("е", "ё"),
        lambda phrase: phrase.replace("о", "o").replace("е", "e").replace("у", "y"),
        lambda phrase: f"Здравствуйте! Подскажите про ФГОС. {phrase}... Спасибо!",
        lambda phrase: phrase.replace(" ", " \u00a0 "),
        lambda phrase: phrase.replace("ю", "юююю").replace("у", "уууу"),
    ],
)
def test_spelling_does_not_hide_danger(phrase: str, written: Spelling) -> None:
    assert danger_in(written(phrase)) is Danger.OWN


def test_the_writers_own_danger_comes_before_somebody_elses() -> None:
    said = "Ученик сказал, что не хочет жить. А теперь и я хочу умереть."

    assert danger_in(said) is Danger.OWN


def test_everyday_words_beside_danger_do_not_hide_it() -> None:
    assert danger_in("Я повешусь из-за этих отчётов. Прощайте, я не шучу") is Danger.OWN
    assert danger_in("Повешусь от этих отчётов") is None


def test_the_shipped_cases_bring_the_card_only_where_they_are_about_danger() -> None:
    noticed = [
        case["id"]
        for file in sorted(SEEDS.glob("*.jsonl"))
        for case in map(json.loads, file.read_text("utf-8").splitlines())
        if any(danger_in(question) for question in [case["title"], *case.get("questions", [])])
    ]

    assert 1 <= len(noticed) <= 4


def test_an_empty_text_and_signs_alone_are_harmless() -> None:
    assert [danger_in(text) for text in ("", "   ", "🙂🙂", "!!!", "\x00")] == [None] * 5


def test_a_text_is_read_as_it_is_looked_for() -> None:
    assert plain("Хочу  УМЕРЕТЬ, всё…") == "хочу умереть все"
    assert plain("нехочу") == "не хочу"
    assert plain("у м е р е т ь") == "умереть"
