"""Moves the models of a calibration towards what is known of this place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.examples import Example, Origin
from knowledge.fitting import Judged, Targets, fit_logistic, offer_threshold
from knowledge.thresholds import Scored
from knowledge.verdict import MEANING_FEATURES, WORDS_FEATURES, Calibration, Logistic

#: Fewer say less than the calibration that there was before.
FEWEST = 60
#: Of right and of wrong first cases: from one kind alone nothing is learnt.
FEWEST_OF_EACH = 8
#: How strongly the weights of signals with unit spread are held to what they were. Why so
#: strongly: docs/decisions/0009-calibration.md.
_PULL = 10.0
_FOLDS = 10


@dataclass(frozen=True)
class Adapted:
    """A calibration whose threshold of ``answer`` is still to be chosen."""

    calibration: Calibration
    scored: tuple[Scored, ...]
    """What is said of each example by a model that has not seen it."""


def judged_by_meaning(examples: Sequence[Example]) -> list[tuple[Example, Judged]]:
    """The examples of whose first match the encoder has something to say."""
    return [
        (one, one.by_meaning)
        for one in examples
        if one.by_meaning is not None
        and one.by_meaning.signals
        and one.by_meaning.signals[0].whole is not None
    ]


def suffice(judged: Sequence[Judged]) -> bool:
    """Whether a model can be fitted to so many questions, right and wrong ones."""
    right = sum(one.right[0] for one in judged)
    return len(judged) >= FEWEST and FEWEST_OF_EACH <= right <= len(judged) - FEWEST_OF_EACH


def adapt(examples: Sequence[Example], start: Calibration) -> Adapted:
    """Fit the models of ``start`` to the examples, of which there must be enough.

    Where ``offer`` begins is chosen by the labelled questions: of the others nobody knows what
    would have become of them, had they not been shown. Without enough of them it stays.
    """
    known = judged_by_meaning(examples)
    scores = _unseen(known, start.meaning)
    adapted = replace(
        start, meaning=_moved([judged for _, judged in known], MEANING_FEATURES, start.meaning)
    )
    places = [place for place, (one, _) in enumerate(known) if one.origin is Origin.LABELLED]
    labelled = [known[place][1] for place in places]
    if suffice(labelled):
        offer_from = offer_threshold(labelled, [scores[place] for place in places], Targets())
        adapted = replace(adapted, offer_from=offer_from)
    return Adapted(_with_words(adapted, examples), _scored(known, scores))


def leave(examples: Sequence[Example], start: Calibration) -> Adapted:
    """Leave the models as they are, and say what they say of the examples."""
    known = judged_by_meaning(examples)
    return Adapted(start, _scored(known, [start.probability(j.signals[0]) for _, j in known]))


def _unseen(known: Sequence[tuple[Example, Judged]], start: Logistic) -> list[float]:
    groups = {one.group: None for one, _ in known}
    fold_of = {group: number % _FOLDS for number, group in enumerate(groups)}
    scores = [0.0] * len(known)
    for fold in set(fold_of.values()):
        others = [judged for one, judged in known if fold_of[one.group] != fold]
        model = _moved(others, MEANING_FEATURES, start)
        for place, (one, judged) in enumerate(known):
            if fold_of[one.group] == fold:
                scores[place] = model.probability(judged.signals[0])
    return scores


def _moved(judged: Sequence[Judged], features: Sequence[str], start: Logistic) -> Logistic:
    return fit_logistic(judged, features, penalty=_PULL, start=start)


def _with_words(calibration: Calibration, examples: Sequence[Example]) -> Calibration:
    """The model for what is found by words alone, moved too where enough is known."""
    judged = [one.by_words for one in examples if one.by_words is not None]
    some = [one for one in judged if one.signals]
    if not suffice(some):
        return calibration
    model = _moved(some, WORDS_FEATURES, calibration.words)
    scores = [model.probability(one.signals[0]) for one in some]
    return replace(
        calibration,
        words=model,
        offer_by_words_from=offer_threshold(some, scores, Targets()),
    )


def _scored(known: Sequence[tuple[Example, Judged]], scores: Sequence[float]) -> tuple[Scored, ...]:
    return tuple(
        Scored(score, judged.right[0], judged.answerable, one.is_brief)
        for (one, judged), score in zip(known, scores, strict=True)
    )
