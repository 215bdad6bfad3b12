"""The test questions that ship, and how they are planted."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from kit.database import Database, Transaction
from knowledge import life_queries
from knowledge.drafts import CaseDraft
from knowledge.encoder import Encoder
from knowledge.life import CaseLife
from knowledge.life_models import CaseTestVector
from knowledge.models import CaseId
from knowledge.readiness import phrase_key
from knowledge.replying import is_reply
from knowledge.search import CaseSearch
from knowledge.seeds import Seeds, plant, shipped
from knowledge.seeds.case_tests import ReadyQuestions, Tests, texts_of
from knowledge.service import CaseBook
from knowledge.trials import Trials
from people.addresses import Address
from people.service import Directory
from tests.support.cases import draft

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LABELLED = Path(__file__).parent / "labelled"
A, B = CaseId("a"), CaseId("b")
TESTS: Tests = {A: ("про первое", "и ещё про первое"), B: ("про второе",), None: ("ни о чём",)}


def seeds(*cases: CaseDraft, tests: Tests = TESTS) -> Seeds:
    return Seeds(cases, replace(shipped().ready, rows={}), tests=tests)


async def kept_for(transaction: Transaction, case_id: CaseId | None) -> list[str]:
    async with transaction() as session:
        return [test.text for test in await life_queries.tests_of(session, case_id)]


# What ships.


def test_every_shipped_case_has_two_test_questions_and_forty_have_no_case() -> None:
    tests = shipped().tests
    cases = [case.id for case in shipped().cases if not is_reply(case.kind)]

    assert [case_id for case_id in cases if len(tests[case_id]) != 2] == []
    assert tests.keys() - {None} == set(cases)
    assert len(tests[None]) == 40


def test_no_test_question_is_a_typical_question_or_one_that_the_search_was_fitted_to() -> None:
    asked = [phrase_key(text) for text in texts_of(shipped().tests)]
    lines = [line for file in LABELLED.rglob("*.jsonl") for line in file.read_text().splitlines()]
    labelled = {phrase_key(row["text"]) for row in map(json.loads, lines) if "text" in row}
    typical = {
        phrase_key(phrase) for case in shipped().cases for phrase in (case.title, *case.questions)
    }

    assert len(set(asked)) == len(asked)
    assert set(asked) & (labelled | typical) == set()


def test_every_test_question_has_a_ready_vector_of_the_present_encoder(encoder: Encoder) -> None:
    ready = shipped().asked

    assert ready.fingerprint == encoder.fingerprint, "run: python -m knowledge.seeds.make_vectors"
    assert ready.rows.keys() == set(texts_of(shipped().tests))
    assert [text for text, (understood, _) in ready.rows.items() if not understood] == []


@pytest.mark.long
async def test_a_shipped_case_can_be_published_anew_and_nearly_all_tests_hold(
    planted: Database, encoder: Encoder
) -> None:
    search = CaseSearch(planted.transaction, encoder)
    await search.refresh()
    life = CaseLife(
        planted.transaction, Trials(planted.transaction, search), ZoneInfo("Europe/Moscow")
    )
    directory = Directory(planted.transaction)
    anna = (await directory.meet(Address("telegram", "1"), "Анна", now=NOON)).id
    boris = (await directory.meet(Address("telegram", "2"), "Борис", now=NOON)).id
    text = await CaseBook(planted.transaction).current(CaseId("physics-01"))
    [shipped_draft] = [case for case in shipped().cases if case.id == text.case_id]
    edited = shipped_draft.model_copy(update={"solution": text.solution + "\nПроверьте устно."})
    tests = shipped().tests[text.case_id]

    written = await life.save(edited, tests, based_on=text.version_id, by=anna, now=NOON)
    await life.send(written.case_id, by=anna, now=NOON)

    report = await life.try_out(written.case_id)
    assert report.tests == len(texts_of(shipped().tests))
    # Ten of 342 show real weaknesses of the search; see docs/benchmarks.md.
    assert report.well >= report.tests - 14
    assert await life.approve(written.case_id, written.version_id, by=boris, now=NOON)


# Planting.


async def test_tests_are_planted_once_with_their_vectors(transaction: Transaction) -> None:
    row = shipped().asked.rows[texts_of(shipped().tests)[0]]
    asked = ReadyQuestions("test/1", {"про второе": row})
    both = replace(seeds(draft("a"), draft("b", title="Второй")), asked=asked)

    for _ in range(2):
        await plant(transaction, now=NOON, seeds=both)

    assert [await kept_for(transaction, case_id) for case_id in (A, B, None)] == [
        list(TESTS[A]),
        list(TESTS[B]),
        list(TESTS[None]),
    ]
    async with transaction() as session:
        [vector] = await session.scalars(select(CaseTestVector))
    assert (vector.fingerprint, vector.understood) == ("test/1", row[0])
    assert vector.data == row[1].astype("<f4").tobytes()


@pytest.mark.parametrize("kept", [(), ("свой вопрос куратора",)])
async def test_a_base_that_was_planted_before_gets_what_is_missing(
    transaction: Transaction, kept: Sequence[str]
) -> None:
    cases = draft("a"), draft("b", title="Второй")
    await plant(transaction, now=NOON, seeds=seeds(*cases, tests={}))
    life = CaseLife(transaction, _no_trials(transaction), ZoneInfo("UTC"))
    by = (await Directory(transaction).meet(Address("telegram", "1"), "Анна", now=NOON)).id
    based_on = (await CaseBook(transaction).current(A)).version_id
    await life.save(draft("a"), kept, based_on=based_on, by=by, now=NOON)

    await plant(transaction, now=NOON, seeds=seeds(*cases))

    assert await kept_for(transaction, A) == list(kept or TESTS[A])
    assert await kept_for(transaction, B) == list(TESTS[B])


async def test_what_was_written_here_or_struck_out_is_left_alone(transaction: Transaction) -> None:
    book = CaseBook(transaction)
    await plant(transaction, now=NOON, seeds=seeds(draft("a"), tests={}))
    own = draft("a", title="Наш собственный текст")
    await book.import_cases([own], publish=True, by=None, now=NOON)
    await plant(transaction, now=NOON, seeds=seeds(draft("a"), draft("b", title="Второй")))
    assert await kept_for(transaction, A) == []
    life = CaseLife(transaction, _no_trials(transaction), ZoneInfo("UTC"))
    by = (await Directory(transaction).meet(Address("telegram", "1"), "Анна", now=NOON)).id
    await life.keep_unanswerable([], by=by, now=NOON)

    await plant(transaction, now=NOON, seeds=seeds(draft("a"), draft("b", title="Второй")))

    assert await kept_for(transaction, None) == []


def _no_trials(transaction: Transaction) -> Trials:
    return Trials(transaction, CaseSearch(transaction, None))
