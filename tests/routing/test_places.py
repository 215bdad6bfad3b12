"""Figures by municipality: who is shown, who joins the others, and that nobody shows through."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from kit.database import Transaction
from people.models import PersonId
from people.service import About
from routing.places import FEWEST_ASKERS, Split, askers, by_municipality
from routing.statistics import Statistics
from tests.support.people import Office


@dataclass(frozen=True)
class Asked:
    asker_id: PersonId | None
    municipality: str | None


def asked(municipality: str | None, people: int, *, since: int = 0, each: int = 1) -> list[Asked]:
    return [
        Asked(PersonId(since + number), municipality)
        for number in range(people)
        for _ in range(each)
    ]


def names(split: Split[Asked]) -> list[str]:
    return [name for name, _ in split.shown]


def test_only_large_municipalities_are_named_and_many_questions_make_no_group_large() -> None:
    split = by_municipality(
        asked("Лесной", 6, since=100)
        + asked("Малый", 4, since=200, each=10)
        + asked(None, 5, since=300),
        people=askers,
    )

    assert names(split) == ["Лесной"]
    assert len(split.rest) == 45
    assert (split.hidden, split.is_rest_hidden) == (1, False)


def test_when_the_others_are_too_few_the_smallest_joins_them() -> None:
    split = by_municipality(
        asked("Лесной", 9, since=100)
        + asked("Озёрный", 5, since=200)
        + asked("Малый", 1, since=300),
        people=askers,
    )

    assert names(split) == ["Лесной"]
    assert len(split.rest) == 6
    assert split.hidden == 2


def test_of_too_few_people_nothing_is_told() -> None:
    split = by_municipality(asked("Малый", 4), people=askers)

    assert (split.shown, split.rest, split.is_rest_hidden) == ((), (), True)


def test_spellings_are_one_place_and_the_commonest_is_shown() -> None:
    spelt = ["Озёрный", "озерный", " Озёрный  ", "Озёрный", "ОЗЁРНЫЙ"]

    split = by_municipality(
        [Asked(PersonId(n), name) for n, name in enumerate(spelt)], people=askers
    )

    assert names(split) == ["Озёрный"]


@given(
    st.dictionaries(
        st.integers(1, 60).map(PersonId), st.sampled_from([None, "А", "Б", "В", "Г"]), max_size=60
    )
)
def test_neither_a_group_nor_the_difference_to_the_whole_is_of_a_few(
    profiles: dict[PersonId, str | None],
) -> None:
    rows = [Asked(asker, place) for asker, place in profiles.items()]

    split = by_municipality(rows, people=askers)

    for _, group in split.shown:
        assert len({row.asker_id for row in group}) >= FEWEST_ASKERS
    told = sum(len(group) for _, group in split.shown) + len(split.rest)
    unseen = len(rows) - sum(len(group) for _, group in split.shown)
    assert unseen == 0 or unseen >= FEWEST_ASKERS or not split.shown
    assert told == len(rows) or split.is_rest_hidden


async def test_the_panel_counts_by_the_profile(transaction: Transaction) -> None:
    office = Office(transaction)
    await office.methodist()
    for number in range(7):
        teacher = await office.teacher()
        if number < 6:
            place = "Лесной" if number else "Тайный"
            await office.directory.tell_about(teacher, About(municipality=place))
        await office.asked(teacher)
    statistics = Statistics(transaction, office.policy.hours)

    places = await statistics.places(
        since=office.now, before=office.now.replace(year=2027), now=office.now
    )

    # Two are too few to be told: «Лесной» alone would tell them.
    assert places.shown == ()
    assert places.elsewhere is not None
    assert (places.elsewhere.asked, places.hidden) == (7, 2)
