"""People who take part in waves, and the records they leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from wellbeing.instruments import CBI, load
from wellbeing.records import Earlier, Stratum, WaveRecord
from wellbeing.reports import WaveReport, measure_of
from wellbeing.waves import Wave, build_report

MEASURE = measure_of(load(CBI))
SCALES = [scale.id for scale in MEASURE.scales]
AUTUMN = Wave("2026-11", date(2026, 11, 16), date(2026, 11, 29), MEASURE)
SPRING = Wave("2027-02", date(2027, 2, 22), date(2027, 3, 7), MEASURE)

_BANDS = ("beginning", "growing", "settled", "seasoned", None)
_LEVELS = ("НОО", "ООО", "several", None)


@dataclass(frozen=True)
class Participant:
    """One person: where they are counted, and what they scored in each wave by its name."""

    stratum: Stratum
    scores: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    keeps_history: bool = True
    is_viewer: bool = False
    promised: int = 5

    def record(self, wave: Wave, before: Wave | None = None) -> WaveRecord:
        earlier = None
        if before is not None and before.name in self.scores and self.keeps_history:
            then = dict(zip(SCALES, self.scores[before.name], strict=True))
            earlier = Earlier(then, self.stratum)
        now = dict(zip(SCALES, self.scores[wave.name], strict=True))
        return WaveRecord(now, self.stratum, self.promised, self.is_viewer, earlier)

    def answers(self, wave: Wave, chance: Random) -> "Participant":
        scores = tuple(round(min(100, max(0, chance.gauss(40, 17))), 4) for _ in SCALES)
        return replace(self, scores={**self.scores, wave.name: scores})


def participants(
    chance: Random, count: int, municipalities: Sequence[str | None]
) -> list[Participant]:
    """People of random strata; the first municipalities are the largest."""
    weights = [1 / (place + 1) for place in range(len(municipalities))]
    return [
        Participant(
            Stratum(
                chance.choices(municipalities, weights)[0],
                chance.choices(_BANDS, (2, 3, 4, 4, 1))[0],
                chance.choices(_LEVELS, (4, 5, 2, 1))[0],
            )
        )
        for _ in range(count)
    ]


def alike(count: int, chance: Random, stratum: Stratum | None = None) -> list[Participant]:
    """People of one stratum who have answered in autumn."""
    place = stratum if stratum is not None else Stratum("Город", "growing", "ООО")
    return [Participant(place).answers(AUTUMN, chance) for _ in range(count)]


def report_of(
    people: Iterable[Participant],
    *,
    k: int,
    wave: Wave = AUTUMN,
    before: Wave | None = None,
    previous: WaveReport | None = None,
) -> WaveReport:
    """The report of a wave in which these people took part."""
    records = [person.record(wave, before) for person in people if wave.name in person.scores]
    return build_report(wave, records, k=k, previous=previous)
