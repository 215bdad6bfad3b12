"""A case whose review is late: offered, never shown unasked, and marked as such."""

from datetime import date, timedelta

import pytest

from handlers.texts.cases import whole_case
from kit.database import Transaction
from knowledge.indexing import Indexer
from knowledge.models import CaseId
from knowledge.search import CaseSearch, Decision
from knowledge.service import CaseBook
from knowledge.wording import acts, blocks_of, is_stale, plain
from tests.knowledge.conftest import Publish
from tests.knowledge.test_search import CALIBRATION, FRACTIONS, SINGING
from tests.support.cases import draft
from tests.support.encoder import WordEncoder
from tests.support.panel import MOSCOW

LAST = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("days", "decision"), [(0, Decision.ANSWER), (1, Decision.OFFER), (400, Decision.OFFER)]
)
async def test_from_the_day_after_its_review_a_case_is_only_offered(
    transaction: Transaction, publish: Publish, days: int, decision: Decision
) -> None:
    encoder = WordEncoder()
    await publish(FRACTIONS.model_copy(update={"review_by": LAST}), SINGING)
    await Indexer(transaction, encoder).index_missing(limit=10)
    search = CaseSearch(transaction, encoder, CALIBRATION)
    await search.refresh()

    finding = await search.find("Здравствуйте! Как объяснить дроби?")

    assert finding.as_of(LAST + timedelta(days=days)).decision is decision


async def test_a_late_review_is_said_to_the_reader(
    transaction: Transaction, publish: Publish
) -> None:
    await publish(draft(review_by=LAST))
    text = await CaseBook(transaction).current(CaseId("physics-1"))

    assert "Срок пересмотра прошёл" in whole_case(text, MOSCOW, today=LAST + timedelta(days=1))
    assert "Срок пересмотра прошёл" not in whole_case(text, MOSCOW, today=LAST)


def test_what_has_no_day_of_review_is_never_late() -> None:
    assert not is_stale(None, LAST)


def test_that_no_act_is_needed_is_not_told_to_readers() -> None:
    case = draft(basis=["Норматив не нужен"])

    assert acts(case.basis) == ()
    assert "На чём основано" not in plain(blocks_of(case, edited_on=LAST))
