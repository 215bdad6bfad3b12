"""A version that was found wrong is shown to nobody, and whoever had it is told, once."""

import asyncio

import pytest

from delivery.content import Part, Words
from delivery.notices import AnswerReady, CaseCorrected, CaseWithdrawn, Notice
from kit.database import Database, Transaction
from knowledge import vectors
from knowledge.catalogue import Catalogue
from knowledge.curating_models import RecallId
from knowledge.errors import CaseRecalled
from knowledge.models import CaseId, CaseState, VersionId
from knowledge.search import Decision
from knowledge.service import CaseBook
from people.models import PersonId
from routing.curating_errors import NoSuchCorrection, OwnCorrection, RecalledAlready
from routing.curating_models import Received
from routing.errors import EmptyWords
from routing.models import QuestionId, QuestionState
from routing.outcomes import Answered, Offered
from routing.privacy import Privacy
from routing.recall import TOLD_FIRST, RecallCard, Recalls
from tests.support.people import PHYSICS, Office

WRONG = "Приказ, на котором стоит решение, утратил силу."
RIGHT = "С 1 сентября критерии утверждает педсовет."


@pytest.fixture
def office(transaction: Transaction) -> Office:
    return Office(transaction)


@pytest.fixture
def recalls(transaction: Transaction) -> Recalls:
    return Recalls(transaction)


async def recalled(
    office: Office, recalls: Recalls, by: PersonId, case_id: str = "wrong"
) -> RecallId:
    return await recalls.recall(CaseId(case_id), 1, reason=WRONG, by=by, now=office.now)


async def reads(office: Office, version: VersionId) -> tuple[PersonId, QuestionId]:
    """A teacher to whom the base offers the version, and who opens it."""
    asker = await office.teacher()
    office.shelf.lay_out(Decision.OFFER, version)
    outcome = await office.hotline.ask(asker, office.says(PHYSICS), now=office.now)
    assert isinstance(outcome, Offered)
    await office.hotline.open_case(asker, outcome.question_id, version, now=office.now)
    return asker, outcome.question_id


async def gets_from(
    office: Office, methodist: PersonId, version: VersionId
) -> tuple[PersonId, QuestionId]:
    """A teacher to whom the methodist sends the version as an answer."""
    asker = await office.teacher()
    office.shelf.lay_out(Decision.ROUTE)
    question_id = await office.asked(asker)
    await office.desk.take(methodist, question_id, now=office.now)
    words = Words((Part(f"telegram:case-{question_id}:{version}", "Случай целиком."),))
    await office.desk.answer(methodist, question_id, words, case=version, now=office.now)
    return asker, question_id


async def news(office: Office, person_id: PersonId) -> list[Notice]:
    told = await office.told(person_id)
    return [notice for notice in told if isinstance(notice, CaseCorrected | CaseWithdrawn)]


def askers(card: RecallCard) -> set[PersonId]:
    return {each.person_id for each in card.of(Received.ASKED)}


async def test_a_recalled_version_is_in_force_no_more(
    office: Office, recalls: Recalls, transaction: Transaction
) -> None:
    await office.cases("wrong", "right")

    await recalled(office, recalls, await office.admin())

    async with transaction() as session:
        assert [each.case_id for each in await vectors.in_force(session, None)] == ["right"]
    assert (await Catalogue(transaction).card(CaseId("wrong"))).state is CaseState.RETIRED


async def test_even_published_again_the_same_version_is_not_found(
    office: Office, recalls: Recalls, transaction: Transaction
) -> None:
    await office.cases("wrong")
    await recalled(office, recalls, await office.admin())

    await CaseBook(transaction).publish(CaseId("wrong"), by=None)

    async with transaction() as session:
        assert await vectors.in_force(session, None) == []


async def test_a_button_on_the_screen_opens_a_recalled_version_no_more(
    office: Office, recalls: Recalls
) -> None:
    (version,) = await office.cases("wrong")
    asker, question_id = await reads(office, version)
    await recalled(office, recalls, await office.admin())

    with pytest.raises(CaseRecalled):
        await office.hotline.open_case(asker, question_id, version, now=office.now)


async def test_a_process_that_has_not_heard_of_the_recall_shows_the_version_no_more(
    office: Office, recalls: Recalls
) -> None:
    wrong, right = await office.cases("wrong", "right")
    await recalled(office, recalls, await office.admin())
    office.shelf.lay_out(Decision.ANSWER, wrong, right)

    outcome = await office.hotline.ask(await office.teacher(), office.says(PHYSICS), now=office.now)

    assert isinstance(outcome, Offered)
    assert [case.version_id for case in outcome.cases] == [right]


async def test_a_methodist_cannot_send_a_recalled_version(office: Office, recalls: Recalls) -> None:
    (version,) = await office.cases("wrong")
    methodist = await office.methodist()
    await recalled(office, recalls, await office.admin())

    with pytest.raises(CaseRecalled):
        await gets_from(office, methodist, version)


async def test_an_answer_that_still_waits_is_taken_back(office: Office, recalls: Recalls) -> None:
    (version,) = await office.cases("wrong")
    methodist = await office.methodist()
    asker, question_id = await gets_from(office, methodist, version)

    recall_id = await recalled(office, recalls, await office.admin())

    assert not any(isinstance(notice, AnswerReady) for notice in await office.told(asker))
    assert (await office.question(question_id)).state is QuestionState.TAKEN
    assert (await recalls.card(recall_id)).recipients == ()


async def test_those_who_received_it_are_named_exactly(office: Office, recalls: Recalls) -> None:
    wrong, other = await office.cases("wrong", "other")
    methodist = await office.methodist()
    reader, read_for = await reads(office, wrong)
    sent_to, answered = await gets_from(office, methodist, wrong)
    await reads(office, other)
    office.shelf.lay_out(Decision.OFFER, wrong)
    only_saw_the_title = await office.teacher()
    await office.hotline.ask(only_saw_the_title, office.says(PHYSICS), now=office.now)
    office.shelf.lay_out(Decision.ANSWER, wrong)
    shown_at_once = await office.teacher()
    outcome = await office.hotline.ask(shown_at_once, office.says(PHYSICS), now=office.now)
    assert isinstance(outcome, Answered)
    await office.pass_time(minutes=1)

    card = await recalls.card(await recalled(office, recalls, await office.admin()))

    assert askers(card) == {reader, sent_to, shown_at_once}
    assert {each.person_id: each.questions for each in card.of(Received.SENT_IT)} == {
        methodist: (answered,)
    }
    assert read_for in {number for each in card.recipients for number in each.questions}


async def test_an_answer_that_was_taken_back_was_not_received(
    office: Office, recalls: Recalls
) -> None:
    (version,) = await office.cases("wrong")
    methodist = await office.methodist()
    _, question_id = await gets_from(office, methodist, version)
    entry = (await office.entries(question_id))[-1]
    await office.desk.take_back(methodist, entry.id, now=office.now)
    await office.pass_time(minutes=1)

    card = await recalls.card(await recalled(office, recalls, await office.admin()))

    assert card.recipients == ()


async def test_methodists_hear_first_and_everybody_once(office: Office, recalls: Recalls) -> None:
    (version,) = await office.cases("wrong")
    methodist = await office.methodist()
    asker, question_id = await gets_from(office, methodist, version)
    reader, _ = await reads(office, version)
    await office.pass_time(minutes=1)
    author, sender = await office.admin(), await office.admin()
    recall_id = await recalled(office, recalls, author)
    correction = await recalls.write(recall_id, RIGHT, by=author, now=office.now)

    assert await recalls.send(correction, by=sender, now=office.now) == 3
    assert await recalls.send(correction, by=sender, now=office.now) == 0

    title = "Случай wrong"
    assert await news(office, methodist) == [CaseWithdrawn(question_id, title, RIGHT, 0)]
    assert await news(office, asker) == [CaseCorrected(question_id, title, RIGHT, 0)]
    assert len(await news(office, reader)) == 1
    assert await office.due_at(methodist) == office.now
    assert await office.due_at(asker) == office.now + TOLD_FIRST
    wording = (await recalls.card(recall_id)).wordings[0]
    assert (wording.on_the_way, wording.delivered) == (3, 0)
    await office.pass_time(minutes=11)
    assert (await recalls.card(recall_id)).wordings[0].delivered == 3


async def test_whoever_read_it_for_two_questions_is_told_once(
    office: Office, recalls: Recalls
) -> None:
    (version,) = await office.cases("wrong")
    asker, _ = await reads(office, version)
    office.shelf.lay_out(Decision.ANSWER, version)
    second = await office.hotline.ask(asker, office.says("Ещё раз о том же."), now=office.now)
    assert isinstance(second, Answered)
    author, sender = await office.admin(), await office.admin()
    recall_id = await recalled(office, recalls, author)

    await recalls.send(
        await recalls.write(recall_id, RIGHT, by=author, now=office.now),
        by=sender,
        now=office.now,
    )

    assert await news(office, asker) == [
        CaseCorrected(second.question_id, "Случай wrong", RIGHT, 1)
    ]


async def test_whoever_was_forgotten_is_not_written_to(
    office: Office, recalls: Recalls, transaction: Transaction
) -> None:
    (version,) = await office.cases("wrong")
    asker, _ = await reads(office, version)
    await Privacy(transaction, office.policy).forget(asker, now=office.now)
    author, sender = await office.admin(), await office.admin()
    recall_id = await recalled(office, recalls, author)
    correction = await recalls.write(recall_id, RIGHT, by=author, now=office.now)

    assert await recalls.send(correction, by=sender, now=office.now) == 0

    assert await office.told(asker) == []
    card = await recalls.card(recall_id)
    assert card.out_of_reach == 1
    assert card.wordings[0].not_sent_to == 1


async def test_nobody_sends_their_own_correction(office: Office, recalls: Recalls) -> None:
    (version,) = await office.cases("wrong")
    asker, _ = await reads(office, version)
    author = await office.admin()
    recall_id = await recalled(office, recalls, author)
    correction = await recalls.write(recall_id, RIGHT, by=author, now=office.now)

    with pytest.raises(OwnCorrection):
        await recalls.send(correction, by=author, now=office.now)

    assert await news(office, asker) == []


async def test_other_words_are_another_version_and_only_the_newest_is_sent(
    office: Office, recalls: Recalls
) -> None:
    await office.cases("wrong")
    author, sender = await office.admin(), await office.admin()
    recall_id = await recalled(office, recalls, author)
    first = await recalls.write(recall_id, RIGHT, by=author, now=office.now)
    assert await recalls.write(recall_id, f" {RIGHT}\n", by=author, now=office.now) == first
    await recalls.write(recall_id, "Точнее так.", by=author, now=office.now)

    with pytest.raises(NoSuchCorrection):
        await recalls.send(first, by=sender, now=office.now)

    card = await recalls.card(recall_id)
    assert [(each.number, each.text) for each in card.wordings] == [(2, "Точнее так."), (1, RIGHT)]
    assert await recalls.count_uncorrected() == 1


async def test_a_version_is_recalled_once_and_for_a_reason(
    office: Office, recalls: Recalls
) -> None:
    await office.cases("wrong")
    author = await office.admin()
    with pytest.raises(EmptyWords):
        await recalls.recall(CaseId("wrong"), 1, reason=" ", by=author, now=office.now)
    await recalled(office, recalls, author)

    with pytest.raises(RecalledAlready):
        await recalled(office, recalls, author)


async def test_two_who_send_at_once_tell_everybody_once(database: Database) -> None:
    office, recalls = Office(database.transaction), Recalls(database.transaction)
    (version,) = await office.cases("wrong")
    asker, _ = await reads(office, version)
    author, one, two = await office.admin(), await office.admin(), await office.admin()
    recall_id = await recalled(office, recalls, author)
    correction = await recalls.write(recall_id, RIGHT, by=author, now=office.now)

    told = await asyncio.gather(
        *(recalls.send(correction, by=sender, now=office.now) for sender in (one, two))
    )

    assert sorted(told) == [0, 1]
    assert len(await news(office, asker)) == 1
