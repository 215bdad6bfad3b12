"""What the buttons of check-ins carry: no item, no answer, no scale; answers are codes."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from wellbeing.models import Switch
from wellbeing.rhythm import Every
from wellbeing.round_times import Snooze


class Answer(CallbackData, prefix="ca"):
    code: str
    """Of a choice, or of leaving an item out: see ``wellbeing.outcomes.Choice``."""


class RoundDeed(StrEnum):
    SHOW = "show"
    BACK = "back"
    LATER = "later"
    SKIP = "skip"


class AboutRound(CallbackData, prefix="cr"):
    deed: RoundDeed
    round_id: str


class PutOffRound(CallbackData, prefix="cl"):
    span: Snooze
    round_id: str


class ScreenPage(StrEnum):
    WHOLE = "whole"
    RHYTHM = "rhythm"
    ZONE = "zone"
    PLACE = "place"
    AWAY = "away"


class OpenScreen(CallbackData, prefix="cp"):
    page: ScreenPage


class PutSwitch(CallbackData, prefix="cs"):
    """What the button does is said whole, so that pressing it twice changes nothing."""

    switch: Switch
    is_on: bool
    version: int
    is_sure: bool = False
    """Of a switch that takes stored things with it."""


class SetRhythm(CallbackData, prefix="ch"):
    weekday: int
    hour: int
    every: Every


class SetZone(CallbackData, prefix="cz"):
    zone: str


class Wish(StrEnum):
    """What a button of check-ins does by itself."""

    SHORT = "short"
    LONG = "long"
    SERIES = "series"
    PICTURE = "picture"
    EXPORT = "export"
    PAGE = "page"
    IS_BACK = "isback"
    NOWHERE = "nowhere"
    LESS = "less"
    STOP = "stop"
    ERASE = "erase"
    REALLY_ERASE = "erase!"
    KEEP = "keep"
    HELP = "help"
    CALL = "call"
    WRITE = "write"
    NOTHING = "nothing"
    HIDE = "hide"


class CheckInWish(CallbackData, prefix="cw"):
    wish: Wish


class AgreeAndWrite(CallbackData, prefix="cy"):
    version: int
    """Of the text that the person has seen."""


class ReadGroup(CallbackData, prefix="cm"):
    place: int
    """From 1: the same list for everybody, so that the number tells nothing."""


#: All of them, and the button of a nudge: the screens with such buttons are private.
PREFIXES = ("ci", "ca", "cr", "cl", "cp", "cs", "ch", "cz", "cw", "cy", "cm")
