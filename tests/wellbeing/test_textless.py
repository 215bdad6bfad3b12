"""Scoring of instruments whose texts are not shipped."""

import pytest

from wellbeing.textless import BAT_12, BAT_23, Band, Borders, bat, olbi, who5


def with_sum(total: int, items: int) -> list[int]:
    """Answers from 1 to 5 with that sum."""
    return [total // items + (number < total % items) for number in range(items)]


@pytest.mark.parametrize(
    ("form", "total", "band"),
    [
        (BAT_12, 30, Band.GREEN),
        (BAT_12, 31, Band.ORANGE),
        (BAT_12, 35, Band.ORANGE),
        (BAT_12, 36, Band.RED),
        (BAT_23, 59, Band.GREEN),
        (BAT_23, 60, Band.ORANGE),
        (BAT_23, 69, Band.ORANGE),
        (BAT_23, 70, Band.RED),
    ],
)
def test_t7_bands_of_the_bat_by_sum(form: Borders, total: int, band: Band) -> None:
    assert bat(with_sum(total, form.items), form).band is band


def test_t8_the_bat_is_the_mean_of_items_and_not_of_subscales() -> None:
    exhaustion, others = [4, 3, 4, 3, 4, 3, 4, 3], [3, 3, 3, 3, 2]
    found = bat([*exhaustion, *others, *others, *others], BAT_23)

    assert found.mean == pytest.approx(70 / 23, abs=1e-9)
    assert found.band is Band.RED


def test_t9_the_olbi_example() -> None:
    found = olbi([2, 3, 3, 2, 2, 3, 2, 3, 3, 2, 2, 2, 1, 2, 2, 2])

    assert (found.total, found.disengagement, found.exhaustion) == (34, 16, 18)
    assert not found.is_straight_line


def test_t9_a_straight_line_looks_average_and_is_marked() -> None:
    found = olbi([1] * 16)

    assert found.total == 40
    assert found.is_straight_line


@pytest.mark.parametrize(
    ("answers", "index"),
    [([3, 3, 3, 2, 2], 52), ([3, 3, 2, 2, 2], 48), ([0] * 5, 0), ([5] * 5, 100)],
)
def test_t10_the_who_5_index(answers: list[int], index: int) -> None:
    assert who5(answers) == index


def test_what_is_incomplete_or_out_of_range_is_rejected() -> None:
    with pytest.raises(ValueError, match="12 answers from 1 to 5"):
        bat([3] * 11, BAT_12)
    with pytest.raises(ValueError, match="16 answers from 1 to 4"):
        olbi([5] * 16)
    with pytest.raises(ValueError, match="5 answers from 0 to 5"):
        who5([6, 0, 0, 0, 0])
