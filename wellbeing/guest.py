"""One person in the room apart, with everything that is known of them there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from delivery import solicitude
from kit.database import Transaction
from people import queries as people_queries
from people.models import Person, PersonId
from wellbeing import queries
from wellbeing.contact import Occasion, next_contact
from wellbeing.errors import ConsentOutdated, NoSuchRound, NotConsented
from wellbeing.instruments import PULSE
from wellbeing.models import Alias, Consent, Member, Pseudonym, Round, RoundNumber, Switch
from wellbeing.outcomes import RoundId
from wellbeing.policy import VIEWERS, CheckInPolicy
from wellbeing.records import Stratum, stratum_of
from wellbeing.rhythm import Past, Rhythm
from wellbeing.room import apart
from wellbeing.script import Script
from wellbeing.slots import Whereabouts
from wellbeing.vault import Unreadable, Vault


@dataclass(frozen=True)
class About:
    """What the register of people says of the person, before the door is shut."""

    stratum: Stratum
    municipality: str | None
    is_viewer: bool


@dataclass
class Guest:
    """Somebody whose rows are locked until the transaction is over."""

    session: AsyncSession
    vault: Vault
    policy: CheckInPolicy
    person_id: PersonId
    about: About
    contact_at: datetime | None
    """When the hotline last wrote to them unasked."""
    alias: Alias | None = None
    consents: dict[Switch, Consent] = field(default_factory=dict)
    member: Member | None = None

    @property
    def pseudonym(self) -> Pseudonym:
        """
        Raises:
            NotConsented: nothing is switched on, so there is none.
        """
        if self.alias is None:
            raise NotConsented
        return self.alias.pseudonym

    @property
    def switches(self) -> frozenset[Switch]:
        """Those that are on and agreed to in the text of today."""
        version = self.policy.consent_version
        return frozenset(
            switch for switch, given in self.consents.items() if given.version == version
        )

    @property
    def is_outdated(self) -> bool:
        """Whether something was agreed to in an older text."""
        version = self.policy.consent_version
        return any(given.version != version for given in self.consents.values())

    def require(self, switch: Switch) -> None:
        """
        Raises:
            ConsentOutdated: it was agreed to in an older text.
            NotConsented: it is off.
        """
        if switch in self.switches:
            return
        raise ConsentOutdated if switch in self.consents else NotConsented

    @property
    def enrolled(self) -> Member:
        """
        Raises:
            NotConsented: check-ins are off.
            ConsentOutdated: they were agreed to in an older text.
        """
        self.require(Switch.CHECK_INS)
        assert self.member is not None, "made with the consent"
        return self.member

    async def round(self, round_id: RoundId) -> Round:
        """
        Raises:
            NoSuchRound: the person has none of this id.
        """
        if self.alias is None:
            raise NoSuchRound
        try:
            number, _, _ = self.vault.numbers_of(round_id)
        except Unreadable:
            raise NoSuchRound from None
        found = await queries.round_of(self.session, self.pseudonym, RoundNumber(number))
        if found is None:
            raise NoSuchRound
        return found

    def put_off(self, at: datetime, script: Script) -> None:
        """Invite to the same once more at the moment that the person has asked for."""
        member = self.enrolled
        member.next_due_at = at
        member.next_occasion = Occasion.PULSE if script.instrument.id == PULSE else Occasion.WAVE

    def plan(self, after: datetime) -> None:
        """Decide anew what the person is invited to next, not before ``after``."""
        member = self.member
        if member is not None:
            plan(member, self.vault, self.policy, contact_at=self.contact_at, after=after)


@asynccontextmanager
async def received(
    transaction: Transaction,
    vault: Vault,
    policy: CheckInPolicy,
    person_id: PersonId,
    *,
    now: datetime,
    enrolling: bool = False,
) -> AsyncIterator[Guest]:
    """Take the person into the room apart, in a transaction of its own.

    Args:
        enrolling: make an alias when there is none.
    """
    async with transaction() as session:
        about = await _about(session, person_id)
        contacts = await solicitude.last_contacts(session, [person_id])
        async with apart(session):
            guest = Guest(session, vault, policy, person_id, about, contacts.get(person_id))
            guest.alias = (
                await queries.make_alias(session, vault, person_id, now.date())
                if enrolling
                else await queries.lock_alias(session, vault, person_id)
            )
            if guest.alias is not None:
                guest.alias.active_on = now.date()
                guest.consents = await queries.consents_of(session, guest.pseudonym)
                guest.member = await session.get(Member, guest.pseudonym, with_for_update=True)
            yield guest


async def _about(session: AsyncSession, person_id: PersonId) -> About:
    person = await session.get(Person, person_id)
    profile = await people_queries.profile_of(session, person_id)
    is_viewer = person is not None and person.has(*VIEWERS)
    if profile is None:
        return About(Stratum(), None, is_viewer)
    stratum = stratum_of(profile.municipality, profile.experience_years, profile.levels)
    return About(stratum, profile.municipality, is_viewer)


def seed_of(pseudonym: Pseudonym) -> str:
    """What the jitter of a person's moments is made of."""
    return str(pseudonym)


def place_of(member: Member, vault: Vault) -> dict[str, Any]:
    """Municipality and school, as far as they were told."""
    if member.sealed_place is None:
        return {}
    return vault.open(member.sealed_place, of=member.pseudonym)


def whereabouts(member: Member, vault: Vault, policy: CheckInPolicy) -> Whereabouts:
    place = place_of(member, vault)
    calendar = policy.calendars.of(place.get("municipality"), place.get("school"))
    return Whereabouts(ZoneInfo(member.zone), calendar, member.away_until)


def rhythm_of(member: Member) -> Rhythm:
    return Rhythm(member.weekday, member.hour, member.every)


def past_of(member: Member, contact_at: datetime | None) -> Past:
    return Past(member.round_at, contact_at, member.full_at, member.silent, member.is_pause_told)


def plan(
    member: Member,
    vault: Vault,
    policy: CheckInPolicy,
    *,
    contact_at: datetime | None,
    after: datetime,
) -> None:
    """Write down what the member is invited to next, and when."""
    contact = next_contact(
        rhythm_of(member),
        whereabouts(member, vault, policy),
        past_of(member, contact_at),
        after=after,
        seed=seed_of(member.pseudonym),
    )
    member.next_due_at = contact.at if contact is not None else None
    member.next_occasion = contact.occasion if contact is not None else None
