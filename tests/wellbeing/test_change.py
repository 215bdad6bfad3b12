"""Reliable change of one person."""

import pytest

from wellbeing.change import (
    CONFIDENCE_90,
    Change,
    Reading,
    change,
    change_index,
    changes,
    limit,
    margin,
    reading,
    sem,
    spread_of_difference,
)
from wellbeing.instruments import CBI, InstrumentId, Precision, ScaleId, load

PERSONAL = ScaleId("personal")


def overall() -> Precision:
    found = load(CBI).overall
    assert found is not None
    return found


def of_scale(name: str) -> Precision:
    found = load(CBI).scale(ScaleId(name)).precision
    assert found is not None
    return found


BY_ALPHA = Precision(sd=17.6, reliability=0.926, source="alpha of the total")


@pytest.mark.parametrize(
    ("precision", "expected"),
    [
        (overall(), (7.67, 10.85, 21.26, 17.85)),
        (BY_ALPHA, (4.79, 6.77, 13.27, 11.14)),
        (of_scale("work"), (7.71, 10.90, 21.36, 17.93)),
        (of_scale("personal"), (5.73, 8.11, 15.89, 13.34)),
        (of_scale("pupils"), (6.92, 9.79, 19.19, 16.10)),
    ],
)
def test_t12_the_table_of_limits(
    precision: Precision, expected: tuple[float, float, float, float]
) -> None:
    found = (
        sem(precision),
        spread_of_difference(precision),
        limit(precision),
        limit(precision, CONFIDENCE_90),
    )

    assert tuple(round(value, 2) for value in found) == expected


@pytest.mark.parametrize(
    ("before", "after", "index", "expected"),
    [
        (36, 57, 1.936, Change.WITHIN),
        (36, 58, 2.028, Change.RISE),
        (60, 38, -2.028, Change.FALL),
    ],
)
def test_t12_changes_of_the_mean_of_all_items(
    before: float, after: float, index: float, expected: Change
) -> None:
    assert change_index(before, after, overall()) == pytest.approx(index, abs=5e-4)
    assert change(before, after, overall()) is expected


def test_the_margin_of_the_mean_of_all_items_is_fifteen_points() -> None:
    assert round(margin(overall())) == 15


def personal(value: float | None) -> Reading:
    return reading(load(CBI), {PERSONAL: value})


def test_t13_other_versions_and_languages_are_not_compared() -> None:
    before, after = personal(20), personal(90)
    older = Reading(before.instrument, before.version + 1, before.language, before.values)
    translated = Reading(before.instrument, before.version, "en", before.values)
    other = Reading(InstrumentId("pulse"), before.version, before.language, before.values)

    assert changes(load(CBI), before, after)[PERSONAL] is Change.RISE
    for unlike in (older, translated, other):
        assert changes(load(CBI), unlike, after)[PERSONAL] is Change.NONE


def test_there_is_no_change_without_two_values() -> None:
    assert changes(load(CBI), None, personal(90))[PERSONAL] is Change.NONE
    assert changes(load(CBI), personal(None), personal(90))[PERSONAL] is Change.NONE
    assert changes(load(CBI), personal(90), personal(None))[PERSONAL] is Change.NONE
