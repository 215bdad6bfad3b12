"""Time zones by settlement."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.wellbeing.places import local
from wellbeing.zones import every_place, local_time, places_named, zone_choices, zone_of

FEBRUARY = datetime(2026, 2, 12, 12, tzinfo=UTC)


def hours_ahead(zone: str) -> float:
    offset = FEBRUARY.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return offset / timedelta(hours=1)


@pytest.mark.parametrize(
    ("settlement", "utc_hour"),
    [
        ("Калининград", 14),
        ("Москва", 13),
        ("Самара", 12),
        ("Екатеринбург", 11),
        ("Омск", 10),
        ("Красноярск", 9),
        ("Иркутск", 8),
        ("Якутск", 7),
        ("Владивосток", 6),
        ("Магадан", 5),
        ("Петропавловск-Камчатский", 4),
    ],
)
def test_t14_four_in_the_afternoon_is_another_hour_everywhere(
    settlement: str, utc_hour: int
) -> None:
    zone = ZoneInfo(zone_of(settlement, default="Europe/Moscow"))

    assert local("2026-02-12 16:00", zone) == datetime(2026, 2, 12, utc_hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("Сахалин", 11),
        ("Среднеколымск", 11),
        ("Чита", 9),
        ("Анадырь", 12),
        ("Саратов", 4),
        ("Волгоград", 3),
        ("Новосибирск", 7),
        ("Томпонский район", 9),
        ("Усть-Янский улус", 10),
        ("Оймяконский улус", 10),
        ("Северо-Курильск", 11),
        ("Республика Саха (Якутия)", 9),
        ("Удмуртия", 4),
        ("Ижевск", 4),
        ("Омская область", 6),
    ],
)
def test_t15_zones_inside_regions_are_known(name: str, hours: int) -> None:
    assert hours_ahead(zone_of(name, default="UTC")) == hours


def test_t15_yakutia_spans_three_clocks() -> None:
    zones = {place.zone for place in every_place() if place.region == "Республика Саха (Якутия)"}

    assert {hours_ahead(zone) for zone in zones} == {9, 10, 11}


def test_all_federal_subjects_are_there() -> None:
    assert len({place.region for place in every_place()}) == 89


def test_every_clock_of_russia_can_be_chosen_once_and_is_titled_rightly() -> None:
    titles = {hours_ahead(choice.zone): choice.title for choice in zone_choices()}

    assert len(zone_choices()) == len(titles) == 11
    assert titles.keys() == {hours_ahead(place.zone) for place in every_place()}
    for hours, title in titles.items():
        more = "" if hours == 3 else f"{hours - 3:+.0f}".replace("-", "−")
        assert title.startswith(f"МСК{more} · ")


@pytest.mark.parametrize("written", ["г. Чита", "ЧИТА", "городской округ «Чита»", "чита "])
def test_a_place_is_recognised_as_people_write_it(written: str) -> None:
    assert [place.region for place in places_named(written)] == ["Забайкальский край"]


def test_a_name_with_yo_may_be_written_without_it() -> None:
    assert places_named("Королев") == places_named("Королёв") != ()


def test_of_two_places_of_one_name_that_of_the_own_region_is_meant() -> None:
    assert zone_of("Благовещенск", default="Asia/Yakutsk") == "Asia/Yakutsk"
    assert zone_of("Благовещенск", default="Asia/Yekaterinburg") == "Asia/Yekaterinburg"


def test_a_name_in_several_zones_elsewhere_or_nowhere_leaves_the_zone_of_the_region() -> None:
    assert zone_of("Благовещенск", default="Europe/Moscow") == "Europe/Moscow"
    assert zone_of("Деревня за лесом", default="Asia/Tomsk") == "Asia/Tomsk"
    assert zone_of("", default="Asia/Tomsk") == "Asia/Tomsk"
    assert zone_of(None, default="Asia/Tomsk") == "Asia/Tomsk"


def test_the_clock_to_be_confirmed_is_the_local_one() -> None:
    now = datetime(2026, 2, 12, 4, 5, tzinfo=UTC)

    assert f"{local_time('Asia/Kamchatka', now):%H:%M}" == "16:05"
