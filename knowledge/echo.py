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
class Echo:
    """What a case has of the words of a question; a word has as much as the cosine with the word
    of the case that is nearest to it."""

    echo: float
    """Of all words together, each by its rarity: the more is said, the more it tells."""
    echoed: float
    """As a share of what the question says, up to 1."""
    faint: float
    """Of the three words that it has least of, on the average: what it may not be about."""


def echoes(
    words: Sequence[str],
    rarity: Sequence[float],
    cases: Sequence[Collection[str]],
    meanings: Meanings,
) -> list[Echo]:
    """What each of ``cases``, a few, has of the question.

    Args:
        words: the different lemmas of the question, at least one.
        rarity: what each of them weighs.
        cases: their lemmas.
        meanings: tells what words are akin.
    """
    numbers = {word: number for number, word in enumerate(dict.fromkeys([*words, *_all(cases)]))}
    rows = meanings(list(numbers))
    nearness = rows[: len(words)] @ rows.T
    weights = np.array(rarity, dtype=np.float32)
    found = []
    for case in cases:
        own = nearness[:, [numbers[word] for word in case]].max(axis=1, initial=0)
        echo = float(weights @ own)
        faint = float(np.sort(own)[:_FAINTEST].mean())
        found.append(Echo(echo, echo / float(weights.sum()), faint))
    return found


def _all(cases: Sequence[Collection[str]]) -> list[str]:
    return [word for case in cases for word in case]
