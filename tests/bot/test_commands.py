"""The command ``hotline`` as its operator meets it: every test starts the real thing."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.serving import run_service
from bot.settings import Settings
from kit.database import Database
from kit.errors import WrongInstallation
from tests.support.machine import Machine, machine, processes_of, wait_until
from tests.support.telegram_server import TOKEN, TelegramServer

#: Not a port of anybody: connections are refused at once.
NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def here() -> Iterator[Machine]:
    with machine() as made:
        yield made


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with await TelegramServer.start() as server:
        yield server


def sentence_of(done: subprocess.CompletedProcess[str]) -> str:
    """The one line with which a command has refused."""
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    lines = [line for line in done.stderr.splitlines() if " INFO " not in line]
    assert len(lines) == 1, done.stderr
    return lines[0]


def without_rights(folder: Path) -> Sequence[str]:
    """Close the folder to whoever runs a command with this before it."""
    folder.mkdir()
    folder.chmod(0o500)
    if os.geteuid() != 0:
        return ()
    os.chown(folder, 65534, 65534)
    return ("setpriv", "--bounding-set=-all", "--inh-caps=-all")


# Refused


def test_a_wrong_setting_ends_the_start_with_one_line_that_names_it(here: Machine) -> None:
    (here.folder / ".env").write_text("HOTLINE_TIMEZONE=Mars\n")

    assert "HOTLINE_TIMEZONE" in sentence_of(here.run("run"))


def test_wrong_usage_is_status_2(here: Machine) -> None:
    done = here.run("run", "--only", "bot,kitchen")

    assert done.returncode == 2
    assert "bot,kitchen" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_invitation_to_a_subject_that_is_not_there_is_wrong_usage() -> None:
    done = CliRunner().invoke(
        app, ["people", "invite", "--role", "methodist", "--subjects", "alchemy"]
    )

    assert done.exit_code == 2
    assert "alchemy" in done.output


def test_a_port_in_use_is_refused(here: Machine) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", here.port))
        other.listen()

        done = here.run("demo", "--no-browser")

    assert f"Порт {here.port} занят" in sentence_of(done)


def test_a_data_folder_without_rights_is_refused(here: Machine) -> None:
    done = here.run("migrate", prefix=without_rights(here.data))

    assert str(here.data) in sentence_of(done)
    assert "HOTLINE_DATA_DIR" in done.stderr


def test_a_database_out_of_reach_is_refused_without_its_password(here: Machine) -> None:
    url = "postgresql+asyncpg://hotline:zebra@127.0.0.1:1/hotline"

    refused = sentence_of(here.run("migrate", HOTLINE_DATABASE_URL=url))

    assert "HOTLINE_DATABASE_URL" in refused
    assert "zebra" not in refused


async def test_a_token_that_telegram_refuses_ends_the_service(
    here: Machine, database: Database, telegram: TelegramServer
) -> None:
    done = await asyncio.to_thread(
        here.run,
        "run",
        HOTLINE_DATABASE_URL=database.url,
        HOTLINE_BOT_TOKEN="7:not-the-token",
        HOTLINE_BOT_API_URL=telegram.url,
    )

    assert "HOTLINE_BOT_TOKEN" in sentence_of(done)


async def test_a_run_without_a_token_says_where_to_get_one(database: Database) -> None:
    with pytest.raises(WrongInstallation, match=r"HOTLINE_BOT_TOKEN.*hotline demo"):
        await run_service(Settings(_env_file=None, bot_token=None), database, [], asyncio.Event())


# Done


async def test_the_service_works_and_commands_beside_it(
    here: Machine, telegram: TelegramServer
) -> None:
    here.settings |= {"HOTLINE_BOT_TOKEN": TOKEN, "HOTLINE_BOT_API_URL": telegram.url}
    service = here.start("run")
    health = await asyncio.to_thread(service.health)
    assert health["status"] == "ok"
    assert health["cases"] > 100
    assert "hotline_inbox_waiting 0.0" in await asyncio.to_thread(service.metrics)

    second, invited, examined = await asyncio.gather(
        asyncio.to_thread(here.run, "run"),
        asyncio.to_thread(here.run, "people", "invite", "--role", "curator"),
        asyncio.to_thread(here.run, "doctor", "--json"),
    )

    assert f"уже работает (процесс {service.process.pid})" in sentence_of(second)
    payload, link = invited.stdout.splitlines()
    assert link == f"https://t.me/{telegram.bot.username}?start={payload}"
    found = {check["name"]: check for check in json.loads(examined.stdout)["checks"]}
    assert examined.returncode == 0, examined.stdout
    assert str(service.process.pid) in found["service"]["message"]
    assert "отвечает служба" in found["port"]["message"]
    assert telegram.bot.username in found["messenger"]["message"]

    service.process.send_signal(signal.SIGTERM)
    asked = time.monotonic()
    assert await asyncio.to_thread(service.process.wait, 60) == 0, service.journal
    assert time.monotonic() - asked < 5
    assert "Traceback" not in service.journal


@pytest.mark.long
def test_without_a_network_it_keeps_trying_and_after_a_crash_it_starts_again(
    here: Machine,
) -> None:
    here.settings |= {"HOTLINE_BOT_TOKEN": TOKEN, "HOTLINE_BOT_API_URL": NOWHERE}
    service = here.start("run")
    assert service.health()["status"] == "ok"
    service.says("Telegram не отвечает, пробую снова")
    invited = here.run("people", "invite", "--role", "methodist", "--subjects", "физика,math")
    payload, hint = invited.stdout.splitlines()
    assert f"/start {payload}" in hint

    for pid in (service.process.pid, *processes_of(here.data)):
        os.kill(pid, signal.SIGKILL)
    service.process.wait()
    wait_until(lambda: not processes_of(here.data))

    again = here.start("run")
    assert again.health()["status"] == "ok"
    for asked in (signal.SIGTERM, signal.SIGINT):  # the second time, it ends at once
        again.process.send_signal(asked)
    assert again.process.wait(60) in (0, 130), again.journal
    assert "Traceback" not in again.journal
