"""From targets to thresholds, and what a target costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.fitting import Targets
from knowledge.reliability import interval

#: A threshold that no probability reaches: nothing is shown at once.
NEVER = 2.0


@dataclass(frozen=True)
class Scored:
    """A question whose answer is known, and what a model that has not seen it says of it."""

    score: float
    """Probability that its first match is right."""
    right: bool
    """Whether it is."""
    answerable: bool
    """Whether any case of the base answers it, as far as is known."""
    is_brief: bool = False
    """Too short to be answered at once, whatever its score."""


@dataclass(frozen=True)
class Cost:
    """What would have become of the known questions under a target; all are shares, 0 to 1."""

    most_wrong: float
    """The target: at most so many wrong among the cases that are shown at once."""
    answer_from: float
    """``NEVER`` where the target lets nothing be shown at once."""
    offer_from: float
    questions: int
    answered: float
    offered: float
    routed: float
    wrong: float
    """Among the answered; 0 where there are none."""
    wrong_between: tuple[float, float]
    """Its 95 % interval by Wilson."""


def targets_for(most_wrong: float) -> Targets:
    """The targets of a curator who bears at most such a share of wrong among the answered.

    A hundredth more of the unanswerable may be answered, as in the targets of the product.
    """
    return Targets(
        most_wrong_of_answered=most_wrong, most_answered_of_unanswerable=most_wrong + 0.01
    )


def answer_from(scored: Sequence[Scored], targets: Targets, *, trusted_from: float = 0.0) -> float:
    """The lowest score from which the first case may be shown at once, or ``NEVER``.

    The share of wrong ones must keep the target twice: as it was counted, and as the scores
    themselves foretell it, since a few questions can be right by luck.

    Args:
        scored: the known questions.
        targets: only those for what is shown at once.
        trusted_from: below this score it is counted as if one more question had been answered,
            wrongly: a handful of right answers is no proof of what was not trusted before.
    """
    by_score = sorted((one for one in scored if not one.is_brief), key=lambda one: -one.score)
    unanswerable = max(1, sum(not one.answerable for one in scored))
    lowest, shown, wrong, slipped, foretold = NEVER, 0, 0, 0, 0.0
    for place, one in enumerate(by_score):
        shown, wrong = shown + 1, wrong + (not one.right)
        slipped, foretold = slipped + (not one.answerable), foretold + 1 - one.score
        if place + 1 < len(by_score) and by_score[place + 1].score == one.score:
            continue
        more = one.score < trusted_from
        counted = (wrong + more) / (shown + more)
        if (
            max(counted, foretold / shown) <= targets.most_wrong_of_answered
            and slipped / unanswerable <= targets.most_answered_of_unanswerable
        ):
            lowest = one.score
    return lowest


def cost_of(
    scored: Sequence[Scored],
    most_wrong: float,
    *,
    offer_from: float,
    stricter: float = 1.0,
    trusted_from: float = 0.0,
) -> Cost:
    """What a target costs, counted on the known questions, of which there is at least one.

    Args:
        scored: the known questions.
        most_wrong: the target.
        offer_from: does not hang on it.
        stricter: the threshold is chosen for this part of the target, at most 1.
        trusted_from: see ``answer_from``.
    """
    targets = targets_for(most_wrong * stricter)
    threshold = answer_from(scored, targets, trusted_from=trusted_from)
    return cost_at(scored, most_wrong, answer_from=threshold, offer_from=offer_from)


def cost_at(
    scored: Sequence[Scored], most_wrong: float, *, answer_from: float, offer_from: float
) -> Cost:
    """What these thresholds cost, whatever target they were chosen for."""
    answered = [one for one in scored if one.score >= answer_from and not one.is_brief]
    below = [one for one in scored if one.score < answer_from or one.is_brief]
    routed = sum(one.score < offer_from for one in below)
    wrong = sum(not one.right for one in answered)
    count = len(scored)
    return Cost(
        most_wrong,
        answer_from,
        offer_from,
        count,
        answered=len(answered) / count,
        offered=(count - len(answered) - routed) / count,
        routed=routed / count,
        wrong=wrong / max(1, len(answered)),
        wrong_between=interval(wrong, len(answered)),
    )
