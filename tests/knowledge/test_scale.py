"""Cosines of an encoder without a calibration, brought to the scale of the calibrated one."""

import numpy as np
import pytest

from knowledge.encoder import Matrix
from knowledge.replying import is_reply
from knowledge.scale import CALIBRATED, Spread, rescaled
from knowledge.seeds import shipped


@pytest.fixture(scope="module")
def wholes() -> Matrix:
    """The shipped cases as the calibrated encoder sees them."""
    seeds = shipped()
    found = [seeds.ready.of(case) for case in seeds.cases if not is_reply(case.kind)]
    return np.array([rows[0] for _, rows in filter(None, found)], dtype=np.float32)


def test_the_spread_that_is_aimed_at_is_that_of_the_shipped_vectors(wholes: Matrix) -> None:
    spread = Spread.of(wholes)

    assert spread is not None
    assert spread.mean == pytest.approx(CALIBRATED.mean, abs=0.003)
    assert spread.deviation == pytest.approx(CALIBRATED.deviation, abs=0.003)


def test_a_scale_that_is_wider_and_lower_gives_the_same_cosines(wholes: Matrix) -> None:
    cosines = wholes[1:] @ wholes[0]
    wide = Spread(CALIBRATED.mean * 5 - 4, CALIBRATED.deviation * 5)

    assert rescaled(cosines * 5 - 4, wide) == pytest.approx(cosines, abs=1e-4)


def test_what_has_no_cosine_gets_none() -> None:
    cosines = np.array([0.5, np.nan], dtype=np.float32)

    assert np.isnan(rescaled(cosines, Spread(0.4, 0.1))).tolist() == [False, True]


@pytest.mark.parametrize("cases", [0, 1, 2])
def test_of_a_few_cases_no_spread_can_be_told(cases: int) -> None:
    assert Spread.of(np.eye(cases, 8, dtype=np.float32)) is None


def test_cases_that_are_all_alike_have_no_spread() -> None:
    assert Spread.of(np.ones((5, 1), dtype=np.float32)) is None


def test_without_a_spread_no_cosine_is_believed() -> None:
    assert np.isnan(rescaled(np.array([0.9, 0.1], dtype=np.float32), None)).all()


def test_a_large_base_is_told_by_a_sample_of_it() -> None:
    rows = np.random.default_rng(1).normal(size=(3000, 16)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)

    spread = Spread.of(rows)

    assert spread is not None
    assert (spread.mean, spread.deviation) == pytest.approx((0, 0.25), abs=0.01)
