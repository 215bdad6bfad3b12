"""The base asks back, and the asker taps."""

import pytest

from kit.database import Transaction
from knowledge.models import VersionId
from knowledge.narrowing import Facet, Narrowing
from knowledge.search import Decision
from people.models import PersonId
from routing.errors import NoSuchQuestion
from routing.models import QuestionId
from routing.outcomes import Answered, Assigned, Offered
from tests.support.people import Office

ASKED = Narrowing(Facet.SUBJECT, ("physics", "math"), 0.4)


@pytest.fixture
def office(transaction: Transaction) -> Office:
    return Office(transaction)


async def offered(office: Office) -> tuple[PersonId, QuestionId, tuple[VersionId, ...]]:
    anna = await office.teacher()
    versions = await office.cases("one", "two")
    office.shelf.lay_out(Decision.OFFER, *versions)
    office.shelf.asks_back = ASKED
    outcome = await office.hotline.ask(anna, office.says("Как быть?"), now=office.now)
    assert isinstance(outcome, Offered)
    assert outcome.narrowing == ASKED
    return anna, outcome.question_id, versions


async def test_a_tap_shows_the_cases_anew_and_is_kept(office: Office) -> None:
    anna, number, versions = await offered(office)
    office.shelf.lay_out(Decision.OFFER, *reversed(versions))

    outcome = await office.hotline.narrow(anna, number, Facet.SUBJECT, 1, now=office.now)

    assert isinstance(outcome, Offered)
    assert [case.version_id for case in outcome.cases] == [*reversed(versions)]
    assert outcome.narrowing is None
    question = await office.question(number)
    assert question.finding["taps"] == [{"facet": "subject", "value": "math"}]


async def test_it_does_not_matter_is_a_tap_too(office: Office) -> None:
    anna, number, _ = await offered(office)

    await office.hotline.narrow(anna, number, Facet.SUBJECT, -1, now=office.now)

    question = await office.question(number)
    assert question.finding["taps"] == [{"facet": "subject", "value": None}]


async def test_a_tap_may_make_the_base_sure(office: Office) -> None:
    anna, number, versions = await offered(office)
    office.shelf.lay_out(Decision.ANSWER, *versions)

    outcome = await office.hotline.narrow(anna, number, Facet.SUBJECT, 0, now=office.now)

    assert isinstance(outcome, Answered)


async def test_a_tap_never_takes_away_what_was_shown(office: Office) -> None:
    anna, number, versions = await offered(office)
    office.shelf.lay_out(Decision.ROUTE, *versions)

    outcome = await office.hotline.narrow(anna, number, Facet.SUBJECT, 0, now=office.now)

    assert isinstance(outcome, Offered)


async def test_a_second_tap_changes_nothing(office: Office) -> None:
    anna, number, _ = await offered(office)
    first = await office.hotline.narrow(anna, number, Facet.SUBJECT, 1, now=office.now)

    again = await office.hotline.narrow(anna, number, Facet.SUBJECT, 0, now=office.now)

    assert again == first


async def test_a_button_that_was_never_there_changes_nothing(office: Office) -> None:
    anna, number, _ = await offered(office)

    await office.hotline.narrow(anna, number, Facet.SUBJECT, 7, now=office.now)
    await office.hotline.narrow(anna, number, Facet.TOPIC, 0, now=office.now)

    assert (await office.question(number)).finding["taps"] == []


async def test_a_tap_on_what_is_with_a_person_leaves_it_there(office: Office) -> None:
    boris = await office.methodist("physics")
    anna, number, _ = await offered(office)
    await office.hotline.ask_person(anna, number, now=office.now)

    outcome = await office.hotline.narrow(anna, number, Facet.SUBJECT, 0, now=office.now)

    assert isinstance(outcome, Assigned)
    assert (await office.question(number)).methodist_id == boris


async def test_nobody_taps_for_somebody_else(office: Office) -> None:
    _, number, _ = await offered(office)
    stranger = await office.teacher()

    with pytest.raises(NoSuchQuestion):
        await office.hotline.narrow(stranger, number, Facet.SUBJECT, 0, now=office.now)
