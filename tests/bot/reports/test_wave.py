"""Waves of check-ins as a sheet and as a picture."""

import re
from dataclasses import replace
from datetime import date
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.reports.making import Period, Report
from bot.reports.wave import wave_report
from kit.drawing import Label, to_png
from kit.files.sheet import table_of, to_csv, to_text
from tests.wellbeing.population import AUTUMN, SPRING, alike, participants, report_of
from wellbeing.records import Stratum
from wellbeing.reports import Share, WaveReport
from wellbeing.suppression import share_band
from wellbeing.wave_words import share_words

pytestmark = pytest.mark.xdist_group("wave")

ZONE = ZoneInfo("Europe/Moscow")
EVER = Period(None, None, ZONE)
PLACES = ["Город", "Село", "Посёлок"]


@pytest.fixture(scope="module")
def waves() -> list[WaveReport]:
    """Autumn, spring with changes since then, and a wave that cannot be shown."""
    chance = Random(1)
    people = [person.answers(AUTUMN, chance) for person in participants(chance, 150, PLACES)]
    first = report_of(people, k=10)
    new = participants(chance, 30, PLACES)
    later = [person.answers(SPRING, chance) for person in [*people, *new]]
    second = report_of(later, k=10, wave=SPRING, before=AUTUMN, previous=first)
    third = replace(report_of([], k=10), wave="2027-11", starts=date(2027, 11, 15))
    return [second, replace(third, ends=date(2027, 11, 28)), first]


@pytest.fixture(scope="module")
def report(waves: list[WaveReport]) -> Report:
    return wave_report(waves, EVER)


def drawn(report: Report) -> list[str]:
    return [shape.words for shape in report.draw().shapes if isinstance(shape, Label)]


def test_every_figure_that_was_published_has_its_line(
    waves: list[WaveReport], report: Report
) -> None:
    second, _, first = waves
    expected = [
        (row.count, figure.mean, figure.low, figure.high, row.pairs)
        for wave in (first, second)
        for table in wave.tables
        for row in table.rows
        for figure in row.figures
    ]

    assert [(row[3], *row[5:8], row[9]) for row in report.sheet.rows] == expected
    assert any(row[10] is not None for row in report.sheet.rows)


def test_a_wave_that_cannot_be_shown_says_so_and_nothing_else(waves: list[WaveReport]) -> None:
    shown = to_text(wave_report([waves[1]], EVER).sheet)

    assert "Волна «ноябрь 2027» (15.11.2027–28.11.2027): итогов нет" in shown
    assert wave_report([waves[1]], EVER).sheet.rows == ()
    said = shown.replace("15.11.2027–28.11.2027", "").replace("ноябрь 2027", "")
    assert set(re.findall(r"\d+", said)) == {"0", "100", "95", "50"}, "of the explanation"


def test_waves_are_chosen_by_their_days(waves: list[WaveReport]) -> None:
    def chosen(first: date | None, last: date | None) -> set[object]:
        return {row[0] for row in wave_report(waves, Period(first, last, ZONE)).sheet.rows}

    assert chosen(None, AUTUMN.starts) == {"ноябрь 2026"}
    assert chosen(AUTUMN.ends, SPRING.starts) == {"ноябрь 2026", "февраль 2027"}
    assert chosen(date(2026, 12, 1), None) == {"февраль 2027"}
    assert chosen(date(2026, 12, 1), date(2026, 12, 31)) == set()
    empty = wave_report(waves, Period(date(2026, 12, 1), date(2026, 12, 31), ZONE))
    assert empty.sheet.notes == ("Закрытых волн за это время нет.",)


def test_the_picture_says_no_figure_that_the_sheet_does_not(report: Report) -> None:
    known = {cell for row in table_of(report.sheet) for cell in row}
    figures = re.compile(r"([+−]?\d+) \(([+−]?\d+)[–…]([+−]?\d+)\)")

    marks = [match for words in drawn(report) if (match := figures.fullmatch(words))]

    assert marks
    for number in (number for mark in marks for number in mark.groups()):
        assert number.replace("+", "").replace("−", "-") in known
    assert to_png(report.draw()).startswith(b"\x89PNG")


def test_long_names_are_cut_but_not_the_part_that_tells_them_apart() -> None:
    chance = Random(3)
    long = "Каменский муниципальный район имени Девятого Января"
    people = [
        *alike(20, chance, Stratum(long, "growing", "ООО")),
        *alike(20, chance, Stratum(long, "settled", "ООО")),
    ]

    names = [name for name in drawn(wave_report([report_of(people, k=10)], EVER)) if "…" in name]

    assert [name.partition("… · ")[2] for name in names if " · " in name] == [
        "от 3 до 10 лет",
        "от 10 до 20 лет",
    ]


def test_t39_nobody_and_everybody_are_never_printed(report: Report) -> None:
    never = re.compile(r"(?<![\d,])(?:0|100)\s?%")
    for share in {share_band(hits, of) for of in range(5, 200) for hits in range(of + 1)}:
        assert not never.search(share_words(share))
    for shown in (to_text(report.sheet), to_csv(report.sheet).decode(), *drawn(report)):
        assert not never.search(shown)


def test_bands_are_said_in_words() -> None:
    assert share_words(Share(0, 10)) == "до 10 %"
    assert share_words(Share(25, 50)) == "25–50 %"
    assert share_words(Share(90, 100)) == "от 90 %"
