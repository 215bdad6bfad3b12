"""How much of what a question says, word by word, a case says too: in the same words or akin."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.gist import Vector

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
            nearness: see ``nearest_words``.
            rarity: what each word of the question weighs.
        """
        weights = np.array(rarity, dtype=np.float32)
        echo = nearness @ weights
        faintest = np.sort(nearness, axis=1)[:, :_FAINTEST]
        return cls(echo, echo / weights.sum(), faintest.mean(axis=1))


def nearest_words(
    words: Sequence[str], cases: Sequence[Collection[str]], meanings: Meanings
) -> Vector:
    """The cosine of each word with the nearest word of each case, 0 to 1: a row for each case.

    What a case says to the words does not hang on the other cases, so it can be kept.

    Args:
        words: the different lemmas of the question, at least one.
        cases: the different lemmas of each case.
        meanings: tells what words are akin.
    """
    spoken = [word for case in cases for word in case]
    numbers = {word: number for number, word in enumerate(dict.fromkeys([*words, *spoken]))}
    rows = meanings(list(numbers))
    nearness = (rows[: len(words)] @ rows.T)[:, [*map(numbers.__getitem__, spoken)]]
    found = np.zeros((len(cases), len(words)), dtype=np.float32)
    told = [place for place, case in enumerate(cases) if case]
    if told:
        starts = np.cumsum([0, *(len(cases[place]) for place in told)])[:-1]
        found[told] = np.maximum.reduceat(nearness, starts, axis=1).T
    return found.clip(0)
