"""People and the services they use, without a messenger; and a base that finds what it is told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select, update

from delivery.content import Attachment, AttachmentKind, Part, Words
from delivery.models import Delivery, DeliveryState
from delivery.notices import Notice
from kit.database import Transaction
from knowledge.matching import Match
from knowledge.models import CaseId, CaseVersion, VersionId
from knowledge.narrowing import Narrowing, Tap
from knowledge.ranking import Signals
from knowledge.search import Decision, Finding, ReplyFound
from knowledge.service import CaseBook
from people.addresses import Address
from people.models import PersonId, Role
from people.service import Directory
from routing.desk import Desk
from routing.models import Entry, EntryKind, Question, QuestionId
from routing.outcomes import Assigned, Queued
from routing.policy import HotlinePolicy
from routing.reading import Questions
from routing.service import Hotline
from tests.support.cases import draft
from tests.support.town import MONDAY_MORNING, usual_policy

PHYSICS = "Физика: как объяснить реактивное движение?"


class Shelf:
    """A base of cases that finds what the test has laid out."""

    def __init__(self) -> None:
        self.decision = Decision.ROUTE
        self.versions: tuple[VersionId, ...] = ()
        self.nothing_asked = False
        self.asks_back: Narrowing | None = None
        """Asked beside what is laid out, until something was tapped."""
        self.reply: ReplyFound | None = None

    async def find(self, text: str, *, taps: Sequence[Tap] = (), **_: object) -> Finding:
        matches = tuple(_match(version_id) for version_id in self.versions)
        return Finding(
            self.decision,
            matches,
            text,
            (),
            None,
            "told",
            0.0,
            nothing_asked=self.nothing_asked,
            narrowing=None if taps else self.asks_back,
            taps=tuple(taps),
            reply=self.reply,
        )

    def lay_out(self, decision: Decision, *versions: VersionId) -> None:
        self.decision, self.versions = decision, versions

    def lay_out_reply(
        self, version_id: VersionId, *, is_care: bool = False, goes_on: bool = False
    ) -> None:
        self.reply = ReplyFound(
            version_id, CaseId("reply-1"), "Слова базы", 0.9, is_care=is_care, goes_on=goes_on
        )


class Office:
    """The services over one database, and a clock that obeys."""

    def __init__(self, transaction: Transaction, policy: HotlinePolicy | None = None) -> None:
        self.transaction = transaction
        self.policy = policy or usual_policy()
        self.now = MONDAY_MORNING
        self.shelf = Shelf()
        self.directory = Directory(transaction)
        self.hotline = Hotline(transaction, self.shelf, self.directory, self.policy)
        self.desk = Desk(transaction, self.policy)
        self.questions = Questions(transaction, self.policy)
        self._numbers = count(1)

    # Who is here

    async def teacher(self) -> PersonId:
        number = next(self._numbers)
        address = Address("telegram", str(number))
        return (await self.directory.meet(address, f"Имя-{number}", now=self.now)).id

    async def methodist(self, *subjects: str, most_open: int | None = None) -> PersonId:
        """A methodist of ``subjects``, or of all."""
        person_id = await self._appointed(Role.METHODIST, *subjects)
        await self.directory.limit_open(person_id, most_open)
        return person_id

    async def psychologist(self) -> PersonId:
        return await self._appointed(Role.PSYCHOLOGIST)

    async def admin(self) -> PersonId:
        return await self._appointed(Role.ADMIN)

    async def coordinator(self) -> PersonId:
        return await self._appointed(Role.COORDINATOR)

    async def _appointed(self, role: Role, *subjects: str) -> PersonId:
        person_id = await self.teacher()
        code = await self.directory.invite(role, subjects=subjects, now=self.now)
        await self.directory.accept(person_id, code, now=self.now)
        return person_id

    # What happens

    def says(self, text: str = "Слова.", *files: str, place: int | None = None) -> Words:
        """Words from a place of their own, unless one is given."""
        ref = f"telegram:1:{next(self._numbers) if place is None else place}"
        attachments = tuple(Attachment(AttachmentKind.DOCUMENT, file) for file in files)
        return Words((Part(ref, text, attachments),))

    async def asked(self, asker_id: PersonId, text: str = PHYSICS) -> QuestionId:
        """A question that went to a person, or to the coordinators."""
        outcome = await self.hotline.ask(asker_id, self.says(text), now=self.now)
        assert isinstance(outcome, Assigned | Queued)
        return outcome.question_id

    async def cases(self, *ids: str) -> tuple[VersionId, ...]:
        """Published cases; their versions."""
        drafts = [draft(id, title=f"Случай {id}") for id in ids]
        await CaseBook(self.transaction).import_cases(drafts, publish=True, by=None, now=self.now)
        async with self.transaction() as session:
            versions = await session.execute(select(CaseVersion.case_id, CaseVersion.id))
            found = {case_id: version_id for case_id, version_id in versions}
        return tuple(found[CaseId(id)] for id in ids)

    async def pass_time(self, **span: float) -> None:
        """Time passes, and what is due by then goes out."""
        self.now += timedelta(**span)
        async with self.transaction() as session:
            await session.execute(
                update(Delivery)
                .where(Delivery.state == DeliveryState.DUE, Delivery.due_at <= self.now)
                .values(state=DeliveryState.SENT, settled_at=self.now)
            )

    # How things stand

    async def question(self, question_id: QuestionId) -> Question:
        async with self.transaction() as session:
            return await session.get_one(Question, question_id)

    async def history(self, question_id: QuestionId) -> list[EntryKind]:
        return [entry.kind for entry in await self.entries(question_id)]

    async def entries(self, question_id: QuestionId) -> list[Entry]:
        async with self.transaction() as session:
            history = select(Entry).where(Entry.question_id == question_id).order_by(Entry.id)
            return list(await session.scalars(history))

    async def told(self, person_id: PersonId) -> list[Notice]:
        """What the person was or will be told, in its order; nothing that was taken back."""
        async with self.transaction() as session:
            posted = (
                select(Delivery)
                .where(
                    Delivery.recipient_id == person_id, Delivery.state != DeliveryState.CANCELLED
                )
                .order_by(Delivery.id)
            )
            return [delivery.notice for delivery in await session.scalars(posted)]

    async def last_told(self, person_id: PersonId) -> Notice:
        return (await self.told(person_id))[-1]

    async def due_at(self, person_id: PersonId) -> datetime:
        """When the newest message to the person leaves."""
        async with self.transaction() as session:
            due = select(Delivery.due_at).where(Delivery.recipient_id == person_id)
            newest = await session.scalars(due.order_by(Delivery.id.desc()).limit(1))
            return newest.one()


def _match(version_id: VersionId) -> Match:
    signals = Signals(None, None, 0.5, 0.0, 0.0, 0.0, 0.5)
    case_id, level = CaseId(str(version_id)), draft().level
    return Match(case_id, version_id, f"Случай {version_id}", "physics", level, 0.9, signals)
