"""Several deeds at the same moment, with real commits."""

import asyncio
from collections import Counter
from collections.abc import Awaitable

import pytest

from delivery.notices import Card, QuestionAssigned, QuestionUnassigned
from kit.database import Database
from kit.errors import Refusal
from people.models import PersonId
from routing.errors import NotYourQuestion, QuestionClosed, TakenByAnother
from routing.models import EntryKind, QuestionId, QuestionState
from routing.outcomes import AnswerAccepted, Assigned, Closed, Queued
from tests.support.people import PHYSICS, Office


@pytest.fixture
async def office(database: Database) -> Office:
    return Office(database.transaction)


async def at_once(*deeds: Awaitable[object]) -> list[object]:
    """What became of each; anything but a refusal fails the test."""
    outcomes = await asyncio.gather(*deeds, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, Refusal):
            raise outcome
    return list(outcomes)


async def test_one_of_two_who_take_at_once_gets_it(office: Office) -> None:
    anna = await office.teacher()
    question_id = await office.asked(anna)
    methodists = [await office.methodist("physics") for _ in range(2)]

    outcomes = await at_once(
        *(office.desk.take(each, question_id, now=office.now) for each in methodists)
    )

    assert sum(isinstance(each, TakenByAnother) for each in outcomes) == 1
    winner = methodists[[isinstance(each, TakenByAnother) for each in outcomes].index(False)]
    assert (await office.question(question_id)).methodist_id == winner


async def test_the_same_message_handled_twice_at_once_asks_once(office: Office) -> None:
    anna, boris = await office.teacher(), await office.methodist("physics")
    words = office.says(PHYSICS)

    outcomes = await at_once(*(office.hotline.ask(anna, words, now=office.now) for _ in range(4)))

    assert isinstance(outcomes[0], Assigned)
    assert outcomes.count(outcomes[0]) == 4
    assert len(await office.told(boris)) == 1


async def test_ten_questions_at_once_are_spread_evenly_and_nobody_gets_too_many(
    office: Office,
) -> None:
    askers = [await office.teacher() for _ in range(10)]
    methodists = [await office.methodist("physics", most_open=3) for _ in range(3)]
    admin = await office.admin()

    outcomes = await at_once(
        *(office.hotline.ask(each, office.says(PHYSICS), now=office.now) for each in askers)
    )

    assert Counter(map(type, outcomes)) == {Assigned: 9, Queued: 1}
    for each in methodists:
        assert [type(notice) for notice in await office.told(each)] == [QuestionAssigned] * 3
    assert [type(notice) for notice in await office.told(admin)] == [QuestionUnassigned]


@pytest.mark.parametrize("closing_first", [True, False])
async def test_an_answer_and_a_closing_at_once_leave_no_half(
    office: Office, closing_first: bool
) -> None:
    anna, boris = await office.teacher(), await office.methodist("physics")
    question_id = await office.asked(anna)
    answering = office.desk.answer(boris, question_id, office.says(), now=office.now)
    closing = office.hotline.close(anna, question_id, now=office.now)

    outcomes = await at_once(*((closing, answering) if closing_first else (answering, closing)))

    assert any(isinstance(each, Closed) for each in outcomes)
    assert (await office.question(question_id)).state is QuestionState.CLOSED
    has_answer = EntryKind.ANSWER in await office.history(question_id)
    assert has_answer == any(isinstance(each, AnswerAccepted) for each in outcomes)
    assert has_answer != any(isinstance(each, QuestionClosed) for each in outcomes)


async def test_passing_on_and_taking_at_once_leave_one_owner(office: Office) -> None:
    anna, boris = await office.teacher(), await office.methodist("physics")
    question_id = await office.asked(anna)
    galina, admin = await office.methodist("chemistry"), await office.admin()

    outcomes = await at_once(
        office.desk.pass_on(admin, question_id, "chemistry", now=office.now),
        office.desk.take(boris, question_id, now=office.now),
        office.desk.take(galina, question_id, now=office.now),
    )

    assert isinstance(outcomes[0], Assigned)
    assert (await office.question(question_id)).methodist_id == galina
    # Boris may have been quicker than the admin; then the question is passed on from him.
    assert all(isinstance(each, Card | TakenByAnother) for each in outcomes[1:])


async def test_taking_back_and_correcting_at_once_do_not_lock_each_other_out(
    office: Office,
) -> None:
    anna, boris = await office.teacher(), await office.methodist("physics")
    question_id = await office.asked(anna)
    for _ in range(5):
        words = office.says("Ответ.")
        accepted = await office.desk.answer(boris, question_id, words, now=office.now)

        await at_once(
            office.desk.take_back(boris, accepted.entry_id, now=office.now),
            office.desk.correct(boris, question_id, words.parts[0], now=office.now),
            office.desk.note(boris, question_id, office.says(), now=office.now),
        )

    assert (await office.question(question_id)).state is QuestionState.TAKEN


async def test_the_same_reply_and_the_same_answer_at_once_count_once(office: Office) -> None:
    anna, boris = await office.teacher(), await office.methodist("physics")
    question_id = await office.asked(anna)
    await office.desk.clarify(boris, question_id, office.says(), now=office.now)
    reply, words = office.says("Восьмой."), office.says("Ответ.")

    await at_once(
        *(office.hotline.supplement(anna, question_id, reply, now=office.now) for _ in range(3))
    )
    await at_once(
        *(office.desk.answer(boris, question_id, words, now=office.now) for _ in range(3))
    )

    history = await office.history(question_id)
    assert history.count(EntryKind.CLARIFIED) == history.count(EntryKind.ANSWER) == 1
    assert EntryKind.SUPPLEMENT not in history


async def test_going_away_and_being_assigned_at_once_lose_no_question(office: Office) -> None:
    askers = [await office.teacher() for _ in range(4)]
    boris, vera = [await office.methodist("physics") for _ in range(2)]

    async def leave(who: PersonId) -> None:
        await office.directory.go_on_duty(who, on_duty=False)
        await office.desk.release_untaken(who, now=office.now)

    await at_once(leave(boris), *(office.asked(each) for each in askers))
    await office.desk.release_untaken(boris, now=office.now)

    for number in await _numbers(office, askers):
        question = await office.question(number)
        assert (question.state, question.methodist_id) == (QuestionState.ASSIGNED, vera)


async def test_two_processes_assign_what_waits_once(office: Office) -> None:
    anna = await office.teacher()
    numbers = [await office.asked(anna) for _ in range(4)]
    boris = await office.methodist("physics")

    assigned = await at_once(*(office.desk.assign_waiting(office.now) for _ in range(2)))

    assert sum(each for each in assigned if isinstance(each, int)) == 4
    assert len(await office.told(boris)) == 4
    assert [(await office.history(each)).count(EntryKind.ASSIGNED) for each in numbers] == [1] * 4
    with pytest.raises(NotYourQuestion):
        await office.desk.decline(anna, numbers[0], now=office.now)


async def _numbers(office: Office, askers: list[PersonId]) -> list[QuestionId]:
    briefs = [await office.questions.asked_by(each, now=office.now) for each in askers]
    return [brief.question_id for each in briefs for brief in each]
