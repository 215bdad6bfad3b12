"""Words: lemmas of Russian texts, and BM25 over the lemmas of the cases."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain

import numpy as np
import pymorphy3
from numpy.typing import NDArray

Scores = NDArray[np.float32]

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+")
_RUSSIAN = re.compile(r"[а-яё]+(?:-[а-яё]+)*")
#: Usual values: how soon repetition stops counting, and how much a long text is discounted.
SATURATION = 1.2
LENGTH_DISCOUNT = 0.6


def fold(text: str) -> str:
    """``ё`` as ``е``: most people type it so."""
    return text.replace("ё", "е").replace("Ё", "Е")


def words(text: str) -> list[str]:
    """Words and numbers of ``text`` in lower case, ``ё`` folded to ``е``."""
    return _WORD.findall(fold(text.lower()))


def lemmas(text: str) -> list[str]:
    """Dictionary forms of the words that carry meaning, in their order."""
    return [form for form in map(lemma, words(text)) if form not in stop_words()]


@lru_cache(maxsize=200_000)
def lemma(word: str) -> str:
    """The likeliest dictionary form of a word in lower case; itself, when it is not Russian."""
    if not _RUSSIAN.fullmatch(word):
        return word  # The analyser fails at letters of rare scripts.
    form: str = analyser().parse(word)[0].normal_form
    return fold(form)


@lru_cache(maxsize=50_000)
def is_known(word: str) -> bool:
    """Whether the dictionary of Russian has this very form."""
    return bool(_RUSSIAN.fullmatch(word)) and bool(analyser().word_is_known(word))


@cache
def analyser() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


@cache
def stop_words() -> frozenset[str]:
    """Lemmas without meaning of their own, and the courtesies of a letter."""
    listed = files("knowledge").joinpath("words/stop.txt").read_text("utf-8").split()
    folded = {fold(word) for word in listed}
    return frozenset(folded | {lemma(word) for word in folded})


class Lexicon:
    """BM25 over a fixed list of documents, each a bag of lemmas; never changed once made."""

    def __init__(self, documents: Sequence[Counter[str]]) -> None:
        self._size = len(documents)
        self._terms = {term: number for number, term in enumerate(dict.fromkeys(_all(documents)))}
        self.terms = tuple(self._terms)
        """All lemmas, each at its number."""
        lengths = np.array([bag.total() for bag in documents], dtype=np.float32)
        sizes = np.array([len(bag) for bag in documents], dtype=np.int64)
        rows = np.repeat(np.arange(self._size, dtype=np.int32), sizes)
        terms = np.fromiter(map(self._terms.__getitem__, _all(documents)), dtype=np.int32)
        self._terms_by_document = terms
        self._ends = np.concatenate(([0], np.cumsum(sizes)))
        counts = np.array([n for bag in documents for n in bag.values()], dtype=np.float32)
        order = np.argsort(terms, kind="stable")
        self._rows = rows[order]
        frequency = np.bincount(terms, minlength=len(self._terms))
        self._starts = np.concatenate(([0], np.cumsum(frequency)))
        self._idf = _idf(frequency, self._size)
        self._unseen = float(_idf(np.zeros(1), self._size)[0])
        mean = max(1.0, float(lengths.mean())) if self._size else 1.0
        discount = SATURATION * (1 - LENGTH_DISCOUNT + LENGTH_DISCOUNT * lengths[rows] / mean)
        self._weights = (counts / (counts + discount))[order].astype(np.float32)

    def terms_of(self, document: int) -> NDArray[np.int32]:
        """The numbers of the different lemmas of a document."""
        return self._terms_by_document[self._ends[document] : self._ends[document + 1]]

    def rarity(self, terms: Sequence[str]) -> list[float]:
        """What each of ``terms`` weighs: the fewer documents have it, the more."""
        numbers = [self._terms.get(term) for term in terms]
        return [self._unseen if n is None else float(self._idf[n]) for n in numbers]

    def shares(self, asked: Sequence[Iterable[str]]) -> Scores:
        """For each document, its BM25 as a share of the best that each of ``asked`` could reach, 0
        to 1: a row for each of these.

        A word that no document has counts in full towards the best: what the base does not know
        must lower the share.
        """
        terms = [[*dict.fromkeys(words)] for words in asked]
        ideal = np.array([sum(self.rarity(some)) for some in terms], dtype=np.float32)
        held = [[n for term in some if (n := self._terms.get(term)) is not None] for some in terms]
        weighed = {number: row for row, number in enumerate(dict.fromkeys(chain(*held)))}
        # The last row weighs nothing: it stands where others have more words.
        rows = np.full((len(asked), max(map(len, held), default=0)), len(weighed))
        for row, some in zip(rows, held, strict=True):
            row[: len(some)] = [weighed[number] for number in some]
        weights = self._weights_of([*weighed])
        scores = np.zeros((len(asked), self._size), dtype=np.float32)
        for column in rows.T:
            scores += weights[column]
        scores /= np.where(ideal > 0, ideal, np.float32(1))[:, None]
        return scores

    def _weights_of(self, numbers: Sequence[int]) -> Scores:
        """What each lemma adds to each document, and a last row that adds nothing."""
        found = np.zeros((len(numbers) + 1, self._size), dtype=np.float32)
        for row, number in zip(found, numbers, strict=False):
            postings = slice(self._starts[number], self._starts[number + 1])
            row[self._rows[postings]] = float(self._idf[number]) * self._weights[postings]
        return found


def _all(documents: Sequence[Counter[str]]) -> Iterator[str]:
    return chain.from_iterable(documents)


def _idf(frequency: NDArray[np.int64] | NDArray[np.float64], size: int) -> NDArray[np.float64]:
    return np.log(1 + (size - frequency + 0.5) / (frequency + 0.5))
