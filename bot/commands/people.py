"""``hotline people …``: who may do what."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import typer
from aiogram.exceptions import AiogramError

from bot.commands.running import run
from bot.opening import opened_database
from bot.settings import Settings
from bot.telegram.opening import open_bot
from people.models import Role
from people.service import Directory
from people.subjects import all_subjects, subject_named

app = typer.Typer(help="Люди: приглашения.", no_args_is_help=True)


@app.callback()
def people() -> None:
    """Люди: приглашения."""


@app.command()
def invite(
    role: Annotated[Role, typer.Option(help="Роль.", case_sensitive=False)],
    subjects: Annotated[
        str, typer.Option(metavar="S,…", help="Предметы методиста, через запятую; пусто — все.")
    ] = "",
    name: Annotated[str | None, typer.Option(help="Кого приглашаете, для памяти.")] = None,
) -> None:
    """Сделать одноразовое приглашение: первая строка — для /start, вторая — ссылка."""
    codes = [_code(words) for words in subjects.split(",") if words.strip()]
    run(partial(_invite, role=role, subjects=codes, name=name))


async def _invite(settings: Settings, *, role: Role, subjects: list[str], name: str | None) -> None:
    async with opened_database(settings) as database:
        code = await Directory(database.transaction).invite(
            role, subjects=subjects, name=name, now=datetime.now(UTC)
        )
    typer.echo(code)
    typer.echo(await _link(settings, code))


def _code(words: str) -> str:
    subject = subject_named(words)
    if subject is None:
        names = ", ".join(each.code for each in all_subjects())
        raise typer.BadParameter(
            f"нет предмета «{words.strip()}»; есть: {names}", param_hint="--subjects"
        )
    return subject.code


async def _link(settings: Settings, code: str) -> str:
    """The full link; where the bot cannot be asked for its name, what to do instead."""
    if settings.bot_token is None:
        return f"Отправьте боту: /start {code}"
    bot = open_bot(settings.bot_token.get_secret_value(), api_url=settings.bot_api_url)
    try:
        me = await bot.get_me()
    except AiogramError:
        return f"Telegram не отвечает, ссылки пока нет. Отправьте боту: /start {code}"
    finally:
        await bot.session.close()
    return f"https://t.me/{me.username}?start={code}"
