"""The report of a wave: who is counted, what is shown, and when nothing is."""

from dataclasses import replace
from random import Random

import pytest

from tests.wellbeing.population import (
    AUTUMN,
    MEASURE,
    SCALES,
    SPRING,
    Participant,
    alike,
    participants,
    report_of,
)
from wellbeing.records import SEVERAL, Stratum, WaveRecord, stratum_of
from wellbeing.reports import Share, TableKind, Verdict, WaveReport
from wellbeing.waves import build_report

HERE = Stratum("Город", "growing", "ООО")
THERE = Stratum("Село", "seasoned", "НОО")


def region(report: WaveReport) -> tuple[int, ...]:
    """Means of the whole region, by scale."""
    row = report.row(TableKind.REGION)
    assert row is not None
    return tuple(figure.mean for figure in row.figures)


def test_t37_nine_people_of_ten_needed_show_nothing_not_even_how_many_they_are() -> None:
    report = report_of(alike(9, Random(1)), k=10)

    assert not report.is_published
    assert report == report_of([], k=10)


def test_t37_a_viewer_who_took_part_is_not_counted() -> None:
    chance = Random(2)
    people = alike(10, chance)
    assert report_of(people, k=10).is_published

    viewer = replace(people[0], is_viewer=True)
    report = report_of([viewer, *people[1:]], k=10)

    assert not report.is_published
    assert report == report_of([], k=10)


def test_who_left_out_too_much_of_a_scale_is_not_counted() -> None:
    people = alike(10, Random(3))
    records = [person.record(AUTUMN) for person in people]
    some = replace(records[0], scores={**records[0].scores, SCALES[2]: None})

    assert not build_report(AUTUMN, [some, *records[1:]], k=10).is_published


def test_figures_are_whole_points_of_all_who_are_counted() -> None:
    scores = (25, 50, 37.5, 62.5, 41.7, 33.3, 58.3, 45.8, 29.2, 54.2)
    records = [WaveRecord(dict.fromkeys(SCALES, float(score)), HERE, 10) for score in scores]

    row = build_report(AUTUMN, records, k=10).row(TableKind.REGION)

    assert row is not None
    assert row.count == 10
    assert [figure.scale for figure in row.figures] == SCALES
    assert {(figure.mean, figure.low, figure.high) for figure in row.figures} == {(44, 35, 53)}
    assert {figure.above_50 for figure in row.figures} == {Share(25, 50)}


def test_the_tables_are_the_fixed_ones_and_partitions_of_those_who_are_counted() -> None:
    people = [*alike(30, Random(4), HERE), *alike(25, Random(5), THERE)]

    report = report_of(people, k=10)

    assert [table.kind for table in report.tables] == list(TableKind)
    assert [[row.count for row in table.rows] for table in report.tables] == [
        [55],
        [30, 25],
        [30, 25],
        [25, 30],
        [30, 25],
    ]
    assert report.tables[2].rows[0].group == ("growing",)


def test_a_small_municipality_and_what_would_tell_of_it_are_not_shown() -> None:
    small = Stratum("Хутор", "growing", "ООО")
    people = [*alike(30, Random(6), HERE), *alike(12, Random(7), THERE)]

    report = report_of([*people, *alike(4, Random(8), small)], k=10)

    table = next(table for table in report.tables if table.kind is TableKind.MUNICIPALITY)
    assert [row.group for row in table.rows] == [("Город",)]
    assert "Хутор" not in report.to_json()
    assert "Село" not in report.to_json()


def test_a_municipality_of_one_mind_is_not_shown_and_not_left_over() -> None:
    top = Participant(THERE, {AUTUMN.name: (100.0, 90.0, 95.0)})
    people = [*alike(30, Random(9), HERE), *([top] * 12)]

    report = report_of(people, k=10)

    assert [table.kind for table in report.tables] == [TableKind.REGION]


def test_a_region_of_one_mind_is_not_shown() -> None:
    everybody = [Participant(HERE, {AUTUMN.name: (100.0, 50.0, 40.0)})] * 40

    assert not report_of(everybody, k=10).is_published


@pytest.mark.parametrize("k", [0, 1, 4])
def test_no_threshold_is_below_five(k: int) -> None:
    with pytest.raises(ValueError, match="below 5"):
        build_report(AUTUMN, [], k=k)


def test_the_threshold_is_never_lowered_for_what_was_answered_under_a_higher_one() -> None:
    people = [replace(person, promised=10) for person in alike(9, Random(10))]

    report = report_of([*people[:8], replace(people[8], promised=5)], k=5)

    assert report.k == 10
    assert not report.is_published


def test_a_raised_threshold_counts_for_what_was_answered_before() -> None:
    assert not report_of(alike(12, Random(11)), k=15).is_published


def test_the_response_is_shown_as_a_band_and_only_with_the_rest() -> None:
    people = alike(33, Random(12))
    records = [person.record(AUTUMN) for person in people]

    assert build_report(AUTUMN, records, k=10, invited=50).response == Share(60, 70)
    assert build_report(AUTUMN, records, k=10, invited=9).response is None
    assert build_report(AUTUMN, records[:9], k=10, invited=50).response is None


def test_a_report_comes_back_from_its_document_and_has_one_form() -> None:
    chance = Random(13)
    people = [person.answers(AUTUMN, chance) for person in participants(chance, 120, "АБВГ")]
    report = report_of(people, k=10)

    document = report.to_json()

    assert WaveReport.from_json(document) == report
    assert WaveReport.from_json(document).to_json() == document


@pytest.mark.parametrize("document", ["", "{}", '{"wave": "2026-11"}', "[]"])
def test_what_is_no_report_is_refused(document: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        WaveReport.from_json(document)


def test_one_report_does_not_depend_on_the_order_of_its_records() -> None:
    chance = Random(14)
    people = [person.answers(AUTUMN, chance) for person in participants(chance, 90, "АБВ")]

    shuffled = chance.sample(people, len(people))

    assert report_of(shuffled, k=10).to_json() == report_of(people, k=10).to_json()


def _moved(people: list[Participant], by: float, chance: Random) -> list[Participant]:
    """The same people in spring, all of them about so many points higher or lower."""
    return [
        replace(
            person,
            scores={
                **person.scores,
                SPRING.name: tuple(
                    score + by + chance.choice((-6.0, -2.0, 2.0, 6.0))
                    for score in person.scores[AUTUMN.name]
                ),
            },
        )
        for person in people
    ]


def test_the_change_of_the_same_people_is_shown() -> None:
    chance = Random(15)
    autumn = alike(40, chance)
    first = report_of(autumn, k=10)
    spring = _moved(autumn, 8, chance)

    report = report_of(spring, k=10, wave=SPRING, before=AUTUMN, previous=first)

    row = report.row(TableKind.REGION)
    assert row is not None
    assert row.pairs == 40
    assert {change.verdict for change in row.changes} == {Verdict.RISE}
    for change, now, then in zip(row.changes, region(report), region(first), strict=True):
        assert abs(change.mean - (now - then)) <= 1
        assert change.low <= change.mean <= change.high


@pytest.mark.parametrize(("by", "verdict"), [(0, Verdict.UNCLEAR), (-8, Verdict.FALL)])
def test_a_change_is_called_one_only_when_it_stands_out(by: int, verdict: Verdict) -> None:
    chance = Random(16)
    autumn = alike(40, chance)
    spring = _moved(autumn, by, chance)

    report = report_of(spring, k=10, wave=SPRING, before=AUTUMN, previous=report_of(autumn, k=10))

    row = report.row(TableKind.REGION)
    assert row is not None
    assert {change.verdict for change in row.changes} == {verdict}


@pytest.mark.parametrize(("joined", "is_shown"), [(0, True), (1, False), (9, False), (10, True)])
def test_a_change_does_not_give_away_who_has_joined(joined: int, *, is_shown: bool) -> None:
    chance = Random(17)
    autumn = alike(40, chance)
    new = [Participant(HERE).answers(SPRING, chance) for _ in range(joined)]
    spring = [*_moved(autumn, 5, chance), *new]

    report = report_of(spring, k=10, wave=SPRING, before=AUTUMN, previous=report_of(autumn, k=10))

    row = report.row(TableKind.REGION)
    assert row is not None
    assert (row.pairs is not None) is is_shown


def test_a_change_does_not_give_away_who_has_left() -> None:
    chance = Random(18)
    autumn = alike(40, chance)
    spring = _moved(autumn[1:], 5, chance)

    report = report_of(spring, k=10, wave=SPRING, before=AUTUMN, previous=report_of(autumn, k=10))

    row = report.row(TableKind.REGION)
    assert row is not None
    assert (row.count, row.pairs) == (39, None)


def test_other_wording_is_not_compared() -> None:
    chance = Random(19)
    autumn = alike(40, chance)
    first = replace(report_of(autumn, k=10), measure=replace(MEASURE, version=99))

    report = report_of(_moved(autumn, 8, chance), k=10, wave=SPRING, before=AUTUMN, previous=first)

    row = report.row(TableKind.REGION)
    assert row is not None
    assert row.pairs is None
    assert row.changes == ()


def test_a_stratum_is_as_coarse_as_the_tables() -> None:
    assert stratum_of("Город", 6, ["ООО"]) == HERE
    assert stratum_of(None, None, []) == Stratum()
    assert stratum_of("", 30, ["НОО", "ООО"]) == Stratum(None, "seasoned", SEVERAL)
    assert stratum_of("Город", 2, ["любое"]) == Stratum("Город", "beginning", SEVERAL)


@pytest.mark.parametrize(("lowest", "band"), [(5, Share(0, 10)), (55, Share(90, 100))])
def test_t39_nobody_and_everybody_are_bands_like_the_others(lowest: int, band: Share) -> None:
    chance = Random(20)
    people = [
        Participant(HERE, {AUTUMN.name: tuple(lowest + 40 * chance.random() for _ in SCALES)})
        for _ in range(12)
    ]

    row = report_of(people, k=10).row(TableKind.REGION)

    assert row is not None
    assert {figure.above_50 for figure in row.figures} == {band}
