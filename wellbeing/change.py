"""Whether two scores of one person differ by more than the scale's own margin.

After Jacobson and Truax (1991). The figures stand with the scales in the instrument's file; they
mix samples and are provisional until there are a hundred stable pairs of our own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from wellbeing.instruments import Instrument, InstrumentId, Precision, ScaleId

#: Of the normal distribution, two-sided.
CONFIDENCE_95 = 1.96
CONFIDENCE_90 = 1.645


class Change(StrEnum):
    NONE = "none"
    """Nothing to compare with."""
    WITHIN = "within"
    """Within the margin of the scale."""
    RISE = "rise"
    FALL = "fall"


@dataclass(frozen=True)
class Reading:
    """What an instrument gave one person at one time."""

    instrument: InstrumentId
    version: int
    language: str
    values: Mapping[ScaleId, float | None]


def reading(instrument: Instrument, values: Mapping[ScaleId, float | None]) -> Reading:
    return Reading(instrument.id, instrument.version, instrument.language, values)


def sem(precision: Precision) -> float:
    """The standard error of one measurement, in points of the scale."""
    return precision.sd * sqrt(1 - precision.reliability)


def margin(precision: Precision) -> float:
    """How far a value may lie from the true one: half the width of its 95 % interval."""
    return CONFIDENCE_95 * sem(precision)


def spread_of_difference(precision: Precision) -> float:
    """The standard error of a difference of two measurements."""
    return sqrt(2) * sem(precision)


def limit(precision: Precision, confidence: float = CONFIDENCE_95) -> float:
    """The smallest difference that is reliable."""
    return confidence * spread_of_difference(precision)


def change_index(before: float, after: float, precision: Precision) -> float:
    """The difference in units of its standard error; reliable from ±1.96 on."""
    return (after - before) / spread_of_difference(precision)


def change(before: float, after: float, precision: Precision) -> Change:
    index = change_index(before, after, precision)
    if abs(index) < CONFIDENCE_95:
        return Change.WITHIN
    return Change.RISE if index > 0 else Change.FALL


def changes(
    instrument: Instrument, before: Reading | None, after: Reading
) -> dict[ScaleId, Change]:
    """How each scale has changed since ``before``.

    Other wording is another measure: readings of different versions or languages are not compared.
    """
    comparable = before is not None and _measure(before) == _measure(after)
    known = before.values if before is not None and comparable else {}
    return {
        scale.id: _scale_change(known.get(scale.id), after.values.get(scale.id), scale.precision)
        for scale in instrument.scales
    }


def _measure(found: Reading) -> tuple[str, int, str]:
    return found.instrument, found.version, found.language


def _scale_change(before: float | None, after: float | None, precision: Precision | None) -> Change:
    if before is None or after is None or precision is None:
        return Change.NONE
    return change(before, after, precision)
