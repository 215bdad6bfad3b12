"""How like a question a case is: signals of meaning, words and profile, and their blend."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from people.levels import Level

Floats = NDArray[np.float32]

#: What is known of the best cases only; see ``knowledge.echo``.
ECHOES = ("echo", "echoed", "faint")
#: What the second opinion says; unknown of a case that it has not seen.
GISTS = ("gist_asked", "gist_problem", "gist_solution", *ECHOES)

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
    """BM25 over the whole case, its solution too, as a share of the best that this question could
    reach, 0 to 1."""
    subject: float
    """1: a subject that the asker named, or teaches; -1: another one; 0: nothing speaks."""
    level: float
    """The same for the level."""
    margin: float
    """How far ``total`` stands above that of the best other case; negative for all but the best."""
    total: float
    """The blend by which cases are ranked, in log odds: a case that stands 1 above another is 2.7
    times as likely to be the right one of the two."""
    akin: float | None = None
    """Mean cosine with the title and the typical questions; ``None`` as ``near``. It has no part in
    the ranking, only in the verdict."""
    centred: float | None = None
    """The cosines once more, measured from the middle of this base, where they tell more apart."""
    roots: float = 0.0
    """As ``words``, by the beginnings of words, without the solution: «объяснить», «объяснение»."""
    grade: float = 0.0
    """As ``level``, by the grades that question and case name."""
    gist_asked: float | None = None
    """Mean cosine with title and typical questions by the second opinion, another model; ``None``
    when it has not seen the case or the question."""
    gist_problem: float | None = None
    """Its cosine with the problem."""
    gist_solution: float | None = None
    """Its cosine with the solution."""
    echo: float | None = None
    """How much of the question's words the case has, the same or akin, each by its rarity; ``None``
    without the second opinion."""
    echoed: float | None = None
    """The same as a share of what the question says."""
    faint: float | None = None
    """How much it has of the three words that it has least of."""
    clearance: float = 0.0
    """How far the best case stands above the fourth: an offer shows three."""
    said: float = 0.0
    """How much the question says: the logarithm of one more than its different words."""

    @property
    def dense(self) -> float | None:
        """Nearness of meaning in one number; ``None`` when the case was found by words alone."""
        if self.whole is None or self.near is None:
            return self.whole
        return (self.whole + self.near) / 2

    def value(self, name: str) -> float:
        """A signal for the models: what is not known of a case is guessed by its whole, and what
        the second opinion would say is NaN."""
        value: float | None = getattr(self, name)
        if value is None and name in GISTS:
            return nan
        if value is None and name in ("near", "akin"):
            value = self.whole
        return value or 0.0


@dataclass(frozen=True)
class Asker:
    """What is known about who asks, from the text and from the profile."""

    named_subjects: Collection[str] = ()
    own_subjects: Collection[str] = ()
    named_levels: Collection[Level] = ()
    own_levels: Collection[Level] = ()
    grades: Collection[int] = ()
    """Named in the text."""

    @property
    def key(self) -> tuple[tuple[object, ...], ...]:
        """The same for two of whom the same is known."""
        return tuple(tuple(known) for known in vars(self).values())

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

    def grade_agreement(self, grades: Collection[int]) -> float:
        """From 1 (a grade that the question names) to -1 (only others); 0 when one names none."""
        if not self.grades or not grades:
            return 0.0
        return 1.0 if set(self.grades) & set(grades) else -1.0


@dataclass(frozen=True)
class Weights:
    """What the signals are worth, in log odds for each unit of the signal."""

    whole: float = 50.0
    near: float = 35.0
    centred: float = 10.0
    words: float = 15.0
    roots: float = 10.0
    subject: float = 1.5
    level: float = 0.75
    grade: float = 1.0
    gist_asked: float = 0.0
    gist_problem: float = 0.0
    gist_solution: float = 0.0
    echo: float = 0.0


#: What is unknown of a case without vectors.
_MEANING = ("whole", "near", "centred")
#: The names of the signals that are blended.
BLENDED = tuple(asdict(Weights()))
#: Those that are known of every case: by them the few are chosen whose echo is listened to.
AT_FIRST = tuple(name for name in BLENDED if name not in ECHOES)


def dense(whole: Floats, near: Floats) -> Floats:
    """Nearness of meaning of each case; NaN where it has no vectors.

    Args:
        whole: cosine with the whole case, NaN without vectors.
        near: best cosine with the title and the typical questions, NaN without typical questions:
            then the whole vector alone is better than a blend with the title.
    """
    return np.where(np.isnan(near), whole, (whole + near) / 2)


def blend(signals: Mapping[str, Floats], weights: Weights) -> Floats:
    """The score by which cases are ranked.

    A case without vectors gets the usual nearness of the others, so that it stands or falls by
    its words; one without typical questions is as far from the usual as its whole.

    Args:
        signals: each of ``AT_FIRST``, a value for each case, NaN where it is not known; for many
            questions a row for each.
        weights: what they are worth.
    """
    total: Floats = np.zeros(signals["words"].shape, dtype=np.float32)
    for name in AT_FIRST:
        values = signals[name]
        if name in _MEANING:
            values = _filled(values, signals["whole"])
        if name in GISTS and (unknown := np.isnan(values)).any():
            values = np.where(unknown, _usual(values), values)
        total += np.float32(getattr(weights, name)) * values
    return total


def _filled(values: Floats, whole: Floats) -> Floats:
    if not np.isnan(values).any():
        return values
    beside_usual = whole - _usual(whole)
    guessed = _usual(values) + np.where(np.isnan(beside_usual), 0, beside_usual)
    filled: Floats = np.where(np.isnan(values), guessed, values).astype(np.float32)
    return filled


def _usual(values: Floats) -> Floats:
    """The middle of what is known, for each question; 0 where nothing is."""
    rows = values.reshape(-1, values.shape[-1])
    known = [row[~np.isnan(row)] for row in rows]
    usual = [np.median(some) if some.size else 0 for some in known]
    return np.array(usual, dtype=np.float32).reshape(*values.shape[:-1], 1)


def best_rows(total: Floats, allowed: NDArray[np.bool_], count: int) -> Sequence[int]:
    """Rows of the ``count`` best allowed cases, best first; of equals the earlier row."""
    rows = np.flatnonzero(allowed)
    if rows.size > count:
        rows = rows[np.argpartition(-total[rows], count)[: count + 1]]
    order = np.lexsort((rows, -total[rows]))
    return [int(row) for row in rows[order][:count]]


def clearance(totals: Sequence[float]) -> float:
    """How far the first of ``totals``, best first, stands above the fourth, or the last."""
    return totals[0] - totals[min(3, len(totals) - 1)] if totals else 0.0


def margins(totals: Sequence[float]) -> list[float]:
    """How far each of ``totals``, best first, stands above the best other; 0 when it is alone."""
    if len(totals) < 2:
        return [0.0] * len(totals)
    return [totals[0] - totals[1], *(total - totals[0] for total in totals[1:])]
