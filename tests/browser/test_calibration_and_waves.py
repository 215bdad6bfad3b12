"""The pages of calibration and of waves in a real browser, on an office screen and on a phone."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio
from playwright.async_api import expect
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.encoder import Encoder
from knowledge.examples import Verdict
from knowledge.labelled import read_labelled
from knowledge.recalculating import Recalculating
from people.models import Role
from tests.browser.panel import OpenWindow, Window
from tests.knowledge.calibrating.base import verdicts
from tests.support.panel import PanelHouse
from tests.wellbeing.population import AUTUMN, SPRING, participants, report_of
from wellbeing.models import FrozenReport
from wellbeing.room import apart

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CALIBRATION = "/panel/quality/calibration"
QUESTIONS = Path(__file__).parents[1] / "knowledge" / "labelled" / "shipped.jsonl"
PLACES = ("Город", "Заречный район", "Посёлок Светлый Яр и окрестные сёла")


async def freeze_waves(house: PanelHouse) -> None:
    chance = Random(1)
    people = [person.answers(AUTUMN, chance) for person in participants(chance, 150, PLACES)]
    first = report_of(people, k=10)
    later = [person.answers(SPRING, chance) for person in people]
    second = report_of(later, k=10, wave=SPRING, before=AUTUMN, previous=first)
    async with house.transaction() as session, apart(session):
        session.add_all(
            FrozenReport(wave=each.wave, frozen_at=house.now, document=each.to_json())
            for each in (first, second)
        )


async def teachers_say(house: PanelHouse) -> Sequence[Verdict]:
    """What askers say of first cases: of 25 questions, each asked by four of them."""
    once = await verdicts(house.cases, read_labelled(QUESTIONS)[::8])
    return [replace(one, group=f"{one.group} {asker}") for one in once for asker in range(4)]


@pytest_asyncio.fixture(loop_scope="session")
async def job(open_window: OpenWindow, encoder: Encoder) -> Recalculating:
    house = (await open_window()).house
    await freeze_waves(house)
    said = await teachers_say(house)

    async def read(_session: AsyncSession) -> Sequence[Verdict]:
        return said

    return Recalculating(house.transaction, encoder, read, lambda: house.now)


@pytest.mark.long
async def test_calibration_and_waves_fit_are_accessible_and_work(
    open_window: OpenWindow, job: Recalculating
) -> None:
    window = await open_window()
    await window.sign_in(Role.CURATOR)
    await recalculate(window, job)
    phone = await open_window("phone")
    await phone.sign_in(Role.CURATOR)
    for each in (window, phone):
        await each.open(CALIBRATION)
        await apply_and_take_back(each)
        await each.open("/panel/wellbeing")
        await each.check("waves")


async def recalculate(window: Window, job: Recalculating) -> None:
    page = window.page
    await window.open(CALIBRATION)
    await window.check("calibration-before")
    await page.get_by_role("button", name="Пересчитать").click()
    await expect(page.get_by_role("status")).to_contain_text("В очереди")
    await job.carry_out(window.house.now)
    # The page looks again by itself.
    await expect(page.get_by_role("heading", name="Чего стоит цель")).to_be_visible()


async def apply_and_take_back(window: Window) -> None:
    page = window.page
    await page.get_by_label("Неверных среди показанных сразу").fill("5")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await window.check("calibration-proposed")
    await page.get_by_role("button", name="Применить с целью 5").click()
    await window.check("calibration-confirm")
    await page.get_by_role("button", name="Применить").click()
    await expect(page.get_by_role("status")).to_contain_text("бот уже решает по ней")
    await window.check("calibration-in-force")
    await page.get_by_role("button", name="Вернуть из поставки").click()
    await page.get_by_role("button", name="Вернуться").click()
    await expect(page.get_by_role("status")).to_contain_text("действует та, что из поставки")
