"""What a methodist who goes away leaves behind."""

from datetime import timedelta

from kit.database import Transaction
from people.models import PersonId
from people.service import Directory
from routing.absence import Released
from routing.desk import Desk
from routing.models import Question, QuestionState
from routing.outcomes import Assigned
from routing.service import Hotline
from tests.routing.asked import anna as anna
from tests.routing.asked import boris as boris
from tests.routing.asked import desk as desk
from tests.routing.asked import directory as directory
from tests.routing.asked import hotline as hotline
from tests.routing.asked import methodist, words
from tests.routing.asked import question as question
from tests.support.town import MONDAY_MORNING

NOON = MONDAY_MORNING + timedelta(hours=2)


async def test_untaken_questions_go_to_a_colleague_with_their_promise(
    directory: Directory,
    desk: Desk,
    transaction: Transaction,
    boris: PersonId,
    question: Assigned,
) -> None:
    vera = await methodist(directory, "3")
    await directory.go_on_duty(boris, on_duty=False)

    assert await desk.release_untaken(boris, now=NOON) == Released(handed_on=1, still_open=0)

    async with transaction() as session:
        handed = await session.get_one(Question, question.question_id)
        assert (handed.methodist_id, handed.answer_by) == (vera, question.answer_by)
    assert await desk.release_untaken(boris, now=NOON) == Released(handed_on=0, still_open=0)


async def test_taken_questions_stay(
    directory: Directory,
    desk: Desk,
    hotline: Hotline,
    transaction: Transaction,
    anna: PersonId,
    boris: PersonId,
    question: Assigned,
) -> None:
    await desk.take(boris, question.question_id, now=NOON)
    other = await hotline.ask(anna, words("Физика: и ещё?", "1:11"), now=NOON)
    await directory.go_on_duty(boris, on_duty=False)

    assert await desk.release_untaken(boris, now=NOON) == Released(handed_on=1, still_open=1)

    async with transaction() as session:
        taken = await session.get_one(Question, question.question_id)
        assert (taken.methodist_id, taken.state) == (boris, QuestionState.TAKEN)
        assert isinstance(other, Assigned)
        queued = await session.get_one(Question, other.question_id)
        assert queued.state is QuestionState.QUEUED


async def test_whoever_comes_back_may_get_the_question_again(
    directory: Directory, desk: Desk, transaction: Transaction, boris: PersonId, question: Assigned
) -> None:
    await directory.go_on_duty(boris, on_duty=False)
    await desk.release_untaken(boris, now=NOON)
    await directory.go_on_duty(boris, on_duty=True)

    assert await desk.assign_waiting(NOON) == 1

    async with transaction() as session:
        again = await session.get_one(Question, question.question_id)
        assert again.methodist_id == boris
