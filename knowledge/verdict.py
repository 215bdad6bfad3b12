"""What is done with the best matches: shown at once, offered, or left to a methodist."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from importlib.resources import files
from json import dumps, loads
from math import exp, inf, isnan
from typing import Any, Self

from knowledge.ranking import BLENDED, Signals, Weights


class Decision(StrEnum):
    ANSWER = "answer"
    """One case is shown at once."""
    OFFER = "offer"
    """Up to three cases are shown to choose from."""
    ROUTE = "route"
    """A methodist answers; cases, if any, are only a hint for them."""


#: A question with fewer words of meaning is too little to answer at once.
FEWEST_LEMMAS = 2
#: What the models look at; all of meaning is missing from the one that judges by words alone.
#: Subject, level and grade have done their work in the ranking, and speak through the leads.
WORDS_FEATURES = ("words", "roots", "margin", "clearance", "said")
MEANING_FEATURES = (
    *("whole", "near", "akin", "centred", "gist_asked", "gist_problem", "gist_solution"),
    *("echo", "echoed", "faint"),
    *WORDS_FEATURES,
)
#: A lead beyond these says nothing more.
WIDEST = {"margin": 5.0, "clearance": 8.0}

#: Raise it when a signal comes to mean something else under its old name: calibrations that were
#: fitted before, and signals that were recorded before, are then left alone.
SIGNALS = 1


class OtherSignals(ValueError):
    """A calibration speaks of signals that this version of the program does not have, or lacks
    one."""


def reading(signals: Signals, name: str) -> float:
    """A signal as the models see it; NaN when it is not known."""
    return min(signals.value(name), WIDEST.get(name, inf))


@dataclass(frozen=True)
class Logistic:
    """A logistic regression over some of the signals."""

    intercept: float
    weights: dict[str, float]
    usual: dict[str, float] = field(default_factory=dict)
    """What stands for a signal that is not known: its mean where the model was fitted."""

    def probability(self, signals: Signals) -> float:
        return 1 / (1 + exp(-max(-50.0, min(50.0, self.log_odds(signals)))))

    def log_odds(self, signals: Signals) -> float:
        total = self.intercept
        for name, weight in self.weights.items():
            value = reading(signals, name)
            total += weight * (self.usual.get(name, 0.0) if isnan(value) else value)
        return total

    def straightened(self, shift: float, factor: float) -> Self:
        """The same order of signals, with log odds of ``shift`` and ``factor`` times those here."""
        weights = {name: round(factor * weight, 6) for name, weight in self.weights.items()}
        return replace(self, intercept=round(shift + factor * self.intercept, 6), weights=weights)


@dataclass(frozen=True)
class Calibration:
    """How signals become a probability and a decision, fitted to one encoder and one base."""

    fingerprint: str
    fitted_on: str
    """ISO date."""
    questions: int
    """Labelled questions that it was fitted to."""
    cases: int
    """Published cases in the base at that time: cosines drift as the base grows."""
    blend: Weights
    """Ranks the cases, their meaning known."""
    blend_by_words: Weights
    """Ranks them when there is no encoder."""
    meaning: Logistic
    """Judges the first match; what is below it follows by the distance of their totals."""
    words: Logistic
    """Judges what has no vectors; never answers at once."""
    answer_from: float
    offer_from: float
    offer_by_words_from: float
    is_rescaled: bool = False
    """The cosines are brought to the scale of the shipped encoder before they are judged."""
    signals: int = SIGNALS
    """``SIGNALS`` of the program that fitted it."""
    number: int = 0
    """Of a calibration of this installation; 0 came with the product."""

    @property
    def name(self) -> str:
        if not self.is_fitted:
            return f"{self.fingerprint} uncalibrated"
        number = f" #{self.number}" if self.number else ""
        return f"{self.fingerprint}{number} {self.fitted_on} ({self.questions})"

    @property
    def ranking(self) -> str:
        """What the signals of a first match mean, in a few characters.

        Signals that were recorded under another one cannot be judged together: the same case
        would have led by another margin.
        """
        meant = (self.fingerprint, self.is_rescaled, self.signals, asdict(self.blend))
        return sha256(dumps(meant, sort_keys=True).encode()).hexdigest()[:12]

    def fits(self, fingerprint: str | None) -> bool:
        """Whether cosines of the encoder with this fingerprint may be judged by it."""
        return self.fingerprint == fingerprint

    @property
    def is_fitted(self) -> bool:
        """Whether it was fitted to its encoder; one that is lent was not."""
        return self.questions > 0

    def lent_to(self, fingerprint: str) -> Self:
        """The same for an encoder without a calibration, never going beyond an offer.

        It wants cosines that were brought to the scale of its own encoder.
        """
        return replace(
            self,
            fingerprint=fingerprint,
            fitted_on="",
            questions=0,
            cases=0,
            answer_from=inf,
            is_rescaled=True,
        )

    def probability(self, first: Signals) -> float:
        """That the case that was ranked first answers the question, 0 to 1."""
        model = self.words if first.whole is None else self.meaning
        return model.probability(first)

    def probabilities(self, ranked: Sequence[Signals]) -> list[float]:
        """For each of the matches, best first, that it answers the question; never rising."""
        if not ranked:
            return []
        first = self.probability(ranked[0])
        return [first * exp(signals.total - ranked[0].total) for signals in ranked]

    def require_known_signals(self) -> None:
        """
        Raises:
            OtherSignals: it was fitted to other signals than those of this program.
        """
        known = (set(BLENDED), set(BLENDED), {*MEANING_FEATURES}, {*WORDS_FEATURES}, SIGNALS)
        own = (
            set(asdict(self.blend)),
            set(asdict(self.blend_by_words)),
            set(self.meaning.weights),
            set(self.words.weights),
            self.signals,
        )
        if own != known:
            raise OtherSignals(self.name)

    def to_json(self) -> str:
        return dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        return cls.from_parts(loads(text))

    @classmethod
    def from_parts(cls, given: Mapping[str, Any]) -> Self:
        """The calibration that ``asdict`` has taken apart.

        Raises:
            OtherSignals: a part is unknown or missing.
        """
        try:
            return cls(
                **{
                    **given,
                    "blend": Weights(**given["blend"]),
                    "blend_by_words": Weights(**given["blend_by_words"]),
                    "meaning": Logistic(**given["meaning"]),
                    "words": Logistic(**given["words"]),
                }
            )
        except (KeyError, TypeError) as error:
            raise OtherSignals(str(error)) from error


def shipped_calibration() -> Calibration:
    return Calibration.from_json(files("knowledge").joinpath("calibration.json").read_text("utf-8"))


def decide(
    best: Signals | None, score: float, *, content_lemmas: int, calibration: Calibration
) -> Decision:
    """What to do when ``best`` is the first match and ``score`` its probability.

    A case that was found by words alone is never shown at once.
    """
    if best is None:
        return Decision.ROUTE
    if best.whole is None:
        return Decision.OFFER if score >= calibration.offer_by_words_from else Decision.ROUTE
    if score >= calibration.answer_from and content_lemmas >= FEWEST_LEMMAS:
        return Decision.ANSWER
    return Decision.OFFER if score >= calibration.offer_from else Decision.ROUTE
