"""Whatever two teachers, three methodists and an admin do in whatever order stays in order."""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import InstrumentedAttribute

from delivery.content import Part, Words
from delivery.models import Delivery, DeliveryState
from delivery.notices import (
    AnswerReady,
    ClarificationAsked,
    QuestionAssigned,
    QuestionFinished,
    QuestionGone,
    QuestionReturned,
    QuestionUnassigned,
)
from kit.database import Transaction
from kit.errors import Refusal
from knowledge.models import VersionId
from knowledge.search import Decision
from people.models import PersonId
from routing import figures_queries
from routing.fates import Fate
from routing.models import WITH_METHODIST, Entry, EntryId, EntryKind, Question, QuestionId
from routing.models import QuestionState as State
from routing.totals_models import ChangedQuestion
from routing.words import read_words
from tests.support.people import Office
from tests.support.town import usual_policy

STEPS = 130
MOST_QUESTIONS = 8
MOST_OPEN = 2
SUBJECTS = ("physics", "chemistry")
SECRET = "только для коллег"
#: What is worth trying with a question; sometimes anything else is tried instead.
SENSIBLE = {
    State.OFFERED: ("ask person", "helped", "supplement", "edit", "time"),
    State.QUEUED: ("take", "assign waiting", "duty", "pass on", "supplement", "answer"),
    State.ASSIGNED: ("take", "decline", "pass on", "duty", "clarify", "answer", "time"),
    State.TAKEN: ("answer", "send case", "clarify", "pass on", "decline", "note", "supplement"),
    State.CLARIFYING: ("supplement", "answer", "time", "decline", "clarify", "move", "take back"),
    State.ANSWERED: (
        "take back",
        "helped",
        "finish",
        "correct",
        "clarify",
        "ask person",
        "time",
        "answer",
    ),
    State.CLOSED: ("take back", "reopen", "ask person", "supplement"),
}


@dataclass(frozen=True)
class Stand:
    """How one question stands."""

    state: State
    asker: PersonId
    methodist: PersonId | None
    answer_by: datetime | None
    is_paused: bool
    is_closed: bool
    has_answer: bool
    """An answer stands that was not taken back."""


class Walk:
    """Somebody does something at random, again and again; after each deed all is looked over."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office = office
        self.random = random.Random(seed)
        self.teachers: list[PersonId] = []
        self.methodists: list[PersonId] = []
        self.admin: PersonId
        self.versions: tuple[VersionId, ...] = ()
        self.actor: PersonId | None = None
        self.last: QuestionId | None = None
        """What the last deed was about: often the next one is about the same."""
        self.done: set[str] = set()
        """Names of deeds that were not refused."""

    async def begin(self) -> None:
        office = self.office
        self.teachers = [await office.teacher() for _ in range(2)]
        for subjects in (("physics",), ("physics", "chemistry"), ()):
            self.methodists.append(await office.methodist(*subjects, most_open=MOST_OPEN))
        self.admin = await office.admin()
        self.versions = await office.cases("c1", "c2")

    async def step(self) -> None:
        before, last_delivery = await self.stands(), await self.newest(Delivery.id)
        fates = await self.fates()
        name, deed, is_repeatable = await self.choose(before)
        try:
            await deed()
        except Refusal:
            assert await self.stands() == before, f"{name} was refused and has changed something"
            assert await self.newest(Delivery.id) == last_delivery, f"{name} refused, yet posted"
            return
        self.done.add(name)
        await self.look_for_marks(name, fates)
        after = await self.stands()
        posted = await self.posted_since(last_delivery)
        await self.look_over(name, before, after, posted)
        if is_repeatable:
            entries = await self.newest(Entry.id), await self.newest(Delivery.id)
            await deed()
            assert await self.stands() == after, f"{name} twice is not the same as once"
            assert (await self.newest(Entry.id), await self.newest(Delivery.id)) == entries, name

    async def choose(
        self, stands: dict[QuestionId, Stand]
    ) -> tuple[str, Callable[[], Awaitable[object]], bool]:
        """A deed, its name, and whether doing it again at once must change nothing."""
        office, choice, now = self.office, self.random.choice, self.office.now
        hotline, desk = office.hotline, office.desk
        office.shelf.lay_out(choice([Decision.ROUTE, Decision.ROUTE, Decision.OFFER]), *self.some())
        if not stands or (len(stands) < MOST_QUESTIONS and self.random.random() < 0.1):
            who, words = choice([*self.teachers, *self.methodists]), self.words()
            self.actor = who
            return "ask", lambda: hotline.ask(who, words, now=now), True
        number = choice([n for n in stands if stands[n].state is not State.CLOSED] or list(stands))
        if self.random.random() < 0.15:
            number = choice(list(stands))
        if self.random.random() < 0.6:
            number = self.last or number
        self.last = number
        stand, words = stands[number], self.words()
        asker = stand.asker if self.random.random() < 0.9 else choice(self.teachers)
        me = stand.methodist or choice(self.methodists)
        if self.random.random() < 0.15:
            me = choice([*self.methodists, self.admin, stand.asker])
        entries = await office.entries(number)
        answers = [entry for entry in entries if entry.kind is EntryKind.ANSWER]
        answer = answers[-1].id if answers else EntryId(0)
        author = answers[-1].author_id or me if answers else me
        own = choice([other for other in stands if stands[other].asker == asker] or [number])
        edited = replace(self.part(entries, EntryKind.QUESTION), text=f"физика, правка {number}")
        fixed = replace(self.part(answers, EntryKind.ANSWER), text=f"исправлено в {number}")
        case, subject = choice(self.versions), choice(SUBJECTS)
        case_words = replace(self.part(entries, EntryKind.QUESTION), ref=f"t:case-{number}:{case}")
        is_there = self.random.random() < 0.7
        deeds: dict[str, tuple[PersonId | None, Callable[[], Awaitable[object]], bool]] = {
            "supplement": (asker, lambda: hotline.supplement(asker, number, words, now=now), True),
            "edit": (asker, lambda: hotline.edit(asker, number, edited, now=now), True),
            "helped": (asker, lambda: hotline.helped(asker, number, now=now), True),
            "ask person": (asker, lambda: hotline.ask_person(asker, number, now=now), True),
            "close": (asker, lambda: hotline.close(asker, number, now=now), True),
            "reopen": (asker, lambda: hotline.reopen(asker, number, now=now), False),
            "move": (asker, lambda: hotline.move(asker, number, own, now=now), own != number),
            "take": (me, lambda: desk.take(me, number, now=now), True),
            "decline": (me, lambda: desk.decline(me, number, now=now), False),
            "pass on": (me, lambda: desk.pass_on(me, number, subject, now=now), False),
            "answer": (me, lambda: desk.answer(me, number, words, now=now), True),
            "send case": (
                me,
                lambda: desk.answer(me, number, Words((case_words,)), case=case, now=now),
                True,
            ),
            "clarify": (me, lambda: desk.clarify(me, number, words, now=now), True),
            "note": (me, lambda: desk.note(me, number, self.secret(words), now=now), True),
            "finish": (me, lambda: desk.finish(me, number, now=now), False),
            "take back": (author, lambda: desk.take_back(author, answer, now=now), False),
            "correct": (author, lambda: desk.correct(author, number, fixed, now=now), True),
            "assign waiting": (None, lambda: desk.assign_waiting(now), True),
            "duty": (me, lambda: self.change_duty(me, is_there=is_there), False),
            "time": (None, self.pass_time, False),
        }
        sensible = SENSIBLE[stand.state] if self.random.random() < 0.75 else tuple(deeds)
        name = choice(sensible)
        self.actor, deed, is_repeatable = deeds[name]
        return name, deed, is_repeatable

    def words(self) -> Words:
        return self.office.says(f"{self.random.choice(['Физика', 'Химия'])}: как быть?")

    def secret(self, words: Words) -> Words:
        return Words((replace(words.parts[0], text=SECRET),))

    def some(self) -> Sequence[VersionId]:
        return self.random.sample(self.versions, k=self.random.randint(1, 2))

    def part(self, entries: Sequence[Entry], kind: EntryKind) -> Part:
        said = [entry for entry in entries if entry.kind is kind]
        return read_words(said[-1].parts).parts[0] if said else self.words().parts[0]

    async def change_duty(self, who: PersonId, *, is_there: bool) -> None:
        await self.office.directory.go_on_duty(who, on_duty=is_there)
        if not is_there:
            await self.office.desk.release_untaken(who, now=self.office.now)

    async def pass_time(self) -> None:
        await self.office.pass_time(seconds=self.random.choice([20, 40, 3600, 5 * 3600, 2 * 86400]))

    # What is always so

    async def look_over(
        self,
        name: str,
        before: dict[QuestionId, Stand],
        after: dict[QuestionId, Stand],
        posted: list[tuple[PersonId, object]],
    ) -> None:
        for number, stand in after.items():
            was = before.get(number)
            self.check_owner(name, stand)
            self.check_promise(name, was, stand)
            self.check_told(name, number, was, stand, posted)
        for who in self.methodists:
            assigned = [
                s for s in after.values() if s.methodist == who and s.state in WITH_METHODIST
            ]
            newly = [
                number
                for number, stand in after.items()
                if stand.state is State.ASSIGNED
                and stand.methodist == who
                and (was := before.get(number)) != stand
                and (was is None or was.methodist != who)
            ]
            assert not newly or len(assigned) <= MOST_OPEN, f"{name} gave {who} too many"

    def check_owner(self, name: str, stand: Stand) -> None:
        has_methodist = stand.methodist is not None
        if stand.state in (*WITH_METHODIST, State.ANSWERED):
            assert has_methodist, f"nobody has what is {stand.state} after {name}"
        if stand.state in (State.QUEUED, State.OFFERED):
            assert not has_methodist, f"{stand.state} and yet somebody's after {name}"
        assert stand.is_paused == (stand.state is State.CLARIFYING), f"the clock after {name}"
        assert stand.is_closed == (stand.state is State.CLOSED), f"half closed after {name}"
        assert stand.has_answer or stand.state is not State.ANSWERED, f"no answer after {name}"
        assert stand.methodist != stand.asker, f"{name}: the asker is to answer"
        assert stand.methodist in (None, self.admin, *self.methodists)

    def check_promise(self, name: str, was: Stand | None, stand: Stand) -> None:
        if stand.state not in (State.OFFERED, State.CLOSED):
            assert stand.answer_by is not None, f"no promise after {name}"
        if was is not None and stand.answer_by != was.answer_by:
            assert stand.answer_by is not None
            assert stand.answer_by > self.office.now, f"{name} has promised the past"

    def check_told(
        self,
        name: str,
        number: QuestionId,
        was: Stand | None,
        stand: Stand,
        posted: list[tuple[PersonId, object]],
    ) -> None:
        def told(who: PersonId | None, kind: type) -> None:
            heard = [
                notice
                for recipient, notice in posted
                if recipient == who
                and isinstance(notice, kind)
                and getattr(notice, "question_id", None) == number
            ]
            assert heard, f"{name} №{number}: {who} hears no {kind.__name__}"

        state = was.state if was else None
        holder = was.methodist if was and was.state in WITH_METHODIST else None
        by_asker = self.actor == stand.asker
        if stand.state is State.ASSIGNED and (stand.methodist != holder or state != stand.state):
            told(stand.methodist, QuestionAssigned)
        if stand.state is State.QUEUED and state is not State.QUEUED:
            told(self.admin, QuestionUnassigned)
        is_gone = stand.methodist != holder or stand.state is State.CLOSED
        if holder is not None and is_gone and holder != self.actor:
            told(holder, QuestionGone)
        if stand.state is State.TAKEN and state in (State.ANSWERED, State.CLOSED) and by_asker:
            told(stand.methodist, QuestionReturned)
        if state == stand.state or by_asker or name == "take back":
            return
        if stand.state is State.ANSWERED:
            told(stand.asker, AnswerReady)
        if stand.state is State.CLARIFYING:
            told(stand.asker, ClarificationAsked)
        if stand.state is State.CLOSED:
            told(stand.asker, QuestionFinished)

    async def look_over_rows(self) -> None:
        """What can be seen of the rows alone, and of what askers see."""
        async with self.office.transaction() as session:
            questions = list(await session.scalars(select(Question)))
            notices = [each.notice for each in await session.scalars(select(Delivery))]
        for question in questions:
            story = await self.office.questions.story(
                question.asker_id, question.id, now=self.office.now
            )
            assert SECRET not in str(story)
            entries = await self.office.entries(question.id)
            deeds_of_asker = {e.kind for e in entries if e.author_id == question.asker_id}
            assert EntryKind.ANSWER not in deeds_of_asker
            assert EntryKind.TAKEN not in deeds_of_asker
        assert SECRET not in str(notices)

    async def look_for_marks(self, name: str, before: dict[QuestionId, Fate]) -> None:
        """Whatever becomes of a question, its day is counted anew."""
        changed = {
            number for number, fate in (await self.fates()).items() if fate != before.get(number)
        }
        async with self.office.transaction() as session:
            marked = delete(ChangedQuestion).returning(ChangedQuestion.question_id)
            assert changed <= set(await session.scalars(marked)), f"no mark after {name}"

    # How things stand

    async def fates(self) -> dict[QuestionId, Fate]:
        async with self.office.transaction() as session:
            found = await figures_queries.fates(session, since=None, before=None, limit=None)
        return {fate.question_id: fate for fate in found}

    async def stands(self) -> dict[QuestionId, Stand]:
        async with self.office.transaction() as session:
            standing = (
                select(Entry.question_id)
                .join(Delivery, Delivery.id == Entry.delivery_id)
                .where(Entry.kind == EntryKind.ANSWER, Delivery.state != DeliveryState.CANCELLED)
            )
            answered = set(await session.scalars(standing))
            questions = await session.scalars(select(Question).order_by(Question.id))
            return {
                each.id: Stand(
                    each.state,
                    each.asker_id,
                    each.methodist_id,
                    each.answer_by,
                    each.paused_at is not None,
                    each.closed_at is not None,
                    each.id in answered,
                )
                for each in questions
            }

    async def newest(self, of: InstrumentedAttribute[Any]) -> int:
        async with self.office.transaction() as session:
            return (await session.scalar(select(func.max(of)))) or 0

    async def posted_since(self, delivery_id: int) -> list[tuple[PersonId, object]]:
        async with self.office.transaction() as session:
            new = select(Delivery).where(Delivery.id > delivery_id)
            return [(each.recipient_id, each.notice) for each in await session.scalars(new)]


@pytest.mark.parametrize("seed", [1, 2])
async def test_every_question_has_somebody_and_everybody_hears(
    transaction: Transaction, seed: int
) -> None:
    office = Office(transaction, usual_policy(answer_within=timedelta(hours=4)))
    walk = Walk(office, seed)
    await walk.begin()

    for _ in range(STEPS):
        await walk.step()

    await walk.look_over_rows()
    assert len(walk.done) > 12, "the walk has come to a standstill"
