"""Texts tried out against the tests of the whole base."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from kit.database import Database, Transaction
from knowledge.drafts import CaseDraft
from knowledge.encoder import Encoder, Pair
from knowledge.life_models import CaseTest, CaseTestVector
from knowledge.models import CaseId
from knowledge.queries import entries
from knowledge.search import CaseSearch
from knowledge.service import CaseBook, CaseText
from knowledge.trial_report import Grade, Outcome, Report, Trial
from knowledge.trials import Trials
from knowledge.verdict import Decision
from tests.support.cases import draft
from tests.support.encoder import WordEncoder

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
A, B, C = CaseId("a"), CaseId("b"), CaseId("c")


# What counts as good


@pytest.mark.parametrize(
    ("decision", "shown", "grade"),
    [
        (Decision.ANSWER, (A, B), Grade.ANSWERED),
        (Decision.ANSWER, (B, A), Grade.MISLED),
        (Decision.ANSWER, (B,), Grade.MISLED),
        (Decision.OFFER, (A, B), Grade.FIRST),
        (Decision.OFFER, (B, A), Grade.AMONG),
        (Decision.OFFER, (B, C), Grade.MISSED),
        (Decision.ROUTE, (A, B), Grade.MISSED),
        (Decision.ROUTE, (), Grade.MISSED),
    ],
)
def test_a_question_with_an_answer_fares_by_what_is_seen(
    decision: Decision, shown: tuple[CaseId, ...], grade: Grade
) -> None:
    assert Outcome(decision, shown).grade(A) is grade


@pytest.mark.parametrize(
    ("decision", "grade"),
    [
        (Decision.ROUTE, Grade.FIRST),
        (Decision.OFFER, Grade.MISSED),
        (Decision.ANSWER, Grade.MISLED),
    ],
)
def test_a_question_without_an_answer_fares_well_when_it_is_routed(
    decision: Decision, grade: Grade
) -> None:
    assert Outcome(decision, (A,)).grade(None) is grade


def trial(before: Outcome | None, after: Outcome, expected: CaseId | None = A) -> Trial:
    return Trial("вопрос", expected, before, after)


SURE, FIRST = Outcome(Decision.ANSWER, (A,)), Outcome(Decision.OFFER, (A, B))
SECOND, ROUTED = Outcome(Decision.OFFER, (B, A)), Outcome(Decision.ROUTE, (A, B))


def test_only_what_is_no_longer_first_is_broken() -> None:
    assert trial(SURE, SECOND).is_broken
    assert trial(FIRST, ROUTED).is_broken
    assert not trial(SURE, FIRST).is_broken
    assert trial(SURE, FIRST).is_weaker
    assert trial(SECOND, FIRST).is_better
    assert not trial(None, ROUTED).is_broken


def test_a_question_is_confused_by_the_change_only_when_it_was_not_before() -> None:
    assert trial(FIRST, SECOND).is_newly_confused
    assert not trial(SECOND, SECOND).is_newly_confused
    assert trial(ROUTED, SECOND).is_newly_confused
    assert trial(SURE, ROUTED).mistaken_for is None


# Against a base


class Bench:
    """A book, its tests, and the search that serves."""

    def __init__(self, transaction: Transaction, encoder: Encoder | None) -> None:
        self.transaction = transaction
        self.book = CaseBook(transaction)
        self.search = CaseSearch(transaction, encoder)
        self.trials = Trials(transaction, self.search)

    async def published(self, *drafts: CaseDraft) -> None:
        await self.book.import_cases(drafts, publish=True, by=None, now=NOON)
        await self.search.refresh()

    async def tests(self, case_id: CaseId | None, *texts: str) -> None:
        async with self.transaction() as session:
            session.add_all(
                CaseTest(case_id=case_id, text=text, added_at=NOON, added_by=None) for text in texts
            )

    async def plainly_found(self) -> dict[str, Outcome]:
        """What the search makes of the questions in ``ASKED``."""
        found = [await self.search.find(text) for text in ASKED]
        shown = [tuple(match.case_id for match in each.matches[:3]) for each in found]
        pairs = zip((each.decision for each in found), shown, strict=True)
        return dict(zip(ASKED, itertools.starmap(Outcome, pairs), strict=True))

    async def tried_twice(self, draft: CaseDraft) -> Report:
        """What is said of the draft here, and in a process that remembers nothing."""
        text = await self.waiting(draft)
        report = await self.trials.try_out(text)
        afresh = await Trials(self.transaction, self.search).try_out(text)
        assert replace(afresh, seconds=0.0) == replace(report, seconds=0.0)
        return report

    async def waiting(self, draft: CaseDraft) -> CaseText:
        """The draft as a text that nobody has published."""
        await self.book.import_cases([draft], publish=False, by=None, now=NOON)
        async with self.transaction() as session:
            return CaseText.of((await entries(session, [draft.id]))[draft.id].latest)


MASS = draft("mass", title="Граммы и килограммы", problem="Путают граммы и килограммы.",
             questions=["дети путают граммы и килограммы"])  # fmt: skip
THIEF = draft("thief", title="Граммы, килограммы, весы и масса путают",
              problem="Дети путают граммы и килограммы на весах.",
              questions=["путают граммы и килограммы на весах", "масса и весы"])  # fmt: skip


@pytest.fixture
def bench(transaction: Transaction) -> Bench:
    return Bench(transaction, WordEncoder())


async def test_trying_a_text_out_changes_nothing_that_is_found(bench: Bench) -> None:
    await bench.published(MASS)
    text = await bench.waiting(THIEF)

    report = await bench.trials.try_out(text)

    assert report.titles.keys() == {"mass", "thief"}
    assert bench.search.size == 1


async def test_a_case_that_takes_anothers_questions_is_told_on(bench: Bench) -> None:
    await bench.published(MASS)
    await bench.tests(CaseId("mass"), "масса и весы: путают граммы и килограммы на весах")

    report = await bench.trials.try_out(await bench.waiting(THIEF))

    (confused,) = report.confused
    assert confused.mistaken_for == "thief"


async def test_own_tests_count_before_the_case_is_published(bench: Bench) -> None:
    await bench.published(MASS)
    text = await bench.waiting(THIEF)
    await bench.tests(CaseId("thief"), "про погоду и рыбалку")

    report = await bench.trials.try_out(text)

    (own,) = report.own
    assert own.before is None
    assert report.failing == (own,)
    assert report.broken == ()


async def test_a_typical_question_that_finds_another_case_is_a_collision(bench: Bench) -> None:
    await bench.published(MASS)
    asked = ["дети путают граммы и килограммы", "масса и весы"]
    text = await bench.waiting(draft("other", title="Весы", questions=asked, problem="Весы."))

    report = await bench.trials.try_out(text)

    assert [(each.question, each.case_id) for each in report.collisions] == [(asked[0], "mass")]


async def test_vectors_of_tests_are_kept_and_not_made_twice(bench: Bench) -> None:
    await bench.published(MASS)
    await bench.tests(CaseId("mass"), "путают граммы", "спасибо!")
    await bench.tests(None, "когда каникулы")

    assert await bench.trials.encode_missing(limit=2) == 2
    assert await bench.trials.encode_missing(limit=2) == 1
    assert await bench.trials.encode_missing(limit=2) == 0


def pair() -> Pair:
    return Pair(WordEncoder("first/1"), WordEncoder("second/1"))


async def test_both_opinions_on_tests_are_kept(transaction: Transaction) -> None:
    alone, both = Bench(transaction, WordEncoder("first/1")), Bench(transaction, pair())
    await alone.published(MASS)
    await alone.tests(CaseId("mass"), "путают граммы", "спасибо!")

    assert await alone.trials.encode_missing(limit=9) == 2
    assert await both.trials.encode_missing(limit=9) == 2
    assert await both.trials.encode_missing(limit=9) == 0
    async with transaction() as session:
        kept = list(await session.scalars(select(CaseTestVector)))
    assert len(kept) == 4
    assert {(one.understood, bool(one.data)) for one in kept} == {
        ("путают граммы", True),
        ("", False),
    }


ASKED = (
    "путают граммы и килограммы на весах в классе",
    "масса и весы",
    "дети путают единицы",
    "когда каникулы",
    "спасибо!",
)


def told_as(text: CaseDraft, case_id: str) -> CaseDraft:
    return text.model_copy(update={"id": CaseId(case_id)})


async def test_a_trial_finds_what_a_search_would_find(transaction: Transaction) -> None:
    bench = Bench(transaction, pair())
    others = [
        draft(f"c{number}", title=word, problem=f"Дети и {word}", questions=[f"как быть: {word}"])
        for number, word in enumerate(["весы", "масса", "каникулы", "единицы", "класс"])
    ]
    await bench.published(MASS, *others)
    await bench.tests(CaseId("mass"), *ASKED)
    await bench.trials.look_ahead(limit=3)

    for text in (told_as(THIEF, "mass"), told_as(others[2], "mass"), MASS):
        report = await bench.tried_twice(text)
        assert {each.text: each.before for each in report.own} == await bench.plainly_found()
        await bench.published(text)
        assert {each.text: each.after for each in report.own} == await bench.plainly_found()
    assert (await bench.tried_twice(THIEF)).confused


async def test_a_trial_tells_how_questions_fare_before_the_next(transaction: Transaction) -> None:
    bench = Bench(transaction, pair())
    await bench.published(MASS)
    await bench.tests(CaseId("mass"), *ASKED)
    tried = await bench.trials.try_out(await bench.waiting(told_as(THIEF, "mass")))
    await bench.published(told_as(THIEF, "mass"))

    report = await bench.trials.try_out(await bench.waiting(MASS))

    for before, after in zip(report.own, tried.own, strict=True):
        assert before.before is after.after


async def test_an_archived_case_is_tested_no_more(bench: Bench) -> None:
    await bench.published(MASS)
    await bench.tests(CaseId("mass"), "путают граммы")
    text = await bench.waiting(THIEF)
    await bench.book.retire(CaseId("mass"), by=None)
    await bench.search.refresh()

    assert (await bench.trials.try_out(text)).tests == 0


async def test_without_an_encoder_words_alone_are_tried(transaction: Transaction) -> None:
    bench = Bench(transaction, None)
    await bench.published(MASS)
    await bench.tests(CaseId("mass"), "путают граммы и килограммы")

    report = await bench.trials.try_out(await bench.waiting(THIEF))

    assert report.tests == 1


@pytest.mark.long
async def test_with_the_real_encoder_a_copy_of_a_case_breaks_its_tests(
    planted: Database, encoder: Encoder
) -> None:
    bench = Bench(planted.transaction, encoder)
    await bench.search.refresh()
    original = await bench.book.current(CaseId("physics-01"))
    asked = "семиклассники не переводят километры в метры и пишут ответ не думая"
    await bench.tests(original.case_id, asked)
    same = draft(
        "copy",
        title=f"{original.title} ещё раз",
        problem=original.problem,
        solution=original.solution,
        topics=list(original.topics),
        questions=[asked, *original.questions],
        review_by=date(2027, 6, 30),
    )

    report = await bench.trials.try_out(await bench.waiting(same))

    assert asked in [each.text for each in report.confused]
    assert {each.mistaken_for for each in report.confused} == {"copy"}
    assert report.has_regressed
    harmless = draft("new", title="Как вести кружок шахмат", questions=["кружок шахмат"])
    assert not (await bench.trials.try_out(await bench.waiting(harmless))).broken
