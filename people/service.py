"""Meeting people, appointing them, and what they tell about themselves."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from people import queries
from people.addresses import Address
from people.errors import (
    InvitationExpired,
    InvitationUnknown,
    InvitationUsed,
    LimitOutOfRange,
    NotForYou,
    UnknownSubject,
    UnreadableHours,
)
from people.hours import parse_week, tidy_week
from people.levels import Level
from people.models import Invitation, Methodist, Person, PersonId, Profile, Role
from people.pool.binding import bind
from people.pool.models import PoolEntryId
from people.subjects import all_subjects

#: How long an invitation may lie unused.
INVITATION_LASTS = timedelta(days=14)
#: The subject of what people write to a psychologist.
PSYCHOLOGY = "psych"
#: As many questions as one methodist can sensibly have open at once.
MOST_OPEN = range(1, 31)


@dataclass(frozen=True)
class About:
    """A teacher's profile as it is now; empty where nothing was told."""

    subjects: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    municipality: str | None = None
    experience_years: int | None = None


@dataclass(frozen=True)
class Duty:
    """The work of a methodist or a psychologist: what they answer, and whether they are there."""

    subjects: tuple[str, ...]
    """What comes to them as a methodist; letters come to a psychologist whatever stands here."""
    on_duty: bool
    away_until: datetime | None
    hours: str | None
    most_open: int | None


class Directory:
    """Everybody the hotline knows."""

    def __init__(self, transaction: Transaction, *, admins: Collection[Address] = ()) -> None:
        self._transaction = transaction
        self._admins = frozenset(admins)

    async def meet(self, address: Address, name: str, *, now: datetime) -> Person:
        """The person behind the address, remembered if they are new.

        Whoever has written can be reached again; whoever the settings name is an admin.
        """
        async with self._transaction() as session:
            account = await queries.account_at(session, address.channel, address.external_id)
            if account is None:
                person = Person(name=name, roles=[Role.TEACHER.value], met_at=now)
                session.add(person)
                await session.flush()
                if not await queries.claim_account(
                    session, address.channel, address.external_id, person.id
                ):
                    await session.delete(person)
                    account = await queries.account_at(
                        session, address.channel, address.external_id
                    )
            if account is not None:
                account.unreachable_since = None
                person = await session.get_one(Person, account.person_id)
            if person.name != name:
                person.name = name
            if address in self._admins:
                person.appoint(Role.ADMIN)
            return person

    async def known(self, address: Address) -> PersonId | None:
        """The person behind the address; ``None`` for a stranger."""
        async with self._transaction() as session:
            account = await queries.account_at(session, address.channel, address.external_id)
            return account.person_id if account is not None else None

    async def person(self, person_id: PersonId) -> Person:
        async with self._transaction() as session:
            return await session.get_one(Person, person_id)

    async def about(self, person_id: PersonId) -> About:
        async with self._transaction() as session:
            profile = await queries.profile_of(session, person_id)
        if profile is None:
            return About()
        return About(
            tuple(profile.subjects),
            tuple(Level(level) for level in profile.levels),
            profile.municipality,
            profile.experience_years,
        )

    async def tell_about(self, person_id: PersonId, about: About) -> None:
        """Keep the profile; an empty one is erased.

        Raises:
            UnknownSubject: a code is not in the closed list.
        """
        require_subjects(about.subjects)
        async with self._transaction() as session:
            profile = await queries.profile_of(session, person_id)
            if about == About():
                if profile is not None:
                    await session.delete(profile)
                return
            if profile is None:
                profile = Profile(person_id=person_id)
                session.add(profile)
            profile.subjects = list(about.subjects)
            profile.levels = [level.value for level in about.levels]
            profile.municipality = about.municipality
            profile.experience_years = about.experience_years

    async def invite(
        self,
        role: Role,
        *,
        subjects: Sequence[str] = (),
        name: str | None = None,
        entry_id: PoolEntryId | None = None,
        now: datetime,
    ) -> str:
        """Make a one-time invitation and return its secret code, which is not kept.

        ``entry_id`` is the row of the register that whoever accepts it is from then on.

        Raises:
            UnknownSubject: a code is not in the closed list.
        """
        require_subjects(subjects)
        code = secrets.token_urlsafe(16)
        async with self._transaction() as session:
            session.add(
                Invitation(
                    code_hash=_hash(code),
                    role=role,
                    subjects=list(subjects),
                    name=name,
                    entry_id=entry_id,
                    expires_at=now + INVITATION_LASTS,
                )
            )
        return code

    async def accept(self, person_id: PersonId, code: str, *, now: datetime) -> Invitation:
        """Give the person the role that the invitation carries; a second time by them is harmless.

        Raises:
            InvitationUnknown: no invitation carries the code.
            InvitationUsed: somebody else has used it.
            InvitationExpired: it was not used in time.
        """
        async with self._transaction() as session:
            invitation = await queries.lock_invitation(session, _hash(code))
            if invitation is None:
                raise InvitationUnknown
            if invitation.used_by is not None and invitation.used_by != person_id:
                raise InvitationUsed
            if invitation.used_by is None and invitation.expires_at <= now:
                raise InvitationExpired
            is_first_time = invitation.used_by is None
            invitation.used_by, invitation.used_at = person_id, now
            person = await session.get_one(Person, person_id, with_for_update=True)
            if invitation.role is Role.METHODIST:
                await _add_subjects(session, person, invitation.subjects)
            elif invitation.role is Role.PSYCHOLOGIST:
                await begin_psychology(session, person_id)
            person.appoint(invitation.role)
            if invitation.entry_id is not None and is_first_time:
                await session.flush()
                await bind(session, PoolEntryId(invitation.entry_id), person_id, now=now)
            return invitation

    async def duty(self, person_id: PersonId) -> Duty | None:
        """The duty of a methodist or a psychologist; ``None`` for whoever was never either."""
        async with self._transaction() as session:
            methodist = await session.get(Methodist, person_id)
        if methodist is None:
            return None
        return Duty(
            tuple(methodist.subjects),
            methodist.on_duty,
            methodist.away_until,
            methodist.hours,
            methodist.most_open,
        )

    async def go_on_duty(self, person_id: PersonId, *, on_duty: bool) -> None:
        """Be there for new questions, or not, from now on; that ends any leave.

        Raises:
            NotForYou: the person is no methodist.
        """
        async with self._transaction() as session:
            methodist = await _lock_methodist(session, person_id)
            methodist.on_duty, methodist.away_until = on_duty, None

    async def go_away(self, person_id: PersonId, *, until: datetime) -> None:
        """Be on leave before ``until``, and on duty from then on.

        Raises:
            NotForYou: the person is no methodist.
        """
        async with self._transaction() as session:
            methodist = await _lock_methodist(session, person_id)
            methodist.on_duty, methodist.away_until = True, until

    async def keep_hours(self, person_id: PersonId, hours: str | None) -> None:
        """Set the methodist's own working hours; ``None`` for the region's.

        Raises:
            UnreadableHours: the hours cannot be read.
            NotForYou: the person is no methodist.
        """
        if hours is not None:
            hours = tidy_week(hours)
            try:
                parse_week(hours)
            except ValueError as error:
                raise UnreadableHours(str(error)) from error
        async with self._transaction() as session:
            methodist = await _lock_methodist(session, person_id)
            methodist.hours = hours

    async def limit_open(self, person_id: PersonId, most_open: int | None) -> None:
        """Set how many questions may be open with the methodist; ``None`` for as many as usual.

        Raises:
            LimitOutOfRange: nobody can have so few or so many.
            NotForYou: the person is no methodist.
        """
        if most_open is not None and most_open not in MOST_OPEN:
            raise LimitOutOfRange(most_open)
        async with self._transaction() as session:
            methodist = await _lock_methodist(session, person_id)
            methodist.most_open = most_open


async def _lock_methodist(session: AsyncSession, person_id: PersonId) -> Methodist:
    methodist = await session.get(Methodist, person_id, with_for_update=True)
    if methodist is None:
        raise NotForYou(person_id)
    return methodist


async def _add_subjects(session: AsyncSession, person: Person, subjects: list[str]) -> None:
    """A methodist gets more subjects; whoever becomes one begins with these alone."""
    methodist = await session.get(Methodist, person.id, with_for_update=True)
    if methodist is None:
        session.add(Methodist(person_id=person.id, subjects=subjects))
    elif subjects and person.has(Role.METHODIST):
        methodist.subjects = sorted({*methodist.subjects, *subjects})
    else:
        methodist.subjects = subjects


async def begin_psychology(session: AsyncSession, person_id: PersonId) -> None:
    """Give a psychologist a duty, or nothing would ever reach them; one that there is stays."""
    if await session.get(Methodist, person_id, with_for_update=True) is None:
        session.add(Methodist(person_id=person_id, subjects=[PSYCHOLOGY]))


def require_subjects(codes: Sequence[str]) -> None:
    """
    Raises:
        UnknownSubject: a code is not in the closed list.
    """
    known = {subject.code for subject in all_subjects()}
    for code in codes:
        if code not in known:
            raise UnknownSubject(code)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
