"""The case book as curators look through it: lists, cards and versions; changes nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kit.database import Transaction
from knowledge import catalogue_queries as queries
from knowledge.catalogue_queries import CaseFilter
from knowledge.errors import NoSuchCase
from knowledge.models import CaseId, CaseState, CaseVersion, VersionId
from knowledge.queries import entries
from knowledge.service import CaseText
from people.models import PersonId

#: A review that is due within this is named before it is late.
REVIEW_SOON = timedelta(days=14)


@dataclass(frozen=True)
class CaseLine:
    """A case as one line of a list, by its latest version."""

    case_id: CaseId
    state: CaseState
    title: str
    subject: str
    level: str
    audience: str
    number: int
    changed_at: datetime
    review_by: date | None
    has_waiting: bool
    """A later text waits beside the one in force, or the case was never published."""


@dataclass(frozen=True)
class VersionLine:
    """A version as one line of a case's history."""

    version_id: VersionId
    number: int
    created_at: datetime
    created_by: PersonId | None
    author_name: str
    """Of whoever made it; empty for imports and seeds, and for somebody who was forgotten."""
    planted: bool
    is_current: bool


@dataclass(frozen=True)
class CaseCard:
    """A case with the texts that count."""

    case_id: CaseId
    state: CaseState
    current: CaseText | None
    """In force, or last in force."""
    waiting: CaseText | None
    """A later text that is not published."""

    @property
    def latest(self) -> CaseText:
        text = self.waiting or self.current
        assert text is not None, "every case has a version"
        return text


class Catalogue:
    """Looks through the case book."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def page(self, wanted: CaseFilter, *, limit: int, offset: int) -> list[CaseLine]:
        """Cases by id, published ones and drafts alike."""
        async with self._transaction() as session:
            rows = await queries.page(session, wanted, limit=limit, offset=offset)
        return [_line(*row) for row in rows]

    async def count(self, wanted: CaseFilter) -> int:
        async with self._transaction() as session:
            return await queries.count(session, wanted)

    async def lines(self, ids: Collection[CaseId]) -> dict[CaseId, CaseLine]:
        async with self._transaction() as session:
            rows = await queries.page(session, CaseFilter(ids=tuple(ids)), limit=len(ids), offset=0)
        return {line.case_id: line for line in (_line(*row) for row in rows)}

    async def card(self, case_id: CaseId) -> CaseCard:
        """
        Raises:
            NoSuchCase: there is no such case.
        """
        async with self._transaction() as session:
            found = await entries(session, [case_id])
            if case_id not in found:
                raise NoSuchCase(case_id)
            entry = found[case_id]
            current, waiting = entry.case.current, entry.waiting
            return CaseCard(
                case_id,
                entry.case.state,
                CaseText.of(current) if current else None,
                CaseText.of(waiting) if waiting else None,
            )

    async def versions(self, case_id: CaseId) -> list[VersionLine]:
        """Every version of a case, the newest first; none for an unknown case."""
        async with self._transaction() as session:
            rows = await queries.versions(session, case_id)
        return [
            VersionLine(
                version.id,
                version.number,
                version.created_at,
                version.created_by,
                name or "",
                version.planted,
                version.id == current_id,
            )
            for version, name, current_id in rows
        ]

    async def version(self, case_id: CaseId, number: int) -> CaseText:
        """
        Raises:
            NoSuchCase: the case has no version of this number.
        """
        async with self._transaction() as session:
            version = await queries.version_numbered(session, case_id, number)
            if version is None:
                raise NoSuchCase(case_id)
            return CaseText.of(version)


def _line(case_id: CaseId, state: CaseState, current_id: int | None, of: CaseVersion) -> CaseLine:
    return CaseLine(
        case_id,
        state,
        of.title,
        of.subject,
        of.level,
        of.audience,
        of.number,
        of.created_at,
        of.review_by,
        of.id != current_id,
    )
