"""A methodist's duty and a teacher's profile, as the directory keeps them."""

from datetime import UTC, datetime, timedelta

import pytest

from kit.database import Transaction
from people.addresses import Address
from people.errors import (
    InvitationExpired,
    InvitationUsed,
    LimitOutOfRange,
    NotForYou,
    UnknownSubject,
    UnreadableHours,
)
from people.levels import Level
from people.models import PersonId, Role
from people.service import INVITATION_LASTS, About, Directory

NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def directory(transaction: Transaction) -> Directory:
    return Directory(transaction)


@pytest.fixture
async def teacher(directory: Directory) -> PersonId:
    return (await directory.meet(Address("telegram", "1"), "Анна", now=NOON)).id


@pytest.fixture
async def methodist(directory: Directory) -> PersonId:
    person = await directory.meet(Address("telegram", "2"), "Борис", now=NOON)
    code = await directory.invite(Role.METHODIST, subjects=["physics"], now=NOON)
    await directory.accept(person.id, code, now=NOON)
    return person.id


async def test_a_new_methodist_is_on_duty(directory: Directory, methodist: PersonId) -> None:
    duty = await directory.duty(methodist)

    assert duty is not None
    assert duty.on_duty
    assert duty.subjects == ("physics",)


async def test_whoever_goes_on_leave_is_on_duty_afterwards(
    directory: Directory, methodist: PersonId
) -> None:
    await directory.go_on_duty(methodist, on_duty=False)

    await directory.go_away(methodist, until=NOON + timedelta(days=3))

    duty = await directory.duty(methodist)
    assert duty is not None
    assert duty.on_duty
    assert duty.away_until == NOON + timedelta(days=3)


async def test_going_on_duty_ends_the_leave(directory: Directory, methodist: PersonId) -> None:
    await directory.go_away(methodist, until=NOON + timedelta(days=3))

    await directory.go_on_duty(methodist, on_duty=True)

    duty = await directory.duty(methodist)
    assert duty is not None
    assert duty.away_until is None


async def test_hours_written_by_hand_are_kept_tidy(
    directory: Directory, methodist: PersonId
) -> None:
    await directory.keep_hours(methodist, "Пн–Пт с 9 до 15")

    duty = await directory.duty(methodist)
    assert duty is not None
    assert duty.hours == "пн-пт 09:00-15:00"


async def test_unreadable_hours_change_nothing(directory: Directory, methodist: PersonId) -> None:
    await directory.keep_hours(methodist, "пн 10:00-12:00")

    with pytest.raises(UnreadableHours):
        await directory.keep_hours(methodist, "как получится")

    duty = await directory.duty(methodist)
    assert duty is not None
    assert duty.hours == "пн 10:00-12:00"


@pytest.mark.parametrize("most_open", [1, 30, None])
async def test_a_limit_of_open_questions_is_kept(
    directory: Directory, methodist: PersonId, most_open: int | None
) -> None:
    await directory.limit_open(methodist, 5)

    await directory.limit_open(methodist, most_open)

    duty = await directory.duty(methodist)
    assert duty is not None
    assert duty.most_open == most_open


@pytest.mark.parametrize("most_open", [0, -1, 31, 10**30])
async def test_a_senseless_limit_is_refused(
    directory: Directory, methodist: PersonId, most_open: int
) -> None:
    with pytest.raises(LimitOutOfRange):
        await directory.limit_open(methodist, most_open)


async def test_duty_is_for_methodists(directory: Directory, teacher: PersonId) -> None:
    assert await directory.duty(teacher) is None
    with pytest.raises(NotForYou):
        await directory.go_on_duty(teacher, on_duty=False)


async def test_a_profile_is_kept_and_an_empty_one_erased(
    directory: Directory, teacher: PersonId
) -> None:
    about = About(("physics", "math"), (Level.BASIC,), "Энск", 6)

    await directory.tell_about(teacher, about)
    assert await directory.about(teacher) == about

    await directory.tell_about(teacher, About())
    assert await directory.about(teacher) == About()


async def test_a_profile_knows_only_subjects_of_the_list(
    directory: Directory, teacher: PersonId
) -> None:
    with pytest.raises(UnknownSubject):
        await directory.tell_about(teacher, About(subjects=("alchemy",)))


async def test_an_invitation_serves_one_person(
    directory: Directory, teacher: PersonId, methodist: PersonId
) -> None:
    code = await directory.invite(Role.CURATOR, now=NOON)
    await directory.accept(teacher, code, now=NOON)

    with pytest.raises(InvitationUsed):
        await directory.accept(methodist, code, now=NOON)


async def test_an_invitation_expires(directory: Directory, teacher: PersonId) -> None:
    code = await directory.invite(Role.CURATOR, now=NOON)

    with pytest.raises(InvitationExpired):
        await directory.accept(teacher, code, now=NOON + INVITATION_LASTS)
