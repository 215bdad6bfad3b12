"""The real demo and the real panel, and a browser to drive them.

All tests here run in one loop, since a browser belongs to the loop that has started it: a process
of tests starts one, and every window is a context of its own in it.
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from bot.web import bound_socket, serve_web
from kit.database import Database
from knowledge.encoder import Encoder
from tests.browser.panel import SIZES, OpenWindow, Window, shots_folder
from tests.browser.screen import OpenScreen, Screen
from tests.conftest import copied
from tests.support.databases import Lent
from tests.support.panel import PanelHouse

_STARTS_WITHIN_SECONDS = 180
_CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: A step may try all test questions out, or wait for a busy machine.
STEP_MS = 90_000
_LAPTOP = {"width": 1366, "height": 768}


@pytest.fixture(scope="session")
def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip("there is no Chromium on this machine")


@pytest.fixture(scope="session")
def demo_url(chromium: str) -> Iterator[str]:
    """A demo that runs on a free port, as ``hotline demo`` starts it."""
    with tempfile.TemporaryDirectory(prefix="hotline-demo-", ignore_cleanup_errors=True) as folder:
        # The database of a root user runs as somebody else, who must be able to reach the folder.
        Path(folder).chmod(0o755)
        log = Path(folder, "log")
        with log.open("wb") as output:
            command = "from bot.cli import main; main()"
            demo = subprocess.Popen(
                [sys.executable, "-c", command, "demo", "--port", "0", "--no-browser"],
                cwd=folder,
                env=_settings(folder),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            yield _wait_for_address(demo, log)
        finally:
            demo.terminate()
            demo.wait(timeout=30)


def _settings(folder: str) -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    return {
        **mine,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONUNBUFFERED": "1",
        "HOTLINE_DATA_DIR": str(Path(folder, "var")),
        "HOTLINE_BURST_SECONDS": "0",
        "HOTLINE_UNDO_SECONDS": "2",
        # One methodist gets the questions of all tests.
        "HOTLINE_MOST_OPEN": "100",
    }


def _wait_for_address(demo: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(_STARTS_WITHIN_SECONDS * 5):
        if address := re.search(r"http://127\.0\.0\.1:\d+/", log.read_text("utf-8")):
            return address[0]
        try:
            demo.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"the demo does not start:\n{log.read_text('utf-8')}")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=chromium, args=_CHROMIUM_ARGUMENTS
        )
        yield launched
        await launched.close()


class Pages:
    """Pages of one test, each in a context of its own, as if in different browsers."""

    def __init__(self, browser: Browser) -> None:
        self.complaints: list[str] = []
        self._browser = browser

    async def open(self, **options: object) -> Page:
        settings = {"viewport": _LAPTOP, "locale": "ru-RU", **options}
        context = await self._browser.new_context(**settings)  # type: ignore[arg-type]
        context.set_default_timeout(STEP_MS)
        page = await context.new_page()
        _listen(page, self.complaints)
        return page


@pytest_asyncio.fixture(loop_scope="session")
async def pages(browser: Browser) -> AsyncIterator[Pages]:
    """A complaint on the console of any page fails the test.

    That covers the content policy, too: whatever it stops, the console tells.
    """
    opened = Pages(browser)
    yield opened
    for context in browser.contexts:
        await context.close()
    assert opened.complaints == []


@pytest.fixture
def open_screen(demo_url: str, pages: Pages) -> OpenScreen:
    """Every screen is a browser of its own."""

    async def open_one(**options: object) -> Screen:
        page = await pages.open(**options)
        await page.goto(demo_url)
        return await Screen.of(page)

    return open_one


def _listen(page: Page, complaints: list[str]) -> None:
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )


@pytest_asyncio.fixture(loop_scope="session")
async def database(server: str, template: str, lent: Lent) -> AsyncIterator[Database]:
    async with copied(server, template, lent) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def planted(server: str, planted_template: str, lent: Lent) -> AsyncIterator[Database]:
    async with copied(server, planted_template, lent) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def panel_house(planted: Database, encoder: Encoder) -> AsyncIterator[PanelHouse]:
    """The panel over the shipped cases, served on a free port."""
    bound = bound_socket("127.0.0.1", 0)
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    house = PanelHouse(planted.transaction, url=url, encoder=encoder)
    await house.cases.refresh()
    stop = asyncio.Event()
    serving = asyncio.create_task(serve_web(house.app, bound, stop))
    yield house
    stop.set()
    await serving


@pytest.fixture
def open_window(panel_house: PanelHouse, pages: Pages) -> OpenWindow:
    """Every window is a browser of its own."""

    async def open_one(size: str = "office", **options: object) -> Window:
        page = await pages.open(viewport=SIZES[size], **options)
        return Window(panel_house, page, shots_folder(), size, pages.complaints)

    return open_one
