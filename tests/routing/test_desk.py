"""What a methodist can do with a question: every promise, every refusal, the same thing twice."""

from collections.abc import Awaitable, Callable

import pytest

from delivery.notices import (
    ClarificationAsked,
    PromiseChanged,
    QuestionAssigned,
    QuestionFinished,
    QuestionGone,
    QuestionUnassigned,
)
from kit.errors import Refusal
from knowledge.search import Decision
from people.errors import NotForYou
from people.models import PersonId
from routing.errors import (
    AnsweredAlready,
    EmptyWords,
    NobodyToPassTo,
    NoSuchQuestion,
    NothingAnswered,
    NotTaken,
    NotYourQuestion,
    QuestionClosed,
    TakenByAnother,
)
from routing.models import EntryId, EntryKind, QuestionId, QuestionState
from routing.outcomes import Assigned, Queued
from tests.routing.anna_and_boris import anna as anna
from tests.routing.anna_and_boris import answer, state
from tests.routing.anna_and_boris import boris as boris
from tests.routing.anna_and_boris import question_id as question_id
from tests.support.people import PHYSICS, Office

# Taking


async def test_a_question_is_taken_once_and_shown_again(
    office: Office, boris: PersonId, question_id: QuestionId
) -> None:
    for _again in range(2):
        card = await office.desk.take(boris, question_id, now=office.now)
        assert (card.question_id, card.text) == (question_id, PHYSICS)

    assert await state(office, question_id) == (QuestionState.TAKEN, boris)
    assert (await office.history(question_id)).count(EntryKind.TAKEN) == 1


async def test_what_nobody_has_is_taken_by_whoever_is_quicker(
    office: Office, anna: PersonId
) -> None:
    question_id = await office.asked(anna)
    galina, vera = await office.methodist("chemistry"), await office.admin()

    await office.desk.take(galina, question_id, now=office.now)

    with pytest.raises(TakenByAnother):
        await office.desk.take(vera, question_id, now=office.now)
    assert await state(office, question_id) == (QuestionState.TAKEN, galina)


async def test_what_a_colleague_was_asked_to_take_or_what_is_only_offered_is_not_to_be_had(
    office: Office, anna: PersonId, question_id: QuestionId
) -> None:
    vera = await office.methodist("physics")
    office.shelf.lay_out(Decision.OFFER, *await office.cases("c1"))
    offered = await office.hotline.ask(anna, office.says(), now=office.now)

    with pytest.raises(TakenByAnother):
        await office.desk.take(vera, question_id, now=office.now)
    with pytest.raises(NotTaken):
        await office.desk.take(vera, QuestionId(question_id + 1), now=office.now)
    assert offered


# Giving away


async def test_a_declined_question_goes_to_another_one_and_the_asker_need_not_know(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    vera = await office.methodist("physics")
    promised = (await office.question(question_id)).answer_by
    told = await office.told(anna)
    await office.pass_time(hours=1)

    outcome = await office.desk.decline(boris, question_id, now=office.now)

    assert outcome == Assigned(question_id, "physics", promised or office.now)
    assert await state(office, question_id) == (QuestionState.ASSIGNED, vera)
    assert isinstance(await office.last_told(vera), QuestionAssigned)
    assert await office.told(anna) == told


async def test_what_everybody_has_declined_lies_with_the_coordinators_and_the_asker_knows(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    admin = await office.admin()

    outcome = await office.desk.decline(boris, question_id, now=office.now)

    assert isinstance(outcome, Queued)
    assert isinstance(await office.last_told(admin), QuestionUnassigned)
    changed = await office.last_told(anna)
    assert isinstance(changed, PromiseChanged)
    assert changed.is_queued
    assert await office.desk.assign_waiting(office.now) == 0


async def test_a_promise_that_cannot_be_kept_any_more_is_made_anew_and_told(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    await office.methodist("physics")
    await office.pass_time(days=3)

    outcome = await office.desk.decline(boris, question_id, now=office.now)

    assert outcome.answer_by > office.now
    changed = await office.last_told(anna)
    assert isinstance(changed, PromiseChanged)
    assert changed.answer_by == outcome.answer_by


async def test_a_question_declined_while_it_waits_for_the_asker_keeps_the_time_it_had_left(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    await office.methodist("physics")
    await office.desk.clarify(boris, question_id, office.says(), now=office.now)
    await office.pass_time(hours=4)

    outcome = await office.desk.decline(boris, question_id, now=office.now)

    hours = office.policy.hours
    assert hours.between(office.now, outcome.answer_by) == office.policy.answer_within


async def test_an_answered_question_cannot_be_declined(
    office: Office, boris: PersonId, question_id: QuestionId
) -> None:
    await answer(office, boris, question_id)

    with pytest.raises(AnsweredAlready):
        await office.desk.decline(boris, question_id, now=office.now)


async def test_a_question_is_passed_on_to_another_subject_with_a_note(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    galina = await office.methodist("chemistry")

    outcome = await office.desk.pass_on(
        boris, question_id, "chemistry", note="Скорее химия", now=office.now
    )

    assert isinstance(outcome, Assigned)
    assert outcome.subject == "chemistry"
    assigned = await office.last_told(galina)
    assert isinstance(assigned, QuestionAssigned)
    assert (assigned.note, assigned.card.why) == ("Скорее химия", "methodist")
    changed = await office.last_told(anna)
    assert isinstance(changed, PromiseChanged)
    assert "Скорее химия" not in str(changed)
    assert not any(isinstance(each, QuestionGone) for each in await office.told(boris))


async def test_a_coordinator_passes_on_what_a_methodist_has_who_hears_of_it(
    office: Office, boris: PersonId, question_id: QuestionId
) -> None:
    admin, vera = await office.admin(), await office.methodist("physics")

    await office.desk.pass_on(admin, question_id, "physics", now=office.now)

    assert await state(office, question_id) == (QuestionState.ASSIGNED, vera)
    assert await office.last_told(boris) == QuestionGone(question_id, is_closed=False)


async def test_where_nobody_else_is_there_the_question_stays_where_it_is(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    admin = await office.admin()
    before, told = await office.history(question_id), len(await office.told(anna))

    for who in (boris, admin):
        with pytest.raises(NobodyToPassTo):
            await office.desk.pass_on(who, question_id, "physics", now=office.now)

    assert await state(office, question_id) == (QuestionState.ASSIGNED, boris)
    assert await office.history(question_id) == before
    assert len(await office.told(anna)) == told


# Asking back, noting, finishing


async def test_asking_back_stops_the_clock_once(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    words, paused_at = office.says("Какой класс?"), office.now
    await office.desk.clarify(boris, question_id, words, now=office.now)
    await office.pass_time(hours=1)

    await office.desk.clarify(boris, question_id, words, now=office.now)
    await office.desk.clarify(boris, question_id, office.says("И учебник?"), now=office.now)

    question = await office.question(question_id)
    assert (question.state, question.paused_at) == (QuestionState.CLARIFYING, paused_at)
    asked = [each.text for each in await office.told(anna) if isinstance(each, ClarificationAsked)]
    assert asked == ["Какой класс?", "И учебник?"]


async def test_an_answer_without_waiting_for_the_reply_leaves_no_promise_in_the_past(
    office: Office, boris: PersonId, question_id: QuestionId
) -> None:
    await office.desk.clarify(boris, question_id, office.says(), now=office.now)
    await office.pass_time(days=4)
    accepted = await answer(office, boris, question_id)

    await office.desk.take_back(boris, accepted.entry_id, now=office.now)

    question = await office.question(question_id)
    assert question.answer_by is not None
    assert question.answer_by > office.now
    assert question.paused_at is None


async def test_a_note_is_for_colleagues_only_and_counts_once(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    vera, note = await office.methodist("chemistry"), office.says("Между нами.")

    for _again in range(2):
        await office.desk.note(vera, question_id, note, now=office.now)

    assert (await office.history(question_id)).count(EntryKind.NOTE) == 1
    for_asker = await office.questions.story(anna, question_id, now=office.now)
    for_colleague = await office.questions.story(boris, question_id, now=office.now)
    assert "Между нами." not in str(for_asker)
    assert "Между нами." in str(for_colleague)
    assert "Между нами." not in str(await office.told(anna))


async def test_only_an_answered_question_can_be_finished_and_the_asker_may_disagree(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    with pytest.raises(NothingAnswered):
        await office.desk.finish(boris, question_id, now=office.now)
    accepted = await answer(office, boris, question_id)

    await office.desk.finish(boris, question_id, now=office.now)

    assert await office.last_told(anna) == QuestionFinished(question_id)
    assert await office.due_at(anna) >= accepted.goes_out_at
    with pytest.raises(QuestionClosed):
        await office.desk.finish(boris, question_id, now=office.now)
    await office.pass_time(minutes=1)
    await office.hotline.ask_person(anna, question_id, now=office.now)
    assert await state(office, question_id) == (QuestionState.TAKEN, boris)


async def test_hints_are_the_cases_that_the_base_found(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    versions = await office.cases("c1", "c2", "c3", "c4")
    office.shelf.lay_out(Decision.ROUTE, *versions)
    question_id = await office.asked(anna)

    hints = await office.desk.hints(boris, question_id)

    assert [hint.version_id for hint in hints] == list(versions[:3])
    assert {hint.percent for hint in hints} == {90}


# Whoever has no business with it

Deed = Callable[[PersonId, QuestionId], Awaitable[object]]


def deeds(office: Office) -> dict[str, Deed]:
    desk, now = office.desk, office.now
    return {
        "take": lambda who, number: desk.take(who, number, now=now),
        "decline": lambda who, number: desk.decline(who, number, now=now),
        "pass on": lambda who, number: desk.pass_on(who, number, "math", now=now),
        "answer": lambda who, number: desk.answer(who, number, office.says(), now=now),
        "clarify": lambda who, number: desk.clarify(who, number, office.says(), now=now),
        "note": lambda who, number: desk.note(who, number, office.says(), now=now),
        "finish": lambda who, number: desk.finish(who, number, now=now),
        "hints": desk.hints,
    }


async def test_teachers_colleagues_and_the_asker_are_refused_and_nothing_changes(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    vera, galina = await office.teacher(), await office.methodist("chemistry")
    own = await office.asked(galina)
    before = [await office.history(each) for each in (question_id, own)]
    refused_to_colleagues = {
        "take": TakenByAnother,
        "decline": NotYourQuestion,
        "pass on": NotYourQuestion,
        "answer": NotYourQuestion,
        "clarify": NotYourQuestion,
        "finish": NotYourQuestion,
    }

    for name, deed in deeds(office).items():
        for teacher in (vera, anna):
            with pytest.raises((NotForYou, NotYourQuestion)):
                await deed(teacher, question_id)
        with pytest.raises(NoSuchQuestion):
            await deed(boris, QuestionId(10**12))
        if name != "hints":
            with pytest.raises((NotYourQuestion, NoSuchQuestion)):
                await deed(galina, own)
        if name in refused_to_colleagues:
            with pytest.raises(refused_to_colleagues[name]):
                await deed(galina, question_id)

    assert [await office.history(each) for each in (question_id, own)] == before


async def test_closed_questions_and_empty_words_are_refused(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    desk, now, empty = office.desk, office.now, office.says(" ")
    for deed in (desk.answer, desk.clarify, desk.note):
        with pytest.raises(EmptyWords):
            await deed(boris, question_id, empty, now=now)
    await office.hotline.close(anna, question_id, now=now)

    for name, of in deeds(office).items():
        if name not in ("note", "hints"):
            with pytest.raises(QuestionClosed):
                await of(boris, question_id)
    await desk.note(boris, question_id, office.says(), now=now)


async def test_only_the_author_can_take_an_answer_back(
    office: Office, boris: PersonId, question_id: QuestionId
) -> None:
    accepted = await answer(office, boris, question_id)
    vera = await office.admin()

    for who, entry_id in ((vera, accepted.entry_id), (boris, EntryId(10**12))):
        with pytest.raises(NoSuchQuestion):
            await office.desk.take_back(who, entry_id, now=office.now)
    taken = [each for each in await office.entries(question_id) if each.kind is EntryKind.TAKEN]
    with pytest.raises(Refusal):
        await office.desk.take_back(boris, taken[0].id, now=office.now)


# What waits is assigned once somebody is there


async def test_waiting_questions_are_assigned_up_to_the_limit_with_the_promise_that_was_heard(
    office: Office, anna: PersonId
) -> None:
    numbers = [await office.asked(anna) for _ in range(3)]
    promised = [(await office.question(number)).answer_by for number in numbers]
    boris = await office.methodist("physics", most_open=2)
    await office.pass_time(hours=1)

    assert await office.desk.assign_waiting(office.now) == 2
    assert await office.desk.assign_waiting(office.now) == 0

    questions = [await office.question(number) for number in numbers]
    assert [each.methodist_id for each in questions] == [boris, boris, None]
    assert [each.answer_by for each in questions] == promised
