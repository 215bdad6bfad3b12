"""``hotline sweep``: what is scheduled is done once, and told."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.commands.sweep import TITLES
from bot.schedule import Job, Swept, scheduled, sweep
from bot.serving import Part, jobs_of
from delivery.models import Event, EventState
from kit.database import Database
from tests.support.people import Office
from tests.support.town import MONDAY_MORNING, Town

Sweep = Callable[..., Awaitable[Result]]
EVERY = timedelta(seconds=1)


@pytest.fixture
def swept(planted: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Sweep:
    """``hotline sweep`` on the database ``planted``."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOTLINE_DATABASE_URL", planted.url)
    monkeypatch.setenv("HOTLINE_LOG_LEVEL", "ERROR")
    return lambda *options: asyncio.to_thread(CliRunner().invoke, app, ["sweep", *options])


async def told(sweeping: Awaitable[Result]) -> dict[str, str]:
    result = await sweeping
    assert result.exit_code == 0, result.output
    titles = (line.rpartition(": ") for line in result.stdout.splitlines())
    return {title: outcome for title, _, outcome in titles}


async def test_a_waiting_question_is_handed_over_and_a_second_sweep_finds_nothing(
    planted: Database, swept: Sweep
) -> None:
    office = Office(planted.transaction)
    question_id = await office.asked(await office.teacher())
    methodist_id = await office.methodist()
    waiting = TITLES["assign waiting questions"]

    first = await told(swept("--now", "2026-03-02T07:00Z"))
    second = await told(swept("--now", "2026-03-02T07:00Z"))

    assert first.keys() == set(TITLES.values())
    assert (first[waiting], second[waiting]) == ("1", "0")
    assert (await office.question(question_id)).methodist_id == methodist_id


async def test_a_moment_without_a_zone_is_one_of_the_region(
    planted: Database, swept: Sweep
) -> None:
    async with planted.transaction() as session:
        session.add(finished_at(MONDAY_MORNING))
    just_before = "2026-04-01T09:59"  # in Moscow: thirty days are over a minute later

    await told(swept("--now", just_before))
    assert await events(planted) == 1

    await told(swept("--now", f"{just_before}+00:00"))
    assert await events(planted) == 0


def finished_at(moment: datetime) -> Event:
    return Event(
        channel="telegram",
        external_id="1",
        chat="1",
        payload={},
        received_at=moment,
        due_at=moment,
        finished_at=moment,
        state=EventState.DONE,
    )


async def events(database: Database) -> int:
    async with database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(Event)) or 0


@pytest.mark.parametrize("words", ["завтра", "2026-13-01", "0001-01-01", ""])
def test_what_is_no_moment_is_wrong_usage(words: str) -> None:
    result = CliRunner().invoke(app, ["sweep", "--now", words])

    assert result.exit_code == 2
    assert "Traceback" not in result.output


async def test_every_job_has_words_for_the_operator(town: Town) -> None:
    assert town.app.jobs.keys() == TITLES.keys()


async def test_each_process_that_serves_the_panel_tries_test_questions_ahead(town: Town) -> None:
    ahead = town.app.panel_jobs.keys()

    assert ahead == {"try test questions ahead"}
    assert jobs_of(town.app, [Part.WEB]).keys() == ahead
    assert jobs_of(town.app, [Part.BOT]).keys() == set()
    assert jobs_of(town.app, [*Part]).keys() == town.app.jobs.keys() | ahead


async def test_a_job_that_fails_does_not_stop_the_rest_and_batches_go_on_to_the_end() -> None:
    left = [40, 40, 7]

    async def batch(_: datetime) -> int:
        return left.pop(0) if left else 0

    async def fails(_: datetime) -> None:
        raise RuntimeError("Анна спросила…")

    jobs = {"broken": Job(EVERY, fails), "large": Job(EVERY, batch)}

    assert [one async for one in sweep(jobs, datetime.now(UTC))] == [
        Swept("broken", None, failed=True),
        Swept("large", 87),
    ]


async def test_a_job_under_way_when_the_service_stops_is_no_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    begun = asyncio.Event()

    async def long(now: datetime) -> None:
        begun.set()
        await asyncio.Event().wait()

    scheduler = scheduled({"long": Job(timedelta(milliseconds=1), long)}, lambda: MONDAY_MORNING)
    scheduler.start()
    await begun.wait()
    scheduler.shutdown(wait=False)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)

    assert "job stopped: long" in caplog.text
    assert "Traceback" not in caplog.text
