import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.embedded import EmbeddedPostgres
from bot.embedded.programs import find_installation
from tests.bot.embedded.support import ROOT, User, open_folder, pids, wait_until


@pytest.fixture
def user(home: Path) -> Iterator[Callable[[], User]]:
    users: list[User] = []

    def come() -> User:
        users.append(User(home))
        return users[-1]

    yield come
    for each in users:
        each.kill()


@pytest.fixture
def empty() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
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
