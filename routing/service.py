"""What the asker can do with a question."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from delivery import outbox
from delivery.content import Part, Words
from delivery.notices import (
    AnswerHelped,
    QuestionEdited,
    QuestionGone,
    QuestionReturned,
    QuestionSupplemented,
)
from kit.database import Transaction
from knowledge.models import VersionId
from knowledge.narrowing import Facet, Tap
from knowledge.recalling import require_not_recalled
from knowledge.search import Finding, Searching
from people.models import PersonId
from people.service import About, Directory
from routing import handing, history, queries, replying, rights, showing
from routing.deadlines import promise_after_pause
from routing.deciding import decide, new_question, respond, still_shown, tap_at, tapped
from routing.errors import (
    NoSuchQuestion,
    NothingToReopen,
    QuestionClosed,
    TooLateToReopen,
)
from routing.models import (
    WITH_METHODIST,
    WITH_PEOPLE,
    EntryKind,
    Question,
    QuestionId,
    QuestionState,
)
from routing.outcomes import (
    Added,
    Assigned,
    Closed,
    Edited,
    NothingAsked,
    Outcome,
    Queued,
)
from routing.policy import HotlinePolicy
from routing.words import require_words, text_of, with_part, words_of, written


class Hotline:
    """The life of a question as its asker sees it, from asked to closed."""

    def __init__(
        self,
        transaction: Transaction,
        cases: Searching,
        directory: Directory,
        policy: HotlinePolicy,
    ) -> None:
        self._transaction = transaction
        self._cases = cases
        self._directory = directory
        self._policy = policy

    async def ask(
        self, asker_id: PersonId, words: Words, *, now: datetime
    ) -> Outcome | NothingAsked:
        """Take a question in: answer it by a case, offer cases, or find who will answer.

        What calls for no methodist gets a reply of the base and is closed with it; distress gets
        one first, and a question beside it takes its usual way.

        The same words asked again (a message handled twice) have the same outcome.

        Raises:
            EmptyWords: there is neither text nor attachment.
        """
        require_words(words)
        about = await self._directory.about(asker_id)
        finding = replying.heeded(await self._find(words.text, about, now=now), words)
        if finding.nothing_asked and not words.attachments:
            return NothingAsked(finding.reply.version_id if finding.reply is not None else None)
        async with self._transaction() as session:
            question = await queries.question_from(session, words.ref)
            if question is not None:
                return await replying.first_outcome_of(session, question)
            question = new_question(asker_id, words, now=now)
            session.add(question)
            await session.flush()
            await history.say(session, question, EntryKind.QUESTION, words, by=asker_id, now=now)
            if finding.reply is not None:
                return await respond(
                    session, question, words, about, finding, self._policy, now=now
                )
            return await decide(
                session, question, words.text, about, finding, self._policy, now=now
            )

    async def narrow(
        self,
        asker_id: PersonId,
        question_id: QuestionId,
        facet: Facet,
        place: int,
        *,
        now: datetime,
    ) -> Outcome:
        """Show the cases anew by what was tapped when the base asked back; see ``tap_at``.

        Where that was tapped before, or the question has gone further, nothing changes.

        Raises:
            NoSuchQuestion: the question is not theirs.
        """
        async with self._transaction() as session:
            question = await history.lock_own(session, question_id, asker_id)
            tap = tap_at(question, facet, place)
            if tap is None:
                return await showing.outcome_of(session, question)
            text, taps = await self._asked(session, question), (*tapped(question), tap)
        about = await self._directory.about(asker_id)
        finding = still_shown(await self._find_again(text, about, taps, now=now))
        async with self._transaction() as session:
            question = await history.lock_own(session, question_id, asker_id)
            if tap_at(question, facet, place) != tap:
                return await showing.outcome_of(session, question)
            return await decide(session, question, text, about, finding, self._policy, now=now)

    async def open_case(
        self, asker_id: PersonId, question_id: QuestionId, version_id: VersionId, *, now: datetime
    ) -> None:
        """Note that the asker reads a case that was shown for the question, now or earlier.

        Raises:
            NoSuchQuestion: the question is not theirs, or the case was not shown for it.
            CaseRecalled: it was found wrong meanwhile.
        """
        async with self._transaction() as session:
            await history.lock_own(session, question_id, asker_id)
            await require_not_recalled(session, version_id)
            for case in await queries.shown_cases(session, question_id):
                if case.version_id == version_id:
                    case.opened_at = case.opened_at or now
                    return
            raise NoSuchQuestion(question_id)

    async def helped(self, asker_id: PersonId, question_id: QuestionId, *, now: datetime) -> Closed:
        """Close the question, because a case or an answer helped; a second time is harmless.

        Raises:
            NoSuchQuestion: the question is not theirs.
            NothingToRate: nothing was shown or answered yet.
        """
        async with self._transaction() as session:
            question = await history.lock_own(session, question_id, asker_id)
            if question.helped and question.state is QuestionState.CLOSED:
                return Closed(question.id, helped=True)
            await showing.require_something_to_rate(session, question)
            methodist_id = question.methodist_id
            was_with_people = question.state in WITH_PEOPLE
            question.close(helped=True, now=now)
            history.note(session, question, EntryKind.HELPED, by=asker_id, now=now)
            if methodist_id is not None and was_with_people:
                gone = QuestionGone(question.id, is_closed=True)
                await outbox.post(session, gone, to=methodist_id, at=now)
            elif methodist_id is not None and question.answered_at is not None:
                await outbox.post(session, AnswerHelped(question.id), to=methodist_id, at=now)
            return Closed(question.id, helped=True)

    async def ask_person(
        self, asker_id: PersonId, question_id: QuestionId, *, now: datetime
    ) -> Assigned | Queued:
        """A person must answer: no case helped, or a methodist's answer did not.

        An answered question goes back to whoever answered it, if they are there. Where the
        question is with a person already, nothing changes.

        Raises:
            NoSuchQuestion: the question is not theirs.
            TooLateToReopen: it was closed too long ago.
        """
        async with self._transaction() as session:
            question = await history.lock_own(session, question_id, asker_id)
            if question.state in WITH_PEOPLE:
                return showing.with_person(question)
            self._require_recent(question, now=now)
            question.helped = False
            history.note(session, question, EntryKind.NOT_HELPED, by=asker_id, now=now)
            return await self._return(session, question, comment="", now=now)

    async def supplement(
        self, asker_id: PersonId, question_id: QuestionId, words: Words, *, now: datetime
    ) -> Added | Outcome:
        """Add words to a question; where a methodist has asked back, they are the reply.

        Words added to a question that only the base has seen are searched for together with it;
        added to an answered or closed one, they bring it back to a person.

        Raises:
            NoSuchQuestion: the question is not theirs.
            EmptyWords: there is neither text nor attachment.
            TooLateToReopen: it was closed too long ago.
        """
        require_words(words)
        about = await self._directory.about(asker_id)
        finding = await self._find_with(question_id, words.text, about, now=now)
        async with self._transaction() as session:
            question = await history.lock_own(session, question_id, asker_id)
            for known in (EntryKind.CLARIFIED, EntryKind.SUPPLEMENT):
                if await queries.entry_from(session, question.id, known, words.ref) is not None:
                    return await showing.added_before(session, question, known)
            kind = (
                EntryKind.CLARIFIED
                if question.state is QuestionState.CLARIFYING
                else EntryKind.SUPPLEMENT
            )
            if question.state not in WITH_PEOPLE:
                self._require_recent(question, now=now)
            await history.say(session, question, kind, words, by=asker_id, now=now)
            if question.state is QuestionState.OFFERED:
                text = await self._asked(session, question)
                return await decide(session, question, text, about, finding, self._policy, now=now)
            if question.state not in WITH_PEOPLE:
                return await self._return(session, question, comment=words.text, now=now)
            return await self._add(session, question, words, now=now)

    async def edit(
        self, asker_id: PersonId, question_id: QuestionId, part: Part, *, now: datetime
    ) -> Edited | Outcome:
        """Change one message of what was asked; the old words are kept in the history.

        While only the base has seen the question, it is searched for anew.

        Raises:
            NoSuchQuestion: the question is not theirs, or the message is no part of it.
            QuestionClosed: it is closed.
        """
        async with self._transaction() as session:
            question = await history.lock_own(session, question_id, asker_id)
            entry = await queries.entry_with_part(session, question_id, part.ref, asker_id)
            if entry is None:
                raise NoSuchQuestion(question_id)
            if question.state is QuestionState.CLOSED:
                raise QuestionClosed(question_id)
            old = words_of(entry)
            new = with_part(old, part)
            if new == old:
                return Edited(question.id, told=False)
            history.note(
                session, question, EntryKind.OLD_WORDS, by=asker_id, now=now, detail=old.text
            )
            entry.parts = written(new)
            if question.state is not QuestionState.OFFERED:
                return await self._tell_edited(session, question, now=now)
            text = await self._asked(session, question)
        about = await self._directory.about(asker_id)
        finding = await self._find_again(text, about, now=now)
        async with self._transaction() as session:
            question = await history.lock_own(session, question_id, asker_id)
            if question.state is not QuestionState.OFFERED:
                return await self._tell_edited(session, question, now=now)
            return await decide(session, question, text, about, finding, self._policy, now=now)

    async def close(self, asker_id: PersonId, question_id: QuestionId, *, now: datetime) -> Closed:
        """Close a question that needs nothing more; a second time is harmless.

        Raises:
            NoSuchQuestion: the question is not theirs.
        """
        async with self._transaction() as session:
            question = await history.lock_own(session, question_id, asker_id)
            if question.state is QuestionState.CLOSED:
                return Closed(question.id, question.helped)
            if question.state in WITH_METHODIST and question.methodist_id is not None:
                notice = QuestionGone(question.id, is_closed=True)
                await outbox.post(session, notice, to=question.methodist_id, at=now)
            question.close(helped=None, now=now)
            history.note(session, question, EntryKind.CLOSED, by=asker_id, now=now)
            return Closed(question.id, question.helped)

    async def reopen(
        self, asker_id: PersonId, question_id: QuestionId, *, now: datetime
    ) -> Assigned | Queued:
        """Bring a closed question back to whoever answered it, or to somebody else.

        Raises:
            NoSuchQuestion: the question is not theirs.
            NothingToReopen: it is not closed.
            TooLateToReopen: it was closed too long ago.
        """
        async with self._transaction() as session:
            question = await history.lock_own(session, question_id, asker_id)
            if question.state is not QuestionState.CLOSED:
                raise NothingToReopen(question_id)
            self._require_recent(question, now=now)
            history.note(session, question, EntryKind.REOPENED, by=asker_id, now=now)
            return await self._return(session, question, comment="", now=now)

    async def move(
        self, asker_id: PersonId, from_id: QuestionId, to_id: QuestionId, *, now: datetime
    ) -> Added | Outcome:
        """What was taken for a new question belongs to an earlier one: move it there.

        Raises:
            NoSuchQuestion: one of them is not theirs.
            TooLateToReopen: the earlier one was closed too long ago.
        """
        async with self._transaction() as session:
            await history.lock_own(session, from_id, asker_id)
            entries = await queries.entries_of(session, from_id)
        words = Words(
            tuple(
                part
                for entry in entries
                if entry.kind is EntryKind.QUESTION
                for part in words_of(entry).parts
            )
        )
        outcome = await self.supplement(asker_id, to_id, words, now=now)
        await self.close(asker_id, from_id, now=now)
        return outcome

    # How the base is asked and what follows from it

    async def _find(
        self, text: str, about: About, taps: Sequence[Tap] = (), *, now: datetime
    ) -> Finding:
        found = await self._cases.find(
            text, subjects=about.subjects, levels=about.levels, taps=taps
        )
        return found.as_of(now.astimezone(self._policy.hours.zone).date())

    async def _find_with(
        self, question_id: QuestionId, text: str, about: About, *, now: datetime
    ) -> Finding:
        async with self._transaction() as session:
            entries = await queries.entries_of(session, question_id)
        return await self._find_again(f"{text_of(entries)}\n{text}", about, now=now)

    async def _find_again(
        self, text: str, about: About, taps: Sequence[Tap] = (), *, now: datetime
    ) -> Finding:
        """What the base thinks of a question that there is already: no reply is said to it."""
        return replace(await self._find(text, about, taps, now=now), reply=None)

    async def _asked(self, session: AsyncSession, question: Question) -> str:
        return text_of(await queries.entries_of(session, question.id))

    # How a person hears of it

    async def _return(
        self, session: AsyncSession, question: Question, *, comment: str, now: datetime
    ) -> Assigned | Queued:
        question.closed_at = None
        last = await queries.last_methodist(session, question.id)
        if last is not None and await handing.hand_back(
            session, question, last, self._policy, now=now
        ):
            card = await handing.make_card(session, question)
            await outbox.post(session, QuestionReturned(card, comment), to=last, at=now)
            return showing.with_person(question)
        return await handing.hand_over(session, question, self._policy, now=now)

    async def _add(
        self, session: AsyncSession, question: Question, words: Words, *, now: datetime
    ) -> Added:
        was_asked = question.state is QuestionState.CLARIFYING
        if was_asked:
            assert question.answer_by is not None
            assert question.paused_at is not None
            question.answer_by = promise_after_pause(
                self._policy.hours, question.answer_by, paused_at=question.paused_at, now=now
            )
            question.state, question.paused_at = QuestionState.TAKEN, None
        if question.methodist_id is not None:
            notice = QuestionSupplemented(question.id, words.text, words.attachments, was_asked)
            await outbox.post(session, notice, to=question.methodist_id, at=now)
        return Added(question.id, was_asked, question.answer_by)

    async def _tell_edited(
        self, session: AsyncSession, question: Question, *, now: datetime
    ) -> Edited:
        holder = await rights.holder_of(session, question)
        if holder is None:
            return Edited(question.id, told=False)
        is_answered = question.state is QuestionState.ANSWERED
        notice = QuestionEdited(question.id, await self._asked(session, question), is_answered)
        await outbox.post(session, notice, to=holder, at=now)
        return Edited(question.id, told=True)

    def _require_recent(self, question: Question, *, now: datetime) -> None:
        closed_at = question.closed_at
        if closed_at is not None and closed_at + self._policy.returns_within < now:
            raise TooLateToReopen(question.id)
