"""Replies: entries of the base that are said to messages no methodist has to answer."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from json import loads
from math import exp, log
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import Matrix, Vector
from knowledge.lexicon import lemma, words
from knowledge.models import CaseId, CaseVersion, VersionId
from knowledge.ranking import Floats, Signals

#: The ``kind`` of a case that is a reply.
REPLY = "ответ"
#: Topic of a reply that is said first, while a question in the message goes on its usual way.
CARE = "забота"
#: Topic of an entry whose phrases only sound like small talk: a message near them gets no reply.
AS_USUAL = "обычный путь"
#: So many nearest phrases of either side are compared: one may be near by chance.
_CROWD = 5
#: What common words are worth beside cosines, when the likest reply is looked for.
_OVERLAP_COUNTS = 0.1
#: Of two replies that are nearly as like, the one that cares comes first.
_CARE_FIRST = 0.01
_LIKELIER = 0.5
#: Whoever is in distress says so at once.
_FEELINGS = 2
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_ASKING = re.compile(
    r"\?|\bчто (?:\w+ ){0,4}делать|\bкак (?:быть|мне|нам|их|его|ей|ему|с)\b|"
    r"\b(?:подскажите|посоветуйте)\b",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether a message of distress asks something besides."""
    return _ASKING.search(text) is not None


def told_beside(text: str) -> str:
    """The first sentences of a message that ask nothing, if others do: there people say how they
    are; empty, if there are none."""
    sentences = [each for each in _SENTENCE_END.split(text) if each.strip()]
    told = [each for each in sentences if not asks(each)]
    return " ".join(told[:_FEELINGS]) if 0 < len(told) < len(sentences) else ""


def is_reply(kind: str) -> bool:
    """Whether a case of this kind is a reply, and so never offered as a case."""
    return kind.strip().lower() == REPLY


@dataclass(frozen=True)
class ReplyFound:
    """The reply that a message gets."""

    version_id: VersionId
    case_id: CaseId
    title: str
    score: float
    """Probability, 0 to 1, that the message calls for it."""
    is_care: bool
    goes_on: bool
    """There is a question beside the distress: it goes on its usual way after these words."""


@dataclass(frozen=True)
class ReplyEntry:
    """What is held of a reply in memory."""

    case_id: CaseId
    version_id: VersionId
    title: str
    is_care: bool
    is_as_usual: bool
    phrases: tuple[frozenset[str], ...]
    """The lemmas of each typical phrase, words without meaning of their own among them."""
    vectors: Matrix | None
    """A row for each phrase; ``None`` while no encoder has seen them."""

    @classmethod
    def of(cls, version: CaseVersion, rows: Matrix | None) -> Self:
        """``rows`` are those of the version's typical questions."""
        topics = {topic.strip().lower() for topic in version.topics}
        return cls(
            version.case_id,
            version.id,
            version.title,
            CARE in topics,
            AS_USUAL in topics,
            tuple(_forms(question) for question in version.questions),
            rows,
        )


@dataclass(frozen=True)
class Beside:
    """What the cases say to the same message: how near the best ones are, and how probable."""

    near: float
    """The best cosine with a case or one of its typical questions; 0 without cases."""
    words: float
    score: float

    @classmethod
    def of(cls, signals: Sequence[Signals], score: float) -> Self:
        """``signals`` are those of the best matches, ``score`` is that of the first."""
        cosines = [each for one in signals for each in (one.whole, one.near) if each is not None]
        shares = [one.words for one in signals]
        return cls(max(cosines, default=0.0), max(shares, default=0.0), score)


NO_CASE = Beside(near=0.0, words=0.0, score=0.0)


@dataclass(frozen=True)
class ReplySignals:
    """What speaks for a reply."""

    near: float | None
    """The best cosine with one of its phrases; ``None`` when it was chosen by words alone."""
    lead: float | None
    """How far ``near`` stands above the nearest case, and phrase that goes the usual way."""
    crowd: float | None
    """How far the five nearest phrases of all replies stand, on the average, above the five nearest
    of those that go the usual way."""
    overlap: float
    """How much of the weight of their words the message and the likest phrase share, 0 to 1."""
    words_lead: float
    """How far ``overlap`` stands above that with the phrases that go the usual way."""
    case_words: float
    """How well the words of the best case fit, 0 to 1."""
    case_score: float
    """Probability that the best case answers."""

    def is_nearer_than(self, beside: Beside) -> bool:
        """Whether the message is liker to the reply than to any case."""
        if self.near is None:
            return self.overlap > beside.words
        return self.near > beside.near


@dataclass(frozen=True)
class Judge:
    """A logistic regression over some of the signals, and the probability that it takes."""

    intercept: float
    weights: dict[str, float]
    reply_from: float

    def takes(self, signals: ReplySignals, *, anyway: bool = False) -> bool:
        """Whether the likest reply is said; ``anyway``: the message would become no question."""
        enough = min(self.reply_from, _LIKELIER) if anyway else self.reply_from
        return self.probability(signals) >= enough

    def probability(self, signals: ReplySignals) -> float:
        values = asdict(signals)
        total = self.intercept
        for name, weight in self.weights.items():
            total += weight * (values[name] or 0.0)
        return 1 / (1 + exp(-max(-50.0, min(50.0, total))))


@dataclass(frozen=True)
class Judges:
    """How replies are chosen: by meaning, and, where nothing is known of it, by words alone."""

    meaning: Judge
    words: Judge

    @classmethod
    def from_json(cls, text: str) -> Self:
        given = loads(text)
        return cls(Judge(**given["meaning"]), Judge(**given["words"]))


@cache
def shipped_judges() -> Judges:
    """Fitted to the labelled sets by ``benchmarks.replies``."""
    return Judges.from_json(files("knowledge").joinpath("replying.json").read_text("utf-8"))


@dataclass(frozen=True)
class Chosen:
    """A reply that a message calls for."""

    entry: ReplyEntry
    score: float
    is_nearest: bool
    """No case is as near to the message."""


class Replies:
    """All replies in force, ready to be chosen from; never changed once made."""

    def __init__(self, entries: Sequence[ReplyEntry], *, is_calibrated: bool = True) -> None:
        """``is_calibrated`` says whether cosines of the encoder can be judged."""
        self.entries = tuple(entries)
        self._words = _Weights([phrase for entry in entries for phrase in entry.phrases])
        self._said = [row for row, entry in enumerate(entries) if not entry.is_as_usual]
        self._usual = [row for row, entry in enumerate(entries) if entry.is_as_usual]
        seen = [entry.vectors for entry in entries if entry.vectors is not None]
        # A message lies nearer to one side or the other: without both sides, meaning tells nothing.
        self._has_meaning = bool(is_calibrated and self._usual and len(seen) == len(entries))
        self._vectors = np.concatenate(seen) if self._has_meaning else None
        owners = [row for row, entry in enumerate(entries) for _ in entry.phrases]
        self._owners = np.array(owners, dtype=np.int64)
        self._is_usual = np.isin(self._owners, self._usual)
        self._care_first = np.array([_CARE_FIRST * entry.is_care for entry in entries])

    def choose(
        self, text: str, vector: Vector | None, beside: Beside, *, nothing_asked: bool = False
    ) -> Chosen | None:
        """The reply that ``text`` calls for; ``None`` when it calls for none.

        Args:
            text: the message, put right as a question would be; as it is, if nothing was asked.
            vector: its meaning; ``None`` chooses by words alone, which is stricter.
            beside: what the cases say to it.
            nothing_asked: it would become no question anyway: the likelier reply is right enough.
        """
        found = self.best(text, vector, beside)
        if found is None:
            return None
        entry, signals = found
        if signals.near is None and not signals.overlap:
            return None
        judge = shipped_judges().words if signals.near is None else shipped_judges().meaning
        if not judge.takes(signals, anyway=nothing_asked):
            return None
        return Chosen(entry, judge.probability(signals), signals.is_nearer_than(beside))

    def best(
        self, text: str, vector: Vector | None, beside: Beside
    ) -> tuple[ReplyEntry, ReplySignals] | None:
        """The reply that is likest to the message, with what speaks for it."""
        forms = _forms(text)
        if not forms or not self._said:
            return None
        overlap = self._best_of_each(self._words.overlaps(forms), least=0.0)
        cosines = None
        if vector is not None and self._vectors is not None:
            cosines = self._vectors @ vector
        near = None if cosines is None else self._best_of_each(cosines, least=-1.0)
        row = self._likest(overlap, near)
        share = float(overlap[row])
        words_lead = share - float(overlap[self._usual].max(initial=0.0))
        meaning: tuple[float | None, float | None, float | None] = (None, None, None)
        if cosines is not None and near is not None:
            meaning = self._meaning(float(near[row]), cosines, beside)
        return self.entries[row], ReplySignals(
            *meaning, share, words_lead, beside.words, beside.score
        )

    def _best_of_each(self, values: NDArray[np.floating], *, least: float) -> NDArray[np.float64]:
        """For each entry the greatest of the values of its phrases."""
        best = np.full(len(self.entries), least)
        np.maximum.at(best, self._owners, values)
        return best

    def _likest(self, overlap: NDArray[np.float64], near: NDArray[np.float64] | None) -> int:
        likeness = _OVERLAP_COUNTS * overlap + self._care_first
        if near is not None:
            likeness += near
        return self._said[int(likeness[self._said].argmax())]

    def _meaning(self, near: float, cosines: Floats, beside: Beside) -> tuple[float, float, float]:
        said, usual = cosines[~self._is_usual], cosines[self._is_usual]
        rival = max(beside.near, float(usual.max(initial=-1)))
        return near, near - rival, _nearest_mean(said) - _nearest_mean(usual)


class _Weights:
    """How much words weigh: the fewer phrases have one, the more."""

    def __init__(self, phrases: Sequence[frozenset[str]]) -> None:
        self._size = len(phrases)
        self._having: dict[str, list[int]] = {}
        for row, phrase in enumerate(phrases):
            for form in phrase:
                self._having.setdefault(form, []).append(row)
        self._masses = np.array([self._mass(phrase) for phrase in phrases])

    def overlaps(self, forms: frozenset[str]) -> NDArray[np.float64]:
        """For each phrase the share of weight in common, both sides counted, 0 to 1."""
        common = np.zeros(self._size)
        # In one order, or rounding would tell equal shares apart.
        for form in sorted(forms):
            common[self._having.get(form, [])] += self._weight(form)
        return 2 * common / (self._mass(forms) + self._masses)

    def _mass(self, forms: frozenset[str]) -> float:
        return sum(self._weight(form) for form in sorted(forms))

    def _weight(self, form: str) -> float:
        count = len(self._having.get(form, ()))
        return log(1 + (self._size - count + 0.5) / (count + 0.5))


def _nearest_mean(cosines: Floats) -> float:
    return float(np.sort(cosines)[-_CROWD:].mean()) if cosines.size else 0.0


def _forms(text: str) -> frozenset[str]:
    """The lemmas of a text; of one without any word, its first sign: «???», «👍»."""
    return frozenset(lemma(word) for word in words(text)) or frozenset(text.strip()[:1])
