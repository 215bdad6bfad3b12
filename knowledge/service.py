"""The case book: what the cases say, which of them are in force, and how they change."""

import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from knowledge import queries
from knowledge.changes import Change, Text, plan_import
from knowledge.drafts import CONTENTS, CaseDraft
from knowledge.errors import NoSuchCase
from knowledge.models import Case, CaseId, CaseState, CaseVersion, VersionId
from knowledge.queries import Entry
from people.levels import Level
from people.models import PersonId

log = logging.getLogger(__name__)

_EXPORTED_AT_ONCE = 200


@dataclass(frozen=True)
class CaseText:
    """One version of a case, ready to be shown."""

    case_id: CaseId
    version_id: VersionId
    number: int
    created_at: datetime
    title: str
    subject: str
    level: Level
    topics: tuple[str, ...]
    problem: str
    solution: str
    materials: tuple[str, ...]
    questions: tuple[str, ...]
    kind: str
    audience: str
    direction: str | None
    basis: tuple[str, ...]
    source: str | None
    author: str | None
    review_by: date | None

    @classmethod
    def of(cls, version: CaseVersion) -> "CaseText":
        draft = CaseDraft.of(version)
        return cls(
            version.case_id,
            version.id,
            version.number,
            version.created_at,
            **{name: getattr(draft, name) for name in CONTENTS},
        )


@dataclass(frozen=True)
class ImportOutcome:
    """How many rows of an import did what."""

    added: int
    changed: int
    unchanged: int
    waiting: int
    """Of the added and the changed: texts that nobody sees before they are published."""


@dataclass(frozen=True)
class CaseCounts:
    drafts: int
    published: int
    retired: int

    @property
    def all(self) -> int:
        return self.drafts + self.published + self.retired


class CaseBook:
    """The cases of the hotline; every change is heard on the channel ``cases``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def read(self, version_id: VersionId) -> CaseText:
        """A version as it was written, in force or not: what a person was shown stays readable.

        Raises:
            NoSuchCase: there is no such version.
        """
        async with self._transaction() as session:
            version = await queries.version_with(session, version_id)
            if version is None:
                raise NoSuchCase(version_id)
            return CaseText.of(version)

    async def current(self, case_id: CaseId) -> CaseText:
        """The version of a published case that is in force.

        Raises:
            NoSuchCase: the case is unknown, a draft or retired.
        """
        async with self._transaction() as session:
            version = await queries.published_version(session, case_id)
            if version is None:
                raise NoSuchCase(case_id)
            return CaseText.of(version)

    async def count(self) -> CaseCounts:
        async with self._transaction() as session:
            found = await queries.counts(session)
        return CaseCounts(
            drafts=found.get(CaseState.DRAFT, 0),
            published=found.get(CaseState.PUBLISHED, 0),
            retired=found.get(CaseState.RETIRED, 0),
        )

    async def published_ids(self) -> set[CaseId]:
        async with self._transaction() as session:
            return await queries.published_ids(session)

    async def import_cases(
        self,
        drafts: Sequence[CaseDraft],
        *,
        publish: bool,
        by: PersonId | None,
        now: datetime,
        dry_run: bool = False,
    ) -> ImportOutcome:
        """Take ``drafts`` into the book, all or none.

        A case that the book knows gets a new version where the contents differ. Without
        ``publish`` nothing that people see changes: new cases are drafts, and new texts of known
        cases wait beside the text in force until ``publish`` is called or the file is imported
        again with it. With ``publish`` every row is put in force, except those that say themselves
        that they are drafts or retired. A ``dry_run`` only tells what would happen.
        """
        async with self._transaction() as session:
            await queries.lock_book(session)
            ids = list({draft.id for draft in drafts})
            entries = await queries.entries(session, ids, lock=True)
            standings = {case_id: entry.standing() for case_id, entry in entries.items()}
            changes = plan_import(drafts, standings, publish=publish)
            if changes and not dry_run:
                carry_out(session, changes, entries, by=by, now=now)
                await queries.announce(session)
        outcome = _outcome(changes, rows=len(drafts))
        if not dry_run:
            log.info("cases imported by %s: %s", by, outcome)
        return outcome

    async def publish(self, case_id: CaseId, *, by: PersonId | None) -> CaseText:
        """Put the latest text of a case in force; a retired case comes back with it.

        Raises:
            NoSuchCase: there is no such case.
        """
        async with self._transaction() as session:
            entry = await _locked_entry(session, case_id)
            entry.case.current = entry.latest
            entry.case.state = CaseState.PUBLISHED
            await queries.announce(session)
            log.info("case %s published by %s", case_id, by)
            return CaseText.of(entry.latest)

    async def retire(self, case_id: CaseId, *, by: PersonId | None) -> None:
        """Take a case out of force; its versions stay readable.

        Raises:
            NoSuchCase: there is no such case.
        """
        async with self._transaction() as session:
            entry = await _locked_entry(session, case_id)
            entry.case.state = CaseState.RETIRED
            await queries.announce(session)
            log.info("case %s retired by %s", case_id, by)

    async def export(self) -> list[CaseDraft]:
        """Every case, so that importing the list with ``publish`` makes the same book elsewhere.

        A published case carries no state, so that an export holds only what every reader of such
        files knows; a draft and a retired case say so in ``state``. A case with a text that waits
        beside the text in force comes twice, the second time as a draft.
        """
        async with self._transaction() as session:
            entries = await queries.entries(session)
        return [draft for entry in entries.values() for draft in _exported(entry)]

    async def export_batches(self) -> AsyncIterator[list[CaseDraft]]:
        """The same, some cases at a time; no transaction is open while they are used."""
        async with self._transaction() as session:
            ids = await queries.all_ids(session)
        for start in range(0, len(ids), _EXPORTED_AT_ONCE):
            async with self._transaction() as session:
                entries = await queries.entries(session, ids[start : start + _EXPORTED_AT_ONCE])
            yield [draft for entry in entries.values() for draft in _exported(entry)]

    async def export_needs_states(self) -> bool:
        """Whether some text of an export says that it is not in force."""
        async with self._transaction() as session:
            return await queries.has_texts_out_of_force(session)


def carry_out(
    session: AsyncSession,
    changes: Sequence[Change],
    entries: dict[CaseId, Entry],
    *,
    by: PersonId | None,
    now: datetime,
    planted: bool = False,
) -> None:
    """Write ``changes`` to the book, of which ``entries`` are the cases concerned, locked."""
    for change in changes:
        entry = entries.get(change.draft.id)
        if change.text is Text.NEW:
            version = CaseVersion(
                case_id=change.draft.id,
                number=entry.latest.number + 1 if entry else 1,
                created_at=now,
                created_by=by,
                planted=planted,
                **change.draft.contents(),
            )
            case = entry.case if entry else Case(id=change.draft.id, current=None)
            session.add_all([case, version])
            entry = entries[change.draft.id] = Entry(case, version)
        assert entry is not None, "a text that the book holds belongs to a case"
        if change.in_force and change.text is not Text.CURRENT:
            entry.case.current = entry.latest
        entry.case.state = change.state


def _outcome(changes: Sequence[Change], *, rows: int) -> ImportOutcome:
    added = sum(change.is_new_case for change in changes)
    return ImportOutcome(
        added=added,
        changed=len(changes) - added,
        unchanged=rows - len(changes),
        waiting=sum(not change.in_force for change in changes),
    )


async def _locked_entry(session: AsyncSession, case_id: CaseId) -> Entry:
    entry = (await queries.entries(session, [case_id], lock=True)).get(case_id)
    if entry is None:
        raise NoSuchCase(case_id)
    return entry


def _exported(entry: Entry) -> list[CaseDraft]:
    case, waiting = entry.case, entry.waiting
    if case.current is None:
        return [CaseDraft.of(entry.latest, case.state)]
    state = None if case.state is CaseState.PUBLISHED else case.state
    drafts = [CaseDraft.of(case.current, state)]
    if waiting is not None:
        drafts.append(CaseDraft.of(waiting, CaseState.DRAFT))
    return drafts
