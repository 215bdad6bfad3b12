import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from bot.embedded import EmbeddedPostgres
from kit.database import Database
from tests.bot.embedded.support import (
    User,
    log,
    on_linux,
    pids,
    query,
    read_row,
    write_row,
)

pytestmark = pytest.mark.xdist_group("embedded")


def test_a_new_data_folder_gets_a_database_that_knows_russian(empty: Path) -> None:
    async def check(url: str) -> None:
        database = Database.at(url)
        await database.check()
        await database.close()

    with EmbeddedPostgres(empty / "new" / "data") as url:
        asyncio.run(check(url))

        assert query(url, "select 'ПРИВЕТ' ~* 'привет'") is True
        assert query(url, "show default_text_search_config") == "pg_catalog.russian"
        assert query(url, "show timezone") == "UTC"
        assert query(url, "show listen_addresses") == ""


def test_a_second_start_finds_what_the_first_has_kept(home: Path) -> None:
    with EmbeddedPostgres(home) as url:
        write_row(url)

    with EmbeddedPostgres(home) as url:
        assert read_row(url) == "Спросите физика"


def test_a_long_or_odd_path_to_the_data_folder_does_no_harm(copy: Path) -> None:
    for name in ("данные, наши: №1 %20 'x'", "long" * 30):
        home = copy / name
        home.mkdir(mode=0o755)
        shutil.move(next(copy.rglob("postgres")), home)

        with EmbeddedPostgres(home) as url:
            assert query(url, "select 1") == 1
            sockets = Path(url.partition("host=")[2])
            assert sockets.stat().st_mode & 0o777 == 0o700
        sockets.rmdir()


def test_only_the_owner_can_enter_the_database(home: Path) -> None:
    with EmbeddedPostgres(home) as url:
        data = home / "postgres/data"

        assert url.endswith(f"?host={data}")
        assert data.stat().st_mode & 0o777 == 0o700


@on_linux
def test_the_server_is_told_no_secret_of_ours(home: Path, user: Callable[[], User]) -> None:
    user().url()

    environment = Path(f"/proc/{pids(home)['server']}/environ").read_bytes()

    assert b"PATH=" in environment
    assert b"secret" not in environment


def test_what_people_write_does_not_get_into_the_log(home: Path) -> None:
    with EmbeddedPostgres(home) as url:
        query(url, "drop table if exists words")
        query(url, "create table words (word text unique)")
        with pytest.raises(asyncpg.UniqueViolationError):
            query(url, "insert into words values ('тайна'), ('тайна')")

    assert "duplicate key" in log(home)
    assert "тайна" not in log(home)


def test_the_log_does_not_grow_for_ever(home: Path) -> None:
    path = home / "postgres/server.log"
    with path.open("ab") as old:
        old.truncate(11 * 1024 * 1024)

    with EmbeddedPostgres(home):
        pass

    assert 0 < path.stat().st_size < 100_000
