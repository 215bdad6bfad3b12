"""T23: ten thousand people live through a year, and nobody is written to when they must not be."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random

import holidays
import pytest

from tests.wellbeing.living import ZONES, Life, Sent, random_rhythm
from wellbeing.calendars import Calendars, SchoolYear, Vacation
from wellbeing.calendars.book import Scope
from wellbeing.rhythm import Every
from wellbeing.slots import Whereabouts

pytestmark = pytest.mark.xdist_group("year")

PEOPLE = 10_000
START, END = datetime(2025, 8, 20, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)
PUBLIC_HOLIDAYS = holidays.country_holidays("RU", years=(2025, 2026))
WEEK = timedelta(days=7)

#: What the oracle believes, in its own words, apart from the data that is tested.
RECOMMENDED = (
    (date(2025, 6, 1), date(2025, 8, 31)),
    (date(2025, 10, 25), date(2025, 11, 4)),
    (date(2025, 12, 31), date(2026, 1, 11)),
    (date(2026, 3, 28), date(2026, 4, 5)),
    (date(2026, 5, 27), date(2026, 8, 31)),
)
MODULES = (
    (date(2025, 6, 1), date(2025, 8, 31)),
    (date(2025, 10, 6), date(2025, 10, 12)),
    (date(2025, 11, 17), date(2025, 11, 23)),
    (date(2025, 12, 31), date(2026, 1, 11)),
    (date(2026, 2, 16), date(2026, 2, 23)),
    (date(2026, 4, 11), date(2026, 4, 19)),
    (date(2026, 5, 25), date(2026, 8, 31)),
)
MODULE_YEAR = SchoolYear(
    date(2025, 9, 1),
    date(2026, 5, 24),
    tuple(Vacation("каникулы", first, last) for first, last in MODULES[1:-1]),
    is_verified=True,
    source="пример",
)
CALENDARS = Calendars({Scope("Серов", "Лицей № 1"): [MODULE_YEAR]})
OF_MODULES = CALENDARS.of("Серов", "лицей №1")


def life_of(number: int) -> Life:
    chance = Random(number)
    where = Whereabouts(
        chance.choice(ZONES), OF_MODULES if chance.random() < 0.3 else CALENDARS.of()
    )
    rhythm = random_rhythm(chance, chance.choice((Every.FORTNIGHT, Every.FORTNIGHT, Every.MONTH)))
    return Life(chance, rhythm, where, START, seed=f"person {number}").live(END)


@pytest.fixture(scope="module")
def everybody() -> list[Life]:
    return [life_of(number) for number in range(PEOPLE)]


@pytest.fixture(scope="module")
def lives(everybody: list[Life]) -> list[list[Sent]]:
    return [life.sent for life in everybody]


def disturbs(sent: Sent) -> bool:
    """Whether the message came in the night, on a day off, in a vacation or during a leave."""
    local = sent.at.astimezone(sent.where.zone)
    day = local.date()
    vacations = MODULES if sent.where.calendar is OF_MODULES else RECOMMENDED
    away = sent.where.away_until
    return (
        not time(9) <= local.time() < time(20)
        or day.weekday() > 4
        or day in PUBLIC_HOLIDAYS
        or any(first <= day <= last for first, last in vacations)
        or (away is not None and day < away)
    )


def unasked(life: Sequence[Sent]) -> list[Sent]:
    """What nobody asked for, reminders apart, which belong to their round."""
    return [sent for sent in life if sent.kind in ("pulse", "wave", "pause")]


def test_t23_the_year_is_full_of_life(lives: list[list[Sent]]) -> None:
    kinds = [sent.kind for life in lives for sent in life]

    assert min(kinds.count(kind) for kind in ("wave", "again", "pause")) > PEOPLE / 10
    assert kinds.count("pulse") > 5 * PEOPLE
    assert kinds.count("reminder") > PEOPLE


def test_t23_nobody_is_disturbed(lives: list[list[Sent]]) -> None:
    assert [sent for life in lives for sent in life if disturbs(sent)] == []


def test_t23_unasked_words_are_a_week_apart(lives: list[list[Sent]]) -> None:
    too_soon = [
        (earlier, later)
        for life in lives
        for earlier, later in pairwise(unasked(life))
        if later.at - earlier.at < WEEK
    ]

    assert too_soon == []


def test_t23_nothing_unasked_follows_a_reminder_within_a_week(lives: list[list[Sent]]) -> None:
    too_soon = [
        (earlier, later)
        for life in lives
        for earlier, later in pairwise(life)
        if earlier.kind == "reminder" and later in unasked([later])
        if later.at - earlier.at < WEEK
    ]

    assert too_soon == []


def test_t23_a_round_has_one_reminder_at_most_in_its_third_day(lives: list[list[Sent]]) -> None:
    for life in lives:
        reminded = [sent for sent in life if sent.kind == "reminder"]
        assert len({sent.round_at for sent in reminded}) == len(reminded)
        for sent in reminded:
            assert sent.round_at is not None
            assert timedelta(hours=48) <= sent.at - sent.round_at <= timedelta(hours=72)


def test_t23_full_instruments_are_three_months_apart(lives: list[list[Sent]]) -> None:
    for life in lives:
        waves = [sent.at for sent in life if sent.kind == "wave"]
        assert len(waves) <= 2
        assert all(later - earlier >= timedelta(days=92) for earlier, later in pairwise(waves))


def test_t19_nothing_comes_of_a_round_that_is_over(everybody: list[Life]) -> None:
    late = [
        sent
        for life in everybody
        for sent in life.sent
        if sent.round_at in life.ended and sent.at > life.ended[sent.round_at]
    ]

    assert late == []
