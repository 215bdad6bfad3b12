"""When one tap of the asker is worth asking for, and what it changes."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import Entry
from knowledge.models import VersionId
from knowledge.narrowing import Facet, Tap, preferring, worth_asking
from knowledge.ranking import Asker, Signals
from people.levels import Level
from tests.support.cases import draft

NOBODY = Asker()


def case(total: float, id: str = "case", **fields: Any) -> tuple[Entry, Signals]:
    fields = {"subject": "math", "level": "ООО", "topics": [], **fields}
    entry = Entry.of(draft(id, **fields).id, VersionId(1), draft(id, **fields), None)
    return entry, Signals(0.9, 0.9, 0.5, 0.0, 0.0, 0.0, total)


def test_of_two_likely_cases_of_different_subjects_the_subject_is_asked() -> None:
    asked = worth_asking([case(5.0, subject="physics"), case(4.9, subject="math")], NOBODY)

    assert asked is not None
    assert (asked.facet, asked.values) == (Facet.SUBJECT, ("physics", "math"))
    assert 0.4 < asked.gain < 0.5


def test_what_is_known_is_not_asked() -> None:
    found = [case(5.0, subject="physics"), case(4.9, subject="math")]

    assert worth_asking(found, Asker(own_subjects=["physics"])) is None
    assert worth_asking(found, Asker(named_subjects=["chemistry"])) is None
    assert worth_asking(found, Asker(own_subjects=["physics", "math"])) is not None


def test_a_grade_that_was_named_tells_the_level() -> None:
    found = [case(5.0, level="НОО"), case(4.9, level="ООО")]

    asked = worth_asking(found, NOBODY)

    assert asked is not None
    assert (asked.facet, asked.values) == (Facet.LEVEL, ("НОО", "ООО"))
    assert worth_asking(found, Asker(grades=[3])) is None


def test_near_neighbours_are_told_apart_by_the_topic_that_only_one_of_them_has() -> None:
    found = [
        case(5.0, topics=["Дроби", "Контрольная"]),
        case(4.8, topics=["Дроби", "Домашняя работа"]),
    ]

    asked = worth_asking(found, NOBODY)

    assert asked is not None
    assert asked.values == ("контрольная", "домашняя работа")


def test_a_clear_first_case_needs_no_question() -> None:
    assert worth_asking([case(9.0, subject="physics"), case(4.9, subject="math")], NOBODY) is None


def test_nobody_is_asked_more_than_twice_nor_the_same_again() -> None:
    found = [
        case(5.0, subject="physics", level="НОО", topics=["а"]),
        case(4.9, subject="math", level="ООО", topics=["б"]),
    ]
    once = worth_asking(found, NOBODY, [Tap(Facet.SUBJECT, None)])

    assert once is not None
    assert once.facet is Facet.LEVEL
    twice = [Tap(Facet.SUBJECT, None), Tap(Facet.LEVEL, None)]
    assert worth_asking(found, NOBODY, twice) is None


def test_the_tapped_case_comes_first_and_leads() -> None:
    found = [case(5.0, "first", subject="physics"), case(4.9, "second", subject="math")]

    order = preferring(found, [Tap(Facet.SUBJECT, "math")])

    assert [entry.case_id for entry, _ in order] == ["second", "first"]
    assert order[0][1].margin > 2


def test_it_does_not_matter_changes_nothing() -> None:
    found = [case(5.0), case(4.9)]

    assert preferring(found, [Tap(Facet.TOPIC, None)]) == found


@given(
    st.lists(
        st.tuples(
            st.floats(-20, 20),
            st.sampled_from(["math", "physics", "music"]),
            st.sampled_from(list(Level)),
            st.lists(st.sampled_from("абвгд"), max_size=3, unique=True),
        ),
        max_size=10,
    )
)
def test_a_question_back_offers_two_to_four_values_and_is_worth_its_tap(
    told: list[tuple[float, str, Level, list[str]]],
) -> None:
    told = sorted(told, reverse=True, key=lambda one: one[0])
    found = [
        case(total, f"c{n}", subject=subject, level=level.value, topics=topics)
        for n, (total, subject, level, topics) in enumerate(told)
    ]

    asked = worth_asking(found, NOBODY)

    if asked is not None:
        assert 2 <= len(asked.values) <= 4
        assert len(set(asked.values)) == len(asked.values)
        assert 0.15 <= asked.gain < 1
