"""Measures the ranking on a public set made of Wiktionary: not all figures rest on own texts.

    python -m benchmarks.public_set FOLDER     # where the package has been unpacked

The package is ``wiki-ru-wordnet`` 1.0.3 of the Python index (MIT; Russian Wiktionary underneath):
sets of synonyms, each synonym with a definition of its own. Of a set two definitions are taken that
were written for two of its words: one is the case, the other one the question. Neither has typical
questions, a subject or a level, so only meaning and words are measured, on everyday Russian.
"""

import argparse
import asyncio
import random
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bases import CACHE, base_of, opened_encoder
from benchmarks.posing import Posed, pose
from benchmarks.ways import main_ways, show_ways
from knowledge.drafts import CaseDraft
from knowledge.labelled import LabelledQuestion
from knowledge.models import CaseId
from knowledge.replying import Replies
from knowledge.verdict import shipped_calibration

#: So many sets of synonyms, chosen by chance.
SETS_TAKEN = 500
_FEWEST_WORDS = 6


@dataclass(frozen=True)
class Pair:
    """Two definitions of one meaning."""

    number: int
    word: str
    case: str
    question: str


def pairs(database: Path) -> Iterator[Pair]:
    """All pairs, in the order of the package."""
    known: dict[int, dict[str, str]] = defaultdict(dict)
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute("select synset_id, lemma, definition from synsets order by 1, 2")
        for number, lemma, definition in rows:
            text = plain(definition)
            if len(text.split()) >= _FEWEST_WORDS and lemma not in text.lower().split():
                known[number].setdefault(lemma, text)
    for number, told in known.items():
        (word, case), *others = sorted(told.items())
        other = next((text for _, text in others if text != case), None)
        if other is not None:
            yield Pair(number, word, case, other)


def plain(definition: str) -> str:
    """The words of a definition without the marks of the wiki."""
    text = definition.split("~ru~")[-1].partition("~")[0]
    while (bare := re.sub(r"\{\{[^{}]*\}\}", " ", text)) != text:
        text = bare
    text = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", text)
    return " ".join(re.sub(r"<[^>]*>|['{}\[\]#]", " ", text).split()).strip(" ,;.")


def case_of(pair: Pair) -> CaseDraft:
    return CaseDraft.model_validate(
        {
            "id": f"w{pair.number}",
            "title": pair.word.capitalize(),
            "subject": "general",
            "level": "любое",
            "topics": [],
            "problem": pair.case,
            "solution": pair.word,
            "materials": [],
        }
    )


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path, default=CACHE)
    given = parser.parse_args()
    [database] = given.folder.rglob("wikiwordnet.db")
    taken = random.Random(1).sample(list(pairs(database)), SETS_TAKEN)
    async with opened_encoder(given.cache) as encoder:
        base = await base_of("wiktionary", [case_of(pair) for pair in taken], encoder)
        posed: list[Posed] = []
        for pair in taken:
            asked = LabelledQuestion(
                f"w{pair.number}", pair.question, frozenset([CaseId(f"w{pair.number}")])
            )
            posed.append(await pose(base, "wiktionary", asked, encoder, Replies(())))
    show_ways(posed, main_ways(shipped_calibration().blend))


if __name__ == "__main__":
    asyncio.run(main())
