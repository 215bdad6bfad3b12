"""Carrying messages out of the outbox."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta

import pytest

from delivery import links, outbox
from delivery.courier import Courier
from delivery.errors import Refused, Throttled, TryLater, Unreachable
from delivery.messenger import Sent
from delivery.models import Delivery, DeliveryState
from delivery.notices import AnswerCorrected, AnswerHelped, Notice
from delivery.pace import Pace
from kit.database import Database, Transaction
from kit.listening import Listener
from people.addresses import Address
from people.models import PersonId
from people.queries import accounts_of
from tests.delivery.doubles import (
    NOON,
    SECOND,
    Post,
    add_person,
    answer,
    delivery,
    post,
)
from tests.delivery.running import running, until, wall_clock

DAY = timedelta(hours=24)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def anna(transaction: Transaction) -> PersonId:
    return await add_person(transaction, "1")


def courier_of(
    transaction: Transaction,
    messenger: Post,
    *,
    lost: list[Delivery] | None = None,
    at_once: int = 1,
) -> Courier:
    async def remember(delivery: Delivery) -> None:
        assert lost is not None
        lost.append(delivery)

    return Courier(
        transaction,
        messenger,
        Pace(transaction, lambda: NOON),
        lost=None if lost is None else remember,
        at_once=at_once,
    )


async def unreachable(transaction: Transaction, person: PersonId) -> list[str]:
    async with transaction() as session:
        accounts = await accounts_of(session, person)
    return [account.external_id for account in accounts if account.unreachable_since]


# Arriving


async def test_what_is_due_arrives_once(transaction: Transaction, anna: PersonId) -> None:
    messenger = Post()
    courier = courier_of(transaction, messenger)
    posted = await post(transaction, answer(), anna)

    assert await courier.deliver_due(NOON) == 1
    assert await courier.deliver_due(NOON + DAY) == 0
    assert messenger.received == [("1", answer())]
    assert (await delivery(transaction, posted)).state is DeliveryState.SENT


async def test_a_reply_to_what_has_arrived_finds_the_question(
    transaction: Transaction, anna: PersonId
) -> None:
    await post(transaction, answer(7), anna)

    await courier_of(transaction, Post()).deliver_due(NOON)

    async with transaction() as session:
        assert await links.question_of(session, "telegram", "1", "m1") == 7


async def test_one_round_carries_all_of_a_person_in_order(
    transaction: Transaction, anna: PersonId
) -> None:
    messenger = Post()
    correction = AnswerCorrected(7, "Иначе.")
    await post(transaction, answer(7), anna)
    await post(transaction, correction, anna)

    assert await courier_of(transaction, messenger).deliver_due(NOON) == 2
    assert [notice for _, notice in messenger.received] == [answer(7), correction]


async def test_a_round_sends_no_more_than_its_limit(
    transaction: Transaction, anna: PersonId
) -> None:
    for question in range(3):
        await post(transaction, answer(question), anna)

    assert await courier_of(transaction, Post()).deliver_due(NOON, limit=2) == 2


# Throttled


async def test_a_throttled_message_leaves_exactly_when_the_messenger_allows(
    transaction: Transaction, anna: PersonId
) -> None:
    messenger = Post(Throttled(30 * SECOND))
    courier = courier_of(transaction, messenger)
    await post(transaction, answer(), anna)

    assert await courier.deliver_due(NOON) == 0
    assert await courier.deliver_due(NOON + 29.9 * SECOND) == 0
    assert messenger.calls == 1
    assert await courier.deliver_due(NOON + 30 * SECOND) == 1


async def test_a_throttled_chat_is_left_alone_and_the_others_go_on(
    transaction: Transaction, anna: PersonId
) -> None:
    vera = await add_person(transaction, "2")
    messenger = Post(Throttled(30 * SECOND))
    courier = courier_of(transaction, messenger)
    await post(transaction, answer(1), anna)
    await post(transaction, answer(2), anna)
    await post(transaction, answer(3), vera, NOON + SECOND)

    await courier.deliver_due(NOON + SECOND)

    assert [chat for chat, _ in messenger.received] == ["2"]
    assert messenger.calls == 2
    await courier.deliver_due(NOON + 31 * SECOND)
    assert [chat for chat, _ in messenger.received] == ["2", "1", "1"]


async def test_when_two_chats_are_throttled_nobody_is_written_to(
    transaction: Transaction,
) -> None:
    messenger = Post(Throttled(30 * SECOND), Throttled(30 * SECOND))
    courier = courier_of(transaction, messenger)
    for number in range(5):
        await post(transaction, answer(number), await add_person(transaction, str(number)))

    assert await courier.deliver_due(NOON) == 0
    assert messenger.calls == 2
    assert await courier.deliver_due(NOON + 30 * SECOND) == 5


async def test_being_throttled_for_hours_loses_nothing(
    transaction: Transaction, anna: PersonId
) -> None:
    messenger = Post(*[Throttled(30 * MINUTE)] * 12)
    courier = courier_of(transaction, messenger)
    await post(transaction, answer(), anna)

    for round_ in range(13):
        await courier.deliver_due(NOON + round_ * 30 * MINUTE)

    assert len(messenger.received) == 1


# Unreachable and refused


async def test_who_has_blocked_the_bot_is_written_to_at_the_next_address(
    transaction: Transaction,
) -> None:
    anna = await add_person(transaction, "1", "2")
    messenger = Post()
    messenger.blocked["1"] = Unreachable(Address("telegram", "1"))
    courier = courier_of(transaction, messenger)
    await post(transaction, answer(7), anna)
    await post(transaction, answer(8), anna)

    assert await courier.deliver_due(NOON) == 2
    assert messenger.calls == 3
    assert [chat for chat, _ in messenger.received] == ["2", "2"]
    assert await unreachable(transaction, anna) == ["1"]


async def test_when_no_address_is_left_the_message_is_lost_and_the_hotline_is_told(
    transaction: Transaction,
) -> None:
    anna = await add_person(transaction, "1", "2")
    messenger, lost = Post(), list[Delivery]()
    for address in ("1", "2"):
        messenger.blocked[address] = Unreachable(Address("telegram", address))
    courier = courier_of(transaction, messenger, lost=lost)
    first = await post(transaction, answer(7), anna)
    second = await post(transaction, answer(8), anna)

    assert await courier.deliver_due(NOON) == 0
    assert await courier.deliver_due(NOON + DAY) == 0
    assert messenger.calls == 2
    assert [one.id for one in lost] == [first, second]
    assert [one.notice for one in lost] == [answer(7), answer(8)]
    gone = await delivery(transaction, first)
    assert (gone.state, gone.reason) == (DeliveryState.LOST, "Unreachable")


async def test_a_person_without_an_address_stops_nobody(
    transaction: Transaction, anna: PersonId
) -> None:
    nowhere = await add_person(transaction)
    messenger = Post()
    await post(transaction, answer(1), nowhere)
    await post(transaction, answer(2), anna)

    assert await courier_of(transaction, messenger).deliver_due(NOON) == 1
    assert messenger.received == [("1", answer(2))]


async def test_a_message_refused_for_good_is_lost_with_the_reason(
    transaction: Transaction, anna: PersonId
) -> None:
    messenger, lost = Post(Refused("file is gone")), list[Delivery]()
    posted = await post(transaction, answer(), anna)

    await courier_of(transaction, messenger, lost=lost).deliver_due(NOON)

    gone = await delivery(transaction, posted)
    assert (gone.state, gone.reason) == (DeliveryState.LOST, "file is gone")
    assert [one.id for one in lost] == [posted]
    assert await unreachable(transaction, anna) == []


async def test_when_nobody_can_be_told_of_a_loss_it_is_tried_again(
    transaction: Transaction, anna: PersonId
) -> None:
    told: list[Delivery] = []

    async def tell(delivery: Delivery) -> None:
        told.append(delivery)
        if len(told) == 1:
            raise ConnectionError

    messenger = Post(Refused("x"), Refused("x"))
    courier = Courier(transaction, messenger, Pace(transaction, lambda: NOON), lost=tell, at_once=1)
    posted = await post(transaction, answer(), anna)

    await courier.deliver_due(NOON)
    assert (await delivery(transaction, posted)).state is DeliveryState.DUE
    await courier.deliver_due(NOON + SECOND)
    assert len(told) == 2
    assert (await delivery(transaction, posted)).state is DeliveryState.LOST


# The messenger is away, or we fail


async def test_an_answer_outlasts_an_outage_of_a_day(
    transaction: Transaction, anna: PersonId
) -> None:
    messenger = Post(*[TryLater()] * 999)
    courier = courier_of(transaction, messenger)
    await post(transaction, answer(), anna)

    for hour in range(0, 24, 4):
        await courier.deliver_due(NOON + timedelta(hours=hour))
    assert messenger.calls == 6
    messenger.failures.clear()

    assert await courier.deliver_due(NOON + 23.5 * timedelta(hours=1)) == 1


async def test_after_more_than_a_day_the_answer_is_lost_and_the_hotline_is_told(
    transaction: Transaction, anna: PersonId
) -> None:
    messenger, lost = Post(*[TryLater()] * 999), list[Delivery]()
    courier = courier_of(transaction, messenger, lost=lost)
    posted = await post(transaction, answer(), anna)

    await courier.deliver_due(NOON)
    await courier.deliver_due(NOON + DAY)

    assert [one.id for one in lost] == [posted]


async def test_an_outage_is_waited_for_longer_and_longer(
    transaction: Transaction, anna: PersonId
) -> None:
    messenger = Post(*[TryLater()] * 999)
    courier = courier_of(transaction, messenger)
    await post(transaction, answer(), anna)

    for second in range(0, 300, 5):
        await courier.deliver_due(NOON + second * SECOND)

    assert 4 <= messenger.calls <= 10


async def test_news_that_may_have_arrived_are_not_sent_again(
    transaction: Transaction, anna: PersonId
) -> None:
    messenger = Post(TryLater())
    courier = courier_of(transaction, messenger)
    await post(transaction, AnswerHelped(7), anna)

    await courier.deliver_due(NOON)
    await courier.deliver_due(NOON + MINUTE)

    assert messenger.calls == 1


async def test_news_that_were_not_sent_for_certain_are_sent_later(
    transaction: Transaction, anna: PersonId
) -> None:
    messenger = Post(Throttled(5 * SECOND), TryLater(5 * SECOND))
    courier = courier_of(transaction, messenger)
    await post(transaction, AnswerHelped(7), anna)

    for second in (0, 5, 10):
        await courier.deliver_due(NOON + second * SECOND)

    assert messenger.received == [("1", AnswerHelped(7))]


async def test_a_mistake_of_ours_is_tried_again_a_few_times_and_then_the_message_is_lost(
    transaction: Transaction, anna: PersonId, caplog: pytest.LogCaptureFixture
) -> None:
    messenger, lost = Post(*[ValueError("Анна Петровна")] * 99), list[Delivery]()
    courier = courier_of(transaction, messenger, lost=lost)
    posted = await post(transaction, answer(), anna)

    with caplog.at_level(logging.DEBUG):
        for second in range(0, 180, 10):
            await courier.deliver_due(NOON + second * SECOND)

    assert messenger.calls == 5
    assert [one.id for one in lost] == [posted]
    assert (await delivery(transaction, posted)).reason == "ValueError"
    assert "Анна" not in caplog.text


async def test_a_broken_recipient_never_stops_the_others(database: Database) -> None:
    messenger = Post()
    people = [await add_person(database.transaction, str(number)) for number in range(12)]
    troubles = [ValueError(), TryLater(), Refused("x"), Unreachable(Address("telegram", "3"))]
    messenger.blocked = {str(number): trouble for number, trouble in enumerate(troubles)}
    for number, person in enumerate(people):
        await post(database.transaction, answer(number), person)

    assert await courier_of(database.transaction, messenger, at_once=4).deliver_due(NOON) == 8


async def test_a_call_that_hangs_is_ended_and_tried_again(
    transaction: Transaction, anna: PersonId
) -> None:
    hanging = Post(takes_seconds=60)
    courier = Courier(
        transaction,
        hanging,
        Pace(transaction, lambda: NOON),
        at_once=1,
        send_within=timedelta(milliseconds=30),
    )
    posted = await post(transaction, answer(), anna)

    assert await courier.deliver_due(NOON) == 0
    waiting = await delivery(transaction, posted)
    assert (waiting.state, waiting.claimed_at) == (DeliveryState.DUE, None)
    assert waiting.due_at < NOON + 5 * SECOND


# Several at once, and death


async def test_two_couriers_send_each_message_once_in_order_and_side_by_side(
    database: Database,
) -> None:
    messenger = Post(takes_seconds=0.001)
    other_process = Database.at(database.url)
    people = [await add_person(database.transaction, str(number)) for number in range(20)]
    async with database.transaction() as session:
        for question in range(120):
            await outbox.post(
                session, answer(question % 40, str(question)), to=people[question % 20], at=NOON
            )

    sent = await asyncio.gather(
        *(
            courier_of(one.transaction, messenger, at_once=8).deliver_due(NOON)
            for one in (database, other_process)
        )
    )
    await other_process.close()

    assert sum(sent) == 120
    texts = [getattr(notice, "text", "") for _, notice in messenger.received]
    assert sorted(texts, key=int) == [str(number) for number in range(120)]
    for question in range(40):
        of_question = [int(text) for text in texts if int(text) % 40 == question]
        assert of_question == sorted(of_question)
    assert messenger.most_at_once > 2


async def test_an_answer_whose_courier_dies_after_sending_arrives_again_rather_than_never(
    database: Database,
) -> None:
    anna = await add_person(database.transaction, "1")
    await post(database.transaction, answer(), anna)
    await post(database.transaction, AnswerHelped(8), anna)
    arrived: list[Notice] = []

    class DiesAfterSending:
        async def send(self, notice: Notice, to: Sequence[Address]) -> Sent:
            arrived.append(notice)
            raise asyncio.CancelledError

    pace = Pace(database.transaction, lambda: NOON)
    for _ in range(2):
        with pytest.raises(asyncio.CancelledError):
            await Courier(database.transaction, DiesAfterSending(), pace).deliver_due(
                NOON + len(arrived) * 5 * MINUTE
            )
        if len(arrived) == 1:
            messenger = Post()
            await courier_of(database.transaction, messenger).deliver_due(
                NOON + 4 * MINUTE, limit=1
            )
            assert messenger.received == [("1", answer())]

    assert arrived == [answer(), AnswerHelped(8)]
    later = Post()
    await courier_of(database.transaction, later).deliver_due(NOON + DAY)
    assert later.received == []


async def test_no_transaction_is_open_while_a_message_is_sent(database: Database) -> None:
    open_meanwhile: list[int] = []

    class Looks:
        async def send(self, notice: Notice, to: Sequence[Address]) -> Sent:
            open_meanwhile.append(database.engine.pool.checkedout())  # type: ignore[attr-defined]
            return Sent("telegram", to[0].external_id, [])

    await post(database.transaction, answer(), await add_person(database.transaction, "1"))

    pace = Pace(database.transaction, lambda: NOON)
    await Courier(database.transaction, Looks(), pace).deliver_due(NOON)

    assert open_meanwhile == [0]


# Running


async def test_what_is_posted_leaves_at_once_and_what_is_due_later_at_its_time(
    database: Database,
) -> None:
    messenger = Post()
    anna = await add_person(database.transaction, "1")
    courier = courier_of(database.transaction, messenger, at_once=4)
    listener = Listener(database.asyncpg_dsn)
    wake = listener.event(outbox.SIGNAL)

    async with (
        running(listener.run),
        running(lambda stop: courier.run(wall_clock, stop, wake)),
    ):
        await asyncio.sleep(0.2)
        await post(database.transaction, answer(1), anna, wall_clock() + 0.5 * SECOND)
        await post(database.transaction, answer(2), anna, wall_clock())
        await until(lambda: messenger.received == [("1", answer(2))])
        await until(lambda: messenger.received == [("1", answer(2)), ("1", answer(1))])
