"""When people's affairs are refused."""

from kit.errors import Refusal


class InvitationUnknown(Refusal):
    """No invitation carries this code."""


class InvitationUsed(Refusal):
    """The invitation has served somebody already."""


class InvitationExpired(Refusal):
    """The invitation was not used in time."""


class NotForYou(Refusal):
    """The deed belongs to a role that the person does not have."""


class UnknownSubject(Refusal):
    """No subject of the closed list has this name."""


class UnreadableHours(Refusal):
    """The working hours or the date cannot be read."""


class UnreadableDay(Refusal):
    """The words name no day."""


class DayNotAhead(Refusal):
    """The day is today or has passed."""


class LeaveTooLong(Refusal):
    """Nobody goes on leave for longer than a year."""


class LimitOutOfRange(Refusal):
    """A methodist has at least one question open at once, and at most thirty."""


class LastAdmin(Refusal):
    """Without this admin nobody could appoint another one."""


class NoSuchPerson(Refusal):
    """Nobody has this number, or they have been forgotten."""


class PoolUploadGone(Refusal):
    """The file was carried out already, is a day old, or somebody else has sent it."""


class NoSuchEntry(Refusal):
    """The register has no such row, or has it no more."""


class SeveralEntries(Refusal):
    """The register has several people of this name; only the day of birth tells them apart."""
