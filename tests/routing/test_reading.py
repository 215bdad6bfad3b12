"""Questions as lists and stories: who sees what, in which order."""

import pytest

from people.models import PersonId
from routing.errors import NoSuchQuestion
from routing.models import QuestionId, QuestionState
from tests.support.people import PHYSICS, Office


@pytest.fixture
async def anna(office: Office) -> PersonId:
    return await office.teacher()


@pytest.fixture
async def boris(office: Office) -> PersonId:
    return await office.methodist("physics")


async def test_own_questions_come_open_ones_first_and_are_found_by_a_word(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    first, second, third = [await office.asked(anna, f"Физика: слово{n}") for n in range(3)]
    await office.hotline.close(anna, third, now=office.now)

    briefs = await office.questions.asked_by(anna, now=office.now)
    assert [brief.question_id for brief in briefs] == [second, first, third]
    found = await office.questions.asked_by(anna, containing="СЛОВО1", now=office.now)
    assert [brief.question_id for brief in found] == [second]
    assert await office.questions.asked_by(boris, now=office.now) == []


async def test_the_queue_has_own_questions_by_urgency_those_that_wait_for_the_asker_last(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    paused, late, fresh = (
        await office.asked(anna),
        await office.asked(anna),
        await _asked_later(office, anna),
    )
    await office.desk.clarify(boris, paused, office.says(), now=office.now)
    answered = await office.asked(anna)
    await office.desk.answer(boris, answered, office.says(), now=office.now)
    await office.pass_time(hours=20)

    queue = await office.questions.queue(boris, now=office.now)

    assert [brief.question_id for brief in queue.own] == [late, fresh, paused]
    assert [brief.is_overdue for brief in queue.own] == [True, False, False]
    assert queue.free == queue.overdue == ()
    assert await office.questions.open_with(boris, now=office.now) == queue.own


async def _asked_later(office: Office, anna: PersonId) -> QuestionId:
    await office.pass_time(hours=4)
    return await office.asked(anna)


async def test_free_questions_are_those_of_the_own_subjects_and_coordinators_see_all(
    office: Office, anna: PersonId
) -> None:
    galina, vera = await office.methodist("chemistry"), await office.methodist("chemistry")
    admin = await office.admin()
    physics = await office.asked(anna, PHYSICS)
    math = await office.asked(anna, "Алгебра: как быть?")
    await office.asked(galina, "Химия: как быть?")
    held = await office.asked(anna, "Химия: и как быть?")
    own = await office.asked(vera, "Химия: мой вопрос?")
    await office.directory.go_on_duty(galina, on_duty=False)
    await office.desk.decline(galina, own, now=office.now)
    await office.pass_time(days=3)
    universal = await office.methodist()

    for methodist, free in ((galina, [own]), (vera, []), (universal, [physics, math, own])):
        queue = await office.questions.queue(methodist, now=office.now)
        assert [brief.question_id for brief in queue.free] == free
        assert queue.overdue == ()
    queue = await office.questions.queue(admin, now=office.now)
    assert [brief.question_id for brief in queue.free] == [physics, math, own]
    assert all(brief.is_overdue for brief in queue.free)
    assert held in [brief.question_id for brief in queue.overdue]
    holder = (await office.question(held)).methodist_id
    assert holder is not None
    assert (await office.questions.queue(holder, now=office.now)).own[0].is_overdue


async def test_a_story_is_for_the_asker_and_for_those_who_answer(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id = await office.asked(anna)
    accepted = await office.desk.answer(boris, question_id, office.says("Тайна."), now=office.now)
    stranger, galina = await office.teacher(), await office.methodist("chemistry")

    story = await office.questions.story(anna, question_id, now=office.now)
    assert [line.kind for line in story.lines] == ["question"]
    whole = await office.questions.story(galina, question_id, now=office.now)
    assert [line.kind for line in whole.lines] == ["question", "assigned", "taken", "answer"]
    with pytest.raises(NoSuchQuestion):
        await office.questions.story(stranger, question_id, now=office.now)
    with pytest.raises(NoSuchQuestion):
        await office.questions.story(anna, QuestionId(10**12), now=office.now)
    await office.pass_time(seconds=31)
    story = await office.questions.story(anna, question_id, now=office.now)
    assert [line.text for line in story.lines] == [PHYSICS, "Тайна."]
    assert accepted.question_id == story.brief.question_id


async def test_a_story_says_whether_the_question_can_be_reopened(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id = await office.asked(anna)
    assert not (await office.questions.story(anna, question_id, now=office.now)).can_be_reopened
    await office.hotline.close(anna, question_id, now=office.now)

    assert (await office.questions.story(anna, question_id, now=office.now)).can_be_reopened
    await office.pass_time(days=14, seconds=1)
    assert not (await office.questions.story(anna, question_id, now=office.now)).can_be_reopened


async def test_a_card_is_for_those_who_answer_and_not_for_the_asker(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id = await office.asked(anna)
    own = await office.asked(boris)

    card, brief = await office.questions.card(boris, question_id)

    assert (card.text, brief.state) == (PHYSICS, QuestionState.ASSIGNED)
    for reader, number in ((anna, question_id), (boris, own), (boris, QuestionId(10**12))):
        with pytest.raises(NoSuchQuestion):
            await office.questions.card(reader, number)


async def test_plain_words_find_the_question_that_waits_for_them(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    questions = office.questions
    first, second = await office.asked(anna), await office.asked(anna)
    assert await questions.awaiting_clarification(anna) is None
    assert await questions.recently_with_people(anna, now=office.now) == second
    for number in (second, first):
        await office.desk.clarify(boris, number, office.says(), now=office.now)
        await office.pass_time(minutes=1)

    assert await questions.awaiting_clarification(anna) == first
    with pytest.raises(NoSuchQuestion):
        await questions.last_clarification(anna, first)
    reply = office.says("Восьмой.")
    await office.hotline.supplement(anna, first, reply, now=office.now)
    assert await questions.last_clarification(anna, first) == reply
    with pytest.raises(NoSuchQuestion):
        await questions.last_clarification(boris, first)
    await office.pass_time(days=4)
    assert await questions.recently_with_people(anna, now=office.now) is None


async def test_who_has_asked_and_who_has_a_question_is_known(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    assert await office.questions.last_thinking(anna) is None
    question_id = await office.asked(anna)

    assert await office.questions.is_asked_by(question_id, anna)
    assert not await office.questions.is_asked_by(question_id, boris)
    assert await office.questions.methodist_of(question_id) == boris
    assert await office.questions.methodist_of(10**12) is None
    assert await office.questions.count_with_people() == 1
    thinking = await office.questions.last_thinking(anna)
    assert thinking is not None
    assert (thinking.text, thinking.subject, thinking.why) == (PHYSICS, "physics", "text")
