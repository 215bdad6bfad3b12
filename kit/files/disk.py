"""Bytes from the disk and back: bounded in size, whole or not at all."""

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

from kit import disk
from kit.files.faults import FaultyFile

MOST_MEGABYTES = 64


def read_bounded(path: Path) -> bytes:
    """The bytes of a file of a sensible size.

    Raises:
        FaultyFile: it is missing, empty, too large, no file, or may not be read.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise FaultyFile(f"Не прочитать {path}: это не обычный файл.")
            # Judged before reading, and bounded again: a file may grow meanwhile.
            limit = MOST_MEGABYTES * 1024 * 1024
            data = b"" if status.st_size > limit else file.read(limit + 1)
            if max(status.st_size, len(data)) > limit:
                raise FaultyFile(f"Файл {path} больше {MOST_MEGABYTES} МБ: разделите его на части.")
    except OSError as error:
        raise FaultyFile(f"Не прочитать {path}: {disk.reason(error)}.") from None
    except ValueError:  # a NUL in the name
        raise FaultyFile("Не прочитать файл: в имени недопустимый знак.") from None
    if not data:
        raise FaultyFile(f"Файл {path} пуст.")
    return data


def write_whole(path: Path, make: Callable[[], bytes]) -> None:
    """Put what ``make`` gives under the name ``path`` in one step.

    Raises:
        FaultyFile: it cannot be written; what stood under the name is untouched.
    """
    try:
        # A link keeps pointing where it points; what it points to is replaced.
        target = path.resolve()
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "", str(path))
        _replace(target, make())
    except (OSError, RuntimeError) as error:
        raise FaultyFile(f"Не записать {path}: {disk.reason(error)}.") from None


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:50]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), _mode_of(target))
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _mode_of(target: Path) -> int:
    """The rights that the file has, or a new one would get."""
    with contextlib.suppress(OSError):
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _without_waiting(name: str, flags: int) -> int:
    # A named pipe that nobody writes to would otherwise be waited for without end.
    return os.open(name, flags | os.O_NONBLOCK | os.O_CLOEXEC)
