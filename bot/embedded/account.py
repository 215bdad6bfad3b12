"""Whom the server runs as: PostgreSQL refuses to be root."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.embedded.folders import Layout
from kit.errors import WrongInstallation

if sys.platform != "win32":
    import pwd

_SERVER_USERS = ("postgres", "nobody")

#: What a program of PostgreSQL may know of our environment. Not our secrets; and not LANG, LC_*
#: and PG*, which would change what initdb makes.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class Account:
    """The user of the server; ``uid`` and ``gid`` are ``None`` where it is simply ours."""

    uid: int | None = None
    gid: int | None = None

    @property
    def name(self) -> str:
        uid = os.geteuid() if self.uid is None else self.uid
        try:
            return pwd.getpwuid(uid).pw_name
        except KeyError:
            return str(uid)

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program as this user to its end; ``OSError`` when it cannot be started."""
        return subprocess.run(
            command,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            env=environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
        )

    def reaches(self, path: Path) -> bool:
        """Whether this user can enter the folder or run the program."""
        # Asked of the kernel and not of the mode bits, which know nothing of groups and ACLs.
        try:
            return self.run("/bin/sh", "-c", 'test -x "$1"', "sh", path).returncode == 0
        except PermissionError as error:
            raise WrongInstallation(
                f"Здесь root не вправе стать пользователем {self.name}, а от имени root база "
                "данных не работает: запустите службу от имени обычного пользователя."
            ) from error

    def own(self, path: Path) -> None:
        """Make this user the owner of a file, or of a folder and all in it."""
        if self.uid is None or self.gid is None:
            return
        os.chown(path, self.uid, self.gid, follow_symlinks=False)
        for folder, folders, files in os.walk(path):
            for name in (*folders, *files):
                os.chown(Path(folder, name), self.uid, self.gid, follow_symlinks=False)


def environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ}


def choose_account(layout: Layout) -> Account:
    """Ourselves; for root the owner of the cluster, of the data folder, or a user of the system.

    An existing owner is kept, since a user ``postgres`` may appear after the first start.
    """
    if os.geteuid() != 0:
        return Account()
    owner = _owner((layout.data, layout.home))
    if owner is not None:
        return owner
    for name in _SERVER_USERS:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(user.pw_uid, user.pw_gid)
    raise WrongInstallation(
        "Встроенная база данных не работает от имени root, а пользователей postgres и nobody нет: "
        "создайте одного из них (sudo useradd --system postgres)."
    )


def _owner(places: Sequence[Path]) -> Account | None:
    for place in places:
        if place.exists() and (found := place.stat()).st_uid != 0:
            return Account(found.st_uid, found.st_gid)
    return None
