"""The greatest and the mean of runs of columns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.runs import Runs


@given(lengths=st.lists(st.integers(1, 5), max_size=8), questions=st.integers(0, 3))
def test_runs_have_the_greatest_and_the_mean_of_their_own_columns(
    lengths: list[int], questions: int
) -> None:
    values = np.random.default_rng(1).normal(size=(questions, sum(lengths))).astype(np.float32)
    runs = Runs(np.array(lengths, dtype=np.int64))

    greatest, means = runs.greatest(values[:, runs.columns]), runs.mean(values[:, runs.columns])

    own = np.split(values, np.cumsum(lengths)[:-1], axis=1) if lengths else []
    assert [lengths[run] for run in runs.order] == sorted(lengths, reverse=True)
    for place, run in enumerate(runs.order):
        assert greatest[:, place].tolist() == own[run].max(axis=1).tolist()
        assert means[:, place] == pytest.approx(own[run].mean(axis=1), abs=1e-6)
