"""A coordinator gives questions to methodists of choice, and empties a desk."""

import asyncio
from datetime import timedelta

import pytest

from delivery.notices import PromiseChanged, QuestionAssigned, QuestionGone
from kit.database import Database
from knowledge.search import Decision
from people.errors import NotForYou
from people.models import PersonId
from routing.coordinating import Coordination
from routing.errors import (
    AnsweredAlready,
    AskedBefore,
    CannotBeAsked,
    NoSuchQuestion,
    NotWithPeople,
    QuestionClosed,
    TakenByAnother,
)
from routing.models import EntryKind, QuestionId, QuestionState
from routing.outcomes import Assigned, Offered
from tests.support.people import Office


@pytest.fixture
def coordination(office: Office) -> Coordination:
    return Coordination(office.transaction, office.policy)


@pytest.fixture
async def vera(office: Office) -> PersonId:
    return await office.coordinator()


async def test_a_question_nobody_has_goes_to_the_chosen_one_whatever_their_duty_says(
    office: Office, coordination: Coordination, vera: PersonId
) -> None:
    question_id = await office.asked(await office.teacher())
    boris = await office.methodist("history", most_open=1)
    await office.directory.go_on_duty(boris, on_duty=False)

    outcome = await coordination.assign(
        vera, question_id, boris, held_by=None, note="Он это вёл", now=office.now
    )

    question = await office.question(question_id)
    assert isinstance(outcome, Assigned)
    assert (question.state, question.methodist_id) == (QuestionState.ASSIGNED, boris)
    card = await office.last_told(boris)
    assert isinstance(card, QuestionAssigned)
    assert (card.question_id, card.note) == (question_id, "Он это вёл")
    last = (await office.entries(question_id))[-1]
    assert (last.kind, last.author_id, last.detail) == (EntryKind.ASSIGNED, vera, str(boris))


async def test_the_promise_is_kept_and_the_asker_hears_nothing_new(
    office: Office, coordination: Coordination, vera: PersonId
) -> None:
    anna = await office.teacher()
    question_id = await office.asked(anna)
    promised = (await office.question(question_id)).answer_by
    boris = await office.methodist()

    await coordination.assign(vera, question_id, boris, held_by=None, now=office.now)

    assert (await office.question(question_id)).answer_by == promised
    assert await office.told(anna) == []


async def test_a_broken_promise_is_made_anew_and_told(
    office: Office, coordination: Coordination, vera: PersonId
) -> None:
    anna = await office.teacher()
    question_id = await office.asked(anna)
    boris = await office.methodist()
    later = office.now + timedelta(days=3)

    await coordination.assign(vera, question_id, boris, held_by=None, now=later)

    told = await office.last_told(anna)
    assert isinstance(told, PromiseChanged)
    assert told.answer_by is not None
    assert told.answer_by > later


async def test_a_question_in_work_goes_to_another_and_the_former_one_hears_so(
    office: Office, coordination: Coordination, vera: PersonId
) -> None:
    boris = await office.methodist()
    question_id = await office.asked(await office.teacher())
    await office.desk.take(boris, question_id, now=office.now)
    galina = await office.methodist()

    await coordination.assign(vera, question_id, galina, held_by=boris, now=office.now)

    assert await office.last_told(boris) == QuestionGone(question_id, is_closed=False)
    assert isinstance(await office.last_told(galina), QuestionAssigned)
    question = await office.question(question_id)
    assert (question.state, question.taken_at) == (QuestionState.ASSIGNED, None)


async def test_a_second_time_asks_nobody_again(
    office: Office, coordination: Coordination, vera: PersonId
) -> None:
    question_id = await office.asked(await office.teacher())
    boris = await office.methodist()

    await coordination.assign(vera, question_id, boris, held_by=None, now=office.now)
    await coordination.assign(vera, question_id, boris, held_by=None, now=office.now)

    assert len(await office.told(boris)) == 1


async def test_whoever_has_declined_is_not_asked_again(
    office: Office, coordination: Coordination, vera: PersonId
) -> None:
    boris = await office.methodist()
    question_id = await office.asked(await office.teacher())
    await office.desk.decline(boris, question_id, now=office.now)

    with pytest.raises(AskedBefore):
        await coordination.assign(vera, question_id, boris, held_by=None, now=office.now)

    [candidate] = await coordination.candidates(question_id, now=office.now)
    assert (candidate.person_id, candidate.has_declined) == (boris, True)


async def test_what_has_changed_hands_meanwhile_is_not_given_away_blindly(
    office: Office, coordination: Coordination, vera: PersonId
) -> None:
    boris = await office.methodist()
    question_id = await office.asked(await office.teacher())
    galina = await office.methodist()

    with pytest.raises(TakenByAnother):
        await coordination.assign(vera, question_id, galina, held_by=None, now=office.now)

    assert (await office.question(question_id)).methodist_id == boris


async def test_only_methodists_other_than_the_asker_can_be_asked(
    office: Office, coordination: Coordination, vera: PersonId
) -> None:
    boris = await office.methodist()
    own = await office.asked(boris)

    for chosen in (boris, await office.teacher(), vera, PersonId(10**12)):
        with pytest.raises(CannotBeAsked):
            await coordination.assign(vera, own, chosen, held_by=None, now=office.now)


async def test_only_who_coordinates_may_assign(office: Office, coordination: Coordination) -> None:
    question_id = await office.asked(await office.teacher())
    boris = await office.methodist()

    with pytest.raises(NotForYou):
        await coordination.assign(boris, question_id, boris, held_by=None, now=office.now)


async def test_what_needs_no_methodist_is_not_assigned(
    office: Office, coordination: Coordination, vera: PersonId
) -> None:
    boris, anna = await office.methodist(), await office.teacher()
    answered, closed = await office.asked(anna), await office.asked(anna, "Физика: и ещё?")
    await office.desk.answer(boris, answered, office.says(), now=office.now)
    await office.hotline.close(anna, closed, now=office.now)
    office.shelf.lay_out(Decision.OFFER, *await office.cases("a"))
    offered = await office.hotline.ask(anna, office.says("Физика: а это?"), now=office.now)
    assert isinstance(offered, Offered)

    for question_id, refusal in (
        (answered, AnsweredAlready),
        (closed, QuestionClosed),
        (offered.question_id, NotWithPeople),
        (QuestionId(10**12), NoSuchQuestion),
    ):
        with pytest.raises(refusal):
            await coordination.assign(vera, question_id, boris, held_by=boris, now=office.now)


async def test_the_free_of_the_subject_stand_first(
    office: Office, coordination: Coordination
) -> None:
    question_id = await office.asked(await office.teacher())
    historian = await office.methodist("history")
    resting = await office.methodist("physics")
    await office.directory.go_on_duty(resting, on_duty=False)
    physicist = await office.methodist("physics")

    found = await coordination.candidates(question_id, now=office.now)

    assert [each.person_id for each in found] == [physicist, resting, historian]


async def test_of_two_coordinators_at_once_one_is_told_no(database: Database) -> None:
    office = Office(database.transaction)
    coordination = Coordination(database.transaction, office.policy)
    question_id = await office.asked(await office.teacher())
    vera, olga = await office.coordinator(), await office.coordinator()
    boris, galina = await office.methodist(), await office.methodist()

    outcomes = await asyncio.gather(
        coordination.assign(vera, question_id, boris, held_by=None, now=office.now),
        coordination.assign(olga, question_id, galina, held_by=None, now=office.now),
        return_exceptions=True,
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Assigned", "TakenByAnother"]
    assert len([*await office.told(boris), *await office.told(galina)]) == 1
