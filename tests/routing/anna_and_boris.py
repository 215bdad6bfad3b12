"""Anna, who asks, and Boris, a physicist, who answers; and how far a question of hers has got."""

import pytest

from delivery.content import Words
from knowledge.models import VersionId
from knowledge.search import Decision
from people.models import PersonId
from routing.models import QuestionId, QuestionState
from routing.outcomes import AnswerAccepted, Offered
from tests.support.people import PHYSICS, Office


@pytest.fixture
async def anna(office: Office) -> PersonId:
    return await office.teacher()


@pytest.fixture
async def boris(office: Office) -> PersonId:
    return await office.methodist("physics")


@pytest.fixture
async def question_id(office: Office, anna: PersonId, boris: PersonId) -> QuestionId:
    """Anna's question, assigned to Boris."""
    return await office.asked(anna)


async def answer(
    office: Office, who: PersonId, question_id: QuestionId, words: Words | None = None
) -> AnswerAccepted:
    return await office.desk.answer(who, question_id, words or office.says(), now=office.now)


async def state(office: Office, question_id: QuestionId) -> tuple[QuestionState, PersonId | None]:
    question = await office.question(question_id)
    return question.state, question.methodist_id


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
