"""When an act ends: which cases rest on it, and having all of them looked at again."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from knowledge import act_queries, queries
from knowledge.drafts import CaseDraft
from knowledge.life_steps import new_version, put_in_force, take_back
from knowledge.models import CaseId, CaseState
from knowledge.queries import Entry
from knowledge.wording import acts
from people.models import PersonId

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ActLine:
    act: str
    cases: int
    """Published cases that rest on it."""


@dataclass(frozen=True)
class Resting:
    """A published case that rests on an act, by its text in force."""

    case_id: CaseId
    number: int
    title: str
    subject: str
    review_by: date | None
    acts: tuple[str, ...]
    """Those of its acts that were looked for."""


class Acts:
    def __init__(self, transaction: Transaction, zone: ZoneInfo) -> None:
        self._transaction = transaction
        self._zone = zone

    async def named(self, part: str = "") -> list[ActLine]:
        """Acts with ``part`` in their names, those with the most cases first."""
        async with self._transaction() as session:
            rows = await act_queries.counts(session, part)
        return [ActLine(act, cases) for act, cases in rows if acts([act])]

    async def resting(self, part: str) -> list[Resting]:
        """Published cases that rest on an act with ``part`` in its name; none for an empty part."""
        async with self._transaction() as session:
            found = await act_queries.resting(session, part) if part else []
        wanted = part.lower()
        return [
            Resting(
                case_id,
                number,
                title,
                subject,
                review_by,
                tuple(act for act in acts(basis) if wanted in act.lower()),
            )
            for case_id, number, title, subject, review_by, basis in found
        ]

    async def call_for_review(self, part: str, *, by: PersonId, now: datetime) -> list[CaseId]:
        """Let the review of every such case be late from now on: offered, never shown unasked.

        Each gets a version that differs in the day alone, in force at once. A text that waits
        beside it stays the latest one; what of it was sent is taken back, as after any writing.
        Where the review is late already, nothing changes: a second time is harmless.

        Returns:
            The cases that have changed.
        """
        yesterday = now.astimezone(self._zone).date() - timedelta(days=1)
        async with self._transaction() as session:
            await queries.lock_book(session)
            found = await act_queries.resting(session, part) if part else []
            ids = [row.case_id for row in found]
            entries = await queries.entries(session, ids, lock=True)
            called = [
                case_id
                for case_id, entry in entries.items()
                if await _call(session, entry, yesterday, by=by, now=now)
            ]
        log.info("%s cases called for review by %s", len(called), by)
        return called


async def _call(
    session: AsyncSession, entry: Entry, day: date, *, by: PersonId, now: datetime
) -> bool:
    current, waiting = entry.case.current, entry.waiting
    if current is None or entry.case.state is not CaseState.PUBLISHED:
        return False
    if current.review_by is not None and current.review_by <= day:
        return False
    draft = CaseDraft.of(current).model_copy(update={"review_by": day})
    marked = await new_version(session, entry, draft, by=by, now=now)
    # The words are the same, and so are their vectors: the case is found as before.
    await act_queries.copy_vectors(session, current.id, marked.id)
    await put_in_force(session, entry, marked)
    if waiting is not None:
        again = Entry(entry.case, marked)
        author = waiting.created_by or by
        await new_version(session, again, CaseDraft.of(waiting), by=author, now=now)
        await take_back(session, entry.case.id, by=by, now=now)
    return True
