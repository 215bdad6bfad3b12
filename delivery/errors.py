"""What the outside answers when it does not do what we ask."""

from datetime import timedelta

from people.addresses import Address


class TryLater(Exception):
    """The outside is not there, or wants us to wait; the same may well succeed later."""

    def __init__(self, after: timedelta | None = None) -> None:
        """
        Args:
            after: how long to wait, where that is known: then nothing has been done yet.
        """
        super().__init__(f"try after {after}")
        self.after = after


class Throttled(TryLater):
    """The messenger has counted too many messages; nothing was sent."""

    def __init__(
        self, retry_after: timedelta, *, address: Address | None = None, everywhere: bool = False
    ) -> None:
        """
        Args:
            address: whose messages were too many; ``None`` means the first address tried.
            everywhere: the messenger has said that it means everybody.
        """
        super().__init__(retry_after)
        self.retry_after = retry_after
        self.address = address
        self.everywhere = everywhere


class Unreachable(Exception):
    """The person has blocked the bot or is gone; trying again will not help."""

    def __init__(self, address: Address) -> None:
        super().__init__(f"unreachable by {address.channel}")
        self.address = address


class Refused(Exception):
    """The messenger will never take this message."""

    def __init__(self, reason: str) -> None:
        """
        Args:
            reason: the kind of refusal; it is stored and shown to operators, so no words of people.
        """
        super().__init__(reason)
        self.reason = reason
