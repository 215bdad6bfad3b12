"""Finding the cases that may answer a question."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from kit.database import Transaction
from knowledge import calibrations, vectors
from knowledge.encoder import Encoder, second_of
from knowledge.finding import FOR_TEACHERS, Finding, Searching, find_in
from knowledge.index import Entry, Gists, Snapshot, Vectors
from knowledge.indexing import QUESTION
from knowledge.matching import Match
from knowledge.models import (
    CalibrationId,
    CaseVersion,
    StoredCalibration,
    VersionId,
    VersionVectors,
)
from knowledge.narrowing import Tap
from knowledge.ranking import Signals
from knowledge.replying import Replies, ReplyEntry, ReplyFound, is_reply
from knowledge.verdict import Calibration, Decision, OtherSignals, shipped_calibration
from people.levels import Level

__all__ = [
    "FOR_TEACHERS",
    "CaseSearch",
    "Decision",
    "Finding",
    "Match",
    "ReplyFound",
    "Searching",
    "Signals",
    "find_in",
]

log = logging.getLogger(__name__)

#: Versions read at once.
_BATCH = 500


#: What is held of each published case and reply, by its version, and whether the encoder and the
#: second opinion have seen it.
_Held = dict[tuple[VersionId, bool, bool], Entry | ReplyEntry]


@dataclass(frozen=True)
class _Sight:
    """The cases by the vectors of one encoder, with that encoder: replaced as a whole only."""

    held: _Held
    snapshot: Snapshot
    replies: Replies
    encoder: Encoder | None
    calibration: Calibration

    @property
    def fingerprint(self) -> str | None:
        return self.encoder.fingerprint if self.encoder else None

    @property
    def second(self) -> str | None:
        """Fingerprint of the second opinion."""
        second = second_of(self.encoder)
        return second.fingerprint if second else None


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
        self._stored: dict[CalibrationId, Calibration | None] = {}
        """Calibrations of this place; ``None``: of no use to this program."""
        self._sight = _seen_by(encoder, self._lent(encoder), {})
        self._refreshing = asyncio.Lock()
        self._told = self._sight.calibration.name if self._sight.calibration.is_fitted else ""

    @property
    def has_encoder(self) -> bool:
        """Whether cases are compared by meaning; otherwise by words alone."""
        return self._sight.encoder is not None

    @property
    def now_seen(self) -> tuple[Snapshot, Encoder | None, Calibration]:
        """What questions are searched in at this moment; the three belong together."""
        return self._sight.snapshot, self._sight.encoder, self._sight.calibration

    @property
    def meant(self) -> Encoder | None:
        """The encoder that is to serve; another one may stand in for it as yet."""
        return self._encoder

    @property
    def size(self) -> int:
        """How many cases can be found."""
        return len(self._sight.snapshot.entries)

    async def refresh(self) -> None:
        """Follow the database: cheap when nothing has changed, and safe at any time.

        To be called at the start and whenever the channel ``cases`` is heard. A calibration that
        was put in force judges from here on.
        """
        async with self._refreshing:
            encoder = await self._serving()
            calibration = await self._judging(encoder)
            entries = await self._changed_entries(encoder)
            if entries is None and calibration == self._sight.calibration:
                return
            seen = self._sight.held if entries is None else entries
            self._sight = await asyncio.to_thread(_seen_by, encoder, calibration, seen)
            log.info("%s cases can be found", self.size)
            self._tell(calibration)

    async def find(
        self,
        text: str,
        *,
        subjects: Sequence[str] = (),
        levels: Sequence[Level] = (),
        audiences: Sequence[str] = FOR_TEACHERS,
        taps: Sequence[Tap] = (),
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
            taps=taps,
            replies=sight.replies,
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

    async def _judging(self, encoder: Encoder | None) -> Calibration:
        """The calibration of this place, if the encoder has one; else what came with the product,
        lent where it is not for this encoder."""
        if encoder is not None:
            async with self._transaction() as session:
                number = await calibrations.number_in_force(session, encoder.fingerprint)
                if number is not None and number not in self._stored:
                    stored = await session.get_one(StoredCalibration, number)
                    self._stored = {number: _usable(stored)}
            own = self._stored.get(number) if number is not None else None
            if own is not None:
                return own
        return self._lent(encoder)

    def _lent(self, encoder: Encoder | None) -> Calibration:
        calibration = self._calibration
        if encoder is None or calibration.fits(encoder.fingerprint):
            return calibration
        return calibration.lent_to(encoder.fingerprint)

    def _tell(self, calibration: Calibration) -> None:
        if calibration.name == self._told:
            return
        self._told = calibration.name
        log.info("judged by the calibration %s", calibration.name)
        if not calibration.is_fitted:
            log.warning(
                "encoder %s has no calibration: cases are offered, never shown at once",
                calibration.fingerprint,
            )

    async def _changed_entries(self, encoder: Encoder | None) -> _Held | None:
        """What the index must hold now, made anew only where needed; ``None``: it holds that."""
        fingerprint = encoder.fingerprint if encoder else None
        beside = second_of(encoder)
        second = beside.fingerprint if beside else None
        async with self._transaction() as session:
            in_force = await vectors.in_force(session, fingerprint, second)
        is_other = (fingerprint, second) != (self._sight.fingerprint, self._sight.second)
        # Entries with the vectors of another encoder are of no use, even the unchanged ones.
        known = {} if is_other else self._sight.held
        wanted = [(row.version_id, row.has_vectors, row.has_gists) for row in in_force]
        if wanted == list(known) and not is_other:
            return None
        missing = [key[0] for key in wanted if key not in known]
        read: dict[VersionId, Entry | ReplyEntry] = {}
        for start in range(0, len(missing), _BATCH):
            read |= await self._read(missing[start : start + _BATCH], fingerprint, second)
        return {
            key: known.get(key) or read[key[0]] for key in wanted if key in known or key[0] in read
        }

    async def _read(
        self, ids: Sequence[VersionId], fingerprint: str | None, second: str | None
    ) -> dict[VersionId, Entry | ReplyEntry]:
        async with self._transaction() as session:
            found = await vectors.versions(session, ids)
            stored = await vectors.vectors_of(session, ids, fingerprint) if fingerprint else {}
            gists = await vectors.vectors_of(session, ids, second) if second else {}
        return await asyncio.to_thread(
            lambda: {one.id: _entry(one, stored.get(one.id), gists.get(one.id)) for one in found}
        )


def _seen_by(encoder: Encoder | None, calibration: Calibration, held: _Held) -> _Sight:
    is_calibrated = not calibration.is_rescaled
    cases = {key: entry for key, entry in held.items() if isinstance(entry, Entry)}
    snapshot = Snapshot([*cases.values()], is_calibrated=is_calibrated)
    replies = [entry for entry in held.values() if isinstance(entry, ReplyEntry)]
    return _Sight(
        # With the vectors of the snapshot, so that they are in memory once.
        {**held, **dict(zip(cases, snapshot.entries, strict=True))},
        snapshot,
        Replies(replies, is_calibrated=is_calibrated),
        encoder,
        calibration,
    )


def _usable(stored: StoredCalibration) -> Calibration | None:
    try:
        return calibrations.calibration_of(stored)
    except OtherSignals:
        log.warning(
            "calibration %s was fitted to other signals than this version has: it is ignored, "
            "until hotline cases calibrate is run again",
            stored.id,
        )
        return None


def _entry(
    version: CaseVersion, stored: VersionVectors | None, second: VersionVectors | None
) -> Entry | ReplyEntry:
    if is_reply(version.kind):
        rows = vectors.unpack(stored) if stored else None
        of_phrases = [part == QUESTION for part in stored.parts] if stored else []
        return ReplyEntry.of(version, rows[of_phrases] if rows is not None else None)
    held = Vectors.of(stored.parts, vectors.unpack(stored)) if stored else None
    gists = Gists.of(second.parts, vectors.unpack(second)) if second else None
    return Entry.of(version.case_id, version.id, version, held, gists)
