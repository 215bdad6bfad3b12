"""Finding the cases that may answer a question."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from kit.database import Transaction
from knowledge import vectors
from knowledge.encoder import Encoder
from knowledge.index import Entry, Snapshot, Vectors
from knowledge.matching import Asked, Match, judged, nearest
from knowledge.models import CaseVersion, VersionId, VersionVectors
from knowledge.normalise import normalise
from knowledge.ranking import Signals
from knowledge.verdict import Calibration, Decision, decide, shipped_calibration
from people.levels import Level

__all__ = ["CaseSearch", "Decision", "Finding", "Match", "Searching", "Signals"]

log = logging.getLogger(__name__)

#: Materials for methodists never surface to teachers.
FOR_TEACHERS = ("teacher",)
#: Versions read at once.
_BATCH = 500


@dataclass(frozen=True)
class Finding:
    decision: Decision
    matches: tuple[Match, ...]
    """At most ten, best first."""
    understood: str
    """The question as it was searched for; empty when nothing was asked."""
    remarks: tuple[str, ...]
    """What was changed in it: «раскладка», «транслит», «опечатки», «сокращения»."""
    encoder: str | None
    """Fingerprint; ``None`` when the search went by words alone."""
    calibration: str
    ms: float
    nothing_asked: bool
    """Nothing but greetings and thanks: not one content word."""


class Searching(Protocol):
    async def find(
        self,
        text: str,
        *,
        subjects: Sequence[str] = (),
        levels: Sequence[Level] = (),
        audiences: Sequence[str] = FOR_TEACHERS,
    ) -> Finding:
        """Find cases for ``text``; ``subjects`` and ``levels`` are those of the asker's profile."""


class CaseSearch:
    """Searches the published cases, held in memory."""

    def __init__(
        self,
        transaction: Transaction,
        encoder: Encoder | None,
        calibration: Calibration | None = None,
    ) -> None:
        self._transaction = transaction
        self._calibration = calibration or shipped_calibration()
        if encoder is not None and not self._calibration.fits(encoder.fingerprint):
            log.warning(
                "calibration %s is not for encoder %s: searching by words alone",
                self._calibration.name,
                encoder.fingerprint,
            )
            encoder = None
        self._encoder = encoder
        self._snapshot = Snapshot([])
        self._refreshing = asyncio.Lock()

    @property
    def has_encoder(self) -> bool:
        """Whether cases are compared by meaning; otherwise by words alone."""
        return self._encoder is not None

    @property
    def size(self) -> int:
        """How many cases can be found."""
        return len(self._snapshot.entries)

    async def refresh(self) -> None:
        """Follow the database: cheap when nothing has changed, and safe at any time.

        To be called at the start and whenever the channel ``cases`` is heard.
        """
        async with self._refreshing:
            entries = await self._changed_entries()
            if entries is not None:
                self._snapshot = await asyncio.to_thread(Snapshot, entries)
                log.info("%s cases can be found", len(entries))

    async def find(
        self,
        text: str,
        *,
        subjects: Sequence[str] = (),
        levels: Sequence[Level] = (),
        audiences: Sequence[str] = FOR_TEACHERS,
    ) -> Finding:
        # A refresh may replace the snapshot at any await: one question sees one state of the base.
        return await find_in(
            self._snapshot,
            self._encoder,
            self._calibration,
            text,
            subjects=subjects,
            levels=levels,
            audiences=audiences,
        )

    async def _changed_entries(self) -> list[Entry] | None:
        """What the index must hold now, made anew only where needed; ``None``: it holds that."""
        fingerprint = self._encoder.fingerprint if self._encoder else None
        async with self._transaction() as session:
            in_force = await vectors.in_force(session, fingerprint)
        held = {(e.version_id, e.vectors is not None): e for e in self._snapshot.entries}
        wanted = [(row.version_id, row.has_vectors) for row in in_force]
        if wanted == list(held):
            return None
        missing = [key[0] for key in wanted if key not in held]
        for start in range(0, len(missing), _BATCH):
            for entry in await self._read(missing[start : start + _BATCH], fingerprint):
                held[entry.version_id, entry.vectors is not None] = entry
        by_version = {entry.version_id: entry for entry in held.values()}
        return [by_version[version_id] for version_id, _ in wanted if version_id in by_version]

    async def _read(self, ids: Sequence[VersionId], fingerprint: str | None) -> list[Entry]:
        async with self._transaction() as session:
            found = await vectors.versions(session, ids)
            stored = await vectors.vectors_of(session, ids, fingerprint) if fingerprint else {}
        return await asyncio.to_thread(
            lambda: [_entry(version, stored.get(version.id)) for version in found]
        )


async def find_in(
    snapshot: Snapshot,
    encoder: Encoder | None,
    calibration: Calibration,
    text: str,
    *,
    subjects: Sequence[str] = (),
    levels: Sequence[Level] = (),
    audiences: Sequence[str] = FOR_TEACHERS,
) -> Finding:
    """Find cases for ``text`` in ``snapshot``; the calibration must fit the encoder."""
    started = perf_counter()
    understood = await asyncio.to_thread(normalise, text, snapshot.vocabulary)
    matches: tuple[Match, ...] = ()
    decision = Decision.ROUTE
    if not understood.nothing_asked:
        vector = await encoder.question(understood.text) if encoder else None
        asked = Asked.of(understood.text, vector, subjects=subjects, levels=levels)
        weights = calibration.blend if encoder else calibration.blend_by_words
        found = await asyncio.to_thread(nearest, snapshot, asked, audiences, weights)
        matches = judged(found, calibration)
        decision = decide(
            matches[0].signals if matches else None,
            matches[0].score if matches else 0.0,
            content_lemmas=asked.content_lemmas,
            calibration=calibration,
        )
    return Finding(
        decision,
        matches,
        understood.text,
        understood.remarks,
        encoder.fingerprint if encoder else None,
        calibration.name,
        (perf_counter() - started) * 1000,
        understood.nothing_asked,
    )


def _entry(version: CaseVersion, stored: VersionVectors | None) -> Entry:
    held = Vectors.of(stored.parts, vectors.unpack(stored)) if stored else None
    return Entry.of(version.case_id, version.id, version, held)
