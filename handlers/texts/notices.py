"""Words for messages nobody was waiting for at that moment."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from delivery.notices import (
    AnswerCorrected,
    AnswerReady,
    CaseCorrected,
    CaseFileReady,
    CaseWithdrawn,
    ClarificationAsked,
    MethodistLeft,
    PromiseChanged,
    QuestionEdited,
    QuestionGone,
    QuestionReturned,
    QuestionSupplemented,
)
from handlers.texts.asking import number
from handlers.texts.times import by


def answer_ready(notice: AnswerReady) -> str:
    who = f"методист, {notice.subject}" if notice.subject else "методист"
    return (
        f"<b>Ответ на вопрос {number(notice.question_id)}</b> <i>({escape(who)})</i>\n\n"
        f"{escape(notice.text)}"
    )


def answer_corrected(notice: AnswerCorrected) -> str:
    return (
        f"<b>Исправленный ответ на вопрос {number(notice.question_id)}</b>\n\n"
        f"{escape(notice.text)}\n\n<i>исправлено</i>"
    )


def clarification_asked(notice: ClarificationAsked) -> str:
    return (
        f"<b>Методист уточняет по вопросу {number(notice.question_id)}</b>\n\n"
        f"{escape(notice.text)}\n\nПросто напишите ответ — передам."
    )


def promise_changed(notice: PromiseChanged, now: datetime, zone: ZoneInfo) -> str:
    subject = f" («{escape(notice.subject)}»)" if notice.subject else ""
    when = f" Ответ — {by(notice.answer_by, now, zone)}." if notice.answer_by else ""
    if notice.is_queued:
        return (
            f"Вопрос {number(notice.question_id)} перешёл к координатору: он ищет, "
            f"кто ответит{subject}.{when}"
        )
    return f"На вопрос {number(notice.question_id)} ответит другой методист{subject}.{when}"


def question_finished(question_id: int) -> str:
    return (
        f"Методист считает вопрос {number(question_id)} решённым. Если это не так, нажмите "
        "«Не помогло» — вернём."
    )


def question_supplemented(notice: QuestionSupplemented) -> str:
    what = "Учитель ответил на уточнение" if notice.is_clarification else "Учитель дополнил вопрос"
    return f"<b>{number(notice.question_id)}.</b> {what}:\n\n{escape(notice.text)}"


def question_edited(notice: QuestionEdited) -> str:
    ask = "\n\nПроверьте, подходит ли ваш ответ." if notice.is_answered else ""
    return (
        f"<b>{number(notice.question_id)}.</b> Учитель исправил вопрос. Теперь так:\n\n"
        f"<blockquote>{escape(notice.text)}</blockquote>{ask}"
    )


def question_gone(notice: QuestionGone) -> str:
    if notice.is_closed:
        return f"{number(notice.question_id)}: учитель закрыл вопрос, отвечать не нужно."
    return f"{number(notice.question_id)} передан другому методисту."


def methodist_left(notice: MethodistLeft) -> str:
    lines = ["<b>Коллега больше не отвечает на линии.</b> Его открытые вопросы не потерялись."]
    if notice.with_colleagues:
        lines.append(f"Переданы коллегам: {_numbers(notice.with_colleagues)}.")
    if notice.waiting:
        lines.append(f"Пока ни у кого: {_numbers(notice.waiting)} — они в /queue.")
    return "\n".join(lines)


def question_returned(notice: QuestionReturned, card: str) -> str:
    said = f"\n\n<b>Учитель пишет:</b> {escape(notice.comment)}" if notice.comment else ""
    return f"<b>Не помогло: вопрос вернулся к вам.</b>\n\n{card}{said}"


def answer_helped(question_id: int) -> str:
    return f"{number(question_id)}: ваш ответ помог. Спасибо!"


def answer_undelivered(question_id: int) -> str:
    return (
        f"{number(question_id)}: учитель недоступен (заблокировал бота или ушёл), сообщение не "
        "доставлено. Оно сохранено в истории вопроса."
    )


def nudge() -> str:
    """The same for everybody and every time: it must tell nothing of what follows."""
    return "Есть минутка? Если нет — просто не отвечайте."


def nudges_paused() -> str:
    return "Больше сам не зову. Если захочется вернуться, напишите /checkin."


def case_withdrawn(notice: CaseWithdrawn) -> str:
    return (
        f"<b>Кейс «{escape(notice.title)}» отозван.</b> Вы отвечали им на вопрос "
        f"{number(notice.question_id)}{_and_others(notice.others)}. Учителя получат исправление "
        f"чуть позже:\n\n{escape(notice.text)}"
    )


def case_corrected(notice: CaseCorrected) -> str:
    return (
        f"<b>Исправление к случаю «{escape(notice.title)}»</b>\n\n"
        f"Вы читали его по вопросу {number(notice.question_id)}{_and_others(notice.others)}. "
        f"В нём нашлась неточность, верно так:\n\n{escape(notice.text)}"
    )


def case_file_missing(notice: CaseFileReady) -> str:
    return (
        f"Файл «{escape(notice.name)}» к вопросу {number(notice.question_id)} передать не "
        "получилось: его больше нет. Спросите методиста."
    )


def _numbers(ids: Sequence[int]) -> str:
    return ", ".join(number(each) for each in ids)


def _and_others(count: int) -> str:
    return f" (и ещё по {count})" if count else ""
