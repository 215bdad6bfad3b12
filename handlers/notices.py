"""Notices as messages: words and buttons for each."""

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from delivery.notices import (
    AnswerCorrected,
    AnswerHelped,
    AnswerReady,
    AnswerUndelivered,
    Card,
    CaseCorrected,
    CaseFileReady,
    CaseWithdrawn,
    ClarificationAsked,
    MethodistLeft,
    Notice,
    Nudge,
    NudgesPaused,
    PromiseChanged,
    QuestionAssigned,
    QuestionEdited,
    QuestionFinished,
    QuestionGone,
    QuestionReturned,
    QuestionSupplemented,
    QuestionUnassigned,
)
from handlers import checkin_keyboards, keyboards
from handlers.outgoing import Outgoing
from handlers.texts import answering as answering_texts
from handlers.texts import notices as texts


def render(notice: Notice, now: datetime, zone: ZoneInfo) -> Outgoing:
    """What the notice says, and with which buttons."""
    number = notice.question_id

    def card(shown: Card) -> str:
        return answering_texts.card(shown, now, zone)

    match notice:
        case QuestionAssigned():
            words = answering_texts.assigned_to_you(card(notice.card), notice.note)
            return Outgoing(
                words, keyboards.card(number), notice.card.attachments, silently=notice.silently
            )
        case QuestionUnassigned():
            words = answering_texts.nobody_is_there(card(notice.card))
            keyboard = None if notice.card.is_withheld else keyboards.unassigned(number)
            return Outgoing(words, keyboard, notice.card.attachments)
        case QuestionReturned():
            words = texts.question_returned(notice, card(notice.card))
            return Outgoing(words, keyboards.taken(number))
        case QuestionSupplemented():
            words = texts.question_supplemented(notice)
            return Outgoing(words, keyboards.taken(number), notice.attachments)
        case QuestionEdited():
            return Outgoing(texts.question_edited(notice), keyboards.taken(number))
        case QuestionGone():
            return Outgoing(texts.question_gone(notice))
        case MethodistLeft():
            return Outgoing(texts.methodist_left(notice))
        case AnswerHelped():
            return Outgoing(texts.answer_helped(number))
        case AnswerReady():
            words = texts.answer_ready(notice)
            keyboard = keyboards.answer(number, notice.files_of)
            return Outgoing(words, keyboard, notice.attachments)
        case AnswerCorrected():
            return Outgoing(texts.answer_corrected(notice), keyboards.answer(number))
        case ClarificationAsked():
            words = texts.clarification_asked(notice)
            return Outgoing(words, keyboards.clarification(number), notice.attachments)
        case PromiseChanged():
            return Outgoing(texts.promise_changed(notice, now, zone))
        case QuestionFinished():
            return Outgoing(texts.question_finished(number), keyboards.finished(number))
        case AnswerUndelivered():
            return Outgoing(texts.answer_undelivered(number))
        case Nudge():
            return Outgoing(texts.nudge(), checkin_keyboards.nudge(notice.round_id))
        case NudgesPaused():
            return Outgoing(texts.nudges_paused())
        case CaseWithdrawn():
            return Outgoing(texts.case_withdrawn(notice))
        case CaseCorrected():
            return Outgoing(texts.case_corrected(notice), keyboards.corrected(number))
        case CaseFileReady():
            # The file goes by itself; these words stand for one that can't be sent.
            return Outgoing(texts.case_file_missing(notice))
        case _:
            assert_never(notice)
