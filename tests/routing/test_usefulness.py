"""What askers say of cases, and which cases grow old."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from kit.database import Transaction
from knowledge.models import CaseId, VersionId
from knowledge.search import Decision
from knowledge.service import CaseBook
from people.models import PersonId
from routing.ageing import Age, Ages
from routing.models import QuestionId, ShownCase
from routing.outcomes import Offered
from routing.totals_models import ChangedQuestion, DayUse
from routing.usefulness import Rated, Usefulness, rated, wilson
from routing.usefulness_queries import Tally
from tests.support.cases import draft
from tests.support.people import Office


@pytest.fixture
def office(transaction: Transaction) -> Office:
    return Office(transaction)


@pytest.fixture
def usefulness(transaction: Transaction) -> Usefulness:
    return Usefulness(transaction, ZoneInfo("Europe/Moscow"))


async def opens(office: Office, *versions: VersionId) -> tuple[PersonId, QuestionId]:
    """Somebody to whom all are offered, and who opens them one after another."""
    office.shelf.lay_out(Decision.OFFER, *versions)
    asker = await office.teacher()
    outcome = await office.hotline.ask(asker, office.says("О проекте."), now=office.now)
    assert isinstance(outcome, Offered)
    for version in versions:
        office.now += timedelta(minutes=1)
        await office.hotline.open_case(asker, outcome.question_id, version, now=office.now)
    office.now += timedelta(minutes=1)
    return asker, outcome.question_id


async def numbers(office: Office, usefulness: Usefulness) -> dict[str, tuple[int, ...]]:
    """Opened, helped, not helped, presumed; by case."""
    tallies = await usefulness.most_asked(days=90, now=office.now)
    return {t.case_id: (t.opened, t.helped, t.not_helped, t.presumed) for t in tallies}


async def test_a_word_is_about_the_case_that_was_opened_last(
    office: Office, usefulness: Usefulness
) -> None:
    first, second = await office.cases("first", "second")
    asker, question_id = await opens(office, first, second)

    await office.hotline.helped(asker, question_id, now=office.now)

    assert await numbers(office, usefulness) == {"first": (1, 0, 0, 0), "second": (1, 1, 0, 0)}


async def test_asking_for_a_methodist_says_that_the_case_did_not_help(
    office: Office, usefulness: Usefulness
) -> None:
    (version,) = await office.cases("poor")
    asker, question_id = await opens(office, version)

    await office.hotline.ask_person(asker, question_id, now=office.now)

    assert await numbers(office, usefulness) == {"poor": (1, 0, 1, 0)}


async def test_what_a_methodist_answered_is_no_merit_of_the_case(
    office: Office, usefulness: Usefulness
) -> None:
    (version,) = await office.cases("poor")
    methodist = await office.methodist()
    asker, question_id = await opens(office, version)
    await office.hotline.ask_person(asker, question_id, now=office.now)
    await office.desk.take(methodist, question_id, now=office.now)
    await office.desk.answer(methodist, question_id, office.says("Иначе."), now=office.now)
    await office.pass_time(minutes=1)

    await office.hotline.helped(asker, question_id, now=office.now)

    assert await numbers(office, usefulness) == {"poor": (1, 0, 1, 0)}


async def test_silence_for_a_week_is_presumed_and_no_word(
    office: Office, usefulness: Usefulness
) -> None:
    (version,) = await office.cases("quiet")
    await opens(office, version)
    assert await numbers(office, usefulness) == {"quiet": (1, 0, 0, 0)}

    office.now += timedelta(days=8)

    assert await numbers(office, usefulness) == {"quiet": (1, 0, 0, 1)}


async def test_each_version_answers_for_itself(
    office: Office, usefulness: Usefulness, transaction: Transaction
) -> None:
    (old,) = await office.cases("case")
    asker, question_id = await opens(office, old)
    await office.hotline.ask_person(asker, question_id, now=office.now)
    changed = draft("case", title="Другой текст")
    await CaseBook(transaction).import_cases([changed], publish=True, by=None, now=office.now)

    tallies = await usefulness.of_case("case", days=90, now=office.now)

    assert [(t.number, t.not_helped, t.is_in_force) for t in tallies] == [(1, 1, False)]
    assert await usefulness.worst_first(days=90, now=office.now) == []


async def test_months_add_up_to_what_their_days_tell(
    office: Office, usefulness: Usefulness, transaction: Transaction
) -> None:
    versions = await office.cases("first", "second", "third")
    asked = []
    for number in range(24):
        asked.append(await opens(office, versions[number % 3], versions[(number + 1) % 3]))
        office.now += timedelta(days=5)
    await numbers(office, usefulness)
    # Days of long ago are counted anew.
    for asker, question_id in asked[::4]:
        await office.hotline.helped(asker, question_id, now=office.now)
    _, question_id = asked[1]
    async with transaction() as session:
        shown = ShownCase.question_id == question_id
        await session.execute(delete(ShownCase).where(shown))
        session.add(ChangedQuestion(question_id=question_id))

    for days in (20, 45, 70, 95, 121):
        told = {
            tally.version_id: (tally.shown, tally.opened, tally.helped, tally.presumed)
            for tally in await usefulness.most_asked(days=days, now=office.now)
        }
        assert told == await by_days(office, days), days
    assert sum(helped for _, _, helped, _ in told.values()) == 6


async def by_days(office: Office, days: int) -> dict[VersionId, tuple[int, ...]]:
    """Shown, opened, helped, presumed; by version, added up from the days alone."""
    today = office.now.astimezone(ZoneInfo("Europe/Moscow")).date()
    found: dict[VersionId, tuple[int, ...]] = {}
    async with office.transaction() as session:
        for use in await session.scalars(
            select(DayUse).where(DayUse.day >= today - timedelta(days=days))
        ):
            silent = use.silent if use.day < today - timedelta(days=7) else 0
            more = (use.shown, use.opened, use.helped, silent)
            before = found.get(use.version_id, (0, 0, 0, 0))
            found[use.version_id] = tuple(map(sum, zip(before, more, strict=True)))
    return found


def tally(case_id: str, helped: int, not_helped: int) -> Tally:
    opened = helped + not_helped
    return Tally(
        CaseId(case_id), VersionId(1), 1, "", "physics", True, opened, opened, helped, not_helped, 0
    )


def test_the_surely_worst_comes_first_and_few_words_say_nothing() -> None:
    tallies = [
        tally("few", 0, 4),
        tally("good", 9, 1),
        tally("bad", 1, 19),
        tally("bad, perhaps", 0, 5),
    ]

    found = rated(tallies)

    assert [each.tally.case_id for each in found] == ["bad", "bad, perhaps", "good", "few"]
    assert found[-1] == Rated(tallies[0], None)


def test_the_bounds_are_those_of_the_books() -> None:
    # Newcombe 1998, Statistics in Medicine 17, table I: 81 of 263, method 3.
    bounds = wilson(81, 263)

    assert (round(bounds.low, 4), round(bounds.high, 4)) == (0.2553, 0.3662)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_bounds_hold_the_share(words: tuple[int, int]) -> None:
    bounds = wilson(*words)

    assert 0 <= bounds.low <= words[0] / words[1] + 1e-9
    assert words[0] / words[1] - 1e-9 <= bounds.high <= 1


def test_no_words_have_no_bounds() -> None:
    with pytest.raises(ValueError, match="0 of 0"):
        wilson(0, 0)


async def test_cases_grow_old_in_four_ways(office: Office, transaction: Transaction) -> None:
    day = {"source": "Письмо"}
    drafts = [
        draft("late", review_by=date(2026, 3, 1), **day),
        draft("near", review_by=date(2026, 5, 1), **day),
        draft("far", review_by=date(2026, 5, 2), **day),
        draft("no-source"),
        draft("act", basis=["ФЗ-273"]),
    ]
    await CaseBook(transaction).import_cases(drafts, publish=True, by=None, now=office.now)
    ages = Ages(transaction, ZoneInfo("Europe/Moscow"))

    found = {each.case_id: each.ages for each in await ages.all(now=office.now)}

    assert found == {"late": {Age.LATE}, "near": {Age.NEAR}, "no-source": {Age.UNSOURCED}}
    later = office.now + timedelta(days=181)
    assert all(Age.UNUSED in each.ages for each in await ages.all(now=later))


async def test_a_case_that_somebody_opened_is_used(
    office: Office, transaction: Transaction
) -> None:
    (version,) = await office.cases("used")
    office.now += timedelta(days=170)
    await opens(office, version)
    ages = Ages(transaction, ZoneInfo("Europe/Moscow"))

    (used,) = await ages.all(now=office.now + timedelta(days=20))

    assert Age.UNUSED not in used.ages
