"""``hotline demo``: the whole hotline on one page, without any token."""

import asyncio
import webbrowser
from functools import partial
from typing import Annotated

import typer

from bot.commands.running import run
from bot.demo.running import demo_settings, run_demo
from bot.embedded import ServiceLock
from bot.opening import opened_database
from bot.serving import stopping_on_signals
from bot.settings import Settings
from bot.web import bound_socket

_HOST = "127.0.0.1"


def demo(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Порт (8080); 0 — любой свободный.")
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Не открывать страницу самому.")
    ] = False,
) -> None:
    """Попробовать всё на одной странице: учитель, методист и администратор рядом."""
    run(partial(_demo, port=port, opens_browser=not no_browser))


async def _demo(settings: Settings, *, port: int | None, opens_browser: bool) -> None:
    demo_set = demo_settings(settings)
    bound = bound_socket(_HOST, settings.web_port if port is None else port)
    address = f"http://{_HOST}:{bound.getsockname()[1]}/"
    typer.echo("Запускаю базу данных и загружаю кейсы…")
    with ServiceLock(demo_set.data_dir):
        async with opened_database(demo_set) as database:
            stop = asyncio.Event()

            def ready() -> None:
                typer.echo(
                    f"Готово. Откройте {address} — слева учитель, рядом методист и администратор. "
                    "Остановить: Ctrl+C."
                )
                if opens_browser:
                    webbrowser.open(address)

            with stopping_on_signals(stop):
                await run_demo(demo_set, database, bound, stop, ready)
