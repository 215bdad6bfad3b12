"""The register of methodists: files in and out, and whom a row is in the messengers."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from people.errors import NoSuchEntry, SeveralEntries
from people.pool import queries
from people.pool.binding import follow
from people.pool.draft import PoolDraft, name_key
from people.pool.models import PoolEntry, PoolEntryId

log = logging.getLogger(__name__)


class Fate(StrEnum):
    """What taking a row in does."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class PoolOutcome:
    """What taking a file in has done, or would do: a fate for each row, in its order."""

    fates: tuple[Fate, ...]

    def count(self, fate: Fate) -> int:
        return self.fates.count(fate)


@dataclass(frozen=True)
class Listed:
    """A row of the register as whoever looks after the methodists sees it in a list."""

    entry_id: PoolEntryId
    draft: PoolDraft
    is_bound: bool
    """Whether it is known who this is in the messengers."""


class Pool:
    """The register of methodists."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def take_in(
        self, drafts: Sequence[PoolDraft], *, now: datetime, dry_run: bool = False
    ) -> PoolOutcome:
        """Take people in; whoever is known by name and day of birth gets what the row has set.

        Nobody is removed by not being in a file. With ``dry_run`` nothing changes.
        """
        async with self._transaction() as session:
            await queries.lock_pool(session)
            keys = [(name_key(draft.name), draft.born) for draft in drafts]
            known = await queries.lock_known(session, keys)
            fates = []
            for key, draft in zip(keys, drafts, strict=True):
                entry = known.get(key)
                fates.append(_fate(entry, draft))
                if not dry_run and fates[-1] is not Fate.UNCHANGED:
                    await _keep(session, entry, draft, now=now)
        outcome = PoolOutcome(tuple(fates))
        if not dry_run:
            counts = [outcome.count(fate) for fate in Fate]
            log.info("register: %s new, %s changed, %s unchanged", *counts)
        return outcome

    async def drafts(self) -> list[PoolDraft]:
        """Everybody, by name. Days of birth and diagnostics are in it: the reading is logged."""
        async with self._transaction() as session:
            entries = await queries.everybody(session)
        log.info("register read whole: %s rows", len(entries))
        return [entry.draft() for entry in entries]

    async def listed(self) -> list[Listed]:
        async with self._transaction() as session:
            entries = await queries.everybody(session)
        return [Listed(each.id, each.draft(), each.person_id is not None) for each in entries]

    async def entry_named(self, name: str, born: date | None = None) -> PoolEntryId | None:
        """The row of this name; ``None`` where there is none.

        Raises:
            SeveralEntries: the day of birth must tell them apart.
        """
        async with self._transaction() as session:
            entries = await queries.named(session, name_key(name))
        found = [entry.id for entry in entries if born in (None, entry.born)]
        if len(found) > 1:
            raise SeveralEntries(found)
        return found[0] if found else None

    async def entry(self, entry_id: PoolEntryId) -> PoolDraft:
        """
        Raises:
            NoSuchEntry
        """
        async with self._transaction() as session:
            entry = await session.get(PoolEntry, entry_id)
        if entry is None:
            raise NoSuchEntry(entry_id)
        return entry.draft()


def _fate(entry: PoolEntry | None, draft: PoolDraft) -> Fate:
    if entry is None:
        return Fate.NEW
    after = PoolDraft.model_validate(
        {"name": draft.name, "born": draft.born, **entry.facts, **draft.facts()}
    )
    return Fate.UNCHANGED if after == entry.draft() else Fate.CHANGED


async def _keep(
    session: AsyncSession, entry: PoolEntry | None, draft: PoolDraft, *, now: datetime
) -> None:
    if entry is None:
        entry = PoolEntry(name_key=name_key(draft.name), born=draft.born, facts={})
        session.add(entry)
    entry.name, entry.kept_at = draft.name, now
    entry.facts = {**entry.facts, **draft.facts()}
    if entry.person_id is not None:
        methodist = await queries.lock_methodist(session, entry.person_id)
        if methodist is not None:
            follow(methodist, entry.draft())
