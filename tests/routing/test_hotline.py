"""What the asker can do with a question: every promise, every refusal, and the same thing twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from delivery.content import Part, Words
from delivery.notices import (
    AnswerHelped,
    QuestionAssigned,
    QuestionEdited,
    QuestionGone,
    QuestionReturned,
    QuestionSupplemented,
    QuestionUnassigned,
)
from knowledge.models import VersionId
from knowledge.search import Decision
from people.models import PersonId
from routing.errors import (
    EmptyWords,
    NoSuchQuestion,
    NothingToRate,
    NothingToReopen,
    QuestionClosed,
    TooLateToReopen,
)
from routing.models import EntryKind, QuestionId, QuestionState
from routing.outcomes import (
    Added,
    Answered,
    Assigned,
    Closed,
    Edited,
    NothingAsked,
    Offered,
    Queued,
)
from tests.support.people import PHYSICS, Office

NOBODYS = QuestionId(10**12)


@pytest.fixture
async def anna(office: Office) -> PersonId:
    return await office.teacher()


@pytest.fixture
async def boris(office: Office) -> PersonId:
    return await office.methodist("physics")


async def answered(office: Office, anna: PersonId, boris: PersonId) -> QuestionId:
    """A question of Anna's that Boris has answered; the answer has gone out."""
    question_id = await office.asked(anna)
    await office.desk.answer(boris, question_id, office.says("Ответ."), now=office.now)
    await office.pass_time(minutes=1)
    return question_id


async def offered(office: Office, anna: PersonId) -> tuple[QuestionId, VersionId]:
    """A question of Anna's for which two cases were offered, and the first of them."""
    versions = await office.cases("c1", "c2")
    office.shelf.lay_out(Decision.OFFER, *versions)
    outcome = await office.hotline.ask(anna, office.says(PHYSICS), now=office.now)
    assert isinstance(outcome, Offered)
    return outcome.question_id, versions[0]


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


H = timedelta(hours=1)
