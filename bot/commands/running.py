"""What every command does alike: settings in, one sentence out when it fails."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn, TypeVar

import typer

from bot.logs import set_up_logs
from bot.settings import Settings, read_settings
from kit.errors import WrongInstallation

T = TypeVar("T")


class Failure(Exception):
    """One sentence for the operator; the command ends with status 1."""


def run(main: Callable[[Settings], Coroutine[Any, Any, T]]) -> T:
    """Run a command with the settings of this installation.

    What the operator can put right ends the command with one sentence and without a traceback.
    """
    try:
        settings = read_settings()
        set_up_logs(settings.log_level)
        return asyncio.run(main(settings))
    except (Failure, WrongInstallation) as failure:
        refuse(str(failure))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def refuse(sentence: str) -> NoReturn:
    """End the command with a sentence on standard error and status 1."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
