"""Measures what a question back is worth, on the labelled questions.

    python -m benchmarks.narrowing               # on the holdout: odd ids
    python -m benchmarks.narrowing --half even   # on the questions for tuning

The tap is played: the asker knows the right case and taps the first value that it has, or
«неважно» where none is of it. Once they always do so; once they say «неважно» 15 times in 100, and
tap anything 10 times in 100.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.bases import (
    SETS,
    base_of,
    neighbours,
    opened_encoder,
    region,
    shipped_cases,
    shipped_replies,
)
from benchmarks.matching import arguments
from benchmarks.posing import MemorySearch, is_even
from knowledge.evaluation import SHOWN
from knowledge.index import Entry
from knowledge.labelled import LabelledQuestion, read_labelled
from knowledge.narrowing import Facet, Narrowing, Tap
from knowledge.search import Decision, Finding
from knowledge.verdict import shipped_calibration

Tapping = Callable[[Narrowing, Sequence[Entry]], str | None]


@dataclass
class Tally:
    """Counted over the questions to one base."""

    asked: int = 0
    taps: int = 0
    questions: int = 0
    answerable: int = 0
    first_before: int = 0
    first_after: int = 0
    served_before: int = 0
    served_after: int = 0


def knows(asked: Narrowing, right: Sequence[Entry]) -> str | None:
    """The first value that a right case has."""
    held = {value for entry in right for value in _values(asked.facet, entry)}
    return next((value for value in asked.values if value in held), None)


def errs(chance: random.Random) -> Tapping:
    def tap(asked: Narrowing, right: Sequence[Entry]) -> str | None:
        luck = chance.random()
        if luck < 0.15:
            return None
        return chance.choice(asked.values) if luck < 0.25 else knows(asked, right)

    return tap


async def play(
    search: MemorySearch, question: LabelledQuestion, tap: Tapping, tally: Tally
) -> None:
    right = [each for each in search.snapshot.entries if each.case_id in question.relevant]
    before = finding = await _find(search, question, ())
    while finding.narrowing is not None:
        tally.taps += 1
        asked = finding.narrowing
        tapped = Tap(asked.facet, tap(asked, right))
        finding = await _find(search, question, (*finding.taps, tapped))
    tally.questions += 1
    tally.asked += before.narrowing is not None
    if question.is_answerable:
        tally.answerable += 1
        tally.first_before += _is_first(before, question)
        tally.first_after += _is_first(finding, question)
        tally.served_before += _is_served(before, question)
        tally.served_after += _is_served(finding, question)


async def _find(search: MemorySearch, question: LabelledQuestion, taps: Sequence[Tap]) -> Finding:
    return await search.find(
        question.text,
        subjects=[question.subject] if question.subject else [],
        levels=[question.level] if question.level else [],
        taps=taps,
    )


def _is_first(finding: Finding, question: LabelledQuestion) -> bool:
    return bool(finding.matches) and finding.matches[0].case_id in question.relevant


def _is_served(finding: Finding, question: LabelledQuestion) -> bool:
    if finding.decision is Decision.ROUTE and not finding.taps:
        return False
    shown = 1 if finding.decision is Decision.ANSWER else SHOWN
    return any(match.case_id in question.relevant for match in finding.matches[:shown])


def _values(facet: Facet, entry: Entry) -> Sequence[str]:
    if facet is Facet.TOPIC:
        return entry.topics
    return (entry.subject if facet is Facet.SUBJECT else entry.level.value,)


async def main() -> None:
    given = arguments()
    drafts = {"shipped": shipped_cases(), "neighbours": neighbours(), "region": region()}
    print("| base | who taps | asked back | taps a question | hit@1 | after | served | after |")
    print("|---|---|---|---|---|---|---|---|")
    async with opened_encoder(given.cache) as encoder:
        replies = await shipped_replies(encoder)
        for name, files in SETS.items():
            base = await base_of(name, drafts[name], encoder)
            search = MemorySearch(base.snapshot, encoder, shipped_calibration(), replies)
            questions = [
                one
                for file in files
                for one in read_labelled(file)
                if is_even(one) == (given.half == "even")
            ]
            for who, tap in (("knows", knows), ("errs", errs(random.Random(1)))):
                tally = Tally()
                for question in questions:
                    await play(search, question, tap, tally)
                print(_row(name, who, tally))


def _row(name: str, who: str, tally: Tally) -> str:
    shares = [
        tally.asked / tally.questions,
        tally.taps / tally.questions,
        tally.first_before / tally.answerable,
        tally.first_after / tally.answerable,
        tally.served_before / tally.answerable,
        tally.served_after / tally.answerable,
    ]
    return f"| {name} | {who} | {' | '.join(f'{share:.3f}' for share in shares)} |"


if __name__ == "__main__":
    asyncio.run(main())
