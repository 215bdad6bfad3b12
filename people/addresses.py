"""Where a person can be reached."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Address:
    """A channel, and the id that the channel knows a person by."""

    channel: str
    external_id: str
