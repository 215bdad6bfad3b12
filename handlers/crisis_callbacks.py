"""What the buttons of the card for danger carry: all but the words, which stay in the chat."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class CrisisDeed(StrEnum):
    PSYCHOLOGIST = "psy"
    """Hand the message to a psychologist."""
    COORDINATOR = "coord"
    """The same, knowing that none is there and a coordinator will see it first."""
    USUAL = "usual"
    """Let the message go where it would have gone."""
    NOBODY = "none"


class AfterCard(CallbackData, prefix="dg"):
    """The message is the one that the card replies to."""

    deed: CrisisDeed
    is_whole: bool = True
    """Whether that one message is all that was written."""
    is_edit: bool = False
    reply_to: int = 0
    """What the message itself replied to; 0: nothing."""
