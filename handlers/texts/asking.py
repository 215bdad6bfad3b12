"""Words for the person who asks."""

from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from handlers.texts.profile import level
from handlers.texts.times import by
from knowledge.narrowing import Facet
from people.levels import Level
from people.subjects import subject_of
from routing.outcomes import Added, Assigned, Closed, Edited, Offered, Queued

_ASKED_BACK = {
    Facet.SUBJECT: "Подскажете предмет одним нажатием — подберу точнее.",
    Facet.LEVEL: "Подскажете уровень одним нажатием — подберу точнее.",
    Facet.TOPIC: "Что ближе к вашему вопросу? Одно нажатие — и подберу точнее.",
}


def number(question_id: int) -> str:
    return f"№{question_id}"


def offered(offer: Offered) -> str:
    lines = [
        f"{each.position}. {escape(each.title)} <i>({escape(subject_of(each.subject).name)})</i>"
        for each in offer.cases
    ]
    return (
        f"Вопрос {number(offer.question_id)}. Похоже на разобранные случаи — откройте тот, "
        f"что ближе:\n\n"
        + "\n".join(lines)
        + (f"\n\n{_ASKED_BACK[offer.narrowing.facet]}" if offer.narrowing else "")
        + "\n\nЕсли всё не то, спросим методиста."
    )


def facet_value(facet: Facet, value: str) -> str:
    """What the button of a value says."""
    match facet:
        case Facet.SUBJECT:
            return subject_of(value).name
        case Facet.LEVEL:
            return level(Level(value))
        case Facet.TOPIC:
            # A number alone, typed, opens the case of that number.
            return f"Тема: {value}" if value[:1].isdigit() else value[:1].upper() + value[1:]


def answered(question_id: int, case: str) -> str:
    return f"Вопрос {number(question_id)}. Такой случай уже разобран:\n\n{case}"


def opened(question_id: int, case: str) -> str:
    return f"К вопросу {number(question_id)}:\n\n{case}"


def files_on_their_way(count: int) -> str:
    return "Отправляю файл." if count == 1 else f"Отправляю файлы: {count}."


def assigned(outcome: Assigned, now: datetime, zone: ZoneInfo) -> str:
    return (
        f"Вопрос {number(outcome.question_id)} принят. Ответит методист, предмет — "
        f"«{_subject(outcome.subject)}», {by(outcome.answer_by, now, zone)}.\n\n"
        "Если вспомните подробности, ответьте на это сообщение — передам."
    )


def queued(outcome: Queued, now: datetime, zone: ZoneInfo) -> str:
    return (
        f"Вопрос {number(outcome.question_id)} принят. Свободного методиста по предмету "
        f"«{_subject(outcome.subject)}» сейчас нет, поэтому вопрос у координатора: он найдёт, "
        f"кто ответит, и постарается, чтобы ответ был {by(outcome.answer_by, now, zone)}."
    )


def nothing_asked() -> str:
    return "Рад помочь! Если появится вопрос про урок, программу или класс — просто напишите его."


def replied(words: str) -> str:
    """A reply of the base, in its own words."""
    return escape(words)


def closed(outcome: Closed) -> str:
    if outcome.helped:
        return (
            f"Спасибо, что сказали! Вопрос {number(outcome.question_id)} закрыт. "
            "Появится новый — пишите."
        )
    return (
        f"Вопрос {number(outcome.question_id)} закрыт. Если он снова станет нужен, "
        "найдите его в /my и нажмите «Вернуть»."
    )


def added(outcome: Added, now: datetime, zone: ZoneInfo) -> str:
    promise = f" Ответ — {by(outcome.answer_by, now, zone)}." if outcome.answer_by else ""
    deed = "Передал методисту" if outcome.is_clarification else "Добавил"
    return f"{deed} к вопросу {number(outcome.question_id)}.{promise}"


def edited(outcome: Edited) -> str:
    if outcome.told:
        return f"Исправление к вопросу {number(outcome.question_id)} передал методисту."
    return f"Исправил в вопросе {number(outcome.question_id)}."


def edit_means_nothing() -> str:
    return (
        "Это исправление не относится ни к одному вопросу, поэтому ничего не изменилось. "
        "Напишите новым сообщением, что нужно."
    )


def write_supplement(question_id: int) -> str:
    return (
        f"Напишите, что добавить к вопросу {number(question_id)}: текст, фото, файл или голосовое."
    )


def moved(to_id: int) -> str:
    return f"Перенёс в вопрос {number(to_id)}."


def not_that_kind(kind: str) -> str:
    return (
        f"{kind} я передать методисту не могу. Опишите вопрос словами или приложите "
        "фото, файл или голосовое."
    )


def only_in_private() -> str:
    return "Вопросы я принимаю в личной переписке: откройте меня и напишите там."


def too_fast() -> str:
    return (
        "Сообщений очень много, и последние я не принял. Подождите полминуты и пришлите их снова."
    )


def went_wrong() -> str:
    return (
        "Это сообщение я обработать не смог: поломка у нас, её уже видно дежурному. "
        "Пожалуйста, пришлите вопрос ещё раз чуть позже или другими словами."
    )


def _subject(code: str) -> str:
    return escape(subject_of(code).name)
