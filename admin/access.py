"""Who is in the panel: one-time links, sessions, and what ends them."""

import hashlib
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from admin import queries
from admin.audit import audit
from admin.errors import LinkExpired, LinkUnknown, LinkUsed
from admin.models import Deed, Matter, PanelLink, PanelSession, SessionId
from admin.rights import PANEL_ROLES
from kit.database import Transaction
from people.errors import NotForYou
from people.models import Person, PersonId

log = logging.getLogger(__name__)

LINK_LASTS = timedelta(minutes=5)
#: A session that nobody uses ends after this,
IDLE_LASTS = timedelta(hours=2)
#: and any session after this: a working day.
SESSION_LASTS = timedelta(hours=12)
#: A used link is known as such for so long: whoever opens it again hears why it does not work.
_LINK_REMEMBERED = timedelta(days=1)
#: How exact ``seen_at`` is kept: a page must not cost a write each time.
_SEEN_EVERY = timedelta(minutes=1)
_LONGEST_DEVICE = 80


@dataclass(frozen=True)
class Visitor:
    """Somebody in the panel, with the rights they have at this moment."""

    person: Person
    session_id: SessionId
    flashes: tuple[dict[str, str], ...]
    """Messages that wait for the next page, in their order."""


class Access:
    """Lets people into the panel and out of it."""

    def __init__(self, transaction: Transaction, *, url: str) -> None:
        """
        Args:
            url: under which people reach the web part, without a slash at the end.
        """
        self._transaction = transaction
        self.url = url

    def may_enter(self, person: Person) -> bool:
        """Whether any page of the panel is for the person."""
        return person.has(*PANEL_ROLES)

    async def link(self, person_id: PersonId, *, now: datetime) -> str:
        """Make a link that lets this person in once, within five minutes.

        Raises:
            NotForYou: no page of the panel is for the person.
        """
        token = secrets.token_urlsafe(32)
        async with self._transaction() as session:
            person = await session.get_one(Person, person_id)
            if not self.may_enter(person):
                raise NotForYou(person_id)
            expires_at = now + LINK_LASTS
            session.add(
                PanelLink(
                    token_hash=_hash(token), person_id=person_id, made_at=now, expires_at=expires_at
                )
            )
        return f"{self.url}/panel/enter?token={token}"

    async def look(self, token: str, *, now: datetime) -> None:
        """See whether the link would let somebody in; it is not used up by that.

        Raises:
            LinkUnknown, LinkUsed, LinkExpired: it would not, and why.
        """
        async with self._transaction() as session:
            _require_usable(await queries.link_with(session, _hash(token)), now)

    async def enter(
        self, token: str, *, device: str, former_secret: str | None, now: datetime
    ) -> str:
        """Use the link up and begin a session.

        Args:
            device: kind of browser and system.
            former_secret: what the browser kept until now; that session ends.

        Returns:
            The secret of the session, for the browser's cookie; it is not stored here.

        Raises:
            LinkUnknown, LinkUsed, LinkExpired: the link lets nobody in, and why.
            NotForYou: the person has lost every role of the panel meanwhile.
        """
        secret = secrets.token_urlsafe(32)
        async with self._transaction() as session:
            link = _require_usable(await queries.link_with(session, _hash(token), lock=True), now)
            person = await session.get_one(Person, link.person_id)
            if not self.may_enter(person):
                raise NotForYou(person.id)
            link.used_at = now
            await self._end_former(session, former_secret)
            begun = PanelSession(
                secret_hash=_hash(secret),
                person_id=person.id,
                entered_at=now,
                seen_at=now,
                device=device[:_LONGEST_DEVICE],
            )
            session.add(begun)
            await session.flush()
            audit(session, person.id, Deed.ENTERED, Matter.SESSION, begun.id, now=now)
        log.info("person %s entered the panel, session %s", person.id, begun.id)
        return secret

    async def visitor(self, secret: str | None, *, now: datetime) -> Visitor | None:
        """Whoever the browser is signed in as; ``None`` when nobody.

        Roles are read anew each time: whoever has lost those of the panel is out at once.
        Waiting messages are handed over by this call and do not wait any longer.
        """
        if not secret:
            return None
        async with self._transaction() as session:
            found = await queries.session_with(session, _hash(secret))
            if found is None:
                return None
            begun, person = found
            if _is_over(begun, now) or not self.may_enter(person):
                await session.delete(begun)
                return None
            if now - begun.seen_at >= _SEEN_EVERY:
                begun.seen_at = now
            return Visitor(person, begun.id, tuple(begun.flashes))

    async def take_flashes(self, session_id: SessionId) -> None:
        """The waiting messages have been shown."""
        async with self._transaction() as session:
            await queries.drop_flashes(session, session_id)

    async def flash(self, session_id: SessionId, kind: str, words: str) -> None:
        """Let the next page of this session show ``words`` once."""
        async with self._transaction() as session:
            await queries.keep_flashes(session, session_id, [{"kind": kind, "words": words}])

    async def sessions(self, person_id: PersonId, *, now: datetime) -> Sequence[PanelSession]:
        """Where the person is signed in now, the last used first."""
        async with self._transaction() as session:
            found = await queries.sessions_of(session, person_id)
        return [each for each in found if not _is_over(each, now)]

    async def sign_out(self, visitor: Visitor, *, now: datetime) -> None:
        async with self._transaction() as session:
            await queries.end_session(session, visitor.session_id)
            person_id, session_id = visitor.person.id, visitor.session_id
            audit(session, person_id, Deed.SIGNED_OUT, Matter.SESSION, session_id, now=now)

    async def sign_out_everywhere(self, person_id: PersonId, *, now: datetime) -> int:
        """End every session of the person, and every link that waits; returns how many ended."""
        async with self._transaction() as session:
            ended = await queries.end_sessions_of(session, person_id)
            deed = Deed.SIGNED_OUT_EVERYWHERE
            audit(session, person_id, deed, Matter.SESSION, now=now, detail={"ended": ended})
        log.info("person %s signed out everywhere, %s sessions", person_id, ended)
        return ended

    async def forget_old(self, now: datetime, *, limit: int = 500) -> int:
        """Erase links and sessions that are over; returns how many."""
        async with self._transaction() as session:
            expired_before = now - _LINK_REMEMBERED
            links = await queries.forget_links(session, expired_before=expired_before, limit=limit)
            sessions = await queries.forget_sessions(
                session,
                entered_before=now - SESSION_LASTS,
                seen_before=now - IDLE_LASTS,
                roles=[role.value for role in PANEL_ROLES],
                limit=limit,
            )
        return links + sessions

    @staticmethod
    async def _end_former(session: AsyncSession, secret: str | None) -> None:
        former = await queries.session_with(session, _hash(secret)) if secret else None
        if former is not None:
            await queries.end_session(session, former[0].id)


def _require_usable(link: PanelLink | None, now: datetime) -> PanelLink:
    if link is None:
        raise LinkUnknown
    if link.used_at is not None:
        raise LinkUsed
    if link.expires_at <= now:
        raise LinkExpired
    return link


def _is_over(begun: PanelSession, now: datetime) -> bool:
    return now - begun.entered_at >= SESSION_LASTS or now - begun.seen_at >= IDLE_LASTS


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
