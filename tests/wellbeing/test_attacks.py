"""T36: from all reports together nobody works out the answers of fewer than ``k`` people.

The attacker of ``attacker.py`` knows more than anybody can: who took part, and where each is
counted. What she finds in figures that nobody has protected is shown first.
"""

from dataclasses import replace
from datetime import date
from itertools import combinations
from random import Random

import numpy as np
import pytest

from tests.wellbeing.attacker import equations, narrowest, solved
from tests.wellbeing.population import (
    AUTUMN,
    SPRING,
    Participant,
    alike,
    participants,
    report_of,
)
from wellbeing.records import Stratum
from wellbeing.reports import Row, Table, TableKind, WaveReport

NEXT_AUTUMN = replace(AUTUMN, name="2027-11", starts=date(2027, 11, 15), ends=date(2027, 11, 28))


def recovered(
    people: list[Participant], reports: list[WaveReport], k: int
) -> dict[tuple[TableKind, ...], int]:
    """What the attacker finds in every single table, pair and triple of tables, and in all."""
    kinds = list(TableKind)
    choices = [choice for size in (1, 2, 3, len(kinds)) for choice in combinations(kinds, size)]
    found = {choice: narrowest(equations(people, reports, choice), below=k) for choice in choices}
    return {choice: people for choice, people in found.items() if people is not None}


def test_the_attacker_finds_a_newcomer_in_two_publications_of_the_same_answers() -> None:
    ten, eleven = np.array([1.0] * 10 + [0.0]), np.ones(11)

    newcomer = solved([ten, eleven], [10 * 40.0, 11 * 43.6], eleven - ten)

    assert newcomer == pytest.approx(79.6)
    assert solved([eleven, ten], [10 * 42.0, 9 * 38.0], eleven - ten) == pytest.approx(78)
    assert narrowest([ten, eleven], below=10) == 1


def test_the_attacker_finds_a_hidden_row_that_only_its_number_protects() -> None:
    chance = Random(0)
    small = Stratum("Хутор", "growing", "ООО")
    people = [*alike(30, chance), *alike(4, chance, small)]
    whole, town = Row((), 34, ()), Row(("Город",), 30, ())
    naive = replace(
        report_of(people, k=5),
        tables=(Table(TableKind.REGION, (whole,)), Table(TableKind.MUNICIPALITY, (town,))),
    )

    assert min(recovered(people, [naive], 5).values()) == 4
    assert recovered(people, [report_of(people, k=5)], 5) == {}


@pytest.mark.parametrize("k", [5, 10])
@pytest.mark.parametrize("seed", range(8))
def test_t36_no_tables_of_a_wave_narrow_down_to_fewer_than_k(seed: int, k: int) -> None:
    chance = Random(seed)
    places = ["Город", "Село", "Посёлок", "Хутор", None][: chance.randint(2, 5)]
    people = participants(chance, chance.randint(k, 12 * k), places)
    people = [
        replace(person.answers(AUTUMN, chance), is_viewer=chance.random() < 0.1)
        for person in people
    ]

    report = report_of(people, k=k)

    assert recovered(people, [report], k) == {}


@pytest.mark.parametrize("seed", range(6))
def test_t36_nor_do_the_tables_of_three_waves(seed: int) -> None:
    """People join, leave, erase what was kept, come back, begin and cease to keep a history."""
    chance, k = Random(100 + seed), 5
    people = participants(chance, chance.randint(30, 55), ["Город", "Село", "Хутор"])
    for wave in (AUTUMN, SPRING, NEXT_AUTUMN):
        people = [
            person.answers(wave, chance) if chance.random() < 0.75 else person for person in people
        ]
    people = [replace(person, keeps_history=chance.random() < 0.8) for person in people]

    first = report_of(people, k=k)
    second = report_of(people, k=k, wave=SPRING, before=AUTUMN, previous=first)
    third = report_of(people, k=k, wave=NEXT_AUTUMN, before=SPRING, previous=second)

    assert recovered(people, [first, second, third], k) == {}


@pytest.mark.parametrize("left", range(6))
@pytest.mark.parametrize("joined", range(6))
def test_t36_nor_does_anybody_who_joins_or_leaves_stand_out(joined: int, left: int) -> None:
    """From one to ``k`` − 1 people come or go between waves, or nobody or ``k``."""
    chance, k = Random(joined * 10 + left), 5
    people = [*alike(9, chance), *alike(7, chance, Stratum("Село", "seasoned", "НОО"))]
    new = [Participant(person.stratum) for person in chance.sample(people, joined)]
    gone = set(chance.sample(range(len(people)), left))
    people = [
        person if number in gone else person.answers(SPRING, chance)
        for number, person in enumerate([*people, *new])
    ]

    first = report_of(people[: len(people) - joined], k=k)
    second = report_of(people, k=k, wave=SPRING, before=AUTUMN, previous=first)

    assert first.is_published
    assert recovered(people, [first, second], k) == {}


@pytest.mark.parametrize("erased", range(1, 5))
def test_t36_nor_does_anybody_who_erases_everything_between_two_waves(erased: int) -> None:
    """What was published of them stays; in the next wave they are strangers, if they come."""
    chance, k = Random(erased), 5
    people = [person.answers(SPRING, chance) for person in alike(24, chance)]
    forgotten = [replace(person, keeps_history=False) for person in people[:erased]]
    people = [*forgotten, *people[erased:]]

    first = report_of(people, k=k)
    second = report_of(people, k=k, wave=SPRING, before=AUTUMN, previous=first)

    assert recovered(people, [first, second], k) == {}


def test_t36_a_lower_threshold_later_does_not_open_what_was_answered_before() -> None:
    chance = Random(7)
    people = participants(chance, 60, ["Город", "Село", "Хутор"])
    people = [replace(person.answers(AUTUMN, chance), promised=10) for person in people]
    first = report_of(people, k=10)
    later = [replace(person.answers(SPRING, chance), promised=5) for person in people]

    again = report_of(people, k=5)
    second = report_of(later, k=5, wave=SPRING, before=AUTUMN, previous=first)

    assert again == first
    assert recovered(later, [first], 10) == {}
    assert recovered(later, [first, second], 5) == {}


def test_t36_nor_does_a_viewer_who_took_part() -> None:
    """Her own answers are in no sum: she learns nothing by taking them away."""
    chance, k = Random(8), 10
    people = [*alike(14, chance), *alike(11, chance, Stratum("Село", "seasoned", "НОО"))]
    people[14:16] = [replace(person, is_viewer=True) for person in people[14:16]]

    report = report_of(people, k=k)

    assert report.row(TableKind.REGION, ()) is not None
    assert report.row(TableKind.MUNICIPALITY, ("Село",)) is None
    assert recovered(people, [report], k) == {}
