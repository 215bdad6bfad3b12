"""Beginning cases from what methodists have answered; never from words of those who asked."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from knowledge import life_queries, life_steps
from knowledge.drafts import CaseDraft
from knowledge.masking import masked, named
from knowledge.models import CaseId
from knowledge.queries import lock_book
from people.levels import Level
from people.models import PersonId
from people.subjects import subject_of
from routing import gap_queries, history, queries, rights
from routing.errors import NoSuchQuestion, NotForTheBase, NothingAnswered
from routing.models import Entry, EntryKind, Question, QuestionId
from routing.words import words_of

log = logging.getLogger(__name__)

#: Where nobody could tell the subject, a case is about teaching in general.
_GENERAL = "general"
_LONGEST = 20_000
#: What stands in a draft until a methodist writes it.
_TITLE = "Новый кейс: {subject}, {origin}"
_PROBLEM = "Опишите ситуацию своими словами: как спрашивают — {where}."
_SOLUTION = "Методисты на такие вопросы ещё не отвечали. Напишите, что делать."


@dataclass(frozen=True)
class BegunCase:
    """A draft made of a methodist's answers."""

    question_id: QuestionId
    case_id: CaseId
    personal: tuple[str, ...]
    """What looks like personal data in the answers; it is covered in the draft."""
    is_new: bool
    """False where the draft was begun before."""


class Drafting:
    """Makes drafts of cases from single questions."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def can_begin(self, question_id: QuestionId) -> bool:
        """Whether there is an answer with words, and no draft of it yet."""
        async with self._transaction() as session:
            question = await session.get(Question, question_id)
            if question is None or rights.is_private(question):
                return False
            if await _begun(session, question_id) is not None:
                return False
            return bool(await _own_words(session, question_id))

    async def begin(
        self, methodist_id: PersonId, question_id: QuestionId, *, now: datetime
    ) -> BegunCase:
        """Begin a case of what was answered to this question; a second time is harmless.

        Raises:
            NotForYou, NoSuchQuestion
            NotForTheBase: it was written to a psychologist.
            NothingAnswered: there is no answer that stands.
        """
        async with self._transaction() as session:
            person = await rights.require_answerer(session, methodist_id)
            await lock_book(session)
            question = await queries.lock_question(session, question_id)
            if question is None or question.asker_id == methodist_id:
                raise NoSuchQuestion(question_id)
            if not rights.may_answer(person, question):
                raise NoSuchQuestion(question_id)
            if rights.is_private(question):
                raise NotForTheBase(question_id)
            texts = await _own_words(session, question_id)
            if not texts:
                raise NothingAnswered(question_id)
            personal = tuple(named("\n\n".join(texts)))
            begun = await _begun(session, question_id)
            if begun is not None:
                return BegunCase(question_id, begun, personal, is_new=False)
            draft = await draft_from(
                session,
                question.subject,
                [] if question.level is None else [question.level],
                [masked(text) for text in texts],
                origin=f"вопрос {question_id}",
                where=f"в вопросе №{question_id}",
            )
            await life_steps.make_case(session, draft.id)
            await life_steps.new_version(session, None, draft, by=methodist_id, now=now)
            kind = EntryKind.CASE_BEGUN
            history.note(session, question, kind, by=methodist_id, now=now, detail=draft.id)
        log.info("case %s begun by %s for question %s", draft.id, methodist_id, question_id)
        return BegunCase(question_id, draft.id, personal, is_new=True)


async def draft_from(
    session: AsyncSession,
    subject: str | None,
    levels: Collection[Level],
    answers: Sequence[str],
    *,
    origin: str,
    where: str,
) -> CaseDraft:
    """The draft of a case whose solution is these answers.

    Args:
        origin: what it is made for, for the title.
        where: where one can read how it is asked.
    """
    code = subject or _GENERAL
    held = await life_queries.ids_beginning(session, f"{code}-")
    number = next(n for n in range(1, len(held) + 2) if not held & life_steps.spelt(code, n))
    known = set(levels)
    return CaseDraft(
        id=CaseId(f"{code}-{number:02}"),
        title=_TITLE.format(subject=subject_of(code).name, origin=origin),
        subject=code,
        level=known.pop() if len(known) == 1 else Level.ANY,
        topics=(),
        problem=_PROBLEM.format(where=where),
        solution="\n\n".join(answers)[:_LONGEST] or _SOLUTION,
        materials=(),
    )


def texts_of(answers: Sequence[Entry]) -> list[str]:
    """The words of answers, each once; attachments have none."""
    texts = [words_of(entry).text.strip() for entry in answers]
    return list(dict.fromkeys(text for text in texts if text))


async def _own_words(session: AsyncSession, question_id: QuestionId) -> list[str]:
    """What methodists have answered themselves; a case of the base needs no second one."""
    answers = await gap_queries.answers_to(session, [question_id])
    return texts_of([entry for entry in answers if ":case-" not in (entry.origin or "")])


async def _begun(session: AsyncSession, question_id: QuestionId) -> CaseId | None:
    """The case that was begun of the question before."""
    for entry in await queries.entries_of(session, question_id):
        if entry.kind is EntryKind.CASE_BEGUN and entry.detail:
            return CaseId(entry.detail)
    return None
