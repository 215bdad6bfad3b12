import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.embedded import EmbeddedPostgres, ServiceLock
from kit.errors import WrongInstallation
from tests.bot.embedded.support import (
    ROOT,
    User,
    log,
    pids,
    query,
    write_row,
)

pytestmark = pytest.mark.xdist_group("embedded")


def test_the_server_is_down_when_its_last_user_has_left(home: Path) -> None:
    with EmbeddedPostgres(home):
        assert set(pids(home)) == {"keeper", "server"}

    assert not (home / "postgres/data/postmaster.pid").exists()
    assert "database system is shut down" in log(home).splitlines()[-1]


def test_the_others_keep_the_server_when_the_one_who_started_it_leaves(
    home: Path, user: Callable[[], User]
) -> None:
    command = user()
    url = command.url()
    service = EmbeddedPostgres(home)
    assert service.start() == url

    command.leave()

    assert service.found_running
    assert query(url, "select 1") == 1
    service.stop()
    assert not (home / "postgres/data/postmaster.pid").exists()


def test_the_one_who_started_the_server_keeps_it_when_a_guest_leaves(
    home: Path, user: Callable[[], User]
) -> None:
    with EmbeddedPostgres(home) as url:
        guest = user()
        guest.url()
        guest.leave()

        assert query(url, "select 1") == 1


def test_many_who_come_at_once_share_one_server(home: Path, user: Callable[[], User]) -> None:
    users = [user() for _ in range(4)]

    assert len({each.url() for each in users}) == 1

    for each in users:
        each.leave()
    assert log(home).count("starting PostgreSQL") == 1


def test_who_comes_while_the_last_one_leaves_gets_a_server(
    home: Path, user: Callable[[], User]
) -> None:
    for _ in range(3):
        leaving = user()
        leaving.url()
        assert leaving.process.stdin is not None
        leaving.process.stdin.write("\n")
        leaving.process.stdin.flush()

        with EmbeddedPostgres(home) as url:
            assert leaving.process.wait(20) == 0
            assert query(url, "select 1") == 1


def test_who_comes_while_a_killed_one_s_server_is_stopping_gets_a_server(
    home: Path, user: Callable[[], User]
) -> None:
    for _ in range(3):
        killed = user()
        write_row(killed.url())
        killed.kill()

        with EmbeddedPostgres(home) as url:
            assert query(url, "drop table answers") is None


def test_a_data_folder_has_one_service(tmp_path: Path) -> None:
    with ServiceLock(tmp_path), pytest.raises(WrongInstallation, match=f"процесс {os.getpid()}"):
        ServiceLock(tmp_path).acquire()

    with ServiceLock(tmp_path):
        pass


def test_a_killed_service_makes_way_for_the_next(tmp_path: Path) -> None:
    hold = (
        "import sys, time; from pathlib import Path; from bot.embedded import ServiceLock\n"
        "ServiceLock(Path(sys.argv[1])).acquire(); print(flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", hold, str(tmp_path)]
    killed = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
    assert killed.stdout is not None
    killed.stdout.readline()

    killed.kill()
    killed.communicate()

    with ServiceLock(tmp_path):
        pass


def test_commands_work_while_the_service_runs_and_while_it_does_not(
    home: Path, user: Callable[[], User]
) -> None:
    with ServiceLock(home), EmbeddedPostgres(home) as url:
        command = user()
        assert command.url() == url
        command.leave()

    command = user()
    assert command.url() == url
    command.leave()
