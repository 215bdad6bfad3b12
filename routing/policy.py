"""The promises the hotline makes, as its region sets them."""

from dataclasses import dataclass
from datetime import timedelta

from people.hours import WorkingHours


@dataclass(frozen=True)
class HotlinePolicy:
    hours: WorkingHours
    """When the region works; promises are counted over these hours."""
    answer_within: timedelta
    """Working time within which a methodist's answer is promised."""
    most_open: int
    """Questions that one methodist may have open at once, unless they have a limit of their own."""
    undo_within: timedelta
    """How long an answer waits, and can be taken back, before it goes out."""
    returns_within: timedelta = timedelta(days=14)
    """How long after it was closed a question may be reopened."""
