"""What comes of a recalculation, to JSON and back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from knowledge.calibrating import Estimate, Proposal, TooFewExamples
from knowledge.examples import Origin
from knowledge.reliability import Reliability
from knowledge.thresholds import Cost, Scored
from knowledge.verdict import Calibration


@dataclass(frozen=True)
class TooFew:
    """People have said too little to fit anything to."""

    labelled: int
    verdicts: int
    right: int
    """Of how many of all questions the first case is right."""
    estimate: Estimate | None
    """``None``: not even the base itself has questions."""

    @classmethod
    def of(cls, few: TooFewExamples, estimate: Estimate | None) -> "TooFew":
        counts = few.counts
        return cls(
            counts.get(Origin.LABELLED, 0), counts.get(Origin.VERDICT, 0), few.right, estimate
        )


Result = Proposal | TooFew


def to_document(result: Result) -> dict[str, Any]:
    kind = "proposal" if isinstance(result, Proposal) else "too_few"
    return {"kind": kind, **asdict(result)}


def from_document(document: Mapping[str, Any]) -> Result:
    """
    Raises:
        OtherSignals: it was fitted to other signals than those of this program.
    """
    given = {name: value for name, value in document.items() if name != "kind"}
    return _proposal(given) if document["kind"] == "proposal" else _too_few(given)


def _proposal(given: dict[str, Any]) -> Proposal:
    calibration = Calibration.from_parts(given["calibration"])
    calibration.require_known_signals()
    return Proposal(
        **{
            **given,
            "calibration": calibration,
            "before": Reliability.from_parts(given["before"]),
            "after": Reliability.from_parts(given["after"]),
            "scored": _scored(given["scored"]),
            "cost": _cost(given["cost"]),
            "costs": tuple(_cost(each) for each in given["costs"]),
        }
    )


def _too_few(given: dict[str, Any]) -> TooFew:
    told = given["estimate"]
    estimate = told and Estimate(
        **{
            **told,
            "scored": _scored(told["scored"]),
            "reliability": Reliability.from_parts(told["reliability"]),
        }
    )
    return TooFew(**{**given, "estimate": estimate})


def _scored(given: list[dict[str, Any]]) -> tuple[Scored, ...]:
    return tuple(Scored(**each) for each in given)


def _cost(given: dict[str, Any]) -> Cost:
    return Cost(**{**given, "wrong_between": tuple(given["wrong_between"])})
