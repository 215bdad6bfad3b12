"""Computes the vectors of published cases and stores them beside the version."""

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from knowledge import queries, vectors
from knowledge.encoder import Encoder, Matrix
from knowledge.lexicon import fold
from knowledge.models import CaseVersion, VersionId

log = logging.getLogger(__name__)

#: The parts of a case that have vectors of their own.
WHOLE, TITLE, QUESTION = "whole", "title", "question"
#: Versions of one transaction: every commit makes all processes look at their index again.
_BATCH = 8


class Representable(Protocol):
    """The contents of a version, or of a draft, that its vectors are made of."""

    @property
    def title(self) -> str: ...
    @property
    def topics(self) -> Sequence[str]: ...
    @property
    def problem(self) -> str: ...
    @property
    def questions(self) -> Sequence[str]: ...


def represent(case: Representable) -> list[tuple[str, str]]:
    """The parts of a case and their texts, in the order of the stored rows.

    The solution is left out on purpose: with its first 300 characters the whole vector finds the
    right case less often. Raise ``encoder.REPRESENTATION`` with every change here.
    """
    topics = f" {', '.join(case.topics)}." if case.topics else ""
    parts = [(WHOLE, f"{case.title}. {case.problem}{topics}"), (TITLE, case.title)]
    parts += [(QUESTION, question) for question in case.questions if question.strip()]
    return [(part, fold(text)) for part, text in parts]


async def encode(encoder: Encoder, case: Representable) -> tuple[list[str], Matrix]:
    """The names of the parts, and one row for each."""
    parts = represent(case)
    return [part for part, _ in parts], await encoder.passages([text for _, text in parts])


class Indexer:
    """Gives published cases their vectors."""

    def __init__(self, transaction: Transaction, encoder: Encoder) -> None:
        self._transaction = transaction
        self._encoder = encoder

    async def index_missing(
        self, *, limit: int, progress: Callable[[int, int], None] | None = None
    ) -> int:
        """Index up to ``limit`` published versions that lack vectors of this encoder.

        Harmless when run twice or in two processes at once. ``progress`` is told how many are done
        and how many there are to do.

        Returns:
            How many versions got their vectors from this call.
        """
        async with self._transaction() as session:
            wanted = (await vectors.missing(session, self._encoder.fingerprint))[:limit]
        indexed = 0
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            indexed += await self._index(batch)
            if progress is not None:
                progress(start + len(batch), len(wanted))
        if wanted:
            log.info("%s of %s case versions indexed", indexed, len(wanted))
        return indexed

    async def _index(self, ids: Sequence[VersionId]) -> int:
        # Encoding takes seconds: no transaction is open meanwhile.
        async with self._transaction() as session:
            versions = await vectors.versions(session, ids)
        encoded = [(version, *await encode(self._encoder, version)) for version in versions]
        async with self._transaction() as session:
            stored = [await self._store(session, *one) for one in encoded]
            if any(stored):
                await queries.announce(session)
        return sum(stored)

    async def _store(
        self, session: AsyncSession, version: CaseVersion, parts: list[str], rows: Matrix
    ) -> bool:
        fingerprint = self._encoder.fingerprint
        return await vectors.store(session, version.id, fingerprint, parts, rows)
