"""Promising, taking back and claiming messages."""

import asyncio
from datetime import datetime, timedelta

import pytest

from delivery import outbox
from delivery.models import Delivery, DeliveryId, DeliveryState
from delivery.notices import AnswerCorrected, AnswerHelped, QuestionFinished
from kit.database import Database, Transaction
from kit.listening import Listener
from people.models import PersonId
from tests.delivery.doubles import NOON, SECOND, add_person, answer, delivery, post
from tests.delivery.running import running, within

LEASE = timedelta(minutes=3)
UNDO = timedelta(seconds=30)


@pytest.fixture
async def anna(transaction: Transaction) -> PersonId:
    return await add_person(transaction, "1")


async def claim(transaction: Transaction, now: datetime = NOON, limit: int = 50) -> list[Delivery]:
    async with transaction() as session:
        return await outbox.claim_due(session, now, limit=limit, lease=LEASE)


async def settle_sent(transaction: Transaction, sent: Delivery) -> bool:
    async with transaction() as session:
        return await outbox.settle_sent(session, sent, now=NOON)


# Posting


async def test_a_posted_notice_is_due_at_its_time_and_known_by_its_id(
    transaction: Transaction, anna: PersonId
) -> None:
    posted = await post(transaction, answer(), anna, NOON + UNDO)

    assert await claim(transaction, NOON + 29 * SECOND) == []
    [claimed] = await claim(transaction, NOON + UNDO)
    assert (claimed.id, claimed.notice, claimed.question_id) == (posted, answer(), 7)


async def test_what_is_rolled_back_was_never_promised(
    transaction: Transaction, anna: PersonId
) -> None:
    async with transaction() as session:
        await outbox.post(session, answer(), to=anna, at=NOON)
        await session.rollback()

    assert await claim(transaction) == []


async def test_a_notice_is_heard_of_when_it_is_committed(database: Database) -> None:
    anna = await add_person(database.transaction, "1")
    listener = Listener(database.asyncpg_dsn)
    news = listener.event(outbox.SIGNAL)
    async with running(listener.run):
        await within(news.wait())
        news.clear()

        async with database.transaction() as session:
            await outbox.post(session, answer(), to=anna, at=NOON)
            await asyncio.sleep(0.05)
            heard_before = news.is_set()

        await within(news.wait())
        assert not heard_before


# Taking back and changing


async def test_a_message_that_waits_can_be_taken_back_once(
    transaction: Transaction, anna: PersonId
) -> None:
    posted = await post(transaction, answer(), anna, NOON + UNDO)

    async with transaction() as session:
        assert await outbox.cancel(session, posted, NOON)
        assert not await outbox.cancel(session, posted, NOON)

    assert await claim(transaction, NOON + UNDO) == []
    assert (await delivery(transaction, posted)).state is DeliveryState.CANCELLED


async def test_a_message_on_its_way_can_be_neither_taken_back_nor_changed(
    transaction: Transaction, anna: PersonId
) -> None:
    posted = await post(transaction, answer(), anna)
    await claim(transaction)

    async with transaction() as session:
        assert not await outbox.cancel(session, posted, NOON)
        assert not await outbox.replace(session, posted, answer(text="Иначе."))

    assert (await delivery(transaction, posted)).notice == answer()


async def test_a_message_whose_courier_has_died_may_have_arrived_and_cannot_be_taken_back(
    transaction: Transaction, anna: PersonId
) -> None:
    posted = await post(transaction, answer(), anna)
    await claim(transaction)

    async with transaction() as session:
        assert not await outbox.cancel(session, posted, NOON + timedelta(hours=1))


async def test_a_message_that_was_sent_cannot_be_taken_back(
    transaction: Transaction, anna: PersonId
) -> None:
    posted = await post(transaction, answer(), anna)
    [claimed] = await claim(transaction)
    await settle_sent(transaction, claimed)

    async with transaction() as session:
        assert not await outbox.cancel(session, posted, NOON)


async def test_a_message_that_a_courier_has_given_back_can_be_taken_back(
    transaction: Transaction, anna: PersonId
) -> None:
    posted = await post(transaction, answer(), anna)
    [claimed] = await claim(transaction)
    async with transaction() as session:
        await outbox.settle_later(session, claimed, until=NOON + UNDO, attempts=0)

    async with transaction() as session:
        assert await outbox.cancel(session, posted, NOON)


async def test_a_message_that_waits_can_be_changed_and_leaves_at_its_time(
    transaction: Transaction, anna: PersonId
) -> None:
    posted = await post(transaction, answer(), anna, NOON + UNDO)

    async with transaction() as session:
        assert await outbox.replace(session, posted, answer(text="Иначе."))

    assert await claim(transaction, NOON) == []
    [claimed] = await claim(transaction, NOON + UNDO)
    assert claimed.notice == answer(text="Иначе.")


async def test_a_message_that_is_not_there_cannot_be_taken_back(transaction: Transaction) -> None:
    async with transaction() as session:
        assert not await outbox.cancel(session, DeliveryId(404), NOON)


async def test_of_taking_back_and_claiming_at_the_same_moment_exactly_one_wins(
    database: Database,
) -> None:
    people = [await add_person(database.transaction, str(number)) for number in range(30)]
    posted = [await post(database.transaction, answer(), person) for person in people]

    async def cancel(delivery_id: DeliveryId) -> bool:
        async with database.transaction() as session:
            return await outbox.cancel(session, delivery_id, NOON)

    answers: list[bool] = []

    async def cancel_all() -> None:
        answers.extend(await asyncio.gather(*(cancel(delivery_id) for delivery_id in posted)))

    async def claim_all() -> set[DeliveryId]:
        claimed: set[DeliveryId] = set()
        while found := await claim(database.transaction, limit=3):
            claimed |= {delivery.id for delivery in found}
        return claimed

    claimed, _ = await asyncio.gather(claim_all(), cancel_all())
    claimed |= await claim_all()

    cancelled = {id for id, was_stopped in zip(posted, answers, strict=True) if was_stopped}
    assert cancelled | claimed == set(posted)
    assert not cancelled & claimed


async def test_a_message_being_taken_back_is_not_claimed_meanwhile(database: Database) -> None:
    anna = await add_person(database.transaction, "1")
    posted = await post(database.transaction, answer(), anna)

    async with database.transaction() as session:
        assert await outbox.cancel(session, posted, NOON)
        claimed = await within(claim(database.transaction))

    assert claimed == []


async def test_who_has_read_the_message_before_it_was_claimed_cannot_take_it_back(
    database: Database,
) -> None:
    anna = await add_person(database.transaction, "1")
    posted = await post(database.transaction, answer(), anna)

    async with database.transaction() as session:
        read = await session.get_one(Delivery, posted)
        await claim(database.transaction)
        assert read.claimed_at is None
        assert not await outbox.cancel(session, posted, NOON)


# Order


async def test_the_more_urgent_is_claimed_first_and_then_what_is_due_longer(
    transaction: Transaction,
) -> None:
    people = [await add_person(transaction, str(number)) for number in range(3)]
    news = await post(transaction, AnswerHelped(1), people[0], NOON - timedelta(hours=1))
    late = await post(transaction, answer(2), people[1], NOON)
    early = await post(transaction, answer(3), people[2], NOON - SECOND)

    assert [one.id for one in await claim(transaction, limit=2)] == [early, late]
    assert [one.id for one in await claim(transaction)] == [news]


async def test_a_person_gets_one_message_after_another(
    transaction: Transaction, anna: PersonId
) -> None:
    posted = [await post(transaction, answer(number), anna) for number in (1, 2)]

    [first] = await claim(transaction)
    assert await claim(transaction) == []
    await settle_sent(transaction, first)
    [second] = await claim(transaction)

    assert [first.id, second.id] == posted


async def test_what_is_posted_while_another_message_is_being_claimed_waits_for_that_one(
    database: Database,
) -> None:
    anna = await add_person(database.transaction, "1")
    await post(database.transaction, QuestionFinished(7), anna)

    async with database.transaction() as session:
        assert await outbox.claim_due(session, NOON, limit=1, lease=LEASE)
        await post(database.transaction, answer(8), anna)
        other = asyncio.create_task(claim(database.transaction))
        await asyncio.sleep(0.1)

    assert await within(other) == []


async def test_a_correction_never_overtakes_the_answer(
    transaction: Transaction, anna: PersonId
) -> None:
    first = await post(transaction, QuestionFinished(7), anna, NOON + UNDO)
    correction = await post(transaction, AnswerCorrected(7, "Иначе."), anna, NOON)
    other_question = await post(transaction, QuestionFinished(8), anna, NOON)

    [claimed] = await claim(transaction)
    assert claimed.id == other_question
    await settle_sent(transaction, claimed)
    assert await claim(transaction) == []
    [claimed] = await claim(transaction, NOON + UNDO)
    assert claimed.id == first
    await settle_sent(transaction, claimed)
    [claimed] = await claim(transaction, NOON + UNDO)
    assert claimed.id == correction


async def test_what_follows_a_message_that_is_taken_back_can_leave(
    transaction: Transaction, anna: PersonId
) -> None:
    first = await post(transaction, answer(), anna, NOON + UNDO)
    following = await post(transaction, QuestionFinished(7), anna)

    async with transaction() as session:
        await outbox.cancel(session, first, NOON)

    assert [one.id for one in await claim(transaction)] == [following]


async def test_the_next_message_is_the_one_that_waits_for_nothing_but_its_time(
    transaction: Transaction, anna: PersonId
) -> None:
    async def next_due() -> datetime | None:
        async with transaction() as session:
            return await outbox.next_due(session, NOON)

    assert await next_due() is None
    await post(transaction, answer(7), anna, NOON + UNDO)
    await post(transaction, QuestionFinished(7), anna, NOON)

    assert await next_due() == NOON + UNDO


# Leases


async def test_a_message_that_was_not_settled_is_due_again_after_the_lease(
    transaction: Transaction, anna: PersonId
) -> None:
    posted = await post(transaction, answer(), anna)
    await claim(transaction)

    assert await claim(transaction, NOON + LEASE - SECOND) == []
    assert [one.id for one in await claim(transaction, NOON + LEASE)] == [posted]


async def test_what_may_arrive_once_at_most_is_not_claimed_again(
    transaction: Transaction, anna: PersonId
) -> None:
    posted = await post(transaction, AnswerHelped(7), anna)
    await claim(transaction)

    assert await claim(transaction, NOON + timedelta(days=1)) == []
    assert (await delivery(transaction, posted)).state is DeliveryState.SENT


async def test_a_person_who_is_just_being_told_news_is_not_told_more_meanwhile(
    transaction: Transaction, anna: PersonId
) -> None:
    await post(transaction, AnswerHelped(7), anna)
    await claim(transaction)
    await post(transaction, answer(8), anna)

    assert await claim(transaction) == []
    assert len(await claim(transaction, NOON + LEASE)) == 1


async def test_a_courier_that_was_frozen_does_not_settle_for_the_one_that_took_over(
    transaction: Transaction, anna: PersonId
) -> None:
    posted = await post(transaction, answer(), anna)
    [frozen] = await claim(transaction)
    [taken_over] = await claim(transaction, NOON + LEASE)

    async with transaction() as session:
        assert not await outbox.settle_later(session, frozen, until=NOON, attempts=0)
        assert not await outbox.settle_lost(session, frozen, reason="x", now=NOON)
    assert await settle_sent(transaction, taken_over)
    assert (await delivery(transaction, posted)).state is DeliveryState.SENT


async def test_the_outbox_can_be_counted(transaction: Transaction, anna: PersonId) -> None:
    await post(transaction, answer(1), anna, NOON - SECOND)
    lost = await post(transaction, answer(2), anna, NOON - 2 * SECOND)
    await post(transaction, answer(3), anna, NOON + SECOND)
    [claimed] = await claim(transaction)
    assert claimed.id == lost
    async with transaction() as session:
        await outbox.settle_lost(session, claimed, reason="Unreachable", now=NOON)

        counted = await outbox.counts(session, NOON)

    assert counted == outbox.Counts(due=2, oldest_due=NOON - SECOND, lost=1)
