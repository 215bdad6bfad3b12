"""Writing to people unasked: the nudge, its one reminder, and the end of a round."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from delivery import outbox, solicitude
from delivery.notices import Notice, Nudge, NudgesPaused
from kit.database import Transaction
from people.models import PersonId
from wellbeing import due
from wellbeing.contact import Contact, Occasion, ripe_contact
from wellbeing.guest import past_of, plan, rhythm_of, seed_of, whereabouts
from wellbeing.instruments import CBI, PULSE
from wellbeing.models import Member, Round, RoundState
from wellbeing.policy import CheckInPolicy, Place
from wellbeing.room import apart
from wellbeing.round_times import closes_at, is_reminder_timely, reminder_at
from wellbeing.rounds import new_number
from wellbeing.script import Script
from wellbeing.slots import Whereabouts, next_allowed
from wellbeing.vault import Vault
from wellbeing.windows import window_on

#: A round that should have been over by now will be, when it is looked for next.
_SOON = timedelta(minutes=10)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Planned:
    """What somebody is to be written now."""

    member: Member
    where: Whereabouts
    contact: Contact


class Nudges:
    """The jobs of check-ins: each takes a limited batch, and does no harm when run twice.

    What is written and what is noted about it is one transaction, so that after a crash either
    both are there or neither.
    """

    def __init__(self, transaction: Transaction, vault: Vault, policy: CheckInPolicy) -> None:
        self._transaction = transaction
        self._vault = vault
        self._policy = policy

    async def nudge_due(self, now: datetime, *, limit: int = 500) -> int:
        """Begin the rounds that are due, and tell their people; how many were looked at."""
        if self._policy.place is Place.OFF:
            return 0
        async with self._transaction() as session:
            async with apart(session):
                members = await self._claim(session, now, limit)
            contacts = await solicitude.last_contacts(session, members.keys())
            async with apart(session):
                planned = {
                    person_id: ready
                    for person_id, member in members.items()
                    if (ready := self._ripe(member, contacts.get(person_id), now)) is not None
                }
            allowed = await solicitude.claim_all(session, planned.keys(), now)
            async with apart(session):
                notices = self._begin(session, planned, allowed, now)
                for person_id in planned.keys() - allowed:  # somebody has just written to them
                    self._replan(planned[person_id].member, now, contact_at=now)
            await outbox.post_all(session, notices, at=now)
        if members:
            log.info("check-ins: %s nudges of %s due", len(notices), len(members))
        return len(members)

    async def remind_due(self, now: datetime, *, limit: int = 500) -> int:
        """Write of open rounds once more: reminders, and what was put off; how many were due."""
        if self._policy.place is Place.OFF:
            return 0
        async with self._transaction() as session:
            async with apart(session):
                found = await due.to_remind(session, self._policy, now, limit=limit)
                people = await due.people_of(session, self._vault, [each.member for each in found])
                for each in found:
                    if each.member.pseudonym not in people:
                        each.round.remind_at = None
                timely = {
                    people[each.member.pseudonym]: each
                    for each in found
                    if each.member.pseudonym in people and self._is_timely(each, now)
                }
            asked_for = {person for person, each in timely.items() if each.round.snoozes}
            begun = {
                person: each.round.nudged_at
                for person, each in timely.items()
                if person not in asked_for and each.round.nudged_at is not None
            }
            allowed = await solicitude.claim_all(session, begun.keys(), now, continuing=begun)
            notices = [
                (person, self._nudge(timely[person].round, timely[person].member, now))
                for person in asked_for | allowed
            ]
            await outbox.post_all(session, notices, at=now)
        if found:
            log.info("check-ins: %s reminders of %s due", len(notices), len(found))
        return len(found)

    async def close_due(self, now: datetime, *, limit: int = 500) -> int:
        """End the rounds whose time is over; how many."""
        async with self._transaction() as session:
            async with apart(session):
                found = await due.to_close(session, now, limit=limit)
                people = await due.people_of(session, self._vault, [each.member for each in found])
            contacts = await solicitude.last_contacts(session, people.values())
            async with apart(session):
                for each in found:
                    person_id = people.get(each.member.pseudonym)
                    self._close(each, now, is_readable=person_id is not None)
                    if person_id is not None:
                        self._replan(each.member, now, contact_at=contacts.get(person_id))
        if found:
            log.info("check-ins: %s rounds ended by themselves", len(found))
        return len(found)

    # Nudges

    async def _claim(
        self, session: AsyncSession, now: datetime, limit: int
    ) -> dict[PersonId, Member]:
        """Members who are due, without a round in hand; the others are put to its end."""
        found = await due.to_nudge(session, self._policy, now, limit=limit)
        busy = await due.open_until(session, [member.pseudonym for member in found])
        people = await due.people_of(session, self._vault, found)
        for member in found:
            if member.pseudonym in busy:
                member.next_due_at = max(busy[member.pseudonym], now + _SOON)
            elif member.pseudonym not in people:
                member.next_due_at = None  # sealed with a key that is lost
        return {
            people[member.pseudonym]: member
            for member in found
            if member.pseudonym not in busy and member.pseudonym in people
        }

    def _ripe(self, member: Member, contact_at: datetime | None, now: datetime) -> _Planned | None:
        """What is to be written to the member now; otherwise the moment is put to a better one."""
        where = whereabouts(member, self._vault, self._policy)
        assert member.next_due_at is not None, "chosen by it"
        occasion = member.next_occasion or Occasion.PULSE
        window = (
            window_on(where.local_day(member.next_due_at), where.calendar)
            if occasion is Occasion.WAVE
            else None
        )
        contact = ripe_contact(
            Contact(occasion, member.next_due_at, window),
            rhythm_of(member),
            where,
            past_of(member, contact_at),
            now=now,
            seed=seed_of(member.pseudonym),
        )
        if contact is not None and contact.at <= now:
            return _Planned(member, where, contact)
        member.next_due_at = contact.at if contact is not None else None
        member.next_occasion = contact.occasion if contact is not None else None
        return None

    def _begin(
        self,
        session: AsyncSession,
        planned: dict[PersonId, _Planned],
        allowed: set[PersonId],
        now: datetime,
    ) -> list[tuple[PersonId, Notice]]:
        notices: list[tuple[PersonId, Notice]] = []
        for person_id in allowed:
            ready = planned[person_id]
            if ready.contact.occasion is Occasion.PAUSE:
                ready.member.is_pause_told = True
                notices.append((person_id, NudgesPaused(_quiet_from(ready.where, now))))
            else:
                begun = self._round(ready, now)
                session.add(begun)
                notices.append((person_id, self._nudge(begun, ready.member, now)))
            self._replan(ready.member, now, contact_at=now)
        return notices

    def _round(self, ready: _Planned, now: datetime) -> Round:
        member, window = ready.member, ready.contact.window
        if window is not None:
            script = Script.begin(CBI, turn=0, wave=window.wave)
            member.full_at, member.invited_to = now, window.wave
        elif ready.contact.occasion is Occasion.WAVE:  # put off beyond its window
            script = Script.begin(CBI, turn=0, wave=None)
        else:
            script = Script.begin(PULSE, turn=member.turn, wave=None)
            member.turn += 1
        member.round_at = now
        return Round(
            number=new_number(),
            pseudonym=member.pseudonym,
            state=RoundState.OPEN,
            by_own_wish=False,
            opened_at=now,
            closes_at=closes_at(now),
            nudged_at=now,
            remind_at=reminder_at(now, member.hour, ready.where, seed=seed_of(member.pseudonym)),
            snoozes=0,
            sealed_answers=self._vault.seal(script.document(), of=member.pseudonym),
        )

    def _nudge(self, about: Round, member: Member, now: datetime) -> Nudge:
        where = whereabouts(member, self._vault, self._policy)
        return Nudge(self._vault.code(about.number), _quiet_from(where, now))

    def _replan(self, member: Member, now: datetime, *, contact_at: datetime | None) -> None:
        plan(member, self._vault, self._policy, contact_at=contact_at, after=now)

    # Reminders and ends

    def _is_timely(self, each: due.OpenRound, now: datetime) -> bool:
        """Whether to write now; what its person has put off waits for the next slot if not."""
        about, where = each.round, whereabouts(each.member, self._vault, self._policy)
        about.remind_at = None
        if not about.snoozes:
            return is_reminder_timely(about.opened_at, now, where)
        if where.allows(now):
            return True
        seed = seed_of(each.member.pseudonym)
        later = next_allowed(now, each.member.hour, where, seed=seed)
        about.remind_at = later if later < about.closes_at else None
        return False

    def _close(self, each: due.OpenRound, now: datetime, *, is_readable: bool) -> None:
        """Nothing of it is kept; whoever had begun to answer has said a word, though."""
        is_silent = (
            is_readable
            and not (each.round.by_own_wish or each.round.snoozes)
            and not self._is_begun(each.round)
        )
        each.round.state = RoundState.SILENT if is_silent else RoundState.SKIPPED
        each.round.finished_at, each.round.remind_at = now, None
        each.round.sealed_answers = None
        if is_silent:
            each.member.silent += 1
        else:
            each.member.silent, each.member.is_pause_told = 0, False

    def _is_begun(self, about: Round) -> bool:
        if about.sealed_answers is None:
            return False
        return bool(self._vault.open(about.sealed_answers, of=about.pseudonym)["answers"])


def _quiet_from(where: Whereabouts, now: datetime) -> datetime:
    """When the quiet hours of this day begin, in UTC."""
    local = datetime.combine(where.local_day(now), where.quiet.begins, where.zone)
    return local.astimezone(UTC)
