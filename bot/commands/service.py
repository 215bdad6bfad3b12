"""``hotline run`` and ``hotline migrate``."""

import asyncio
from functools import partial
from typing import Annotated

import typer

from bot.commands.running import run
from bot.embedded import ServiceLock
from bot.opening import opened_database
from bot.serving import Part, run_service, stopping_on_signals
from bot.settings import Settings


def run_(
    only: Annotated[
        str, typer.Option(metavar="bot,web,worker", help="Только эти части, через запятую.")
    ] = "",
) -> None:
    """Запустить службу: бот, веб-часть и всё, что делается само."""
    run(partial(_serve, parts=_parts(only)))


def migrate() -> None:
    """Обновить базу данных до этой версии (run и demo делают это сами)."""
    run(_migrate)


async def _serve(settings: Settings, *, parts: frozenset[Part]) -> None:
    # Parts of a scaled-out service share a database that is not embedded, and no folder.
    with ServiceLock(settings.data_dir):
        async with opened_database(settings) as database:
            stop = asyncio.Event()
            with stopping_on_signals(stop):
                await run_service(settings, database, parts, stop)


async def _migrate(settings: Settings) -> None:
    async with opened_database(settings):
        typer.echo("База данных обновлена.")


def _parts(only: str) -> frozenset[Part]:
    names = [name.strip() for name in only.split(",") if name.strip()]
    try:
        return frozenset(Part(name) for name in names) or frozenset(Part)
    except ValueError:
        raise typer.BadParameter(
            f"нет такой части: {only}; бывает bot, web, worker", param_hint="--only"
        ) from None
