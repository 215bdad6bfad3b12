"""The panel in Chromium: a window of either size, somebody signed in, and what is looked at."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from people.models import Role
from tests.support.panel import PanelHouse

OFFICE = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
SIZES = {"office": OFFICE, "phone": PHONE}
#: For what is done by hand on either.
BOTH = ["office", pytest.param("phone", marks=pytest.mark.long)]
#: Findings of axe that a page must not have.
_SERIOUS = ("serious", "critical")


class Window:
    """One browser of somebody on the panel."""

    def __init__(
        self,
        house: PanelHouse,
        page: Page,
        shots: Path | None,
        size: str,
        complaints: list[str],
    ) -> None:
        self.house = house
        self.page = page
        self.size = size
        self._shots = shots
        self._complaints = complaints

    def forgive(self, words: str) -> None:
        """The console may have complained with these words: the test has made it."""
        assert any(words in each for each in self._complaints), self._complaints
        self._complaints[:] = [each for each in self._complaints if words not in each]

    async def sign_in(self, *roles: Role, name: str = "Вера Павловна") -> None:
        """Come in as people do: by a link, through the button."""
        person = await self.house.person(*roles, name=name)
        await self.page.goto(await self.house.access.link(person.id, now=self.house.now))
        await self.page.get_by_role("button", name="Войти в панель").click()
        await expect(self.page.get_by_role("navigation", name="Разделы")).to_be_visible()

    async def open(self, path: str) -> None:
        response = await self.page.goto(f"{self.house.url}{path}")
        assert response is not None
        assert response.status < 400, f"{path}: {response.status}"

    async def shoot(self, name: str) -> None:
        """Pictures of the first screen and of the whole page.

        Only where ``HOTLINE_TEST_SHOTS`` names a folder for them: they take their time.
        """
        if self._shots is None:
            return
        for part, is_whole in (("", False), ("-whole", True)):
            path = self._shots / f"{name}-{self.size}{part}.png"
            await self.page.screenshot(path=path, full_page=is_whole)

    async def check(self, name: str) -> None:
        """What holds of every page: it fits, and it is accessible; on the phone by its colours in
        the dark, since all else is as in the office."""
        await self.shoot(name)
        await self.fits()
        if self.size == "phone":
            await self.page.emulate_media(color_scheme="dark")
            await self.shoot(f"{name}-dark")
            assert await self.findings("color-contrast") == []
            await self.page.emulate_media(color_scheme="light")
        else:
            assert await self.findings() == []

    async def fits(self) -> None:
        """Nothing makes the page wider than the window."""
        width = await self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= SIZES[self.size]["width"], f"the page is {width} wide"

    async def findings(self, *rules: str) -> list[str]:
        """What axe finds serious, one line each; of these rules alone, or by all it has."""
        options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
        found: Any = await Axe().run(self.page, options=options)
        return [
            f"{each['id']}: {node['target']} {node['failureSummary']}"
            for each in found.response["violations"]
            if each["impact"] in _SERIOUS
            for node in each["nodes"]
        ]


#: Opens a window of a size, by its name in ``SIZES``.
OpenWindow = Callable[..., Awaitable[Window]]


def shots_folder() -> Path | None:
    """Where somebody wants pictures to look at, if anybody does."""
    named = os.environ.get("HOTLINE_TEST_SHOTS")
    if not named:
        return None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
