"""``hotline test``: the test suite."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import typer

from bot.commands.running import refuse

#: The suite lies beside the packages in a checkout; an installed wheel has none.
_ROOT = Path(__file__).resolve().parents[2]
#: Files in memory: the tests make some thousand databases, and each is three hundred files.
_IN_MEMORY = Path("/dev/shm")
#: Three at a time keep two cores busy; tests that share what is dear to make stay together.
_TOGETHER = ("-n", "3", "--dist", "loadgroup")
#: So much of it may be taken while the tests run, bytes.
_ROOMY = 6 * 2**30


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
    if "TMPDIR" not in environment and _is_roomy(_IN_MEMORY):
        environment["TMPDIR"] = str(_IN_MEMORY)
    command = [sys.executable, "-m", "pytest", *(context.args or _TOGETHER)]
    raise typer.Exit(subprocess.run(command, cwd=_ROOT, env=environment, check=False).returncode)


def _is_roomy(folder: Path) -> bool:
    """Whether temporary files, scripts among them, may lie there, and there is room for them."""
    if not os.access(folder, os.W_OK) or os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return False
    memory = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(memory, shutil.disk_usage(folder).free) > _ROOMY
