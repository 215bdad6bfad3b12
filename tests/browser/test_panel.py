"""The panel's own pages in a real browser, on an office screen and on a phone."""

import pytest
from playwright.async_api import expect

from people.models import Role
from tests.browser.panel import SIZES, OpenWindow

pytestmark = pytest.mark.browser

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
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_fits_and_is_accessible(
    open_window: OpenWindow, size: str, scheme: str
) -> None:
    window = await open_window(size, color_scheme=scheme)
    await window.sign_in(Role.ADMIN)
    case_id = next(iter(sorted(await window.house.casebook.published_ids())))
    paths = {
        **PATHS,
        "case": f"/panel/cases/case?id={case_id}",
        "case-version": f"/panel/cases/version?id={case_id}&number=1",
    }

    for name, path in paths.items():
        await window.open(path)
        await window.check(f"{name}-{scheme}")


@pytest.mark.parametrize("size", SIZES)
async def test_the_door_fits_and_is_accessible(open_window: OpenWindow, size: str) -> None:
    window = await open_window(size)
    house = window.house
    person = await house.person(Role.CURATOR)

    await window.page.goto(await house.access.link(person.id, now=house.now))
    await window.check("door")
    await window.page.get_by_role("button", name="Войти в панель").click()
    await expect(window.page.get_by_role("heading", level=1)).to_contain_text("на этой неделе")
