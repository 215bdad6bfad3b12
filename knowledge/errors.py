"""When the case book says no."""

from kit.errors import Refusal
from kit.files.faults import Fault, FaultyFile

__all__ = ["CaseRecalled", "Fault", "FaultyFile", "NoSuchCase"]


class NoSuchCase(Refusal):
    """There is no such case, or no version of it is in force."""


class CaseRecalled(Refusal):
    """The version was found wrong: nobody is shown it any more."""
