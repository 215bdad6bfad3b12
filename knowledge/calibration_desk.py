"""Calibrations as curators see them: which one judges, what a target costs, what was proposed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kit.database import Transaction
from knowledge import calibrations
from knowledge import recalculation_queries as queries
from knowledge.calibrating import Calibrator, Proposal
from knowledge.calibration_errors import (
    NoEncoder,
    NothingInForce,
    NothingProposed,
    OfAnotherVersion,
)
from knowledge.encoder import Encoder
from knowledge.models import CalibrationId, StoredCalibration
from knowledge.outlooks import Outlook, of_result, of_stored, target_of
from knowledge.recalculation_models import Recalculation
from knowledge.recalculation_results import Result, TooFew, from_document
from knowledge.search import CaseSearch
from knowledge.verdict import Calibration, OtherSignals, shipped_calibration


@dataclass(frozen=True)
class State:
    """All there is to see."""

    judging: Calibration
    """What is in force."""
    stored: StoredCalibration | None
    """The same as this place keeps it; ``None``: it came with the product."""
    is_ignored: bool
    """A calibration of this place is in force, but for another version of the program."""
    recalculation: Recalculation | None
    """The one that was asked for last."""
    too_few: TooFew | None
    """People have said too little for the last recalculation."""
    is_outdated: bool
    """The program ranks in another way than when a calibration was proposed."""
    outlooks: tuple[Outlook, ...]
    """The one to begin with first."""
    history: Sequence[StoredCalibration]
    """All that were ever in force, the newest first."""
    target: float
    """The one that was asked for."""

    @property
    def target_in_force(self) -> float:
        return target_of(self.stored)

    def outlook(self, basis: str) -> Outlook | None:
        """The one that was asked for, or the one to begin with."""
        named = [each for each in self.outlooks if each.basis == basis]
        return next(iter(named or self.outlooks), None)


class CalibrationDesk:
    """Shows calibrations, asks for new ones, puts them in force."""

    def __init__(
        self, transaction: Transaction, search: CaseSearch, *, shipped: Calibration | None = None
    ) -> None:
        self._transaction = transaction
        self._search = search
        self._shipped = shipped

    async def state(self, target: float | None = None) -> State:
        """
        Args:
            target: the share of wrong that is borne; ``None``: the one in force.

        Raises:
            NoEncoder: the encoder does not load.
        """
        encoder = self._encoder()
        async with self._transaction() as session:
            stored = await calibrations.in_force(session, encoder.fingerprint)
            history = await calibrations.history(session, encoder.fingerprint)
            asked = await queries.latest(session, encoder.fingerprint)
            ended = asked
            if asked is None or asked.result is None:
                ended = await queries.latest_ended(session, encoder.fingerprint)
        start = self._start(encoder)
        usable = _usable(stored)
        judging = usable or start
        wanted = target_of(stored) if target is None else target
        result = _result(ended)
        is_outdated = isinstance(result, Proposal) and result.calibration.ranking != start.ranking
        calibrator = self._calibrator(encoder)
        outlooks: list[Outlook] = []
        if ended is not None and result is not None and not is_outdated:
            found = await asyncio.to_thread(of_result, calibrator, ended, result, wanted)
            outlooks += [found] if found is not None else []
        if stored is not None and usable is not None:
            own = await asyncio.to_thread(of_stored, calibrator, stored, usable, wanted)
            is_newest = not outlooks or stored.fitted_at >= outlooks[0].at
            outlooks.insert(0 if is_newest else 1, own)
        return State(
            judging,
            stored,
            stored is not None and usable is None,
            asked,
            result if isinstance(result, TooFew) else None,
            is_outdated or (ended is not None and result is None),
            tuple(outlooks),
            history,
            wanted,
        )

    async def recalculate(self, *, now: datetime) -> bool:
        """Ask for a proposal; ``False`` when one is under way already.

        Raises:
            NoEncoder: the encoder does not load.
        """
        async with self._transaction() as session:
            return await queries.ask(session, self._encoder().fingerprint, now)

    async def put_in_force(
        self, recalculation: int, most_wrong: float, *, now: datetime
    ) -> CalibrationId:
        """Let what was proposed judge, aimed at this target.

        Raises:
            NoEncoder: the encoder does not load.
            NothingProposed: this recalculation is not the last one any more, has proposed nothing,
                or this version of the program could not use what it has proposed.
        """
        encoder = self._encoder()
        async with self._transaction() as session:
            ended = await queries.latest_ended(session, encoder.fingerprint)
        proposal = _result(ended)
        if ended is None or ended.id != recalculation or not isinstance(proposal, Proposal):
            raise NothingProposed
        if proposal.calibration.ranking != self._start(encoder).ranking:
            raise NothingProposed
        calibrator = self._calibrator(encoder)
        return await calibrator.put_in_force(calibrator.aimed(proposal, most_wrong), now=now)

    async def choose_target(self, most_wrong: float, *, now: datetime) -> CalibrationId:
        """Aim the calibration of this place at another target.

        Raises:
            NoEncoder: the encoder does not load.
            NothingInForce: what came with the product judges.
            OfAnotherVersion: the one in force is for another version of the program.
        """
        try:
            number = await self._calibrator(self._encoder()).choose_target(most_wrong, now=now)
        except OtherSignals:
            raise OfAnotherVersion from None
        if number is None:
            raise NothingInForce
        return number

    async def forget(self) -> None:
        """Go back to what came with the product.

        Raises:
            NoEncoder: the encoder does not load.
            NothingInForce: that judges anyway.
        """
        if not await self._calibrator(self._encoder()).forget():
            raise NothingInForce

    def _encoder(self) -> Encoder:
        encoder = self._search.meant
        if encoder is None:
            raise NoEncoder
        return encoder

    def _calibrator(self, encoder: Encoder) -> Calibrator:
        return Calibrator(self._transaction, encoder, self._shipped)

    def _start(self, encoder: Encoder) -> Calibration:
        shipped = self._shipped or shipped_calibration()
        if shipped.fits(encoder.fingerprint):
            return shipped
        return shipped.lent_to(encoder.fingerprint)


def _usable(stored: StoredCalibration | None) -> Calibration | None:
    try:
        return calibrations.calibration_of(stored) if stored is not None else None
    except OtherSignals:
        return None


def _result(ended: Recalculation | None) -> Result | None:
    try:
        return from_document(ended.result) if ended is not None and ended.result else None
    except OtherSignals:
        return None
