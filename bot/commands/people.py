"""``hotline people …``: who may do what, and the register of methodists."""

from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from aiogram.exceptions import AiogramError
from pydantic_core import PydanticCustomError

from bot.commands import people_words as words
from bot.commands.running import Failure, run
from bot.opening import opened_database
from bot.settings import Settings
from bot.telegram.opening import open_bot
from kit.database import Database
from kit.files import form_of
from kit.files.disk import write_whole
from kit.files.faults import FaultyFile
from kit.files.fields import any_day
from people.errors import SeveralEntries
from people.models import Role
from people.pool.files import pool_as, public_as, read_pool
from people.pool.models import PoolEntryId
from people.pool.service import Pool
from people.service import Directory
from people.subjects import all_subjects, subject_named

app = typer.Typer(help="Люди: реестр методистов и приглашения.", no_args_is_help=True)


def _run(main: Callable[[Settings], Coroutine[Any, Any, None]]) -> None:
    """Run a command; a refused file ends it with the sentence that the refusal carries."""

    async def telling(settings: Settings) -> None:
        try:
            await main(settings)
        except FaultyFile as faulty:
            raise Failure(str(faulty)) from None

    run(telling)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Файл .jsonl, .csv или .xlsx.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Только проверить и сказать, что изменится.")
    ] = False,
) -> None:
    """Загрузить реестр методистов: все строки или ни одной.

    Человек узнаётся по ФИО и дате рождения; знакомому записывается то, что есть в столбцах файла,
    остальное остаётся. Кого в файле нет, остаётся в реестре. Списки — через «|», курс —
    «организация; программа; часы; дата; документ».
    """
    _run(partial(_import, file, dry_run=dry_run))


async def _import(file: Path, settings: Settings, *, dry_run: bool) -> None:
    drafts = read_pool(file, today=_today(settings))
    async with opened_database(settings) as database:
        pool = Pool(database.transaction)
        outcome = await pool.take_in(drafts, now=datetime.now(UTC), dry_run=dry_run)
    typer.echo(words.imported(outcome, dry_run=dry_run))


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Файл .jsonl, .csv или .xlsx.")],
    public: Annotated[
        bool, typer.Option("--public", help="Только то, на что есть согласие: для сайта.")
    ] = False,
) -> None:
    """Выгрузить реестр методистов без потерь или, с --public, открытый список."""
    _run(partial(_export, file, public=public))


async def _export(file: Path, settings: Settings, *, public: bool) -> None:
    form_of(file)
    async with opened_database(settings) as database:
        drafts = await Pool(database.transaction).drafts()
    if public:
        write_whole(file, partial(public_as, file, drafts, today=_today(settings)))
    else:
        write_whole(file, partial(pool_as, file, drafts))
    agreed = sum(bool(draft.consents) for draft in drafts)
    typer.echo(words.exported(agreed if public else len(drafts), file, public=public))


def _today(settings: Settings) -> date:
    return datetime.now(settings.zone).date()


def _day(text: str) -> date:
    try:
        day: date = any_day(text)
    except PydanticCustomError as error:
        raise typer.BadParameter(error.message()) from None
    return day


@app.command()
def invite(
    role: Annotated[Role, typer.Option(help="Роль.", case_sensitive=False)],
    subjects: Annotated[
        str, typer.Option(metavar="S,…", help="Предметы методиста, через запятую; пусто — все.")
    ] = "",
    name: Annotated[
        str | None,
        typer.Option(help="Кого приглашаете; ФИО из реестра свяжет человека с его строкой."),
    ] = None,
    born: Annotated[
        date | None,
        typer.Option(parser=_day, metavar="ДД.ММ.ГГГГ", help="Если в реестре двое с таким ФИО."),
    ] = None,
) -> None:
    """Сделать одноразовое приглашение: первая строка — для /start, вторая — ссылка."""
    codes = [_code(each) for each in subjects.split(",") if each.strip()]
    run(partial(_invite, role=role, subjects=codes, name=name, born=born))


async def _invite(
    settings: Settings, *, role: Role, subjects: list[str], name: str | None, born: date | None
) -> None:
    async with opened_database(settings) as database:
        entry_id = await _entry(database, role, name, born)
        code = await Directory(database.transaction).invite(
            role, subjects=subjects, name=name, entry_id=entry_id, now=datetime.now(UTC)
        )
    if entry_id is not None:
        typer.echo(words.bound(), err=True)
    typer.echo(code)
    typer.echo(await _link(settings, code))


async def _entry(
    database: Database, role: Role, name: str | None, born: date | None
) -> PoolEntryId | None:
    """The row of the register that is meant; only methodists have one."""
    if role is not Role.METHODIST or not name:
        return None
    try:
        return await Pool(database.transaction).entry_named(name, born)
    except SeveralEntries:
        raise Failure(words.several(name)) from None


def _code(given: str) -> str:
    subject = subject_named(given)
    if subject is None:
        names = ", ".join(each.code for each in all_subjects())
        raise typer.BadParameter(
            f"нет предмета «{given.strip()}»; есть: {names}", param_hint="--subjects"
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
