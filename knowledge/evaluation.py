"""Runs labelled questions through the very matching that the bot uses, and counts."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from math import ceil, log2
from statistics import fmean, median

from knowledge.encoder import QUESTIONS_AT_ONCE
from knowledge.labelled import LabelledQuestion
from knowledge.models import CaseId
from knowledge.search import Decision, Finding, Searching
from people.subjects import mentioned_subjects

#: How many cases an offer shows.
SHOWN = 3
DEPTH = 10


@dataclass(frozen=True)
class FoundCase:
    id: CaseId
    score: float


@dataclass(frozen=True)
class Outcome:
    """What the bot would do with one question."""

    id: str
    decision: Decision
    cases: tuple[FoundCase, ...]
    """At most ten, best first."""
    subject: str | None
    """The subject that the question would be counted to; ``None`` when nothing tells it."""
    ms: float
    """From the text to the decision, while ``at_once`` questions were under way."""
    relevant: frozenset[CaseId] = field(repr=False)
    is_replied: bool = False
    """A reply of the base is said instead: the question counts as declined."""

    @property
    def rank(self) -> int | None:
        """Place of the first right case, 1 for the best; ``None`` when none was found."""
        places = (n for n, case in enumerate(self.cases, start=1) if case.id in self.relevant)
        return next(places, None)

    def is_found(self, within: int) -> bool:
        return self.rank is not None and self.rank <= within

    @property
    def is_served(self) -> bool:
        """A right case is shown to the teacher at once or among the offered."""
        if self.decision is Decision.ROUTE:
            return False
        return self.is_found(1 if self.decision is Decision.ANSWER else SHOWN)

    @property
    def gain(self) -> float:
        """nDCG@10 with right and wrong as the only degrees."""
        gained = sum(
            1 / log2(place + 1)
            for place, case in enumerate(self.cases[:DEPTH], start=1)
            if case.id in self.relevant
        )
        most = sum(1 / log2(place + 1) for place in range(1, min(len(self.relevant), DEPTH) + 1))
        return gained / most if most else 0.0


@dataclass(frozen=True)
class Summary:
    """The figures of a run; shares lie between 0 and 1 and are 0 where there is nothing to count.

    *Answerable* is a question with at least one right (``relevant``) case.
    """

    questions: int
    answerable: int
    recall_at_1: float
    """Share of the answerable whose first case is right."""
    recall_at_3: float
    """Share of the answerable with a right case among the first three, whatever was decided."""
    recall_at_10: float
    mrr_at_10: float
    """Mean over the answerable of one divided by the place of the first right case."""
    ndcg_at_10: float
    """Mean over the answerable."""
    routed_of_unanswerable: float
    """Share of the questions without a right case that go straight to a methodist."""
    offered_of_answerable: float
    """Share of the answerable where the teacher sees a right case: it is the one shown by
    ``answer``, or among the first three of ``offer``."""
    wrong_answers: float
    """Share of the ``answer`` decisions that show a case which is not right; every ``answer`` to an
    unanswerable question is one of them."""
    encoder: str | None
    """``None``: the search went by words alone."""
    calibration: str
    median_ms: float
    p95_ms: float


@dataclass(frozen=True)
class Evaluation:
    summary: Summary
    outcomes: tuple[Outcome, ...]

    def to_json(self) -> str:
        """The document that ``hotline cases evaluate --json`` promises."""
        summary = {name: _rounded(value) for name, value in asdict(self.summary).items()}
        questions = [
            {
                "id": outcome.id,
                "decision": outcome.decision.value,
                "cases": [{"id": c.id, "score": round(c.score, 4)} for c in outcome.cases],
                "subject": outcome.subject,
                "ms": round(outcome.ms, 1),
            }
            for outcome in self.outcomes
        ]
        return json.dumps({"summary": summary, "questions": questions}, ensure_ascii=False)


async def evaluate(
    search: Searching,
    questions: Sequence[LabelledQuestion],
    *,
    progress: Callable[[int, int], None] | None = None,
    at_once: int = QUESTIONS_AT_ONCE,
) -> Evaluation:
    """Put every question to ``search``, its subject and level standing for the asker's profile.

    ``at_once`` questions are under way at any time, as in a bot that several people ask; that
    changes no decision, only the times: they are from the text to the decision of one question
    while others are searched for beside it.

    Raises:
        ValueError: there are no questions.
    """
    if not questions:
        raise ValueError("nothing to evaluate")
    outcomes: dict[int, Outcome] = {}
    waiting = iter(enumerate(questions))
    finding: Finding | None = None

    async def work() -> None:
        nonlocal finding
        for number, question in waiting:
            finding = await search.find(
                question.text,
                subjects=[question.subject] if question.subject else [],
                levels=[question.level] if question.level else [],
            )
            outcomes[number] = _outcome(question, finding)
            if progress is not None:
                progress(len(outcomes), len(questions))

    await asyncio.gather(*(work() for _ in range(at_once)))
    assert finding is not None
    in_order = tuple(outcomes[number] for number in range(len(questions)))
    return Evaluation(summarise(in_order, finding.encoder, finding.calibration), in_order)


def summarise(outcomes: Sequence[Outcome], encoder: str | None, calibration: str) -> Summary:
    """The figures of ``outcomes``, of which there is at least one."""
    answerable = [one for one in outcomes if one.relevant]
    unanswerable = [one for one in outcomes if not one.relevant]
    answered = [one for one in outcomes if one.decision is Decision.ANSWER]
    times = sorted(one.ms for one in outcomes)
    return Summary(
        questions=len(outcomes),
        answerable=len(answerable),
        recall_at_1=_mean([one.is_found(1) for one in answerable]),
        recall_at_3=_mean([one.is_found(3) for one in answerable]),
        recall_at_10=_mean([one.is_found(DEPTH) for one in answerable]),
        mrr_at_10=_mean([1 / one.rank if one.rank else 0.0 for one in answerable]),
        ndcg_at_10=_mean([one.gain for one in answerable]),
        routed_of_unanswerable=_mean([one.decision is Decision.ROUTE for one in unanswerable]),
        offered_of_answerable=_mean([one.is_served for one in answerable]),
        wrong_answers=_mean([not one.is_found(1) for one in answered]),
        encoder=encoder,
        calibration=calibration,
        median_ms=median(times),
        p95_ms=times[ceil(0.95 * len(times)) - 1],
    )


def _outcome(question: LabelledQuestion, finding: Finding) -> Outcome:
    return Outcome(
        question.id,
        finding.decision,
        # Whoever gets a reply sees no case: what lies behind it counts for nothing.
        tuple(FoundCase(m.case_id, m.score) for m in finding.matches if not finding.is_replied),
        _subject(question, finding),
        finding.ms,
        question.relevant,
        finding.is_replied,
    )


def _subject(question: LabelledQuestion, finding: Finding) -> str | None:
    """The subject named in the text, else the asker's own, else that of the likeliest case."""
    named = mentioned_subjects(finding.understood)
    if named:
        return named[0].code
    return question.subject or (finding.matches[0].subject if finding.matches else None)


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else 0.0


def _rounded(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value
