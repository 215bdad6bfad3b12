"""Where the page of check-ins is reached."""

from dataclasses import dataclass

from wellbeing.errors import CheckInsOff

#: Behind it stands the one-time token of a link.
PATH = "/checkin/"


@dataclass(frozen=True)
class PageLinks:
    """Addresses of the page; ``base`` is where this service is reached from outside."""

    base: str | None

    def address(self, token: str) -> str:
        """
        Raises:
            CheckInsOff: there is no page here.
        """
        if self.base is None:
            raise CheckInsOff
        return f"{self.base}{PATH}{token}"
