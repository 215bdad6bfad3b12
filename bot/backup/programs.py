"""pg_dump and pg_restore: which ones, and how they are run."""

import asyncio
import os
import re
import shutil
import subprocess
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import make_url

from bot.backup.errors import CopyRefused
from bot.embedded.programs import find_installation
from kit.errors import WrongInstallation

#: What the programs may know of our environment: not our own secrets.
_PASSED_ON = re.compile(r"PATH|LD_LIBRARY_PATH|HOME|PGPASSFILE|PGPASSWORD|PGSSL[A-Z]+")
_MOST_REASON = 200


def program(name: str, *, server: int = 0, encrypted: bool = False) -> Path:
    """The program of the wheel, or else of the system, that understands this server.

    Args:
        server: the major version of the server; 0 when the program talks to none.
        encrypted: the server wants TLS, which the programs of the wheel do not speak.

    Raises:
        CopyRefused: there is none.
    """
    for found in _candidates(name, encrypted=encrypted):
        if _major_version(found) >= max(server, 1):
            return found
    wanted = f"версии {server} или новее" if server else "версии 18"
    raise CopyRefused(
        f"Нет программы {name} {wanted}, которая подошла бы к этой базе данных: установите клиент "
        "PostgreSQL (apt install postgresql-client) и запустите команду ещё раз."
    )


@asynccontextmanager
async def running(
    path: Path, *arguments: str, environment: dict[str, str], stdin: BinaryIO | None = None
) -> AsyncIterator[Process]:
    """The program, whose output the block reads to its end.

    Raises:
        CopyRefused: it has failed, and why.
    """
    with tempfile.TemporaryFile() as complaints:
        process = await asyncio.create_subprocess_exec(
            path,
            *arguments,
            env=environment,
            stdin=stdin or subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
        try:
            yield process
            if await process.wait() != 0:
                complaints.seek(0)
                raise CopyRefused(f"{path.name} не справился: {_reason(complaints.read())}.")
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()  # to wait with output unread would be for ever


def environment(url: str | None = None) -> dict[str, str]:
    """The environment of a program, with all it needs to reach the database at ``url``.

    Nothing of it stands in the arguments, which every user of the machine can see.
    """
    own = {name: value for name, value in os.environ.items() if _PASSED_ON.fullmatch(name)}
    if url is None:
        return own
    address = make_url(url)
    _, options = address.get_dialect()().create_connect_args(address)
    reached = {
        variable: ",".join(map(str, value)) if isinstance(value, list) else str(value)
        for variable, name in _VARIABLES.items()
        if (value := options.get(name)) is not None
    }
    return own | {"PGCONNECT_TIMEOUT": "30"} | reached


_VARIABLES = {
    "PGHOST": "host",
    "PGPORT": "port",
    "PGUSER": "user",
    "PGPASSWORD": "password",
    "PGDATABASE": "database",
    "PGSSLMODE": "ssl",
}


def wants_encryption(url: str) -> bool:
    return make_url(url).query.get("ssl") in ("require", "verify-ca", "verify-full")


def _candidates(name: str, *, encrypted: bool) -> Iterator[Path]:
    if not encrypted:
        with suppress(WrongInstallation):  # a database of one's own does not need the wheel
            yield find_installation() / "bin" / name
    if system := shutil.which(name):
        yield Path(system)


def _major_version(path: Path) -> int:
    """0 for a program that does not run here."""
    try:
        answer = subprocess.run(
            [path, "--version"], env=environment(), capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\d+", answer.stdout)
    return int(found.group()) if found else 0


def _reason(complaints: bytes) -> str:
    """The first complaint; what it quotes may be people's words and is left out."""
    for line in complaints.decode(errors="replace").splitlines():
        if ": error: " in line:
            words = line.partition(": error: ")[2]
            return re.sub(r'"[^"]*"?', "«…»", words)[:_MOST_REASON].rstrip(".")
    return "причина неизвестна"
