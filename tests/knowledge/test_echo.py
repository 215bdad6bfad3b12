"""What a case has of the words of a question, and the second ranking by it."""

from collections.abc import Sequence

import numpy as np
import pytest

from knowledge.echo import Echoes, Voices
from knowledge.encoder import Matrix
from knowledge.index import HEARD, Entry, Snapshot
from knowledge.matching import Asked, nearest
from knowledge.models import CaseId, VersionId
from knowledge.ranking import Weights
from tests.support.cases import draft

#: «лыжня» is akin to «лыжа», and nothing else is to anything.
_PLACES = {"лыжа": (1, 0, 0), "лыжня": (0.8, 0.6, 0), "урок": (0, 0, 1)}
HEARING = Weights(whole=0, near=0, centred=0, words=0, roots=0, subject=0, level=0, grade=0, echo=1)


def meanings(words: Sequence[str]) -> Matrix:
    elsewhere = (0, 0, 0)
    return np.array([_PLACES.get(word, elsewhere) for word in words], dtype=np.float32)


def echoes(words: list[str], rarity: list[float], cases: list[list[str]]) -> Echoes:
    vocabulary = list(dict.fromkeys(word for case in cases for word in case))
    numbers = [np.array([vocabulary.index(w) for w in case], dtype=np.int32) for case in cases]
    return Echoes.of(Voices(vocabulary).nearest(words, numbers, meanings), rarity)


def test_an_akin_word_is_heard_by_its_nearness_and_its_rarity() -> None:
    heard = echoes(["лыжа", "урок"], [3.0, 1.0], [["лыжа", "урок"], ["лыжня"], ["снег"]])

    assert heard.echo == pytest.approx([4.0, 2.4, 0], rel=1e-3)
    assert heard.echoed == pytest.approx([1.0, 0.6, 0], rel=1e-3)
    assert heard.faint[2] == 0


def test_the_faintest_words_are_those_that_the_case_has_least_of() -> None:
    heard = echoes(["лыжа", "лыжня", "урок", "завуч", "акт"], [1.0] * 5, [["лыжа"]])

    assert heard.faint == pytest.approx([0])
    assert heard.echoed == pytest.approx([(1 + 0.8) / 5], rel=1e-3)


def test_a_case_without_words_is_silent() -> None:
    heard = echoes(["лыжа"], [1.0], [[], ["лыжа"], []])

    assert heard.echo.tolist() == [0, 1, 0]
    assert echoes(["лыжа"], [1.0], [[]]).faint.tolist() == [0]


def test_words_of_cases_are_asked_for_once() -> None:
    asked: list[str] = []

    def counting(words: Sequence[str]) -> Matrix:
        asked.extend(words)
        return meanings(words)

    voices = Voices(["лыжа", "лыжня", "снег"])
    numbers = [np.array([0, 1], dtype=np.int32), np.array([1, 2], dtype=np.int32)]

    first = voices.nearest(["урок"], numbers[:1], counting)
    again = voices.nearest(["урок"], numbers, counting)

    assert asked == ["урок", "лыжа", "лыжня", "урок", "снег"]
    assert again[0].tolist() == first[0].tolist()


def found(question: str, *, hearing: bool = True) -> list[CaseId]:
    cases = [draft(f"other-{number}", title="Урок", problem="Урок") for number in range(HEARD)]
    cases.append(draft("skiing", title="Выход на лыжню", problem="Мороз и лыжня"))
    entries = [Entry.of(case.id, VersionId(0), case, None) for case in cases]
    asked = Asked.of(question, None, meanings=meanings if hearing else None, subjects=(), levels=())
    best = nearest(Snapshot(entries), asked, ("teacher",), HEARING, count=2)
    return [entry.case_id for entry, _ in best]


def test_a_case_in_other_words_comes_first_by_its_echo() -> None:
    assert found("выход на лыжах")[0] == "skiing"


def test_without_the_second_opinion_nothing_is_heard() -> None:
    assert found("лыжи", hearing=False)[0] == "other-0"


def test_a_leader_by_echo_leads_by_what_it_is_worth() -> None:
    cases = [draft("a", title="Лыжа"), draft("b", title="Лыжня")]
    entries = [Entry.of(case.id, VersionId(0), case, None) for case in cases]
    asked = Asked.of("лыжа", None, meanings=meanings, subjects=(), levels=())

    (_, first), (_, second) = nearest(Snapshot(entries), asked, ("teacher",), HEARING, count=2)

    assert first.echo is not None
    assert second.echo == pytest.approx(0.8 * first.echo, rel=1e-3)
    assert first.margin == pytest.approx(0.2 * first.echo, rel=1e-3)
    assert second.margin == pytest.approx(-first.margin)
