"""A machine on which the command ``hotline`` is run as its operator runs it."""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_HOTLINE = Path(sys.executable).with_name("hotline")
#: Starting takes two seconds, and longer where many tests run at once.
_PATIENCE_SECONDS = 180


class Machine:
    """A working folder with a data folder in it, and an environment that names nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = free_port()
        self.settings: dict[str, str] = {
            "HOTLINE_DATA_DIR": str(self.data),
            "HOTLINE_WEB_PORT": str(self.port),
        }
        self._services: list[Service] = []

    def run(
        self, *arguments: str, prefix: Sequence[str] = (), **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [*prefix, _HOTLINE, *arguments],
            env=self._environment(settings),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS,
        )

    def start(self, *arguments: str, **settings: str) -> "Service":
        """Start a command that goes on until it is stopped."""
        service = Service(arguments, self.folder, self._environment(settings), self.port)
        self._services.append(service)
        return service

    def close(self) -> None:
        for service in self._services:
            service.kill()
        wait_until(lambda: not processes_of(self.data))

    def _environment(self, settings: dict[str, str]) -> dict[str, str]:
        kept = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C"}
        return kept | self.settings | settings


class Service:
    """A running command, its journal written to a file."""

    def __init__(
        self, arguments: Sequence[str], folder: Path, environment: dict[str, str], port: int
    ) -> None:
        self._journal = folder / f"journal-{time.monotonic_ns()}"
        self._port = port
        with self._journal.open("wb") as journal:
            self.process = subprocess.Popen(
                [_HOTLINE, *arguments],
                env=environment,
                cwd=folder,
                stdout=journal,
                stderr=subprocess.STDOUT,
            )

    @property
    def journal(self) -> str:
        return self._journal.read_text()

    def health(self) -> dict[str, Any]:
        """What ``/health`` says, as soon as it says something."""
        wait_until(lambda: self._answer("/health") is not None, unless=self._has_ended)
        health: dict[str, Any] = json.loads(self._answer("/health") or "null")
        return health

    def metrics(self) -> str:
        return self._answer("/metrics") or ""

    def says(self, words: str) -> None:
        """Wait until the journal has these words."""
        wait_until(lambda: words in self.journal, unless=self._has_ended)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def _has_ended(self) -> str:
        return self.journal if self.process.poll() is not None else ""

    def _answer(self, path: str) -> str | None:
        address = f"http://127.0.0.1:{self._port}{path}"
        with suppress(OSError), urllib.request.urlopen(address, timeout=5) as page:
            return str(page.read().decode())
        return None


@contextmanager
def machine() -> Iterator[Machine]:
    # Root's database server runs as somebody else, who must be able to reach the folder.
    with tempfile.TemporaryDirectory(prefix="hotline-machine-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        made = Machine(Path(folder))
        try:
            yield made
        finally:
            made.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes_of(data: Path) -> list[int]:
    """The processes that keep, or are, the database server of a data folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (process / "cmdline").read_bytes().decode(errors="replace")
            if re.search(rf"{re.escape(str(data))}/postgres\b", command):
                found.append(int(process.name))
    return found


def wait_until(is_so: Callable[[], bool], *, unless: Callable[[], str] = lambda: "") -> None:
    """Wait for a claim to become true; what ``unless`` says ends it."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while not is_so():
        trouble = unless()
        assert not trouble, trouble
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)
