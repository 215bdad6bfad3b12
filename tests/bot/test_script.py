import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("cat", "cksum", "cut", "dirname", "find", "grep", "mkdir", "readlink", "rm", "sh", "tr")

#: Stands for Python: makes an environment whose programs only note that they were called.
PYTHON = f"""#!/bin/sh
case "$*" in
*"-m venv"*)
    for last; do :; done
    mkdir -p "$last/bin" "$last/lib/python3/site-packages"
    cp "$0" "$last/bin/python"
    cp "$TOWN/uv" "$last/bin/uv"
    echo venv >>"$TOWN/log" ;;
*"-m pip"*) ;;
*) exec {sys.executable} "$@" ;;
esac
"""

UV = """#!/bin/sh
venv=${0%/bin/uv}
[ "$1" != --version ] || { grep '^uv_version=' "$venv/../hotline" | tr '=' ' '; exit; }
echo "$*" | grep -o -- '--no-dev\\|--group=dev' >>"$TOWN/log"
[ ! -e "$TOWN/offline" ] || exit 2
[ ! -e "$TOWN/killed" ] || kill -9 "$PPID"
cp "$TOWN/command" "$venv/bin/hotline"
"""

COMMAND = """#!/bin/sh
pwd -P
for each; do echo "[$each]"; done
echo "${PYTHONPATH-}${VIRTUAL_ENV-}"
exit 7
"""


class Town:
    """A machine with a checkout of ours and a Python that takes no time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "programs"
        self.checkout = folder / "checkout"
        self.checkout.mkdir()
        self.programs.mkdir()
        shutil.copy(ROOT / "hotline", self.checkout)
        for name in ("uv.lock", "pyproject.toml"):
            (self.checkout / name).write_text(name)
        for name in (*TOOLS, "cp"):
            found = shutil.which(name)
            assert found is not None
            (self.programs / name).symlink_to(found)
        self.program("python3", PYTHON)
        for name, text in (("uv", UV), ("command", COMMAND)):
            self.script(folder / name, text)

    def program(self, name: str, text: str) -> None:
        self.script(self.programs / name, text)

    def script(self, path: Path, text: str) -> None:
        path.write_text(text)
        path.chmod(0o755)

    def start(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.checkout / "hotline", *arguments],
            env={"PATH": str(self.programs), "TOWN": str(self.folder), **more},
            cwd=self.folder,
            capture_output=True,
            text=True,
        )

    def done(self) -> list[str]:
        """What has been made and installed since the last look."""
        log = self.folder / "log"
        lines = log.read_text().split() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def test_the_first_start_makes_the_environment_and_hands_the_arguments_on(town: Town) -> None:
    started = town.start("cases", "search", "два слова")

    assert town.done() == ["venv", "--no-dev"]
    assert started.stdout.splitlines() == [
        str(town.folder),
        "[cases]",
        "[search]",
        "[два слова]",
        "",
    ]
    assert started.returncode == 7
    assert "Устанавливаю зависимости" in started.stderr


def test_the_second_start_installs_nothing_and_says_nothing(town: Town) -> None:
    town.start()
    town.done()

    started = town.start()

    assert town.done() == []
    assert started.stderr == ""


def test_only_the_tests_need_the_group_dev(town: Town) -> None:
    town.start("run")
    town.done()

    town.start("test")
    assert town.done() == ["--group=dev"]

    town.start("run")
    town.start("test")
    assert town.done() == []


@pytest.mark.parametrize("name", ["uv.lock", "pyproject.toml"])
def test_other_requirements_are_installed(town: Town, name: str) -> None:
    town.start("test")
    town.done()

    (town.checkout / name).write_text("other")

    town.start("run")
    assert town.done() == ["--no-dev"]
    town.start("test")
    assert town.done() == ["--group=dev"]


def test_a_start_that_was_killed_is_made_up_for_from_the_beginning(town: Town) -> None:
    (town.folder / "killed").touch()
    assert town.start().returncode == -9
    (town.folder / "killed").unlink()
    town.done()

    assert town.start().returncode == 7

    assert town.done() == ["venv", "--no-dev"]


def test_without_network_one_sentence_says_so_and_the_environment_stays(town: Town) -> None:
    town.start()
    old = (town.checkout / "uv.lock").read_text()
    (town.checkout / "uv.lock").write_text("other")
    (town.folder / "offline").touch()

    started = town.start()

    assert started.returncode == 1
    assert started.stdout == ""
    assert "проверьте доступ в интернет" in started.stderr.splitlines()[-1]
    (town.checkout / "uv.lock").write_text(old)
    assert town.start().returncode == 7


def test_an_environment_that_was_moved_is_made_anew(town: Town) -> None:
    town.start()
    town.done()

    town.checkout = town.checkout.rename(town.folder / "elsewhere")

    assert town.start().returncode == 7
    assert town.done() == ["venv", "--no-dev"]


def test_two_starts_at_once_install_once(town: Town) -> None:
    both = [
        subprocess.Popen(
            [town.checkout / "hotline"],
            env={"PATH": str(town.programs), "TOWN": str(town.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]

    for each in both:
        each.communicate()

    assert [each.returncode for each in both] == [7, 7]
    assert town.done() == ["venv", "--no-dev"]


def test_the_script_is_found_through_a_link(town: Town) -> None:
    link = town.programs / "hotline"
    link.symlink_to(town.checkout / "hotline")

    started = subprocess.run(
        ["hotline"], env={"PATH": str(town.programs), "TOWN": str(town.folder)}, cwd="/"
    )

    assert started.returncode == 7


def test_another_environment_of_the_caller_does_not_bend_ours(town: Town) -> None:
    started = town.start(PYTHONPATH="/other", VIRTUAL_ENV="/other", UV_PROJECT_ENVIRONMENT="/other")

    assert started.stdout.splitlines() == [str(town.folder), ""]


def test_without_python_one_sentence_says_what_to_install(town: Town) -> None:
    (town.programs / "python3").unlink()

    started = town.start("demo")

    assert started.returncode == 1
    assert started.stderr.count("\n") == 1
    assert "sudo apt install python3 python3-venv" in started.stderr


def test_a_newer_python_beside_an_old_one_is_found(town: Town) -> None:
    (town.programs / "python3").rename(town.programs / "python3.12")
    town.program("python3", "#!/bin/sh\nexit 1\n")

    assert town.start().returncode == 7


def test_a_python_without_venv_is_told_apart_from_none(town: Town) -> None:
    town.program("python3", '#!/bin/sh\ncase "$*" in *ensurepip*) exit 1 ;; esac\n')

    started = town.start("demo")

    assert started.returncode == 1
    assert started.stderr.count("\n") == 1
    assert "sudo apt install python3-venv" in started.stderr


def test_the_script_adds_less_than_a_tenth_of_a_second(town: Town) -> None:
    town.start()

    before = os.times().children_user + os.times().children_system
    town.start()

    assert os.times().children_user + os.times().children_system - before < 0.1
