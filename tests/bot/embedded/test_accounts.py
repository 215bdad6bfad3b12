import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.embedded import EmbeddedPostgres
from tests.bot.embedded.support import (
    NOBODY,
    ROOT,
    USER,
    User,
    as_root,
    pids,
    query,
)

pytestmark = pytest.mark.xdist_group("embedded")


@as_root
def test_the_server_of_root_runs_as_somebody_else(home: Path) -> None:
    with EmbeddedPostgres(home):
        assert Path(f"/proc/{pids(home)['server']}").stat().st_uid != 0


@as_root
def test_root_keeps_to_the_owner_of_the_data_folder(copy: Path) -> None:
    subprocess.run(["chown", "-R", f"{NOBODY.pw_uid}:{NOBODY.pw_gid}", copy], check=True)

    with EmbeddedPostgres(copy):
        assert Path(f"/proc/{pids(copy)['server']}").stat().st_uid == NOBODY.pw_uid
        assert {path.stat().st_uid for path in copy.rglob("*")} == {NOBODY.pw_uid}


@as_root
def test_a_cluster_that_root_has_copied_is_given_to_the_server(copy: Path) -> None:
    subprocess.run(["chown", "-R", "0:0", copy], check=True)

    with EmbeddedPostgres(copy) as url:
        assert query(url, "select 1") == 1


@as_root
def test_a_checkout_that_the_server_cannot_reach_serves_all_the_same(
    home: Path, checkout: Path
) -> None:
    checkout.chmod(0o700)
    user = User(home, code=checkout)

    assert query(user.url(), "select 1") == 1

    user.leave()
    checkout.chmod(0o755)
    assert len(list(home.glob("postgres/programs-*"))) == 1


def run_as_nobody(*command: str | Path, code: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        user=NOBODY.pw_uid,
        group=NOBODY.pw_gid,
        extra_groups=[],
        env={"PATH": os.defpath, "PYTHONPATH": str(code)},
        cwd="/",
        input="\n",
        capture_output=True,
        text=True,
    )


def python_of_everybody() -> str:
    """An interpreter that the user ``nobody`` can run."""
    for python in (os.path.realpath(sys.executable), "/usr/bin/python3"):
        try:
            if run_as_nobody(python, "-c", "import tomllib", code=ROOT).returncode == 0:
                return python
        except OSError:
            continue
    pytest.skip("the user nobody has no Python 3.11")


class TestAnOrdinaryUser:
    """What root's tests cannot see, since root may do everything."""

    @pytest.fixture
    def run(self, checkout: Path) -> Callable[[Path], subprocess.CompletedProcess[str]]:
        python = python_of_everybody()

        def run(home: Path) -> subprocess.CompletedProcess[str]:
            return run_as_nobody(python, "-c", USER, home, code=checkout)

        return run

    @as_root
    def test_starts_the_server_as_oneself(
        self, empty: Path, run: Callable[[Path], subprocess.CompletedProcess[str]]
    ) -> None:
        os.chown(empty, NOBODY.pw_uid, NOBODY.pw_gid)

        ran = run(empty / "var")

        assert ran.stderr == ""
        assert ran.stdout.startswith("postgresql+asyncpg://")
        assert (empty / "var/postgres/data").stat().st_uid == NOBODY.pw_uid

    @as_root
    def test_is_told_about_a_folder_without_rights(
        self, home: Path, run: Callable[[Path], subprocess.CompletedProcess[str]]
    ) -> None:
        for closed in (home, Path("~root/var").expanduser()):
            ran = run(closed)

            assert ran.returncode == 1
            assert "HOTLINE_DATA_DIR" in ran.stderr
            assert ran.stderr.count("\n") == 1
