"""A methodist's answer: until it leaves, once it has left, and what it is corrected to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from delivery.notices import (
    AnswerCorrected,
    AnswerReady,
)
from people.models import PersonId
from routing.desk import CORRECTED_WITHIN
from routing.errors import (
    AlreadyGoneOut,
    NoSuchQuestion,
    TooLateToCorrect,
)
from routing.models import EntryKind, QuestionId, QuestionState
from routing.outcomes import AnswerAccepted
from tests.routing.anna_and_boris import anna as anna
from tests.routing.anna_and_boris import answer, state
from tests.routing.anna_and_boris import boris as boris
from tests.routing.anna_and_boris import question_id as question_id
from tests.support.people import Office

HALF_A_MINUTE = timedelta(seconds=30)

# Answering


async def test_an_answer_leaves_when_it_can_no_longer_be_taken_back(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    words = office.says("Покажите <b>опыт</b>.", "file")

    accepted = await answer(office, boris, question_id, words)

    assert accepted.goes_out_at == office.now + HALF_A_MINUTE
    assert await office.due_at(anna) == accepted.goes_out_at
    ready = await office.last_told(anna)
    assert ready == AnswerReady(question_id, words.text, words.attachments, "Физика")
    assert await state(office, question_id) == (QuestionState.ANSWERED, boris)


async def test_the_same_words_answer_once_and_others_add_to_the_answer(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    words = office.says("Раз.")

    first = await answer(office, boris, question_id, words)
    await office.pass_time(seconds=5)
    again = await answer(office, boris, question_id, words)
    other = await answer(office, boris, question_id, office.says("Два."))

    assert again == first
    assert other.entry_id != first.entry_id
    ready = [each.text for each in await office.told(anna) if isinstance(each, AnswerReady)]
    assert ready == ["Раз.", "Два."]


async def test_whoever_answers_what_nobody_has_takes_it(office: Office, anna: PersonId) -> None:
    question_id = await office.asked(anna)
    vera = await office.methodist("chemistry")

    await answer(office, vera, question_id)

    assert await state(office, question_id) == (QuestionState.ANSWERED, vera)
    assert EntryKind.TAKEN in await office.history(question_id)


async def test_an_answer_taken_back_never_leaves_and_the_question_is_theirs_again(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    accepted = await answer(office, boris, question_id)

    assert await office.desk.take_back(boris, accepted.entry_id, now=office.now) == question_id

    assert not any(isinstance(each, AnswerReady) for each in await office.told(anna))
    assert await state(office, question_id) == (QuestionState.TAKEN, boris)
    with pytest.raises(AlreadyGoneOut):
        await office.desk.take_back(boris, accepted.entry_id, now=office.now)


async def test_what_has_left_cannot_be_taken_back(
    office: Office, boris: PersonId, question_id: QuestionId
) -> None:
    accepted = await answer(office, boris, question_id)
    await office.pass_time(seconds=30)

    with pytest.raises(AlreadyGoneOut):
        await office.desk.take_back(boris, accepted.entry_id, now=office.now)


async def test_an_answer_that_stands_keeps_the_question_answered(
    office: Office, boris: PersonId, question_id: QuestionId
) -> None:
    await answer(office, boris, question_id)
    second = await answer(office, boris, question_id)

    await office.desk.take_back(boris, second.entry_id, now=office.now)

    assert await state(office, question_id) == (QuestionState.ANSWERED, boris)


async def test_an_older_answer_is_none_to_what_has_come_back(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    await answer(office, boris, question_id)
    await office.pass_time(minutes=1)
    await office.hotline.ask_person(anna, question_id, now=office.now)
    second = await answer(office, boris, question_id)

    await office.desk.take_back(boris, second.entry_id, now=office.now)

    assert await state(office, question_id) == (QuestionState.TAKEN, boris)


async def test_taking_back_undoes_the_finishing_that_nobody_has_heard_of(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    accepted = await answer(office, boris, question_id)
    await office.desk.finish(boris, question_id, now=office.now)

    await office.desk.take_back(boris, accepted.entry_id, now=office.now)

    assert await state(office, question_id) == (QuestionState.TAKEN, boris)
    assert (await office.question(question_id)).closed_at is None
    assert await office.told(anna) == []


async def test_taking_back_leaves_alone_what_has_happened_since(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    closed = await answer(office, boris, question_id)
    await office.hotline.close(anna, question_id, now=office.now)
    other = await office.asked(anna)
    clarified = await answer(office, boris, other)
    await office.desk.clarify(boris, other, office.says(), now=office.now)
    third = await office.asked(anna)
    passed = await answer(office, boris, third)
    galina = await office.methodist("chemistry")
    await office.desk.pass_on(boris, third, "chemistry", now=office.now)

    for each in (closed, clarified, passed):
        await office.desk.take_back(boris, each.entry_id, now=office.now)

    assert (await state(office, question_id))[0] is QuestionState.CLOSED
    assert await state(office, other) == (QuestionState.CLARIFYING, boris)
    assert (await office.question(other)).paused_at is not None
    assert await state(office, third) == (QuestionState.ASSIGNED, galina)


async def test_a_case_is_sent_once_and_after_all_when_it_was_taken_back(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    [case] = await office.cases("c1")
    words = office.says("Случай.")

    async def send() -> AnswerAccepted:
        return await office.desk.answer(boris, question_id, words, case=case, now=office.now)

    first = await send()
    assert await send() == first
    await office.desk.take_back(boris, first.entry_id, now=office.now)
    await office.pass_time(minutes=1)
    again = await send()

    assert again.goes_out_at == office.now + HALF_A_MINUTE
    assert [each.text for each in await office.told(anna) if isinstance(each, AnswerReady)] == [
        "Случай."
    ]
    assert await state(office, question_id) == (QuestionState.ANSWERED, boris)
    await office.hotline.open_case(anna, question_id, case, now=office.now)


# Correcting


async def test_before_it_leaves_an_answer_is_corrected_unseen_and_afterwards_as_a_correction(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    words = office.says("Адин.")
    await answer(office, boris, question_id, words)

    async def correct(text: str) -> bool:
        part = replace(words.parts[0], text=text)
        return await office.desk.correct(boris, question_id, part, now=office.now)

    assert not await correct("Один.")
    assert await office.last_told(anna) == AnswerReady(question_id, "Один.", (), "Физика")
    await office.pass_time(minutes=1)
    assert not await correct("Один.")
    assert await correct("Одна.")
    assert await office.last_told(anna) == AnswerCorrected(question_id, "Одна.")
    await office.pass_time(seconds=CORRECTED_WITHIN.total_seconds())
    with pytest.raises(TooLateToCorrect):
        await correct("Два.")
    old = [each.detail for each in await office.entries(question_id) if each.detail]
    assert old[-2:] == ["Адин.", "Один."]


async def test_a_correction_of_what_was_taken_back_stays_unseen(
    office: Office, anna: PersonId, boris: PersonId, question_id: QuestionId
) -> None:
    words = office.says("Было.")
    accepted = await answer(office, boris, question_id, words)
    await office.desk.take_back(boris, accepted.entry_id, now=office.now)

    part = replace(words.parts[0], text="Стало.")

    assert not await office.desk.correct(boris, question_id, part, now=office.now)
    assert await office.told(anna) == []


async def test_only_an_own_answer_can_be_corrected(
    office: Office, boris: PersonId, question_id: QuestionId
) -> None:
    note, own = office.says("Заметка."), office.says("Ответ.")
    await office.desk.note(boris, question_id, note, now=office.now)
    await answer(office, boris, question_id, own)
    vera = await office.methodist()

    for who, part in ((boris, note.parts[0]), (vera, own.parts[0])):
        with pytest.raises(NoSuchQuestion):
            await office.desk.correct(who, question_id, part, now=office.now)
