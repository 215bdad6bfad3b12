"""What askers have said about the first case that they were shown."""

import pytest

from knowledge.examples import Verdict
from knowledge.models import VersionId
from knowledge.narrowing import Facet, Narrowing
from knowledge.search import Decision
from people.models import PersonId
from routing.models import QuestionId
from routing.outcomes import Answered, Offered
from routing.verdicts import first_was_right, verdicts
from tests.support.people import Office

FIRST, SECOND = 1, 2


@pytest.fixture
async def anna(office: Office) -> PersonId:
    return await office.teacher()


@pytest.fixture
async def boris(office: Office) -> PersonId:
    return await office.methodist("physics")


async def shown(
    office: Office, anna: PersonId, decision: Decision
) -> tuple[QuestionId, list[VersionId]]:
    """A question of Anna's for which two cases are shown."""
    versions = await office.cases("c1", "c2")
    office.shelf.lay_out(decision, *versions)
    outcome = await office.hotline.ask(anna, office.says(), now=office.now)
    assert isinstance(outcome, Answered | Offered)
    return outcome.question_id, list(versions)


async def said(office: Office) -> list[Verdict]:
    async with office.transaction() as session:
        return await verdicts(session)


@pytest.mark.parametrize(
    ("opened", "answered", "right"),
    [
        ({FIRST}, False, True),
        ({SECOND}, False, False),
        ({FIRST, SECOND}, False, None),
        (set(), False, None),
        (set(), True, True),
        ({FIRST}, True, True),
        ({SECOND}, True, None),
    ],
)
def test_what_helped_is_what_was_read(opened: set[int], answered: bool, right: bool | None) -> None:
    assert first_was_right(FIRST, opened, helped=True, answered=answered) is right


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("opened", [set(), {FIRST}, {SECOND}])
def test_where_nothing_helped_the_first_did_not_either(opened: set[int], answered: bool) -> None:
    assert first_was_right(FIRST, opened, helped=False, answered=answered) is False


async def test_a_case_shown_at_once_that_helped_was_right(office: Office, anna: PersonId) -> None:
    question_id, _ = await shown(office, anna, Decision.ANSWER)
    await office.hotline.helped(anna, question_id, now=office.now)

    [verdict] = await said(office)

    assert (verdict.right, verdict.at) == (True, office.now)


async def test_an_offered_case_that_was_read_and_helped_was_right(
    office: Office, anna: PersonId
) -> None:
    question_id, versions = await shown(office, anna, Decision.OFFER)
    await office.hotline.open_case(anna, question_id, versions[0], now=office.now)
    await office.hotline.helped(anna, question_id, now=office.now)

    assert [verdict.right for verdict in await said(office)] == [True]


async def test_what_was_found_after_a_tap_judges_nothing(office: Office, anna: PersonId) -> None:
    office.shelf.asks_back = Narrowing(Facet.SUBJECT, ("physics", "math"), 0.4)
    question_id, versions = await shown(office, anna, Decision.OFFER)
    await office.hotline.narrow(anna, question_id, Facet.SUBJECT, 0, now=office.now)
    await office.hotline.open_case(anna, question_id, versions[0], now=office.now)
    await office.hotline.helped(anna, question_id, now=office.now)

    assert await said(office) == []


async def test_asking_a_person_instead_says_that_the_case_was_wrong(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id, _ = await shown(office, anna, Decision.ANSWER)
    await office.hotline.ask_person(anna, question_id, now=office.now)

    assert [verdict.right for verdict in await said(office)] == [False]


async def test_the_last_word_before_an_answer_counts(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id, _ = await shown(office, anna, Decision.ANSWER)
    await office.hotline.helped(anna, question_id, now=office.now)
    await office.hotline.ask_person(anna, question_id, now=office.now)

    assert [verdict.right for verdict in await said(office)] == [False]


async def test_what_is_said_of_an_answer_says_nothing_of_the_case(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id, _ = await shown(office, anna, Decision.ANSWER)
    await office.hotline.ask_person(anna, question_id, now=office.now)
    await office.desk.answer(boris, question_id, office.says("Ответ."), now=office.now)
    await office.pass_time(minutes=1)
    await office.hotline.helped(anna, question_id, now=office.now)

    assert [verdict.right for verdict in await said(office)] == [False]


async def test_a_question_that_nobody_has_rated_or_that_went_to_a_person_has_no_verdict(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    await shown(office, anna, Decision.ANSWER)
    await office.hotline.close(anna, (await shown(office, anna, Decision.OFFER))[0], now=office.now)
    office.shelf.lay_out(Decision.ROUTE)
    question_id = await office.asked(anna)
    await office.desk.answer(boris, question_id, office.says("Ответ."), now=office.now)
    await office.pass_time(minutes=1)
    await office.hotline.helped(anna, question_id, now=office.now)

    assert await said(office) == []


async def test_the_newest_verdicts_come_first_and_no_more_than_asked_for(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    first, _ = await shown(office, anna, Decision.ANSWER)
    second, _ = await shown(office, anna, Decision.ANSWER)
    await office.hotline.ask_person(anna, second, now=office.now)
    await office.pass_time(minutes=1)
    await office.hotline.helped(anna, first, now=office.now)

    assert [verdict.right for verdict in await said(office)] == [True, False]
    async with office.transaction() as session:
        [newest] = await verdicts(session, limit=1)
    assert newest.right
