"""How a text comes into force: written, sent, looked at by a second person, published in time."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Transaction
from knowledge import catalogue_queries, file_queries, life_queries, queries
from knowledge.drafts import CaseDraft
from knowledge.errors import NoSuchCase
from knowledge.life_errors import NothingToSend, NotProposed, NotReady, OwnText, Regressed, SameText
from knowledge.life_models import Proposal, ProposalState
from knowledge.life_steps import (
    decide,
    keep_tests,
    locked,
    make_case,
    new_version,
    proposed,
    put_in_force,
    require_latest,
    spelt,
    take_back,
)
from knowledge.models import CaseId, CaseState, VersionId
from knowledge.queries import Entry
from knowledge.readiness import Hindrance, hindrances
from knowledge.recalling import recall_of, require_not_recalled
from knowledge.service import CaseText
from knowledge.trial_report import Report
from knowledge.trials import Trials
from people.models import PersonId

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Standing:
    """Where the latest text of a case stands on its way."""

    text: CaseText
    written_by: PersonId | None
    is_in_force: bool
    state: CaseState
    proposal: Proposal | None
    """What waits for a second person or for its time."""
    tests: tuple[str, ...]
    hindrances: tuple[Hindrance, ...]

    def is_own(self, person_id: PersonId) -> bool:
        """Whether the person has written or sent the text, and so does not approve it."""
        sender = self.proposal.sent_by if self.proposal else None
        return person_id in (self.written_by, sender)


class CaseLife:
    """Takes texts of cases from the first word to the archive."""

    def __init__(self, transaction: Transaction, trials: Trials, zone: ZoneInfo) -> None:
        self._transaction = transaction
        self._trials = trials
        self._zone = zone
        self._phrases: dict[VersionId, tuple[str, ...]] = {}
        """What the texts in force are called and asked by, see ``_taken_phrases``."""

    # Writing

    async def save(
        self,
        draft: CaseDraft,
        tests: Sequence[str],
        *,
        based_on: VersionId | None,
        by: PersonId,
        now: datetime,
    ) -> CaseText:
        """Keep a text, as a new version where its contents are new, with its test questions.

        Nothing that teachers see changes. A text that waits for a second person or for its time is
        taken back: what was looked at must be what comes into force.

        Args:
            based_on: the version that was opened for writing; ``None`` for a case that is new.

        Raises:
            EditedMeanwhile: there is a later version than that.
            CaseIdTaken: a new case has the id of another.
        """
        async with self._transaction() as session:
            await queries.lock_book(session)
            entry = (await queries.entries(session, [draft.id], lock=True)).get(draft.id)
            require_latest(entry, based_on)
            if entry is None:
                await make_case(session, draft.id)
            await keep_tests(session, draft.id, tests, by=by, now=now)
            if entry and CaseDraft.of(entry.latest).contents() == draft.contents():
                return CaseText.of(entry.latest)
            version = await new_version(session, entry, draft, by=by, now=now)
            await take_back(session, draft.id, by=by, now=now)
            log.info("case %s written by %s, version %s", draft.id, by, version.number)
            return CaseText.of(version)

    async def free_id(self, subject: str) -> CaseId:
        """An id for a new case of the subject that no case has yet, such as ``physics-07``."""
        async with self._transaction() as session:
            held = await life_queries.ids_beginning(session, f"{subject}-")
        number = next(n for n in range(1, len(held) + 2) if not held & spelt(subject, n))
        return CaseId(f"{subject}-{number:02}")

    async def roll_back(
        self, case_id: CaseId, number: int, *, by: PersonId, now: datetime
    ) -> CaseText:
        """Make a new version that says what an old one said; it goes its way as any other.

        Raises:
            NoSuchCase: there is no such case or version.
            SameText: the latest version says the same.
        """
        async with self._transaction() as session:
            entry = await locked(session, case_id)
            old = await catalogue_queries.version_numbered(session, case_id, number)
            if old is None:
                raise NoSuchCase(case_id)
            draft = CaseDraft.of(old)
            if CaseDraft.of(entry.latest).contents() == draft.contents():
                raise SameText(case_id)
            version = await new_version(session, entry, draft, by=by, now=now)
            await take_back(session, case_id, by=by, now=now)
            log.info("case %s rolled back by %s to version %s", case_id, by, number)
            return CaseText.of(version)

    async def keep_unanswerable(self, texts: Sequence[str], *, by: PersonId, now: datetime) -> int:
        """Make ``texts`` the test questions that no case answers; returns how many there are."""
        async with self._transaction() as session:
            await queries.lock_book(session)
            return await keep_tests(session, None, texts, by=by, now=now)

    # Looking

    async def unanswerable(self) -> list[str]:
        """Test questions that no case answers: they have to go to a methodist."""
        async with self._transaction() as session:
            return [test.text for test in await life_queries.tests_of(session, None)]

    async def count_tests(self) -> int:
        """How many test questions there are, of all cases and of none."""
        async with self._transaction() as session:
            return await life_queries.count_tests(session)

    async def standing(self, case_id: CaseId, *, now: datetime) -> Standing:
        """
        Raises:
            NoSuchCase: there is no such case.
        """
        async with self._transaction() as session:
            found = (await queries.entries(session, [case_id])).get(case_id)
            if found is None:
                raise NoSuchCase(case_id)
            return await self._standing(session, found, now)

    async def try_out(self, case_id: CaseId) -> Report:
        """What publishing the latest text of a case would do; see ``Trials.try_out``."""
        async with self._transaction() as session:
            found = (await queries.entries(session, [case_id])).get(case_id)
            if found is None:
                raise NoSuchCase(case_id)
            text = CaseText.of(found.latest)
        return await self._trials.try_out(text)

    async def proposals(self, case_id: CaseId) -> list[tuple[Proposal, int, str, str]]:
        """See ``life_queries.proposals``."""
        async with self._transaction() as session:
            return await life_queries.proposals(session, case_id)

    async def count_waiting(self) -> int:
        """How many texts wait for a second person."""
        async with self._transaction() as session:
            return await life_queries.count_waiting(session)

    # Sending and deciding

    async def send(
        self, case_id: CaseId, *, publish_at: datetime | None = None, by: PersonId, now: datetime
    ) -> None:
        """Lay the latest text before a second person; sent twice it waits once.

        Raises:
            NoSuchCase: there is no such case.
            NothingToSend: the latest text is in force.
            NotReady: the text lacks something.
            CaseRecalled: this very text was recalled; write it anew.
        """
        async with self._transaction() as session:
            entry = await locked(session, case_id)
            standing = await self._standing(session, entry, now)
            if standing.is_in_force:
                raise NothingToSend(case_id)
            await require_not_recalled(session, entry.latest.id)
            if standing.proposal is not None:
                return
            if standing.hindrances:
                raise NotReady(standing.hindrances)
            session.add(
                Proposal(
                    case_id=case_id,
                    version_id=entry.latest.id,
                    state=ProposalState.WAITING,
                    sent_at=now,
                    sent_by=by,
                    publish_at=publish_at,
                )
            )
        log.info("case %s sent by %s", case_id, by)

    async def withdraw(self, case_id: CaseId, *, by: PersonId, now: datetime) -> None:
        """Take back what waits for a second person or for its time.

        Raises:
            NotProposed: nothing waits.
        """
        async with self._transaction() as session:
            await locked(session, case_id)
            if not await take_back(session, case_id, by=by, now=now):
                raise NotProposed(case_id)
        log.info("case %s withdrawn by %s", case_id, by)

    async def give_back(
        self, case_id: CaseId, version_id: VersionId, *, note: str, by: PersonId, now: datetime
    ) -> None:
        """A second person wants the text changed, and says why.

        Raises:
            NotProposed: this text does not wait.
        """
        async with self._transaction() as session:
            await locked(session, case_id)
            proposal = await proposed(session, case_id, version_id)
            decide(proposal, ProposalState.RETURNED, by=by, now=now)
            proposal.note = note
        log.info("case %s returned by %s", case_id, by)

    async def approve(
        self,
        case_id: CaseId,
        version_id: VersionId,
        *,
        accepts_regressions: bool = False,
        by: PersonId,
        now: datetime,
    ) -> bool:
        """A second person puts the text in force, or lets it wait for its time.

        Returns:
            Whether it is in force now.

        Raises:
            NotProposed: this text does not wait, or is not the latest any more.
            OwnText: the person has written or sent it.
            CaseRecalled: it was recalled meanwhile.
            NotReady: it has come to lack something since it was sent.
            Regressed: test questions would fare worse, and that is not accepted.
        """
        async with self._transaction() as session:
            await self._require_approvable(session, case_id, version_id, by=by, now=now)
        report = await self.try_out(case_id)
        if report.has_regressed and not accepts_regressions:
            raise Regressed(case_id)
        async with self._transaction() as session:
            entry = await self._require_approvable(session, case_id, version_id, by=by, now=now)
            proposal = await proposed(session, case_id, version_id)
            is_due = proposal.publish_at is None or proposal.publish_at <= now
            state = ProposalState.PUBLISHED if is_due else ProposalState.SCHEDULED
            decide(proposal, state, by=by, now=now)
            if is_due:
                await put_in_force(session, entry, entry.latest)
        log.info("case %s approved by %s: %s", case_id, by, state.value)
        return is_due

    async def archive(self, case_id: CaseId, *, by: PersonId, now: datetime) -> None:
        """Take a case out of force; its versions stay readable.

        Raises:
            NoSuchCase: there is no such case.
        """
        async with self._transaction() as session:
            entry = await locked(session, case_id)
            entry.case.state = CaseState.RETIRED
            await take_back(session, case_id, by=by, now=now)
            await queries.announce(session)
        log.info("case %s archived by %s", case_id, by)

    async def publish_due(self, now: datetime, *, limit: int = 50) -> int:
        """Put in force what was approved for a moment that has come; returns how many."""
        async with self._transaction() as session:
            due = await life_queries.due(session, now, limit=limit)
        published = 0
        for case_id in due:
            published += await self._publish_scheduled(case_id, now)
        return published

    async def _publish_scheduled(self, case_id: CaseId, now: datetime) -> bool:
        async with self._transaction() as session:
            entry = await locked(session, case_id)
            proposal = await life_queries.open_proposal(session, case_id)
            # Another process may have been faster, or somebody has taken the text back.
            if proposal is None or proposal.state is not ProposalState.SCHEDULED:
                return False
            if proposal.publish_at is not None and proposal.publish_at > now:
                return False
            if await recall_of(session, proposal.version_id) is not None:
                proposal.state = ProposalState.WITHDRAWN
                return False
            proposal.state = ProposalState.PUBLISHED
            version = await queries.version_with(session, proposal.version_id)
            assert version is not None, "versions are never erased"
            await put_in_force(session, entry, version)
        log.info("case %s published in its time", case_id)
        return True

    async def _require_approvable(
        self,
        session: AsyncSession,
        case_id: CaseId,
        version_id: VersionId,
        *,
        by: PersonId,
        now: datetime,
    ) -> Entry:
        entry = await locked(session, case_id)
        await proposed(session, case_id, version_id)
        await require_not_recalled(session, version_id)
        standing = await self._standing(session, entry, now)
        if standing.is_own(by):
            raise OwnText(case_id)
        if standing.hindrances:
            raise NotReady(standing.hindrances)
        return entry

    async def _standing(self, session: AsyncSession, entry: Entry, now: datetime) -> Standing:
        case, latest = entry.case, entry.latest
        tests = tuple(t.text for t in await life_queries.tests_of(session, case.id))
        taken = await self._taken_phrases(session, apart_from=case.id)
        missing = [file.name for file in await file_queries.missing(session, latest.materials)]
        today = now.astimezone(self._zone).date()
        lacks = hindrances(latest, tests, taken=taken, missing_files=missing, today=today)
        return Standing(
            CaseText.of(latest),
            latest.created_by,
            case.state is CaseState.PUBLISHED and entry.waiting is None,
            case.state,
            await life_queries.open_proposal(session, case.id),
            tests,
            tuple(lacks),
        )

    async def _taken_phrases(
        self, session: AsyncSession, *, apart_from: CaseId
    ) -> dict[str, CaseId]:
        """Titles and typical questions of all other published cases, by ``phrase_key``."""
        in_force = await life_queries.in_force(session)
        unknown = [version_id for _, version_id in in_force if version_id not in self._phrases]
        known = self._phrases | await life_queries.phrases_of(session, unknown)
        # Versions never change, so each is read once; those that are replaced are let go.
        self._phrases = {version_id: known[version_id] for _, version_id in in_force}
        return {
            phrase: case_id
            for case_id, version_id in in_force
            if case_id != apart_from
            for phrase in self._phrases[version_id]
        }
