"""Those who work here: their roles, duty and invitations, as others see and change them."""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from people import staff_queries as queries
from people.errors import (
    InvitationUnknown,
    InvitationUsed,
    LastAdmin,
    LimitOutOfRange,
    NoSuchPerson,
    NotForYou,
    UnreadableHours,
)
from people.hours import parse_week, tidy_week
from people.models import Methodist, Person, PersonId, Role
from people.service import MOST_OPEN, Duty, begin_psychology, require_subjects

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Member:
    """Somebody who works here."""

    person_id: PersonId
    name: str
    roles: tuple[Role, ...]
    duty: Duty | None
    """``None`` for whoever answers nothing: neither methodist nor psychologist."""
    met_at: datetime

    def is_there(self, now: datetime) -> bool:
        """Whether new questions, or letters, come to the person at this moment."""
        duty = self.duty
        return duty is not None and duty.on_duty and not self.is_away(now)

    def is_away(self, now: datetime) -> bool:
        until = self.duty.away_until if self.duty is not None else None
        return until is not None and until > now


@dataclass(frozen=True)
class Waiting:
    """An invitation that nobody has used yet; its code is known to nobody here."""

    invitation_id: int
    role: Role
    subjects: tuple[str, ...]
    name: str
    expires_at: datetime


class Staff:
    """Who works here; roles and invitations are changed by admins only."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def members(self) -> list[Member]:
        """By name."""
        async with self._transaction() as session:
            return [_member(person, duty) for person, duty in await queries.staff(session)]

    async def member(self, person_id: PersonId) -> Member:
        """
        Raises:
            NoSuchPerson: nobody of the staff has this number.
        """
        async with self._transaction() as session:
            person = await session.get(Person, person_id)
            duty = await session.get(Methodist, person_id)
        if person is None or not person.has(*queries.STAFF_ROLES):
            raise NoSuchPerson(person_id)
        return _member(person, duty)

    async def appoint(self, admin_id: PersonId, person_id: PersonId, role: Role) -> None:
        """Give one of the staff a further role; a second time is harmless.

        A new methodist answers every subject until somebody says which; a psychologist who
        becomes one, psychology alone.

        Raises:
            NotForYou: whoever appoints is no admin.
            NoSuchPerson: nobody of the staff has this number; strangers come by an invitation.
        """
        async with self._transaction() as session:
            await _require_admin(session, admin_id)
            person = await _lock_staff(session, person_id)
            person.appoint(role)
            if role is Role.METHODIST and await session.get(Methodist, person_id) is None:
                session.add(Methodist(person_id=person_id, subjects=[]))
            if role is Role.PSYCHOLOGIST:
                await begin_psychology(session, person_id)
        log.info("person %s appointed %s by %s", person_id, role, admin_id)

    async def dismiss(self, admin_id: PersonId, person_id: PersonId, role: Role) -> bool:
        """Take a role away; false when the person did not have it.

        What a methodist has open must be handed on afterwards, see ``routing.coordinating``.

        Raises:
            NotForYou: whoever dismisses is no admin.
            NoSuchPerson
            LastAdmin: without this one nobody could appoint anybody.
        """
        async with self._transaction() as session:
            admins = await queries.lock_admins(session)
            await _require_admin(session, admin_id)
            person = await _lock_staff(session, person_id)
            if not person.has(role):
                return False
            if role is Role.ADMIN and admins == [person_id]:
                raise LastAdmin(person_id)
            person.roles = [each for each in person.roles if each != role]
        log.info("person %s dismissed as %s by %s", person_id, role, admin_id)
        return True

    async def keep_duty(self, by: PersonId, person_id: PersonId, duty: Duty) -> Duty:
        """Set all of a methodist's duty at once, or nothing of it.

        Returns:
            The duty as it is kept now, its hours tidied.

        Raises:
            NotForYou: whoever sets it does not coordinate, or the person is no methodist.
            UnknownSubject, UnreadableHours, LimitOutOfRange
        """
        hours = _tidied(duty.hours)
        require_subjects(duty.subjects)
        if duty.most_open is not None and duty.most_open not in MOST_OPEN:
            raise LimitOutOfRange(duty.most_open)
        async with self._transaction() as session:
            if not (await session.get_one(Person, by)).has(Role.COORDINATOR, Role.ADMIN):
                raise NotForYou(by)
            methodist = await session.get(Methodist, person_id, with_for_update=True)
            if methodist is None:
                raise NotForYou(person_id)
            methodist.subjects = sorted(set(duty.subjects))
            methodist.on_duty, methodist.away_until = duty.on_duty, duty.away_until
            methodist.hours, methodist.most_open = hours, duty.most_open
            return _duty(methodist)

    async def invitations(self, *, now: datetime) -> list[Waiting]:
        """Those that nobody has used, the newest first."""
        async with self._transaction() as session:
            waiting = await queries.open_invitations(session, now)
        return [
            Waiting(each.id, each.role, tuple(each.subjects), each.name or "", each.expires_at)
            for each in waiting
        ]

    async def withdraw(self, admin_id: PersonId, invitation_id: int) -> None:
        """Make the invitation serve nobody.

        Raises:
            NotForYou: whoever withdraws is no admin.
            InvitationUnknown: there is none, or it was withdrawn before.
            InvitationUsed: it has served somebody already.
        """
        async with self._transaction() as session:
            await _require_admin(session, admin_id)
            invitation = await queries.lock_invitation(session, invitation_id)
            if invitation is None:
                raise InvitationUnknown
            if invitation.used_by is not None:
                raise InvitationUsed
            await session.delete(invitation)


async def _require_admin(session: AsyncSession, person_id: PersonId) -> None:
    person = await session.get_one(Person, person_id)
    if not person.has(Role.ADMIN):
        raise NotForYou(person_id)


async def _lock_staff(session: AsyncSession, person_id: PersonId) -> Person:
    person = await queries.lock_person(session, person_id)
    if person is None or not person.has(*queries.STAFF_ROLES):
        raise NoSuchPerson(person_id)
    return person


def _tidied(hours: str | None) -> str | None:
    if not hours:
        return None
    tidy = tidy_week(hours)
    try:
        parse_week(tidy)
    except ValueError as error:
        raise UnreadableHours(str(error)) from error
    return tidy


def _member(person: Person, methodist: Methodist | None) -> Member:
    answers = person.has(Role.METHODIST, Role.PSYCHOLOGIST)
    duty = _duty(methodist) if methodist is not None and answers else None
    roles = tuple(role for role in Role if person.has(role) and role is not Role.TEACHER)
    return Member(person.id, person.name, roles, duty, person.met_at)


def _duty(methodist: Methodist) -> Duty:
    return Duty(
        tuple(methodist.subjects),
        methodist.on_duty,
        methodist.away_until,
        methodist.hours,
        methodist.most_open,
    )
