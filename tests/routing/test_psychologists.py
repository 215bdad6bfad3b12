"""What comes to a psychologist, and what does not."""

import pytest

from delivery.notices import QuestionAssigned
from kit.database import Transaction
from people.models import PersonId, Role
from people.service import Duty
from people.staff import Staff
from routing.errors import NoSuchQuestion, NotYourQuestion
from routing.outcomes import Queued
from routing.specialists import Specialists
from tests.support.people import Office

OF_PSYCHOLOGY = "Психология: как устроена память?"


@pytest.fixture
def office(transaction: Transaction) -> Office:
    return Office(transaction)


@pytest.fixture
async def nina(office: Office) -> PersonId:
    return await office.psychologist()


@pytest.fixture
def specialists(office: Office) -> Specialists:
    return Specialists(office.transaction, office.policy)


async def test_a_psychologist_has_this_role_alone_and_a_duty(
    office: Office, nina: PersonId
) -> None:
    assert (await office.directory.person(nina)).roles == [Role.TEACHER, Role.PSYCHOLOGIST]
    assert await office.directory.duty(nina) is not None


async def test_a_letter_comes_to_a_psychologist_and_questions_of_any_subject_do_not(
    office: Office, nina: PersonId, specialists: Specialists
) -> None:
    anna = await office.teacher()
    letter = await specialists.ask_psychologist(anna, office.says(), now=office.now)
    free = [await office.asked(anna), await office.asked(anna, OF_PSYCHOLOGY)]

    queue = await office.questions.queue(nina, now=office.now)

    [told] = await office.told(nina)
    assert isinstance(told, QuestionAssigned)
    assert told.question_id == letter.question_id
    assert [brief.question_id for brief in queue.own] == [letter.question_id]
    assert not queue.free
    for question_id in free:
        with pytest.raises(NotYourQuestion):
            await office.desk.take(nina, question_id, now=office.now)
        with pytest.raises(NoSuchQuestion):
            await office.questions.story(nina, question_id, now=office.now)


async def test_a_letter_that_nobody_has_waits_for_psychologists_alone(
    office: Office, nina: PersonId, specialists: Specialists
) -> None:
    await office.directory.go_on_duty(nina, on_duty=False)
    everything, psychology = await office.methodist(), await office.methodist("psych")
    for methodist in (everything, psychology):
        await office.directory.go_on_duty(methodist, on_duty=False)
    ordinary = await office.asked(await office.teacher(), OF_PSYCHOLOGY)
    letter = await specialists.ask_psychologist(
        await office.teacher(), office.says(), now=office.now
    )
    assert isinstance(letter, Queued)

    free = {
        who: [each.question_id for each in (await office.questions.queue(who, now=office.now)).free]
        for who in (nina, everything, psychology)
    }

    assert free == {nina: [letter.question_id], everything: [ordinary], psychology: [ordinary]}


async def test_a_methodist_who_becomes_a_psychologist_goes_on_with_the_same_subjects(
    office: Office, specialists: Specialists
) -> None:
    boris, admin = await office.methodist("physics"), await office.admin()

    await Staff(office.transaction).appoint(admin, boris, Role.PSYCHOLOGIST)

    letter = await specialists.ask_psychologist(
        await office.teacher(), office.says(), now=office.now
    )
    question = await office.asked(await office.teacher())
    of_psychology = await office.asked(await office.teacher(), OF_PSYCHOLOGY)
    held = [brief.question_id for brief in await office.questions.open_with(boris, now=office.now)]
    assert set(held) == {letter.question_id, question}
    assert (await office.question(of_psychology)).methodist_id is None


async def test_a_psychologist_who_becomes_a_methodist_gets_the_subjects_of_the_invitation(
    office: Office, nina: PersonId
) -> None:
    code = await office.directory.invite(Role.METHODIST, subjects=["physics"], now=office.now)

    await office.directory.accept(nina, code, now=office.now)

    assert await office.directory.duty(nina) == Duty(("physics",), True, None, None, None)


async def test_whoever_was_invited_by_an_earlier_version_goes_on_as_both(
    office: Office, nina: PersonId, specialists: Specialists
) -> None:
    code = await office.directory.invite(Role.METHODIST, subjects=["psych"], now=office.now)
    await office.directory.accept(nina, code, now=office.now)

    letter = await specialists.ask_psychologist(
        await office.teacher(), office.says(), now=office.now
    )
    question = await office.asked(await office.teacher(), OF_PSYCHOLOGY)

    held = [brief.question_id for brief in await office.questions.open_with(nina, now=office.now)]
    assert set(held) == {letter.question_id, question}
