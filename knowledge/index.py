"""The published cases in memory: an immutable snapshot that is searched and replaced whole."""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from math import isnan, log1p
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge.asked import Asked
from knowledge.cosines import AllVectors
from knowledge.echo import Echoes
from knowledge.encoder import Vector
from knowledge.entry import Entry, Gists, Indexable, Vectors, roots
from knowledge.hearing import Hearing
from knowledge.lexicon import Lexicon, stop_words
from knowledge.ranking import (
    Asker,
    Floats,
    Signals,
    Weights,
    best_rows,
    blend,
    clearance,
    margins,
)
from knowledge.spelling import Vocabulary

__all__ = ["HEARD", "Entry", "Gists", "Indexable", "Snapshot", "Sought", "Vectors"]

Value = TypeVar("Value", bound=Hashable)

#: So many of the best cases are ranked once more, by their echo.
HEARD = 30
#: A question, and for which audiences the cases are that are looked at.
Sought = tuple[Asked, Collection[str]]


class Snapshot:
    """All cases that can be found, ready to be searched; never changed once made."""

    def __init__(self, entries: Sequence[Entry], *, is_calibrated: bool = True) -> None:
        """``is_calibrated`` says whether there is a calibration for the encoder of the vectors."""
        self.is_calibrated = is_calibrated
        spelt = Counter(word for entry in entries for word in entry.words)
        self.vocabulary = Vocabulary(Counter(dict.fromkeys(stop_words(), 1)) + spelt)
        self._words = Lexicon([entry.bag for entry in entries])
        self._roots = Lexicon([entry.roots for entry in entries])
        self._vectors = AllVectors(entries, is_calibrated=is_calibrated)
        self.entries = tuple(self._vectors.shared(entries))
        self._hearing = Hearing(self._words, [entry.version_id for entry in entries])
        # A few dozen kinds make all cases: what a question has to do with them is asked once each.
        self._kinds, self._kind_of = _numbered([(e.subject, e.level, e.audience) for e in entries])
        self._levels, self._level_of = _numbered([e.level for e in entries])
        self._grades, self._grades_of = _numbered([e.grades for e in entries])

    def best(
        self, sought: Sequence[Sought], weights: Weights, *, count: int
    ) -> list[list[tuple[Entry, Signals]]]:
        """For each question the ``count`` cases that are most like it, best first.

        Many at once are found several times faster than one after the other.

        Args:
            sought: questions, and for whom the cases are that are looked at. What versions say to
                the words of one that remembers is added to what it has ``heard``.
            weights: what the signals are worth.
            count: how many cases are wanted.
        """
        if not sought:
            return []
        signals = self.signals_of([asked for asked, _ in sought])
        said = [[*dict.fromkeys(asked.lemmas)] for asked, _ in sought]
        rarity = [self._words.rarity(words) for words in said]
        total = blend(signals, weights)
        # Words in common stand for the echo where it is not heard.
        worth = np.array([weights.echo * sum(each) for each in rarity], dtype=np.float32)
        hoped = total + worth[:, None] * signals["words"]
        allowed = self._allowed([audiences for _, audiences in sought])
        rows = [
            np.array(best_rows(each, allowed[place], max(count, HEARD)), dtype=np.int64)
            for place, each in enumerate(hoped)
        ]
        heard = self._hearing.nearness([asked for asked, _ in sought], said, rows)
        found = []
        for place, leading in enumerate(rows):
            known = {name: values[place] for name, values in signals.items()}
            totals, echoes = hoped[place][leading].astype(np.float64), None
            if (nearness := heard[place]) is not None:
                echoes = Echoes.of(nearness, rarity[place])
                totals = total[place][leading] + weights.echo * echoes.echo.astype(np.float64)
            alike = {"said": log1p(len(said[place]))}
            found.append(self._ranked(leading, totals, known, echoes, alike, count))
        return found

    def _ranked(
        self,
        rows: NDArray[np.int64],
        worth: NDArray[np.float64],
        known: Mapping[str, Floats],
        echoes: Echoes | None,
        alike: Mapping[str, float],
        count: int,
    ) -> list[tuple[Entry, Signals]]:
        """The ``count`` best of some cases, by what each is worth, with all that is ``known``."""
        # Of equals the one that led without its echo stays ahead.
        order = np.argsort(-worth, kind="stable")
        totals = worth[order].tolist()
        first = order[:count]
        best = rows[first]
        columns: dict[str, Sequence[float | None]] = {"total": totals, "margin": margins(totals)}
        columns |= {name: _numbers(values[best]) for name, values in known.items()}
        if echoes is not None:
            columns |= {name: _numbers(values[first]) for name, values in vars(echoes).items()}
        alike = {**alike, "clearance": clearance(totals)}
        return [
            (self.entries[row], _signals({name: of[place] for name, of in columns.items()} | alike))
            for place, row in enumerate(best.tolist())
        ]

    def signals(
        self,
        lemmas: Sequence[str],
        vector: Vector | None,
        asker: Asker,
        gist: Vector | None = None,
    ) -> dict[str, Floats]:
        """The signals of one question that are known of all cases, in the order of ``entries``;
        NaN: not known."""
        found = self.signals_of([Asked(tuple(lemmas), vector, asker, gist)])
        return {name: values[0] for name, values in found.items()}

    def signals_of(self, questions: Sequence[Asked]) -> dict[str, Floats]:
        """The same of many, a row for each."""
        words = [asked.lemmas for asked in questions]
        return {
            **self._vectors.meaning([asked.vector for asked in questions]),
            **self._vectors.second_opinion([asked.gist for asked in questions]),
            "words": self._words.shares(words),
            "roots": self._roots.shares([roots(each) for each in words]),
            **self._agreements([asked.asker for asked in questions]),
        }

    def _agreements(self, askers: Sequence[Asker]) -> dict[str, Floats]:
        different = {asker.key: asker for asker in askers}
        rows = {key: row for row, key in enumerate(different)}
        which = [rows[asker.key] for asker in askers]
        kinds = [
            [asker.subject_agreement(subject, level) for subject, level, _ in self._kinds]
            for asker in different.values()
        ]
        levels = [[*map(asker.level_agreement, self._levels)] for asker in different.values()]
        grades = [[*map(asker.grade_agreement, self._grades)] for asker in different.values()]
        return {
            "subject": _spread(kinds, which, self._kind_of),
            "level": _spread(levels, which, self._level_of),
            "grade": _spread(grades, which, self._grades_of),
        }

    def _allowed(self, audiences: Sequence[Collection[str]]) -> list[NDArray[np.bool_]]:
        """For each question the cases that are for one of its audiences."""
        of_kinds = [audience for _, _, audience in self._kinds]
        found = {
            each: np.array([audience in each for audience in of_kinds], dtype=np.bool_)
            for each in map(frozenset, audiences)
        }
        return [found[frozenset(each)][self._kind_of] for each in audiences]


def _numbered(values: Sequence[Value]) -> tuple[list[Value], NDArray[np.int64]]:
    """The different values, and the place of each of ``values`` among them."""
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return list(places), np.array([places[value] for value in values], dtype=np.int64)


def _spread(
    values: Sequence[Sequence[float]], rows: Sequence[int], columns: NDArray[np.int64]
) -> Floats:
    """The row of each question, its value at each of ``columns``."""
    return np.array(values, dtype=np.float32)[:, columns][rows]


def _numbers(values: Floats) -> list[float | None]:
    """``None`` stands for what is not known."""
    return [None if isnan(value) else value for value in values.tolist()]


def _signals(values: Mapping[str, float | None]) -> Signals:
    return Signals(**values)  # type: ignore[arg-type]
