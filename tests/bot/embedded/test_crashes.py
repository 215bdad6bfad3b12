import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.embedded import EmbeddedPostgres
from bot.embedded.programs import find_installation
from tests.bot.embedded.support import (
    User,
    log,
    on_linux,
    pids,
    query,
    read_row,
    refusal,
    wait_until,
    write_row,
)

pytestmark = pytest.mark.xdist_group("embedded")


def test_a_killed_user_takes_the_server_down_cleanly(home: Path, user: Callable[[], User]) -> None:
    killed = user()
    write_row(killed.url())

    killed.kill()

    wait_until(lambda: not pids(home))
    assert "database system is shut down" in log(home).splitlines()[-1]


def test_no_acknowledged_row_is_lost_when_everything_is_killed(
    home: Path, user: Callable[[], User]
) -> None:
    killed = user()
    write_row(killed.url())
    running = pids(home)

    for pid in (running["keeper"], running["server"]):
        os.kill(pid, signal.SIGKILL)
    killed.kill()

    with EmbeddedPostgres(home) as url:
        assert read_row(url) == "Спросите физика"
    assert "was interrupted" in log(home) or "not properly shut down" in log(home)


def test_a_killed_server_comes_back_for_those_who_use_it(home: Path) -> None:
    with EmbeddedPostgres(home) as url:
        write_row(url)
        killed = pids(home)["server"]

        os.kill(killed, signal.SIGKILL)

        wait_until(lambda: pids(home).get("server", killed) != killed)
        joined = EmbeddedPostgres(home)
        assert joined.start() == url
        assert read_row(url) == "Спросите физика"
        joined.stop()


@on_linux
def test_a_killed_keeper_takes_the_server_down_cleanly(home: Path) -> None:
    server = EmbeddedPostgres(home)
    write_row(server.start())

    os.kill(pids(home)["keeper"], signal.SIGKILL)

    wait_until(lambda: not pids(home))
    assert "database system is shut down" in log(home).splitlines()[-1]
    server.stop()
    with EmbeddedPostgres(home) as url:
        assert read_row(url) == "Спросите физика"


def pretend_that_it_serves(pid: int, home: Path) -> None:
    pid_file = home / "postgres/data/postmaster.pid"
    pid_file.write_text(f"{pid}\n{home}/postgres/data\n0\n5432\n\n\n0 0\nready\n")


@on_linux
def test_a_stranger_with_the_number_of_a_dead_server_is_left_alone(home: Path) -> None:
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        pretend_that_it_serves(stranger.pid, home)

        with EmbeddedPostgres(home) as url:
            assert query(url, "select 1") == 1

        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@on_linux
def test_a_dead_server_that_nobody_has_buried_is_not_in_the_way(home: Path) -> None:
    dead = subprocess.Popen(["true"])
    wait_until(lambda: ") Z " in Path(f"/proc/{dead.pid}/stat").read_text())
    pretend_that_it_serves(dead.pid, home)

    with EmbeddedPostgres(home) as url:
        assert query(url, "select 1") == 1

    dead.wait()


@on_linux
def test_a_server_started_by_hand_is_not_disturbed(home: Path) -> None:
    data = home / "postgres/data"
    owner = data.stat().st_uid
    by_hand = subprocess.Popen(
        [find_installation() / "bin/postgres", "-D", data, "-k", data, "-c", "listen_addresses="],
        user=owner if os.geteuid() == 0 else None,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )
    try:
        wait_until((data / "postmaster.pid").exists)

        assert f"процесс {by_hand.pid}" in refusal(home)

        assert by_hand.poll() is None
    finally:
        by_hand.send_signal(signal.SIGINT)
        by_hand.wait()


def test_a_cluster_that_was_not_finished_is_never_used(empty: Path) -> None:
    killed = User(empty)
    wait_until(lambda: list(empty.glob("postgres/.new-cluster-*/PG_VERSION")))
    killed.kill()
    assert not (empty / "postgres/data").exists()

    with EmbeddedPostgres(empty) as url:
        assert query(url, "select 1") == 1


def test_a_cluster_that_was_not_finished_is_cleared_away(home: Path) -> None:
    left_over = home / "postgres/.new-cluster-1"
    left_over.mkdir()
    (left_over / "PG_VERSION").write_text("18")

    with EmbeddedPostgres(home):
        assert not left_over.exists()
