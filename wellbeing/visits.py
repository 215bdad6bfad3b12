"""One-time links to the hotline's own page, and the browsers that have used them."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from people.models import PersonId
from wellbeing import queries
from wellbeing.errors import LinkUsed, RoundOver
from wellbeing.guest import Guest
from wellbeing.models import Round, RoundState
from wellbeing.models import Visit as VisitRow
from wellbeing.outcomes import RoundId, Visit
from wellbeing.room import apart
from wellbeing.vault import Unreadable, Vault

#: From being asked for to being opened.
LINK_LASTS = timedelta(hours=1)
#: From being opened; a round of nineteen items takes five minutes.
VISIT_LASTS = timedelta(hours=2)


async def open_link(guest: Guest, opened: Round | None, *, now: datetime) -> str:
    if opened is not None and (opened.state is not RoundState.OPEN or now >= opened.closes_at):
        raise RoundOver
    token = secrets.token_urlsafe(24)
    guest.session.add(
        VisitRow(
            token_hash=_hash(token),
            pseudonym=guest.pseudonym,
            number=opened.number if opened is not None else None,
            expires_at=now + LINK_LASTS,
        )
    )
    return token


async def enter(
    transaction: Transaction, vault: Vault, token: str, session: str | None, *, now: datetime
) -> Visit:
    async with transaction() as database, apart(database):
        found = await queries.lock_visit(database, _hash(token))
        if found is None or now >= found.expires_at:
            raise LinkUsed
        if found.session_hash is None:
            session = secrets.token_urlsafe(24)
            found.session_hash = _hash(session)
            found.expires_at = now + VISIT_LASTS
        elif session is None or not secrets.compare_digest(found.session_hash, _hash(session)):
            raise LinkUsed
        return await _visit(database, vault, found, session)


async def go_on(transaction: Transaction, vault: Vault, session: str, *, now: datetime) -> Visit:
    async with transaction() as database, apart(database):
        found = await queries.visit_of(database, _hash(session))
        if found is None or now >= found.expires_at:
            raise LinkUsed
        return await _visit(database, vault, found, session)


async def _visit(database: AsyncSession, vault: Vault, found: VisitRow, session: str) -> Visit:
    alias = await queries.alias_named(database, found.pseudonym)
    assert alias is not None, "a visit goes with its alias"
    try:
        person_id = PersonId(vault.open(alias.sealed_person, of=alias.pseudonym)["person"])
    except Unreadable:
        raise LinkUsed from None
    round_id = RoundId(vault.code(found.number)) if found.number is not None else None
    return Visit(person_id, round_id, session, found.expires_at)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
