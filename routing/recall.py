"""Recalling a version of a case: nobody is shown it any more, and whoever had it is told."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from delivery import outbox
from delivery.models import DeliveryState
from delivery.notices import CaseCorrected, CaseWithdrawn
from kit.database import Transaction
from knowledge import catalogue_queries, recalling
from knowledge import queries as case_queries
from knowledge.curating_models import RecallId
from knowledge.errors import NoSuchCase
from knowledge.models import CaseId, VersionId
from knowledge.recalling import RecalledVersion
from people.models import PersonId
from routing import answers, history, queries
from routing import recall_queries as recalls
from routing.curating_errors import (
    NoSuchCorrection,
    NoSuchRecall,
    OwnCorrection,
    RecalledAlready,
)
from routing.curating_models import Correction, CorrectionDelivery, CorrectionId, Received
from routing.errors import EmptyWords
from routing.models import EntryKind
from routing.recall_queries import Sending
from routing.recipients import Recipient, recipients

log = logging.getLogger(__name__)

#: Methodists know of a correction for so long before the askers, who may come with questions.
TOLD_FIRST = timedelta(minutes=10)


@dataclass(frozen=True)
class Wording:
    """A correction, and how far it has come."""

    correction_id: CorrectionId
    number: int
    text: str
    written_at: datetime
    written_by: PersonId
    sent_at: datetime | None
    delivered: int
    on_the_way: int
    lost: int
    """It went out and cannot arrive, or was cancelled, since the person was forgotten."""
    not_sent_to: int
    """They were forgotten or out of reach already."""


@dataclass(frozen=True)
class RecallCard:
    """A recall with everybody concerned."""

    version: RecalledVersion
    recipients: tuple[Recipient, ...]
    """As of now, methodists first."""
    out_of_reach: int
    wordings: tuple[Wording, ...]
    """The newest first."""

    def of(self, received: Received) -> list[Recipient]:
        return [each for each in self.recipients if each.received is received]


class Recalls:
    """Takes versions back that were found wrong."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def recall(
        self, case_id: CaseId, number: int, *, reason: str, by: PersonId, now: datetime
    ) -> RecallId:
        """Quarantine a version at once; one person is enough, since nobody is harmed by it.

        It is neither found nor opened nor sent from now on. Answers made of it that still wait to
        go out are taken back, and their questions are with the methodists again.

        Raises:
            EmptyWords: no reason is given.
            NoSuchCase: there is no such version.
            RecalledAlready: it was recalled before.
        """
        if not reason.strip():
            raise EmptyWords
        async with self._transaction() as session:
            entry = (await case_queries.entries(session, [case_id], lock=True)).get(case_id)
            version = await catalogue_queries.version_numbered(session, case_id, number)
            if entry is None or version is None:
                raise NoSuchCase(case_id)
            if await recalling.recall_of(session, version.id) is not None:
                raise RecalledAlready(version.id)
            recall = await recalling.quarantine(
                session, entry.case, version.id, reason=reason.strip(), by=by, now=now
            )
            for sending in await recalls.sendings(session, version.id):
                await _hold_back(session, sending, now=now)
            await case_queries.announce(session)
        log.info("version %s recalled by %s, recall %s", version.id, by, recall.id)
        return recall.id

    async def all(self) -> list[RecalledVersion]:
        """The newest first."""
        async with self._transaction() as session:
            return await recalling.recalls(session)

    async def card(self, recall_id: RecallId) -> RecallCard:
        """
        Raises:
            NoSuchRecall
        """
        async with self._transaction() as session:
            version = await _version(session, recall_id)
            found = await _recipients(session, version.version_id)
            people = {each.person_id for each in found}
            reachable = await recalls.reachable(session, people)
            wordings = [
                await _wording(session, each)
                for each in await recalls.corrections(session, recall_id)
            ]
        return RecallCard(version, tuple(found), len(people - reachable), tuple(wordings))

    async def count_uncorrected(self) -> int:
        """Recalls for which no correction has gone out yet."""
        async with self._transaction() as session:
            return await recalls.count_uncorrected(session)

    async def write(
        self, recall_id: RecallId, text: str, *, by: PersonId, now: datetime
    ) -> CorrectionId:
        """Keep the words of a correction; other words are another version of it.

        Raises:
            EmptyWords, NoSuchRecall
        """
        words = text.strip()
        if not words:
            raise EmptyWords
        async with self._transaction() as session:
            if await recalling.lock_recall(session, recall_id) is None:
                raise NoSuchRecall(recall_id)
            former = await recalls.corrections(session, recall_id)
            if former and former[0].text == words:
                return former[0].id
            correction = Correction(
                recall_id=recall_id,
                number=former[0].number + 1 if former else 1,
                text=words,
                written_at=now,
                written_by=by,
            )
            session.add(correction)
            await session.flush()
            return correction.id

    async def send(self, correction_id: CorrectionId, *, by: PersonId, now: datetime) -> int:
        """Tell everybody who received the version; a second time nobody is told again.

        A second person sends what one has written: it goes to everybody and cannot be taken back.
        Methodists who answered with the version hear first, askers ``TOLD_FIRST`` later.

        Returns:
            How many people are told by this call.

        Raises:
            NoSuchCorrection: there is none, or there is a newer wording.
            OwnCorrection: the person has written it.
        """
        async with self._transaction() as session:
            correction, version = await _sendable(session, correction_id, by=by)
            if correction.sent_at is not None:
                return 0
            correction.sent_at, correction.sent_by = now, by
            told = await _post_to_all(session, correction, version, now=now)
        log.info("correction %s sent by %s to %s people", correction_id, by, told)
        return told


async def _version(session: AsyncSession, recall_id: RecallId) -> RecalledVersion:
    found = await recalling.recalls(session, recall_id)
    if not found:
        raise NoSuchRecall(recall_id)
    return found[0]


async def _recipients(session: AsyncSession, version_id: VersionId) -> list[Recipient]:
    return recipients(
        await recalls.readings(session, version_id), await recalls.sendings(session, version_id)
    )


async def _hold_back(session: AsyncSession, sending: Sending, *, now: datetime) -> None:
    if sending.state is not DeliveryState.DUE:
        return
    question = await queries.lock_question(session, sending.question_id)
    entry = await queries.lock_entry(session, sending.entry_id)
    assert question is not None
    assert entry is not None
    if await outbox.cancel(session, sending.delivery_id, now=now):
        detail = str(entry.id)
        history.note(session, question, EntryKind.WITHDRAWN, by=None, now=now, detail=detail)
        await answers.undo_answered(session, question, entry, now=now)


async def _sendable(
    session: AsyncSession, correction_id: CorrectionId, *, by: PersonId
) -> tuple[Correction, RecalledVersion]:
    recall_id = await recalls.recall_of_correction(session, correction_id)
    if recall_id is None:
        raise NoSuchCorrection(correction_id)
    await recalling.lock_recall(session, recall_id)
    newest = (await recalls.corrections(session, recall_id))[0]
    if newest.id != correction_id:
        raise NoSuchCorrection(correction_id)
    if newest.sent_at is None and newest.written_by == by:
        raise OwnCorrection(correction_id)
    return newest, await _version(session, recall_id)


async def _post_to_all(
    session: AsyncSession, correction: Correction, version: RecalledVersion, *, now: datetime
) -> int:
    found = await _recipients(session, version.version_id)
    reachable = await recalls.reachable(session, {each.person_id for each in found})
    has_methodists = any(
        each.received is Received.SENT_IT and each.person_id in reachable for each in found
    )
    askers_at = now + TOLD_FIRST if has_methodists else now
    for each in found:
        delivery_id = None
        if each.person_id in reachable:
            at = now if each.received is Received.SENT_IT else askers_at
            notice = _notice(each, correction, version)
            delivery_id = (await outbox.post(session, notice, to=each.person_id, at=at)).id
        session.add(
            CorrectionDelivery(
                correction_id=correction.id,
                person_id=each.person_id,
                received=each.received,
                delivery_id=delivery_id,
            )
        )
    return len(reachable)


def _notice(
    recipient: Recipient, correction: Correction, version: RecalledVersion
) -> CaseWithdrawn | CaseCorrected:
    newest, others = recipient.questions[-1], len(recipient.questions) - 1
    if recipient.received is Received.SENT_IT:
        return CaseWithdrawn(newest, version.title, correction.text, others)
    return CaseCorrected(newest, version.title, correction.text, others)


async def _wording(session: AsyncSession, correction: Correction) -> Wording:
    states = Counter(state for _, state in await recalls.deliveries(session, correction.id))
    return Wording(
        correction.id,
        correction.number,
        correction.text,
        correction.written_at,
        correction.written_by,
        correction.sent_at,
        delivered=states[DeliveryState.SENT],
        on_the_way=states[DeliveryState.DUE],
        lost=states[DeliveryState.LOST] + states[DeliveryState.CANCELLED],
        not_sent_to=states[None],
    )


def names_needed(card: RecallCard) -> Sequence[PersonId]:
    """Whose names a page about the recall shows: colleagues', never those of askers."""
    colleagues = [each.person_id for each in card.of(Received.SENT_IT)]
    return [*colleagues, *(wording.written_by for wording in card.wordings)]
