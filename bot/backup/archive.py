"""The file of a copy: a tar whose last member describes the others."""

import contextlib
import hashlib
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from bot.backup.errors import CopyRefused, not_read, not_written
from bot.backup.manifest import MANIFEST, Manifest, Member, read_manifest

_CHUNK_BYTES = 1024 * 1024
_LARGEST_MANIFEST_BYTES = 1024 * 1024


class Writer:
    """Writes members whose length shows only at their end."""

    def __init__(self, file: BinaryIO, made_at: datetime) -> None:
        self._file = file
        self._made_at = int(made_at.timestamp())
        self.members: dict[str, Member] = {}

    @contextmanager
    def member(self, name: str) -> Iterator[Callable[[bytes], None]]:
        """A member that consists of what the given function is called with."""
        start = self._file.tell()
        self._file.write(bytes(tarfile.BLOCKSIZE))
        digest = hashlib.sha256()

        def write(data: bytes) -> None:
            digest.update(data)
            self._file.write(data)

        yield write
        length = self._file.tell() - start - tarfile.BLOCKSIZE
        self._file.write(bytes(-length % tarfile.BLOCKSIZE))
        self._file.seek(start)
        self._file.write(self._header(name, length))
        self._file.seek(0, os.SEEK_END)
        self.members[name] = Member(bytes=length, sha256=digest.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        with self.member(MANIFEST) as write:
            write(manifest.model_dump_json(indent=2).encode())
        self._file.write(bytes(2 * tarfile.BLOCKSIZE))

    def _header(self, name: str, length: int) -> bytes:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = length, 0o600, self._made_at
        return info.tobuf(tarfile.GNU_FORMAT)


@contextmanager
def whole_file(path: Path, *, replaces: bool) -> Iterator[BinaryIO]:
    """A file that appears under its name, closed to others, when the block has ended well.

    Raises:
        CopyRefused: the name is taken, or the file cannot be written.
    """
    draft: str | None = None
    try:
        target = path.expanduser().resolve()
        if target.is_dir() or (target.exists() and not replaces):
            raise CopyRefused(
                f"{path} уже есть: назовите другой файл или добавьте --force, чтобы заменить этот."
                if not target.is_dir()
                else f"{path} — папка: назовите файл в ней."
            )
        handle, draft = tempfile.mkstemp(prefix=f".{target.name[:50]}.", dir=target.parent)
        with os.fdopen(handle, "w+b") as file:  # mkstemp has closed it to others
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
        draft = None
        _keep_name(target.parent)
    except OSError as error:
        raise not_written(path, error) from None
    finally:
        if draft is not None:
            with contextlib.suppress(OSError):
                os.unlink(draft)


def _keep_name(folder: Path) -> None:
    """The name, too, must survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Archive:
    """A copy whose file holds what its manifest says, as far as names and lengths go."""

    def __init__(self, path: Path, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._path = path
        self._tar = tar
        self.manifest = manifest

    def extract(self, name: str, target: BinaryIO) -> None:
        """Write a member to ``target``, and rewind it.

        Raises:
            CopyRefused: the member is not what it was when the copy was made.
        """
        digest = hashlib.sha256()
        source = self._tar.extractfile(name)
        assert source is not None, "only ordinary files are let in"
        while data := source.read(_CHUNK_BYTES):
            digest.update(data)
            target.write(data)
        if digest.hexdigest() != self.manifest.members[name].sha256:
            raise damaged(self._path)
        target.seek(0)


@contextmanager
def opened_archive(path: Path) -> Iterator[Archive]:
    """A copy to restore from.

    Raises:
        CopyRefused: the file is missing, foreign, damaged, or of a newer program.
    """
    with contextlib.ExitStack() as stack:
        try:
            tar = stack.enter_context(tarfile.open(path.expanduser(), "r:"))
            members = {info.name: info for info in tar.getmembers()}
            manifest = _manifest_of(path, tar, members)
        except tarfile.TarError:
            raise _foreign(path) from None
        except OSError as error:
            raise not_read(path, error) from None
        found = {name: info.size for name, info in members.items() if info.isreg()}
        told = {name: member.bytes for name, member in manifest.members.items()}
        if {name: size for name, size in found.items() if name != MANIFEST} != told:
            raise damaged(path)
        yield Archive(path, tar, manifest)


def _manifest_of(path: Path, tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo]) -> Manifest:
    info = members.get(MANIFEST)
    if info is None or not info.isreg() or info.size > _LARGEST_MANIFEST_BYTES:
        raise _foreign(path)
    source = tar.extractfile(info)
    assert source is not None, "an ordinary file"
    return read_manifest(source.read())


def _foreign(path: Path) -> CopyRefused:
    return CopyRefused(f"{path} — не копия службы, или копия записана не до конца.")


def damaged(path: Path) -> CopyRefused:
    return CopyRefused(f"Копия {path} повреждена (контрольные суммы не сходятся): возьмите другую.")
