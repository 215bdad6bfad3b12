"""How like a question a case is: signals of meaning, words and profile, and their blend."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from people.levels import Level

Floats = NDArray[np.float32]

#: Not subjects of lessons: a teacher of any subject may ask about these.
_FOR_EVERYBODY = frozenset(
    {"general", "methodist", "class_lead", "extracurricular", "psych", "library"}
)


@dataclass(frozen=True)
class Signals:
    """What speaks for one case, for the verdict and for the explanation to people."""

    whole: float | None
    """Cosine of the question with the whole case; ``None`` when either has no vector."""
    near: float | None
    """Best cosine with the title and the typical questions; ``None`` without typical questions."""
    words: float
    """BM25 as a share of the best that this question could reach, 0 to 1."""
    subject: float
    """1: a subject that the asker named, or teaches; -1: another one; 0: nothing speaks."""
    level: float
    """The same for the level."""
    margin: float
    """How far ``total`` stands above that of the best other case; negative for all but the best."""
    total: float
    """The blend by which cases are ranked before the verdict."""

    @property
    def dense(self) -> float | None:
        """Nearness of meaning in one number; ``None`` when the case was found by words alone."""
        if self.whole is None or self.near is None:
            return self.whole
        return (self.whole + self.near) / 2


@dataclass(frozen=True)
class Asker:
    """What is known about who asks, from the text and from the profile."""

    named_subjects: Collection[str] = ()
    own_subjects: Collection[str] = ()
    named_levels: Collection[Level] = ()
    own_levels: Collection[Level] = ()

    def subject_agreement(self, subject: str, level: Level) -> float:
        """From 1 (a case of the asker's subject) to -1 (of another one); the text goes first."""
        if not self.named_subjects and not self.own_subjects:
            return 0.0
        if subject in (self.named_subjects or self.own_subjects):
            return 1.0
        if subject in self.own_subjects or subject in _FOR_EVERYBODY:
            return 0.0
        # In the primary school one teacher has all subjects, and cases stand under either name.
        known = {*self.named_subjects, *self.own_subjects}
        if level is Level.PRIMARY and (subject == "primary" or "primary" in known):
            return 0.0
        return -1.0

    def level_agreement(self, level: Level) -> float:
        """From 1 (a case of the asker's level) to -1 (of another one); the text goes first."""
        wanted = {*(self.named_levels or self.own_levels)} - {Level.ANY}
        if not wanted or level is Level.ANY:
            return 0.0
        return 1.0 if level in wanted else -1.0


@dataclass(frozen=True)
class Weights:
    """What a signal is worth beside the cosine, which lies between 0.75 and 0.95 as a rule."""

    words: float = 0.15
    subject: float = 0.02
    level: float = 0.01


def dense(whole: Floats, near: Floats) -> Floats:
    """Nearness of meaning of each case; NaN where it has no vectors.

    Args:
        whole: cosine with the whole case, NaN without vectors.
        near: best cosine with the title and the typical questions, NaN without typical questions:
            then the whole vector alone is better than a blend with the title.
    """
    return np.where(np.isnan(near), whole, (whole + near) / 2)


def blend(
    meaning: Floats, words: Floats, subject: Floats, level: Floats, weights: Weights
) -> Floats:
    """The score by which cases are ranked.

    A case without vectors gets the usual nearness of the others, so that it stands or falls by
    its words.
    """
    known = meaning[~np.isnan(meaning)]
    usual = np.float32(np.median(known)) if known.size else np.float32(0)
    filled = np.where(np.isnan(meaning), usual, meaning)
    total: Floats = (
        filled
        + np.float32(weights.words) * words
        + np.float32(weights.subject) * subject
        + np.float32(weights.level) * level
    )
    return total


def best_rows(total: Floats, allowed: NDArray[np.bool_], count: int) -> Sequence[int]:
    """Rows of the ``count`` best allowed cases, best first; of equals the earlier row."""
    rows = np.flatnonzero(allowed)
    if rows.size > count:
        rows = rows[np.argpartition(-total[rows], count)[: count + 1]]
    order = np.lexsort((rows, -total[rows]))
    return [int(row) for row in rows[order][:count]]


def margins(totals: Sequence[float]) -> list[float]:
    """How far each of ``totals``, best first, stands above the best other; 0 when it is alone."""
    if len(totals) < 2:
        return [0.0] * len(totals)
    return [totals[0] - totals[1], *(total - totals[0] for total in totals[1:])]
