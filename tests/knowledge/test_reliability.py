"""What probabilities are worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reliability import Reliability, interval


def test_what_was_said_is_held_against_what_was_true() -> None:
    said = [0.9] * 10 + [0.2] * 10
    right = [True] * 9 + [False] + [True] * 4 + [False] * 6

    found = Reliability.of(said, right)

    low, high = found.spans
    assert [span.questions for span in (low, high)] == [10, 10]
    assert [low.said, high.said] == pytest.approx([0.2, 0.9])
    assert [low.right, high.right] == pytest.approx([0.4, 0.9])
    assert found.error == pytest.approx(0.1)
    assert found.brier == pytest.approx((9 * 0.01 + 0.81 + 4 * 0.64 + 6 * 0.04) / 20)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_no_question_is_lost_between_the_spans(pairs: list[tuple[float, bool]]) -> None:
    found = Reliability.of([said for said, _ in pairs], [right for _, right in pairs])

    assert sum(span.questions for span in found.spans) == found.questions == len(pairs)
    assert 0 <= found.error <= 1
    assert 0 <= found.brier <= 1


def test_of_nothing_nothing_can_be_said() -> None:
    with pytest.raises(ValueError, match="nothing"):
        Reliability.of([], [])


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (1, 10, 0.0179, 0.4042), (15, 50, 0.1910, 0.4375), (5, 5, 0.5655, 1.0)],
)
def test_the_interval_is_that_of_wilson(hits: int, of: int, low: float, high: float) -> None:
    assert interval(hits, of) == pytest.approx((low, high), abs=1e-3)


def test_of_nothing_counted_every_share_is_possible() -> None:
    assert interval(0, 0) == (0.0, 1.0)
