"""The cases that ship with the product, their ready vectors and test questions.

Computing the vectors takes minutes, so they are shipped too, made by ``make_vectors``. They are
found by encoder and by text: what has been edited since, or is to be seen by another encoder,
simply is not among them, and the ``Indexer`` computes it.
"""

import hashlib
import io
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from knowledge import queries, vectors
from knowledge.changes import plan_import
from knowledge.drafts import CaseDraft
from knowledge.encoder import Matrix, Vector
from knowledge.files import cases_in
from knowledge.indexing import Representable, gists, represent
from knowledge.models import CaseId, CaseState
from knowledge.queries import Entry
from knowledge.replying import REPLY, is_reply
from knowledge.seeds.case_tests import (
    NOT_READY,
    ReadyQuestions,
    Tests,
    plant_tests,
    shipped_questions,
    shipped_tests,
)
from knowledge.service import carry_out

log = logging.getLogger(__name__)

#: The files of ready vectors.
VECTORS, GISTS = "vectors.npz", "gists.npz"


@dataclass(frozen=True)
class ReadyVectors:
    """Vectors of texts, as one encoder sees them."""

    fingerprint: str
    rows: dict[bytes, Vector]
    """By ``key_of`` the text."""
    shown: Callable[[Representable], list[tuple[str, str]]] = represent
    """How a case is shown to that encoder."""

    def of(self, case: Representable) -> tuple[list[str], Matrix] | None:
        """The parts of a case and their rows; ``None`` unless every part is here."""
        parts = self.shown(case)
        rows = [self.rows.get(key_of(text)) for _, text in parts]
        found = [row for row in rows if row is not None]
        if len(found) < len(parts):
            return None
        return [part for part, _ in parts], np.array(found, dtype=np.float32)


@dataclass(frozen=True)
class Seeds:
    cases: tuple[CaseDraft, ...]
    ready: ReadyVectors
    second: ReadyVectors = ReadyVectors("", {}, gists)
    """By the second opinion."""
    tests: Tests = field(default_factory=dict)
    asked: ReadyQuestions = NOT_READY
    """The test questions, as the encoder sees them."""

    @property
    def no_replies(self) -> tuple[CaseDraft, ...]:
        return tuple(case for case in self.cases if not is_reply(case.kind))


@dataclass(frozen=True)
class Planted:
    """What planting has changed."""

    added: int
    updated: int


def folder() -> Traversable:
    return files("knowledge.seeds")


def key_of(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


@cache
def shipped() -> Seeds:
    """What this version of the product ships.

    Raises:
        FaultyFile: one of the shipped files is damaged.
    """
    cases = sorted(folder().joinpath("cases").iterdir(), key=lambda shelf: shelf.name)
    shelves = [shelf for shelf in cases if shelf.name.endswith(".jsonl")]
    drafts = (
        draft
        for shelf in [*shelves, folder().joinpath("replies.jsonl")]
        for draft in cases_in(Path(shelf.name), shelf.read_bytes())
    )
    ready, second = _read(VECTORS, represent), _read(GISTS, gists)
    return Seeds(tuple(drafts), ready, second, shipped_tests(), shipped_questions())


def _read(name: str, shown: Callable[[Representable], list[tuple[str, str]]]) -> ReadyVectors:
    file = folder().joinpath(name)
    if not file.is_file():
        return ReadyVectors("", {}, shown)
    with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as stored:
        keys = [key.tobytes() for key in stored["keys"]]
        rows = dict(zip(keys, stored["rows"].astype(np.float32), strict=True))
        return ReadyVectors(str(stored["fingerprint"]), rows, shown)


async def plant(transaction: Transaction, *, now: datetime, seeds: Seeds | None = None) -> Planted:
    """Bring ``seeds``, usually the shipped ones, into the book, published.

    Harmless when run twice. An empty book gets all cases. One that was planted before gets those
    that a newer version of the product has added, and the new texts of cases that nobody here has
    touched: a case that is retired, or has a version written here, stays as it is. A book that was
    filled from elsewhere gets the replies only: they are manners, not somebody's methods.

    Shipped cases in force, in the words they came with, get the shipped test questions where they
    have none: without one, nobody could publish their next text.
    """
    seeds = seeds or shipped()
    async with transaction() as session:
        await queries.lock_book(session)
        own = await queries.ids_with_version(session, planted=False)
        if await _is_filled_from_elsewhere(session):
            replies = tuple(case for case in seeds.cases if is_reply(case.kind))
            seeds = replace(seeds, cases=replies)
        entries = await queries.entries(session, [case.id for case in seeds.cases], lock=True)
        drafts = [draft for draft in seeds.cases if _may_write(draft.id, entries, own)]
        standings = {case_id: entry.standing() for case_id, entry in entries.items()}
        changes = plan_import(drafts, standings, publish=True)
        carry_out(session, changes, entries, by=None, now=now, planted=True)
        await session.flush()
        added_vectors = [
            await _add_ready_vectors(session, entries, seeds.cases, seeds.ready),
            await _add_ready_vectors(session, entries, seeds.no_replies, seeds.second),
        ]
        planted = [id for id, entry in entries.items() if _is_as_shipped(id, entry, own)]
        tests = await plant_tests(session, seeds.tests, seeds.asked, planted, now=now)
        if any(added_vectors) or changes:
            await queries.announce(session)
    added = sum(change.is_new_case for change in changes)
    if changes:
        log.info("seeds planted: %s new, %s updated", added, len(changes) - added)
    if tests:
        log.info("test questions planted: %s", tests)
    return Planted(added, len(changes) - added)


async def _is_filled_from_elsewhere(session: AsyncSession) -> bool:
    """Whether the cases of the book, replies apart, are all somebody's own."""
    own = await queries.has_cases_besides(session, REPLY, planted=False)
    return own and not await queries.has_cases_besides(session, REPLY, planted=True)


def _may_write(case_id: CaseId, entries: dict[CaseId, Entry], own: set[CaseId]) -> bool:
    return case_id not in entries or _is_as_shipped(case_id, entries[case_id], own)


def _is_as_shipped(case_id: CaseId, entry: Entry, own: set[CaseId]) -> bool:
    """In force, and nobody here has written a version of it."""
    return case_id not in own and entry.case.state is CaseState.PUBLISHED


async def _add_ready_vectors(
    session: AsyncSession,
    entries: dict[CaseId, Entry],
    cases: Sequence[CaseDraft],
    ready: ReadyVectors,
) -> int:
    """Give the planted cases that have no vectors the ready ones; how many got them."""
    missing = set(await vectors.missing(session, ready.fingerprint)) if ready.rows else set()
    stored = 0
    for draft in cases:
        version = entries[draft.id].case.current
        found = ready.of(version) if version is not None and version.id in missing else None
        if version is not None and found is not None:
            stored += await vectors.store(session, version.id, ready.fingerprint, *found)
    return stored
