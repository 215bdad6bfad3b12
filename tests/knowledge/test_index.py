"""The cases in memory: what a question shares with each."""

from dataclasses import replace

import numpy as np
import pytest

from knowledge.cosines import Middle
from knowledge.drafts import CaseDraft
from knowledge.encoder import Matrix
from knowledge.index import Entry, Gists, Snapshot, Vectors
from knowledge.matching import Asked, nearest
from knowledge.models import VersionId
from knowledge.ranking import AT_FIRST, Asker, Weights
from tests.support.cases import draft
from tests.support.encoder import WordEncoder


def unit(*rows: tuple[float, ...]) -> Matrix:
    given = np.array(rows, dtype=np.float32)
    unit_rows: Matrix = given / np.linalg.norm(given, axis=1, keepdims=True)
    return unit_rows


def about(case_id: str, problem: str) -> CaseDraft:
    told = {"title": "Тема", "problem": problem, "topics": [], "questions": []}
    return draft(case_id).model_copy(update=told)


def entry(case: CaseDraft, vectors: Vectors | None = None) -> Entry:
    return Entry.of(case.id, VersionId(0), case, vectors)


def test_cosines_are_measured_from_the_middle_of_the_base() -> None:
    rows, vector = unit((3, 1, 0), (3, 0, 1), (3, 1, 1)), unit((3, 2, 0))[0]
    middle = rows.mean(axis=0)

    centred = Middle.of(rows).centred(rows @ vector, vector)

    away, own = rows - middle, vector - middle
    expected = away @ own / (np.linalg.norm(away, axis=1) * np.linalg.norm(own))
    assert centred == pytest.approx(expected, abs=1e-5)


def test_every_signal_of_meaning_is_known_of_a_case_with_all_vectors() -> None:
    asked = unit((1, 2), (2, 1), (1, 1))
    with_questions = entry(draft("a"), Vectors(unit((1, 0))[0], asked))
    without_questions = entry(draft("b"), Vectors(unit((0, 1))[0], asked[:0]))
    snapshot = Snapshot([with_questions, without_questions, entry(draft("c"))])
    vector = unit((1, 0))[0]

    signals = snapshot.signals([], vector, Asker())

    assert set(signals) == {*AT_FIRST, "akin"}
    assert signals["whole"][:2] == pytest.approx([1, 0])
    assert signals["near"][0] == pytest.approx((asked @ vector).max())
    assert signals["akin"][0] == pytest.approx((asked @ vector).mean())
    assert np.isnan(signals["near"][1:]).all()
    assert np.isnan(signals["centred"]).tolist() == [False, False, True]


def test_vectors_of_a_case_are_in_memory_once() -> None:
    rows = unit((1, 2), (2, 1), (1, 1))
    gists = Gists(*rows)
    given = [
        entry(draft("a"), Vectors(rows[0], rows[1:])),
        entry(draft("b")),
        entry(draft("c"), Vectors(rows[2], rows[:0])),
        replace(entry(draft("d"), Vectors(rows[1], rows[:1])), gists=gists),
    ]

    held = Snapshot(given).entries

    assert [one.vectors is None for one in held] == [False, True, False, False]
    for one, before in zip(held, given, strict=True):
        if one.vectors is not None and before.vectors is not None:
            assert one.vectors.whole.base is not None
            assert (one.vectors.whole == before.vectors.whole).all()
            assert (one.vectors.near == before.vectors.near).all()
    assert held[3].gists is not None
    assert [row.tolist() for row in vars(held[3].gists).values()] == rows.tolist()
    assert held[0].gists is None


def test_a_question_that_remembers_is_answered_as_one_that_does_not() -> None:
    cases = [about("a", "Мороз и лыжня"), about("b", "Экзамен")]
    said = WordEncoder()
    held = [Entry.of(case.id, VersionId(place), case, None) for place, case in enumerate(cases)]
    asked = Asked.of("лыжня в мороз", None, meanings=said.words, subjects=(), levels=())
    remembering = asked.remembering

    for entries in (held[:1], held, held[::-1]):
        plain, kept = (
            nearest(Snapshot(entries), one, ("teacher",), Weights(echo=1), count=2)
            for one in (asked, remembering)
        )
        assert [(e.case_id, signals) for e, signals in plain] == [
            (e.case_id, signals) for e, signals in kept
        ]
    assert remembering.heard is not None
    assert remembering.heard.keys() == {0, 1}


def test_questions_are_found_together_as_they_are_alone() -> None:
    rows = unit((1, 2), (2, 1), (1, 1), (3, 1))
    gists = Gists(*rows[:3])
    cases = [
        entry(about("a", "Мороз и лыжня в 7 классе"), Vectors(rows[0], rows[1:3])),
        replace(entry(about("b", "Экзамен"), Vectors(rows[3], rows[:0])), gists=gists),
        replace(entry(draft("c", audience="methodist"), Vectors(rows[2], rows)), gists=gists),
        entry(about("d", "Лыжня")),
    ]
    weights, words = Weights(gist_asked=2, echo=1), WordEncoder().words
    texts = ("лыжня в 7 классе", "экзамен и мороз", "лыжня", "про каникулы")
    sought = [
        (
            Asked.of(text, vector, gist=gist, meanings=meanings, subjects=(), levels=()),
            audiences,
        )
        for text, vector, gist, meanings, audiences in zip(
            texts,
            (rows[0], None, rows[1], rows[2]),
            (rows[1], None, rows[2], None),
            (words, None, words, words),
            (("teacher",), ("teacher", "methodist"), ("methodist",), ("parent",)),
            strict=True,
        )
    ]
    for is_calibrated in (True, False):
        snapshot = Snapshot(cases, is_calibrated=is_calibrated)

        together = snapshot.best(sought, weights, count=3)

        alone = [nearest(snapshot, *each, weights, count=3) for each in sought]
        for some, others in zip(together, alone, strict=True):
            assert [each.case_id for each, _ in some] == [each.case_id for each, _ in others]
            for (_, signals), (_, same) in zip(some, others, strict=True):
                for name in vars(same):
                    value = pytest.approx(same.value(name), rel=1e-5, abs=1e-5, nan_ok=True)
                    assert signals.value(name) == value
        assert [len(some) for some in together] == [3, 3, 1, 0]


def test_a_word_of_the_solution_is_found_but_its_root_is_not() -> None:
    case = draft("a").model_copy(update={"solution": "Возьмите динамометр."})
    snapshot = Snapshot([entry(case), entry(draft("b"))])

    signals = snapshot.signals(["динамометр"], None, Asker())

    assert signals["words"][0] > 0
    assert signals["roots"][0] == 0


def test_words_of_one_family_are_found_by_their_beginning() -> None:
    case = draft("a").model_copy(update={"title": "Объяснение темы"})
    snapshot = Snapshot([entry(case)])

    signals = snapshot.signals(["объяснить"], None, Asker())

    assert signals["words"][0] == 0
    assert signals["roots"][0] > 0


def test_a_case_of_the_named_grade_is_preferred() -> None:
    seventh = about("a", "В 7 классе не понимают.")
    fifth = about("b", "В 5 классе не понимают.")
    snapshot = Snapshot([entry(seventh), entry(fifth)])

    agreements = snapshot.signals(["тема"], None, Asker(grades=[7]))["grade"]

    assert agreements.tolist() == [1.0, -1.0]
