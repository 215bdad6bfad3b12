"""Fits the models and the thresholds of the verdict to labelled questions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.ranking import Signals, Weights
from knowledge.verdict import MEANING_FEATURES, WORDS_FEATURES, Calibration, Logistic

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """A labelled question: the signals of its best matches, and which of them were right."""

    signals: tuple[Signals, ...]
    """Best first."""
    right: tuple[bool, ...]
    answerable: bool


@dataclass(frozen=True)
class Targets:
    """What the thresholds are chosen for."""

    most_answered_of_unanswerable: float = 0.04
    most_wrong_of_answered: float = 0.1


@dataclass(frozen=True)
class Fitted:
    """A model of the verdict, and what it says about questions that it has not seen."""

    model: Logistic
    unseen: list[list[float]]
    """For each question the probabilities of its matches, by a model fitted to the others."""


def calibrate(
    by_meaning: Sequence[Judged],
    by_words: Sequence[Judged],
    *,
    fingerprint: str,
    fitted_on: str,
    cases: int,
    blend: Weights,
    targets: Targets,
) -> Calibration:
    """Fit both models, and choose thresholds by what they say about questions not seen.

    Args:
        by_meaning: the labelled questions, searched for with the encoder.
        by_words: the same questions, searched for by words alone.
        fingerprint: of the encoder.
        fitted_on: ISO date.
        cases: how many cases were searched.
        blend: the weights with which the matches were ranked.
        targets: what the thresholds are chosen for.
    """
    meaning = fit(by_meaning, MEANING_FEATURES)
    words = fit(by_words, WORDS_FEATURES)
    answer_from = answer_threshold(by_meaning, meaning.unseen, targets)
    return Calibration(
        fingerprint=fingerprint,
        fitted_on=fitted_on,
        questions=len(by_meaning),
        cases=cases,
        blend=blend,
        meaning=meaning.model,
        words=words.model,
        answer_from=round(answer_from, 4),
        offer_from=round(min(answer_from, offer_threshold(by_meaning, meaning.unseen)), 4),
        offer_by_words_from=round(offer_threshold(by_words, words.unseen), 4),
    )


def fit(judged: Sequence[Judged], features: Sequence[str], *, folds: int = 10) -> Fitted:
    """Fit a model, and cross-validate it: every question is judged by a model without it."""
    unseen: list[list[float]] = [[] for _ in judged]
    for fold in range(folds):
        others = [one for number, one in enumerate(judged) if number % folds != fold]
        model = fit_logistic(others, features)
        for number in range(fold, len(judged), folds):
            unseen[number] = [model.probability(s) for s in judged[number].signals]
    return Fitted(fit_logistic(judged, features), unseen)


def fit_logistic(
    judged: Sequence[Judged], features: Sequence[str], *, penalty: float = 0.5
) -> Logistic:
    """Logistic regression by Newton's method, every match of every question being one example.

    The features are brought to unit spread before ``penalty`` (L2, never on the intercept) pulls
    at their weights.
    """
    rows, right = _examples(judged, features)
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread == 0] = 1.0
    design = np.column_stack((np.ones(len(rows)), (rows - mean) / spread))
    pull = np.diag([1e-6] + [penalty] * len(features))
    weights = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (right - chance) - pull @ weights
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + pull
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    own = weights[1:] / spread
    return Logistic(
        round(float(weights[0] - own @ mean), 6),
        {name: round(float(weight), 6) for name, weight in zip(features, own, strict=True)},
    )


def _examples(judged: Sequence[Judged], features: Sequence[str]) -> tuple[Doubles, Doubles]:
    pairs = [pair for one in judged for pair in zip(one.signals, one.right, strict=True)]
    rows = [[getattr(signals, name) or 0.0 for name in features] for signals, _ in pairs]
    return np.array(rows, dtype=np.float64), np.array([right for _, right in pairs], np.float64)


def answer_threshold(
    judged: Sequence[Judged], scores: Sequence[Sequence[float]], targets: Targets
) -> float:
    """The lowest score from which the best match may be shown at once under ``targets``.

    Args:
        judged: the labelled questions.
        scores: for each the probabilities of its matches, by a model that has not seen it.
    """
    tops = [_top(one, own) for one, own in zip(judged, scores, strict=True) if own]
    unanswerable = max(1, sum(not one.answerable for one in judged))
    for threshold in sorted({score for score, _, _ in tops}):
        shown = [(right, answerable) for score, right, answerable in tops if score >= threshold]
        slipped = sum(not answerable for _, answerable in shown) / unanswerable
        wrong = sum(not right for right, _ in shown) / len(shown)
        if slipped <= targets.most_answered_of_unanswerable and (
            wrong <= targets.most_wrong_of_answered
        ):
            return threshold
    return 1.0


def offer_threshold(judged: Sequence[Judged], scores: Sequence[Sequence[float]]) -> float:
    """The score that parts best what has an answer among the first three from what has none.

    «Best»: the share of answerable questions offered a right case, plus the share of unanswerable
    ones left to a methodist, is the greatest.
    """
    found = [
        max(own) for one, own in zip(judged, scores, strict=True) if own and _is_found(one, own)
    ]
    empty = [
        max(own, default=0.0) for one, own in zip(judged, scores, strict=True) if not one.answerable
    ]
    answerable = max(1, sum(one.answerable for one in judged))

    def worth(threshold: float) -> float:
        offered = sum(score >= threshold for score in found) / answerable
        return offered + sum(score < threshold for score in empty) / max(1, len(empty))

    return max(sorted({*found, *empty}), key=worth, default=1.0)


def _top(one: Judged, scores: Sequence[float]) -> tuple[float, bool, bool]:
    best = int(np.argmax(scores))
    return scores[best], one.right[best], one.answerable


def _is_found(one: Judged, scores: Sequence[float]) -> bool:
    first_three = np.argsort([-score for score in scores], kind="stable")[:3]
    return any(one.right[row] for row in first_three)
