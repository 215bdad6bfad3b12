"""The cluster on disk: made once, whole or not at all, and opened only by its own version."""

import contextlib
import errno
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from bot.embedded.account import Account
from bot.embedded.folders import Layout, disk_full, unusable
from bot.embedded.programs import Programs
from kit.errors import WrongInstallation

_DRAFT = ".new-cluster-"

#: pg_trgm and ``lower`` need a UTF-8 character type, which systems call by different names.
_CHARACTER_TYPES = ("C.UTF-8", "en_US.UTF-8", "UTF-8")


def ensure_cluster(layout: Layout, programs: Programs, account: Account, version: str) -> None:
    """Make the cluster unless it is there; see to it that this account and version can open it.

    Raises:
        WrongInstallation: another version made it, it belongs to somebody else, or it cannot be
            made (a full disk, say).
    """
    for left_over in layout.folder.glob(f"{_DRAFT}*"):
        shutil.rmtree(left_over, ignore_errors=True)
    if not layout.data.exists():
        _make(layout, programs, account)
        return
    if account.uid is not None and layout.data.stat().st_uid == 0:
        account.own(layout.data)  # root has put it back from a copy
    _check_version(layout, version)


def forget_dead_server(layout: Layout) -> None:
    """Clear away what a killed server left behind, given that none of ours is running.

    A stale ``postmaster.pid`` may name a process that has nothing to do with us. PostgreSQL takes
    it for a server and does not start; the wheel's own Python layer even kills it.

    Raises:
        WrongInstallation: that process is a server on this very cluster, started by hand.
    """
    for socket in layout.sockets.glob(".s.PGSQL.*"):
        socket.unlink()
    try:
        pid = int(layout.pid_file.read_text().partition("\n")[0])
    except (FileNotFoundError, ValueError):
        return
    # A server works in its data folder; where there is no /proc, PostgreSQL itself judges.
    folder = _working_folder(pid)
    if folder == str(layout.data.resolve()):
        raise WrongInstallation(
            f"С базой данных в {layout.data} уже работает другой сервер PostgreSQL (процесс "
            f"{pid}): остановите его и запустите команду ещё раз."
        )
    if folder is not None:
        layout.pid_file.unlink()


def _working_folder(pid: int) -> str | None:
    """``None`` when there is no such process; an empty string when it works in no folder of ours.

    That is another user's process, or a dead one whose end nobody has taken notice of yet:
    PostgreSQL would take that one, too, for a living server.
    """
    process = Path(f"/proc/{pid}")
    try:
        return os.readlink(process / "cwd")
    except OSError:
        return "" if process.exists() else None


def _check_version(layout: Layout, version: str) -> None:
    try:
        found = (layout.data / "PG_VERSION").read_text().strip()
    except PermissionError as error:
        raise unusable(layout.data, error) from error
    except FileNotFoundError:
        found = "неизвестной версии"
    if found != version:
        raise WrongInstallation(
            f"База данных в {layout.data} создана PostgreSQL {found}, а установлен PostgreSQL "
            f"{version}: верните прежнюю версию программы, снимите копию (hotline backup) и "
            "восстановите её новой версией в пустой папке (hotline restore)."
        )


def _make(layout: Layout, programs: Programs, account: Account) -> None:
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=layout.folder))
    try:
        account.own(draft)
        made = _initdb(draft, programs, account)
        if made.returncode != 0:
            raise _not_made(layout, made.stderr)
        draft.rename(layout.data)  # initdb has written everything through to the disk
    finally:
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(draft)


def _initdb(folder: Path, programs: Programs, account: Account) -> subprocess.CompletedProcess[str]:
    for character_type in _CHARACTER_TYPES:
        made = account.run(
            programs.initdb,
            f"--pgdata={folder}",
            "--username=postgres",
            "--auth=trust",  # the socket's folder is open to the owner only
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            f"--lc-ctype={character_type}",
            "--text-search-config=russian",
        )
        if "invalid locale name" not in made.stderr:
            break
    return made


def _not_made(layout: Layout, complaint: str) -> WrongInstallation:
    if os.strerror(errno.ENOSPC) in complaint:
        return disk_full(layout.data)
    reason = next(iter(complaint.strip().splitlines()), "initdb")
    return WrongInstallation(
        f"Не удалось создать базу данных в {layout.data} ({reason}): устраните причину или "
        "задайте адрес другой базы в HOTLINE_DATABASE_URL."
    )
