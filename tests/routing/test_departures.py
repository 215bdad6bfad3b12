"""What somebody who answers no more leaves behind, whichever way they have left."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from delivery.notices import MethodistLeft, PromiseChanged, QuestionAssigned, QuestionGone
from kit.database import Transaction
from people.models import PersonId, Role
from people.pool.draft import PoolDraft
from people.pool.service import Pool
from people.staff import Staff
from routing.coordinating import Coordination
from routing.departures import Departures
from routing.models import EntryKind, QuestionId, QuestionState
from routing.outcomes import Assigned, Edited
from routing.privacy import Privacy
from routing.specialists import Specialists
from tests.support.people import Office

NAME, BORN = "Новиков Борис Андреевич", "01.02.1980"


class House:
    """The office, and every way in which Boris, a physicist, can leave it."""

    def __init__(self, transaction: Transaction) -> None:
        self.office = Office(transaction)
        self.departures = Departures(transaction, self.office.policy)
        self.pool = Pool(transaction)
        self.staff = Staff(transaction)
        self.privacy = Privacy(transaction, self.office.policy)

    async def boris(self) -> PersonId:
        """A methodist of physics with a row of the register."""
        await self.kept()
        entry_id = await self.pool.entry_named(NAME)
        office = self.office
        code = await office.directory.invite(
            Role.METHODIST, subjects=["physics"], entry_id=entry_id, now=office.now
        )
        boris = await office.teacher()
        await office.directory.accept(boris, code, now=office.now)
        return boris

    async def kept(self, **facts: str) -> None:
        draft = PoolDraft.model_validate({"name": NAME, "born": BORN, **facts})
        await self.pool.take_in([draft], now=self.office.now)

    async def leaves_the_register(self, boris: PersonId) -> None:
        await self.kept(standing="вышел")
        assert await self.departures.release(self.office.now) == 3

    async def is_dismissed(self, boris: PersonId) -> None:
        admin = await self.office.admin()
        await self.staff.dismiss(admin, boris, Role.METHODIST)
        done = await self.departures.of(boris, dismissed=Role.METHODIST, now=self.office.now)
        assert done == 3

    async def is_forgotten(self, boris: PersonId) -> None:
        forgotten = await self.privacy.forget(boris, now=self.office.now)
        assert forgotten.handed_on == 3


@pytest.fixture
def house(transaction: Transaction) -> House:
    return House(transaction)


@pytest.fixture
def office(house: House) -> Office:
    return house.office


async def three_open(office: Office, boris: PersonId, anna: PersonId) -> list[QuestionId]:
    """One that Boris was asked to take, one that he has taken, one about which he asks back."""
    found = [await office.asked(anna) for _ in range(3)]
    for question_id in found[1:]:
        await office.desk.take(boris, question_id, now=office.now)
    await office.desk.clarify(boris, found[2], office.says("А какой класс?"), now=office.now)
    assert {(await office.question(each)).methodist_id for each in found} == {boris}
    return found


Leaving = Callable[[House, PersonId], Awaitable[None]]
WAYS = pytest.mark.parametrize(
    "leave", [House.leaves_the_register, House.is_dismissed, House.is_forgotten]
)


@WAYS
async def test_open_questions_go_to_colleagues_of_the_subject_with_their_promise(
    house: House, office: Office, leave: Leaving
) -> None:
    boris, anna, vera = await house.boris(), await office.teacher(), await office.coordinator()
    questions = await three_open(office, boris, anna)
    promised = [(await office.question(each)).answer_by for each in questions]
    heard = len(await office.told(anna))
    historian, galina = await office.methodist("history"), await office.methodist("physics")
    office.now += timedelta(minutes=20)

    await leave(house, boris)

    for question_id, answer_by in zip(questions[:2], promised, strict=False):
        handed = await office.question(question_id)
        assert (handed.methodist_id, handed.state) == (galina, QuestionState.ASSIGNED)
        assert handed.answer_by == answer_by
    # The clock of the third one stood still: what was left of its time is left.
    asked_back = await office.question(questions[2])
    assert asked_back.methodist_id == galina
    assert asked_back.answer_by is not None
    assert promised[2] is not None
    assert asked_back.answer_by > promised[2]
    assert len(await office.told(galina)) == 3
    assert not await office.told(historian)
    # Whoever asks hears only of what cannot be kept, as after «не моё».
    assert len(await office.told(anna)) == heard
    assert MethodistLeft(tuple(questions), ()) in await office.told(vera)


@WAYS
async def test_what_nobody_can_take_waits_with_the_coordinators(
    house: House, office: Office, leave: Leaving
) -> None:
    boris, anna, vera = await house.boris(), await office.teacher(), await office.coordinator()
    questions = await three_open(office, boris, anna)

    await leave(house, boris)

    for question_id in questions:
        assert (await office.question(question_id)).state is QuestionState.QUEUED
        assert (await office.history(question_id))[-1] is EntryKind.QUEUED
    assert (await office.told(vera))[-1] == MethodistLeft((), tuple(questions))
    promises = [each for each in await office.told(anna) if isinstance(each, PromiseChanged)]
    assert [each.question_id for each in promises] == questions
    assert all(each.is_queued for each in promises)


async def test_it_happens_once_and_only_to_those_who_have_left(
    house: House, office: Office
) -> None:
    boris, anna, vera = await house.boris(), await office.teacher(), await office.coordinator()
    await three_open(office, boris, anna)
    assert await house.departures.release(office.now) == 0

    await house.leaves_the_register(boris)

    assert await house.departures.release(office.now) == 0
    assert await house.departures.of(boris, now=office.now) == 0
    told = [each for each in await office.told(vera) if isinstance(each, MethodistLeft)]
    assert len(told) == 1


async def test_whoever_pauses_in_the_register_keeps_what_is_taken(
    house: House, office: Office
) -> None:
    boris, anna = await house.boris(), await office.teacher()
    untaken, taken, asked_back = await three_open(office, boris, anna)

    await house.kept(standing="приостановлен")

    assert await house.departures.release(office.now) == 1
    assert (await office.question(untaken)).state is QuestionState.QUEUED
    for question_id in (taken, asked_back):
        assert (await office.question(question_id)).methodist_id == boris


async def test_what_a_coordinator_gives_to_whoever_has_left_stays(
    house: House, office: Office
) -> None:
    boris, vera = await house.boris(), await office.coordinator()
    await house.kept(standing="вышел")
    question_id = await office.asked(await office.teacher())
    office.now += timedelta(minutes=1)
    coordination = Coordination(office.transaction, office.policy)

    await coordination.assign(vera, question_id, boris, held_by=None, now=office.now)

    assert await house.departures.release(office.now) == 0
    assert (await office.question(question_id)).methodist_id == boris


async def test_a_dismissed_methodist_hears_that_the_questions_are_gone(
    house: House, office: Office
) -> None:
    boris, anna = await house.boris(), await office.teacher()
    questions = await three_open(office, boris, anna)

    await house.is_dismissed(boris)

    gone = [each for each in await office.told(boris) if isinstance(each, QuestionGone)]
    assert gone == [QuestionGone(each, is_closed=False) for each in questions]


async def test_a_dismissal_that_was_cut_off_is_finished_by_itself(
    house: House, office: Office
) -> None:
    boris, anna, admin = await house.boris(), await office.teacher(), await office.admin()
    await three_open(office, boris, anna)

    await house.staff.dismiss(admin, boris, Role.METHODIST)

    assert await house.departures.release(office.now) == 3
    assert await house.departures.release(office.now) == 0


async def test_of_two_roles_only_what_belongs_to_the_lost_one_goes(
    house: House, office: Office
) -> None:
    boris, admin = await house.boris(), await office.admin()
    await house.staff.appoint(admin, boris, Role.PSYCHOLOGIST)
    question_id = await office.asked(await office.teacher())
    specialists = Specialists(office.transaction, office.policy)
    letter = await specialists.ask_psychologist(
        await office.teacher(), office.says(), now=office.now
    )

    await house.staff.dismiss(admin, boris, Role.METHODIST)

    assert await house.departures.of(boris, dismissed=Role.METHODIST, now=office.now) == 1
    assert (await office.question(question_id)).methodist_id is None
    assert (await office.question(letter.question_id)).methodist_id == boris
    nina = await office.psychologist()
    await house.staff.dismiss(admin, boris, Role.PSYCHOLOGIST)
    assert await house.departures.of(boris, dismissed=Role.PSYCHOLOGIST, now=office.now) == 1
    assert (await office.question(letter.question_id)).methodist_id == nina


async def test_a_coordinator_keeps_what_they_have_taken_but_not_as_a_methodist(
    house: House, office: Office
) -> None:
    boris, admin, vera = await house.boris(), await office.admin(), await office.coordinator()
    await house.staff.appoint(admin, boris, Role.COORDINATOR)
    await house.staff.appoint(admin, vera, Role.CURATOR)
    as_methodist = await office.asked(await office.teacher())
    await office.directory.go_on_duty(boris, on_duty=False)
    as_coordinator = await office.asked(await office.teacher())
    await office.desk.take(vera, as_coordinator, now=office.now)

    assert await house.departures.release(office.now) == 0
    await house.staff.dismiss(admin, boris, Role.METHODIST)
    assert await house.departures.of(boris, dismissed=Role.METHODIST, now=office.now) == 1
    await house.staff.dismiss(admin, vera, Role.COORDINATOR)
    assert await house.departures.of(vera, dismissed=Role.COORDINATOR, now=office.now) == 1

    for question_id in (as_methodist, as_coordinator):
        assert (await office.question(question_id)).state is QuestionState.QUEUED


async def test_whoever_has_left_hears_no_new_words(house: House, office: Office) -> None:
    boris, anna, admin = await house.boris(), await office.teacher(), await office.admin()
    words = office.says("Физика: и что дальше?", place=77)
    asked = await office.hotline.ask(anna, words, now=office.now)
    assert isinstance(asked, Assigned)
    await office.desk.answer(boris, asked.question_id, office.says("Вот."), now=office.now)
    await house.staff.dismiss(admin, boris, Role.METHODIST)
    await house.departures.of(boris, dismissed=Role.METHODIST, now=office.now)
    heard = len(await office.told(boris))

    new = office.says("Физика: и что дальше, тайно?", place=77).parts[0]
    edited = await office.hotline.edit(anna, asked.question_id, new, now=office.now)

    assert edited == Edited(asked.question_id, told=False)
    assert len(await office.told(boris)) == heard
    galina = await office.methodist("physics")
    await office.hotline.ask_person(anna, asked.question_id, now=office.now)
    assert isinstance(await office.last_told(galina), QuestionAssigned)
