"""The check-in page in Chromium: somebody with a keyboard, and what holds of every screen."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.support.checkin_page import PageHouse

SIZES = {"phone": {"width": 390, "height": 844}, "office": {"width": 1366, "height": 768}}
#: No page has more stops of the tabulator than this.
_MOST_STOPS = 60


class Window:
    """One browser of somebody who answers on the page."""

    def __init__(self, house: PageHouse, page: Page, shots: Path | None, name: str) -> None:
        self.house = house
        self.page = page
        self._shots = shots
        self._name = name

    async def tabs_to(self, caption: str) -> None:
        """Move the focus to a button or a link, by the tabulator alone."""
        for _ in range(_MOST_STOPS):
            await self.page.keyboard.press("Tab")
            words = await self.page.evaluate("document.activeElement.textContent")
            if words.strip() == caption:
                return
        raise AssertionError(f"the tabulator does not come to «{caption}»")

    async def presses(self, caption: str) -> None:
        await self.tabs_to(caption)
        async with self.page.expect_navigation():
            await self.page.keyboard.press("Enter")

    async def sees(self, words: str) -> None:
        await expect(self.page.locator("main")).to_contain_text(words)

    async def answers(self, *places: int) -> None:
        for place in places:
            button = self.page.locator(".choice").nth(place)
            await self.presses((await button.inner_text()).strip())

    async def check(self, name: str) -> None:
        """What holds of every screen: it fits, and axe finds nothing; a picture, if wanted."""
        if self._shots is not None:
            path = self._shots / f"{name}-{self._name}.png"
            await self.page.screenshot(path=path, full_page=True)
        width = await self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= await self.page.evaluate("window.innerWidth"), f"{name} is {width} wide"
        assert await self._findings() == []

    async def _findings(self) -> list[str]:
        found: Any = await Axe().run(self.page)
        return [
            f"{each['id']}: {node['target']} {node['failureSummary']}"
            for each in found.response["violations"]
            for node in each["nodes"]
        ]


#: Opens a window of a size, by its name in ``SIZES``.
OpenWindow = Callable[..., Awaitable[Window]]
