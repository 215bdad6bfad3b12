"""Waves of check-ins on the panel: what is published, the same in every form, and nothing else."""

import io
import json
import re
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import select

from admin.models import AuditEntry, Deed
from people.models import Role
from tests.admin.table import TABLE
from tests.support.panel import Browser, PanelHouse
from tests.wellbeing.population import AUTUMN, SPRING, participants, report_of
from wellbeing.models import FrozenReport
from wellbeing.policy import VIEWERS
from wellbeing.reports import WaveReport
from wellbeing.room import apart


def waves() -> list[WaveReport]:
    """Autumn, spring with changes since, and one that cannot be shown."""
    chance = Random(1)
    people = [
        person.answers(AUTUMN, chance)
        for person in participants(chance, 150, ["Город", "<b>Село</b>"])
    ]
    first = report_of(people, k=10)
    later = [person.answers(SPRING, chance) for person in people]
    second = report_of(later, k=10, wave=SPRING, before=AUTUMN, previous=first)
    third = replace(report_of([], k=10), wave="2027-11", starts=date(2027, 11, 15))
    return [first, second, replace(third, ends=date(2027, 11, 28))]


async def freeze(house: PanelHouse, reports: list[WaveReport]) -> None:
    async with house.transaction() as session, apart(session):
        session.add_all(
            FrozenReport(wave=each.wave, frozen_at=house.now, document=each.to_json())
            for each in reports
        )


@pytest.fixture
async def psychologist(house: PanelHouse) -> Browser:
    await freeze(house, waves())
    return await house.signed_in(Role.PSYCHOLOGIST)


async def test_the_page_says_all_that_is_published_of_a_wave(psychologist: Browser) -> None:
    _, spring, _ = waves()

    sheet = await psychologist.get("/panel/wellbeing", wave=spring.wave)

    assert "Волна «февраль 2027» (22.02.2027–07.03.2027)" in sheet.words
    assert "<svg" in sheet.html
    assert "<b>Село</b>" not in sheet.html
    for table in spring.tables:
        for row in table.rows:
            for figure in row.figures:
                assert f"{figure.mean} ({figure.low}–{figure.high})" in sheet.words
    assert re.search(r"(ясного изменения нет|выросло|снизилось): [−+\d]", sheet.words)
    assert "повод обратить внимание" not in sheet.words
    assert "Формулировки вопросов пока рабочие" in sheet.words


async def test_a_wave_that_cannot_be_shown_says_so_and_nothing_else(psychologist: Browser) -> None:
    newest = await psychologist.get("/panel/wellbeing")

    assert "итогов нет — показать их и никого не выдать нельзя" in newest.words
    main = newest.html.split("<main")[1]
    assert "<svg" not in main
    assert "<table" not in main


async def test_every_file_holds_the_lines_of_the_report(
    house: PanelHouse, psychologist: Browser
) -> None:
    autumn, spring, _ = waves()

    async def file(form: str, wave: str = "") -> bytes:
        sheet = await psychologist.get("/panel/wellbeing/file", form=form, wave=wave)
        assert sheet.status == 200
        assert f".{form}" in sheet.response.headers["content-disposition"]
        return sheet.response.content

    every = json.loads(await file("json"))["rows"]
    one = json.loads(await file("json", spring.wave))["rows"]
    book = load_workbook(io.BytesIO(await file("xlsx", spring.wave))).worksheets[0]

    counts = [
        (row.count, figure.mean)
        for report in (autumn, spring)
        for table in report.tables
        for row in table.rows
        for figure in row.figures
    ]
    assert [(line["count"], line["mean"]) for line in every] == counts
    assert one == [line for line in every if line["wave"] == "февраль 2027"]
    lines = [list(line) for line in book.iter_rows(min_row=2, values_only=True)]
    assert lines == [list(line.values()) for line in one]
    assert Image.open(io.BytesIO(await file("png"))).width > 600
    assert (await file("csv")).count(b"\n") == len(every) + 1
    async with house.transaction() as session:
        deeds = await session.scalars(
            select(AuditEntry.matter_id).where(AuditEntry.deed == Deed.EXPORTED_WAVES)
        )
        assert sorted(deeds) == ["", "", "", spring.wave, spring.wave]


async def test_a_form_that_there_is_not_is_no_file(psychologist: Browser) -> None:
    assert (await psychologist.get("/panel/wellbeing/file", form="exe")).status == 404


async def test_without_a_wave_the_page_says_when_there_will_be_one(house: PanelHouse) -> None:
    watcher = await house.signed_in(Role.OBSERVER)

    assert "Закрытых волн пока нет" in (await watcher.get("/panel/wellbeing")).words


def test_whoever_may_read_waves_is_counted_in_none() -> None:
    """A page for another role would show people figures that hold their own answers."""
    assert TABLE["waves"].roles == TABLE["waves-file"].roles == set(VIEWERS)
