"""Who was shown which version of a case, and how many: the base's side of every question."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kit.database import Transaction
from knowledge.models import VersionId
from routing import readers_queries as queries
from routing.models import QuestionId


@dataclass(frozen=True)
class ShownCount:
    """How often a version was shown for a question, and how often its whole text was opened."""

    shown: int
    opened: int


@dataclass(frozen=True)
class Reader:
    question_id: QuestionId | None
    """``None`` where the number would tell who has written to a psychologist."""
    name: str
    """Empty for somebody who was forgotten."""
    shown_at: datetime
    opened_at: datetime | None


class Readership:
    """Reads what was shown to whom; changes nothing."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def counts(self, ids: Collection[VersionId]) -> dict[VersionId, ShownCount]:
        """By version; those that were never shown are left out."""
        async with self._transaction() as session:
            rows = await queries.counts(session, ids)
        return {version_id: ShownCount(shown, opened) for version_id, shown, opened in rows}

    async def readers(self, version_id: VersionId, *, limit: int) -> list[Reader]:
        """The latest first. Whoever shows names writes that down before."""
        async with self._transaction() as session:
            rows = await queries.readers(session, version_id, limit=limit)
        return [Reader(*row) for row in rows]
