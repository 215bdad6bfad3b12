"""Who works here: roles, duty and invitations, changed by those who may."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from kit.database import Database, Transaction
from people.errors import (
    InvitationUnknown,
    InvitationUsed,
    LastAdmin,
    LimitOutOfRange,
    NoSuchPerson,
    NotForYou,
    UnknownSubject,
    UnreadableHours,
)
from people.models import PersonId, Role
from people.service import Duty
from people.staff import Staff
from tests.support.people import Office

USUAL = Duty(("physics",), on_duty=True, away_until=None, hours=None, most_open=None)


@pytest.fixture
def office(transaction: Transaction) -> Office:
    return Office(transaction)


@pytest.fixture
def staff(transaction: Transaction) -> Staff:
    return Staff(transaction)


async def test_staff_are_those_with_a_role_of_work(office: Office, staff: Staff) -> None:
    await office.teacher()
    boris, olga = await office.methodist("physics"), await office.coordinator()

    members = {each.person_id: each for each in await staff.members()}

    assert members.keys() == {boris, olga}
    assert members[boris].duty == USUAL
    assert members[boris].roles == (Role.METHODIST,)
    assert members[olga].duty is None


async def test_a_role_is_given_and_taken_by_an_admin(office: Office, staff: Staff) -> None:
    admin, olga = await office.admin(), await office.coordinator()

    await staff.appoint(admin, olga, Role.METHODIST)
    appointed = await staff.member(olga)
    taken = await staff.dismiss(admin, olga, Role.COORDINATOR)

    assert appointed.roles == (Role.METHODIST, Role.COORDINATOR)
    assert appointed.duty is not None
    assert taken
    assert (await staff.member(olga)).roles == (Role.METHODIST,)
    assert not await staff.dismiss(admin, olga, Role.COORDINATOR)


async def test_nobody_but_an_admin_changes_roles(office: Office, staff: Staff) -> None:
    admin, olga = await office.admin(), await office.coordinator()

    with pytest.raises(NotForYou):
        await staff.appoint(olga, olga, Role.ADMIN)
    with pytest.raises(NotForYou):
        await staff.dismiss(olga, admin, Role.ADMIN)


async def test_the_last_admin_stays(office: Office, staff: Staff) -> None:
    admin = await office.admin()

    with pytest.raises(LastAdmin):
        await staff.dismiss(admin, admin, Role.ADMIN)

    await staff.dismiss(admin, await office.admin(), Role.ADMIN)
    with pytest.raises(LastAdmin):
        await staff.dismiss(admin, admin, Role.ADMIN)


async def test_two_admins_who_dismiss_each_other_at_once_leave_one(database: Database) -> None:
    office, staff = Office(database.transaction), Staff(database.transaction)
    vera, olga = await office.admin(), await office.admin()

    outcomes = await asyncio.gather(
        staff.dismiss(vera, olga, Role.ADMIN),
        staff.dismiss(olga, vera, Role.ADMIN),
        return_exceptions=True,
    )

    assert sorted(str(type(each).__name__) for each in outcomes) == ["NotForYou", "bool"]
    admins = [each for each in await staff.members() if Role.ADMIN in each.roles]
    assert len(admins) == 1


async def test_strangers_and_teachers_are_not_appointed(office: Office, staff: Staff) -> None:
    admin = await office.admin()

    for person_id in (await office.teacher(), PersonId(10**12)):
        with pytest.raises(NoSuchPerson):
            await staff.appoint(admin, person_id, Role.CURATOR)


async def test_duty_is_set_as_a_whole(office: Office, staff: Staff) -> None:
    olga, boris = await office.coordinator(), await office.methodist("history")
    until = office.now + timedelta(days=3)
    wished = Duty(("physics", "history"), True, until, "Пн–Пт с 9 до 18", 3)

    kept = await staff.keep_duty(olga, boris, wished)

    assert kept == Duty(("history", "physics"), True, until, "пн-пт 09:00-18:00", 3)
    member = await staff.member(boris)
    assert member.duty == kept
    assert not member.is_there(office.now)
    assert member.is_there(until)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"hours": "когда захочу"}, UnreadableHours),
        ({"most_open": 0}, LimitOutOfRange),
        ({"most_open": 31}, LimitOutOfRange),
        ({"subjects": ("astrology",)}, UnknownSubject),
    ],
)
async def test_of_a_duty_with_a_mistake_nothing_is_kept(
    office: Office, staff: Staff, changes: dict[str, object], refusal: type[Exception]
) -> None:
    olga, boris = await office.coordinator(), await office.methodist("physics")

    with pytest.raises(refusal):
        await staff.keep_duty(olga, boris, replace(USUAL, on_duty=False, **changes))  # type: ignore[arg-type]

    assert (await staff.member(boris)).duty == USUAL


async def test_duty_of_others_is_set_by_who_coordinates(office: Office, staff: Staff) -> None:
    boris = await office.methodist("physics")

    with pytest.raises(NotForYou):
        await staff.keep_duty(boris, boris, USUAL)
    with pytest.raises(NotForYou):
        await staff.keep_duty(await office.admin(), await office.teacher(), USUAL)


async def test_a_withdrawn_invitation_serves_nobody(office: Office, staff: Staff) -> None:
    admin, anna = await office.admin(), await office.teacher()
    code = await office.directory.invite(Role.CURATOR, name="Вера", now=office.now)
    [waiting] = await staff.invitations(now=office.now)

    await staff.withdraw(admin, waiting.invitation_id)

    assert waiting.name == "Вера"
    assert await staff.invitations(now=office.now) == []
    with pytest.raises(InvitationUnknown):
        await office.directory.accept(anna, code, now=office.now)
    with pytest.raises(InvitationUnknown):
        await staff.withdraw(admin, waiting.invitation_id)


async def test_a_used_invitation_is_not_withdrawn_nor_listed(office: Office, staff: Staff) -> None:
    admin, anna = await office.admin(), await office.teacher()
    code = await office.directory.invite(Role.CURATOR, now=office.now)
    [waiting] = await staff.invitations(now=office.now)
    await office.directory.accept(anna, code, now=office.now)

    assert await staff.invitations(now=office.now) == []
    with pytest.raises(InvitationUsed):
        await staff.withdraw(admin, waiting.invitation_id)


async def test_an_expired_invitation_waits_for_nobody(office: Office, staff: Staff) -> None:
    await office.directory.invite(Role.CURATOR, now=office.now)

    assert await staff.invitations(now=office.now + timedelta(days=15)) == []
