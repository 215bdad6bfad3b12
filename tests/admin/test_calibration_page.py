"""The page of calibrations: a curator asks, sees what targets cost, and chooses."""

import re
from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from admin.calibration_charts import MIX_WIDTH, mix
from admin.models import AuditEntry, Deed, Matter
from kit.database import Database
from knowledge.examples import Verdict
from knowledge.recalculating import Recalculating
from knowledge.thresholds import Cost
from people.models import Role
from tests.knowledge.calibrating import base
from tests.support.encoder import WordEncoder
from tests.support.panel import Browser, PanelHouse, Sheet

PAGE = "/panel/quality/calibration"
#: What the press on a confirmation sends.
_HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')


class Place:
    """A base, a curator at the panel, and the job; askers have said what ``said`` holds."""

    def __init__(self, house: PanelHouse, encoder: WordEncoder, browser: Browser) -> None:
        self.house = house
        self.browser = browser
        self.said: Sequence[Verdict] = ()
        self.job = Recalculating(house.transaction, encoder, self._verdicts, lambda: self.house.now)

    async def _verdicts(self, _session: AsyncSession) -> Sequence[Verdict]:
        return self.said

    async def recalculated(self) -> Sheet:
        await self.browser.submit(PAGE, {"deed": "recalculate"})
        await self.job.carry_out(self.house.now)
        return await self.browser.get(PAGE)

    async def confirms(self, page: Sheet) -> Sheet:
        """Press the button of a confirmation."""
        sent = await self.browser.send(PAGE, dict(_HIDDEN.findall(page.html.split("<main")[1])))
        return await self.browser.follow(sent)

    async def deeds(self) -> list[tuple[Deed, str]]:
        async with self.house.transaction() as session:
            found = await session.execute(
                select(AuditEntry.deed, AuditEntry.matter_id)
                .where(AuditEntry.matter == Matter.CALIBRATION)
                .order_by(AuditEntry.id)
            )
            return [(deed, matter_id) for deed, matter_id in found]


async def open_place(database: Database, cases: int) -> Place:
    encoder = base.encoder()
    await base.publish(database.transaction, base.cases(cases), encoder)
    house = PanelHouse(database.transaction, encoder=encoder)
    await house.cases.refresh()
    return Place(house, encoder, await house.signed_in(Role.CURATOR))


@pytest.fixture
async def place(database: Database) -> Place:
    return await open_place(database, base.CASES)


async def test_a_curator_asks_sees_chooses_and_goes_back(place: Place) -> None:
    browser = place.browser
    place.said = await base.verdicts(place.house.cases, base.labelled())
    empty = await browser.get(PAGE)
    assert "пока не посчитано" in empty.words
    assert "нет: кодировщик не откалиброван" in empty.words

    await browser.submit(PAGE, {"deed": "recalculate"})
    waiting = await browser.get(PAGE)
    assert "В очереди" in waiting.words
    assert "Пересчитать" not in waiting.words
    await place.job.carry_out(place.house.now)
    proposed = await browser.get(PAGE, target="10")
    assert "отзывов учителей 96" in proposed.words.lower()
    assert "Применить с целью 10" in proposed.words
    assert "нет: кодировщик не откалиброван" in proposed.words, "nothing judges by it yet"

    number = re.search(r'name="number" value="(\d+)"', proposed.html)
    assert number is not None
    press = {"deed": "put", "number": number[1], "target": "10"}
    asked = await browser.submit(PAGE, press)
    assert "Применить калибровку с целью 10" in asked.words
    assert "своя, №" not in (await browser.get(PAGE)).words, "a second thought is still to come"
    put = await place.confirms(asked)
    assert "бот уже решает по ней" in put.words
    assert "своя, №" in put.words
    assert "не больше 10\xa0% неверных".replace("\xa0", " ") in put.words.replace("\xa0", " ")

    other = await browser.get(PAGE, target="2,5")
    assert "Сменить цель на 2,5" in other.words
    aimed = await place.confirms(await browser.submit(PAGE, {"deed": "aim", "target": "2,5"}))
    assert "Цель изменена" in aimed.words
    gone = await place.confirms(await browser.submit(PAGE, {"deed": "forget"}))
    assert "нет: кодировщик не откалиброван" in gone.words
    deeds = [deed for deed, _ in await place.deeds()]
    assert deeds == [
        Deed.ASKED_FOR_CALIBRATION,
        Deed.PUT_CALIBRATION,
        Deed.AIMED_CALIBRATION,
        Deed.FORGOT_CALIBRATION,
    ]


async def test_where_little_was_said_the_base_gives_an_estimate_that_changes_nothing(
    database: Database,
) -> None:
    sheet = await (await open_place(database, cases=10)).recalculated()

    assert "Подгонять калибровку пока не по чему: отзывов учителей 0" in sheet.words
    assert "Менять по ней порог нельзя" in sheet.words
    assert "как сейчас" in sheet.words
    assert "Применить" not in sheet.words
    assert "Сменить цель" not in sheet.words


async def test_what_is_no_target_is_told_so(place: Place) -> None:
    await place.recalculated()

    for text in ("0", "90", "три", "1e1", "-3", "٣"):
        assert "Цель — число процентов" in (await place.browser.get(PAGE, target=text)).words
        sent = await place.browser.submit(PAGE, {"deed": "aim", "target": text})
        assert sent.status == 404


async def test_a_proposal_that_is_gone_is_refused_in_words(place: Place) -> None:
    press = {"deed": "put", "number": "17", "target": "3", "sure": "1"}

    refused = await place.browser.submit(PAGE, press)

    assert refused.status == 409
    assert "Этого предложения больше нет" in refused.words
    assert (
        "Своей калибровки нет"
        in (await place.browser.submit(PAGE, {"deed": "forget", "sure": "1"})).words
    )


async def test_without_an_encoder_the_page_says_why_there_is_nothing(curator: Browser) -> None:
    assert "Кодировщик не загружен" in (await curator.get(PAGE)).words


def test_the_bar_of_a_target_is_full_and_shows_what_is_wrong() -> None:
    cost = Cost(
        0.05, 0.9, 0.3, 100, answered=0.5, offered=0.3, routed=0.2, wrong=0.1, wrong_between=(0, 1)
    )

    stretches = mix(cost)

    assert [each.kind for each in stretches] == ["sure", "wrong", "offered", "routed"]
    assert stretches[1].width == MIX_WIDTH * 0.05
    assert stretches[-1].x + stretches[-1].width == MIX_WIDTH
