"""The register: who is taken in, who is known again, and whom an invitation makes of a row."""

from datetime import timedelta
from typing import Any

import pytest

from kit.database import Transaction
from people.errors import SeveralEntries
from people.models import PersonId, Role
from people.pool.draft import PoolDraft
from people.pool.service import Fate, Pool, PoolOutcome
from people.service import Directory
from routing.queries import loads
from tests.support.people import Office

NAME = "Семёнова Анна Юрьевна"


def person(**changes: Any) -> PoolDraft:
    return PoolDraft.model_validate({"name": NAME, "born": "01.09.1980", **changes})


@pytest.fixture
def office(transaction: Transaction) -> Office:
    return Office(transaction)


@pytest.fixture
def pool(transaction: Transaction) -> Pool:
    return Pool(transaction)


async def taken(pool: Pool, office: Office, *drafts: PoolDraft, **options: bool) -> PoolOutcome:
    return await pool.take_in(drafts, now=office.now, **options)


async def bound(pool: Pool, office: Office, name: str = NAME) -> PersonId:
    """Somebody who has accepted an invitation of the row."""
    entry_id = await pool.entry_named(name)
    assert entry_id is not None
    code = await office.directory.invite(Role.METHODIST, entry_id=entry_id, now=office.now)
    person_id = await office.teacher()
    await office.directory.accept(person_id, code, now=office.now)
    return person_id


async def test_the_same_person_again_is_changed_by_what_the_file_has(
    pool: Pool, office: Office
) -> None:
    await taken(pool, office, person(employer="Школа № 5", position="учитель"))

    outcome = await taken(
        pool,
        office,
        person(name=NAME.replace("ё", "е").upper(), position="методист"),
        person(name="Новиков Олег", employer=""),
    )
    again = await taken(
        pool, office, person(name=NAME.replace("ё", "е").upper(), position="методист")
    )

    assert outcome.fates == (Fate.CHANGED, Fate.NEW)
    assert again.fates == (Fate.UNCHANGED,)
    oleg, anna = await pool.drafts()
    assert oleg.name == "Новиков Олег"
    assert (anna.employer, anna.position) == ("Школа № 5", "методист")


async def test_an_empty_cell_clears_and_a_dry_run_changes_nothing(
    pool: Pool, office: Office
) -> None:
    await taken(pool, office, person(employer="Школа № 5"))

    planned = await taken(pool, office, person(employer=" "), dry_run=True)
    [before] = await pool.drafts()
    await taken(pool, office, person(employer=" "))

    assert planned.fates == (Fate.CHANGED,)
    assert before.employer == "Школа № 5"
    assert (await pool.drafts())[0].employer is None


async def test_whoever_accepts_the_invitation_of_a_row_works_as_it_says(
    pool: Pool, office: Office, transaction: Transaction
) -> None:
    facts = {"subjects": ["физика", "химия"], "hours": "пн-пт 15:00-18:00", "share": "0,4"}
    await taken(pool, office, person(**facts))

    anna = await bound(pool, office)

    duty = await office.directory.duty(anna)
    assert duty is not None
    assert duty.subjects == ("chemistry", "physics")
    assert duty.hours == "пн-пт 15:00-18:00"
    async with transaction() as session:
        [load] = await loads(session, office.now, most_open=5)
    assert load.most_open == 2
    await taken(pool, office, person(subjects=["Биология"], standing="приостановлен"))
    changed = await office.directory.duty(anna)
    assert changed is not None
    assert (changed.subjects, changed.on_duty) == (("biology",), False)


async def test_a_new_account_takes_the_place_of_the_former_one(pool: Pool, office: Office) -> None:
    await taken(pool, office, person())
    await bound(pool, office)
    [listed] = await pool.listed()
    assert listed.is_bound

    second = await bound(pool, office)

    other = person(name="Новиков Олег")
    await taken(pool, office, other)
    assert [each.is_bound for each in await pool.listed()] == [False, True]
    code = await office.directory.invite(
        Role.METHODIST, entry_id=await pool.entry_named("новиков олег"), now=office.now
    )
    await Directory(office.transaction).accept(second, code, now=office.now + timedelta(hours=1))
    assert [each.is_bound for each in await pool.listed()] == [True, False]


async def test_people_of_one_name_are_told_apart_by_the_day_of_birth(
    pool: Pool, office: Office
) -> None:
    await taken(pool, office, person(), person(born="02.09.1980"))

    with pytest.raises(SeveralEntries):
        await pool.entry_named(NAME)
    first = await pool.entry_named(NAME, person().born)

    assert first is not None
    assert (await pool.entry(first)).born == person().born
    assert await pool.entry_named("Никто Никакой") is None
