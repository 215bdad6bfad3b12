"""Freezing a wave: its records become the report that is published of it, once and for ever."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from people import queries as people_queries
from people.models import PersonId
from wellbeing import queries
from wellbeing.instruments import CBI, Instrument, ScaleId, load
from wellbeing.models import CountedRecord, FrozenReport
from wellbeing.policy import VIEWERS, CheckInPolicy
from wellbeing.records import Earlier, Stratum, WaveRecord
from wellbeing.reports import WaveReport, measure_of
from wellbeing.room import apart
from wellbeing.vault import Unreadable, Vault
from wellbeing.waves import Wave, build_report
from wellbeing.windows import Season, wave_over_at, wave_windows

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Gathered:
    """All that a report is made from."""

    wave: Wave
    records: list[WaveRecord]
    invited: int
    previous: WaveReport | None
    ids: set[UUID]
    """Of all stored records of the wave."""
    seeing: set[UUID]
    """Of those of people who may read reports now."""

    def build(self, k: int) -> WaveReport:
        return build_report(
            self.wave, self.records, k=k, invited=self.invited, previous=self.previous
        )


class WaveFigures:
    """The job that freezes waves; ``wellbeing.frozen`` reads what it leaves."""

    def __init__(self, transaction: Transaction, vault: Vault, policy: CheckInPolicy) -> None:
        self._transaction = transaction
        self._vault = vault
        self._policy = policy

    async def freeze_wave(self, now: datetime) -> int:
        """Freeze the oldest wave that is over and is not frozen yet; 1, or 0 if there is none.

        Nothing is frozen, either, when somebody has erased an answer in the meantime: the next
        time it is made anew, without them.
        """
        async with self._transaction() as session:
            viewers = {each.id for each in await people_queries.people_with(session, *VIEWERS)}
            async with apart(session):
                gathered = await self._gathered(session, now, viewers)
        if gathered is None:
            return 0
        # Of thousands of people it takes minutes: in a thread, and no transaction waits for it.
        report = await asyncio.to_thread(gathered.build, self._policy.k)
        async with self._transaction() as session, apart(session):
            if not await self._frozen(session, gathered, report, now):
                return 0
        log.info("check-ins: a wave was frozen")
        return 1

    async def _frozen(
        self, session: AsyncSession, gathered: "_Gathered", report: WaveReport, now: datetime
    ) -> bool:
        await queries.one_freezes(session)
        if report.wave in {each.wave for each in await queries.reports(session)}:
            return False
        stored = await queries.records_of(session, report.wave, self._vault.key_id)
        if {each.id for each in stored} != gathered.ids:
            return False
        for each in stored:
            # What was not counted must not be compared with, even if its owner is none later.
            if each.id in gathered.seeing:
                await session.delete(each)
        session.add(FrozenReport(wave=report.wave, frozen_at=now, document=report.to_json()))
        await session.flush()
        await queries.forget_counting(session, report.wave)
        return True

    async def _over(self, session: AsyncSession, now: datetime) -> Wave | None:
        frozen = {each.wave for each in await queries.reports(session)}
        for name in sorted(await queries.waves_counting(session) - frozen):
            wave = self._wave(name)
            beginning, season = _parts(name)
            if now >= wave_over_at(beginning, season, self._policy.calendars.every()):
                return wave
        return None

    def _wave(self, name: str) -> Wave:
        beginning, season = _parts(name)
        windows = [
            window
            for calendar in self._policy.calendars.every()
            for window in wave_windows(beginning, calendar)
            if window.season is season
        ]
        starts = min(window.opens for window in windows)
        ends = max(window.closes for window in windows)
        return Wave(name, starts, ends, measure_of(load(CBI)))

    async def _gathered(
        self, session: AsyncSession, now: datetime, viewers: set[PersonId]
    ) -> "_Gathered | None":
        wave = await self._over(session, now)
        if wave is None:
            return None
        published = [WaveReport.from_json(each.document) for each in await queries.reports(session)]
        before = [each for each in published if each.wave < wave.name]
        previous = before[-1] if before else None
        stored = await queries.records_of(session, wave.name, self._vault.key_id)
        earlier = (
            await queries.records_of(session, previous.wave, self._vault.key_id)
            if previous is not None
            else []
        )
        owners = {each.pseudonym for each in stored if each.pseudonym is not None}
        seeing = await self._owned_by(session, owners, viewers)
        past = self._earlier(earlier)
        return _Gathered(
            wave,
            [
                self._record(document, each.pseudonym in seeing, past.get(each.pseudonym))
                for each, document in self._opened(stored)
            ],
            invited=await self._invited(session, wave.name, viewers),
            previous=previous,
            ids={each.id for each in stored},
            seeing={each.id for each in stored if each.pseudonym in seeing},
        )

    def _record(
        self, document: dict[str, Any], is_viewer: bool, earlier: Earlier | None
    ) -> WaveRecord:
        return WaveRecord(
            scores=_scores(document),
            stratum=Stratum(*document["stratum"]),
            k=document["k"],
            is_viewer=is_viewer or document["viewer"],
            earlier=earlier,
        )

    def _earlier(self, records: Iterable[CountedRecord]) -> dict[UUID | None, Earlier]:
        """What was counted in the wave before, by its owner; viewers were not."""
        return {
            each.pseudonym: Earlier(_scores(document), Stratum(*document["stratum"]))
            for each, document in self._opened(records)
            if each.pseudonym is not None and not document["viewer"]
        }

    def _opened(
        self, records: Iterable[CountedRecord]
    ) -> list[tuple[CountedRecord, dict[str, Any]]]:
        """Those that can be read and were measured with the words of today."""
        instrument = load(CBI)
        opened = []
        for each in records:
            try:
                document = self._vault.open(each.sealed, of=each.id)
            except Unreadable:
                continue
            if _is_of(document, instrument):
                opened.append((each, document))
        return opened

    async def _owned_by(
        self, session: AsyncSession, owners: set[Any], people: set[PersonId]
    ) -> set[UUID]:
        """Those of the pseudonyms behind which one of the people stands."""
        return {
            alias.pseudonym
            for alias in await queries.aliases(session, owners)
            if self._person(alias.sealed_person, alias.pseudonym) in people
        }

    async def _invited(self, session: AsyncSession, wave: str, viewers: set[PersonId]) -> int:
        invited = await queries.invited_to(session, wave)
        return sum(
            self._person(alias.sealed_person, alias.pseudonym) not in viewers for alias in invited
        )

    def _person(self, sealed: bytes, pseudonym: UUID) -> PersonId | None:
        try:
            return PersonId(self._vault.open(sealed, of=pseudonym)["person"])
        except Unreadable:
            return None


def _parts(name: str) -> tuple[int, Season]:
    beginning, _, season = name.partition("-")
    return int(beginning), Season(season)


def _scores(document: dict[str, Any]) -> dict[ScaleId, float | None]:
    return {ScaleId(scale): value for scale, value in document["scores"].items()}


def _is_of(document: dict[str, Any], instrument: Instrument) -> bool:
    measured = (document["version"], document["language"])
    return measured == (instrument.version, instrument.language)
