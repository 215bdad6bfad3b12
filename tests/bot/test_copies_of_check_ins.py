"""A copy brings check-ins back to whoever has the key, and tells nobody else anything."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from bot.cli import app
from kit.database import Database
from people.models import PersonId
from tests.wellbeing.house import House, policy
from wellbeing.instruments import PULSE
from wellbeing.models import Switch
from wellbeing.vault import KEY_FILE, Vault, new_key


async def hotline(*arguments: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, list(arguments))


async def history(house: House, person_id: PersonId) -> int:
    return len((await house.checkins.series(person_id, PULSE, now=house.now)).tracks)


async def test_with_the_key_everything_is_back_and_without_it_everything_is_off(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOTLINE_DATABASE_URL", database.url)
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HOTLINE_LOG_LEVEL", "ERROR")
    vault = Vault.in_folder(tmp_path / "data")
    house = House(database.transaction, policy(), vault)
    person_id = await house.enrolled(Switch.HISTORY)
    await house.answers(person_id)
    await house.retention.retain(house.now)
    await database.close()

    made = await hotline("backup", "whole.tar")
    async with database.engine.begin() as connection:
        await connection.execute(text("set local role none"))
        await connection.execute(text("truncate wellbeing.aliases cascade"))
    await database.close()
    back = await hotline("restore", "whole.tar", "--force")

    assert KEY_FILE in made.stdout
    assert "отдельно" in made.stdout
    assert back.exit_code == 0, back.output
    assert KEY_FILE in back.stdout
    assert await history(house, person_id) == 3
    house.open(policy(), Vault(new_key()))
    assert await history(house, person_id) == 0
    overview = await house.checkins.overview(person_id, now=house.now)
    assert overview.switches == frozenset()
    await house.retention.retain(house.now + timedelta(days=8))
    assert await house.rows("aliases") == 0
