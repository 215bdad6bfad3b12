"""An encoder without a model."""

import asyncio
from collections.abc import Sequence

import numpy as np

from knowledge.encoder import Matrix, Vector
from knowledge.lexicon import lemmas


class WordEncoder:
    """Texts are as near as the share of lemmas that they have in common."""

    def __init__(self, fingerprint: str = "words/1", dimensions: int = 256) -> None:
        self.fingerprint = fingerprint
        self.dimensions = dimensions
        self.encoded: list[str] = []
        """Texts that were encoded as passages, in their order."""
        self._axes: dict[str, int] = {}

    async def question(self, text: str) -> Vector:
        return self._vector(text)

    async def passages(self, texts: Sequence[str]) -> Matrix:
        await asyncio.sleep(0)
        self.encoded += texts
        return np.stack([self._vector(text) for text in texts])

    def words(self, words: Sequence[str]) -> Matrix:
        return np.stack([self._vector(word) for word in words])

    def _vector(self, text: str) -> Vector:
        vector = np.zeros(self.dimensions, dtype=np.float32)
        for lemma in lemmas(text) or ["∅"]:
            vector[self._axes.setdefault(lemma, len(self._axes))] += 1
        vector /= np.linalg.norm(vector)
        return vector
