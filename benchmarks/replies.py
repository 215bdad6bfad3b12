"""Fits how replies are chosen, and measures it on all labelled sets.

    python -m benchmarks.replies          # the table, on the holdout: odd ids
    python -m benchmarks.replies --fit    # write knowledge/replying.json first

Fitted to the phrases of the replies themselves, each fold of them put to the others, and to the
methodical questions with even ids; a message is a question unless its kind says otherwise.
"""

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import knowledge
from benchmarks.bases import (
    LABELLED,
    SETS,
    base_of,
    neighbours,
    opened_encoder,
    region,
    reply_entries,
)
from benchmarks.posing import is_even
from knowledge.drafts import CaseDraft
from knowledge.encoder import Encoder
from knowledge.finding import asked_of
from knowledge.index import Snapshot
from knowledge.labelled import LabelledQuestion, read_labelled
from knowledge.lexicon import fold
from knowledge.matching import judged, nearest
from knowledge.models import CaseId
from knowledge.normalise import normalise
from knowledge.replying import (
    Beside,
    Judge,
    Replies,
    ReplyEntry,
    ReplySignals,
    is_reply,
    shipped_judges,
)
from knowledge.search import FOR_TEACHERS
from knowledge.seeds import shipped
from knowledge.verdict import shipped_calibration

FILE = Path(knowledge.__file__).parent / "replying.json"
MEANING = ("near", "lead", "crowd", "overlap", "words_lead")
WORDS = ("overlap", "words_lead", "case_words")
FOLDS = 8
#: Messages of these kinds are no methodical questions; those of other sets than ``replies``.
_NO_QUESTIONS = ("smalltalk", "out_of_scope")
#: Of ``plain.jsonl``, whose rows have no kinds.
_OUT_OF_SCOPE = ("m189", "m191", "m192", "m193", "m194", "m200", "m206", "m207")
#: The bar leaves so much less doubt than the one at which no tuning question that a case of its
#: base answers would be taken.
MARGIN = 1.5


@dataclass(frozen=True)
class Example:
    signals: ReplySignals
    entry: ReplyEntry
    """The likest reply."""
    set: str
    base: str
    labelled: LabelledQuestion

    @property
    def wanted(self) -> str:
        """``question``, ``reply``, ``care``, or ``either`` for distress with a question."""
        kind = self.labelled.kind or ""
        if kind == "care-question":
            return "either"
        if kind.startswith("reply-"):
            return "care" if kind.startswith("reply-care") else "reply"
        is_other = kind in _NO_QUESTIONS or self.labelled.id in _OUT_OF_SCOPE
        return "reply" if is_other else "question"


class Bench:
    """All replies over several bases, in memory."""

    def __init__(self, encoder: Encoder, drafts: Sequence[CaseDraft]) -> None:
        self.encoder = encoder
        self._drafts = drafts
        self.entries: list[ReplyEntry] = []
        self.bases: dict[str, Snapshot] = {}

    async def open(self) -> None:
        cases = [case for case in self._drafts if not is_reply(case.kind)]
        sizes = {
            "shipped": cases,
            "neighbours": neighbours(),
            "region": region(),
            "ten cases": cases[3::15],
        }
        for name, chosen in sizes.items():
            self.bases[name] = (await base_of(name, chosen, self.encoder)).snapshot
        self.entries = await reply_entries(self.encoder)

    async def put(
        self, one: LabelledQuestion, origin: str, base: str, replies: Replies, *, by_words: bool
    ) -> Example | None:
        """``None`` when nothing was asked: then no question could be lost."""
        snapshot, calibration = self.bases[base], shipped_calibration()
        text = normalise(one.text, snapshot.vocabulary).text
        if not text:
            return None
        asked = await asked_of(None if by_words else self.encoder, text, (), ())
        weights = calibration.blend_by_words if by_words else calibration.blend
        matches = judged(nearest(snapshot, asked, FOR_TEACHERS, weights), calibration)
        score = matches[0].score if matches else 0.0
        found = replies.best(text, asked.vector, Beside.of([m.signals for m in matches], score))
        assert found is not None
        return Example(found[1], found[0], origin, base, one)

    async def phrases(self, *, by_words: bool) -> list[Example]:
        """Every typical phrase as a message to the entries without the phrases of its fold."""
        drafts = {draft.id: draft for draft in self._drafts}
        places = [(entry, row) for entry in self.entries for row in range(len(entry.phrases))]
        folds = np.random.default_rng(1).integers(0, FOLDS, len(places))
        examples = []
        for fold_number in range(FOLDS):
            left = {
                (e.case_id, r) for (e, r), f in zip(places, folds, strict=True) if f == fold_number
            }
            replies = Replies([_without(entry, left) for entry in self.entries])
            for entry, row in places:
                if (entry.case_id, row) in left:
                    text = fold(drafts[entry.case_id].questions[row])
                    kind = "usual" if entry.is_as_usual else entry.case_id
                    one = LabelledQuestion(f"{entry.case_id}-{row}", text, frozenset(), kind=kind)
                    examples.append(
                        await self.put(one, "phrases", "shipped", replies, by_words=by_words)
                    )
        return [example for example in examples if example is not None]

    async def labelled(self, *, by_words: bool) -> list[Example]:
        """All labelled sets, each put to its own base and to one of ten cases."""
        replies = Replies(self.entries)
        files = {file: base for base, named in SETS.items() for file in named}
        files |= {
            LABELLED / "replies.jsonl": "shipped",
            LABELLED / "replies_fresh.jsonl": "shipped",
            LABELLED / "replies_strangers.jsonl": "shipped",
        }
        examples = []
        for file, own in files.items():
            for one in read_labelled(file):
                for base in (own, "ten cases"):
                    put = self.put(one, file.stem, base, replies, by_words=by_words)
                    examples.append(await put)
        return [example for example in examples if example is not None]


def _without(entry: ReplyEntry, left: set[tuple[CaseId, int]]) -> ReplyEntry:
    kept = [row for row in range(len(entry.phrases)) if (entry.case_id, row) not in left]
    assert entry.vectors is not None
    phrases = tuple(entry.phrases[row] for row in kept)
    return replace(entry, phrases=phrases, vectors=entry.vectors[kept])


def fitted(phrases: Sequence[Example], labelled: Sequence[Example], names: Sequence[str]) -> Judge:
    tuning = [one for one in labelled if is_even(one.labelled) and one.set != "replies_fresh"]
    questions = [one for one in tuning if one.wanted == "question"]
    examples = [*phrases, *questions]
    rows = np.array([[asdict(one.signals)[name] for name in names] for one in examples])
    judge = _logistic(rows, np.array([one.wanted != "question" for one in examples]), names)
    # In their own base: in that of ten cases nothing answers them.
    answerable = [o for o in questions if o.labelled.relevant and o.base != "ten cases"]
    enough = max(judge.probability(one.signals) for one in answerable)
    return replace(judge, reply_from=round(float(1 - (1 - enough) / MARGIN), 2))


def _logistic(rows: NDArray[np.float64], wanted: NDArray[np.bool_], names: Sequence[str]) -> Judge:
    """By Newton's method, on features of unit spread, with an L2 penalty of one."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    design = np.column_stack((np.ones(len(rows)), (rows - mean) / spread))
    pull = np.diag([1e-6] + [1.0] * len(names))
    weights = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ weights))
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + pull
        weights += np.linalg.solve(curve, design.T @ (wanted - chance) - pull @ weights)
    own = weights[1:] / spread
    intercept = round(float(weights[0] - own @ mean), 4)
    return Judge(intercept, {n: round(float(w), 4) for n, w in zip(names, own, strict=True)}, 1.0)


def show(examples: Sequence[Example], judge: Judge, *, even: bool) -> None:
    print("| set | base | questions taken | replied | of them the right reply | cared |")
    print("|---|---|---|---|---|---|")
    half = [one for one in examples if is_even(one.labelled) is even or one.set == "replies_fresh"]
    for place in dict.fromkeys((one.set, one.base) for one in half):
        _show_row(" | ".join(place), [o for o in half if (o.set, o.base) == place], judge)
    for base in ("own", "ten cases"):
        _show_row(
            f"all | {base}", [o for o in half if (o.base == "ten cases") is (base != "own")], judge
        )


def _show_row(name: str, examples: Sequence[Example], judge: Judge) -> None:
    taken = [o for o in examples if judge.takes(o.signals)]
    cells = []
    for wanted in ("question", "reply", "care"):
        own = [one for one in examples if one.wanted == wanted]
        cells.append(f"{sum(o.wanted == wanted for o in taken)} of {len(own)}")
    named = [o for o in taken if (o.labelled.kind or "").startswith("reply-")]
    right = sum(one.entry.case_id in (one.labelled.kind or "").split("|") for one in named)
    cells.insert(2, f"{right} of {len(named)}")
    print(f"| {name} | " + " | ".join(cells) + " |")


async def measure(*, fit: bool, even: bool) -> None:
    async with opened_encoder() as encoder:
        await measure_with(Bench(encoder, shipped().cases), fit=fit, even=even)


async def measure_with(bench: Bench, *, fit: bool, even: bool) -> None:
    await bench.open()
    labelled = {by: await bench.labelled(by_words=by) for by in (False, True)}
    if fit:
        judges = {
            name: asdict(fitted(await bench.phrases(by_words=by), labelled[by], names))
            for name, names, by in (("meaning", MEANING, False), ("words", WORDS, True))
        }
        FILE.write_text(json.dumps(judges, indent=2) + "\n", "utf-8")
        shipped_judges.cache_clear()
    for name, judge in (("meaning", shipped_judges().meaning), ("words", shipped_judges().words)):
        print(f"\nBy {name}, from {judge.reply_from}\n")
        show(labelled[name == "words"], judge, even=even)
        for one in labelled[name == "words"]:
            is_taken = judge.takes(one.signals)
            if one.wanted == "question" and is_taken and is_even(one.labelled) is even:
                print(f"    {one.base} {one.labelled.id} -> {one.entry.case_id}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--half", choices=("odd", "even"), default="odd")
    given = parser.parse_args()
    asyncio.run(measure(fit=given.fit, even=given.half == "even"))


if __name__ == "__main__":
    main()
