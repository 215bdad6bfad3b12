"""Words for the methodist who answers."""

from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from delivery.notices import Card
from handlers.texts.asking import number
from handlers.texts.counting import counted
from handlers.texts.mine import first_words
from handlers.texts.times import by
from people.experience import band_of
from people.subjects import subject_of
from routing.drafting import BegunCase
from routing.outcomes import AnswerAccepted, Assigned, Brief, Queued
from routing.reading import Queue
from routing.subject import Why

_WHY = {
    Why.TEXT: "предмет назван в вопросе",
    Why.CASES: "похожие случаи — по этому предмету",
    Why.PROFILE: "предмет из профиля учителя",
    Why.NOTHING: "предмет по вопросу не понятен",
    Why.METHODIST: "предмет указал коллега",
    Why.ASKER: "написано лично психологу",
}


def card(shown: Card, now: datetime, zone: ZoneInfo) -> str:
    """A question as its methodist sees it: number, subject, level, words, hints."""
    blocks = [
        f"<b>Вопрос {number(shown.question_id)}</b> · {_place(shown)}",
        _words(shown),
        _about(shown),
        _hints(shown),
        f"Ответ обещан {by(shown.answer_by, now, zone)}." if shown.answer_by else "",
    ]
    return "\n\n".join(block for block in blocks if block)


def _words(shown: Card) -> str:
    if shown.is_withheld:
        return (
            "Слова видит только психолог. Чтобы письмо к нему попало, пригласите психолога или "
            "назначьте его в панели: /panel."
        )
    return f"<blockquote>{escape(shown.text) or 'Только вложение, без слов.'}</blockquote>"


def why(code: str) -> str:
    return _WHY[Why(code)]


def assigned_to_you(words: str, note: str) -> str:
    noted = f"\n\n<b>Заметка коллеги:</b> {escape(note)}" if note else ""
    return f"{words}{noted}\n\n«Беру» — и отвечайте прямо на эту карточку."


def nobody_is_there(words: str) -> str:
    return f"<b>Некому ответить.</b> По этому предмету сейчас нет свободного методиста.\n\n{words}"


def taken(shown: Card) -> str:
    return (
        f"{number(shown.question_id)} ваш. Ответьте на карточку — ответ уйдёт учителю; "
        "или выберите, что сделать."
    )


def write_answer(question_id: int) -> str:
    return f"Напишите ответ на {number(question_id)}: текст, файлы, голосовое."


def write_clarification(question_id: int) -> str:
    return f"Что уточнить у учителя по {number(question_id)}? Срок ответа пока постоит."


def write_note(question_id: int) -> str:
    return f"Заметка к {number(question_id)}: её увидят только коллеги."


def nothing_written() -> str:
    return "Хорошо, ничего не отправляю."


def answer_accepted(outcome: AnswerAccepted, now: datetime) -> str:
    seconds = round((outcome.goes_out_at - now).total_seconds())
    if seconds <= 0:
        return f"Ответ на {number(outcome.question_id)} отправлен."
    wait = counted(seconds, "секунду", "секунды", "секунд")
    return f"Ответ на {number(outcome.question_id)} уйдёт через {wait}. Передумали — «Отменить»."


def taken_back(question_id: int) -> str:
    return (
        f"Ответ на {number(question_id)} отменён, учитель его не увидит. Вопрос по-прежнему ваш: "
        "напишите другой ответ."
    )


def corrected(question_id: int, told: bool) -> str:
    if told:
        return f"Исправление к {number(question_id)} отправил учителю с пометкой «исправлено»."
    return f"Исправил ответ на {number(question_id)} до отправки."


def clarification_sent(question_id: int) -> str:
    return f"Спросил учителя. {number(question_id)} ждёт уточнения, срок остановлен."


def noted(question_id: int) -> str:
    return f"Заметка к {number(question_id)} сохранена."


def passed_on(outcome: Assigned | Queued) -> str:
    subject = escape(subject_of(outcome.subject).name)
    if isinstance(outcome, Queued):
        return (
            f"{number(outcome.question_id)}: свободного методиста («{subject}») нет, вопрос у "
            "координатора."
        )
    return f"{number(outcome.question_id)} передан другому методисту («{subject}»). Спасибо!"


def choose_subject(question_id: int) -> str:
    return f"Кому передать {number(question_id)}? Выберите предмет."


def choose_case(question_id: int, hints: list[str]) -> str:
    lines = "\n".join(f"{place}. {escape(title)}" for place, title in enumerate(hints, start=1))
    return f"Какой случай отправить в ответ на {number(question_id)}?\n\n{lines}"


def no_cases(question_id: int, *, is_answered: bool = False) -> str:
    own = "Из вашего ответа можно сделать новый." if is_answered else "Ответьте своими словами."
    return f"Для {number(question_id)} похожих случаев в базе нет. {own}"


def case_begun(begun: BegunCase) -> str:
    """What looks like personal data is marked: the author knows best what it is."""
    if begun.is_new:
        told = (
            f"Черновик кейса {escape(begun.case_id)} начат из ответа на "
            f"{number(begun.question_id)}. Куратор допишет его в панели."
        )
    else:
        told = f"Черновик кейса {escape(begun.case_id)} из этого ответа уже начат."
    if not begun.personal:
        return told
    places = ", ".join(f"<b>{escape(place)}</b>" for place in begun.personal)
    return f"{told}\n\nПохоже на персональные данные: {places}. В черновике они закрыты."


def finished(question_id: int) -> str:
    return f"{number(question_id)} завершён. Учитель сможет вернуть вопрос, если не помогло."


def whose_words(count: int) -> str:
    held = counted(count, "взятый вопрос", "взятых вопроса", "взятых вопросов")
    return f"У вас {held}. Это ответ или ваш собственный вопрос?"


def queue(waiting: Queue, now: datetime, zone: ZoneInfo) -> str:
    blocks = [
        _block("Ваши", waiting.own, now, zone),
        _block("Свободные", waiting.free, now, zone),
        _block("Просрочены у коллег", waiting.overdue, now, zone),
    ]
    told = "\n\n".join(block for block in blocks if block)
    return told or "Очередь пуста. Можно выдохнуть."


def _block(title: str, briefs: tuple[Brief, ...], now: datetime, zone: ZoneInfo) -> str:
    if not briefs:
        return ""
    return f"<b>{title}</b>\n" + "\n".join(_line(brief, now, zone) for brief in briefs)


def _line(brief: Brief, now: datetime, zone: ZoneInfo) -> str:
    late = "просрочен, " if brief.is_overdue else ""
    promise = by(brief.answer_by, now, zone) if brief.answer_by else "без срока"
    words = escape(first_words(brief.text)) or "вложение"
    if brief.is_withheld:
        words = "письмо психологу: слова видит только он"
    return f"{number(brief.question_id)} · {late}{promise}\n   {words}"


def _place(shown: Card) -> str:
    parts = [shown.subject or "предмет не определён"]
    if shown.level:
        parts.append(shown.level)
    return f"{escape(' · '.join(parts))}\n<i>Почему: {why(shown.why)}.</i>"


def _about(shown: Card) -> str:
    parts = []
    if shown.asker_subjects:
        parts.append("ведёт: " + ", ".join(shown.asker_subjects))
    if shown.asker_experience_years is not None:
        parts.append(f"стаж: {band_of(shown.asker_experience_years).title.lower()}")
    return f"<i>О спрашивающем — {escape('; '.join(parts))}.</i>" if parts else ""


def _hints(shown: Card) -> str:
    if not shown.hints:
        return ""
    lines = [f"• {escape(hint.title)} — {hint.percent} %" for hint in shown.hints]
    return "<b>Похожие случаи</b>\n" + "\n".join(lines)
