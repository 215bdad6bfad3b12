"""What the operator decides about check-ins."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from people.models import Role
from wellbeing import consent
from wellbeing.calendars import Calendars

#: Who may read the reports of a wave, and so is not counted in them.
VIEWERS = (Role.COORDINATOR, Role.OBSERVER, Role.CURATOR, Role.PSYCHOLOGIST, Role.ADMIN)


class Place(StrEnum):
    """Where people answer."""

    CHAT = "chat"
    PAGE = "page"
    """On the hotline's own page; nothing but a neutral nudge goes through the messenger."""
    OFF = "off"


@dataclass(frozen=True)
class CheckInPolicy:
    place: Place
    zone: ZoneInfo
    """Of the region, for whoever has not said another one."""
    calendars: Calendars
    k: int = 10
    """No group of fewer people is published."""
    consent_version: int = consent.VERSION
