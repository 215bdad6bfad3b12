"""Fits the verdict to what is known of this place: its base, its questions, its teachers' words."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from kit.database import Transaction
from kit.errors import Refusal
from knowledge import calibrations, queries
from knowledge.adapting import Adapted, adapt, judged_by_meaning, leave, suffice
from knowledge.encoder import Encoder
from knowledge.examples import Example, Origin, Verdict
from knowledge.gathering import Gathered, Gatherer, Progress
from knowledge.labelled import LabelledQuestion
from knowledge.models import CalibrationId, StoredCalibration
from knowledge.reliability import Reliability
from knowledge.thresholds import NEVER, Cost, Scored, cost_of, targets_for
from knowledge.verdict import Calibration, OtherSignals, shipped_calibration

log = logging.getLogger(__name__)

#: The share of wrong among the answered that is borne when nobody says otherwise.
USUAL_TARGET = 0.03
#: Targets whose cost is shown to the curator.
COSTED = (0.01, 0.02, 0.03, 0.05, 0.1)
#: Typical questions of a base are not asked by teachers: by them alone only so much is borne.
OWN_STRICTER = 0.5


class TooFewExamples(Refusal):
    """What is known is too little to fit a calibration to."""

    def __init__(self, counts: Mapping[Origin, int], right: int) -> None:
        """``right``: of how many of them the first case is right."""
        super().__init__(counts, right)
        self.counts, self.right = counts, right


@dataclass(frozen=True)
class Proposal:
    """A calibration that could be put in force, and what it is worth."""

    calibration: Calibration
    labelled: int
    verdicts: int
    verdicts_left_out: int
    own: int
    """Above zero only where people have said too little: then only the thresholds are chosen."""
    before: Reliability
    """Of what has judged so far, on the same questions."""
    after: Reliability
    """Of the proposed one, each question judged by a model that has not seen it."""
    scored: tuple[Scored, ...]
    cost: Cost
    """Of the target that was asked for."""
    costs: tuple[Cost, ...]
    """Of ``COSTED``."""


@dataclass(frozen=True)
class Estimate:
    """What judges now, tried on the typical questions of the base: stricter than life is."""

    calibration: str
    """Its name."""
    answer_from: float
    """``NEVER`` where it shows nothing at once."""
    offer_from: float
    scored: tuple[Scored, ...]
    reliability: Reliability
    cases: int


class Calibrator:
    """Fits a calibration to one encoder over the base as it is, and puts it in force."""

    def __init__(
        self, transaction: Transaction, encoder: Encoder, shipped: Calibration | None = None
    ) -> None:
        self._transaction = transaction
        self._encoder = encoder
        start = shipped or shipped_calibration()
        if not start.fits(encoder.fingerprint):
            start = start.lent_to(encoder.fingerprint)
        self._start = start

    async def propose(
        self,
        labelled: Sequence[LabelledQuestion],
        verdicts: Sequence[Verdict],
        *,
        most_wrong: float,
        now: datetime,
        progress: Progress | None = None,
    ) -> Proposal:
        """Fit a calibration and weigh it; nothing is changed.

        Args:
            labelled: questions whose right cases somebody has written down.
            verdicts: what askers have said in operation.
            most_wrong: the target: the share of wrong cases among those shown at once, 0 to 1.
            now: the day that the calibration is dated.
            progress: is told how many questions are put, and of how many.

        Raises:
            TooFewExamples: people have said too little, and the typical questions of the base do
                not help: the encoder is calibrated already, or there are too few of them.
        """
        gatherer = Gatherer(self._transaction, self._encoder, self._start)
        gathered = await gatherer.gather(labelled, verdicts, progress=progress)
        examples = gathered.examples
        if _suffice(examples):
            adapted = await asyncio.to_thread(adapt, examples, self._start)
            return await self._proposal(gathered, examples, adapted, most_wrong, now)
        if not self._start.is_fitted:
            examples = (*examples, *await gatherer.gather_own(progress=progress))
        if not _suffice(examples):
            right = sum(judged.right[0] for _, judged in judged_by_meaning(examples))
            raise TooFewExamples(_counts(examples), right)
        return await self._proposal(
            gathered, examples, leave(examples, self._start), most_wrong, now
        )

    async def estimate(self, *, progress: Progress | None = None) -> Estimate | None:
        """Try what judges now on the typical questions of the base; nothing is changed.

        Nothing can be fitted to them where the encoder came with a calibration, see
        docs/decisions/0009-calibration.md. ``None``: the base has no such questions.
        """
        judging = await self._judging()
        gatherer = Gatherer(self._transaction, self._encoder, judging)
        scored = leave(await gatherer.gather_own(progress=progress), judging).scored
        if not scored:
            return None
        reliability = Reliability.of([one.score for one in scored], [one.right for one in scored])
        return Estimate(
            judging.name,
            min(judging.answer_from, NEVER),
            judging.offer_from,
            scored,
            reliability,
            len(await gatherer.holdings()),
        )

    def aimed(self, proposal: Proposal, most_wrong: float) -> Proposal:
        """The proposal with its threshold chosen for another target."""
        by_own = proposal.own > 0
        cost = self._cost(proposal.scored, most_wrong, proposal.calibration, by_own=by_own)
        calibration = replace(proposal.calibration, answer_from=cost.answer_from)
        return replace(proposal, calibration=calibration, cost=cost)

    async def put_in_force(self, proposal: Proposal, *, now: datetime) -> CalibrationId:
        """Keep a proposal; every process judges by it from now on."""
        stored = StoredCalibration(
            fingerprint=proposal.calibration.fingerprint,
            fitted_at=now,
            labelled=proposal.labelled,
            verdicts=proposal.verdicts,
            own=proposal.own,
            cases=proposal.calibration.cases,
            targets=asdict(targets_for(proposal.cost.most_wrong)),
            reliability=asdict(proposal.after),
            scored=[asdict(one) for one in proposal.scored],
            models=asdict(proposal.calibration),
        )
        return await self._store(stored)

    async def costs(self, targets: Sequence[float] = COSTED) -> tuple[Cost, ...]:
        """What each target would cost with the calibration of this place that is in force.

        Nothing when there is none: what the shipped one was fitted to is not here.

        Raises:
            OtherSignals: it is ignored, being fitted to other signals than the program's.
        """
        stored = await self._in_force()
        if stored is None:
            return ()
        return tuple(self.cost_with(stored, target) for target in targets)

    async def choose_target(self, most_wrong: float, *, now: datetime) -> CalibrationId | None:
        """Choose the threshold of the calibration in force anew; its models stay.

        Returns:
            The number of the new one; ``None`` when no calibration of this place is in force.

        Raises:
            OtherSignals: it is ignored, being fitted to other signals than the program's.
        """
        former = await self._in_force()
        if former is None:
            return None
        cost = self.cost_with(former, most_wrong)
        stored = StoredCalibration(
            fingerprint=former.fingerprint,
            fitted_at=now,
            labelled=former.labelled,
            verdicts=former.verdicts,
            own=former.own,
            cases=former.cases,
            targets=asdict(targets_for(most_wrong)),
            reliability=former.reliability,
            scored=former.scored,
            models=asdict(
                replace(calibrations.calibration_of(former), answer_from=cost.answer_from)
            ),
        )
        return await self._store(stored)

    async def forget(self) -> bool:
        """Go back to what came with the product; ``False`` when that is in force anyway."""
        async with self._transaction() as session:
            had_one = await calibrations.retire(session, self._start.fingerprint)
            if had_one:
                await queries.announce(session)
        return had_one

    async def _store(self, stored: StoredCalibration) -> CalibrationId:
        async with self._transaction() as session:
            number = await calibrations.put_in_force(session, stored)
            await queries.announce(session)
        log.info("calibration %s is in force for %s", number, stored.fingerprint)
        return number

    async def _proposal(
        self,
        gathered: Gathered,
        examples: Sequence[Example],
        adapted: Adapted,
        most_wrong: float,
        now: datetime,
    ) -> Proposal:
        counts = _counts(examples)
        by_own = counts[Origin.OWN] > 0
        calibration = replace(
            adapted.calibration,
            fitted_on=now.date().isoformat(),
            questions=len(adapted.scored),
            cases=gathered.cases,
        )
        costs = [
            self._cost(adapted.scored, target, calibration, by_own=by_own)
            for target in (most_wrong, *COSTED)
        ]
        right = [one.right for one in adapted.scored]
        before = await self._judging()
        said = [before.probability(judged.signals[0]) for _, judged in judged_by_meaning(examples)]
        return Proposal(
            replace(calibration, answer_from=costs[0].answer_from),
            labelled=counts[Origin.LABELLED],
            verdicts=counts[Origin.VERDICT],
            verdicts_left_out=gathered.verdicts_left_out,
            own=counts[Origin.OWN],
            before=Reliability.of(said, right),
            after=Reliability.of([one.score for one in adapted.scored], right),
            scored=adapted.scored,
            cost=costs[0],
            costs=tuple(costs[1:]),
        )

    def cost_with(self, stored: StoredCalibration, most_wrong: float) -> Cost:
        calibration, scored = calibrations.calibration_of(stored), calibrations.scored_of(stored)
        return self._cost(scored, most_wrong, calibration, by_own=stored.own > 0)

    def _cost(
        self, scored: Sequence[Scored], most_wrong: float, calibration: Calibration, *, by_own: bool
    ) -> Cost:
        return cost_of(
            scored,
            most_wrong,
            offer_from=calibration.offer_from,
            stricter=OWN_STRICTER if by_own else 1.0,
            # What is lent answers nothing, so nothing of it is trusted yet.
            trusted_from=self._start.answer_from,
        )

    async def _in_force(self) -> StoredCalibration | None:
        async with self._transaction() as session:
            return await calibrations.in_force(session, self._start.fingerprint)

    async def _judging(self) -> Calibration:
        """What judges now."""
        stored = await self._in_force()
        if stored is None:
            return self._start
        try:
            return calibrations.calibration_of(stored)
        except OtherSignals:
            return self._start


def _suffice(examples: Sequence[Example]) -> bool:
    return suffice([judged for _, judged in judged_by_meaning(examples)])


def _counts(examples: Sequence[Example]) -> Counter[Origin]:
    return Counter(one.origin for one, _ in judged_by_meaning(examples))
