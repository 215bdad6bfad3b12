"""Ordinary sessions see nothing of check-ins, check-ins see nothing else; with or without roles."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.doctor import wellbeing as doctor
from bot.doctor.outcome import Status
from bot.migrating import migrate
from bot.roles import SERVICE
from kit.database import Base, Database
from tests.wellbeing.house import House, policy
from wellbeing.errors import NoSuchRound
from wellbeing.instruments import PULSE
from wellbeing.models import SCHEMA, Switch
from wellbeing.outcomes import RoundId
from wellbeing.room import ROLE, apart

PRIVATE = sorted(table.fullname for table in Base.metadata.tables.values() if table.schema)
PUBLIC = sorted(table.fullname for table in Base.metadata.tables.values() if not table.schema)
LOGIN = "hotline_bare_login"


async def carry_out(database: Database, statement: str, *, inside: bool) -> None:
    async with database.transaction() as session:
        if inside:
            async with apart(session):
                await session.execute(text(statement))
        else:
            await session.execute(text(statement))


async def refused(database: Database, statement: str, *, inside: bool = False) -> bool:
    """See the database itself say no; a statement that is carried out fails the test."""
    with pytest.raises(ProgrammingError, match="permission denied"):
        await carry_out(database, statement, inside=inside)
    return True


async def test_the_schema_holds_all_tables_of_check_ins() -> None:
    assert len(PRIVATE) == 9
    assert all(name.startswith(f"{SCHEMA}.") for name in PRIVATE)


@pytest.mark.parametrize(
    "deed", ["select 1 from {}", "delete from {}", "insert into {} default values"]
)
async def test_t30_an_ordinary_session_may_do_nothing_to_a_table_of_check_ins(
    database: Database, deed: str
) -> None:
    answers = [await refused(database, deed.format(name)) for name in PRIVATE]

    assert answers == [True] * len(PRIVATE)


async def test_in_the_room_apart_no_other_table_can_be_read(database: Database) -> None:
    answers = [
        await refused(database, f"select 1 from {name}", inside=True)
        for name in [*PUBLIC, "alembic_version"]
    ]

    assert answers == [True] * (len(PUBLIC) + 1)


async def test_no_statement_can_join_a_person_with_a_pseudonym(database: Database) -> None:
    joined = "select 1 from people, wellbeing.aliases"

    assert await refused(database, joined)
    assert await refused(database, joined, inside=True)


async def test_who_leaves_the_room_has_ordinary_rights_again(database: Database) -> None:
    async with database.transaction() as session:
        async with apart(session):
            assert await session.scalar(text("select current_user")) == ROLE
        assert await session.scalar(text("select current_user")) == SERVICE
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as session, apart(session):
            raise ZeroDivisionError

    async with database.transaction() as session:
        assert await session.scalar(text("select current_user")) == SERVICE


async def test_t30_somebody_elses_round_and_none_at_all_are_the_same(house: House) -> None:
    person_id = await house.enrolled()
    stranger = await house.enrolled()
    step = await house.checkins.begin(person_id, PULSE, now=house.now)
    messages = set()

    for round_id in (step.round_id, RoundId(house.vault.code(1)), RoundId("nonsense")):
        with pytest.raises(NoSuchRound) as refusal:
            await house.checkins.step(stranger, round_id, now=house.now)
        messages.add(str(refusal.value))

    assert len(messages) == 1


@pytest.fixture
async def bare(server: str) -> AsyncIterator[Database]:
    """A database of a login that may not make roles, nor take ours."""
    owner = create_async_engine(server, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with owner.connect() as connection:
        await connection.execute(text(f"drop role if exists {LOGIN}"))
        await connection.execute(text(f"create role {LOGIN} login password 'open'"))
        await connection.execute(text(f"create database {LOGIN} owner {LOGIN}"))
    url = make_url(server).set(database=LOGIN, username=LOGIN, password="open")
    address = url.render_as_string(hide_password=False)
    await migrate(address)
    opened = Database.at(address, role=SERVICE)
    yield opened
    await opened.close()
    async with owner.connect() as connection:
        await connection.execute(text(f"drop database {LOGIN} with (force)"))
        await connection.execute(text(f"drop role {LOGIN}"))
    await owner.dispose()


async def test_without_roles_the_service_works_and_the_doctor_says_what_to_run(
    bare: Database,
) -> None:
    house = House(bare.transaction, policy())
    person_id = await house.enrolled(Switch.HISTORY)
    await house.answers(person_id)
    await house.pass_time(days=1)

    async with bare.transaction() as session:
        found = await doctor.separation(session)

    assert (await house.checkins.series(person_id, PULSE, now=house.now)).tracks
    assert found.status is Status.WARNING
    assert f'GRANT {SERVICE}, {ROLE} TO "{LOGIN}"' in found.remedy


async def test_when_the_roles_are_given_by_hand_they_are_taken(bare: Database, server: str) -> None:
    owner = create_async_engine(server, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with owner.connect() as connection:
        for role in (SERVICE, ROLE):
            await connection.execute(text(f"grant {role} to {LOGIN}"))
    await owner.dispose()

    await migrate(bare.url)
    await bare.close()

    async with bare.transaction() as session:
        assert (await doctor.separation(session)).status is Status.OK
    assert await refused(bare, "select 1 from wellbeing.rounds")
    house = House(bare.transaction, policy())
    await house.answers(await house.enrolled())
