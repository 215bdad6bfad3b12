"""``hotline backup`` and ``hotline restore``: the whole service in one file and back."""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import FileSizeColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.backup import CopyRefused, Manifest, make_copy, restore_copy
from bot.commands.cases import progress
from bot.commands.running import Failure, run
from bot.embedded import ServiceLock
from bot.opening import opened_database
from bot.settings import Settings
from wellbeing.vault import KEY_FILE

File = Annotated[Path, typer.Argument(metavar="FILE", help="Файл копии.")]

#: What an operator counts, by the table it lies in.
_COUNTED = {
    "people": "людей",
    "questions": "вопросов",
    "entries": "записей в их историях",
    "cases": "кейсов",
    "deliveries": "сообщений",
}


def _run(main: Callable[[Settings], Coroutine[Any, Any, None]]) -> None:
    async def telling(settings: Settings) -> None:
        try:
            await main(settings)
        except CopyRefused as refused:
            raise Failure(str(refused)) from None

    run(telling)


def backup(
    file: File,
    force: Annotated[
        bool, typer.Option("--force", help="Заменить файл, если такой уже есть.")
    ] = False,
) -> None:
    """Сложить всю службу в один файл: базу данных и то, что хранит папка данных.

    Службу останавливать не нужно: в файле окажется всё, каким оно было в один момент. Настроек
    (.env) в нём нет. В нём то, что писали люди: храните его закрытым и не вечно.
    """
    _run(partial(_backup, file, replaces=force))


async def _backup(file: Path, settings: Settings, *, replaces: bool) -> None:
    async with opened_database(settings, as_it_is=True) as database:
        with _bytes("Копия") as told:
            manifest = await make_copy(
                file,
                database,
                settings.data_dir,
                replaces=replaces,
                now=datetime.now(UTC),
                progress=told,
            )
    size = sum(member.bytes for member in manifest.members.values())
    megabytes = f"{size / 1_000_000:.1f}".replace(".", ",")
    typer.echo(
        f"Копия готова: {file} ({megabytes} МБ). В ней {_counts(manifest)}.\n"
        f"Ключа проверок самочувствия ({settings.data_dir / KEY_FILE}) в ней нет: храните его "
        "отдельно от копий, без него их история не читается."
    )


def restore(
    file: File,
    force: Annotated[
        bool, typer.Option("--force", help="Заменить то, что сейчас есть в базе данных.")
    ] = False,
) -> None:
    """Вернуть службу из файла, сделанного командой backup: целиком или никак.

    Службу перед этим остановите. Восстанавливайте только свои файлы: чужой мог бы выполнить в
    базе данных что угодно.
    """
    _run(partial(_restore, file, replaces=force))


async def _restore(file: Path, settings: Settings, *, replaces: bool) -> None:
    with ServiceLock(settings.data_dir):
        async with opened_database(settings, as_it_is=True) as database:
            with progress("Записи") as told:
                manifest = await restore_copy(
                    file, database, settings.data_dir, replaces=replaces, progress=told
                )
    typer.echo(
        f"Восстановлено то, что было {_moment(manifest, settings.zone)}: {_counts(manifest)}.\n"
        "Дальше: проверьте настройки (hotline doctor), запустите службу (hotline run) и ещё раз "
        "забудьте тех, кто просил об этом после этого дня.\n"
        f"До запуска верните в папку данных и ключ {KEY_FILE}, с которым служба тогда работала: "
        "без него история проверок самочувствия не читается и удалится сама, а согласия на них "
        "окажутся выключены."
    )


def _counts(manifest: Manifest) -> str:
    return ", ".join(
        f"{title} {manifest.rows[table]}"
        for table, title in _COUNTED.items()
        if table in manifest.rows
    )


def _moment(manifest: Manifest, zone: ZoneInfo) -> str:
    return manifest.made_at.astimezone(zone).strftime("%d.%m.%Y в %H:%M")


@contextmanager
def _bytes(title: str) -> Iterator[Callable[[int], None]]:
    """How much is written so far, on standard error, if that is a terminal."""
    columns = (SpinnerColumn(), TextColumn(title), FileSizeColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(title, total=None)
        yield lambda count: bar.advance(task, count)
