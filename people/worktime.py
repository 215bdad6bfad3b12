"""Working time between many moments at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

import numpy as np
from numpy.typing import NDArray

from people.hours import WorkingHours

#: Moments and spans as whole numbers of microseconds, as exact as ``datetime``; moments are
#: counted from 1970.
Micros = NDArray[np.int64]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


@dataclass(frozen=True)
class WorkClock:
    """How much working time has passed by any moment of a stretch of time."""

    opens: Micros
    lengths: Micros
    passed: Micros
    """Working time before each opening."""

    @classmethod
    def over(cls, hours: WorkingHours, first: int, last: int) -> Self:
        """A clock that is right from ``first`` to ``last``."""
        until = _moment(last)
        spans = [
            (micros(opens), micros(closes))
            for opens, closes in hours.spans(_moment(first), until)
            if opens <= until
        ]
        opens, closes = np.array(spans, dtype=np.int64).reshape(-1, 2).T
        lengths = closes - opens
        return cls(opens, lengths, np.cumsum(lengths) - lengths)

    def between(self, starts: Micros, ends: Micros) -> Micros:
        """As ``WorkingHours.between``, for each pair of moments."""
        passed: Micros = np.maximum(self.by(ends) - self.by(starts), 0)
        return passed

    def by(self, moments: Micros) -> Micros:
        """Working time that has passed by each of the moments."""
        if not self.opens.size:
            return np.zeros(len(moments), dtype=np.int64)
        row = np.searchsorted(self.opens, moments, side="right") - 1
        since_opening = np.clip(moments - self.opens[row], 0, self.lengths[row])
        return np.where(row < 0, 0, self.passed[row] + since_opening)


def working_time(
    hours: WorkingHours, spans: Sequence[tuple[datetime, datetime]]
) -> list[timedelta]:
    """As ``hours.between``, for each pair of moments."""
    if not spans:
        return []
    starts, ends = np.array([[micros(at) for at in span] for span in spans], dtype=np.int64).T
    clock = WorkClock.over(hours, int(starts.min()), int(max(starts.max(), ends.max())))
    return [span * _MICROSECOND for span in clock.between(starts, ends).tolist()]


def _moment(at: int) -> datetime:
    return _EPOCH + at * _MICROSECOND
