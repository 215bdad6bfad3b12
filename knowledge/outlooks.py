"""What targets would cost: by a proposal, by what is in force, by the base's own questions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge import calibrations
from knowledge.calibrating import COSTED, USUAL_TARGET, Calibrator, Estimate, Proposal
from knowledge.models import StoredCalibration
from knowledge.recalculation_models import Recalculation
from knowledge.recalculation_results import Result
from knowledge.reliability import Reliability
from knowledge.thresholds import Cost, cost_at, cost_of
from knowledge.verdict import Calibration


class Basis(StrEnum):
    """Whose thresholds are looked at, and on which questions."""

    PROPOSED = "proposed"
    """What the last recalculation proposes, on what people have said."""
    IN_FORCE = "in_force"
    """The calibration of this place, on the questions that it was fitted to."""
    ESTIMATED = "estimated"
    """What judges now, on the typical questions of the base: nothing follows from it."""


@dataclass(frozen=True)
class Sources:
    """How many questions of each kind something rests on."""

    labelled: int = 0
    verdicts: int = 0
    own: int = 0
    verdicts_left_out: int = 0

    @property
    def questions(self) -> int:
        return self.labelled + self.verdicts + self.own


@dataclass(frozen=True)
class Outlook:
    """What targets cost by one basis."""

    basis: Basis
    number: int
    """Of the recalculation, or of the calibration of this place."""
    at: datetime
    """When that was counted."""
    sources: Sources
    cases: int
    now: Cost | None
    """With the thresholds that judge now; ``None`` where they judge by another model."""
    chosen: Cost
    """Of the target that was asked for."""
    costs: tuple[Cost, ...]
    """Of ``COSTED``."""
    before: Reliability | None
    after: Reliability


def target_of(stored: StoredCalibration | None) -> float:
    """The share of wrong that is borne now."""
    if stored is None:
        return USUAL_TARGET
    return float(stored.targets["most_wrong_of_answered"])


def of_result(
    calibrator: Calibrator, ended: Recalculation, result: Result, target: float
) -> Outlook | None:
    """What a recalculation has shown; ``None`` when nothing."""
    if isinstance(result, Proposal):
        return _of_proposal(calibrator, ended, result, target)
    return _of_estimate(ended, result.estimate, target) if result.estimate else None


def of_stored(
    calibrator: Calibrator, stored: StoredCalibration, calibration: Calibration, target: float
) -> Outlook:
    """What the calibration of this place, which judges now, would do with another target."""
    now = cost_at(
        calibrations.scored_of(stored),
        target_of(stored),
        answer_from=calibration.answer_from,
        offer_from=calibration.offer_from,
    )
    return Outlook(
        Basis.IN_FORCE,
        stored.id,
        stored.fitted_at,
        Sources(stored.labelled, stored.verdicts, stored.own),
        stored.cases,
        now,
        *_costs(lambda most_wrong: calibrator.cost_with(stored, most_wrong), target),
        before=None,
        after=Reliability.from_parts(stored.reliability),
    )


def _of_proposal(
    calibrator: Calibrator, ended: Recalculation, proposal: Proposal, target: float
) -> Outlook:
    return Outlook(
        Basis.PROPOSED,
        ended.id,
        _end(ended),
        Sources(proposal.labelled, proposal.verdicts, proposal.own, proposal.verdicts_left_out),
        proposal.calibration.cases,
        None,
        *_costs(lambda most_wrong: calibrator.aimed(proposal, most_wrong).cost, target),
        before=proposal.before,
        after=proposal.after,
    )


def _of_estimate(ended: Recalculation, estimate: Estimate, target: float) -> Outlook:
    now = cost_at(
        estimate.scored,
        USUAL_TARGET,
        answer_from=estimate.answer_from,
        offer_from=estimate.offer_from,
    )
    return Outlook(
        Basis.ESTIMATED,
        ended.id,
        _end(ended),
        Sources(own=len(estimate.scored)),
        estimate.cases,
        now,
        *_costs(
            lambda most_wrong: cost_of(estimate.scored, most_wrong, offer_from=estimate.offer_from),
            target,
        ),
        before=None,
        after=estimate.reliability,
    )


def _costs(cost: Callable[[float], Cost], target: float) -> tuple[Cost, tuple[Cost, ...]]:
    return cost(target), tuple(map(cost, COSTED))


def _end(ended: Recalculation) -> datetime:
    assert ended.ended_at is not None, "it has a result"
    return ended.ended_at
