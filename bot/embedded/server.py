"""The embedded server, shared by all processes that use one data folder."""

import os
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from bot.embedded import keeper
from bot.embedded.account import Account, choose_account, environment
from bot.embedded.cluster import ensure_cluster, forget_dead_server
from bot.embedded.folders import Layout, make_folder, unusable
from bot.embedded.locks import FileLock
from bot.embedded.programs import Programs, find_installation, major_version, programs_for
from kit.errors import WrongInstallation

#: A server that was killed may have to read its journal first.
_START_WITHIN = timedelta(minutes=2)
_STOP_WITHIN = timedelta(minutes=1)
_ANSWER_WITHIN = timedelta(seconds=5)
_PAUSE = timedelta(milliseconds=10)
_LARGEST_LOG_BYTES = 10 * 1024 * 1024
_PORT = "5432"  # names the socket; no port is opened

#: PostgreSQL's SSLRequest: the one question it answers before it knows who asks.
_MAY_WE_ENCRYPT = struct.pack("!ii", 8, 80877103)

#: Given on the command line, so that a cluster made by an earlier version obeys them too.
_SETTINGS = {
    "listen_addresses": "",
    "port": _PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "io_method": "sync",  # no processes for reading ahead
    "max_parallel_workers_per_gather": "0",  # a container's /dev/shm is small
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "32MB",
    "max_wal_size": "512MB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    # What people write must not get into the log, neither as a statement nor as a detail.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}


class EmbeddedPostgres:
    """A PostgreSQL that runs while at least one process uses it.

    Whoever comes first starts the server, whoever goes last stops it, in whatever order they
    come and go: a command that started it may end while the service goes on. All locks are those
    of the kernel, so a killed process counts as gone.

    ``start`` and ``stop`` block; call them outside the event loop or in a thread.
    """

    def __init__(self, home: Path, *, installation: Path | None = None) -> None:
        """``home`` is made when missing; ``installation`` replaces the PostgreSQL of the wheel."""
        self._layout = Layout(home.expanduser().absolute())
        self._installation = installation
        self._entrance = FileLock(self._layout.folder / "entrance.lock")
        self._users = FileLock(self._layout.folder / "users.lock")
        self._server = FileLock(self._layout.folder / "server.lock")
        self._found_running = False

    @property
    def found_running(self) -> bool:
        """Whether the server was there already; it is stopped by its last user all the same."""
        return self._found_running

    @property
    def url(self) -> str:
        return f"postgresql+asyncpg://postgres@/postgres?host={self._layout.sockets}"

    def start(self) -> str:
        """Start the server, or join those who use it; give its URL.

        Raises:
            WrongInstallation: with the one sentence that says what to do.
        """
        _check_system()
        make_folder(self._layout.home)
        make_folder(self._layout.folder)
        with self._alone():
            # Refused while the keeper of a server nobody used any more is stopping it.
            if not self._users.take(shared=True, within=_STOP_WITHIN):
                raise self._busy()
            try:
                self._join_or_launch()
            except BaseException:
                self._users.release()
                raise
        return self.url

    def stop(self) -> None:
        """Leave; the last user waits until the server is down."""
        if not self._users.is_taken:
            return
        try:
            with self._alone():
                last = self._users.take()
                self._users.release()
                if last and self._server.take(within=_STOP_WITHIN):
                    self._server.release()
        finally:
            self._users.release()

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else comes or goes meanwhile."""
        if not self._entrance.take(within=_START_WITHIN):
            raise self._busy()
        try:
            yield
        finally:
            self._entrance.release()

    def _join_or_launch(self) -> None:
        launched = False
        until = time.monotonic() + _START_WITHIN.total_seconds()
        while time.monotonic() < until:
            if self._server.take():
                # No process of a server is left, whatever the files say.
                try:
                    if launched:
                        raise self._did_not_start()
                    self._launch()
                    launched = True
                finally:
                    self._server.release()  # one that was launched holds the lock by itself
            elif self._is_ready():
                self._found_running = not launched
                return
            time.sleep(_PAUSE.total_seconds())
        raise self._did_not_start() if launched else self._busy()

    def _launch(self) -> None:
        installation = self._installation or find_installation()
        account = choose_account(self._layout)
        if not account.reaches(self._layout.folder):
            raise _unreachable(account, self._layout)
        try:
            programs = programs_for(account, self._layout, installation)
            version = major_version(programs, account)
            ensure_cluster(self._layout, programs, account, version)
            self._make_sockets_folder(account)
            forget_dead_server(self._layout)
            self._start_keeper(programs, account)
        except OSError as error:
            raise unusable(self._layout.folder, error) from error

    def _make_sockets_folder(self, account: Account) -> None:
        folder = self._layout.sockets
        if folder == self._layout.data:
            return
        try:
            folder.mkdir(mode=0o700)
            account.own(folder)
        except FileExistsError:
            found = folder.lstat()
            ours = os.geteuid() if account.uid is None else account.uid
            if found.st_uid != ours or found.st_mode & 0o077 or folder.is_symlink():
                raise WrongInstallation(
                    f"Папка {folder} занята другим пользователем: удалите её или задайте в "
                    "HOTLINE_DATA_DIR путь покороче, из латинских букв."
                ) from None

    def _start_keeper(self, programs: Programs, account: Account) -> None:
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        order = keeper.Order(
            command=[
                str(programs.postgres),
                *("-D", str(self._layout.data), "-k", str(self._layout.sockets)),
                *settings,
            ],
            environment=environment(),
            users=str(self._layout.folder / "users.lock"),
            server_lock=self._server.fileno(),
            uid=account.uid,
            gid=account.gid,
        )
        with self._layout.log.open("ab") as log:
            if log.tell() > _LARGEST_LOG_BYTES:
                log.truncate(0)
            subprocess.run(
                keeper.start_command(order),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                pass_fds=[order.server_lock],
                start_new_session=True,  # Ctrl-C in the terminal is for us, not for the server
                check=False,
            )

    def _is_ready(self) -> bool:
        """As ``pg_ctl`` judges it, and it answers: a killed server leaves its file behind."""
        try:
            lines = self._layout.pid_file.read_text().splitlines()
            return len(lines) > 7 and lines[7].strip() == "ready" and self._answers()
        except OSError:
            return False

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(_ANSWER_WITHIN.total_seconds())
            probe.connect(str(self._layout.sockets / f".s.PGSQL.{_PORT}"))
            probe.sendall(_MAY_WE_ENCRYPT)
            return probe.recv(1) == b"N"

    def _busy(self) -> WrongInstallation:
        return WrongInstallation(
            f"Встроенная база данных в {self._layout.folder} ещё запускается или останавливается: "
            "подождите немного и запустите команду ещё раз."
        )

    def _did_not_start(self) -> WrongInstallation:
        return WrongInstallation(
            f"Встроенная база данных не запустилась: причина записана в конце {self._layout.log}; "
            "устраните её и запустите команду ещё раз."
        )


def _check_system() -> None:
    if sys.platform == "win32":
        raise WrongInstallation(
            "Встроенная база данных не работает в Windows: установите PostgreSQL 15 или новее и "
            "задайте её адрес в HOTLINE_DATABASE_URL."
        )


def _unreachable(account: Account, layout: Layout) -> WrongInstallation:
    return WrongInstallation(
        f"Пользователь {account.name}, от имени которого работает база данных, не может войти в "
        f"папку {layout.folder}: откройте ему путь (chmod o+x) или задайте в HOTLINE_DATA_DIR "
        "другую папку, например /var/lib/hotline."
    )
