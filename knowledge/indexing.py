"""Computes the vectors of published cases and stores them beside the version."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from knowledge import queries, vectors
from knowledge.encoder import Encoder, Matrix, second_of
from knowledge.lexicon import fold
from knowledge.models import VersionId

log = logging.getLogger(__name__)

#: The parts of a case that have vectors of their own.
WHOLE, TITLE, QUESTION = "whole", "title", "question"
PROBLEM, SOLUTION = "problem", "solution"
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
    @property
    def solution(self) -> str: ...


def represent(case: Representable) -> list[tuple[str, str]]:
    """The parts of a case and their texts, in the order of the stored rows.

    The solution is left out on purpose: with its first 300 characters the whole vector finds the
    right case less often. Raise ``encoder.REPRESENTATION`` with every change here.
    """
    topics = f" {', '.join(case.topics)}." if case.topics else ""
    parts = [(WHOLE, f"{case.title}. {case.problem}{topics}"), (TITLE, case.title)]
    parts += [(QUESTION, question) for question in case.questions if question.strip()]
    return [(part, fold(text)) for part, text in parts]


def gists(case: Representable) -> list[tuple[str, str]]:
    """The same for the second opinion, which reads problem and solution by themselves.

    Raise ``gist.GISTS`` with every change here.
    """
    parts = [(TITLE, case.title), *((QUESTION, question) for question in case.questions)]
    parts += [(PROBLEM, case.problem), (SOLUTION, case.solution)]
    return [(part, fold(text)) for part, text in parts if text.strip()]


async def encode(encoder: Encoder, case: Representable) -> tuple[list[str], Matrix]:
    """The names of the parts, and one row for each."""
    return await _encoded(encoder, represent(case))


async def encode_gists(second: Encoder, case: Representable) -> tuple[list[str], Matrix]:
    """The same by the second opinion."""
    return await _encoded(second, gists(case))


async def _encoded(encoder: Encoder, parts: Sequence[tuple[str, str]]) -> tuple[list[str], Matrix]:
    return [part for part, _ in parts], await encoder.passages([text for _, text in parts])


class Indexer:
    """Gives published cases their vectors, by the encoder and by the second opinion beside it."""

    def __init__(self, transaction: Transaction, encoder: Encoder) -> None:
        self._transaction = transaction
        self._views = [_View(encoder, encode, vectors.missing)]
        if (second := second_of(encoder)) is not None:
            # The quick one first: what it has seen is better than words alone.
            self._views.insert(0, _View(second, encode_gists, vectors.missing_gists))

    async def index_missing(
        self, *, limit: int, progress: Callable[[int, int], None] | None = None
    ) -> int:
        """Index up to ``limit`` published versions that lack vectors.

        Harmless when run twice or in two processes at once. ``progress`` is told how many are done
        and how many there are to do.

        Returns:
            How many versions got vectors from this call.
        """
        wanted = (await self._missing())[:limit]
        indexed = 0
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            indexed += await self._index(batch)
            if progress is not None:
                progress(start + len(batch), len(wanted))
        if wanted:
            log.info("%s of %s case versions indexed", indexed, len(wanted))
        return indexed

    async def _missing(self) -> list[VersionId]:
        async with self._transaction() as session:
            lacking = [
                await view.missing(session, view.encoder.fingerprint) for view in self._views
            ]
        return sorted({version_id for some in lacking for version_id in some})

    async def _index(self, ids: Sequence[VersionId]) -> int:
        got: set[VersionId] = set()
        for view in self._views:
            got |= await self._index_by(view, ids)
        return len(got)

    async def _index_by(self, view: "_View", ids: Sequence[VersionId]) -> set[VersionId]:
        fingerprint = view.encoder.fingerprint
        # Encoding takes seconds: no transaction is open meanwhile.
        async with self._transaction() as session:
            lacking = {*await view.missing(session, fingerprint)}
            versions = await vectors.versions(session, [one for one in ids if one in lacking])
        encoded = [(one.id, *await view.encode(view.encoder, one)) for one in versions]
        async with self._transaction() as session:
            got = {
                version_id
                for version_id, parts, rows in encoded
                if await vectors.store(session, version_id, fingerprint, parts, rows)
            }
            if got:
                await queries.announce(session)
        return got


@dataclass(frozen=True)
class _View:
    """An encoder, and how a case is shown to it."""

    encoder: Encoder
    encode: Callable[[Encoder, Representable], Awaitable[tuple[list[str], Matrix]]]
    missing: Callable[[AsyncSession, str], Awaitable[list[VersionId]]]
    """The published versions that it should see and has not seen."""
