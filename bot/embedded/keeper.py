"""Keeps the server running while anybody uses it: a small program between us and PostgreSQL.

It stands apart because a server that is the child of one command would end with that command,
also under the feet of the others. ``python -I -S keeper.py keep ORDER`` starts the server and
returns; left behind is a process that watches it:

- Every user of the server holds a shared lock on one file. The kernel frees it however the user
  ends, ``kill -9`` included; the keeper waits for an exclusive one, and then stops the server.
- A server that was killed is started again. One that ended by itself is not.
- Should the keeper be killed, the kernel has the server shut down (on Linux; elsewhere the server
  runs on, and the next command finds and uses it).

It needs nothing but the standard library, because it runs without our environment.
"""

import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass

_PR_SET_PDEATHSIG = 1
_BEFORE_NEXT_TRY = 1.0
_FAST_SHUTDOWN_SECONDS = 30.0
_IMMEDIATE_SHUTDOWN_SECONDS = 10.0


@dataclass(frozen=True)
class Order:
    command: list[str]
    environment: dict[str, str]
    users: str
    """The file on which the users hold their shared locks."""
    server_lock: int
    """A descriptor that holds the lock of the server: inherited by the server and all its
    processes, it is free when and only when the last of them has gone."""
    uid: int | None
    gid: int | None
    keeper: int = 0


class Keeper:
    def __init__(self, order: Order) -> None:
        self._order = order
        self._server: subprocess.Popen[bytes] | None = None
        self._unused = threading.Event()

    def keep(self) -> None:
        """Run the server until nobody uses it, or it ends by itself."""
        threading.Thread(target=self._wait_for_last_user, daemon=True).start()
        while not self._unused.is_set():
            # From the main thread only: the kernel takes the end of the thread that made a
            # process for the end of its parent.
            self._server = _serve(self._order)
            if self._unused.is_set():
                self._server.send_signal(signal.SIGINT)
            if self._server.wait() >= 0:
                return
            self._unused.wait(_BEFORE_NEXT_TRY)

    def _wait_for_last_user(self) -> None:
        # Held from here to the end, so that nobody becomes a user of a server that is stopping.
        users = os.open(self._order.users, os.O_RDWR)
        fcntl.flock(users, fcntl.LOCK_EX)
        self._unused.set()
        if self._server is not None:
            _stop(self._server)


def _serve(order: Order) -> subprocess.Popen[bytes]:
    # Through an interpreter of its own and not through preexec_fn, which may hang in a process
    # with threads.
    return subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, "serve", _packed(order)],
        env=order.environment,
        pass_fds=[order.server_lock],
    )


def _stop(server: subprocess.Popen[bytes]) -> None:
    for how, seconds in (
        (signal.SIGINT, _FAST_SHUTDOWN_SECONDS),
        (signal.SIGQUIT, _IMMEDIATE_SHUTDOWN_SECONDS),
    ):
        server.send_signal(how)
        try:
            server.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        return
    server.kill()


def _become_server(order: Order) -> None:
    """Turn this process into the server, which the kernel shuts down when the keeper dies."""
    if order.uid is not None and order.gid is not None:
        os.setgroups([])
        os.setgid(order.gid)
        os.setuid(order.uid)
    if sys.platform == "linux":
        # Only now: changing the user forgets it; exec keeps it.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != order.keeper:
            return  # killed before the kernel knew
    os.execve(order.command[0], order.command, order.environment)


def _stay_behind(order: Order) -> None:
    if os.fork() != 0:
        return
    # Whatever stops our users by a signal to a whole group (a terminal, systemd) leaves them
    # their database: the server is stopped after the last of them. A handler and not SIG_IGN,
    # which the server would inherit.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    Keeper(Order(**{**asdict(order), "keeper": os.getpid()})).keep()


def _packed(order: Order) -> str:
    return json.dumps(asdict(order))


def start_command(order: Order) -> list[str]:
    """The command that starts the server and leaves its keeper behind."""
    return [sys.executable, "-I", "-S", __file__, "keep", _packed(order)]


if __name__ == "__main__":
    {"keep": _stay_behind, "serve": _become_server}[sys.argv[1]](Order(**json.loads(sys.argv[2])))
