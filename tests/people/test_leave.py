"""The day of return, as a methodist writes it."""

from datetime import date

import pytest

from people.errors import DayNotAhead, LeaveTooLong, UnreadableDay
from people.leave import read_return

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("05.12.2026", date(2026, 12, 5)),
        ("5.12", date(2026, 12, 5)),
        ("до 05.12", date(2026, 12, 5)),
        (" Завтра ", date(2026, 11, 26)),
        ("до послезавтра", date(2026, 11, 27)),
        ("10.01", date(2027, 1, 10)),
        ("25.11.2027", date(2027, 11, 25)),
    ],
)
def test_a_day_ahead_is_read(words: str, day: date) -> None:
    assert read_return(words, TODAY) == day


@pytest.mark.parametrize("words", ["", "в пятницу", "31.02", "12", "05/12", "05.13.2026"])
def test_what_is_no_day_is_refused(words: str) -> None:
    with pytest.raises(UnreadableDay):
        read_return(words, TODAY)


@pytest.mark.parametrize("words", ["25.11", "25.11.2026", "24.11.2026", "01.01.2020"])
def test_today_and_the_past_are_refused(words: str) -> None:
    with pytest.raises(DayNotAhead):
        read_return(words, TODAY)


def test_a_day_that_has_just_passed_is_not_taken_for_next_years() -> None:
    with pytest.raises(DayNotAhead):
        read_return("20.11", TODAY)


@pytest.mark.parametrize("words", ["27.11.2027", "01.01.2030"])
def test_more_than_a_year_is_refused(words: str) -> None:
    with pytest.raises(LeaveTooLong):
        read_return(words, TODAY)


def test_the_29th_of_february_is_found_in_the_next_year_if_need_be() -> None:
    assert read_return("29.02", date(2027, 10, 1)) == date(2028, 2, 29)
