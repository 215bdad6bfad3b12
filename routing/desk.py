"""What a methodist can do with a question."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from delivery import outbox
from delivery.content import Part, Words
from delivery.models import Delivery, DeliveryState
from delivery.notices import (
    AnswerCorrected,
    AnswerReady,
    Card,
    ClarificationAsked,
    Hint,
    QuestionFinished,
    QuestionGone,
)
from kit.database import Transaction
from knowledge.models import VersionId
from people.errors import NotForYou
from people.models import Person, PersonId, Role
from people.subjects import subject_of
from routing import absence, handing, history, queries
from routing.absence import Released
from routing.errors import (
    AlreadyGoneOut,
    NobodyToPassTo,
    NoSuchQuestion,
    NothingAnswered,
    NotTaken,
    NotYourQuestion,
    TakenByAnother,
    TooLateToCorrect,
)
from routing.models import (
    Entry,
    EntryId,
    EntryKind,
    Question,
    QuestionId,
    QuestionState,
    ShownCase,
)
from routing.outcomes import AnswerAccepted, Assigned, Queued
from routing.policy import HotlinePolicy
from routing.subject import Why
from routing.words import require_words, with_part, words_of, written

#: How long an answer that went out may still be corrected.
CORRECTED_WITHIN = timedelta(hours=48)
#: Who may answer questions.
ANSWERERS = (Role.METHODIST, Role.COORDINATOR, Role.ADMIN)


class Desk:
    """The life of a question as a methodist sees it, from the card to «завершено»."""

    def __init__(self, transaction: Transaction, policy: HotlinePolicy) -> None:
        self._transaction = transaction
        self._policy = policy

    async def take(self, methodist_id: PersonId, question_id: QuestionId, *, now: datetime) -> Card:
        """Take a question that was offered to the methodist or that nobody has.

        Raises:
            NotForYou: the person does not answer questions.
            NoSuchQuestion, QuestionClosed
            TakenByAnother: a colleague has it.
        """
        async with self._transaction() as session:
            await _require_answerer(session, methodist_id)
            question = await history.lock_open(session, question_id)
            if question.asker_id == methodist_id:
                raise NotYourQuestion(question_id)
            if question.methodist_id not in (None, methodist_id):
                raise TakenByAnother(question_id)
            if question.state in (QuestionState.ASSIGNED, QuestionState.QUEUED):
                question.take(methodist_id, now=now)
                history.note(session, question, EntryKind.TAKEN, by=methodist_id, now=now)
            elif question.methodist_id != methodist_id:
                raise NotTaken(question_id)
            return await handing.make_card(session, question)

    async def decline(
        self, methodist_id: PersonId, question_id: QuestionId, *, now: datetime
    ) -> Assigned | Queued:
        """The question is not this methodist's: somebody else of the subject gets it.

        The asker hears of it only when the promise changes.

        Raises:
            NoSuchQuestion, QuestionClosed, NotYourQuestion
        """
        async with self._transaction() as session:
            question = await _lock_own(session, question_id, methodist_id)
            promised = question.answer_by
            history.note(session, question, EntryKind.DECLINED, by=methodist_id, now=now)
            await session.flush()
            return await handing.hand_on(
                session, question, self._policy, now=now, promised=promised
            )

    async def pass_on(
        self,
        methodist_id: PersonId,
        question_id: QuestionId,
        subject: str,
        *,
        note: str = "",
        now: datetime,
    ) -> Assigned | Queued:
        """Pass a question on to another subject; a coordinator may pass on what nobody has.

        Raises:
            NotForYou, NoSuchQuestion, QuestionClosed, NotYourQuestion
            NobodyToPassTo: it is this subject's question already and nobody else is there.
        """
        async with self._transaction() as session:
            person = await _require_answerer(session, methodist_id)
            question = await history.lock_open(session, question_id)
            if question.methodist_id != methodist_id and not _coordinates(person):
                raise NotYourQuestion(question_id)
            previous, same_subject = question.methodist_id, question.subject == subject
            question.subject, question.why = subject, Why.METHODIST
            history.note(
                session, question, EntryKind.PASSED, by=methodist_id, now=now, detail=note or None
            )
            await session.flush()
            outcome = await handing.hand_over(session, question, self._policy, now=now, note=note)
            if same_subject and isinstance(outcome, Queued) and previous is None:
                raise NobodyToPassTo(question_id)
            if previous is not None and previous != methodist_id:
                gone = QuestionGone(question.id, is_closed=False)
                await outbox.post(session, gone, to=previous, at=now)
            await handing.tell_promise(session, question, outcome, now=now)
            return outcome

    async def answer(
        self,
        methodist_id: PersonId,
        question_id: QuestionId,
        words: Words,
        *,
        case: VersionId | None = None,
        now: datetime,
    ) -> AnswerAccepted:
        """Write down the answer; it leaves for the asker when it can no longer be taken back.

        Whoever answers a question that was offered to them or that nobody has, takes it. An
        answered question may be answered again: that adds to the answer. ``case`` is the case
        version that the answer is made of. The same words are taken once.

        Raises:
            EmptyWords, NotForYou, NoSuchQuestion, QuestionClosed
            NotYourQuestion: another methodist has it.
        """
        require_words(words)
        async with self._transaction() as session:
            await _require_answerer(session, methodist_id)
            question = await _lock_mine_or_free(session, question_id, methodist_id, now=now)
            known = await queries.entry_from(session, question.id, EntryKind.ANSWER, words.ref)
            if known is not None:
                return AnswerAccepted(question.id, known.id, known.at + self._policy.undo_within)
            kind = EntryKind.ANSWER
            entry = await history.say(session, question, kind, words, by=methodist_id, now=now)
            goes_out_at = now + self._policy.undo_within
            subject = subject_of(question.subject).name if question.subject else None
            notice = AnswerReady(question.id, words.text, words.attachments, subject)
            delivery = await outbox.post(session, notice, to=question.asker_id, at=goes_out_at)
            entry.delivery_id = delivery.id
            question.state, question.answered_at = QuestionState.ANSWERED, now
            question.paused_at = None
            if case is not None:
                await _note_case(session, question, case, now=now)
            return AnswerAccepted(question.id, entry.id, goes_out_at)

    async def take_back(
        self, methodist_id: PersonId, entry_id: EntryId, *, now: datetime
    ) -> QuestionId:
        """Take an answer back before it goes out; the question is the methodist's again.

        Raises:
            NoSuchQuestion: there is no such answer of theirs.
            AlreadyGoneOut: it has left.
        """
        async with self._transaction() as session:
            entry = await queries.lock_entry(session, entry_id)
            if entry is None or entry.author_id != methodist_id or entry.delivery_id is None:
                raise NoSuchQuestion(entry_id)
            question = await history.lock_open(session, entry.question_id)
            if not await outbox.cancel(session, entry.delivery_id, now=now):
                raise AlreadyGoneOut(question.id)
            history.note(
                session,
                question,
                EntryKind.WITHDRAWN,
                by=methodist_id,
                now=now,
                detail=str(entry.id),
            )
            if await queries.live_answers(session, question.id, besides=entry.id) == 0:
                question.state, question.answered_at = QuestionState.TAKEN, None
            return question.id

    async def correct(
        self, methodist_id: PersonId, question_id: QuestionId, part: Part, *, now: datetime
    ) -> bool:
        """Change an answer by editing its message; the old words are kept in the history.

        Returns:
            Whether the asker hears of it as a correction; false when the answer had not gone out
            yet, or when nothing was changed.

        Raises:
            NoSuchQuestion: the message is no answer of theirs.
            TooLateToCorrect: it went out too long ago.
        """
        async with self._transaction() as session:
            question = await queries.lock_question(session, question_id)
            entry = await queries.entry_with_part(session, question_id, part.ref, methodist_id)
            if question is None or entry is None or entry.kind is not EntryKind.ANSWER:
                raise NoSuchQuestion(question_id)
            old = words_of(entry)
            new = with_part(old, part)
            if new == old:
                return False
            if entry.at + CORRECTED_WITHIN < now:
                raise TooLateToCorrect(question_id)
            history.note(
                session, question, EntryKind.OLD_WORDS, by=methodist_id, now=now, detail=old.text
            )
            entry.parts = written(new)
            return await _send_corrected(session, question, entry, new, now=now)

    async def clarify(
        self, methodist_id: PersonId, question_id: QuestionId, words: Words, *, now: datetime
    ) -> None:
        """Ask the asker back; the clock stands still until they reply.

        Raises:
            EmptyWords, NotForYou, NoSuchQuestion, QuestionClosed, NotYourQuestion
        """
        require_words(words)
        async with self._transaction() as session:
            await _require_answerer(session, methodist_id)
            question = await _lock_mine_or_free(session, question_id, methodist_id, now=now)
            kind = EntryKind.CLARIFICATION
            if await queries.entry_from(session, question.id, kind, words.ref) is not None:
                return
            await history.say(session, question, kind, words, by=methodist_id, now=now)
            if question.state is not QuestionState.CLARIFYING:
                question.state, question.paused_at = QuestionState.CLARIFYING, now
            notice = ClarificationAsked(question.id, words.text, words.attachments)
            await outbox.post(session, notice, to=question.asker_id, at=now)

    async def note(
        self, methodist_id: PersonId, question_id: QuestionId, words: Words, *, now: datetime
    ) -> None:
        """Leave a note for colleagues; the asker never sees it.

        Raises:
            EmptyWords, NotForYou, NoSuchQuestion
        """
        require_words(words)
        async with self._transaction() as session:
            await _require_answerer(session, methodist_id)
            question = await queries.lock_question(session, question_id)
            if question is None or question.asker_id == methodist_id:
                raise NoSuchQuestion(question_id)
            kind = EntryKind.NOTE
            if await queries.entry_from(session, question.id, kind, words.ref) is None:
                await history.say(session, question, kind, words, by=methodist_id, now=now)

    async def finish(
        self, methodist_id: PersonId, question_id: QuestionId, *, now: datetime
    ) -> None:
        """Consider an answered question settled; the asker is told and may reopen it.

        Raises:
            NoSuchQuestion, QuestionClosed, NotYourQuestion
            NothingAnswered: there is no answer yet.
        """
        async with self._transaction() as session:
            question = await _lock_own(session, question_id, methodist_id)
            if await queries.live_answers(session, question.id, besides=EntryId(0)) == 0:
                raise NothingAnswered(question_id)
            question.close(helped=None, now=now)
            history.note(session, question, EntryKind.FINISHED, by=methodist_id, now=now)
            # Not before the answer itself, which may still wait to be taken back.
            at = now + self._policy.undo_within
            await outbox.post(session, QuestionFinished(question.id), to=question.asker_id, at=at)

    async def hints(self, methodist_id: PersonId, question_id: QuestionId) -> tuple[Hint, ...]:
        """Cases that the methodist may send as an answer, the likeliest first.

        Raises:
            NotForYou, NoSuchQuestion
        """
        async with self._transaction() as session:
            await _require_answerer(session, methodist_id)
            question = await session.get(Question, question_id)
            if question is None:
                raise NoSuchQuestion(question_id)
            return handing.hints_of(question)

    async def release_untaken(self, methodist_id: PersonId, *, now: datetime) -> Released:
        """Let others have what the methodist, who is going away, has not taken."""
        return await absence.release_untaken(self._transaction, self._policy, methodist_id, now=now)

    async def assign_waiting(self, now: datetime, *, limit: int = 50) -> int:
        """Assign questions that lie with the coordinators, once somebody is there for them."""
        assigned = 0
        last = QuestionId(0)
        for _ in range(limit):
            async with self._transaction() as session:
                question = await queries.lock_queued(session, after=last)
                if question is None:
                    break
                last = question.id
                assigned += await handing.assign_waiting(session, question, self._policy, now=now)
        return assigned


def _coordinates(person: Person) -> bool:
    return person.has(Role.COORDINATOR, Role.ADMIN)


async def _require_answerer(session: AsyncSession, person_id: PersonId) -> Person:
    person = await session.get_one(Person, person_id)
    if not person.has(*ANSWERERS):
        raise NotForYou(person_id)
    return person


async def _lock_own(
    session: AsyncSession, question_id: QuestionId, methodist_id: PersonId
) -> Question:
    question = await history.lock_open(session, question_id)
    if question.methodist_id != methodist_id:
        raise NotYourQuestion(question_id)
    return question


async def _lock_mine_or_free(
    session: AsyncSession, question_id: QuestionId, methodist_id: PersonId, *, now: datetime
) -> Question:
    """Lock a question that the methodist has, or take one that nobody has."""
    question = await history.lock_open(session, question_id)
    if question.asker_id == methodist_id:
        raise NotYourQuestion(question_id)
    if question.methodist_id not in (None, methodist_id):
        raise NotYourQuestion(question_id)
    if question.state in (QuestionState.ASSIGNED, QuestionState.QUEUED):
        question.take(methodist_id, now=now)
        history.note(session, question, EntryKind.TAKEN, by=methodist_id, now=now)
    elif question.methodist_id is None:
        raise NotTaken(question_id)
    return question


async def _send_corrected(
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


async def _note_case(
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
