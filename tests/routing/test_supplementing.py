"""What the asker can add to a question, change in it, and do once it is closed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from delivery.content import Part, Words
from delivery.notices import (
    QuestionEdited,
    QuestionGone,
    QuestionReturned,
    QuestionSupplemented,
)
from knowledge.search import Decision
from people.models import PersonId
from routing.errors import (
    EmptyWords,
    NoSuchQuestion,
    NothingToReopen,
    QuestionClosed,
    TooLateToReopen,
)
from routing.models import EntryKind, QuestionId, QuestionState
from routing.outcomes import (
    Added,
    Assigned,
    Closed,
    Edited,
    Offered,
    Queued,
)
from tests.routing.anna_and_boris import anna as anna
from tests.routing.anna_and_boris import answered, offered
from tests.routing.anna_and_boris import boris as boris
from tests.support.people import PHYSICS, Office

NOBODYS = QuestionId(10**12)
H = timedelta(hours=1)

# Adding and changing


async def test_words_added_reach_whoever_has_the_question_once(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id = await office.asked(anna)
    words = office.says("Ещё вот что.", "file")
    told = len(await office.told(boris))

    for _again in range(2):
        added = await office.hotline.supplement(anna, question_id, words, now=office.now)
        assert isinstance(added, Added)
        assert not added.is_clarification

    [notice] = (await office.told(boris))[told:]
    assert notice == QuestionSupplemented(question_id, words.text, words.attachments, False)


async def test_words_added_to_offered_cases_are_searched_for_together_and_once(
    office: Office, anna: PersonId
) -> None:
    question_id, _ = await offered(office, anna)
    office.shelf.lay_out(Decision.OFFER, *await office.cases("new"))
    words = office.says("Ещё.")

    first = await office.hotline.supplement(anna, question_id, words, now=office.now)
    again = await office.hotline.supplement(anna, question_id, words, now=office.now)

    assert isinstance(first, Offered)
    assert [case.position for case in first.cases] == [1]
    assert again == first
    assert (await office.question(question_id)).finding["understood"] == f"{PHYSICS}\nЕщё."


async def test_a_reply_to_the_methodist_starts_the_clock_again_and_counts_once(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id = await office.asked(anna)
    promised = (await office.question(question_id)).answer_by
    await office.desk.clarify(boris, question_id, office.says("Какой класс?"), now=office.now)
    assert promised is not None
    await office.pass_time(days=2)
    reply, told = office.says("Восьмой."), len(await office.told(boris))

    first = await office.hotline.supplement(anna, question_id, reply, now=office.now)
    again = await office.hotline.supplement(anna, question_id, reply, now=office.now)

    assert first == again == Added(question_id, True, office.policy.hours.after(office.now, 8 * H))
    assert len(await office.told(boris)) == told + 1
    question = await office.question(question_id)
    assert (question.state, question.paused_at) == (QuestionState.TAKEN, None)


async def test_words_added_to_an_answer_bring_the_question_back(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id = await answered(office, anna, boris)

    outcome = await office.hotline.supplement(
        anna, question_id, office.says("А если нет?"), now=office.now
    )

    assert isinstance(outcome, Assigned)
    returned = await office.last_told(boris)
    assert isinstance(returned, QuestionReturned)
    assert returned.comment == "А если нет?"


async def test_an_edit_of_an_offered_question_searches_anew_and_keeps_the_old_words(
    office: Office, anna: PersonId
) -> None:
    office.shelf.lay_out(Decision.OFFER, *await office.cases("c1"))
    words = office.says("Было.")
    asked = await office.hotline.ask(anna, words, now=office.now)
    assert isinstance(asked, Offered)
    part = replace(words.parts[0], text="Стало.")

    edited = await office.hotline.edit(anna, asked.question_id, part, now=office.now)

    assert isinstance(edited, Offered)
    assert (await office.question(asked.question_id)).finding["understood"] == "Стало."
    [old] = [each for each in await office.entries(asked.question_id) if each.detail]
    assert (old.kind, old.detail) == (EntryKind.OLD_WORDS, "Было.")
    again = await office.hotline.edit(anna, asked.question_id, part, now=office.now)
    assert again == Edited(asked.question_id, told=False)


async def test_an_edit_is_told_to_whoever_has_the_question(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    words = office.says(PHYSICS)
    asked = await office.hotline.ask(anna, words, now=office.now)
    assert isinstance(asked, Assigned)
    number = asked.question_id

    for text, is_answered in (("Физика!", False), ("Физика!!", True)):
        part = replace(words.parts[0], text=text)
        edited = await office.hotline.edit(anna, number, part, now=office.now)
        assert edited == Edited(number, told=True)
        assert await office.last_told(boris) == QuestionEdited(number, text, is_answered)
        await office.desk.answer(boris, number, office.says(), now=office.now)


async def test_edits_of_other_messages_and_of_closed_questions_are_refused(
    office: Office, anna: PersonId
) -> None:
    words = office.says(PHYSICS)
    asked = await office.hotline.ask(anna, words, now=office.now)
    assert isinstance(asked, Queued)
    stray = Part("telegram:1:999999", "Мимо")

    with pytest.raises(NoSuchQuestion):
        await office.hotline.edit(anna, asked.question_id, stray, now=office.now)
    await office.hotline.close(anna, asked.question_id, now=office.now)
    with pytest.raises(QuestionClosed):
        await office.hotline.edit(anna, asked.question_id, words.parts[0], now=office.now)


# Closing, reopening, moving


async def test_closing_spares_the_methodist_and_is_harmless_twice(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id = await office.asked(anna)

    for _again in range(2):
        assert await office.hotline.close(anna, question_id, now=office.now) == Closed(
            question_id, None
        )

    told = await office.told(boris)
    assert told.count(QuestionGone(question_id, is_closed=True)) == 1


async def test_a_closed_question_is_reopened_within_two_weeks_with_a_new_promise(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id = await office.asked(anna)
    with pytest.raises(NothingToReopen):
        await office.hotline.reopen(anna, question_id, now=office.now)
    await office.hotline.close(anna, question_id, now=office.now)
    await office.pass_time(days=14)

    outcome = await office.hotline.reopen(anna, question_id, now=office.now)

    assert isinstance(outcome, Assigned)
    assert outcome.answer_by > office.now
    question = await office.question(question_id)
    assert (question.methodist_id, question.closed_at) == (boris, None)


async def test_after_two_weeks_a_closed_question_stays_closed(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    question_id = await answered(office, anna, boris)
    await office.hotline.helped(anna, question_id, now=office.now)
    await office.pass_time(days=14, seconds=1)

    with pytest.raises(TooLateToReopen):
        await office.hotline.reopen(anna, question_id, now=office.now)
    with pytest.raises(TooLateToReopen):
        await office.hotline.ask_person(anna, question_id, now=office.now)
    with pytest.raises(TooLateToReopen):
        await office.hotline.supplement(anna, question_id, office.says(), now=office.now)
    assert (await office.question(question_id)).helped is True


async def test_what_was_asked_anew_moves_to_the_earlier_question(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    earlier = await office.asked(anna)
    later = await office.asked(anna, "Физика: и ещё, класс сильный.")

    for _again in range(2):
        assert isinstance(await office.hotline.move(anna, later, earlier, now=office.now), Added)

    assert (await office.question(later)).state is QuestionState.CLOSED
    told = await office.told(boris)
    assert told.count(QuestionGone(later, is_closed=True)) == 1
    added = [notice for notice in told if isinstance(notice, QuestionSupplemented)]
    assert [notice.text for notice in added] == ["Физика: и ещё, класс сильный."]


# Other people's questions


async def test_nobody_can_do_anything_with_somebody_elses_question(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    words = office.says(PHYSICS)
    asked = await office.hotline.ask(anna, words, now=office.now)
    assert isinstance(asked, Assigned)
    vera, hotline, now = await office.teacher(), office.hotline, office.now
    own = await office.asked(vera)
    before = await office.history(asked.question_id)

    for number in (asked.question_id, NOBODYS):
        for deed in (
            lambda n: hotline.helped(vera, n, now=now),
            lambda n: hotline.ask_person(vera, n, now=now),
            lambda n: hotline.supplement(vera, n, office.says(), now=now),
            lambda n: hotline.edit(vera, n, words.parts[0], now=now),
            lambda n: hotline.close(vera, n, now=now),
            lambda n: hotline.reopen(vera, n, now=now),
            lambda n: hotline.move(vera, n, own, now=now),
            lambda n: hotline.move(vera, own, n, now=now),
        ):
            with pytest.raises(NoSuchQuestion):
                await deed(number)
    assert await office.history(asked.question_id) == before


async def test_nothing_is_added_without_words(office: Office, anna: PersonId) -> None:
    question_id = await office.asked(anna)

    with pytest.raises(EmptyWords):
        await office.hotline.supplement(anna, question_id, office.says(" "), now=office.now)
    with pytest.raises(EmptyWords):
        await office.hotline.ask(anna, Words((Part("telegram:1:0", ""),)), now=office.now)
