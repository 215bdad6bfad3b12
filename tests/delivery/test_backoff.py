"""How long to wait before trying again."""

from datetime import timedelta

import pytest

from delivery.backoff import MOST_ATTEMPTS, after_failure, after_outage
from tests.delivery.doubles import NOON, SECOND

DAY = timedelta(hours=24)


def test_a_poison_is_given_up_within_two_minutes() -> None:
    waits = [after_failure(attempts) for attempts in range(1, MOST_ATTEMPTS + 1)]

    assert waits[-1] is None
    assert sum((wait for wait in waits if wait), timedelta()) < timedelta(minutes=2)


@pytest.mark.parametrize(
    ("lasted", "wait"),
    [
        (timedelta(), 2 * SECOND),
        (40 * SECOND, 40 * SECOND),
        (timedelta(hours=3), timedelta(minutes=5)),
    ],
)
def test_an_outage_is_waited_for_as_long_again_within_bounds(
    lasted: timedelta, wait: timedelta
) -> None:
    assert after_outage(NOON - lasted, NOON, give_up_after=DAY, jitter=0) == wait
    assert after_outage(NOON - lasted, NOON, give_up_after=DAY, jitter=1) == 1.25 * wait


def test_an_outage_that_lasts_too_long_is_given_up() -> None:
    assert after_outage(NOON - DAY, NOON, give_up_after=DAY, jitter=0) is None
