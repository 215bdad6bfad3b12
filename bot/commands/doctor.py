"""``hotline doctor``: what is well here, what is not, and what to do about it."""

import asyncio
import json
import sys
from typing import Annotated

import typer

from bot.doctor import Examined, Status, examine, worst
from bot.logs import set_up_logs


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Один документ JSON.")] = False,
) -> None:
    """Проверить установку: настройки, базу, кодировщик, Telegram, очереди, место на диске."""
    set_up_logs("ERROR")
    found = asyncio.run(_examine(told=not as_json))
    status = worst(found)
    if as_json:
        typer.echo(_document(status, found))
    else:
        typer.echo(_SUMMARIES[status])
    sys.stdout.flush()
    raise typer.Exit(1 if status is Status.FAILURE else 0)


_SUMMARIES = {
    Status.OK: "Всё в порядке.",
    Status.WARNING: "Работать можно; на предупреждения стоит взглянуть.",
    Status.FAILURE: "Так служба работать не сможет: начните с первой строки failure.",
}


async def _examine(*, told: bool) -> list[Examined]:
    found = []
    async for examined in examine():
        found.append(examined)
        if told:
            typer.echo(_line(examined))
    return found


def _line(examined: Examined) -> str:
    outcome = examined.outcome
    line = f"{outcome.status:<8} {examined.title}: {outcome.message}"
    return f"{line}\n{'':<8} → {outcome.remedy}" if outcome.remedy else line


def _document(status: Status, found: list[Examined]) -> str:
    checks = [
        {
            "name": examined.name,
            "status": examined.outcome.status,
            "message": examined.outcome.message,
            "remedy": examined.outcome.remedy,
        }
        for examined in found
    ]
    return json.dumps({"status": status, "checks": checks}, ensure_ascii=False)
