"""What is stored about a person: handed out and forgotten."""

import json
from datetime import timedelta

from sqlalchemy import select

from delivery import inbox, outbox
from delivery.inbox import Incoming
from delivery.models import Delivery, DeliveryState, Event
from delivery.notices import QuestionFinished
from kit.database import Transaction
from people.addresses import Address
from people.models import Person, PersonId
from people.service import About, Directory
from routing.desk import Desk
from routing.models import Entry, Question, QuestionState
from routing.outcomes import Assigned
from routing.privacy import Forgotten, Privacy
from tests.routing.asked import anna as anna
from tests.routing.asked import boris as boris
from tests.routing.asked import desk as desk
from tests.routing.asked import directory as directory
from tests.routing.asked import hotline as hotline
from tests.routing.asked import methodist, words
from tests.routing.asked import privacy as privacy
from tests.routing.asked import question as question
from tests.support.town import MONDAY_MORNING

NOON = MONDAY_MORNING + timedelta(hours=2)
HOUR = timedelta(hours=1)


async def test_the_export_is_ready_for_json(
    privacy: Privacy, directory: Directory, anna: PersonId, question: Assigned
) -> None:
    await directory.tell_about(anna, About(subjects=("physics",), experience_years=6))

    exported = json.loads(json.dumps(await privacy.export(anna), ensure_ascii=False))

    assert exported["человек"]["имя"] == "Анна"
    assert exported["человек"]["адреса"][0]["номер в канале"] == "1"
    assert exported["профиль"] == {
        "предметы": ["Физика"],
        "уровни": [],
        "муниципалитет": None,
        "стаж, лет": 6,
    }
    [own] = exported["ваши вопросы"]
    assert own["номер"] == question.question_id
    assert own["история"][0]["слова"] == "Физика: как быть?"


async def test_an_answer_that_may_still_be_taken_back_is_not_in_the_askers_file(
    privacy: Privacy, desk: Desk, anna: PersonId, boris: PersonId, question: Assigned
) -> None:
    await desk.answer(boris, question.question_id, words("Вот так.", "2:20"), now=NOON)

    exported = json.dumps(await privacy.export(anna), ensure_ascii=False)

    assert "Вот так." not in exported


async def test_a_forgotten_persons_rows_stay_to_be_counted(
    privacy: Privacy, transaction: Transaction, anna: PersonId, question: Assigned
) -> None:
    await privacy.forget(anna, now=NOON)

    async with transaction() as session:
        person = await session.get_one(Person, anna)
        asked = await session.get_one(Question, question.question_id)
        assert (person.name, person.roles) == ("", [])
        assert (asked.state, asked.subject) == (QuestionState.CLOSED, "physics")
        assert asked.asked_at == MONDAY_MORNING


async def test_forgetting_twice_is_harmless(
    privacy: Privacy, transaction: Transaction, anna: PersonId, question: Assigned
) -> None:
    assert await privacy.forget(anna, now=NOON) == Forgotten(asked=1, handed_on=0)
    async with transaction() as session:
        before = len((await session.scalars(select(Entry))).all())

    assert await privacy.forget(anna, now=NOON) == Forgotten(asked=0, handed_on=0)

    async with transaction() as session:
        assert len((await session.scalars(select(Entry))).all()) == before


async def test_the_same_address_is_met_anew(
    privacy: Privacy, directory: Directory, anna: PersonId
) -> None:
    await privacy.forget(anna, now=NOON)

    again = await directory.meet(Address("telegram", "1"), "Анна", now=NOON)

    assert again.id != anna


async def test_a_used_invitation_serves_nobody_after_its_owner_was_forgotten(
    privacy: Privacy, directory: Directory, anna: PersonId, boris: PersonId
) -> None:
    duty = await directory.duty(boris)
    assert duty is not None

    await privacy.forget(boris, now=NOON)

    assert await directory.duty(boris) is None
    exported = await privacy.export(boris)
    assert exported["человек"]["роли"] == []
    assert [each["имя"] for each in exported["принятые приглашения"]] == [None]


async def test_what_waits_for_the_forgotten_is_cancelled(
    privacy: Privacy, transaction: Transaction, anna: PersonId, question: Assigned
) -> None:
    async with transaction() as session:
        waiting = QuestionFinished(question.question_id)
        posted = await outbox.post(session, waiting, to=anna, at=NOON + HOUR)

    await privacy.forget(anna, now=NOON)

    async with transaction() as session:
        delivery = await session.get_one(Delivery, posted.id)
        assert (delivery.state, delivery.payload) == (DeliveryState.CANCELLED, {})


async def test_a_taken_question_of_a_forgotten_methodist_keeps_its_promise(
    privacy: Privacy,
    directory: Directory,
    desk: Desk,
    transaction: Transaction,
    boris: PersonId,
    question: Assigned,
) -> None:
    vera = await methodist(directory, "3")
    await desk.take(boris, question.question_id, now=NOON)

    assert await privacy.forget(boris, now=NOON) == Forgotten(asked=0, handed_on=1)

    async with transaction() as session:
        handed = await session.get_one(Question, question.question_id)
        assert (handed.methodist_id, handed.state) == (vera, QuestionState.ASSIGNED)
        assert handed.answer_by == question.answer_by


async def test_a_question_that_waited_for_a_reply_goes_on_with_the_time_it_had_left(
    privacy: Privacy,
    directory: Directory,
    desk: Desk,
    transaction: Transaction,
    boris: PersonId,
    question: Assigned,
) -> None:
    await methodist(directory, "3")
    await desk.clarify(boris, question.question_id, words("Какой класс?", "2:20"), now=NOON)

    await privacy.forget(boris, now=NOON + 2 * HOUR)

    async with transaction() as session:
        handed = await session.get_one(Question, question.question_id)
        assert handed.state is QuestionState.ASSIGNED
        assert handed.paused_at is None
        assert handed.answer_by is not None
        assert handed.answer_by > question.answer_by


async def test_what_came_before_is_blank_and_still_known(
    privacy: Privacy, transaction: Transaction, anna: PersonId
) -> None:
    async with transaction() as session:
        await inbox.store(session, [came(1, chat="1"), came(2, chat="77")], now=NOON)
        [one, _] = await inbox.claim(session, NOON, limit=2, lease=HOUR)
        await inbox.finish(session, one, now=NOON)

    await privacy.forget(anna, now=NOON)

    async with transaction() as session:
        own, other = await session.scalars(select(Event).order_by(Event.id))
        assert (own.payload, own.chat) == ({"update_id": 1}, "")
        assert other.payload["message"]["text"] == "слова"
        assert await inbox.store(session, [came(1, chat="1")], now=NOON) == 0


async def test_what_is_not_handled_yet_stays_for_a_stranger(
    privacy: Privacy, transaction: Transaction, anna: PersonId
) -> None:
    async with transaction() as session:
        await inbox.store(session, [came(1, chat="1"), came(2, chat="1")], now=NOON)
        await inbox.claim(session, NOON, limit=1, lease=HOUR)

    await privacy.forget(anna, now=NOON)

    async with transaction() as session:
        in_hand, next_one = await session.scalars(select(Event).order_by(Event.id))
        assert in_hand.payload == {"update_id": 1}
        assert next_one.payload["message"]["text"] == "слова"


async def test_what_was_written_in_a_group_is_forgotten_too(
    privacy: Privacy, transaction: Transaction, anna: PersonId
) -> None:
    async with transaction() as session:
        await inbox.store(session, [came(1, chat="-100", by=1)], now=NOON)
        [one] = await inbox.claim(session, NOON, limit=1, lease=HOUR)
        await inbox.finish(session, one, now=NOON)

    await privacy.forget(anna, now=NOON)

    async with transaction() as session:
        [event] = await session.scalars(select(Event))
        assert (event.payload, event.chat) == ({"update_id": 1}, "-100")


def came(number: int, *, chat: str, by: int = 5) -> Incoming:
    message = {"message_id": number, "text": "слова", "from": {"id": by}}
    payload = {"update_id": number, "message": message}
    return Incoming("telegram", str(number), chat, None, timedelta(), payload)
