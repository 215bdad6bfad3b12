"""How much of what a question says, word by word, a case says too: in the same words or akin."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from knowledge.gist import Halves, Vector, widened

#: Vectors of words by the second opinion, a unit row for each.
Meanings = Callable[[Sequence[str]], Vector]
#: So many of the question's words that the case knows least are looked at by themselves.
_FAINTEST = 3


@dataclass(frozen=True)
class Echoes:
    """What some cases have of the words of a question, a value for each case; a word has as much
    as the cosine with the word of the case that is nearest to it."""

    echo: Vector
    """Of all words together, each by its rarity: the more is said, the more it tells."""
    echoed: Vector
    """As a share of what the question says, up to 1."""
    faint: Vector
    """Of the three words that it has least of, on the average: what it may not be about."""

    @classmethod
    def of(cls, nearness: Vector, rarity: Sequence[float]) -> "Echoes":
        """
        Args:
            nearness: see ``Voices.nearest``.
            rarity: what each word of the question weighs.
        """
        weights = np.array(rarity, dtype=np.float32)
        echo = nearness @ weights
        faintest = np.sort(nearness, axis=1)[:, :_FAINTEST]
        return cls(echo, echo / weights.sum(), faintest.mean(axis=1))


class Voices:
    """The lemmas of all cases as the second opinion knows them, half as exact: 1 KB each."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._rows: Halves = np.empty((0, 0), dtype=np.float16)
        self._is_known = np.zeros(len(words), dtype=np.bool_)
        self._asking = Lock()

    def nearest(
        self, words: Sequence[str], cases: Sequence[NDArray[np.int32]], meanings: Meanings
    ) -> Vector:
        """The cosine of each word with the nearest word of each case, 0 to 1: a row for each case.

        What a case says to the words does not hang on the other cases, so it can be kept.

        Args:
            words: the different lemmas of the question, at least one.
            cases: the numbers of the different lemmas of each case.
            meanings: tells what words are akin; the same at every call.
        """
        (found,) = self.nearest_to_many([(words, range(len(cases)))], cases, meanings)
        return found

    def nearest_to_many(
        self,
        asked: Sequence[tuple[Sequence[str], Sequence[int]]],
        cases: Sequence[NDArray[np.int32]],
        meanings: Meanings,
    ) -> list[Vector]:
        """The same for many questions, each with places among the ``cases``; what they have in
        common, words and cases, is looked at once."""
        spoken = np.concatenate([np.empty(0, dtype=np.int32), *cases])
        is_said = np.zeros(len(self._words), dtype=np.bool_)
        is_said[spoken] = True
        numbers = np.flatnonzero(is_said).astype(np.int32)
        if not numbers.size:
            return [np.zeros((len(places), len(words)), np.float32) for words, places in asked]
        renumbered = np.cumsum(is_said) - 1
        said = [renumbered[case] for case in cases]
        rows = {word: row for row, word in enumerate(dict.fromkeys(_all(asked)))}
        nearness = meanings([*rows]) @ self._seen(numbers, meanings).T
        return [
            _nearest(nearness[[rows[word] for word in words]], [said[place] for place in places])
            for words, places in asked
        ]

    def _seen(self, numbers: NDArray[np.int32], meanings: Meanings) -> Vector:
        if not self._is_known[numbers].all():
            with self._asking:
                new = numbers[~self._is_known[numbers]]
                self._ask([self._words[number] for number in new.tolist()], new, meanings)
        return widened(self._rows[numbers])

    def _ask(self, words: Sequence[str], numbers: NDArray[np.int32], meanings: Meanings) -> None:
        rows = meanings(words)
        if not self._rows.size:
            self._rows = np.empty((len(self._words), rows.shape[1]), dtype=np.float16)
        self._rows[numbers] = rows
        self._is_known[numbers] = True


def _all(asked: Sequence[tuple[Sequence[str], Sequence[int]]]) -> Iterator[str]:
    return chain.from_iterable(words for words, _ in asked)


def _nearest(nearness: Vector, cases: Sequence[NDArray[np.int64]]) -> Vector:
    """The greatest of the columns of each case, for each row."""
    found = np.zeros((len(cases), len(nearness)), dtype=np.float32)
    told = [place for place, case in enumerate(cases) if len(case)]
    if told:
        starts = np.cumsum([0, *(len(cases[place]) for place in told)])[:-1]
        of_cases = nearness.take(np.concatenate(cases), axis=1)
        found[told] = np.maximum.reduceat(of_cases, starts, axis=1).T
    return found.clip(0)
