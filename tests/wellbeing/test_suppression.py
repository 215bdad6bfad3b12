"""Which parts of a table may be shown, and shares as bands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellbeing.reports import Share
from wellbeing.suppression import (
    are_alike,
    are_alike_changes,
    response_band,
    share_band,
    visible_parts,
)


@pytest.mark.parametrize(
    ("k", "parts", "shown"),
    [
        (5, {"Sales": 4, "Tech": 9}, set()),
        (5, {"A": 12, "B": 11, "C": 4}, {"A"}),
        (5, {"A": 12, "B": 11, "C": 4, "D": 3}, {"A", "B"}),
        (10, {"A": 12, "B": 11, "C": 10, "D": 3}, {"A", "B"}),
    ],
)
def test_t34_what_is_left_of_the_whole_is_enough_people(
    k: int, parts: dict[str, int], shown: set[str]
) -> None:
    assert visible_parts(parts, k=k) == shown


@given(st.dictionaries(st.integers(), st.integers(1, 40), max_size=12), st.integers(5, 15))
def test_the_rest_of_a_whole_is_nobody_or_enough(parts: dict[int, int], k: int) -> None:
    shown = visible_parts(parts, k=k)

    rest = sum(parts.values()) - sum(parts[part] for part in shown)
    assert rest == 0 or rest >= k or not shown
    assert all(parts[part] >= k for part in shown)


def test_all_parts_are_shown_when_each_is_large_enough() -> None:
    assert visible_parts({"A": 10, "B": 10}, k=10) == {"A", "B"}


def test_a_part_that_is_never_shown_is_part_of_the_rest() -> None:
    parts = {"A": 12, "B": 11, "C": 20}

    assert visible_parts(parts, k=10, never={"C"}) == {"A", "B"}
    assert visible_parts(parts, k=21, never={"C"}) == set()


def test_a_group_of_one_mind_tells_of_each() -> None:
    assert are_alike([50.0] * 12)
    assert are_alike([0.0] * 11 + [3.0])
    assert are_alike([100.0] * 12)
    assert not are_alike([20.0, 30.0, 45.0, 50.0, 60.0, 35.0, 40.0, 55.0, 25.0, 70.0])
    assert are_alike_changes([5.0] * 12)
    assert not are_alike_changes([5.0, -10.0] * 6)


@pytest.mark.parametrize("of", range(5, 301))
def test_t39_no_band_tells_that_it_is_nobody_or_everybody(of: int) -> None:
    bands = [share_band(hits, of) for hits in range(of + 1)]

    assert bands[0] == bands[1]
    assert bands[-1] == bands[-2]
    assert all(band.low <= 100 * hits / of <= band.high for hits, band in enumerate(bands))
    assert [band.low for band in bands] == sorted(band.low for band in bands)


def test_a_share_is_one_of_six_bands() -> None:
    assert share_band(3, 10) == Share(25, 50)
    assert share_band(1, 10) == Share(0, 10)
    assert share_band(10, 10) == Share(90, 100)
    assert share_band(1, 5) == Share(0, 25)


@pytest.mark.parametrize(("hits", "of"), [(1, 3), (6, 5), (-1, 12)])
def test_what_has_no_band_is_refused(hits: int, of: int) -> None:
    with pytest.raises(ValueError, match="no band"):
        share_band(hits, of)


def test_the_response_is_a_band_of_ten_per_cent() -> None:
    assert response_band(61, 100) == Share(60, 70)
    assert response_band(100, 100) == Share(90, 100)
    assert response_band(10, 300) == Share(0, 10)
