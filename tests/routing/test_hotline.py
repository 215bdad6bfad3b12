"""What the asker can do with a question: every promise, every refusal, and the same thing twice."""

import pytest

from delivery.notices import (
    AnswerHelped,
    QuestionAssigned,
    QuestionGone,
    QuestionReturned,
    QuestionUnassigned,
)
from knowledge.search import Decision
from people.models import PersonId
from routing.errors import (
    EmptyWords,
    NoSuchQuestion,
    NothingToRate,
)
from routing.models import EntryKind, QuestionState
from routing.outcomes import (
    Answered,
    Assigned,
    Closed,
    NothingAsked,
    Offered,
    Queued,
)
from tests.routing.anna_and_boris import anna as anna
from tests.routing.anna_and_boris import answered, offered
from tests.routing.anna_and_boris import boris as boris
from tests.support.people import PHYSICS, Office

# Asking


async def test_words_are_needed_to_ask(office: Office, anna: PersonId) -> None:
    with pytest.raises(EmptyWords):
        await office.hotline.ask(anna, office.says("  \n"), now=office.now)


async def test_greetings_alone_make_no_question_but_a_file_does(
    office: Office, anna: PersonId
) -> None:
    office.shelf.nothing_asked = True

    assert await office.hotline.ask(anna, office.says("Привет"), now=office.now) == NothingAsked()
    outcome = await office.hotline.ask(anna, office.says("Привет", "file"), now=office.now)

    assert isinstance(outcome, Queued)


async def test_a_file_without_words_goes_to_a_person_whatever_the_base_says(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    office.shelf.lay_out(Decision.ANSWER, *await office.cases("c1"))

    outcome = await office.hotline.ask(anna, office.says("", "file"), now=office.now)

    assert isinstance(outcome, Assigned)


async def test_a_sure_case_answers_and_likely_ones_are_offered_up_to_three(
    office: Office, anna: PersonId
) -> None:
    versions = await office.cases("c1", "c2", "c3", "c4")
    office.shelf.lay_out(Decision.ANSWER, *versions)
    sure = await office.hotline.ask(anna, office.says(), now=office.now)
    office.shelf.lay_out(Decision.OFFER, *versions)
    likely = await office.hotline.ask(anna, office.says(), now=office.now)

    assert isinstance(sure, Answered)
    assert isinstance(likely, Offered)
    for outcome in (sure, likely):
        assert [case.position for case in outcome.cases] == [1, 2, 3]
        assert [case.version_id for case in outcome.cases] == list(versions[:3])


async def test_a_question_for_a_person_is_promised_and_the_methodist_gets_the_card(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    outcome = await office.hotline.ask(anna, office.says(PHYSICS, "file"), now=office.now)

    assert isinstance(outcome, Assigned)
    promised = office.policy.hours.after(office.now, office.policy.answer_within)
    assert outcome == Assigned(outcome.question_id, "physics", promised)
    notice = await office.last_told(boris)
    assert isinstance(notice, QuestionAssigned)
    assert (notice.card.text, notice.card.subject) == (PHYSICS, "Физика")
    assert [file.file for file in notice.card.attachments] == ["file"]
    assert not notice.silently


async def test_a_card_outside_working_hours_does_not_ring(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    await office.pass_time(hours=12)

    await office.asked(anna)

    notice = await office.last_told(boris)
    assert isinstance(notice, QuestionAssigned)
    assert notice.silently


async def test_without_a_methodist_the_coordinators_hear_of_it(
    office: Office, anna: PersonId
) -> None:
    admin, coordinator = await office.admin(), await office.coordinator()
    await office.methodist("chemistry")

    outcome = await office.hotline.ask(anna, office.says(PHYSICS), now=office.now)

    assert isinstance(outcome, Queued)
    for each in (admin, coordinator):
        assert isinstance(await office.last_told(each), QuestionUnassigned)


async def test_whoever_asks_is_neither_assigned_nor_told_of_the_own_question(
    office: Office,
) -> None:
    boris, admin = await office.methodist("physics"), await office.admin()

    for asker in (boris, admin):
        question_id = await office.asked(asker)
        assert (await office.question(question_id)).methodist_id != asker
        assert all(told.question_id != question_id for told in await office.told(asker))


async def test_the_same_message_asks_once_however_far_the_question_has_gone(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    words = office.says(PHYSICS)
    first = await office.hotline.ask(anna, words, now=office.now)
    assert isinstance(first, Assigned)
    told = len(await office.told(boris))

    assert await office.hotline.ask(anna, words, now=office.now) == first
    await office.desk.answer(boris, first.question_id, office.says(), now=office.now)
    assert await office.hotline.ask(anna, words, now=office.now) == first
    await office.hotline.helped(anna, first.question_id, now=office.now)
    assert await office.hotline.ask(anna, words, now=office.now) == first

    assert len(await office.questions.asked_by(anna, now=office.now)) == 1
    assert len(await office.told(boris)) == told + 1


# Cases that were shown


async def test_opening_a_case_is_noted_and_only_for_cases_that_were_shown(
    office: Office, anna: PersonId
) -> None:
    question_id, case = await offered(office, anna)
    [other] = await office.cases("other")

    await office.hotline.open_case(anna, question_id, case, now=office.now)

    for asker, version in ((anna, other), (await office.teacher(), case)):
        with pytest.raises(NoSuchQuestion):
            await office.hotline.open_case(asker, question_id, version, now=office.now)


async def test_a_case_of_an_older_screen_opens_although_others_are_shown_now(
    office: Office, anna: PersonId
) -> None:
    question_id, case = await offered(office, anna)
    office.shelf.lay_out(Decision.OFFER, *await office.cases("new"))
    await office.hotline.supplement(anna, question_id, office.says("Ещё."), now=office.now)
    await office.hotline.open_case(anna, question_id, case, now=office.now)
    office.shelf.lay_out(Decision.ROUTE)
    await office.hotline.supplement(anna, question_id, office.says("И ещё."), now=office.now)

    await office.hotline.open_case(anna, question_id, case, now=office.now)

    assert (await office.question(question_id)).state is QuestionState.QUEUED


# Did it help?


async def test_a_case_helps_and_the_question_is_closed_twice_without_harm(
    office: Office, anna: PersonId
) -> None:
    question_id, _ = await offered(office, anna)

    for _again in range(2):
        closed = await office.hotline.helped(anna, question_id, now=office.now)
        assert closed == Closed(question_id, helped=True)

    assert (await office.history(question_id)).count(EntryKind.HELPED) == 1


async def test_an_answer_helps_and_the_methodist_hears_of_it_once(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id = await answered(office, anna, boris)

    for _again in range(2):
        await office.hotline.helped(anna, question_id, now=office.now)

    told = await office.told(boris)
    assert told.count(AnswerHelped(question_id)) == 1


async def test_a_case_that_helps_after_all_spares_the_methodist_the_answer(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id, _ = await offered(office, anna)
    await office.hotline.ask_person(anna, question_id, now=office.now)

    await office.hotline.helped(anna, question_id, now=office.now)

    assert await office.last_told(boris) == QuestionGone(question_id, is_closed=True)


async def test_whoever_has_not_answered_is_not_thanked(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id, _ = await offered(office, anna)
    await office.hotline.ask_person(anna, question_id, now=office.now)
    await office.hotline.close(anna, question_id, now=office.now)

    await office.hotline.helped(anna, question_id, now=office.now)

    assert AnswerHelped(question_id) not in await office.told(boris)


async def test_there_must_be_something_to_rate(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id = await office.asked(anna)

    with pytest.raises(NothingToRate):
        await office.hotline.helped(anna, question_id, now=office.now)


async def test_no_case_helps_so_a_person_is_asked_once(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id, _ = await offered(office, anna)

    first = await office.hotline.ask_person(anna, question_id, now=office.now)
    await office.pass_time(hours=1)

    assert isinstance(first, Assigned)
    assert await office.hotline.ask_person(anna, question_id, now=office.now) == first
    assert len(await office.told(boris)) == 1


async def test_an_answer_that_did_not_help_comes_back_to_whoever_gave_it(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id = await answered(office, anna, boris)
    await office.methodist("physics")

    outcome = await office.hotline.ask_person(anna, question_id, now=office.now)

    assert isinstance(outcome, Assigned)
    returned = await office.last_told(boris)
    assert isinstance(returned, QuestionReturned)
    question = await office.question(question_id)
    assert (question.state, question.methodist_id) == (QuestionState.TAKEN, boris)
    assert question.helped is False


async def test_it_goes_to_another_one_if_they_are_away(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id = await answered(office, anna, boris)
    vera = await office.methodist("physics")
    await office.directory.go_on_duty(boris, on_duty=False)

    await office.hotline.ask_person(anna, question_id, now=office.now)

    assert (await office.question(question_id)).methodist_id == vera


async def test_it_never_comes_back_to_whoever_has_given_it_away(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id = await office.asked(anna)
    await office.desk.take(boris, question_id, now=office.now)
    await office.desk.pass_on(boris, question_id, "chemistry", now=office.now)
    await office.hotline.close(anna, question_id, now=office.now)

    outcome = await office.hotline.reopen(anna, question_id, now=office.now)

    assert isinstance(outcome, Queued)
