"""Events that are settled without a word of them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from delivery import discretion, inbox
from delivery.models import Event, EventState
from delivery.receiver import Receiver
from kit.database import Transaction
from tests.delivery.doubles import NOON, events, incoming

LONG = timedelta(days=2)


class Confidant:
    """Handles what it is told, and wants none of it kept; it may fail all the same."""

    def __init__(self, *, fails: bool = False) -> None:
        self.told: list[str] = []
        self._fails = fails

    async def handle(self, _channel: str, payloads: Sequence[dict[str, Any]]) -> None:
        self.told.append(payloads[0]["chat"])
        discretion.keep_nothing()
        if self._fails:
            raise ValueError


async def handled(transaction: Transaction, confidant: Confidant, *, times: int = 1) -> Event:
    async with transaction() as session:
        await inbox.store(session, [incoming(7)], now=NOON)
    receiver = Receiver(transaction, confidant.handle, at_once=1)
    for attempt in range(times):
        await receiver.handle_due(NOON + attempt * LONG)
    [event] = await events(transaction)
    return event


async def test_done_it_keeps_its_number_alone(transaction: Transaction) -> None:
    event = await handled(transaction, Confidant())

    assert event.state is EventState.DONE
    assert event.payload == {"number": 7}


async def test_it_is_tried_again_whole_and_parked_without_its_words(
    transaction: Transaction,
) -> None:
    confidant = Confidant(fails=True)

    event = await handled(transaction, confidant, times=10)

    assert set(confidant.told) == {"anna"}
    assert len(confidant.told) > 1
    assert event.state is EventState.PARKED
    assert event.payload == {"number": 7}


async def test_the_wish_ends_with_the_event(transaction: Transaction) -> None:
    confidant = Confidant()
    await handled(transaction, confidant)

    async def handle(_channel: str, _payloads: Sequence[dict[str, Any]]) -> None:
        return None

    async with transaction() as session:
        await inbox.store(session, [incoming(8)], now=NOON)
    await Receiver(transaction, handle, at_once=1).handle_due(NOON)

    assert (await events(transaction))[-1].payload == {"number": 8, "chat": "anna"}


def test_outside_of_an_event_there_is_nothing_to_keep_from() -> None:
    with discretion.listening() as wish:
        pass

    discretion.keep_nothing()

    assert not wish.keeps_nothing


@pytest.mark.parametrize("wishes", [True, False])
def test_a_wish_is_heard(wishes: bool) -> None:
    with discretion.listening() as wish:
        if wishes:
            discretion.keep_nothing()

    assert wish.keeps_nothing is wishes
