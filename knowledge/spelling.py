"""Corrects misspelt words to words that the cases use."""

import re
from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.latin import Known

_WORD = re.compile(r"(?<![\w-])[а-яА-Я]{4,}(?![\w-])")
_STRETCHED = re.compile(r"(\w)\1{2,}")
#: Two slips are forgiven only in a word so long.
_LONG = 7
#: One message is not worth more looking up than this.
_MOST_WORDS = 30


class Vocabulary:
    """The words of the published cases, in lower case and ``ё`` folded, with their frequency."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._by_length: dict[int, list[str]] = {}
        for word in counts:
            self._by_length.setdefault(len(word), []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def nearest(self, word: str) -> str | None:
        """The word that ``word`` was most likely meant to be; ``None`` when none is close."""
        slips = 2 if len(word) >= _LONG else 1
        near = process.extract(
            word, self._of_about(len(word), slips), scorer=OSA.distance, score_cutoff=slips, limit=9
        )
        if not near:
            return None
        # People rarely miss the first letter, and of equals the commoner word was meant.
        ranked = [(slips, w[0] != word[0], -self._counts[w], w) for w, slips, _ in near]
        distance, other_start, _, best = min(ranked)
        return None if distance > 1 and other_start else best

    def _of_about(self, length: int, slips: int) -> list[str]:
        span = range(length - slips, length + slips + 1)
        return [word for size in span for word in self._by_length.get(size, ())]


NO_VOCABULARY = Vocabulary({})


def corrected(text: str, vocabulary: Vocabulary, known: Known) -> str:
    """Correct the words that are not ``known`` to nearby ones of ``vocabulary``."""
    left = _MOST_WORDS

    def correct(match: re.Match[str]) -> str:
        nonlocal left
        word = match[0].lower()
        if left == 0 or known(word):
            return match[0]
        left -= 1
        better = _shrunk(word, known) or vocabulary.nearest(word)
        if better is None:
            return match[0]
        return better.capitalize() if match[0][0].isupper() else better

    return _WORD.sub(correct, text)


def _shrunk(word: str, known: Known) -> str | None:
    """«помогииите» → «помогите»."""
    shrunk = _STRETCHED.sub(r"\1", word)
    return shrunk if shrunk != word and known(shrunk) else None
