"""A coordinator at work in a real browser: questions, people, figures."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from delivery.notices import QuestionAssigned
from people.models import PersonId, Role
from tests.browser.panel import BOTH, OpenWindow, Window
from tests.support.panel import PanelHouse
from tests.support.people import Office

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

EVIL = "<script>alert(1)</script>"


async def furnish(house: PanelHouse) -> tuple[Office, PersonId]:
    """Questions of every kind; the methodist who has most of them."""
    office = Office(house.transaction)
    office.shelf.versions = (await office.cases("like-this"))[:1]
    waiting = await office.asked(await office.teacher(), f"Физика: {EVIL} как объяснить трение?")
    boris = await house.person(Role.METHODIST, name="Борис Андреевич")
    await house.person(Role.METHODIST, name=f"Галина {EVIL}")
    for number in range(6):
        office.now = house.now - timedelta(days=7 * (number % 3), hours=number + 1)
        question_id = await office.asked(
            await office.teacher(), f"Физика: вопрос {number} о том, как оценивать проекты?"
        )
        holder = (await office.question(question_id)).methodist_id
        if holder is not None and number % 2:
            office.now += timedelta(hours=1)
            await office.desk.answer(holder, question_id, office.says(), now=office.now)
    office.now = house.now
    await house.directory.invite(Role.METHODIST, subjects=["physics"], name="Вера", now=house.now)
    assert (await office.question(waiting)).methodist_id is None
    return office, boris.id


@pytest.mark.parametrize("size", BOTH)
async def test_the_pages_of_a_coordinator_fit_and_are_accessible(
    open_window: OpenWindow, size: str
) -> None:
    window = await open_window(size)
    _, boris = await furnish(window.house)
    await window.sign_in(Role.ADMIN)
    page = window.page

    await window.open("/panel/questions")
    await window.check("questions")
    await page.get_by_role("link", name="№").first.click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Вопрос №")
    await window.check("question")
    for name, path in {
        "people": "/panel/people",
        "person": f"/panel/people/person?id={boris}",
        "invite": "/panel/people/invite",
        "figures": "/panel/figures?methodists=1",
        "audit": "/panel/audit",
    }.items():
        await window.open(path)
        await window.check(name)


async def test_a_coordinator_assigns_a_question_and_the_card_goes_to_the_chosen_one(
    open_window: OpenWindow,
) -> None:
    window = await open_window()
    office, boris = await furnish(window.house)
    await window.sign_in(Role.COORDINATOR)
    page = window.page
    await window.open("/panel/")

    await page.get_by_role("link", name="Вопросы", exact=True).click()
    await page.get_by_role("link", name="Без методиста").click()
    await page.get_by_role("link", name="№").click()
    await choose(window, "Борис Андреевич")
    await page.get_by_label("Заметка методисту").fill("Прошу сегодня")
    await page.get_by_role("button", name="Назначить").click()

    await expect(page.get_by_role("status")).to_contain_text("Карточка уже в чате методиста")
    card = await office.last_told(boris)
    assert isinstance(card, QuestionAssigned)
    assert card.note == "Прошу сегодня"
    assert "трение" in card.card.text
    # Whoever is chosen now, has it; the form offers the others.
    await expect(page.get_by_role("heading", name="Передать другому")).to_be_visible()


async def choose(window: Window, name: str) -> None:
    chosen = window.page.get_by_label("Кому")
    option = chosen.locator("option", has_text=name)
    await chosen.select_option(value=await option.get_attribute("value"))


async def test_figures_are_taken_away_as_a_file(open_window: OpenWindow) -> None:
    window = await open_window()
    await furnish(window.house)
    await window.sign_in(Role.OBSERVER)
    await window.open("/panel/figures")

    async with window.page.expect_download() as coming:
        await window.page.get_by_role("link", name="XLSX").first.click()

    assert (await coming.value).suggested_filename.endswith(".xlsx")
