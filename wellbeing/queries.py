"""Reading and locking in the room apart; every function wants a session that is in it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from people.models import PersonId
from wellbeing.models import (
    Alias,
    Consent,
    Counted,
    CountedRecord,
    FrozenReport,
    Key,
    Member,
    Pseudonym,
    Round,
    RoundNumber,
    RoundState,
    Switch,
    Visit,
)
from wellbeing.vault import Vault

#: Held while a wave is being frozen.
_ONE_FREEZES = 7_204_061_031


async def lock_alias(session: AsyncSession, vault: Vault, person_id: PersonId) -> Alias | None:
    """Whatever else concerns a person waits until this transaction is over."""
    known = select(Alias).where(Alias.lookup == vault.lookup_of(person_id)).with_for_update()
    return (await session.scalars(known)).one_or_none()


async def make_alias(
    session: AsyncSession, vault: Vault, person_id: PersonId, today: date
) -> Alias:
    """The person's alias, locked; made when there is none, and of two at once, one is."""
    pseudonym = uuid4()
    await session.execute(
        insert(Alias)
        .values(
            pseudonym=pseudonym,
            lookup=vault.lookup_of(person_id),
            sealed_person=vault.seal({"person": person_id}, of=pseudonym),
            key_id=vault.key_id,
            active_on=today,
        )
        .on_conflict_do_nothing(index_elements=["lookup"])
    )
    alias = await lock_alias(session, vault, person_id)
    assert alias is not None, "just made"
    return alias


async def forget_alias(session: AsyncSession, alias: Alias) -> None:
    """Everything that hangs on it goes with it."""
    await session.flush()
    await session.execute(delete(Alias).where(Alias.pseudonym == alias.pseudonym))
    session.expunge_all()


async def consents_of(session: AsyncSession, pseudonym: Pseudonym) -> dict[Switch, Consent]:
    given = select(Consent).where(Consent.pseudonym == pseudonym)
    return {consent.switch: consent for consent in await session.scalars(given)}


async def open_round(session: AsyncSession, pseudonym: Pseudonym) -> Round | None:
    is_open = (Round.pseudonym == pseudonym) & (Round.state == RoundState.OPEN)
    return (await session.scalars(select(Round).where(is_open))).one_or_none()


async def round_of(
    session: AsyncSession, pseudonym: Pseudonym, number: RoundNumber
) -> Round | None:
    own = select(Round).where(Round.pseudonym == pseudonym, Round.number == number)
    return (await session.scalars(own)).one_or_none()


async def kept_rounds(session: AsyncSession, pseudonym: Pseudonym) -> list[Round]:
    """Rounds whose outcome is kept, oldest first."""
    kept = (
        select(Round)
        .where(Round.pseudonym == pseudonym, Round.sealed_scores.is_not(None))
        .order_by(Round.finished_at, Round.number)
    )
    return list(await session.scalars(kept))


async def all_rounds(session: AsyncSession, pseudonym: Pseudonym) -> list[Round]:
    rounds = select(Round).where(Round.pseudonym == pseudonym).order_by(Round.opened_at)
    return list(await session.scalars(rounds))


async def forget_history(session: AsyncSession, pseudonym: Pseudonym) -> None:
    """Finished rounds go; what is counted stays counted, and belongs to nobody from now on."""
    over = (Round.pseudonym == pseudonym) & (Round.state != RoundState.OPEN)
    await session.execute(delete(Round).where(over))
    await session.execute(
        update(CountedRecord).where(CountedRecord.pseudonym == pseudonym).values(pseudonym=None)
    )


async def forget_records(session: AsyncSession, pseudonym: Pseudonym) -> list[str]:
    """Take back what can still be found of a person's share in figures; of which waves."""
    gone = delete(CountedRecord).where(CountedRecord.pseudonym == pseudonym)
    return list(await session.scalars(gone.returning(CountedRecord.wave)))


# Being counted


async def claim_count(session: AsyncSession, token: bytes, wave: str) -> bool:
    """False when the person is in the figures of the wave already."""
    claimed = await session.scalars(
        insert(Counted)
        .values(token=token, wave=wave)
        .on_conflict_do_nothing(index_elements=["token"])
        .returning(Counted.wave)
    )
    return claimed.one_or_none() is not None


async def uncount(session: AsyncSession, tokens: Collection[bytes]) -> None:
    await session.execute(delete(Counted).where(Counted.token.in_(tokens)))


async def one_freezes(session: AsyncSession) -> None:
    """Of several processes one freezes; the others wait, and find it done."""
    await session.execute(select(func.pg_advisory_xact_lock(_ONE_FREEZES)))


async def waves_counting(session: AsyncSession) -> set[str]:
    """Waves that have records and may have to be frozen."""
    return set(await session.scalars(select(Counted.wave).distinct()))


async def records_of(session: AsyncSession, wave: str, key_id: str) -> list[CountedRecord]:
    """In the order of their random ids."""
    in_wave = (
        select(CountedRecord)
        .where(CountedRecord.wave == wave, CountedRecord.key_id == key_id)
        .order_by(CountedRecord.id)
    )
    return list(await session.scalars(in_wave))


async def forget_counting(session: AsyncSession, wave: str) -> None:
    """After freezing, only what the next wave can be compared with is needed."""
    await session.execute(delete(Counted).where(Counted.wave == wave))
    of_nobody = (CountedRecord.wave == wave) & CountedRecord.pseudonym.is_(None)
    await session.execute(delete(CountedRecord).where(of_nobody | (CountedRecord.wave < wave)))


async def mix_records(session: AsyncSession) -> None:
    """Write the records that belong to nobody anew, all at once and in the order of their ids.

    Otherwise where a row lies, and which transaction wrote it, would tell beside which round.
    """
    await session.execute(
        text(
            "with moved as (delete from wellbeing.records where pseudonym is null returning *)"
            " insert into wellbeing.records select * from moved order by id"
        )
    )


async def reports(session: AsyncSession) -> list[FrozenReport]:
    """The oldest first."""
    return list(await session.scalars(select(FrozenReport).order_by(FrozenReport.wave)))


async def invited_to(session: AsyncSession, wave: str) -> list[Alias]:
    invited = select(Alias).join(Member, Member.pseudonym == Alias.pseudonym)
    return list(await session.scalars(invited.where(Member.invited_to == wave)))


async def aliases(session: AsyncSession, pseudonyms: Collection[UUID]) -> Sequence[Alias]:
    return list(await session.scalars(select(Alias).where(Alias.pseudonym.in_(pseudonyms))))


# Visits of the page


async def lock_visit(session: AsyncSession, token_hash: bytes) -> Visit | None:
    return await session.get(Visit, token_hash, with_for_update=True)


async def visit_of(session: AsyncSession, session_hash: bytes) -> Visit | None:
    going_on = select(Visit).where(Visit.session_hash == session_hash)
    return (await session.scalars(going_on)).one_or_none()


async def alias_named(session: AsyncSession, pseudonym: Pseudonym) -> Alias | None:
    return await session.get(Alias, pseudonym)


# Keys


async def note_key(session: AsyncSession, key_id: str, now: datetime) -> None:
    seen = insert(Key).values(id=key_id, seen_at=now)
    await session.execute(seen.on_conflict_do_update(index_elements=["id"], set_={"seen_at": now}))
