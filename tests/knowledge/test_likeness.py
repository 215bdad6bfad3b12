"""How like texts are, seen from the middle of the base."""

import numpy as np

from knowledge.likeness import (
    LEAST_FOR_MIDDLE,
    Pair,
    alike,
    centre_of,
    middle_of,
    nearest,
    same_words,
    seen_from,
)


def unit(*values: float) -> list[float]:
    return [float(value) for value in np.array(values) / np.linalg.norm(values)]


def test_a_few_cases_have_no_middle() -> None:
    rows = np.ones((LEAST_FOR_MIDDLE, 2), dtype=np.float32)

    assert middle_of(rows[1:]) is None
    assert middle_of(rows) is not None


def test_without_a_middle_rows_are_seen_as_they_are() -> None:
    rows = np.array([unit(1, 2)], dtype=np.float32)

    assert seen_from(None, rows) is rows


def test_from_the_middle_crowded_rows_spread() -> None:
    rows = np.array([unit(10, 1), unit(10, -1)], dtype=np.float32)
    assert rows[0] @ rows[1] > 0.97

    seen = seen_from(rows.mean(axis=0), rows)

    assert seen[0] @ seen[1] < -0.99
    assert np.allclose(np.linalg.norm(seen, axis=1), 1)


def test_only_pairs_with_something_new_are_found_and_each_once() -> None:
    rows = np.array([[1, 0], [1, 0], [1, 0], [0, 1]], dtype=np.float32)

    assert alike(rows, [2]) == [Pair(0, 2, 1.0), Pair(1, 2, 1.0)]
    assert alike(rows, [0, 1, 2, 3]) == [Pair(0, 1, 1.0), Pair(0, 2, 1.0), Pair(1, 2, 1.0)]
    assert alike(rows, []) == []


def test_the_same_words_are_the_same_whatever_the_signs() -> None:
    phrases = [("Проект: с чего начать?", "Ёлка"), ("проект с чего  начать",), ("елка!",), ("…",)]

    assert same_words(phrases) == [(0, 1), (0, 2)]


def test_the_nearest_centre_must_be_allowed_and_near() -> None:
    centres = np.array([unit(1, 0), unit(1, 1)], dtype=np.float32)
    vector = np.array(unit(1, 0.1), dtype=np.float32)

    assert nearest(vector, centres, [True, True], least=0.9) == 0
    assert nearest(vector, centres, [False, True], least=0.5) == 1
    assert nearest(vector, centres, [False, True], least=0.9) is None
    assert nearest(vector, centres, [False, False], least=0.5) is None
    assert nearest(vector, centres[:0], [], least=0.5) is None


def test_the_centre_is_told_with_the_row_that_is_nearest_to_it() -> None:
    rows = np.array([unit(1, 0), unit(1, 1), unit(0, 1)], dtype=np.float32)

    centre, typical = centre_of(rows)

    assert typical == 1
    assert np.allclose(centre, unit(1, 1))
