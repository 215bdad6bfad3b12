"""What becomes of an answer once it is written down: taken back, corrected, made of a case."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from delivery import outbox
from delivery.content import Words
from delivery.models import Delivery, DeliveryState
from delivery.notices import AnswerCorrected, AnswerReady
from knowledge.attached import attached_in
from knowledge.models import VersionId
from knowledge.queries import version_with
from people.subjects import subject_of
from routing import queries
from routing.models import Entry, Question, QuestionState, ShownCase


async def was_taken_back(session: AsyncSession, answer: Entry) -> bool:
    delivery = await session.get_one(Delivery, answer.delivery_id)
    return delivery.state is DeliveryState.CANCELLED


async def undo_answered(
    session: AsyncSession, question: Question, answer: Entry, *, now: datetime
) -> None:
    """Have the question answered again, unless another answer stands to what was asked last."""
    if await queries.live_answers(session, question.id, besides=answer.id) == 0:
        question.answered_at = None
    if await queries.live_answers(session, question.id, besides=answer.id, to_last_asked=True):
        return
    if question.state is QuestionState.CLOSED:
        finished = await queries.finished_unheard(session, question.id)
        if finished is None or not await outbox.cancel(session, finished, now=now):
            return
        question.closed_at = None
    elif question.state is not QuestionState.ANSWERED:
        return
    question.state = QuestionState.TAKEN


async def send_corrected(
    session: AsyncSession, question: Question, entry: Entry, words: Words, *, now: datetime
) -> bool:
    assert entry.delivery_id is not None
    subject = subject_of(question.subject).name if question.subject else None
    ready = AnswerReady(question.id, words.text, words.attachments, subject)
    if await outbox.replace(session, entry.delivery_id, ready):
        return False
    delivery = await session.get_one(Delivery, entry.delivery_id)
    if delivery.state is DeliveryState.CANCELLED:
        return False
    corrected = AnswerCorrected(question.id, words.text)
    await outbox.post(session, corrected, to=question.asker_id, at=now)
    return True


async def with_files(session: AsyncSession, case: VersionId | None) -> VersionId | None:
    """The case version that an answer is made of, if files belong to it."""
    version = await version_with(session, case) if case is not None else None
    return case if version is not None and attached_in(version.materials) else None


async def note_case(
    session: AsyncSession, question: Question, version_id: VersionId, *, now: datetime
) -> None:
    shown = await session.get(ShownCase, (question.id, version_id))
    if shown is None:
        session.add(
            ShownCase(
                question_id=question.id,
                version_id=version_id,
                position=0,
                score=1.0,
                shown_at=now,
                opened_at=now,
            )
        )
