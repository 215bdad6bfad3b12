"""Finding the cases that may answer a question."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter
from typing import Protocol, Self

from kit.database import Transaction
from knowledge import vectors
from knowledge.encoder import Encoder
from knowledge.index import Entry, Snapshot, Vectors
from knowledge.matching import Asked, Match, judged, nearest
from knowledge.models import CaseVersion, VersionId, VersionVectors
from knowledge.normalise import normalise
from knowledge.ranking import Signals
from knowledge.verdict import Calibration, Decision, decide, shipped_calibration
from knowledge.wording import is_stale
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

    def as_of(self, today: date) -> Self:
        """The same on a given day: a case whose review is late is offered, never shown at once."""
        if self.decision is Decision.ANSWER and is_stale(self.matches[0].review_by, today):
            return replace(self, decision=Decision.OFFER)
        return self


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


@dataclass(frozen=True)
class _Sight:
    """The cases by the vectors of one encoder, with that encoder: replaced as a whole only."""

    snapshot: Snapshot
    encoder: Encoder | None
    calibration: Calibration

    @property
    def fingerprint(self) -> str | None:
        return self.encoder.fingerprint if self.encoder else None


class CaseSearch:
    """Searches the published cases, held in memory."""

    def __init__(
        self,
        transaction: Transaction,
        encoder: Encoder | None,
        calibration: Calibration | None = None,
        *,
        stand_in: Encoder | None = None,
    ) -> None:
        """``stand_in`` serves as long as it has the vectors of more cases than ``encoder``."""
        self._transaction = transaction
        self._calibration = calibration or shipped_calibration()
        self._encoder = encoder
        self._stand_in = stand_in
        self._sight = self._seen_by(encoder, [])
        self._refreshing = asyncio.Lock()
        if encoder is not None and not self._sight.calibration.is_fitted:
            log.warning(
                "encoder %s has no calibration: cases are offered, never shown at once",
                encoder.fingerprint,
            )

    @property
    def has_encoder(self) -> bool:
        """Whether cases are compared by meaning; otherwise by words alone."""
        return self._sight.encoder is not None

    @property
    def now_seen(self) -> tuple[Snapshot, Encoder | None, Calibration]:
        """What questions are searched in at this moment; the three belong together."""
        return self._sight.snapshot, self._sight.encoder, self._sight.calibration

    @property
    def size(self) -> int:
        """How many cases can be found."""
        return len(self._sight.snapshot.entries)

    async def refresh(self) -> None:
        """Follow the database: cheap when nothing has changed, and safe at any time.

        To be called at the start and whenever the channel ``cases`` is heard.
        """
        async with self._refreshing:
            encoder = await self._serving()
            entries = await self._changed_entries(encoder)
            if entries is not None:
                self._sight = await asyncio.to_thread(self._seen_by, encoder, entries)
                log.info("%s cases can be found", len(entries))

    async def find(
        self,
        text: str,
        *,
        subjects: Sequence[str] = (),
        levels: Sequence[Level] = (),
        audiences: Sequence[str] = FOR_TEACHERS,
    ) -> Finding:
        # A refresh may replace the sight at any await: one question sees one state of the base,
        # and is encoded by the encoder of the vectors that it is compared with.
        sight = self._sight
        return await find_in(
            sight.snapshot,
            sight.encoder,
            sight.calibration,
            text,
            subjects=subjects,
            levels=levels,
            audiences=audiences,
        )

    async def _serving(self) -> Encoder | None:
        """The encoder whose vectors are to be searched now."""
        if self._stand_in is None or self._encoder is None:
            return self._encoder
        async with self._transaction() as session:
            own = await vectors.count(session, self._encoder.fingerprint)
            former = await vectors.count(session, self._stand_in.fingerprint)
        if own < former:
            log.info(
                "%s serves: %s has seen %s of its %s cases",
                self._stand_in.fingerprint,
                self._encoder.fingerprint,
                own,
                former,
            )
            return self._stand_in
        # It has served, and its memory is given back.
        self._stand_in = None
        return self._encoder

    def _seen_by(self, encoder: Encoder | None, entries: Sequence[Entry]) -> _Sight:
        calibration = self._calibration
        if encoder is not None and not calibration.fits(encoder.fingerprint):
            calibration = calibration.lent_to(encoder.fingerprint)
        snapshot = Snapshot(entries, is_calibrated=calibration.is_fitted)
        return _Sight(snapshot, encoder, calibration)

    async def _changed_entries(self, encoder: Encoder | None) -> list[Entry] | None:
        """What the index must hold now, made anew only where needed; ``None``: it holds that."""
        fingerprint = encoder.fingerprint if encoder else None
        async with self._transaction() as session:
            in_force = await vectors.in_force(session, fingerprint)
        is_other = fingerprint != self._sight.fingerprint
        # Entries with the vectors of another encoder are of no use, even the unchanged ones.
        known = () if is_other else self._sight.snapshot.entries
        held = {(e.version_id, e.vectors is not None): e for e in known}
        wanted = [(row.version_id, row.has_vectors) for row in in_force]
        if wanted == list(held) and not is_other:
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
