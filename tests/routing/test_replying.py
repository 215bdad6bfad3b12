"""Replies of the base: what nobody has to answer is closed politely, and nothing is lost by it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from delivery.notices import QuestionAssigned
from knowledge.models import VersionId
from knowledge.search import Decision
from people.models import PersonId
from routing.errors import TooLateToReopen
from routing.models import EntryKind, QuestionId, QuestionState, ShownCase
from routing.outcomes import Assigned, Brief, NothingAsked, Offered, Queued, Replied
from routing.privacy import Privacy
from routing.reports import QuestionRows
from tests.support.people import Office


@pytest.fixture
async def anna(office: Office) -> PersonId:
    return await office.teacher()


@pytest.fixture
async def boris(office: Office) -> PersonId:
    return await office.methodist()


@pytest.fixture
async def words_of_base(office: Office) -> VersionId:
    [version_id] = await office.cases("reply-1")
    return version_id


async def replied(office: Office, anna: PersonId, version_id: VersionId) -> QuestionId:
    """A message of Anna's that the base has replied to."""
    office.shelf.lay_out_reply(version_id)
    outcome = await office.hotline.ask(anna, office.says("Вы бот?"), now=office.now)
    assert isinstance(outcome, Replied)
    return outcome.question_id


async def own(office: Office, anna: PersonId) -> list[Brief]:
    return await office.questions.asked_by(anna, now=office.now)


async def test_a_reply_closes_the_question_and_disturbs_nobody(
    office: Office, anna: PersonId, boris: PersonId, words_of_base: VersionId
) -> None:
    office.shelf.lay_out_reply(words_of_base)

    outcome = await office.hotline.ask(anna, office.says("Вы бот?"), now=office.now)

    assert isinstance(outcome, Replied)
    assert outcome == Replied(outcome.question_id, words_of_base, is_care=False)
    assert (await office.question(outcome.question_id)).state is QuestionState.CLOSED
    assert await office.told(boris) == []


async def test_what_was_said_is_kept_and_can_be_told_from_an_answer(
    office: Office, anna: PersonId, words_of_base: VersionId
) -> None:
    question_id = await replied(office, anna, words_of_base)

    story = await office.questions.story(anna, question_id, now=office.now)
    assert [line.kind for line in story.lines] == [EntryKind.QUESTION, EntryKind.REPLIED]
    assert story.lines[-1].text == "Слова базы"
    assert (await office.question(question_id)).helped is None
    async with office.transaction() as session:
        [shown] = await session.scalars(
            select(ShownCase).where(ShownCase.question_id == question_id)
        )
    assert (shown.version_id, shown.position) == (words_of_base, 0)


async def test_reports_count_it_once_a_person_is_asked(
    office: Office, anna: PersonId, boris: PersonId, words_of_base: VersionId
) -> None:
    question_id = await replied(office, anna, words_of_base)
    rows = QuestionRows(office.transaction)
    assert await rows.asked(None, None) == []

    await office.hotline.ask_person(anna, question_id, now=office.now)

    assert [row.question_id for row in await rows.asked(None, None)] == [question_id]


async def test_a_person_can_be_asked_after_a_reply(
    office: Office, anna: PersonId, boris: PersonId, words_of_base: VersionId
) -> None:
    question_id = await replied(office, anna, words_of_base)

    outcome = await office.hotline.ask_person(anna, question_id, now=office.now)

    assert isinstance(outcome, Assigned)
    [notice] = await office.told(boris)
    assert isinstance(notice, QuestionAssigned)
    assert notice.card.text == "Вы бот?"


async def test_the_same_message_handled_twice_gets_the_same_reply(
    office: Office, anna: PersonId, words_of_base: VersionId
) -> None:
    office.shelf.lay_out_reply(words_of_base)
    words = office.says("Вы бот?")

    first = await office.hotline.ask(anna, words, now=office.now)
    second = await office.hotline.ask(anna, words, now=office.now)

    assert first == second


async def test_small_talk_is_not_listed_until_a_person_has_it(
    office: Office, anna: PersonId, boris: PersonId, words_of_base: VersionId
) -> None:
    question_id = await replied(office, anna, words_of_base)
    assert await own(office, anna) == []

    await office.hotline.reopen(anna, question_id, now=office.now)
    await office.hotline.close(anna, question_id, now=office.now)

    assert [brief.question_id for brief in await own(office, anna)] == [question_id]


async def test_words_added_to_small_talk_bring_it_to_a_person(
    office: Office, anna: PersonId, boris: PersonId, words_of_base: VersionId
) -> None:
    question_id = await replied(office, anna, words_of_base)

    outcome = await office.hotline.supplement(
        anna, question_id, office.says("И ещё про дроби."), now=office.now
    )

    assert isinstance(outcome, Assigned)
    [notice] = await office.told(boris)
    assert isinstance(notice, QuestionAssigned)
    assert "И ещё про дроби." in notice.card.text


async def test_no_reply_passes_over_a_file(
    office: Office, anna: PersonId, words_of_base: VersionId
) -> None:
    office.shelf.lay_out_reply(words_of_base)
    words = office.says("Спасибо", "file")

    outcome = await office.hotline.ask(anna, words, now=office.now)

    assert isinstance(outcome, Queued)
    assert await office.hotline.ask(anna, words, now=office.now) == outcome


async def test_care_comes_first_and_the_question_goes_its_way(
    office: Office, anna: PersonId
) -> None:
    care, *cases = await office.cases("reply-1", "c1", "c2")
    office.shelf.lay_out(Decision.OFFER, *cases)
    office.shelf.lay_out_reply(care, is_care=True, goes_on=True)
    words = office.says("Реву. Как вернуть дисциплину?")

    outcome = await office.hotline.ask(anna, words, now=office.now)

    assert isinstance(outcome, Replied)
    assert outcome.is_care
    assert isinstance(outcome.then, Offered)
    assert [case.version_id for case in outcome.then.cases] == cases
    assert await office.hotline.ask(anna, words, now=office.now) == outcome
    assert len(await own(office, anna)) == 1


async def test_a_question_beside_distress_that_a_case_has_settled_stays_listed(
    office: Office, anna: PersonId
) -> None:
    care, *cases = await office.cases("reply-1", "c1")
    office.shelf.lay_out(Decision.ANSWER, *cases)
    office.shelf.lay_out_reply(care, is_care=True, goes_on=True)
    outcome = await office.hotline.ask(anna, office.says("Реву. Как быть?"), now=office.now)
    assert isinstance(outcome, Replied)

    await office.hotline.helped(anna, outcome.question_id, now=office.now)

    assert [brief.question_id for brief in await own(office, anna)] == [outcome.question_id]


async def test_distress_with_a_file_is_cared_for_and_goes_to_a_person(
    office: Office, anna: PersonId, boris: PersonId, words_of_base: VersionId
) -> None:
    office.shelf.lay_out_reply(words_of_base, is_care=True)
    words = office.says("Не могу больше", "file")

    outcome = await office.hotline.ask(anna, words, now=office.now)

    assert isinstance(outcome, Replied)
    assert isinstance(outcome.then, Assigned)
    assert await office.hotline.ask(anna, words, now=office.now) == outcome


async def test_an_edit_of_an_offered_question_is_never_lost_in_a_reply(
    office: Office, anna: PersonId, boris: PersonId
) -> None:
    reply, *cases = await office.cases("reply-1", "c1")
    office.shelf.lay_out(Decision.OFFER, *cases)
    words = office.says("Как быть?")
    outcome = await office.hotline.ask(anna, words, now=office.now)
    assert isinstance(outcome, Offered)
    office.shelf.lay_out(Decision.ROUTE)
    office.shelf.lay_out_reply(reply)

    [part] = words.parts
    edited = replace(part, text="Вы бот?")
    after = await office.hotline.edit(anna, outcome.question_id, edited, now=office.now)

    assert isinstance(after, Assigned)


async def test_greetings_get_a_reply_and_make_no_question(
    office: Office, anna: PersonId, words_of_base: VersionId
) -> None:
    office.shelf.nothing_asked = True
    office.shelf.lay_out_reply(words_of_base)

    outcome = await office.hotline.ask(anna, office.says("Привет"), now=office.now)

    assert outcome == NothingAsked(words_of_base)
    assert await own(office, anna) == []


async def test_a_reply_is_part_of_what_is_stored_about_a_person(
    office: Office, anna: PersonId, words_of_base: VersionId
) -> None:
    await replied(office, anna, words_of_base)

    stored = await Privacy(office.transaction, office.policy).export(anna)

    [question] = stored["ваши вопросы"]
    assert [case["название"] for case in question["показанные случаи"]] == ["Слова базы"]
    assert question["история"][-1]["что"] == "вежливый ответ без методиста"


async def test_after_the_time_to_return_a_reply_stays_closed(
    office: Office, anna: PersonId, words_of_base: VersionId
) -> None:
    question_id = await replied(office, anna, words_of_base)
    office.now += office.policy.returns_within + timedelta(days=1)

    with pytest.raises(TooLateToReopen):
        await office.hotline.ask_person(anna, question_id, now=office.now)
