"""After everything that can happen, nothing of what was asked or answered stands anywhere."""

import io
import logging
import tarfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.backup import make_copy
from bot.backup.manifest import DATABASE
from bot.backup.programs import environment, program, running
from handlers.notices import render
from kit.database import Base, Database
from people.models import PersonId
from routing.privacy import Privacy
from tests.support.town import usual_policy
from tests.wellbeing.house import IN_WAVE, MOSCOW, House, policy
from wellbeing.instruments import CBI, all_instruments
from wellbeing.models import Switch
from wellbeing.vault import KEY_FILE, Vault, new_key

#: What reads the published figures may find in them; of single people there is nothing there.
PUBLISHED = "wellbeing.reports"


def telling_words() -> Iterator[str]:
    """Whatever would tell what was asked, and of what the scores are."""
    for instrument in all_instruments():
        yield instrument.title
        for scale in instrument.scales:
            yield scale.title
        for item in instrument.items:
            yield item.text
            yield from (option.title for option in item.options)
    # The marks of what is sealed, as it looks inside: a score, an answer, a place, a choice.
    yield from ("exhaustion", '"scores"', '"answers"', "67.857", "Лесной", "two pulses")


def forms(words: str) -> tuple[str, ...]:
    """As text, and as PostgreSQL shows bytes."""
    return words, words.encode().hex()


async def lived(house: House) -> PersonId:
    """Everything a person can do, all of it."""
    house.now = IN_WAVE - timedelta(days=2)
    person_id = await house.enrolled(*Switch, municipality="Лесной")
    await house.pass_time(days=2)
    await house.answers(person_id, points=75, round_id=await house.last_round(person_id))
    for points in (4, 4, 3):
        await house.pass_time(days=14)
        await house.answers(person_id, points=points)
    await house.answers(person_id, CBI, points=75)
    await house.checkins.begin(person_id, CBI, now=house.now)
    await house.checkins.write_to_psychologist(person_id, now=house.now)
    token = await house.checkins.link(person_id, None, now=house.now)
    await house.checkins.enter(token, now=house.now)
    await house.checkins.export(person_id)
    await house.figures.freeze_wave(house.now)
    await house.retention.retain(house.now)
    return person_id


async def shown_rows(database: Database) -> dict[str, str]:
    """Everything in every table, as the login itself sees it."""
    async with database.engine.connect() as connection:
        await connection.execute(text("set local role none"))
        return {
            table.fullname: "\n".join(
                await connection.scalars(text(f"select row::text from {table.fullname} as row"))
            )
            for table in Base.metadata.sorted_tables
        }


async def test_after_a_whole_journey_nothing_can_be_read_anywhere(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    house = House(database.transaction, policy())

    person_id = await lived(house)

    places = await shown_rows(database)
    assert places["wellbeing.rounds"]
    assert places["deliveries"]
    # The register knows the municipality by itself: the person has told it there.
    places["profiles"] = places["profiles"].replace("Лесной", "")
    del places[PUBLISHED]
    places["the log"] = caplog.text
    places["a copy"] = await restored(database, tmp_path)
    privacy = Privacy(database.transaction, usual_policy())
    export = await privacy.export(person_id)
    export["профиль"] = None
    places["own data of the hotline"] = str(export)
    for _, notice in await house.heard(person_id):
        places[f"what was sent, {type(notice)}"] = render(notice, house.now, MOSCOW).text
    found = {
        (place, words)
        for place, content in places.items()
        for words in telling_words()
        if any(form in content for form in forms(words))
    }
    assert found == set()


async def copied(database: Database, copy: Path) -> None:
    """As the command does it: with the login's own rights."""
    login = Database.at(database.url)
    await make_copy(copy, login, copy.parent, replaces=False, now=IN_WAVE)
    await login.close()


async def restored(database: Database, folder: Path) -> str:
    """The rows of a copy, as somebody reads them who has got hold of it."""
    copy = folder / "copy.tar"
    await copied(database, copy)
    with tarfile.open(copy) as archive:
        assert KEY_FILE not in " ".join(archive.getnames())
        member = archive.extractfile(DATABASE)
        assert member is not None
        dump = folder / "dump"
        dump.write_bytes(member.read())
    with dump.open("rb") as stdin:
        arguments = ("--file=-", "--data-only", "--exclude-schema=public")
        async with running(
            program("pg_restore"), *arguments, environment=environment(), stdin=stdin
        ) as process:
            assert process.stdout is not None
            rows = await process.stdout.read()
    assert b"COPY wellbeing.rounds" in rows
    shown = io.StringIO(rows.decode())
    blocks, name = [], ""
    for line in shown:
        if line.startswith("COPY "):
            name = line.split()[1]
        if name != PUBLISHED:
            blocks.append(line)
    return "".join(blocks)


async def test_the_words_would_be_found_if_they_were_there(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("set local role none"))
        await connection.execute(
            text("insert into wellbeing.keys values (:words, now())"),
            {"words": next(telling_words())},
        )

    rows = (await shown_rows(database))["wellbeing.keys"]

    assert forms(next(telling_words()))[0] in rows


async def test_the_key_is_not_in_a_copy(database: Database, tmp_path: Path) -> None:
    Vault.in_folder(tmp_path)
    key = (tmp_path / KEY_FILE).read_bytes().strip()

    await copied(database, tmp_path / "copy.tar")

    assert key not in (tmp_path / "copy.tar").read_bytes()


async def test_a_person_cannot_be_found_by_numbers_that_are_tried_out(
    database: Database,
) -> None:
    house = House(database.transaction, policy())
    person_id = await house.enrolled()

    rows = (await shown_rows(database))["wellbeing.aliases"]

    assert house.vault.lookup_of(person_id).hex() in rows
    for guess in (Vault(new_key()), Vault(bytes(32))):
        assert guess.lookup_of(person_id).hex() not in rows
