"""The blend of meaning, words and profile."""

import numpy as np
import pytest

from knowledge.ranking import (
    BLENDED,
    Asker,
    Floats,
    Signals,
    Weights,
    best_rows,
    blend,
    dense,
    margins,
)
from people.levels import Level


def row(*values: float) -> Floats:
    return np.array(values, dtype=np.float32)


def blended(weights: Weights, **signals: Floats) -> Floats:
    """The blend of ``signals``; of the others nothing is known."""
    cases = len(next(iter(signals.values())))
    nothing = {name: np.zeros(cases, dtype=np.float32) for name in BLENDED}
    unknown = {name: np.full(cases, np.nan, np.float32) for name in ("whole", "near", "akin")}
    return blend(nothing | unknown | signals, weights)


def test_meaning_is_half_the_whole_and_half_the_nearest_part() -> None:
    assert dense(row(0.8), row(0.9)).tolist() == pytest.approx([0.85])


def test_without_typical_questions_the_whole_alone_counts() -> None:
    assert dense(row(0.8), row(np.nan)).tolist() == pytest.approx([0.8])
    signals = Signals(whole=0.8, near=None, words=0, subject=0, level=0, margin=0, total=0)
    assert signals.dense == 0.8


def test_of_cases_equally_near_the_one_with_the_words_comes_first() -> None:
    total = blended(Weights(), whole=row(0.85, 0.85), words=row(0.1, 0.4))

    assert total[1] > total[0]


def test_a_case_without_vectors_stands_by_its_words() -> None:
    meaning = row(0.80, 0.81, 0.82, np.nan)

    with_words = blended(Weights(), whole=meaning, words=row(0, 0, 0, 0.5))
    without = blended(Weights(), whole=meaning, words=row(0, 0, 0, 0))

    assert int(np.argmax(with_words)) == 3
    assert without[3] == pytest.approx(without[1])


def test_a_case_without_typical_questions_is_as_far_from_the_usual_as_its_whole() -> None:
    total = blended(
        Weights(whole=0, near=1, centred=0),
        whole=row(0.80, 0.82, 0.84, 0.86),
        near=row(0.84, 0.86, 0.88, np.nan),
    )

    assert total.tolist() == pytest.approx([0.84, 0.86, 0.88, 0.89])


def test_without_any_vectors_words_alone_rank() -> None:
    total = blended(Weights(words=1), whole=row(np.nan, np.nan), words=row(0.1, 0.2))

    assert total.tolist() == pytest.approx([0.1, 0.2])


def test_what_is_unknown_of_a_case_is_guessed_by_its_whole() -> None:
    signals = Signals(whole=0.8, near=None, words=0.3, subject=0, level=0, margin=0, total=0)

    assert [signals.value(name) for name in ("near", "akin", "words")] == [0.8, 0.8, 0.3]
    assert signals.value("centred") == 0


def test_a_grade_agrees_only_where_both_name_one() -> None:
    asker = Asker(grades=[7, 8])

    assert [asker.grade_agreement(grades) for grades in ([8], [5], [])] == [1.0, -1.0, 0.0]
    assert Asker().grade_agreement([5]) == 0.0


def test_only_allowed_rows_come_the_best_first() -> None:
    total = row(0.1, 0.9, 0.5, 0.5, 0.7)

    assert best_rows(total, np.array([True, False, True, True, True]), 3) == [4, 2, 3]
    assert best_rows(total, np.array([True] * 5), 9) == [1, 4, 2, 3, 0]
    assert best_rows(total, np.array([False] * 5), 3) == []


def test_the_best_leads_and_all_others_trail() -> None:
    assert margins([0.9, 0.7, 0.6]) == pytest.approx([0.2, -0.2, -0.3])
    assert margins([0.9]) == [0.0]
    assert margins([]) == []


def test_a_subject_named_in_the_text_goes_before_the_own_one() -> None:
    asker = Asker(named_subjects=["music"], own_subjects=["history"])

    agreements = [asker.subject_agreement(s, Level.BASIC) for s in ("music", "history", "physics")]

    assert agreements == [1.0, 0.0, -1.0]


def test_without_a_known_subject_none_is_preferred() -> None:
    assert Asker().subject_agreement("physics", Level.BASIC) == 0.0


@pytest.mark.parametrize("subject", ["general", "class_lead", "psych", "methodist"])
def test_cases_for_everybody_do_not_speak_against_a_teacher(subject: str) -> None:
    assert Asker(own_subjects=["physics"]).subject_agreement(subject, Level.ANY) == 0.0


def test_a_primary_teacher_has_all_subjects_of_the_primary_school() -> None:
    primary = Asker(own_subjects=["primary"])

    assert primary.subject_agreement("math", Level.PRIMARY) == 0.0
    assert primary.subject_agreement("math", Level.SECONDARY) == -1.0
    assert Asker(named_subjects=["math"]).subject_agreement("primary", Level.PRIMARY) == 0.0


def test_a_level_named_in_the_text_goes_before_the_own_one() -> None:
    asker = Asker(named_levels=[Level.SECONDARY], own_levels=[Level.PRIMARY])

    levels = (Level.SECONDARY, Level.PRIMARY, Level.ANY)
    assert [asker.level_agreement(level) for level in levels] == [1.0, -1.0, 0.0]


def test_somebody_of_any_level_prefers_none() -> None:
    assert Asker(own_levels=[Level.ANY]).level_agreement(Level.BASIC) == 0.0
