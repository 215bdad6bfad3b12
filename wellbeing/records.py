"""What one person's answers add to a wave: scores and a coarse stratum, and nothing else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from people.experience import band_of
from people.levels import Level
from wellbeing.instruments import ScaleId

#: Stands for whoever teaches on more than one level: everybody belongs to one group.
SEVERAL = "several"

Scores = Mapping[ScaleId, float | None]
"""By scale, 0 to 100; ``None``: too few answers for a score."""


@dataclass(frozen=True)
class Stratum:
    """Whom a person is counted with; ``None``: not told."""

    municipality: str | None = None
    experience: str | None = None
    """The code of a band of ``people.experience``."""
    level: str | None = None
    """A level of ``people.levels``, or ``SEVERAL``."""


@dataclass(frozen=True)
class Earlier:
    """What the same person was counted with in the wave before; only who keeps a history has it.

    Of the same instrument in the same version and language, and only if it was counted then.
    """

    scores: Scores
    stratum: Stratum


@dataclass(frozen=True)
class WaveRecord:
    scores: Scores
    stratum: Stratum
    k: int
    """The threshold in force when the person answered: it is never lowered afterwards."""
    is_viewer: bool = False
    """Whoever may read reports by a role is not counted: they know their own answers."""
    earlier: Earlier | None = None


@dataclass(frozen=True)
class Respondent:
    """A record that counts: every scale has a score, so that all figures are of the same people."""

    stratum: Stratum
    scores: tuple[float, ...]
    """In the order of the scales."""
    earlier_stratum: Stratum | None
    changes: tuple[float, ...] | None
    """Since the wave before, in the same order; ``None``: there is nothing to compare with."""


def stratum_of(
    municipality: str | None, experience_years: int | None, levels: Collection[str]
) -> Stratum:
    """The stratum of a profile (see ``people.models.Profile``), as coarse as reports need it."""
    told = set(levels)
    level = None
    if told:
        level = SEVERAL if len(told) > 1 or Level.ANY in told else told.pop()
    experience = band_of(experience_years).code if experience_years is not None else None
    return Stratum(municipality or None, experience, level)


def counted(records: Sequence[WaveRecord], scales: Sequence[ScaleId]) -> list[Respondent]:
    """Who counts: nobody who may read the report, nobody who has left out too much of a scale."""
    found = []
    for record in records:
        scores = _complete(record.scores, scales)
        if record.is_viewer or scores is None:
            continue
        earlier = record.earlier
        before = _complete(earlier.scores, scales) if earlier is not None else None
        if earlier is None or before is None:
            found.append(Respondent(record.stratum, scores, None, None))
            continue
        changes = tuple(now - then for now, then in zip(scores, before, strict=True))
        found.append(Respondent(record.stratum, scores, earlier.stratum, changes))
    return found


def _complete(scores: Scores, scales: Sequence[ScaleId]) -> tuple[float, ...] | None:
    found = [score for scale in scales if (score := scores.get(scale)) is not None]
    return tuple(found) if len(found) == len(scales) else None
