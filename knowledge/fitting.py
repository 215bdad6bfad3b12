"""Fits the blend, the models and the thresholds of the verdict to labelled questions."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.ranking import BLENDED, GISTS, Signals, Weights, clearance, margins
from knowledge.verdict import (
    MEANING_FEATURES,
    WORDS_FEATURES,
    Calibration,
    Logistic,
    reading,
)

Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]
#: Of a weight of a signal with unit spread, in one step of Newton's method.
_LONGEST_STEP = 3.0
#: What holds the factor of the second fit to 1.
_STRAIGHT = 0.5


@dataclass(frozen=True)
class Judged:
    """A labelled question: the signals of its best matches, and which of them were right."""

    signals: tuple[Signals, ...]
    """Best first."""
    right: tuple[bool, ...]
    answerable: bool
    origin: str = ""
    """Where it comes from: questions of one author to one base belong together."""
    base: str = ""
    """The base that it was put to."""
    declined: bool = False
    """A reply of the base is said instead: whatever was found, nothing of it is shown."""
    counted: float = 1.0
    """How much it counts when thresholds are chosen, beside the others."""

    def unanswered(self) -> Self:
        """The same question put to a base that lacks the cases that answer it.

        What comes first then is the likest of all wrong cases: nothing is harder to tell from an
        answer.
        """
        pairs = zip(self.signals, self.right, strict=True)
        left = [signals for signals, right in pairs if not right]
        totals = [signals.total for signals in left]
        clear = clearance(totals)
        told = tuple(
            replace(signals, margin=lead, clearance=clear)
            for signals, lead in zip(left, margins(totals), strict=True)
        )
        return replace(self, signals=told, right=(False,) * len(told), answerable=False)


@dataclass(frozen=True)
class Targets:
    """What the thresholds are chosen for."""

    most_answered_of_unanswerable: float = 0.04
    most_wrong_of_answered: float = 0.03
    offered_of_answerable: float = 0.9
    routed_of_unanswerable: float = 0.75


@dataclass(frozen=True)
class Fitted:
    """A model of the verdict, and what it says about questions that it has not seen."""

    model: Logistic
    unseen: list[float]
    """For each question the probability of its first match, by a model fitted to the others."""


def calibrate(
    by_meaning: Sequence[Judged],
    by_words: Sequence[Judged],
    *,
    fingerprint: str,
    fitted_on: str,
    cases: int,
    blend: Weights,
    blend_by_words: Weights,
    targets: Targets,
) -> Calibration:
    """Fit both models, and choose thresholds by what they say about questions not seen.

    Args:
        by_meaning: the labelled questions, searched for with the encoder.
        by_words: the same questions, searched for by words alone.
        fingerprint: of the encoder.
        fitted_on: ISO date.
        cases: how many cases were searched, all bases together.
        blend: the weights with which the matches were ranked.
        blend_by_words: the same without an encoder.
        targets: what the thresholds are chosen for.
    """
    meaning = fit(by_meaning, MEANING_FEATURES)
    words = fit(by_words, WORDS_FEATURES)
    answer_from = answer_threshold(by_meaning, meaning.unseen, targets)
    offer_from = offer_threshold(by_meaning, meaning.unseen, targets)
    return Calibration(
        fingerprint=fingerprint,
        fitted_on=fitted_on,
        questions=len(by_meaning),
        cases=cases,
        blend=blend,
        blend_by_words=blend_by_words,
        meaning=meaning.model,
        words=words.model,
        answer_from=round(answer_from, 4),
        offer_from=round(min(answer_from, offer_from), 4),
        offer_by_words_from=round(offer_threshold(by_words, words.unseen, targets), 4),
    )


def fit_blend(
    candidates: Sequence[Judged], names: Sequence[str] = BLENDED, *, penalty: float = 3.0
) -> Weights:
    """The weights under which the right candidates of each question are likeliest to come first.

    A conditional logistic regression: candidates compete within their question only, so nothing is
    learnt that holds for a whole base or a whole question. Signals not in ``names`` weigh nothing.
    """
    lists = [_competition(one, names) for one in candidates if any(one.right)]
    spread = np.concatenate([rows for rows, _ in lists]).std(axis=0)
    spread[spread == 0] = 1.0
    weights = np.zeros(len(names))
    for _ in range(50):
        slope, curve = -penalty * weights, penalty * np.eye(len(names))
        for rows, share in lists:
            scaled = rows / spread
            odds = np.exp(scaled @ weights - (scaled @ weights).max())
            chance = odds / odds.sum()
            mean = chance @ scaled
            slope += (share - chance) @ scaled
            curve += (scaled * chance[:, None]).T @ scaled - np.outer(mean, mean)
        step = np.linalg.solve(curve, slope)
        weights += step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-7:
            break
    found = dict.fromkeys(BLENDED, 0.0) | dict(zip(names, weights / spread, strict=True))
    return Weights(**{name: round(float(weight), 4) for name, weight in found.items()})


def _competition(one: Judged, names: Sequence[str]) -> tuple[Doubles, Doubles]:
    """The signals of the candidates, beside their mean, and the share each should get."""
    rows = np.array([[signals.value(name) for name in names] for signals in one.signals])
    rows = _known(rows)
    right = np.array(one.right, dtype=np.float64)
    return rows - rows.mean(axis=0), right / right.sum()


def _known(rows: Doubles) -> Doubles:
    """What is not known is taken as the mean of what is, or as nothing when nothing is."""
    gaps = np.isnan(rows)
    count = np.maximum(1, (~gaps).sum(axis=0))
    filled: Doubles = np.where(gaps, np.where(gaps, 0.0, rows).sum(axis=0) / count, rows)
    return filled


def fit(judged: Sequence[Judged], features: Sequence[str], *, folds: int = 10) -> Fitted:
    """Fit a model, and cross-validate it: every question is judged by a model without it.

    Questions to one base are left out together, where there are several bases, and those of one
    origin where there are several of these: what holds only for one base or one author must not
    look like knowledge.
    """
    groups = _groups(judged, folds)
    unseen = [0.0] * len(judged)
    for group in set(groups):
        pairs = list(zip(groups, judged, strict=True))
        model = _wary([one for own, one in pairs if own != group], features)
        for number, (own, one) in enumerate(pairs):
            if own == group and one.signals:
                unseen[number] = model.probability(one.signals[0])
    return Fitted(_wary(judged, features), unseen)


def _groups(judged: Sequence[Judged], folds: int) -> Sequence[Hashable]:
    """For each question the group with which it is left out."""
    for groups in ([one.base for one in judged], [one.origin for one in judged]):
        if len({*groups}) > 1:
            return groups
    return [number % folds for number in range(len(judged))]


def _wary(judged: Sequence[Judged], features: Sequence[str]) -> Logistic:
    """A model that has also seen every answerable question go unanswered.

    Few labelled questions have no answer, and those are what a verdict errs about. The second
    fit, of one number and its factor, gives back the shares that there really are.
    """
    model = fit_logistic(
        [*judged, *(one.unanswered() for one in judged if one.answerable)], features
    )
    real = [one for one in judged if one.signals and not one.declined]
    design = np.array([[1.0, model.log_odds(one.signals[0])] for one in real])
    right = np.array([one.right[0] for one in real], dtype=np.float64)
    shift, factor = _newton(design, right, np.diag([1e-6, _STRAIGHT]), np.array([0.0, 1.0]))
    return model.straightened(float(shift), float(factor))


def fit_logistic(
    judged: Sequence[Judged],
    features: Sequence[str],
    *,
    penalty: float = 5.0,
    start: Logistic | None = None,
) -> Logistic:
    """Logistic regression by Newton's method, the first match of every question being an example.

    The features are brought to unit spread before ``penalty`` (L2, never on the intercept) pulls
    their weights towards those of ``start``, or towards nothing.
    """
    rows, right = _examples(judged, features)
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread < 1e-9] = 1.0
    design = np.column_stack((np.ones(len(rows)), (rows - mean) / spread))
    pull = np.diag([1e-6] + [penalty] * len(features))
    former = start.weights if start is not None else {}
    goal = np.array([0.0, *(former.get(name, 0.0) for name in features)]) * [1.0, *spread]
    weights = _newton(design, right, pull, goal)
    own = weights[1:] / spread
    return Logistic(
        round(float(weights[0] - own @ mean), 6),
        {name: round(float(weight), 6) for name, weight in zip(features, own, strict=True)},
        {
            name: round(float(value), 4)
            for name, value in zip(features, mean, strict=True)
            if name in GISTS
        },
    )


def _newton(design: Doubles, right: Doubles, pull: Doubles, goal: Doubles) -> Doubles:
    """The likeliest weights, held to ``goal`` by ``pull``."""
    weights = goal.copy()
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(design @ weights, -50, 50)))
        slope = design.T @ (right - chance) - pull @ (weights - goal)
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + pull
        step = np.linalg.solve(curve, slope)
        # From a start that is sure of something else the first steps would lead astray.
        weights += step / max(1.0, float(np.abs(step).max()) / _LONGEST_STEP)
        if np.abs(step).max() < 1e-8:
            break
    return weights


def _examples(judged: Sequence[Judged], features: Sequence[str]) -> tuple[Doubles, Doubles]:
    found = [one for one in judged if one.signals]
    rows = _known(np.array([[reading(one.signals[0], name) for name in features] for one in found]))
    return rows, np.array([one.right[0] for one in found], dtype=np.float64)


def answer_threshold(judged: Sequence[Judged], scores: Sequence[float], targets: Targets) -> float:
    """The lowest score from which the best match may be shown at once under ``targets``.

    The targets hold for all bases together, each question as much as it is ``counted``. In a base
    that is asked in quite other words nothing but silence would keep them, and an easy base must
    not be silenced by a hard one.

    Args:
        judged: the labelled questions.
        scores: for each the probability of its first match, by a model that has not seen it.
    """
    given, counted = _shown_scores(judged, scores), _counted(judged)
    answerable = np.array([one.answerable for one in judged])
    right = np.array([bool(one.right) and one.right[0] for one in judged])

    def keeps_targets(threshold: float) -> bool:
        shown = given >= threshold
        slipped = _share(counted, shown, ~answerable)
        wrong = _share(counted, ~right, shown)
        return (
            slipped <= targets.most_answered_of_unanswerable
            and wrong <= targets.most_wrong_of_answered
        )

    return next((threshold for threshold in sorted({*scores}) if keeps_targets(threshold)), 1.0)


def _counted(judged: Sequence[Judged]) -> Doubles:
    return np.array([one.counted for one in judged], dtype=np.float64)


def _share(counted: Doubles, some: Flags, among: Flags) -> float:
    """Of those ``among`` which it is asked, the share that are ``some``; 0 of none."""
    whole = float(counted[among].sum())
    return float(counted[some & among].sum()) / whole if whole else 0.0


def _shown_scores(judged: Sequence[Judged], scores: Sequence[float]) -> Doubles:
    """The scores, below any threshold where a reply stands instead."""
    declined = np.array([one.declined for one in judged])
    return np.where(declined, -1.0, np.array(scores, dtype=np.float64))


def offer_threshold(judged: Sequence[Judged], scores: Sequence[float], targets: Targets) -> float:
    """The score from which cases are offered, so that neither target is missed by more than the
    other: right cases offered of the answerable, and the unanswerable left to a methodist.
    """
    answerable = np.array([one.answerable for one in judged])
    found = np.array([any(one.right[:3]) for one in judged])
    given, counted = _shown_scores(judged, scores), _counted(judged)

    def worth(threshold: float) -> float:
        offered = _share(counted, found & (given >= threshold), answerable)
        routed = _share(counted, given < threshold, ~answerable)
        return min(offered / targets.offered_of_answerable, routed / targets.routed_of_unanswerable)

    return max(sorted({*scores}), key=worth, default=1.0)
