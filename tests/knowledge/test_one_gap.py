"""Labelled questions, grouped by the real encoder as the gaps of the base are."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from knowledge.encoder import Encoder, Vector
from knowledge.labelled import read_labelled
from knowledge.likeness import ONE_GAP, middle_of, nearest, seen_from
from knowledge.normalise import normalise
from knowledge.seeds import shipped
from knowledge.spelling import Vocabulary

#: Two subjects are enough to see a change of the threshold or of the encoder; all are in the
#: comment on ``ONE_GAP``.
SUBJECTS = ("pe", "art")
SETS = ("author_a", "author_b", "shipped")


def questions() -> list[tuple[str, str, str]]:
    """Text, subject and case of questions that a case of ``SUBJECTS`` answers."""
    folder = Path(__file__).parent / "labelled"
    read = [each for name in SETS for each in read_labelled(folder / f"{name}.jsonl")]
    answered = [(each.text, sorted(each.relevant)[0]) for each in read if each.relevant]
    asked = [(text, case_id.rpartition("-")[0], case_id) for text, case_id in answered]
    return [each for each in asked if each[1] in SUBJECTS]


def understood(text: str) -> str:
    """As the search reads it before it is encoded; spelling is not corrected here."""
    return normalise(text, Vocabulary(Counter())).text


@pytest.fixture
def middle() -> Vector:
    """Of the shipped cases, as wholes."""
    seeds = shipped()
    found = [seeds.ready.of(case) for case in seeds.cases]
    rows = [rows[parts.index("whole")] for parts, rows in filter(None, found)]
    middle = middle_of(np.array(rows))
    assert middle is not None
    return middle


async def test_questions_that_are_put_together_ask_for_the_same_case(
    encoder: Encoder, middle: Vector
) -> None:
    asked = questions()
    groups = [-1] * len(asked)
    centres: list[Vector] = []
    subjects: list[str] = []
    for row, (text, subject, _) in enumerate(asked):
        (seen,) = seen_from(middle, (await encoder.question(understood(text)))[None])
        allowed = [own == subject for own in subjects]
        at = nearest(seen, np.array(centres), allowed, least=ONE_GAP)
        if at is None:
            at = len(centres)
            centres.append(seen)
            subjects.append(subject)
        groups[row] = at

    pairs = [
        (groups[one] == groups[two], asked[one][2] == asked[two][2])
        for one, two in combinations(range(len(asked)), 2)
    ]
    together = [is_same for is_together, is_same in pairs if is_together]
    same = [is_together for is_together, is_same in pairs if is_same]
    assert sum(together) / len(together) >= 0.7
    assert sum(same) / len(same) >= 0.25
