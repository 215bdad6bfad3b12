"""A model of sentence-transformers: loading it, what it wants before a text, what names it."""

import hashlib
import os
import re
import shlex
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, Self, cast

import numpy as np
from numpy.typing import NDArray

from kit.errors import WrongInstallation

Matrix = NDArray[np.float32]

#: What the extra ``transformers`` of the distribution installs.
REQUIREMENT = "sentence-transformers>=6.2,<7"
#: What models call the prompts of a search, in the order in which they are looked for.
_FOR_QUESTIONS = ("query", "search_query", "retrieval.query")
_FOR_PASSAGES = ("document", "passage", "search_document", "retrieval.passage", "corpus")
_E5 = re.compile(r"(?:^|[-_/])e5(?:[-_/]|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Prompts:
    """What stands before a text, so that the model knows its part in a search."""

    question: str = ""
    passage: str = ""

    @classmethod
    def of(cls, name: str, given: Mapping[str, str | None], default: str | None) -> Self:
        """The prompts of a model.

        Args:
            name: of the model, or its folder.
            given: the prompts of the model's own configuration, by their names.
            default: the name of the one that stands before every text, as a rule.
        """
        question = _first(given, _FOR_QUESTIONS)
        passage = _first(given, _FOR_PASSAGES)
        if question or passage:
            return cls(question, passage)
        if default is not None:
            always = given.get(default) or ""
            return cls(always, always)
        # The family of e5 was trained with these, but its first models do not say so. Those with
        # «instruct» in their name want something else, and say it.
        if _E5.search(name) and "instruct" not in name.lower():
            return cls("query: ", "passage: ")
        return cls()


class _Model(Protocol):
    """The part of ``sentence_transformers.SentenceTransformer`` that is used."""

    prompts: dict[str, str | None]
    default_prompt_name: str | None
    max_seq_length: int | None

    def encode(
        self, texts: list[str], *, prompt: str, normalize_embeddings: bool, show_progress_bar: bool
    ) -> NDArray[Any]: ...

    def state_dict(self) -> Mapping[str, Any]: ...

    def children(self) -> Iterable[Any]: ...


class Transformer:
    """A loaded model; to be used by one thread at a time, for its tokenizer bears no second."""

    def __init__(self, name: str, model: _Model, major: str) -> None:
        self._model = model
        self._prompts = Prompts.of(name, model.prompts, model.default_prompt_name)
        digest = _digest(model, self._prompts)
        self.name = f"sentence-transformers-{major}:{Path(name).name}-{digest}"
        """The model's own, a digest of all that makes its vectors, the library's major version."""
        self.dimensions = self.passages(["слово"]).shape[1]

    @classmethod
    def load(cls, name: str) -> Self:
        """Load the model in the folder ``name``, or the one that is published as ``name``.

        What has been downloaded once is used ever after, and nothing is asked of anybody.

        Raises:
            WrongInstallation: the library is not installed, or there is no such model.
        """
        if find_spec("sentence_transformers") is None:
            raise WrongInstallation(
                "HOTLINE_ENCODER: для моделей sentence-transformers нужны ещё пакеты, поставьте их "
                f"командой: {installing()}"
            )
        os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        name = os.path.expanduser(name)
        try:
            return cls(name, _loaded(name), version("sentence-transformers").split(".")[0])
        except (ImportError, LookupError, OSError, RuntimeError, ValueError) as error:
            raise WrongInstallation(
                f"HOTLINE_ENCODER: модель «{name}» не загружается ({type(error).__name__}), "
                "проверьте имя или папку, а для первой загрузки по имени и выход в интернет."
            ) from error

    def question(self, text: str) -> Matrix:
        """A unit vector of what somebody asks."""
        vector: Matrix = self._encode([text], self._prompts.question)[0]
        return vector

    def passages(self, texts: Sequence[str]) -> Matrix:
        """One unit row for each of ``texts``."""
        return self._encode(list(texts), self._prompts.passage)

    def _encode(self, texts: list[str], prompt: str) -> Matrix:
        rows = self._model.encode(
            texts, prompt=prompt, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(rows, dtype=np.float32)


def installing() -> str:
    """The command that adds the library to this environment; without a GPU, torch for none."""
    own = Path(sys.prefix, "bin", "uv")
    uv = str(own) if own.exists() else "uv"
    where = ["--python", sys.prefix, "--torch-backend", "auto"]
    return shlex.join([uv, "pip", "install", *where, REQUIREMENT])


def _loaded(name: str) -> _Model:
    from huggingface_hub.constants import HF_HUB_OFFLINE  # noqa: PLC0415
    from safetensors import SafetensorError  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from transformers.utils.logging import disable_progress_bar  # noqa: PLC0415

    disable_progress_bar()
    try:
        try:
            return cast(_Model, SentenceTransformer(name, local_files_only=True))
        except OSError:
            if HF_HUB_OFFLINE or Path(name).exists():
                raise
        return cast(_Model, SentenceTransformer(name))
    except SafetensorError as error:
        raise ValueError("the weights are damaged") from error


def _first(given: Mapping[str, str | None], names: Sequence[str]) -> str:
    # The library adds empty prompts of its own to those of the model.
    return next((prompt for name in names if (prompt := given.get(name))), "")


def _digest(model: _Model, prompts: Prompts) -> str:
    """Twelve characters that change with whatever makes the vectors."""
    layers = [(type(one).__name__, getattr(one, "pooling_mode", "")) for one in model.children()]
    digest = hashlib.sha256(repr((prompts, model.max_seq_length, layers)).encode())
    for name, weights in sorted(model.state_dict().items()):
        digest.update(f"{name} {weights.dtype} {tuple(weights.shape)}".encode())
        digest.update(_bytes(weights))
    return digest.hexdigest()[:12]


def _bytes(weights: Any) -> memoryview:
    from torch import uint8  # noqa: PLC0415

    flat = weights.detach().cpu().contiguous().reshape(-1).view(uint8)
    return memoryview(flat.numpy())
