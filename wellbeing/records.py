"""What one person's answers add to a wave: scores and a coarse stratum, and nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from people.experience import band_of
from people.levels import Level
from wellbeing.instruments import ScaleId

#: Stands for whoever teaches on more than one level: everybody belongs to one group.
SEVERAL = "several"


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

    scores: Mapping[ScaleId, float | None]
    stratum: Stratum


@dataclass(frozen=True)
class WaveRecord:
    scores: Mapping[ScaleId, float | None]
    """By scale, 0 to 100; ``None``: too few answers for a score."""
    stratum: Stratum
    k: int
    """The threshold in force when the person answered: it is never lowered afterwards."""
    is_viewer: bool = False
    """Whoever may read reports by a role is not counted: they know their own answers."""
    earlier: Earlier | None = None


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
