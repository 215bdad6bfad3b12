"""Lemmas and BM25."""

from collections import Counter

import numpy as np
import pytest

from knowledge.lexicon import Lexicon, lemmas


def bags(*texts: str) -> list[Counter[str]]:
    return [Counter(lemmas(text)) for text in texts]


def test_forms_of_a_word_are_one_lemma() -> None:
    assert lemmas("дробей дробями") == lemmas("Дроби дробь")


def test_words_without_meaning_and_courtesies_are_left_out() -> None:
    assert lemmas("Здравствуйте, подскажите, пожалуйста, как и что делать с ним") == []


def test_yo_makes_no_difference() -> None:
    assert lemmas("учёт зачёта") == lemmas("учет зачета")


def test_letters_of_rare_scripts_are_words_of_their_own() -> None:
    assert lemmas("𗀀 中文 word") == ["𗀀", "中文", "word"]


def test_the_document_with_the_rarer_word_comes_first() -> None:
    lexicon = Lexicon(bags("урок дроби", "урок проценты", "урок музыка"))

    shares = lexicon.shares([lemmas("дробь на уроке")])[0]

    assert int(np.argmax(shares)) == 0
    assert shares[1] == pytest.approx(shares[2])


def test_shares_lie_between_nothing_and_all() -> None:
    lexicon = Lexicon(bags("дроби " * 50, "музыка"))

    shares = lexicon.shares([lemmas("дроби")])[0]

    assert 0.9 < shares[0] <= 1
    assert shares[1] == 0


def test_a_word_that_no_case_has_lowers_the_share() -> None:
    lexicon = Lexicon(bags("дроби урок", "музыка урок"))

    known = lexicon.shares([lemmas("дроби")])[0][0]

    assert lexicon.shares([lemmas("дроби аудирование")])[0][0] < known * 0.7


def test_saying_a_word_twice_in_the_question_changes_nothing() -> None:
    lexicon = Lexicon(bags("дроби урок", "музыка урок"))

    assert (
        lexicon.shares([["дробь", "дробь"]])[0].tolist() == lexicon.shares([["дробь"]])[0].tolist()
    )


@pytest.mark.parametrize("documents", [[], [Counter()], [Counter(), Counter()]])
def test_a_base_without_words_finds_nothing(documents: list[Counter[str]]) -> None:
    assert Lexicon(documents).shares([["дробь"]])[0].tolist() == [0.0] * len(documents)
