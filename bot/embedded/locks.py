"""Locks between the processes of one data folder; the kernel frees them however a process ends."""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Self

from bot.embedded.folders import make_folder, unusable
from kit.errors import WrongInstallation

if sys.platform != "win32":
    import fcntl

NOT_AT_ALL = timedelta(0)
_PAUSE = timedelta(milliseconds=10)
_A_MOMENT = timedelta(milliseconds=300)


class FileLock:
    """A lock on a file, held once by one process (or by many as a shared lock)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    @property
    def is_taken(self) -> bool:
        return self._file is not None

    def take(self, *, shared: bool = False, within: timedelta = NOT_AT_ALL) -> bool:
        """Take the lock, or turn the held one into the other kind; tell whether it is ours now.

        Raises:
            WrongInstallation: no rights on the folder, or a file system without locks.
        """
        until = time.monotonic() + within.total_seconds()
        while not self._try(shared):
            if time.monotonic() >= until:
                self.release()
                return False
            time.sleep(_PAUSE.total_seconds())
        return True

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def fileno(self) -> int:
        """The descriptor that holds the lock: a child that inherits it holds the lock too."""
        assert self._file is not None, "the lock is not taken"
        return self._file

    def note(self, words: str) -> None:
        """Leave a note in the file for whoever finds it locked."""
        os.truncate(self.fileno(), 0)
        os.write(self.fileno(), words.encode())

    def _try(self, shared: bool) -> bool:
        if self._file is None:
            self._file = _open(self._path)
        try:
            fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise WrongInstallation(
                f"Файловая система папки {self._path.parent} не умеет блокировать файлы "
                f"({error.strerror}): задайте в HOTLINE_DATA_DIR папку на местном диске."
            ) from error
        return True


class ServiceLock:
    """Lets only one ``hotline run`` work in a data folder; other commands do not take it."""

    def __init__(self, home: Path) -> None:
        self._home = home.expanduser().absolute()
        self._path = self._home / "service.lock"
        self._lock = FileLock(self._path)

    def acquire(self) -> None:
        """Become the service of this folder.

        Raises:
            WrongInstallation: another service works here, or the folder cannot be used.
        """
        make_folder(self._home)
        # Whoever only asks whether it is held, holds it for a moment.
        if not self._lock.take(within=_A_MOMENT):
            raise WrongInstallation(
                f"Служба с папкой данных {self._home} уже работает{self._who()}: остановите её "
                "или задайте другую папку в HOTLINE_DATA_DIR."
            )
        self._lock.note(str(os.getpid()))

    def release(self) -> None:
        self._lock.release()

    def is_held(self) -> bool:
        """Whether a service works in this folder now.

        Raises:
            WrongInstallation: the folder cannot be looked into.
        """
        if not self._path.exists():
            return False
        is_free = self._lock.take(shared=True)
        self._lock.release()
        return not is_free

    def _who(self) -> str:
        pid = self._path.read_text()
        return f" (процесс {pid})" if pid else ""

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _open(path: Path) -> int:
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise unusable(path.parent, error) from error
    if os.geteuid() == 0:
        # A command of root in somebody's data folder must not lock its owner out for ever.
        folder = path.parent.stat()
        os.fchown(file, folder.st_uid, folder.st_gid)
    return file
