"""What the doctor finds of check-ins: the key, the numbers to call, the calendars."""

import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.doctor import wellbeing
from bot.doctor.outcome import Outcome, Status, outcome_of
from bot.settings import Settings
from kit.database import Database
from wellbeing.calendars.own import FILE_NAME as CALENDARS
from wellbeing.support.helplines import OWN_FILE, directory
from wellbeing.vault import KEY_FILE, Vault

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"HOTLINE_{name.upper()}", raising=False)
    given: dict[str, Any] = {"_env_file": None, "data_dir": tmp_path}
    return Settings(**given)


def is_(outcome: Outcome, status: Status, *words: str) -> bool:
    said = f"{outcome.message} {outcome.remedy}"
    assert outcome.status is status, outcome
    assert all(word in said for word in words), outcome
    return True


async def test_a_key_that_is_not_there_yet_is_not_made_by_looking(settings: Settings) -> None:
    assert is_(await wellbeing.key(settings), Status.WARNING, "ещё нет")
    assert not (settings.data_dir / KEY_FILE).exists()


async def test_a_closed_key_is_well_and_never_shown(settings: Settings) -> None:
    Vault.in_folder(settings.data_dir)
    key = (settings.data_dir / KEY_FILE).read_text().strip()

    outcome = await wellbeing.key(settings)

    assert is_(outcome, Status.OK, "на месте")
    assert key not in outcome.message


async def test_a_key_that_others_can_read_is_named_with_what_closes_it(settings: Settings) -> None:
    Vault.in_folder(settings.data_dir)
    (settings.data_dir / KEY_FILE).chmod(0o644)

    assert is_(await wellbeing.key(settings), Status.WARNING, "chmod 600")


async def test_a_broken_key_is_a_failure(settings: Settings) -> None:
    (settings.data_dir / KEY_FILE).write_text("секрет")

    assert is_(await wellbeing.key(settings), Status.FAILURE, "не ключ")


async def test_ordinary_sessions_are_kept_out(database: Database) -> None:
    async with database.transaction() as session:
        assert is_(await wellbeing.separation(session), Status.OK, "hotline_service")


async def test_numbers_nobody_has_called_for_half_a_year_are_named(settings: Settings) -> None:
    assert is_(await wellbeing.helplines(settings, NOW), Status.WARNING, "112", OWN_FILE)
    rows = [{**line.model_dump(mode="json"), "verified_on": "2026-02-01"} for line in directory()]
    (settings.data_dir / OWN_FILE).write_text(json.dumps(rows))

    assert is_(await wellbeing.helplines(settings, NOW), Status.OK)
    later = NOW.replace(month=9)
    assert is_(await wellbeing.helplines(settings, later), Status.WARNING, "112")


async def test_a_school_year_nobody_has_compared_is_named(settings: Settings) -> None:
    assert is_(await wellbeing.calendars(settings, NOW), Status.OK)

    unknown = await wellbeing.calendars(settings, NOW.replace(month=10))

    assert is_(unknown, Status.WARNING, "2026/27", "calendars.json")


@pytest.mark.parametrize(
    "content", ['{"schools": 5', "[", '{"region": {"2026": [["2026-10-25"]]}}']
)
async def test_a_broken_file_of_the_operator_is_named_with_what_to_do(
    settings: Settings, content: str
) -> None:
    for name, check in {CALENDARS: wellbeing.calendars, OWN_FILE: wellbeing.helplines}.items():
        (settings.data_dir / name).write_text(content)

        outcome = await outcome_of(partial(check, settings, NOW))

        assert is_(outcome, Status.FAILURE, name, "справьте")
        assert "WrongInstallation" not in outcome.message
