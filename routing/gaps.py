"""What teachers ask and the base lacks: looked through, shared out, and made into cases."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from knowledge import life_steps
from knowledge.masking import masked
from knowledge.models import CaseId, CaseState
from knowledge.queries import lock_book
from people.models import PersonId
from routing import gap_queries as queries
from routing.counting import Counting
from routing.curating_errors import GapHasCase, NoSuchGap
from routing.curating_models import Gap, GapId
from routing.drafting import draft_from, texts_of
from routing.errors import EmptyWords
from routing.gap_counts import weight
from routing.gap_queries import GapFilter
from routing.models import Question, QuestionId
from routing.queries import texts_of as questions_told
from routing.words import words_of

log = logging.getLogger(__name__)

#: Questions that a page of a gap shows, and whose answers a draft is made of.
MOST_SHOWN = 30


@dataclass(frozen=True)
class GapLine:
    """A gap as one line of a list."""

    gap_id: GapId
    subject: str | None
    typical: str
    """The words of its most typical question, personal data covered; empty when forgotten."""
    questions: int
    askers: int
    last_at: datetime | None
    weight: float
    """How much it is asked: a question of today is 1, one of 90 days ago a half."""
    assigned_to: PersonId | None
    assigned_name: str
    postponed_until: date | None
    is_dismissed: bool
    note: str
    case_id: CaseId | None
    case_state: CaseState | None


@dataclass(frozen=True)
class AskedLine:
    """One question of a gap."""

    question_id: QuestionId
    asked_at: datetime
    text: str
    is_answered: bool
    """A methodist has answered it."""


@dataclass(frozen=True)
class GapCard:
    line: GapLine
    questions: tuple[AskedLine, ...]
    """The newest ``MOST_SHOWN``."""
    answers: tuple[str, ...]
    """What methodists have answered them with, personal data covered."""


class Gaps:
    """The gaps of the base."""

    def __init__(self, transaction: Transaction, zone: ZoneInfo) -> None:
        self._transaction = transaction
        self._counting = Counting(transaction, zone)
        self._zone = zone

    def wanted(
        self,
        *,
        now: datetime,
        view: str = "open",
        subject: str = "",
        assigned_to: PersonId | None = None,
    ) -> GapFilter:
        """The filter as of a moment."""
        return GapFilter(self._today(now), view, subject, assigned_to)

    async def page(
        self, wanted: GapFilter, *, now: datetime, limit: int, offset: int
    ) -> list[GapLine]:
        """What is asked most and lately comes first; as of when ``count`` has counted."""
        async with self._transaction() as session:
            return await _lines(session, wanted, now, limit=limit, offset=offset)

    async def count(self, wanted: GapFilter, *, now: datetime) -> int:
        await self._count_anew(now)
        async with self._transaction() as session:
            return await queries.count(session, wanted)

    async def card(self, gap_id: GapId, *, now: datetime) -> GapCard:
        """
        Raises:
            NoSuchGap: there is none, or nobody has asked for it within a year.
        """
        await self._count_anew(now)
        async with self._transaction() as session:
            wanted = GapFilter(self._today(now), gap_id=gap_id)
            lines = await _lines(session, wanted, now, limit=1, offset=0)
            if not lines:
                raise NoSuchGap(gap_id)
            asked = await queries.questions_of(session, gap_id, now, limit=MOST_SHOWN)
            words = await _words(session, [question.id for question in asked])
            answers = await _answers(session, asked)
        questions = tuple(
            AskedLine(each.id, each.asked_at, words.get(each.id, ""), each.answered_at is not None)
            for each in asked
        )
        return GapCard(lines[0], questions, answers)

    async def assign(self, gap_id: GapId, to: PersonId | None) -> None:
        """Let somebody write the case; ``None``: nobody in particular.

        Raises:
            NoSuchGap
        """
        async with self._transaction() as session:
            (await _locked(session, gap_id)).assigned_to = to

    async def postpone(self, gap_id: GapId, until: date, *, note: str = "") -> None:
        """Let nobody see it before that day.

        Raises:
            NoSuchGap
        """
        async with self._transaction() as session:
            gap = await _locked(session, gap_id)
            gap.postponed_until, gap.note, gap.dismissed_at = until, note.strip(), None

    async def dismiss(self, gap_id: GapId, *, note: str, now: datetime) -> None:
        """It needs no case, and ``note`` says why.

        Raises:
            EmptyWords, NoSuchGap
        """
        if not note.strip():
            raise EmptyWords
        async with self._transaction() as session:
            gap = await _locked(session, gap_id)
            gap.dismissed_at, gap.note = now, note.strip()

    async def bring_back(self, gap_id: GapId) -> None:
        """It counts again, whatever was decided about it.

        Raises:
            NoSuchGap
        """
        async with self._transaction() as session:
            gap = await _locked(session, gap_id)
            gap.dismissed_at, gap.postponed_until, gap.note = None, None, ""

    async def begin_case(self, gap_id: GapId, *, by: PersonId, now: datetime) -> CaseId:
        """Begin a case for the gap, made of what methodists have answered; never of questions.

        Raises:
            NoSuchGap
            GapHasCase: somebody was faster.
        """
        async with self._transaction() as session:
            await lock_book(session)
            gap = await _locked(session, gap_id)
            if gap.case_id is not None:
                raise GapHasCase(gap_id)
            asked = await queries.questions_of(session, gap_id, now, limit=MOST_SHOWN)
            draft = await draft_from(
                session,
                gap.subject,
                [question.level for question in asked if question.level is not None],
                await _answers(session, asked),
                origin=f"пробел {gap.id}",
                where=f"на странице пробела {gap.id}",
            )
            await life_steps.make_case(session, draft.id)
            await life_steps.new_version(session, None, draft, by=by, now=now)
            gap.case_id, gap.assigned_to = draft.id, gap.assigned_to or by
        log.info("case %s begun by %s for gap %s", draft.id, by, gap_id)
        return draft.id

    async def _count_anew(self, now: datetime) -> None:
        await self._counting.forget_expired(now)
        await self._counting.count(now=now)

    def _today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()


async def _locked(session: AsyncSession, gap_id: GapId) -> Gap:
    gap = await queries.lock_gap(session, gap_id)
    if gap is None:
        raise NoSuchGap(gap_id)
    return gap


async def _lines(
    session: AsyncSession, wanted: GapFilter, now: datetime, *, limit: int, offset: int
) -> list[GapLine]:
    rows = await queries.page(session, wanted, limit=limit, offset=offset)
    typical = [gap.typical_id for gap, *_ in rows if gap.typical_id is not None]
    words = await _words(session, typical)
    return [
        GapLine(
            gap.id,
            gap.subject,
            words.get(gap.typical_id, "") if gap.typical_id is not None else "",
            gap.questions,
            gap.askers,
            gap.last_at,
            weight(gap.asked_much, now),
            gap.assigned_to,
            name or "",
            gap.postponed_until,
            gap.dismissed_at is not None,
            gap.note,
            gap.case_id,
            case_state,
        )
        for gap, name, case_state in rows
    ]


async def _words(session: AsyncSession, ids: list[QuestionId]) -> dict[QuestionId, str]:
    entries = await questions_told(session, ids)
    return {question_id: masked(words_of(entry).text) for question_id, entry in entries.items()}


async def _answers(session: AsyncSession, asked: list[Question]) -> tuple[str, ...]:
    entries = await queries.answers_to(session, [question.id for question in asked])
    return tuple(masked(text) for text in texts_of(entries))
