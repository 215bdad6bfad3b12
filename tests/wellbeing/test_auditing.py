"""What can be worked out from tables taken together."""

from random import Random

import numpy as np
import pytest

from tests.wellbeing.attacker import narrowest
from wellbeing.auditing import Audit, People


def _people(sizes: dict[str, int]) -> dict[str, People]:
    """Cells of people, no two of whom are the same."""
    cells, first = {}, 0
    for name, size in sizes.items():
        cells[name] = frozenset(range(first, first + size))
        first += size
    return cells


CELLS = _people({"A1": 6, "A2": 9, "B1": 8, "B2": 3})
MARGINS = [
    CELLS["A1"] | CELLS["A2"],
    CELLS["B1"] | CELLS["B2"],
    CELLS["A1"] | CELLS["B1"],
    CELLS["A2"] | CELLS["B2"],
    frozenset[int]().union(*CELLS.values()),
]


@pytest.mark.parametrize(
    ("also", "is_safe"),
    [
        pytest.param(("A1", "A2", "B1"), False, id="hiding the three alone"),
        pytest.param(("A1", "A2"), False, id="hiding its row"),
        pytest.param((), True, id="hiding all four"),
    ],
)
def test_t35_a_hidden_cell_is_not_had_from_the_margins(
    also: tuple[str, ...], is_safe: bool
) -> None:
    audit = Audit([*MARGINS, *(CELLS[name] for name in also)], k=5)

    assert (not audit.exposing()) is is_safe


def test_t35_one_more_query_opens_a_hidden_block() -> None:
    diagonal = CELLS["A1"] | CELLS["B2"]

    assert Audit([*MARGINS, diagonal], k=5).exposing()


def test_a_group_that_is_withdrawn_exposes_nobody_any_more() -> None:
    audit = Audit([*MARGINS, CELLS["A1"], CELLS["A2"], CELLS["B1"]], k=5)

    while exposing := audit.exposing():
        audit.withdraw(max(exposing))

    shown = [number for number in range(8) if number not in (5, 6, 7)]
    assert set(shown) == {0, 1, 2, 3, 4}
    assert audit.exposing() == set()


def test_a_difference_between_small_groups_is_no_less_than_their_sum() -> None:
    cells = _people({"both": 20, "one": 3, "other": 4})
    groups = [cells["both"] | cells["one"], cells["both"] | cells["other"]]

    assert Audit(groups, k=8).exposing() == {0, 1}
    assert Audit(groups, k=7).exposing() == set()


def test_people_who_count_for_less_are_too_few_sooner() -> None:
    cells = _people({"many": 20, "alike": 12})
    groups = [cells["many"] | cells["alike"], cells["many"]]

    assert Audit(groups, k=10).exposing() == set()
    assert Audit(groups, k=10, weights=dict.fromkeys(cells["alike"], 0.5)).exposing() == {0, 1}


def test_groups_depend_on_others_when_one_can_be_had_from_them() -> None:
    cells = _people({"a": 10, "b": 10, "c": 10})
    audit = Audit([cells["a"], cells["a"] | cells["b"], cells["b"], cells["c"]], k=5)

    assert not audit.are_independent([2])
    assert audit.are_independent([3])
    audit.withdraw(0)
    assert audit.are_independent([2])


@pytest.mark.parametrize("seed", range(60))
def test_what_the_audit_lets_pass_no_search_finds_out(seed: int) -> None:
    chance = Random(seed)
    people, k = chance.randint(12, 40), chance.randint(5, 10)
    groups = [
        frozenset(person for person in range(people) if chance.random() < share)
        for share in (chance.random() for _ in range(chance.randint(2, 7)))
    ]
    groups = [group for group in groups if len(group) >= k]
    audit = Audit(groups, k=k)
    shown = dict(enumerate(groups))
    while exposing := audit.exposing():
        audit.withdraw(gone := max(exposing))
        del shown[gone]

    known = [
        np.array([float(person in group) for person in range(people)]) for group in shown.values()
    ]

    assert narrowest(known, below=k) is None


def test_the_search_finds_what_nobody_has_audited() -> None:
    chance = Random(1)
    found = 0
    for _ in range(20):
        groups = [[float(chance.random() < 0.7) for _ in range(30)] for _ in range(4)]
        found += narrowest([np.array(group) for group in groups], below=10) is not None
    assert found > 5


def test_nothing_published_exposes_nobody() -> None:
    assert Audit([], k=5).exposing() == set()
