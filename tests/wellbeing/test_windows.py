"""The windows of the waves: the same weeks each year, clear of vacations."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.wellbeing.places import RECOMMENDED, at_home, day_of, local
from tests.wellbeing.test_a_year_of_ten_thousand import MODULE_YEAR, OF_MODULES
from wellbeing.calendars import Calendars, SchoolYear, Vacation
from wellbeing.calendars.book import REGION
from wellbeing.contact import Occasion, next_contact
from wellbeing.rhythm import Every, Past, Rhythm
from wellbeing.windows import Season, wave_over_at, wave_windows, window_on

TEN_DAYS = timedelta(days=10)


def spans(beginning: int) -> list[tuple[str, str]]:
    windows = wave_windows(beginning, RECOMMENDED)
    return [(f"{window.opens}", f"{window.closes}") for window in windows]


def test_there_are_two_waves_a_school_year() -> None:
    assert spans(2025) == [("2025-11-17", "2025-11-28"), ("2026-02-23", "2026-03-13")]
    assert spans(2026) == [("2026-11-16", "2026-11-27"), ("2027-02-22", "2027-03-12")]


@pytest.mark.parametrize("beginning", range(2025, 2060))
def test_every_year_has_them_in_the_same_weeks_and_rested(beginning: int) -> None:
    autumn, spring = wave_windows(beginning, RECOMMENDED)

    assert date(beginning, 11, 16) <= autumn.opens <= date(beginning, 11, 22)
    assert date(beginning + 1, 2, 22) <= spring.opens <= date(beginning + 1, 2, 28)
    for window in (autumn, spring):
        assert window.opens - RECOMMENDED.rested_until(window.opens) >= TEN_DAYS
        assert not RECOMMENDED.is_vacation_between(window.opens, window.closes)


def test_a_school_with_a_vacation_in_november_has_its_wave_later() -> None:
    autumn, spring = wave_windows(2025, OF_MODULES)

    assert (autumn.opens, autumn.closes) == (date(2025, 12, 8), date(2025, 12, 19))
    assert (spring.opens, spring.closes) == (date(2026, 3, 9), date(2026, 3, 27))


def test_the_wave_of_a_later_window_is_the_same_wave() -> None:
    waves = [window.wave for window in wave_windows(2025, RECOMMENDED)]

    assert waves == ["2025-autumn", "2025-spring"]
    assert [window.wave for window in wave_windows(2025, OF_MODULES)] == waves


def test_a_school_without_room_for_a_wave_has_none() -> None:
    vacations = (Vacation("карантин", date(2025, 11, 10), date(2025, 12, 15)),)
    year = SchoolYear(date(2025, 9, 1), date(2026, 5, 26), vacations, True, "приказ")
    calendar = Calendars({REGION: [year]}).of()

    assert [window.season for window in wave_windows(2025, calendar)] == [Season.SPRING]


def test_a_day_knows_its_window() -> None:
    window = window_on(date(2026, 3, 13), RECOMMENDED)

    assert window is not None
    assert window.wave == "2025-spring"
    assert window_on(date(2026, 3, 14), RECOMMENDED) is None


def test_a_wave_is_over_when_its_last_round_is_closed_at_every_school() -> None:
    over = wave_over_at(2025, Season.AUTUMN, (RECOMMENDED, OF_MODULES))

    assert over == datetime(2025, 12, 26, tzinfo=UTC)
    assert over >= local("2025-12-19 20:00") + timedelta(days=5)


def test_a_wave_that_no_school_has_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="no school"):
        wave_over_at(2025, Season.AUTUMN, ())


@pytest.mark.parametrize("weekday", range(5))
@pytest.mark.parametrize("every", [Every.FORTNIGHT, Every.MONTH])
@pytest.mark.parametrize("weeks", range(4))
def test_everybody_is_invited_once_in_each_window(weekday: int, every: Every, weeks: int) -> None:
    rhythm, past, waves = Rhythm(weekday, 16, every), Past(), []
    now = datetime(2025, 9, 1, tzinfo=UTC) + timedelta(weeks=weeks)
    while now < datetime(2026, 6, 1, tzinfo=UTC):
        due = next_contact(rhythm, at_home(), past, after=now, seed="anna")
        assert due is not None
        is_wave = due.occasion is Occasion.WAVE
        waves += [due.window.wave] if due.window else []
        past = Past(due.at, due.at, due.at if is_wave else past.full_at)
        now = due.at

    assert waves == ["2025-autumn", "2025-spring"]


def test_whoever_has_just_answered_the_full_instrument_is_not_invited_to_it() -> None:
    past = Past(full_at=local("2025-11-10 12:00"))
    due = next_contact(Rhythm(1, 16), at_home(), past, after=local("2025-11-17 09:00"), seed="anna")

    assert due is not None
    assert (due.occasion, day_of(due.at)) == (Occasion.PULSE, date(2025, 11, 18))


def test_the_year_of_the_modules_is_that_of_the_long_test() -> None:
    assert OF_MODULES.year(2025) == MODULE_YEAR
