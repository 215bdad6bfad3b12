"""A data folder seen from outside: who uses its server, which processes run, what the log says."""

import asyncio
import os
import pwd
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from bot.embedded import EmbeddedPostgres
from kit.errors import WrongInstallation

ROOT = Path(__file__).parents[3]
NOBODY = pwd.getpwnam("nobody")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has a second user to be")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="a promise of Linux's kernel")

USER = """
import sys
from pathlib import Path
from bot.embedded import EmbeddedPostgres
from kit.errors import WrongInstallation

server = EmbeddedPostgres(Path(sys.argv[1]))
try:
    print(server.start(), flush=True)
except WrongInstallation as error:
    sys.exit(str(error))
sys.stdin.readline()
server.stop()
"""


class User:
    """A process that uses the server until it is told to leave or is killed."""

    def __init__(self, home: Path, *, python: str = sys.executable, code: Path = ROOT) -> None:
        self.process = subprocess.Popen(
            [python, "-c", USER, home],
            env={"PATH": os.defpath, "PYTHONPATH": str(code), "HOTLINE_BOT_TOKEN": "secret"},
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def url(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("\n", timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach; those of pytest are closed."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-test-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        subprocess.run(["rm", "-rf", folder], check=True)


async def ask(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def query(url: str, sql: str) -> object:
    return asyncio.run(ask(url, sql))


def pids(home: Path) -> dict[str, int]:
    """The processes of the server on this folder: ``keeper`` and ``server``."""
    listing = subprocess.run(["ps", "-wweo", "pid=,args="], capture_output=True, text=True)
    found = {}
    for line in listing.stdout.splitlines():
        pid, _, command = line.strip().partition(" ")
        if "keeper.py keep" in command and f'"{home}/' in command:
            found["keeper"] = int(pid)
        elif "bin/postgres" in command and f" -D {home}/" in command and "keeper.py" not in command:
            found["server"] = int(pid)
    return found


def wait_until(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until, "it never came to be so"
        time.sleep(0.02)


def log(home: Path) -> str:
    return (home / "postgres" / "server.log").read_text()


def refusal(home: Path, **options: Path) -> str:
    with pytest.raises(WrongInstallation) as refused:
        EmbeddedPostgres(home, **options).start()
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def write_row(url: str) -> None:
    query(url, "drop table if exists answers")
    query(url, "create table answers as select 'Спросите физика'::text as words")


def read_row(url: str) -> object:
    return query(url, "select words from answers")
