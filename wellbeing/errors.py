"""When a check-in is refused."""

from kit.errors import Refusal


class CheckInsOff(Refusal):
    """The operator has not switched check-ins on here."""


class NotConsented(Refusal):
    """The person has not switched this on."""


class ConsentOutdated(Refusal):
    """The text of the consent has changed since the person agreed."""


class NoSuchRound(Refusal):
    """The person has no such round."""


class RoundOver(Refusal):
    """The round is over: answered, skipped, or nobody waited any longer."""


class NoSuchAnswer(Refusal):
    """The round has no such item, or the item no such option."""


class NothingToTakeBack(Refusal):
    """Nothing has been answered in this round yet."""


class UnknownZone(Refusal):
    """No time zone has this name."""


class DayPassed(Refusal):
    """The day has passed already."""


class LinkUsed(Refusal):
    """The link has been opened already, or its time is over."""
