"""People and their check-ins over one database, and a clock that obeys."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, text

from delivery.models import Delivery
from delivery.notices import Notice, Nudge
from kit.database import Transaction
from people.addresses import Address
from people.models import PersonId, Role
from people.service import About, Directory
from wellbeing.calendars import Calendars
from wellbeing.consent import VERSION
from wellbeing.figures import WaveFigures
from wellbeing.instruments import CBI, PULSE, InstrumentId, ItemId
from wellbeing.models import Switch
from wellbeing.nudging import Nudges
from wellbeing.outcomes import Result, RoundId, Step
from wellbeing.policy import CheckInPolicy, Place
from wellbeing.retention import Retention
from wellbeing.rhythm import Every, Rhythm
from wellbeing.room import apart
from wellbeing.service import CheckIns
from wellbeing.vault import KEY_BYTES, Vault

MOSCOW = ZoneInfo("Europe/Moscow")
#: A Tuesday of lessons, noon in Moscow, far from vacations and from waves.
TUESDAY = datetime(2026, 1, 27, 9, tzinfo=UTC)
#: A Wednesday in the autumn wave of 2025.
IN_WAVE = datetime(2025, 11, 19, 9, tzinfo=UTC)
VAULT = Vault(bytes(range(KEY_BYTES)))
TUESDAYS = Rhythm(weekday=1, hour=16, every=Every.FORTNIGHT)

_NEXT_MOMENT = text("""
    select min(moment) from (
        select next_due_at as moment from wellbeing.members
        union all select remind_at from wellbeing.rounds where state = 'open'
        union all select closes_at from wellbeing.rounds where state = 'open'
    ) as moments where moment > :now
""")


def policy(**changes: Any) -> CheckInPolicy:
    usual = CheckInPolicy(Place.CHAT, MOSCOW, Calendars())
    return replace(usual, **changes)


class House:
    """The services of check-ins; ``settings`` may be changed as an operator would."""

    def __init__(
        self, transaction: Transaction, settings: CheckInPolicy | None = None, vault: Vault = VAULT
    ) -> None:
        self.transaction = transaction
        self.now = TUESDAY
        self.directory = Directory(transaction)
        self.vault = vault
        self._numbers = count(1)
        self.open(settings or policy())

    def open(self, settings: CheckInPolicy, vault: Vault | None = None) -> None:
        """The service starts, or starts again."""
        self.vault = vault or self.vault
        self.policy = settings
        self.checkins = CheckIns(self.transaction, self.vault, settings)
        self.nudges = Nudges(self.transaction, self.vault, settings)
        self.retention = Retention(self.transaction, self.vault)
        self.figures = WaveFigures(self.transaction, self.vault, settings)

    async def person(self, *roles: Role, **about: Any) -> PersonId:
        address = Address("telegram", str(next(self._numbers)))
        person_id = (await self.directory.meet(address, "Имя", now=self.now)).id
        for role in roles:
            code = await self.directory.invite(role, now=self.now)
            await self.directory.accept(person_id, code, now=self.now)
        if about:
            await self.directory.tell_about(person_id, About(**about))
        return person_id

    async def enrolled(self, *others: Switch, rhythm: Rhythm = TUESDAYS, **about: Any) -> PersonId:
        """Somebody who has switched check-ins on, and what else is named."""
        person_id = await self.person(**about)
        await self.agrees(person_id, Switch.CHECK_INS, *others)
        await self.checkins.set_rhythm(person_id, rhythm, now=self.now)
        return person_id

    async def agrees(self, person_id: PersonId, *switches: Switch) -> None:
        for switch in switches:
            await self.checkins.consent(person_id, switch, True, version=VERSION, now=self.now)

    async def refuses(self, person_id: PersonId, *switches: Switch) -> None:
        for switch in switches:
            await self.checkins.consent(person_id, switch, False, version=VERSION, now=self.now)

    async def answers(
        self,
        person_id: PersonId,
        instrument: InstrumentId = PULSE,
        *,
        points: int | Mapping[ItemId, int] = 1,
        round_id: RoundId | None = None,
    ) -> Result:
        """A whole round: that of ``round_id``, or one by own wish."""
        found: Step | Result = (
            await self.checkins.step(person_id, round_id, now=self.now)
            if round_id is not None
            else await self.checkins.begin(person_id, instrument, now=self.now)
        )
        while isinstance(found, Step):
            chosen = points if isinstance(points, int) else points[found.item.id]
            found = await self.checkins.answer(
                person_id, found.round_id, found.item.id, chosen, now=self.now
            )
        return found

    async def counted(self, score: int, *switches: Switch, **about: Any) -> PersonId:
        """Somebody who has answered the full instrument, every item by ``score`` points."""
        person_id = await self.enrolled(Switch.AGGREGATES, *switches, **about)
        await self.answers(person_id, CBI, points=score)
        return person_id

    async def pass_time(self, **span: float) -> None:
        """Time passes, and whatever is due on the way is done at its moment."""
        until = self.now + timedelta(**span)
        while (moment := await self._next_moment()) is not None and moment <= until:
            self.now = moment
            await self.work()
        self.now = until
        await self.work()

    async def _next_moment(self) -> datetime | None:
        async with self.transaction() as session, apart(session):
            found: datetime | None = await session.scalar(_NEXT_MOMENT, {"now": self.now})
            return found

    async def work(self) -> None:
        for job in (self.nudges.close_due, self.nudges.nudge_due, self.nudges.remind_due):
            await job(self.now)

    async def heard(self, person_id: PersonId) -> list[tuple[datetime, Notice]]:
        """What was written to the person unasked, and when."""
        async with self.transaction() as session:
            posted = select(Delivery).where(Delivery.recipient_id == person_id)
            found = await session.scalars(posted.order_by(Delivery.id))
            return [(each.posted_at, each.notice) for each in found]

    async def nudged(self, person_id: PersonId) -> list[datetime]:
        return [at for at, notice in await self.heard(person_id) if isinstance(notice, Nudge)]

    async def last_round(self, person_id: PersonId) -> RoundId:
        notices = [notice for _, notice in await self.heard(person_id)]
        nudges = [notice for notice in notices if isinstance(notice, Nudge)]
        return RoundId(nudges[-1].round_id)

    async def rows(self, table: str) -> int:
        """How many rows a table of check-ins has."""
        async with self.transaction() as session, apart(session):
            found = await session.scalar(text(f"select count(*) from wellbeing.{table}"))
            return int(found or 0)
