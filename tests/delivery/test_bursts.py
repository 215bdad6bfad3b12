"""What of a chat is to be handled next."""

from datetime import datetime, timedelta

from delivery.bursts import MOST_MESSAGES, MOST_PAUSES, next_of
from delivery.models import Event
from tests.delivery.doubles import NOON, PAUSE, SECOND


def event(burst: str | None, *, at: datetime = NOON, tried_at: datetime | None = None) -> Event:
    return Event(burst=burst, received_at=at, due_at=at + PAUSE, tried_at=tried_at)


def test_an_event_without_a_burst_stands_alone() -> None:
    waiting = [event(None), event(None)]

    assert next_of(waiting, NOON) == waiting[:1]


def test_a_burst_waits_until_nothing_has_followed_for_the_pause() -> None:
    waiting = [event("words"), event("words", at=NOON + 2 * SECOND)]

    assert next_of(waiting, NOON + 4 * SECOND) == NOON + 5 * SECOND
    assert next_of(waiting, NOON + 5 * SECOND) == waiting


def test_something_else_ends_a_burst_at_once() -> None:
    waiting = [event("words"), event("words"), event("album"), event("words")]

    assert next_of(waiting, NOON) == waiting[:2]


def test_a_burst_of_the_most_messages_does_not_wait() -> None:
    waiting = [event("words") for _ in range(MOST_MESSAGES)]

    assert next_of(waiting, NOON) == waiting


def test_messages_beyond_the_most_are_a_burst_of_their_own() -> None:
    waiting = [event("words") for _ in range(MOST_MESSAGES + 1)]

    assert next_of(waiting, NOON) == waiting[:MOST_MESSAGES]


def test_a_person_who_never_stops_writing_is_heard() -> None:
    waiting = [event("words", at=NOON + number * 2 * SECOND) for number in range(16)]

    assert next_of(waiting, waiting[-1].received_at) == waiting
    assert waiting[-1].received_at == NOON + MOST_PAUSES * PAUSE


def test_nothing_joins_a_burst_that_was_handed_out_before() -> None:
    handed_out = NOON + timedelta(minutes=1)
    waiting = [
        event("words", tried_at=handed_out),
        event("words", tried_at=handed_out),
        event("words", at=NOON + timedelta(minutes=2)),
    ]

    assert next_of(waiting, NOON + timedelta(minutes=2)) == waiting[:2]
