"""Where the embedded server keeps its things, and who may enter there."""

import errno
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from kit.errors import WrongInstallation

#: The address of a unix socket has room for 107 bytes (103 on macOS); this much is ours to use.
_LONGEST_SOCKET_FOLDER = 80
#: Paths that need no quoting in any of the places a socket's folder is written down in.
_PLAIN = re.compile(r"[A-Za-z0-9/._-]+")


@dataclass(frozen=True)
class Layout:
    """The files of the embedded server inside the data folder."""

    home: Path

    @property
    def folder(self) -> Path:
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def sockets(self) -> Path:
        """The folder of the unix socket: the cluster's own, which only its owner can enter.

        A path too long or too odd for a socket gets a folder in /tmp instead, not in TMPDIR,
        because every process has to come to the same answer. (A systemd unit with a private /tmp
        comes to another one: it needs a plain data folder such as /var/lib/hotline.)
        """
        own = str(self.data)
        if len(own) <= _LONGEST_SOCKET_FOLDER and _PLAIN.fullmatch(own):
            return self.data
        return Path("/tmp") / f"hotline-{hashlib.sha256(own.encode()).hexdigest()[:16]}"


def make_folder(path: Path) -> None:
    """Make a folder that others can pass through but not look into.

    The mode is set aloud: under the umask 077 the server's user could not pass.
    """
    try:
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        path.mkdir(parents=True, exist_ok=True)
        for folder in missing:
            folder.chmod(0o711)
            if os.geteuid() == 0:
                above = folder.parent.stat()
                os.chown(folder, above.st_uid, above.st_gid)
    except OSError as error:
        raise unusable(path, error) from error


def unusable(path: Path, error: OSError) -> WrongInstallation:
    """What to tell about a folder in which something could not be made or read."""
    if error.errno == errno.ENOSPC:
        return disk_full(path)
    return WrongInstallation(
        f"Не удаётся пользоваться папкой данных {path} ({error.strerror}): дайте на неё права "
        "пользователю, который запускает службу, или задайте другую в HOTLINE_DATA_DIR."
    )


def disk_full(path: Path) -> WrongInstallation:
    return WrongInstallation(
        f"На диске не хватает места для базы данных в {path}: освободите хотя бы 200 МБ и "
        "запустите команду ещё раз."
    )
