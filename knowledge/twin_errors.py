"""When the work on cases that are alike says no."""

from kit.errors import Refusal


class NoSuchPair(Refusal):
    """There is no such pair of cases."""


class PairChanged(Refusal):
    """One of the cases has another text by now, or is not published any more."""


class NoteMissing(Refusal):
    """Why both cases are kept is not said."""
