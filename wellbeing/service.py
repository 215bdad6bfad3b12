"""Check-ins, as their person meets them."""

import logging
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from delivery import outbox
from delivery.notices import UNASKED
from kit.database import Transaction
from people.models import PersonId
from wellbeing import enrolment, exporting, queries, rounds, visits
from wellbeing.errors import (
    CheckInsOff,
    ConsentOutdated,
    DayPassed,
    NoSuchAnswer,
    UnknownZone,
)
from wellbeing.finishing import offer_again, reading_of
from wellbeing.following import Offer
from wellbeing.guest import Guest, received
from wellbeing.instruments import InstrumentId, ItemId, load
from wellbeing.models import Switch
from wellbeing.outcomes import Overview, Result, RoundId, Step, Visit
from wellbeing.policy import CheckInPolicy, Place
from wellbeing.rhythm import Every, Rhythm, after_silence, less_often
from wellbeing.round_times import PutOff, Skipped, Snooze, Snoozed
from wellbeing.series import Series
from wellbeing.series import series as series_of
from wellbeing.vault import Unreadable, Vault

log = logging.getLogger(__name__)


class CheckIns:
    """Everything a person can do with check-ins, from the chat and from the page alike.

    Nothing of what is answered leaves these methods but to the person who has answered.
    """

    def __init__(self, transaction: Transaction, vault: Vault, policy: CheckInPolicy) -> None:
        self._transaction = transaction
        self._vault = vault
        self._policy = policy

    @property
    def place(self) -> Place:
        """Where people answer; ``OFF``: every method but those of erasure refuses."""
        return self._policy.place

    # Consent and rhythm

    async def overview(self, person_id: PersonId, *, now: datetime) -> Overview:
        async with self._received(person_id, now) as guest:
            return await enrolment.overview(guest)

    async def consent(
        self, person_id: PersonId, switch: Switch, on: bool, *, version: int, now: datetime
    ) -> Overview:
        """Put one switch on or off; the others stay as they are.

        Without history the kept rounds go at once; without check-ins the open round and whatever
        was about to be sent; when the last switch is off, everything.

        Args:
            version: of the text that the person has seen, see ``wellbeing.consent``.

        Raises:
            ConsentOutdated: the text has changed since.
        """
        if on and version != self._policy.consent_version:
            raise ConsentOutdated
        async with self._received(person_id, now, enrolling=on) as guest:
            if on:
                await enrolment.agree(guest, switch, now=now)
            elif switch in guest.consents:
                await enrolment.withdraw(guest, switch, now=now)
            found = await enrolment.overview(guest)
        if not on and switch is Switch.CHECK_INS:
            await self._take_back_nudges(person_id, now)
        log.info("check-ins: a switch was put %s", "on" if on else "off")
        return found

    async def stop(self, person_id: PersonId, *, now: datetime) -> Overview:
        """No more check-ins; a history stays, if one is kept."""
        return await self.consent(person_id, Switch.CHECK_INS, False, version=0, now=now)

    async def set_rhythm(self, person_id: PersonId, rhythm: Rhythm, *, now: datetime) -> Overview:
        """
        Raises:
            NotConsented, ConsentOutdated: check-ins are off.
        """
        async with self._received(person_id, now) as guest:
            member = guest.enrolled
            member.weekday, member.hour, member.every = rhythm.weekday, rhythm.hour, rhythm.every
            return await self._replanned(guest, now)

    async def less_often(self, person_id: PersonId, *, now: datetime) -> Overview:
        """One step down from how often it really is: fortnight, month, pause."""
        async with self._received(person_id, now) as guest:
            member = guest.enrolled
            member.every = less_often(after_silence(member.silent, member.every))
            return await self._replanned(guest, now)

    async def resume(self, person_id: PersonId, *, now: datetime) -> Overview:
        """After a pause or a leave: as chosen; a pause by own choice becomes a fortnight."""
        async with self._received(person_id, now) as guest:
            member = guest.enrolled
            member.away_until = None
            if member.every is Every.PAUSED:
                member.every = Every.FORTNIGHT
            return await self._replanned(guest, now)

    async def set_zone(
        self, person_id: PersonId, zone: str, *, confirmed: bool, now: datetime
    ) -> Overview:
        """
        Raises:
            UnknownZone: no IANA zone has this name.
        """
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise UnknownZone from None
        async with self._received(person_id, now) as guest:
            guest.enrolled.zone, guest.enrolled.zone_confirmed = zone, confirmed
            return await self._replanned(guest, now)

    async def set_place(
        self,
        person_id: PersonId,
        municipality: str | None,
        school: str | None = None,
        *,
        now: datetime,
    ) -> Overview:
        """Whose school calendar counts; the zone follows, to be confirmed."""
        async with self._received(person_id, now) as guest:
            enrolment.settle(guest, municipality, school)
            return await self._replanned(guest, now)

    async def set_away(self, person_id: PersonId, until: date | None, *, now: datetime) -> Overview:
        """On leave or ill until this day; ``None``: back.

        Raises:
            DayPassed: the day is today or has passed.
        """
        async with self._received(person_id, now) as guest:
            today = now.astimezone(ZoneInfo(guest.enrolled.zone)).date()
            if until is not None and until <= today:
                raise DayPassed
            guest.enrolled.away_until = until
            return await self._replanned(guest, now)

    # A round

    async def begin(
        self, person_id: PersonId, instrument_id: InstrumentId, *, now: datetime
    ) -> Step:
        """By own wish, at any hour; an open round of the same kind goes on, another one ends.

        Raises:
            NotConsented, ConsentOutdated: check-ins are off.
        """
        async with self._received(person_id, now) as guest:
            return await rounds.begin(guest, instrument_id, now=now)

    async def step(self, person_id: PersonId, round_id: RoundId, *, now: datetime) -> Step | Result:
        """Where the round stands; of an answered one the result, if a history is kept.

        Raises:
            NoSuchRound: the person has none of this id.
            RoundOver: it is over, and nothing of it is kept.
        """
        async with self._received(person_id, now) as guest:
            return await rounds.stand(guest, await guest.round(round_id), now=now)

    async def answer(
        self,
        person_id: PersonId,
        round_id: RoundId,
        item_id: ItemId,
        points: int | None,
        *,
        now: datetime,
    ) -> Step | Result:
        """Take an answer; of several to one item the first counts, the others change nothing.

        Args:
            points: of one of the item's options; ``None`` leaves the item out, which is not zero.

        Raises:
            NoSuchRound: the person has none of this id.
            RoundOver: it is over.
            NoSuchAnswer: no such item, or no such option.
        """
        async with self._received(person_id, now) as guest:
            return await rounds.answer(guest, await guest.round(round_id), item_id, points, now=now)

    async def skip_item(
        self, person_id: PersonId, round_id: RoundId, item_id: ItemId, *, now: datetime
    ) -> Step | Result:
        return await self.answer(person_id, round_id, item_id, None, now=now)

    async def press(self, person_id: PersonId, code: str, *, now: datetime) -> Step | Result:
        """An answer by the code of a choice (or of leaving out), as ``Step`` has given it.

        Raises:
            NoSuchRound, RoundOver, NoSuchAnswer: as in ``answer``.
        """
        try:
            number, item, option = self._vault.numbers_of(code)
        except Unreadable:
            raise NoSuchAnswer from None
        async with self._received(person_id, now) as guest:
            pressed = await guest.round(RoundId(self._vault.code(number)))
            return await rounds.press(guest, pressed, item, option, now=now)

    async def take_back(self, person_id: PersonId, round_id: RoundId, *, now: datetime) -> Step:
        """One step back.

        Raises:
            NoSuchRound, RoundOver: as in ``answer``.
            NothingToTakeBack: nothing is answered yet.
        """
        async with self._received(person_id, now) as guest:
            return await rounds.take_back(guest, await guest.round(round_id), now=now)

    async def skip_round(self, person_id: PersonId, round_id: RoundId, *, now: datetime) -> None:
        """No reason is needed, and a round that is over anyway is no mistake."""
        async with self._received(person_id, now) as guest:
            rounds.skip(guest, await guest.round(round_id), now=now)
        log.info("check-ins: a round was skipped")

    async def snooze(
        self, person_id: PersonId, round_id: RoundId, span: Snooze, *, now: datetime
    ) -> Snoozed | PutOff | Skipped:
        """Later; the second time it counts as skipping.

        Raises:
            NoSuchRound, RoundOver: as in ``answer``.
        """
        async with self._received(person_id, now) as guest:
            return rounds.snooze(guest, await guest.round(round_id), span, now=now)

    # What the person keeps

    async def series(
        self, person_id: PersonId, instrument_id: InstrumentId, *, now: datetime
    ) -> Series:
        """The person's own values over time; empty without a history."""
        async with self._received(person_id, now) as guest:
            if guest.alias is None:
                return Series(())
            zone = ZoneInfo(guest.member.zone) if guest.member else self._policy.zone
            kept = await queries.kept_rounds(guest.session, guest.pseudonym)
            found = [
                ((each.finished_at or each.opened_at), reading_of(each, self._vault))
                for each in kept
            ]
        readings = [
            (at.astimezone(zone).date(), reading if reading.values else None)
            for at, reading in found
            if reading.instrument == instrument_id
        ]
        return series_of(load(instrument_id), readings)

    async def offer_again(self, person_id: PersonId, *, now: datetime) -> Offer | None:
        """What was offered four weeks ago, once more and for the last time, if it is due."""
        async with self._received(person_id, now) as guest:
            return offer_again(guest, now) if guest.member is not None else None

    async def export(self, person_id: PersonId, *, with_answers: bool = True) -> dict[str, Any]:
        """All that is stored about the person here, ready for JSON, with Russian keys.

        Args:
            with_answers: whether the file may hold answers and scores, where it is going.
        """
        async with self._transaction() as session:
            return await exporting.export(
                session, self._vault, person_id, with_answers=with_answers
            )

    async def forget(self, person_id: PersonId, *, now: datetime) -> None:
        """Erase at once all that can be found; published reports stay as they are."""
        async with received(
            self._transaction, self._vault, self._policy, person_id, now=now
        ) as guest:
            if guest.alias is None:
                return
            await enrolment.forget(guest)
        async with self._transaction() as session:
            await outbox.erase(session, UNASKED, to=person_id)
        log.info("check-ins: somebody was forgotten")

    async def write_to_psychologist(self, person_id: PersonId, *, now: datetime) -> None:
        """May the person write to a psychologist from here? The words go another way.

        Raises:
            NotConsented, ConsentOutdated: the switch is off.
        """
        async with self._received(person_id, now) as guest:
            guest.require(Switch.PSYCHOLOGIST)
        log.info("check-ins: a psychologist was asked")

    # The page

    async def link(self, person_id: PersonId, round_id: RoundId | None, *, now: datetime) -> str:
        """A one-time token for a link to a round, or to the person's own page; for one hour.

        Raises:
            NotConsented: nothing is switched on, so there is nothing to show.
            NoSuchRound, RoundOver: as in ``answer``.
        """
        async with self._received(person_id, now) as guest:
            opened = None if round_id is None else await guest.round(round_id)
            return await visits.open_link(guest, opened, now=now)

    async def enter(self, token: str, *, session: str | None = None, now: datetime) -> Visit:
        """Use a link; used already, it still leads the same browser on.

        Args:
            session: what the browser's cookie holds, if it has one.

        Raises:
            LinkUsed: it was used by another browser, or its hour is over.
        """
        self._refuse_if_off()
        return await visits.enter(self._transaction, self._vault, token, session, now=now)

    async def go_on(self, session: str, *, now: datetime) -> Visit:
        """The visit that the browser is on.

        Raises:
            LinkUsed: it is over.
        """
        self._refuse_if_off()
        return await visits.go_on(self._transaction, self._vault, session, now=now)

    # Inside

    def _received(
        self, person_id: PersonId, now: datetime, *, enrolling: bool = False
    ) -> AbstractAsyncContextManager[Guest]:
        self._refuse_if_off()
        return received(
            self._transaction,
            self._vault,
            self._policy,
            person_id,
            now=now,
            enrolling=enrolling,
        )

    def _refuse_if_off(self) -> None:
        if self._policy.place is Place.OFF:
            raise CheckInsOff

    async def _replanned(self, guest: Guest, now: datetime) -> Overview:
        """The person has said a word: silence is over, and the next moment is found anew."""
        member = guest.enrolled
        member.silent, member.is_pause_told = 0, False
        guest.plan(now)
        return await enrolment.overview(guest)

    async def _take_back_nudges(self, person_id: PersonId, now: datetime) -> None:
        async with self._transaction() as session:
            await outbox.withdraw(session, UNASKED, to=person_id, now=now)
