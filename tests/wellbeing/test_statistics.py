"""Intervals, the test of a change, and what stands out of many."""

import pytest

from wellbeing.statistics import (
    change_probability,
    mean_interval,
    share_interval,
    standing_out,
    t_quantile,
    t_two_sided,
)

SCORES = (25, 50, 37.5, 62.5, 41.7, 33.3, 58.3, 45.8, 29.2, 54.2)
DIFFERENCES = (5, -3, 8, 12, 0, 4, 9, -2, 6, 10, 7, 1)


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    # From printed tables of Student's distribution, two-sided 95 %.
    [(1, 12.7062), (2, 4.3027), (5, 2.5706), (9, 2.2622), (30, 2.0423), (120, 1.9799)],
)
def test_the_quantiles_are_those_of_the_tables(freedom: int, quantile: float) -> None:
    assert t_quantile(freedom) == pytest.approx(quantile, abs=5e-5)
    assert t_two_sided(t_quantile(freedom), freedom) == pytest.approx(0.05, abs=1e-10)


def test_one_degree_of_freedom_is_the_distribution_of_cauchy() -> None:
    assert t_two_sided(1.0, 1) == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize(
    ("people", "half"),
    [(5, 21.1), (7, 15.7), (10, 12.2), (15, 9.4), (20, 8.0), (30, 6.3), (50, 4.8), (100, 3.4)],
)
def test_the_interval_narrows_with_the_group(people: int, half: float) -> None:
    assert t_quantile(people - 1) * 17 / people**0.5 == pytest.approx(half, abs=0.06)


def test_t38_the_interval_of_a_mean() -> None:
    interval = mean_interval(SCORES)

    assert interval.middle == pytest.approx(43.75)
    assert (round(interval.low, 2), round(interval.high, 2)) == (34.73, 52.77)


def test_t38_the_interval_of_a_change_of_the_same_people() -> None:
    interval = mean_interval(DIFFERENCES)

    assert interval.middle == pytest.approx(4.75)
    assert (round(interval.low, 2), round(interval.high, 2)) == (1.67, 7.83)
    assert change_probability(DIFFERENCES) == pytest.approx(0.00597, abs=1e-5)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(3, 10, 10.8, 60.3), (0, 10, 0.0, 27.8), (12, 40, 18.1, 45.4)]
)
def test_t38_the_interval_of_a_share(hits: int, of: int, low: float, high: float) -> None:
    interval = share_interval(hits, of)

    assert interval.middle == hits / of
    assert (round(100 * interval.low, 1), round(100 * interval.high, 1)) == (low, high)


def test_everybody_and_nobody_have_mirrored_intervals() -> None:
    nobody, everybody = share_interval(0, 25), share_interval(25, 25)

    assert everybody.high == 1.0
    assert nobody.high == pytest.approx(1 - everybody.low)


def test_where_nothing_differs_nothing_or_everything_is_a_change() -> None:
    assert change_probability([0, 0, 0]) == 1.0
    assert change_probability([5, 5, 5]) == 0.0


def test_of_many_results_fewer_stand_out() -> None:
    assert standing_out([0.04]) == [True]
    assert standing_out([0.04, 0.03]) == [False, False]
    # 0.01 ≤ 0.05/4, 0.013 ≤ 0.05/3, 0.03 > 0.05/2: there it ends.
    assert standing_out([0.03, 0.01, 0.04, 0.013]) == [False, True, False, True]
    assert standing_out([]) == []


@pytest.mark.parametrize("values", [[], [5.0]])
def test_one_value_has_no_interval(values: list[float]) -> None:
    with pytest.raises(ValueError, match="two values"):
        mean_interval(values)
    with pytest.raises(ValueError, match="two pairs"):
        change_probability(values)


@pytest.mark.parametrize(("hits", "of"), [(0, 0), (3, 2), (-1, 5)])
def test_what_is_no_share_is_refused(hits: int, of: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        share_interval(hits, of)
