"""Check-ins on the page in a real browser: by the keyboard alone, and without a script."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.web import bound_socket, serve_web
from kit.database import Database
from people.models import PersonId
from tests.browser.checkin_page import SIZES, OpenWindow, Window
from tests.browser.conftest import Pages
from tests.browser.panel import shots_folder
from tests.support.checkin_page import PageHouse
from wellbeing.instruments import CBI, PULSE
from wellbeing.models import Switch

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def house(database: Database) -> AsyncIterator[PageHouse]:
    """The page on a free port."""
    bound = bound_socket("127.0.0.1", 0)
    house = PageHouse(database.transaction, f"http://127.0.0.1:{bound.getsockname()[1]}")
    stop = asyncio.Event()
    serving = asyncio.create_task(serve_web(house.app, bound, stop))
    yield house
    stop.set()
    await serving


@pytest.fixture
def open_window(house: PageHouse, pages: Pages) -> OpenWindow:
    """Every window is a browser of its own."""

    async def open_one(size: str, **options: object) -> Window:
        page = await pages.open(viewport=SIZES[size], **options)
        name = f"{size}-{options.get('color_scheme', 'light')}"
        return Window(house, page, shots_folder(), name)

    return open_one


async def with_a_past(house: PageHouse) -> PersonId:
    """Somebody whose last pulse was hard, and who has a series."""
    person = await house.enrolled(Switch.HISTORY, Switch.AGGREGATES, Switch.PSYCHOLOGIST)
    await house.answers(person, CBI, points=50)
    for points in (1, 2, 2, 3):
        house.now += timedelta(days=14)
        await house.answers(person, points=points)
    house.now += timedelta(days=14)
    return person


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("office", "dark")])
async def test_a_round_by_the_keyboard_alone(
    open_window: OpenWindow, house: PageHouse, size: str, scheme: str
) -> None:
    window = await open_window(size, color_scheme=scheme)
    person = await with_a_past(house)
    step = await house.checkins.begin(person, PULSE, now=house.now)

    await window.page.goto(await house.link(person, step.round_id))
    await window.check("1-door")
    await window.presses("Начать")
    await window.sees("1 из 3")
    await window.check("2-item")
    await window.answers(3)
    await window.presses("Назад")
    await window.answers(3, 1)
    await window.presses("Пропустить вопрос")
    await window.sees("Второй раз подряд")
    await window.check("3-result")
    await window.presses("Моя страница")
    await window.sees("Усталость за две недели")
    await window.tabs_to("Картинкой")
    await window.page.keyboard.press("Enter")
    await window.check("4-mine")
    await window.presses("Что может помочь")
    await window.presses("Отчёты и бумаги")
    await window.check("5-help")
    await window.presses("Моя страница")
    await window.presses("Написать психологу")
    await window.check("6-write")
    await window.presses("Удалить мои данные")
    await window.check("7-forget")
    await window.presses("Да, удалить")
    await window.sees("Удалено")
    await window.check("8-forgotten")


async def test_the_long_one_without_a_script(open_window: OpenWindow, house: PageHouse) -> None:
    window = await open_window("phone", java_script_enabled=False)
    page = window.page
    person = await house.enrolled(Switch.HISTORY)

    await page.goto(await house.link(person))
    await page.get_by_role("button", name="Начать").click()
    await page.get_by_role("button", name="Подробный опрос").click()
    for number in range(1, 20):
        await window.sees(f"{number} из 19")
        await page.locator(".choice").nth(number % 5).click()
    await window.sees("Готово, спасибо")
    await window.sees("Усталость от работы")
    await page.get_by_role("link", name="Моя страница").click()
    await page.get_by_role("button", name="Три коротких вопроса").click()
    await page.get_by_role("button", name="Отложить").click()
    await page.get_by_role("button", name="Завтра").click()
    await window.sees("Отложили")
    await page.get_by_role("button", name="Стоп").click()

    await window.sees("Остановлено")


async def test_two_taps_and_the_browsers_back_button_do_no_harm(
    open_window: OpenWindow, house: PageHouse
) -> None:
    window = await open_window("phone")
    page = window.page
    person = await house.enrolled()
    step = await house.checkins.begin(person, PULSE, now=house.now)
    await page.goto(await house.link(person, step.round_id))
    await page.get_by_role("button", name="Начать").click()

    await page.locator(".choice").nth(3).dblclick()
    await window.sees("2 из 3")
    await page.go_back()
    await window.sees("2 из 3")  # pages are not kept: an old one is asked for anew
    await page.locator(".choice").nth(1).click()
    await window.sees("3 из 3")
    await page.locator(".choice").nth(2).dblclick()

    await window.sees("Усталость за две недели: сильно.")
    await window.sees("нигде не сохранены")
