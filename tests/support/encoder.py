"""An encoder without a model, and one that asks its model only once."""

import asyncio
import os
import uuid
from collections.abc import Awaitable, Callable, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from knowledge.encoder import Encoder, Matrix, Pair, SecondOpinion, Vector, second_of
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


def remembering(encoder: Encoder, folder: Path) -> Encoder:
    """``encoder`` with a memory in ``folder``, which other processes may have in common."""
    folder.mkdir(exist_ok=True)
    second = second_of(encoder)
    remembers = Remembering(encoder, folder)
    return remembers if second is None else Pair(remembers, RememberingSecond(second, folder))


class Remembering:
    """An encoder whose vectors are kept: the same texts come in many tests."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.fingerprint = encoder.fingerprint
        self.dimensions = encoder.dimensions
        self._encoder = encoder
        self._folder = folder
        self._known: dict[Path, Vector] = {}

    async def question(self, text: str) -> Vector:
        return await self._kept("question", text, lambda: self._encoder.question(text))

    async def passages(self, texts: Sequence[str]) -> Matrix:
        rows = [await self._kept("passage", text, self._passage_of(text)) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self.dimensions)

    def _passage_of(self, text: str) -> Callable[[], Awaitable[Vector]]:
        async def understand() -> Vector:
            return np.asarray((await self._encoder.passages([text]))[0])

        return understand

    async def _kept(
        self, kind: str, text: str, understand: Callable[[], Awaitable[Vector]]
    ) -> Vector:
        key = blake2b(f"{self.fingerprint}/{kind}/{text}".encode("utf-8", "surrogatepass"))
        path = self._folder / f"{key.hexdigest()[:32]}.npy"
        if path not in self._known:
            self._known[path] = np.load(path) if path.exists() else await understand()
            self._known[path].setflags(write=False)
            self._write(path)
        return self._known[path]

    def _write(self, path: Path) -> None:
        """Whole or not at all: another worker may be reading."""
        if not path.exists():
            unfinished = path.with_name(uuid.uuid4().hex)
            with unfinished.open("wb") as file:
                np.save(file, self._known[path])
            os.replace(unfinished, path)


class RememberingSecond(Remembering):
    """The same of a second opinion, which remembers words by itself."""

    def __init__(self, encoder: SecondOpinion, folder: Path) -> None:
        super().__init__(encoder, folder)
        self._second = encoder

    def words(self, words: Sequence[str]) -> Matrix:
        return self._second.words(words)
