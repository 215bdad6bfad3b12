"""What is due now, claimed in batches: what another worker has in hand is passed over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from people.models import PersonId
from wellbeing import queries
from wellbeing.models import Consent, Member, Pseudonym, Round, RoundState, Switch
from wellbeing.policy import CheckInPolicy
from wellbeing.vault import Unreadable, Vault


@dataclass(frozen=True)
class OpenRound:
    round: Round
    member: Member


async def to_nudge(
    session: AsyncSession, policy: CheckInPolicy, now: datetime, *, limit: int
) -> list[Member]:
    """Members whose moment has come, and who have agreed to the text of today."""
    chosen = (
        select(Member)
        .join(Consent, Consent.pseudonym == Member.pseudonym)
        .where(
            Consent.switch == Switch.CHECK_INS,
            Consent.version == policy.consent_version,
            Member.next_due_at <= now,
        )
        .order_by(Member.next_due_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Member)
    )
    return list(await session.scalars(chosen))


async def to_remind(
    session: AsyncSession, policy: CheckInPolicy, now: datetime, *, limit: int
) -> list[OpenRound]:
    chosen = (
        select(Round, Member)
        .join(Member, Member.pseudonym == Round.pseudonym)
        .join(Consent, Consent.pseudonym == Round.pseudonym)
        .where(
            Round.state == RoundState.OPEN,
            Round.remind_at <= now,
            Round.closes_at > now,
            Consent.switch == Switch.CHECK_INS,
            Consent.version == policy.consent_version,
        )
        .order_by(Round.remind_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=[Round, Member])
    )
    return [OpenRound(found, member) for found, member in await session.execute(chosen)]


async def to_close(session: AsyncSession, now: datetime, *, limit: int) -> list[OpenRound]:
    chosen = (
        select(Round, Member)
        .join(Member, Member.pseudonym == Round.pseudonym)
        .where(Round.state == RoundState.OPEN, Round.closes_at <= now)
        .order_by(Round.closes_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=[Round, Member])
    )
    return [OpenRound(found, member) for found, member in await session.execute(chosen)]


async def open_until(
    session: AsyncSession, pseudonyms: Collection[UUID]
) -> dict[Pseudonym, datetime]:
    """Until when those of them are busy who have an open round."""
    busy = select(Round.pseudonym, Round.closes_at).where(
        Round.pseudonym.in_(pseudonyms), Round.state == RoundState.OPEN
    )
    return {pseudonym: until for pseudonym, until in await session.execute(busy)}


async def people_of(
    session: AsyncSession, vault: Vault, members: Sequence[Member]
) -> dict[Pseudonym, PersonId]:
    """Who they are; those whom only a lost key could tell are left out."""
    found = {}
    pseudonyms = {member.pseudonym for member in members}
    for alias in await queries.aliases(session, pseudonyms):
        try:
            opened = vault.open(alias.sealed_person, of=alias.pseudonym)
        except Unreadable:
            continue
        found[alias.pseudonym] = PersonId(opened["person"])
    return found
