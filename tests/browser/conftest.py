"""The real demo and the real panel, and a browser to drive them."""

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
from playwright.async_api import Page, async_playwright

from bot.web import bound_socket, serve_web
from kit.database import Database
from knowledge.encoder import Encoder
from tests.browser.panel import SIZES, OpenWindow, Window, shots_folder
from tests.browser.screen import OpenScreen, Screen
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


@pytest.fixture
async def open_screen(demo_url: str, chromium: str) -> AsyncIterator[OpenScreen]:
    """Every screen is a browser of its own; an error on any console fails the test."""
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=_CHROMIUM_ARGUMENTS
        )

        async def open_one(**options: object) -> Screen:
            settings = {"viewport": _LAPTOP, "locale": "ru-RU", **options}
            context = await browser.new_context(**settings)  # type: ignore[arg-type]
            context.set_default_timeout(STEP_MS)
            page = await context.new_page()
            _listen(page, complaints)
            await page.goto(demo_url)
            return await Screen.of(page)

        yield open_one
        await browser.close()
    assert complaints == []


def _listen(page: Page, complaints: list[str]) -> None:
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )


@pytest.fixture
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
async def open_window(panel_house: PanelHouse, chromium: str) -> AsyncIterator[OpenWindow]:
    """Every window is a browser of its own; a complaint on any console fails the test.

    That covers the content policy, too: whatever it stops, the console tells.
    """
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=_CHROMIUM_ARGUMENTS
        )

        async def open_one(size: str = "office", **options: object) -> Window:
            settings = {"viewport": SIZES[size], "locale": "ru-RU", **options}
            context = await browser.new_context(**settings)  # type: ignore[arg-type]
            context.set_default_timeout(STEP_MS)
            page = await context.new_page()
            _listen(page, complaints)
            # A small window has the same elements in the same colours: dark ones are looked at.
            is_audited = size == "office" or options.get("color_scheme") == "dark"
            shots = shots_folder()
            return Window(panel_house, page, shots, size, complaints, is_audited=is_audited)

        yield open_one
        await browser.close()
    assert complaints == []
