"""What the buttons carry. Telegram keeps at most 64 bytes of it."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from knowledge.narrowing import Facet


class Deed(StrEnum):
    """What a button does with its question."""

    HELPED = "help"
    NOT_HELPED = "nohelp"
    ASK_PERSON = "person"
    SUPPLEMENT = "add"
    SHOW = "show"
    CLOSE = "close"
    REOPEN = "reopen"
    ASK_ANEW = "anew"
    TAKE = "take"
    DECLINE = "decline"
    ANSWER = "answer"
    CLARIFY = "clarify"
    NOTE = "note"
    CASE = "case"
    MAKE_CASE = "mkcase"
    PASS = "pass"
    FINISH = "finish"
    CARD = "card"
    WRITTEN = "written"
    """What the methodist has just written is the answer to this question."""


class AboutQuestion(CallbackData, prefix="q"):
    deed: Deed
    question_id: int


class OpenCase(CallbackData, prefix="c"):
    question_id: int
    version_id: int


class Narrow(CallbackData, prefix="nw"):
    """Which of the values asked about it is; a topic may be longer than a button can carry."""

    question_id: int
    facet: Facet
    place: int
    """From 0; -1: «неважно»."""


class SendCase(CallbackData, prefix="sc"):
    question_id: int
    version_id: int


class CaseMaterials(CallbackData, prefix="cm"):
    """The files that belong to a case."""

    question_id: int
    version_id: int


class PassTo(CallbackData, prefix="pt"):
    question_id: int
    subject: str


class TakeBack(CallbackData, prefix="tb"):
    entry_id: int


class MoveTo(CallbackData, prefix="mv"):
    from_id: int
    to_id: int


class Who(StrEnum):
    TEACHER = "teacher"
    LEADER = "leader"
    PARENT = "parent"
    PUPIL = "pupil"


class IAm(CallbackData, prefix="who"):
    who: Who


class StopWriting(CallbackData, prefix="stop"):
    pass


class OwnQuestion(CallbackData, prefix="own"):
    """What the methodist has just written is a question of their own."""


class OpenCheckIn(CallbackData, prefix="ci"):
    round_id: str
