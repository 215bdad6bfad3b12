"""Cases that are alike: found among the shipped ones by the real encoder, merged or kept."""

from datetime import UTC, datetime

import pytest

from kit.database import Database, Transaction
from knowledge.catalogue import Catalogue
from knowledge.curating_models import Likeness
from knowledge.drafts import CaseDraft
from knowledge.encoder import Encoder
from knowledge.indexing import Indexer
from knowledge.models import CaseId, CaseState
from knowledge.service import CaseBook
from knowledge.twin_errors import NoSuchPair, NoteMissing, PairChanged
from knowledge.twins import Comparing, TwinBook, Twins
from people.addresses import Address
from people.models import PersonId
from people.service import Directory
from tests.support.cases import draft
from tests.support.encoder import WordEncoder

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
#: A shipped case, told again by somebody who has not found it.
COPIED = CaseId("physics-01")


async def curator(transaction: Transaction) -> PersonId:
    return (await Directory(transaction).meet(Address("telegram", "1"), "Вера", now=NOW)).id


async def written(transaction: Transaction, *drafts: CaseDraft) -> None:
    await CaseBook(transaction).import_cases(drafts, publish=True, by=None, now=NOW)


async def compared(transaction: Transaction, encoder: Encoder) -> list[Twins]:
    indexer, comparing = Indexer(transaction, encoder), Comparing(transaction, encoder)
    while await indexer.index_missing(limit=50):
        pass
    await comparing.compare_new(NOW)
    assert await comparing.compare_new(NOW) == 0
    return await TwinBook(transaction).page(limit=100, offset=0)


def ids(pair: Twins) -> set[str]:
    return {pair.first.case_id, pair.second.case_id}


async def test_of_the_shipped_cases_few_are_alike_and_a_retold_one_is_the_closest(
    planted: Database, encoder: Encoder
) -> None:
    transaction = planted.transaction
    shipped = await compared(transaction, encoder)
    text = await CaseBook(transaction).current(COPIED)
    words = text.problem.split()
    retold = draft(
        "copy",
        title=text.title + " на уроке",
        subject=text.subject,
        level=text.level.value,
        topics=list(text.topics),
        problem=" ".join([*words[len(words) // 2 :], *words[: len(words) // 2]]),
    )

    await written(transaction, retold)
    pairs = await compared(transaction, encoder)

    # A curator must be able to look through them: one for ten cases at most.
    assert len(shipped) <= await published(transaction) / 10
    assert ids(pairs[0]) == {COPIED, "copy"}
    assert pairs[0].likeness is Likeness.CLOSE


async def published(transaction: Transaction) -> int:
    return (await CaseBook(transaction).count()).published


@pytest.fixture
async def pair(transaction: Transaction) -> Twins:
    """Two cases that one question asks for."""
    await written(
        transaction,
        draft("one", title="Проект в 5 классе", questions=["с чего начать проект"]),
        draft(
            "two",
            title="Первый проект",
            questions=["С чего начать проект?", "как выбрать тему проекта"],
        ),
    )
    (found,) = await compared(transaction, WordEncoder())
    return found


async def test_one_typical_question_of_two_cases_is_a_conflict(pair: Twins) -> None:
    assert pair.likeness is Likeness.SAME_WORDS
    assert pair.shared == ("С чего начать проект?",)


async def test_of_merged_cases_one_is_archived_and_points_to_the_other(
    transaction: Transaction, pair: Twins
) -> None:
    book, catalogue = TwinBook(transaction), Catalogue(transaction)

    gone = await book.merge(
        pair.pair_id, keep=CaseId("one"), by=await curator(transaction), now=NOW
    )

    assert gone == "two"
    assert (await catalogue.card(CaseId("two"))).state is CaseState.RETIRED
    assert await book.successor(CaseId("two")) == "one"
    kept = await catalogue.card(CaseId("one"))
    assert kept.current is not None
    assert kept.waiting is not None
    assert kept.current.questions == ("с чего начать проект",)
    assert kept.waiting.questions == ("с чего начать проект", "как выбрать тему проекта")
    assert await book.count() == 0


async def test_both_are_kept_for_a_reason_until_one_changes(
    transaction: Transaction, pair: Twins
) -> None:
    book, by = TwinBook(transaction), await curator(transaction)
    with pytest.raises(NoteMissing):
        await book.keep_both(pair.pair_id, note=" ", by=by, now=NOW)

    await book.keep_both(pair.pair_id, note="разные классы", by=by, now=NOW)

    assert await compared(transaction, WordEncoder()) == []
    await written(transaction, draft("two", title="Первый проект", questions=pair.shared))
    assert [ids(each) for each in await compared(transaction, WordEncoder())] == [{"one", "two"}]


async def test_a_case_that_has_changed_is_not_merged(transaction: Transaction, pair: Twins) -> None:
    await written(transaction, draft("two", title="Совсем другое"))

    with pytest.raises(PairChanged):
        await TwinBook(transaction).merge(
            pair.pair_id, keep=CaseId("one"), by=await curator(transaction), now=NOW
        )

    assert (await Catalogue(transaction).card(CaseId("two"))).state is CaseState.PUBLISHED


async def test_only_a_case_of_the_pair_is_kept(transaction: Transaction, pair: Twins) -> None:
    with pytest.raises(NoSuchPair):
        await TwinBook(transaction).merge(
            pair.pair_id, keep=CaseId("three"), by=await curator(transaction), now=NOW
        )
