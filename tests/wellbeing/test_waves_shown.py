"""What is shown of a wave: never who took part, and the same in every form."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from random import Random

from admin.pages import ALL_PAGES
from kit.database import Transaction
from kit.files.sheet import table_of, to_csv, to_json, to_text
from people.models import Person, Role
from tests.admin.table import TABLE
from tests.support.panel import Browser, PanelHouse
from tests.wellbeing.house import IN_WAVE, TUESDAYS, House, policy
from tests.wellbeing.population import AUTUMN, SPRING, participants, report_of
from wellbeing.instruments import CBI
from wellbeing.models import Switch
from wellbeing.policy import VIEWERS
from wellbeing.reports import Row, Table, WaveReport
from wellbeing.wave_sheet import wave_sheet

#: What the five answer who take part; of a group of one mind nothing is published.
MIXED = (0, 25, 50, 75, 100)
NAMES = ["Анфиса", "Богдана", "Виринея", "Глафира", "Дорофея", "Евпраксия", "Зиновия"]


async def test_t40_who_took_part_and_who_did_not_is_told_apart_on_no_page(
    transaction: Transaction,
) -> None:
    house = House(transaction, policy(k=5))
    house.now = IN_WAVE
    panel = PanelHouse(transaction)
    people = [await panel.person(Role.METHODIST, name=name) for name in NAMES]
    roles = {*VIEWERS, Role.ADMIN, Role.CURATOR}
    browsers = {role: await panel.signed_in(role) for role in roles}
    before = {role: await named(browser, people) for role, browser in browsers.items()}

    for person in people:
        await house.agrees(person.id, Switch.CHECK_INS, Switch.AGGREGATES, Switch.HISTORY)
        await house.checkins.set_rhythm(person.id, TUESDAYS, now=house.now)
    for person, points in zip(people, MIXED, strict=False):
        await house.answers(person.id, CBI, points=points)
    await house.figures.freeze_wave(IN_WAVE + timedelta(days=45))

    after = {role: await named(browser, people) for role, browser in browsers.items()}
    assert after == before
    assert before[Role.ADMIN]["people"] == set(NAMES), "methodists stand there, all of them"
    for role in VIEWERS:
        assert after[role]["waves"] == after[role]["waves-file"] == set()
        assert "5" in (await browsers[role].get("/panel/wellbeing")).words


async def named(browser: Browser, people: list[Person]) -> Mapping[str, set[str]]:
    """By every page and file that opens for this role: the people whom it names."""
    found = {}
    for page in ALL_PAGES:
        sheet = await browser.get(TABLE[page.name].address)
        if page.show is not None and sheet.status == 200:
            found[page.name] = {
                person.name
                for person in people
                if re.search(rf"{person.name}|[?&](?:id|person)={person.id}(?!\d)", sheet.html)
            }
    return found


def test_t40_nothing_in_a_report_is_about_one_person() -> None:
    """Groups, counts and figures are all there is: no field could hold who took part."""
    assert {field.name for field in fields(WaveReport)} == {
        "wave", "starts", "ends", "measure", "k", "tables", "response",
    }  # fmt: skip
    assert {field.name for field in fields(Table)} == {"kind", "rows"}
    assert {field.name for field in fields(Row)} == {
        "group", "count", "figures", "pairs", "changes",
    }  # fmt: skip
    counts = [row.count for report in waves() for table in report.tables for row in table.rows]
    assert min(counts) >= 10


def test_t40_the_csv_and_the_document_equal_the_screen() -> None:
    sheet = wave_sheet(waves())
    shown = [line for line in to_text(sheet).splitlines() if re.match(r"ноябрь|февраль", line)]
    lines = to_csv(sheet).decode("utf-8-sig").splitlines()[1:]

    assert [re.split(r"\s{2,}", line) for line in shown] == [
        [cell for cell in line.split(";") if cell] for line in lines
    ]
    assert to_json(sheet).decode().count('"group": ') == len(lines) + 1
    assert len(lines) == len(table_of(sheet)) - 1


def waves() -> list[WaveReport]:
    """Autumn, and spring with changes since then."""
    chance = Random(1)
    people = participants(chance, 150, ["Город", "Село", "Посёлок"])
    first = report_of([person.answers(AUTUMN, chance) for person in people], k=10)
    later = [person.answers(SPRING, chance) for person in people]
    return [first, report_of(later, k=10, wave=SPRING, before=AUTUMN, previous=first)]
