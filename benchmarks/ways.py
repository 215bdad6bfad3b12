"""Ways to rank the cases, beside each other: hit@1, hit@3 and nDCG@10."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

import numpy as np

from benchmarks.posing import OF_MEANING, Posed, candidates, fitted_by_words
from knowledge.fitting import fit_blend
from knowledge.index import Snapshot
from knowledge.matching import Asked, nearest
from knowledge.models import CaseId
from knowledge.ranking import BLENDED, GISTS, Floats, Weights, blend, dense
from knowledge.search import FOR_TEACHERS

#: The weights of the first round of this work.
_FIRST_ROUND = Weights(
    whole=0.5, near=0.5, centred=0, words=0.15, roots=0, subject=0.02, level=0.01, grade=0
)

Score = Callable[[Mapping[str, Floats]], Floats]


@dataclass(frozen=True)
class Way:
    """One way to rank the cases."""

    name: str
    score: Score | Weights
    """Weights rank as the bot does, their echo with them."""
    plain: bool = False
    """Whether the words of the solutions are left out."""


def ranks(values: Floats) -> Floats:
    order: Floats = np.argsort(np.argsort(-values)).astype(np.float32)
    return order


def fused(signals: Mapping[str, Floats]) -> Floats:
    meaning = dense(signals["whole"], signals["near"])
    fusion = 1 / (60 + ranks(meaning)) + 1 / (60 + ranks(signals["words"]))
    return np.asarray(fusion, dtype=np.float32)


def recipe(signals: Mapping[str, Floats]) -> Floats:
    return dense(signals["whole"], signals["near"]) + np.float32(0.12) * signals["words"]


def first_round(signals: Mapping[str, Floats]) -> Floats:
    return blend(signals, _FIRST_ROUND)


def main_ways(shipped_blend: Weights) -> list[Way]:
    """The ways that nothing is fitted for."""
    return [
        Way("BM25 alone", lambda signals: signals["words"], plain=True),
        Way("BM25, solution too", lambda signals: signals["words"]),
        Way("dense alone", lambda signals: dense(signals["whole"], signals["near"])),
        Way("rank fusion", fused, plain=True),
        Way("recipe: dense + 0.12 BM25", recipe, plain=True),
        Way("first round (0.15, profile)", first_round, plain=True),
        Way("ours", shipped_blend),
    ]


def ways(tuning: Sequence[Posed], shipped_blend: Weights) -> list[Way]:
    """Those, and ours without each of its parts."""

    competing = candidates(tuning)

    def without(*names: str, of: Sequence[str] = OF_MEANING) -> Weights:
        return fit_blend(competing, [name for name in of if name not in names])

    return [
        *main_ways(shipped_blend),
        # Without an echo words in common count by themselves.
        Way("ours - echo", without("echo", of=BLENDED)),
        Way("ours - second opinion", without(*GISTS, of=BLENDED)),
        Way("ours - solution's words", shipped_blend, plain=True),
        Way("ours - centred cosines", without("centred")),
        Way("ours - roots", without("roots")),
        Way("ours - grade", without("grade")),
        Way("ours - subject, level, grade", without("subject", "level", "grade")),
        Way("ours, by words alone", fitted_by_words(tuning)),
    ]


def gains(posed: Posed, way: Way) -> tuple[float, float, float]:
    """Hit among one and among three, and nDCG@10."""
    if posed.asked is None:
        return 0.0, 0.0, 0.0
    snapshot = posed.base.plain if way.plain else posed.base.snapshot
    right = [case_id in posed.labelled.relevant for case_id in found(snapshot, posed.asked, way)]
    gained = sum(1 / log2(place + 2) for place, hit in enumerate(right) if hit)
    most = sum(1 / log2(place + 2) for place in range(min(10, len(posed.labelled.relevant))))
    return float(right[0]), float(any(right[:3])), gained / most


def found(snapshot: Snapshot, asked: Asked, way: Way) -> list[CaseId]:
    """The ten best by this way, best first."""
    if isinstance(way.score, Weights):
        best = nearest(snapshot, asked, FOR_TEACHERS, way.score)
        return [entry.case_id for entry, _ in best]
    signals = snapshot.signals(asked.lemmas, asked.vector, asked.asker, asked.gist)
    rows = np.argsort(-way.score(signals), kind="stable")[:10]
    return [snapshot.entries[row].case_id for row in rows]


def interval(values: Sequence[float]) -> str:
    """Mean and 95 % interval over resampled questions."""
    drawn = np.random.default_rng(7).choice(np.array(values), (2000, len(values))).mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{fmean(values):.3f} ({low:.3f}-{high:.3f})"


def show_ways(posed: Sequence[Posed], ranked: Sequence[Way]) -> None:
    """hit@1 of each set, then pooled by base with intervals; only questions with an answer."""
    asked = [one for one in posed if one.labelled.relevant]
    origins = list(dict.fromkeys(one.origin for one in asked))
    bases = list(dict.fromkeys(one.base.name for one in asked))
    counts = [sum(one.origin == origin for one in asked) for origin in origins]
    heads = [f"{origin} ({count})" for origin, count in zip(origins, counts, strict=True)]
    heads += [f"{base}: hit@1 | hit@3 | nDCG@10" for base in bases]
    print("\n| way | " + " | ".join(heads) + " |")
    print("|---|" + "---|" * (len(origins) + 3 * len(bases)))
    for way in ranked:
        gained = [(one, gains(one, way)) for one in asked]
        cells = [f"{fmean(g[0] for one, g in gained if one.origin == o):.3f}" for o in origins]
        for base in bases:
            own = [g for one, g in gained if one.base.name == base]
            cells += [interval([g[place] for g in own]) for place in range(3)]
        print(f"| {way.name} | " + " | ".join(cells) + " |")
