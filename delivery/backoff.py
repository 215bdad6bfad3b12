"""How long to wait before trying again, and when to give up."""

from datetime import datetime, timedelta

#: Waits after a failure of our own. Short in sum, as what comes after it in the chat waits too.
_AFTER_FAILURE = tuple(timedelta(seconds=seconds) for seconds in (1, 10, 30, 60))

MOST_ATTEMPTS = len(_AFTER_FAILURE) + 1

_SHORTEST = timedelta(seconds=2)
_LONGEST = timedelta(minutes=5)


def after_failure(attempts: int) -> timedelta | None:
    """The wait after the given number of failed attempts, at least one; ``None``: give up."""
    return _AFTER_FAILURE[attempts - 1] if attempts < MOST_ATTEMPTS else None


def after_outage(
    since: datetime, now: datetime, *, give_up_after: timedelta, jitter: float
) -> timedelta | None:
    """The wait while the outside is not there: as long again as it has lasted, within bounds.

    Args:
        since: the first attempt.
        jitter: 0 to 1, chosen anew each time, so that not everybody comes back at once.

    Returns:
        The wait, up to a quarter longer for ``jitter``; ``None`` when it is time to give up.
    """
    lasted = now - since
    if lasted >= give_up_after:
        return None
    return min(max(lasted, _SHORTEST), _LONGEST) * (1 + jitter / 4)
