"""School calendars: recommended ones, those of a place or a school, and years not yet known."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kit.errors import WrongInstallation
from wellbeing.calendars import Calendars, SchoolYear, read_calendars
from wellbeing.calendars.book import Scope
from wellbeing.calendars.school import Vacation

DAY = timedelta(days=1)
VACATIONS = (
    (date(2025, 10, 25), date(2025, 11, 4)),
    (date(2025, 12, 31), date(2026, 1, 11)),
    (date(2026, 3, 28), date(2026, 4, 5)),
    (date(2026, 5, 27), date(2026, 8, 31)),
)


def days(first: date, last: date) -> list[date]:
    return [first + DAY * number for number in range((last - first).days + 1)]


def year_with(*vacations: tuple[str, str], verified: bool = True) -> SchoolYear:
    return SchoolYear(
        date(2025, 9, 1),
        date(2026, 5, 29),
        tuple(
            Vacation("каникулы", date.fromisoformat(first), date.fromisoformat(last))
            for first, last in vacations
        ),
        is_verified=verified,
        source="приказ школы",
    )


OWN = year_with(("2025-10-06", "2025-10-12"))


@pytest.mark.parametrize(("first", "last"), VACATIONS)
def test_t17_every_day_of_a_vacation_is_closed(first: date, last: date) -> None:
    recommended = Calendars().of()

    assert [day for day in days(first, last) if recommended.is_open(day)] == []


def test_t17_school_days_around_the_vacations_are_open() -> None:
    recommended = Calendars().of()

    for day in ("2025-10-24", "2025-11-05", "2025-12-30", "2026-01-12", "2026-03-27", "2026-05-26"):
        assert recommended.is_open(date.fromisoformat(day))


def test_t17_the_dates_of_one_school_change_only_that_school() -> None:
    calendars = Calendars({Scope("Серов", "Школа № 5"): [OWN]})
    school, neighbour = calendars.of("Серов", "школа №5"), calendars.of("Серов", "Школа № 6")

    assert not school.is_open(date(2025, 10, 8))
    assert school.is_open(date(2025, 10, 28))
    assert neighbour is calendars.of() is calendars.of("Ивдель", "Школа № 5")
    assert neighbour.is_open(date(2025, 10, 8))


def test_a_school_without_dates_of_its_own_has_those_of_its_municipality() -> None:
    calendars = Calendars({Scope("Серов"): [OWN]})

    assert not calendars.of("«серов»", "Школа № 5").is_open(date(2025, 10, 8))
    assert calendars.of("Ивдель").is_open(date(2025, 10, 8))


def test_a_school_keeps_the_years_it_says_nothing_about() -> None:
    of_place = year_with(("2025-11-17", "2025-11-23"))
    later = SchoolYear(date(2026, 9, 1), date(2027, 5, 28), OWN.vacations[:0], True, "приказ")
    calendars = Calendars({Scope("Серов"): [of_place], Scope("Серов", "Школа № 5"): [later]})

    assert not calendars.of("Серов", "Школа № 5").is_open(date(2025, 11, 18))
    assert calendars.of("Серов", "Школа № 5").is_open(date(2026, 10, 27))


@pytest.mark.parametrize("beginning", range(2027, 2040))
def test_a_year_that_nobody_knows_is_guessed_with_a_margin(beginning: int) -> None:
    recommended = Calendars().of()
    vacations = ((10, 25, 11, 4, 0), (5, 27, 8, 31, 1), (3, 28, 4, 4, 1))

    for month, day, last_month, last_day, years_on in vacations:
        first = date(beginning + years_on, month, day)
        last = date(beginning + years_on, last_month, last_day)
        assert not any(map(recommended.is_open, days(first, last)))
    assert any(map(recommended.is_open, days(date(beginning, 9, 1), date(beginning, 9, 7))))


def test_the_present_guess_is_known_to_be_one() -> None:
    calendars = Calendars({Scope("Серов"): [OWN]})

    assert calendars.unverified(date(2026, 3, 1)) == ()
    assert {year.beginning for year in calendars.unverified(date(2026, 9, 1))} == {2026}


def test_holidays_after_a_vacation_belong_to_the_rest() -> None:
    assert Calendars().of().rested_until(date(2025, 11, 20)) == date(2025, 11, 4)
    assert Calendars().of().rested_until(date(2025, 9, 15)) == date(2025, 8, 31)


# The file of an installation

ENTRY: dict[str, Any] = {
    "municipality": "Серов",
    "school": "Школа № 5",
    "year": "2025/26",
    "starts": "2025-09-01",
    "ends": "2026-05-29",
    "vacations": [{"name": "осенние", "first": "2025-10-06", "last": "2025-10-12"}],
    "verified": True,
    "source": "приказ школы",
}


def written(folder: Path, entries: object) -> Path:
    (folder / "calendars.json").write_text(json.dumps(entries, ensure_ascii=False), "utf-8")
    return folder


def test_without_a_file_the_recommended_dates_hold(tmp_path: Path) -> None:
    assert not read_calendars(tmp_path).of("Серов").is_open(date(2025, 10, 27))


def test_the_file_gives_a_school_its_own_dates(tmp_path: Path) -> None:
    calendars = read_calendars(written(tmp_path, [ENTRY]))

    assert not calendars.of("Серов", "Школа № 5").is_open(date(2025, 10, 8))
    assert calendars.of("Серов").is_open(date(2025, 10, 8))


def test_the_example_of_the_manual_is_a_right_file(tmp_path: Path) -> None:
    manual = Path(__file__).resolve().parents[2] / "docs" / "operations.md"
    section = manual.read_text("utf-8").partition("## School calendars")[2]
    (tmp_path / "calendars.json").write_text(
        section.partition("```json")[2].partition("```")[0], "utf-8"
    )

    assert not read_calendars(tmp_path).of("Серов", "Школа № 5").is_open(date(2026, 10, 8))


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in ENTRY.items() if name != key}


def vacation(**changes: str) -> dict[str, Any]:
    return {**ENTRY, "vacations": [{**ENTRY["vacations"][0], **changes}]}


@pytest.mark.parametrize(
    ("entries", "trouble"),
    [
        ({}, "список учебных годов"),
        ([1], "запись 1: на месте учебного года"),
        ([ENTRY, ENTRY], "запись 2: этот учебный год уже есть"),
        ([ENTRY, {**ENTRY, "school": "школа №5"}], "запись 2: этот учебный год уже есть"),
        ([without("municipality")], "нужно и «municipality»"),
        ([{**ENTRY, "school": 5}], "«school» – это название словами"),
        ([without("source")], "нет поля «source»"),
        ([{**ENTRY, "source": " "}], "откуда взяты даты"),
        ([{**ENTRY, "sourse": "приказ"}], "лишнее поле «sourse»"),
        ([{**ENTRY, "verified": "да"}], "true или false"),
        ([{**ENTRY, "year": "2025-2026"}], "«year» пишется так: 2025/26"),
        ([{**ENTRY, "year": 2025}], "«year» пишется так: 2025/26"),
        ([{**ENTRY, "year": "2024/25"}], "не подходят к учебному году 2024/25"),
        ([{**ENTRY, "starts": "01.09.2025"}], "«starts» – это дата вида 2025-09-01"),
        ([{**ENTRY, "vacations": []}], "непустой список каникул"),
        ([{**ENTRY, "vacations": ["осенние"]}], "на месте записи с полями"),
        ([{**ENTRY, "vacations": [*ENTRY["vacations"] * 2]}], "пересекаются"),
        ([vacation(last="2025-10-01")], "кончаются раньше, чем начинаются"),
        ([vacation(last="2026-10-01")], "не лежат внутри учебного года"),
        ([vacation(first="2025-10-32")], "а не '2025-10-32'"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence_that_names_the_place(
    tmp_path: Path, entries: object, trouble: str
) -> None:
    with pytest.raises(WrongInstallation) as refusal:
        read_calendars(written(tmp_path, entries))

    assert trouble in str(refusal.value)
    assert "calendars.json" in str(refusal.value)
    assert "Исправьте файл или уберите его" in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "trouble"),
    [(b"[{", "не JSON (строка 1)"), (b"\xff\xfe", "не удаётся прочитать")],
)
def test_a_file_that_is_no_json_is_refused(tmp_path: Path, content: bytes, trouble: str) -> None:
    (tmp_path / "calendars.json").write_bytes(content)

    with pytest.raises(WrongInstallation) as refusal:
        read_calendars(tmp_path)

    assert trouble in str(refusal.value)
