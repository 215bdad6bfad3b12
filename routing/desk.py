"""What a methodist can do with a question."""

from datetime import datetime, timedelta

from delivery import outbox
from delivery.content import Part, Words
from delivery.notices import (
    AnswerReady,
    Card,
    ClarificationAsked,
    Hint,
    QuestionFinished,
    QuestionGone,
)
from kit.database import Transaction
from knowledge.models import VersionId
from knowledge.recalling import require_not_recalled
from people.models import PersonId
from people.subjects import subject_of
from routing import absence, answers, handing, history, queries, rights
from routing.absence import Released
from routing.deadlines import promise_after_pause
from routing.errors import (
    AlreadyGoneOut,
    AnsweredAlready,
    NobodyToPassTo,
    NoSuchQuestion,
    NothingAnswered,
    NotTaken,
    NotYourQuestion,
    StaysWithPsychologists,
    TakenByAnother,
    TooLateToCorrect,
)
from routing.models import (
    WITH_METHODIST,
    EntryId,
    EntryKind,
    Question,
    QuestionId,
    QuestionState,
)
from routing.outcomes import AnswerAccepted, Assigned, Queued
from routing.policy import HotlinePolicy
from routing.subject import Why
from routing.words import require_words, with_part, words_of, written

#: How long an answer that went out may still be corrected.
CORRECTED_WITHIN = timedelta(hours=48)


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
            person = await rights.require_answerer(session, methodist_id)
            question = await history.lock_open(session, question_id)
            if question.asker_id == methodist_id or not rights.may_answer(person, question):
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
            AnsweredAlready: the methodist has answered it.
        """
        async with self._transaction() as session:
            question = await rights.lock_own(session, question_id, methodist_id)
            if question.state not in WITH_METHODIST:
                raise AnsweredAlready(question_id)
            history.note(session, question, EntryKind.DECLINED, by=methodist_id, now=now)
            await session.flush()
            return await absence.hand_on(session, question, self._policy, now=now)

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
            StaysWithPsychologists: the asker has written to a psychologist.
        """
        async with self._transaction() as session:
            person = await rights.require_answerer(session, methodist_id)
            question = await history.lock_open(session, question_id)
            if question.methodist_id != methodist_id and not rights.coordinates(person):
                raise NotYourQuestion(question_id)
            previous, same_subject = question.methodist_id, question.subject == subject
            if not rights.is_private(question):
                question.subject, question.why = subject, Why.METHODIST
            elif not same_subject:
                raise StaysWithPsychologists(question_id)
            history.note(
                session, question, EntryKind.PASSED, by=methodist_id, now=now, detail=note or None
            )
            await session.flush()
            outcome = await handing.hand_over(
                session, question, self._policy, now=now, note=note, instead_of=previous
            )
            if same_subject and isinstance(outcome, Queued):
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
        version that the answer is made of. The same words are taken once; the same case, once
        taken back, may be sent after all.

        Raises:
            EmptyWords, NotForYou, NoSuchQuestion, QuestionClosed
            NotYourQuestion: another methodist has it.
            CaseRecalled: the case was found wrong.
        """
        require_words(words)
        async with self._transaction() as session:
            await rights.require_answerer(session, methodist_id)
            if case is not None:
                await require_not_recalled(session, case)
            question = await rights.lock_mine_or_free(session, question_id, methodist_id, now=now)
            kind = EntryKind.ANSWER
            entry = await queries.entry_from(session, question.id, kind, words.ref)
            if entry is None:
                entry = await history.say(session, question, kind, words, by=methodist_id, now=now)
            elif case is not None and await answers.was_taken_back(session, entry):
                entry.at = now
            else:
                return AnswerAccepted(question.id, entry.id, entry.at + self._policy.undo_within)
            goes_out_at = now + self._policy.undo_within
            subject = subject_of(question.subject).name if question.subject else None
            files_of = await answers.with_files(session, case)
            notice = AnswerReady(question.id, words.text, words.attachments, subject, files_of)
            delivery = await outbox.post(session, notice, to=question.asker_id, at=goes_out_at)
            entry.delivery_id = delivery.id
            self._end_pause(question, now=now)
            question.state, question.answered_at = QuestionState.ANSWERED, now
            if case is not None:
                await answers.note_case(session, question, case, now=now)
            return AnswerAccepted(question.id, entry.id, goes_out_at)

    async def take_back(
        self, methodist_id: PersonId, entry_id: EntryId, *, now: datetime
    ) -> QuestionId:
        """Take an answer back before it goes out; the question is the methodist's again.

        If they have finished it meanwhile, that is undone as well. Where the asker has closed it,
        or somebody else has it, it stays so.

        Raises:
            NoSuchQuestion: there is no such answer of theirs.
            AlreadyGoneOut: it has left.
        """
        async with self._transaction() as session:
            question = await queries.lock_question_of(session, entry_id)
            entry = await queries.lock_entry(session, entry_id)
            if question is None or entry is None or entry.author_id != methodist_id:
                raise NoSuchQuestion(entry_id)
            if entry.kind is not EntryKind.ANSWER or entry.delivery_id is None:
                raise NoSuchQuestion(entry_id)
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
            await answers.undo_answered(session, question, entry, now=now)
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
            return await answers.send_corrected(session, question, entry, new, now=now)

    async def clarify(
        self, methodist_id: PersonId, question_id: QuestionId, words: Words, *, now: datetime
    ) -> None:
        """Ask the asker back; the clock stands still until they reply.

        Raises:
            EmptyWords, NotForYou, NoSuchQuestion, QuestionClosed, NotYourQuestion
        """
        require_words(words)
        async with self._transaction() as session:
            await rights.require_answerer(session, methodist_id)
            question = await rights.lock_mine_or_free(session, question_id, methodist_id, now=now)
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
            person = await rights.require_answerer(session, methodist_id)
            question = await queries.lock_question(session, question_id)
            if question is None or question.asker_id == methodist_id:
                raise NoSuchQuestion(question_id)
            if not rights.may_answer(person, question):
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
            question = await rights.lock_own(session, question_id, methodist_id)
            if await queries.live_answers(session, question.id) == 0:
                raise NothingAnswered(question_id)
            question.close(helped=None, now=now)
            finished = EntryKind.FINISHED
            entry = history.note(session, question, finished, by=methodist_id, now=now)
            # Not before the answer itself, which may still wait to be taken back.
            at = now + self._policy.undo_within
            notice = QuestionFinished(question.id)
            delivery = await outbox.post(session, notice, to=question.asker_id, at=at)
            entry.delivery_id = delivery.id

    async def hints(self, methodist_id: PersonId, question_id: QuestionId) -> tuple[Hint, ...]:
        """Cases that the methodist may send as an answer, the likeliest first.

        Raises:
            NotForYou, NoSuchQuestion
        """
        async with self._transaction() as session:
            person = await rights.require_answerer(session, methodist_id)
            question = await session.get(Question, question_id)
            if question is None or not rights.may_answer(person, question):
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

    def _end_pause(self, question: Question, *, now: datetime) -> None:
        """Let the clock go on, if it stood still: a promise must not have run out meanwhile."""
        if question.paused_at is not None and question.answer_by is not None:
            question.answer_by = promise_after_pause(
                self._policy.hours, question.answer_by, paused_at=question.paused_at, now=now
            )
        question.paused_at = None
