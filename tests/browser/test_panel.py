"""The panel's own pages in a real browser, on an office screen and on a phone."""

import pytest
from playwright.async_api import Route, expect

from admin.access import IDLE_LASTS
from people.models import Role
from tests.browser.panel import BOTH, SIZES, OpenWindow
from tests.support.cases import draft

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PATHS = {
    "home": "/panel/",
    "cases": "/panel/cases",
    "cases-asked": "/panel/cases?question=на английском молчат все, кроме двоих",
    "cases-none": "/panel/cases?words=такого нет нигде",
    "audit": "/panel/audit",
    "sessions": "/panel/sessions",
    "confirm": "/panel/sign-out-everywhere",
}


@pytest.mark.parametrize("size", SIZES)
async def test_every_page_fits_and_is_accessible(open_window: OpenWindow, size: str) -> None:
    window = await open_window(size)
    await window.sign_in(Role.ADMIN)
    case_id = next(iter(sorted(await window.house.casebook.published_ids())))
    paths = {
        **PATHS,
        "case": f"/panel/cases/case?id={case_id}",
        "case-version": f"/panel/cases/version?id={case_id}&number=1",
    }

    for name, path in paths.items():
        await window.open(path)
        await window.check(name)


@pytest.mark.parametrize("size", BOTH)
async def test_the_door_fits_and_is_accessible(open_window: OpenWindow, size: str) -> None:
    window = await open_window(size)
    house = window.house
    person = await house.person(Role.CURATOR)

    await window.page.goto(await house.access.link(person.id, now=house.now))
    await window.check("door")
    await window.page.get_by_role("button", name="Войти в панель").click()
    await expect(window.page.get_by_role("heading", level=1)).to_contain_text("на этой неделе")


async def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(
    open_window: OpenWindow,
) -> None:
    window = await open_window()
    await window.sign_in(Role.CURATOR)
    await window.open("/panel/cases")
    keyboard = window.page.keyboard

    await keyboard.press("Tab")
    await expect(window.page.get_by_role("link", name="К содержанию")).to_be_focused()
    await keyboard.press("Enter")
    await keyboard.press("Tab")

    await expect(window.page.get_by_role("link", name="Файлом")).to_be_focused()


async def test_a_question_is_asked_by_keyboard_alone(open_window: OpenWindow) -> None:
    window = await open_window()
    await window.sign_in(Role.CURATOR)
    await window.open("/panel/cases")
    asking = window.page.get_by_label("Спросить, как учитель")

    await asking.fill("на английском молчат все, кроме двоих")
    await asking.press("Enter")

    await expect(window.page.get_by_role("heading", name="Что нашёл бы бот")).to_be_visible()
    found = window.page.get_by_role("table", name="Найденные кейсы")
    await expect(found.get_by_role("link").first).to_contain_text("молчит на уроке")
    # Empty conditions stay out of the address.
    assert "subject" not in window.page.url


async def test_a_choice_is_a_wish_at_once(open_window: OpenWindow) -> None:
    window = await open_window()
    await window.sign_in(Role.CURATOR)
    await window.open("/panel/cases")

    await window.page.get_by_label("Предмет").select_option("Физика")

    await expect(
        window.page.get_by_role("table", name="Кейсы").get_by_role("row")
    ).not_to_have_count(26)
    assert "subject=physics" in window.page.url


async def test_everything_works_without_scripts(open_window: OpenWindow) -> None:
    window = await open_window(java_script_enabled=False)
    await window.sign_in(Role.CURATOR)
    page = window.page
    await window.open("/panel/cases")

    await page.get_by_label("Предмет").select_option("Физика")
    await page.get_by_role("button", name="Показать").click()
    await expect(page.get_by_role("table", name="Кейсы")).to_be_visible()
    await page.get_by_role("link", name="Вера Павловна").click()
    await page.get_by_role("link", name="Выйти везде").click()
    await page.get_by_role("button", name="Выйти везде").click()

    await expect(page.get_by_role("heading", name="Вход — через чат")).to_be_visible()
    window.forgive("401")


async def test_what_was_written_is_not_lost_when_the_session_has_ended(
    open_window: OpenWindow,
) -> None:
    window = await open_window()
    await window.sign_in(Role.CURATOR)
    page, house = window.page, window.house
    await page.route("**/panel/sign-out-everywhere", _guard_the_form)
    await window.open("/panel/sign-out-everywhere")
    house.now += IDLE_LASTS

    await page.get_by_role("button", name="Выйти везде").click()

    await expect(page.get_by_role("alert")).to_contain_text("Текст остаётся здесь")
    other = await page.context.new_page()
    person = await house.person(Role.CURATOR)
    await other.goto(await house.access.link(person.id, now=house.now))
    await other.get_by_role("button", name="Войти в панель").click()
    await expect(other.get_by_role("heading", level=1)).to_contain_text("на этой неделе")
    await page.get_by_role("button", name="Выйти везде").click()
    await expect(page.get_by_role("heading", name="Вход — через чат")).to_be_visible()
    window.forgive("401")


async def _guard_the_form(route: Route) -> None:
    """Make the form of the page one that somebody writes in."""
    if route.request.method != "GET":
        await route.continue_()
        return
    response = await route.fetch()
    html = (await response.text()).replace('class="confirm"', 'class="confirm" data-guarded')
    await route.fulfill(response=response, body=html)


async def test_evil_words_stay_words_in_a_real_browser(open_window: OpenWindow) -> None:
    window = await open_window()
    evil = "<img src=x onerror=\"document.title='взлом'\"><script>document.title='взлом'</script>"
    await window.house.casebook.import_cases(
        [draft("evil", title=evil, problem=evil, solution=evil, topics=[evil], source=evil)],
        publish=True,
        by=None,
        now=window.house.now,
    )
    await window.sign_in(Role.ADMIN, name=evil)

    for path in ("/panel/cases?words=img", "/panel/cases/case?id=evil", "/panel/audit"):
        await window.open(path)
        assert "взлом" not in (await window.page.title()).replace(evil, "")
        await expect(window.page.get_by_text("<img src=x").first).to_be_visible()


async def test_on_a_phone_the_open_section_is_in_sight(open_window: OpenWindow) -> None:
    window = await open_window("phone")
    await window.sign_in(Role.ADMIN)

    await window.open("/panel/audit")

    here = window.page.get_by_role("link", name="Журнал действий")
    await expect(here).to_be_in_viewport(ratio=1)
