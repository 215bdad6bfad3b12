"""Working hours as people write them."""

import pytest

from people.hours import parse_week, tidy_week


@pytest.mark.parametrize(
    ("words", "tidy"),
    [
        ("пн-пт 09:00-18:00", "пн-пт 09:00-18:00"),
        ("Пн–Пт с 9 до 18", "пн-пт 09:00-18:00"),
        ("будни 9.00 — 18.00.", "пн-пт 09:00-18:00"),
        ("пн-чт 9-13,14-18;пт 9-16", "пн-чт 09:00-13:00, 14:00-18:00; пт 09:00-16:00"),
        ("сб 10-12\nпн 9-11", "сб 10:00-12:00; пн 09:00-11:00"),
        ("ежедневно с 8.30 до 17.15", "пн-вс 08:30-17:15"),
    ],
)
def test_hours_written_by_hand_are_read(words: str, tidy: str) -> None:
    assert tidy_week(words) == tidy
    assert any(parse_week(tidy))


@pytest.mark.parametrize("words", ["когда смогу", "пн-пт", "пн-пт 18-9", "пн-пт 9-25", ""])
def test_what_is_no_week_stays_unreadable(words: str) -> None:
    with pytest.raises(ValueError, match=r"часы|часов|начала|hour|час"):
        parse_week(tidy_week(words))
