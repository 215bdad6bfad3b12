"""What the buttons about people carry: duty, profile, invitations, own data."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from people.levels import Level
from people.models import Role


class DutyDeed(StrEnum):
    ON = "on"
    OFF = "off"
    LEAVE = "leave"
    HOURS = "hours"
    USUAL_HOURS = "hours0"
    LIMIT = "limit"
    USUAL_LIMIT = "limit0"
    BACK = "back"


class OnDuty(CallbackData, prefix="duty"):
    deed: DutyDeed


class ProfilePage(StrEnum):
    WHOLE = "whole"
    SUBJECTS = "subjects"
    LEVELS = "levels"
    MUNICIPALITY = "place"
    EXPERIENCE = "years"


class OpenProfile(CallbackData, prefix="p"):
    page: ProfilePage


class EraseProfile(CallbackData, prefix="px"):
    page: ProfilePage
    """What is told on this page."""


class TeachSubject(CallbackData, prefix="ps"):
    """What the button does is said whole, so that pressing it twice changes nothing."""

    subject: str
    is_chosen: bool


class TeachLevel(CallbackData, prefix="pl"):
    level: Level
    is_chosen: bool


class TellExperience(CallbackData, prefix="pe"):
    band: str


class InviteAs(CallbackData, prefix="ia"):
    role: Role


class InviteFor(CallbackData, prefix="if"):
    subject: str
    is_chosen: bool


class InviteDeed(StrEnum):
    ALL_SUBJECTS = "all"
    SUBJECTS_CHOSEN = "chosen"
    WITHOUT_NAME = "noname"
    CANCEL = "cancel"


class Inviting(CallbackData, prefix="inv"):
    deed: InviteDeed


class ForgetDeed(StrEnum):
    ASK = "ask"
    YES = "yes"
    NO = "no"


class ForgetMe(CallbackData, prefix="fm"):
    deed: ForgetDeed
