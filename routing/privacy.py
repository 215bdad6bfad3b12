"""What is stored about a person: handed out whole, and forgotten."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from delivery import forgetting, outbox
from delivery.inbox import KEPT_FOR
from delivery.notices import QuestionGone
from kit.database import Transaction
from people import queries as people_queries
from people.addresses import Address
from people.models import Account, Methodist, Person, PersonId
from people.pool import queries as pool_queries
from people.traces import Trace, told
from routing import departures, export, gap_queries, history, queries
from routing.models import WITH_METHODIST, Entry, EntryKind, Question, QuestionState
from routing.policy import HotlinePolicy
from routing.traces import TRACES

log = logging.getLogger(__name__)

#: Stands where a chat of somebody forgotten stood.
_NOWHERE = "forgotten"
#: Their details are ids; those of other deeds may be words.
_DETAILS_OF_IDS = (EntryKind.ASSIGNED, EntryKind.WITHDRAWN, EntryKind.CASE_BEGUN)


@dataclass(frozen=True)
class Forgotten:
    """What forgetting somebody has meant for questions."""

    asked: int
    """Questions of theirs that have lost their words."""
    handed_on: int
    """Questions they had as a methodist, which somebody else has now."""


class Privacy:
    """A person's rights over what the hotline knows of them."""

    def __init__(
        self, transaction: Transaction, policy: HotlinePolicy, *, traces: Sequence[Trace] = ()
    ) -> None:
        """
        Args:
            traces: what packages above this one keep of people.
        """
        self._transaction = transaction
        self._policy = policy
        self._traces = (*TRACES, *traces)

    async def export(self, person_id: PersonId) -> dict[str, Any]:
        """All that is stored about the person, ready for JSON, with Russian keys."""
        async with self._transaction() as session:
            person = await session.get_one(Person, person_id)
            accounts = await people_queries.accounts_of(session, person_id)
            profile = await people_queries.profile_of(session, person_id)
            methodist = await session.get(Methodist, person_id)
            invitations = await people_queries.invitations_used_by(session, person_id)
            elsewhere = await queries.entries_elsewhere(session, person_id)
            addresses = _addresses(accounts)
            stored = await forgetting.stored_about(session, person_id, addresses)
            entry = await pool_queries.entry_of(session, person_id)
            traces = {trace.title: await told(session, trace, person_id) for trace in self._traces}
            return {
                "человек": export.person(person, accounts),
                "профиль": export.profile(profile),
                "работа методиста": export.methodist(methodist),
                "ваши вопросы": [
                    await _question(session, question)
                    for question in await queries.all_asked_by(session, person_id)
                ],
                "ваши слова и действия в чужих вопросах": [
                    export.entry_line(entry, person_id) for entry in elsewhere
                ],
                "принятые приглашения": [export.invitation(each) for each in invitations],
                "реестр методистов": export.pool_entry(entry),
                "согласия": export.consents(entry),
                "что вы делали и получали": traces,
                "копии сообщений": {
                    "от вас, как их передал мессенджер": stored.events,
                    "хранятся, дней": KEPT_FOR.days,
                    "уведомления для вас": stored.deliveries,
                },
            }

    async def forget(self, person_id: PersonId, *, now: datetime) -> Forgotten:
        """Erase everything personal at once; what remains are rows to count, without words.

        The person's questions are closed and lose the words of everybody who has spoken in them.
        A methodist's answers stay with those who have asked; the methodist's open questions go to
        colleagues. Whoever writes from the same address afterwards is a stranger.
        """
        async with self._transaction() as session:
            questions = await queries.lock_concerning(session, person_id)
            accounts = await people_queries.accounts_of(session, person_id)
            if not accounts:
                return Forgotten(0, 0)
            own = [question for question in questions if question.asker_id == person_id]
            held = [question for question in questions if question.asker_id != person_id]
            asked = [question.id for question in own]
            await forgetting.forget_messages_to(session, person_id, about=asked, now=now)
            await forgetting.forget_quotations(session, asked)
            await forgetting.forget_chats(session, _addresses(accounts))
            await gap_queries.forget(session, asked)
            for question in own:
                await _forget_question(session, question, now=now)
            for entry in await queries.entries_elsewhere(session, person_id):
                _forget_place(entry)
            await people_queries.erase(session, person_id)
            await pool_queries.erase(session, person_id)
            await departures.hand_on(session, held, self._policy, former=None, now=now)
        log.info("person %s forgotten, %s questions handed on", person_id, len(held))
        return Forgotten(len(own), len(held))


async def _question(session: AsyncSession, question: Question) -> dict[str, Any]:
    return export.question(
        question,
        await queries.entries_of(session, question.id),
        await queries.shown_cases(session, question.id),
        unsent=await queries.unsent_answers(session, question.id),
        vectors=await gap_queries.count_vectors(session, question.id),
    )


async def _forget_question(session: AsyncSession, question: Question, *, now: datetime) -> None:
    for entry in await queries.entries_of(session, question.id):
        entry.parts, entry.origin = [], None
        if entry.kind not in _DETAILS_OF_IDS:
            entry.detail = None
    question.origin = f"{_NOWHERE}:{question.id}"
    question.finding = {**question.finding, "understood": ""}
    if question.state in WITH_METHODIST and question.methodist_id is not None:
        gone = QuestionGone(question.id, is_closed=True)
        await outbox.post(session, gone, to=question.methodist_id, at=now)
    if question.state is not QuestionState.CLOSED:
        question.close(helped=None, now=now)
    history.note(session, question, EntryKind.FORGOTTEN, by=None, now=now)


def _forget_place(entry: Entry) -> None:
    """The words stay; where they were written does not."""
    if entry.origin is not None:
        entry.origin = f"{_NOWHERE}:{entry.id}"
    entry.parts = [
        {**part, "ref": f"{_NOWHERE}:{entry.id}:{number}"}
        for number, part in enumerate(entry.parts)
    ]


def _addresses(accounts: Sequence[Account]) -> list[Address]:
    return [Address(account.channel, account.external_id) for account in accounts]
