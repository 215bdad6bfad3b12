"""Figures of the search, and the labelled questions that they come from."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from knowledge.evaluation import FoundCase, Outcome, evaluate, summarise
from knowledge.labelled import FaultyLabels, LabelledQuestion, read_labelled
from knowledge.models import CaseId, VersionId
from knowledge.narrowing import Tap
from knowledge.ranking import Signals
from knowledge.search import Decision, Finding, Match
from people.levels import Level

SIGNALS = Signals(whole=0.9, near=None, words=0.5, subject=0, level=0, margin=0, total=1)


def outcome(
    decision: Decision, found: str, relevant: str, *, id: str = "q", ms: float = 1.0
) -> Outcome:
    """``found`` and ``relevant`` name cases by one letter each."""
    cases = tuple(FoundCase(CaseId(letter), 0.5) for letter in found)
    return Outcome(id, decision, cases, None, ms, frozenset(map(CaseId, relevant)))


def test_recall_counts_questions_with_a_right_case_so_early() -> None:
    summary = summarise(
        [
            outcome(Decision.ANSWER, "abc", "a"),
            outcome(Decision.OFFER, "abc", "c"),
            outcome(Decision.ROUTE, "abcdefghij", "jz"),
            outcome(Decision.ROUTE, "abc", "z"),
            outcome(Decision.ROUTE, "abc", ""),
        ],
        "e",
        "c",
    )

    assert (summary.questions, summary.answerable) == (5, 4)
    assert (summary.recall_at_1, summary.recall_at_3, summary.recall_at_10) == (0.25, 0.5, 0.75)
    assert summary.mrr_at_10 == pytest.approx((1 + 1 / 3 + 1 / 10) / 4)


def test_ndcg_knows_that_several_cases_may_be_right() -> None:
    assert outcome(Decision.ROUTE, "ab", "ab").gain == pytest.approx(1)
    assert outcome(Decision.ROUTE, "xa", "a").gain == pytest.approx(0.6309, abs=1e-4)
    assert outcome(Decision.ROUTE, "axb", "ab").gain == pytest.approx(1.5 / 1.6309, abs=1e-4)
    assert outcome(Decision.ROUTE, "x", "a").gain == 0


def test_an_offer_serves_with_a_right_case_among_three_an_answer_with_the_first() -> None:
    served = [
        outcome(Decision.OFFER, "xya", "a"),
        outcome(Decision.OFFER, "xyza", "a"),
        outcome(Decision.ANSWER, "ax", "a"),
        outcome(Decision.ANSWER, "xa", "a"),
        outcome(Decision.ROUTE, "a", "a"),
    ]

    assert [one.is_served for one in served] == [True, False, True, False, False]
    assert summarise(served, None, "c").offered_of_answerable == pytest.approx(0.4)


def test_an_answer_without_a_right_case_is_wrong() -> None:
    outcomes = [
        outcome(Decision.ANSWER, "a", "a"),
        outcome(Decision.ANSWER, "xa", "a"),
        outcome(Decision.ANSWER, "x", ""),
        outcome(Decision.ANSWER, "b", "b"),
        outcome(Decision.OFFER, "x", "b"),
    ]

    assert summarise(outcomes, None, "c").wrong_answers == 0.5


def test_only_unanswerable_questions_should_have_been_routed() -> None:
    outcomes = [
        outcome(Decision.ROUTE, "", ""),
        outcome(Decision.OFFER, "a", ""),
        outcome(Decision.ROUTE, "a", "a"),
    ]

    assert summarise(outcomes, None, "c").routed_of_unanswerable == 0.5


def test_shares_of_nothing_are_nothing() -> None:
    summary = summarise([outcome(Decision.ROUTE, "", "")], None, "c")

    assert (summary.recall_at_1, summary.wrong_answers, summary.offered_of_answerable) == (0, 0, 0)


def test_the_95th_percentile_is_a_time_that_was_measured() -> None:
    outcomes = [outcome(Decision.ROUTE, "", "", ms=float(n)) for n in range(1, 21)]

    summary = summarise(outcomes, None, "c")

    assert (summary.median_ms, summary.p95_ms) == (10.5, 19)


@dataclass
class Known:
    """A search that finds one case for everything, and remembers who asked."""

    asked: list[tuple[str, list[str], list[Level]]]

    async def find(
        self,
        text: str,
        *,
        subjects: Sequence[str] = (),
        levels: Sequence[Level] = (),
        audiences: Sequence[str] = ("teacher",),
        taps: Sequence[Tap] = (),
    ) -> Finding:
        self.asked.append((text, list(subjects), list(levels)))
        match = Match(CaseId("h001"), VersionId(1), "Т", "physics", Level.ANY, 0.93456, SIGNALS)
        return Finding(Decision.ANSWER, (match,), text, (), "e/1", "c", 7.12, nothing_asked=False)


async def test_subject_and_level_of_a_row_stand_for_the_profile() -> None:
    search = Known([])

    await evaluate(search, [LabelledQuestion("q1", "как?", frozenset(), "math", Level.BASIC)])

    assert search.asked == [("как?", ["math"], [Level.BASIC])]


@dataclass
class Hesitant(Known):
    """The first question takes longer than the second; counts how many are under way."""

    under_way: int = 0
    most: int = 0

    async def find(self, text: str, **given: Any) -> Finding:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        for _ in range(9 if text == "1" else 1):
            await asyncio.sleep(0)
        self.under_way -= 1
        return await super().find(text, **given)


async def test_two_questions_are_under_way_and_outcomes_keep_the_order_of_the_file() -> None:
    search = Hesitant([])
    questions = [LabelledQuestion(id, id, frozenset()) for id in "12345"]

    evaluation = await evaluate(search, questions, at_once=2)

    assert search.most == 2
    assert [text for text, _, _ in search.asked] != list("12345")
    assert [one.id for one in evaluation.outcomes] == list("12345")


async def test_the_document_is_the_one_that_is_promised() -> None:
    questions = [LabelledQuestion("q1", "ток не тратится", frozenset({CaseId("h001")}))]
    told: list[tuple[int, int]] = []

    evaluation = await evaluate(
        Known([]), questions, progress=lambda done, of: told.append((done, of))
    )

    assert json.loads(evaluation.to_json()) == {
        "summary": {
            "questions": 1,
            "answerable": 1,
            "recall_at_1": 1.0,
            "recall_at_3": 1.0,
            "recall_at_10": 1.0,
            "mrr_at_10": 1.0,
            "ndcg_at_10": 1.0,
            "routed_of_unanswerable": 0.0,
            "offered_of_answerable": 1.0,
            "wrong_answers": 0.0,
            "encoder": "e/1",
            "calibration": "c",
            "median_ms": 7.12,
            "p95_ms": 7.12,
        },
        "questions": [
            {
                "id": "q1",
                "decision": "answer",
                "cases": [{"id": "h001", "score": 0.9346}],
                "subject": "physics",
                "ms": 7.1,
            }
        ],
    }
    assert told == [(1, 1)]


async def test_a_subject_named_in_the_text_is_the_subject() -> None:
    question = LabelledQuestion("q1", "нормативы по химии", frozenset(), "math")

    evaluation = await evaluate(Known([]), [question])

    assert evaluation.outcomes[0].subject == "chemistry"


def labels(folder: Path, *rows: object) -> Path:
    file = folder / "labels.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    file.write_text("\n".join(lines), "utf-8")
    return file


def test_labelled_questions_are_read(tmp_path: Path) -> None:
    file = labels(
        tmp_path,
        {"id": "q1", "text": "как?", "relevant": ["a", "b"], "subject": "физра", "level": "НОО"},
        "",
        {"id": "q2", "text": "что?", "relevant": [], "kind": "short"},
    )
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())

    assert read_labelled(file) == [
        LabelledQuestion("q1", "как?", frozenset({CaseId("a"), CaseId("b")}), "pe", Level.PRIMARY),
        LabelledQuestion("q2", "что?", frozenset(), kind="short"),
    ]


GOOD = {"id": "q1", "text": "как?", "relevant": []}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{", "это не JSON"),
        ("[]", "это не объект JSON"),
        (GOOD | {"txet": "?"}, "неизвестный ключ «txet»"),
        ({"id": "q2", "text": "?"}, "нет ключа «relevant»"),
        (GOOD | {"id": "q2", "relevant": "a"}, "«relevant» — не список id кейсов"),
        (GOOD | {"id": "q2", "relevant": [1]}, "«relevant» — не список id кейсов"),
        (GOOD | {"id": 2}, "«id» — не текст"),
        ('{"id": "\\ud800", "text": "?", "relevant": []}', "«id» — не текст"),
        (GOOD | {"id": "q2", "text": " "}, "«text» — не текст"),
        (GOOD | {"id": "q2", "subject": "алхимия"}, "нет предмета «алхимия»"),
        (GOOD | {"id": "q2", "level": "ВПО"}, "нет уровня «ВПО»"),
        (GOOD, "id «q1» уже был в строке 1"),
    ],
)
def test_a_faulty_row_is_named(tmp_path: Path, row: object, reason: str) -> None:
    with pytest.raises(FaultyLabels, match=f"^Строка 2: {reason}"):
        read_labelled(labels(tmp_path, GOOD, row))


def test_a_file_that_holds_no_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultyLabels, match="ни одного вопроса"):
        read_labelled(labels(tmp_path, "", " "))
    with pytest.raises(FaultyLabels, match="Файл не читается"):
        read_labelled(tmp_path)
    with pytest.raises(FaultyLabels, match="Файл не читается"):
        read_labelled(tmp_path / "missing.jsonl")
    file = tmp_path / "old.jsonl"
    file.write_bytes('{"id": "вопрос"}'.encode("cp1251"))
    with pytest.raises(FaultyLabels, match="не в UTF-8"):
        read_labelled(file)
