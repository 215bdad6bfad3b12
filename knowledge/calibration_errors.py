"""When the work on calibrations says no."""

from kit.errors import Refusal


class NoEncoder(Refusal):
    """The encoder does not load, and there is nothing to calibrate."""


class NothingProposed(Refusal):
    """There is no proposal, or the program ranks cases in another way by now."""


class NothingInForce(Refusal):
    """What came with the product judges: its threshold is not for this place to choose."""


class OfAnotherVersion(Refusal):
    """The calibration in force was fitted for another version of the program, and is ignored."""
