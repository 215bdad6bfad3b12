"""One encoder takes over from another."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from kit.database import Transaction
from knowledge.encoder import Vector
from knowledge.indexing import Indexer
from knowledge.search import CaseSearch, Decision, Finding
from knowledge.service import CaseBook
from tests.knowledge.conftest import Publish
from tests.knowledge.test_search import CALIBRATION, FRACTIONS, SINGING, ids
from tests.support.cases import draft
from tests.support.encoder import WordEncoder

DRAWING = draft(
    "art-1",
    title="Рисунок на пленэре",
    subject="art",
    topics=["пейзаж"],
    problem="Дети боятся белого листа.",
    questions=["как начать пейзаж"],
)
QUESTION = "как объяснить дроби"


class Hesitant(WordEncoder):
    """Takes its time over a question: until it is told to go on."""

    def __init__(self, fingerprint: str = "words/1") -> None:
        super().__init__(fingerprint)
        self.is_asked, self.may_answer = asyncio.Event(), asyncio.Event()

    async def question(self, text: str) -> Vector:
        self.is_asked.set()
        await self.may_answer.wait()
        return await super().question(text)


class Distant(WordEncoder):
    """The same meaning, but all cosines lie between 0.9 and 1."""

    async def question(self, text: str) -> Vector:
        return self._moved(await super().question(text))

    async def passages(self, texts: Sequence[str]) -> Vector:
        return np.stack([self._moved(row) for row in await super().passages(texts)])

    def _moved(self, vector: Vector) -> Vector:
        moved = vector * np.float32(0.1**0.5)
        moved[-1] = 0.9**0.5
        return moved


@pytest.fixture
def former() -> WordEncoder:
    """The one that the calibration is for."""
    return WordEncoder()


@pytest.fixture
def chosen() -> WordEncoder:
    """Vectors of another length: a comparison with those of ``former`` would fail."""
    return WordEncoder("chosen/1", dimensions=128)


async def index(transaction: Transaction, encoder: WordEncoder, limit: int = 10) -> None:
    await Indexer(transaction, encoder).index_missing(limit=limit)


async def found(search: CaseSearch, question: str = QUESTION) -> Finding:
    await search.refresh()
    return await search.find(question)


async def test_the_former_serves_until_the_chosen_has_seen_every_case(
    transaction: Transaction, publish: Publish, former: WordEncoder, chosen: WordEncoder
) -> None:
    await publish(FRACTIONS, SINGING, DRAWING)
    await index(transaction, former)
    search = CaseSearch(transaction, chosen, CALIBRATION, stand_in=former)

    before = await found(search)
    await index(transaction, chosen, limit=2)
    meanwhile = await found(search)
    await index(transaction, chosen)
    after = await found(search)

    assert [one.encoder for one in (before, meanwhile, after)] == ["words/1", "words/1", "chosen/1"]
    assert before.decision is meanwhile.decision is Decision.ANSWER
    assert ids(before)[0] == ids(meanwhile)[0] == ids(after)[0] == "math-1"


async def test_a_case_published_later_does_not_bring_the_former_back(
    transaction: Transaction, publish: Publish, former: WordEncoder, chosen: WordEncoder
) -> None:
    await publish(FRACTIONS, SINGING)
    await index(transaction, former)
    await index(transaction, chosen)
    search = CaseSearch(transaction, chosen, CALIBRATION, stand_in=former)
    await search.refresh()
    await publish(DRAWING)
    await index(transaction, former)

    assert (await found(search)).encoder == "chosen/1"


async def test_what_is_retired_before_the_chosen_takes_over_is_found_no_more(
    transaction: Transaction, publish: Publish, former: WordEncoder, chosen: WordEncoder
) -> None:
    await publish(FRACTIONS)
    await index(transaction, former)
    search = CaseSearch(transaction, chosen, CALIBRATION, stand_in=former)
    await search.refresh()

    await CaseBook(transaction).retire(FRACTIONS.id, by=None)

    assert ids(await found(search)) == []


async def test_a_question_that_is_being_encoded_sees_the_cases_of_its_encoder(
    transaction: Transaction, publish: Publish, chosen: WordEncoder
) -> None:
    former = Hesitant()
    await publish(FRACTIONS, SINGING, DRAWING)
    await index(transaction, former)
    search = CaseSearch(transaction, chosen, CALIBRATION, stand_in=former)
    await search.refresh()

    finding = asyncio.create_task(search.find(QUESTION))
    await former.is_asked.wait()
    await index(transaction, chosen)
    later = await found(search)
    former.may_answer.set()

    assert ((await finding).encoder, ids(await finding)[0]) == ("words/1", "math-1")
    assert (later.encoder, ids(later)[0]) == ("chosen/1", "math-1")


async def test_without_a_former_the_cases_seen_so_far_are_found_by_meaning_the_others_by_words(
    transaction: Transaction, publish: Publish, former: WordEncoder, chosen: WordEncoder
) -> None:
    await publish(SINGING)
    await index(transaction, chosen)
    await publish(FRACTIONS)
    await index(transaction, former)
    search = CaseSearch(transaction, chosen, replace(CALIBRATION, fingerprint="chosen/1"))

    of_seen = await found(search, "как вести хор")
    of_unseen = await found(search)

    assert (of_seen.encoder, of_unseen.encoder) == ("chosen/1", "chosen/1")
    assert (ids(of_seen)[0], ids(of_unseen)[0]) == ("music-1", "math-1")
    assert of_seen.matches[0].signals.whole is not None
    assert of_unseen.matches[0].signals.whole is None


async def test_an_encoder_without_a_calibration_ranks_by_meaning_and_only_offers(
    transaction: Transaction, publish: Publish, caplog: pytest.LogCaptureFixture
) -> None:
    encoder = Distant("distant/1")
    await publish(FRACTIONS, SINGING, DRAWING)
    await index(transaction, encoder)
    generous = replace(CALIBRATION, answer_from=0.0, offer_from=0.0)

    finding = await found(CaseSearch(transaction, encoder, generous))

    assert (finding.encoder, finding.calibration) == ("distant/1", "distant/1 uncalibrated")
    assert (finding.decision, ids(finding)[0]) == (Decision.OFFER, "math-1")
    assert "encoder distant/1 has no calibration" in caplog.text


async def test_where_the_cosines_of_a_model_lie_does_not_matter(
    transaction: Transaction, publish: Publish
) -> None:
    near, far = WordEncoder("near/1"), Distant("far/1")
    await publish(FRACTIONS, SINGING, DRAWING)
    await index(transaction, near)
    await index(transaction, far)

    by_near = await found(CaseSearch(transaction, near, CALIBRATION), "рисуем дроби")
    by_far = await found(CaseSearch(transaction, far, CALIBRATION), "рисуем дроби")

    assert ids(by_near) == ids(by_far)
    assert [match.score for match in by_near.matches] == pytest.approx(
        [match.score for match in by_far.matches], abs=1e-3
    )


async def test_in_a_base_too_small_to_tell_its_scale_an_uncalibrated_encoder_is_not_believed(
    transaction: Transaction, publish: Publish, chosen: WordEncoder
) -> None:
    await publish(FRACTIONS, SINGING)
    await index(transaction, chosen)

    finding = await found(CaseSearch(transaction, chosen, CALIBRATION))

    assert (finding.decision, ids(finding)) == (Decision.OFFER, ["math-1"])
    assert finding.matches[0].signals.whole is None
