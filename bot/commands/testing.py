"""``hotline test``: the test suite."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import typer

from bot.commands.running import refuse

#: The suite lies beside the packages in a checkout; an installed wheel has none.
_ROOT = Path(__file__).resolve().parents[2]


def test(context: typer.Context) -> None:
    """Прогнать тесты; остальные аргументы уходят pytest."""
    if not (_ROOT / "tests").is_dir() or find_spec("pytest") is None:
        refuse("Тесты есть только в клоне репозитория: запустите там ./hotline test.")
    # Settings of this machine must not decide what the tests see.
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("HOTLINE_") or name.startswith("HOTLINE_TEST_")
    }
    command = [sys.executable, "-m", "pytest", *(context.args or ["-n", "2"])]
    raise typer.Exit(subprocess.run(command, cwd=_ROOT, env=environment, check=False).returncode)
