"""When the work on gaps and recalls says no."""

from kit.errors import Refusal


class NoSuchGap(Refusal):
    """There is no such gap."""


class GapHasCase(Refusal):
    """A case was begun for the gap already."""


class NoSuchRecall(Refusal):
    """There is no such recall."""


class RecalledAlready(Refusal):
    """The version was recalled before."""


class NoSuchCorrection(Refusal):
    """The correction was written anew since, or there is none."""


class OwnCorrection(Refusal):
    """Whoever wrote a correction does not send it: it goes to everybody at once."""
