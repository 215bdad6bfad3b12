"""Words for a list of questions and for one question's story."""

from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from handlers.texts.asking import number
from handlers.texts.times import ago, by
from routing.models import EntryKind, QuestionState
from routing.outcomes import Brief, Line, Story

_STATES = {
    QuestionState.OFFERED: "есть похожие случаи",
    QuestionState.QUEUED: "у координатора",
    QuestionState.ASSIGNED: "передан методисту",
    QuestionState.TAKEN: "методист готовит ответ",
    QuestionState.CLARIFYING: "ждёт вашего уточнения",
    QuestionState.ANSWERED: "есть ответ",
    QuestionState.CLOSED: "закрыт",
}
_SAID = {
    EntryKind.QUESTION: "Вопрос",
    EntryKind.SUPPLEMENT: "Дополнение",
    EntryKind.CLARIFICATION: "Методист уточняет",
    EntryKind.CLARIFIED: "Уточнение",
    EntryKind.ANSWER: "Ответ методиста",
    EntryKind.NOTE: "Заметка для коллег",
    EntryKind.OLD_WORDS: "Было до исправления",
    EntryKind.CASE_OPENED: "Открыт случай",
    EntryKind.ASSIGNED: "Передан методисту",
    EntryKind.QUEUED: "У координатора",
    EntryKind.TAKEN: "Методист взял вопрос",
    EntryKind.DECLINED: "«Не моё»",
    EntryKind.PASSED: "Передан по другому предмету",
    EntryKind.WITHDRAWN: "Ответ отменён до отправки",
    EntryKind.HELPED: "Помогло",
    EntryKind.NOT_HELPED: "Не помогло",
    EntryKind.FINISHED: "Методист завершил вопрос",
    EntryKind.CLOSED: "Закрыт",
    EntryKind.REOPENED: "Открыт снова",
    EntryKind.REPLIED: "Ответ линии, без методиста",
    EntryKind.CASE_BEGUN: "Из ответов начат кейс",
    EntryKind.FORGOTTEN: "Автор попросил забыть себя: слова стёрты",
}
#: Deeds whose detail is an id, of use to nobody in the chat.
_BARE = frozenset({EntryKind.ASSIGNED, EntryKind.WITHDRAWN, EntryKind.CASE_BEGUN})
#: Longer stories are told from their end.
_MOST_LINES = 30


def nothing_yet() -> str:
    return "У вас пока нет вопросов. Напишите первый — прямо сюда."


def nothing_found(words: str) -> str:
    return f"Среди ваших вопросов нет таких, где встречается «{escape(words)}»."


def my_questions(briefs: list[Brief], now: datetime, zone: ZoneInfo) -> str:
    lines = [f"{_line(brief)}\n   <i>{_state(brief, now, zone)}</i>" for brief in briefs]
    return (
        "<b>Ваши вопросы</b>\n\n"
        + "\n".join(lines)
        + "\n\nОткрыть: нажмите номер. Поиск: /my и слово."
    )


def story(told: Story, now: datetime, zone: ZoneInfo) -> str:
    brief = told.brief
    lines = [_told(line, now, zone) for line in told.lines[-_MOST_LINES:]]
    return (
        f"<b>Вопрос {number(brief.question_id)}</b> — {_state(brief, now, zone)}\n\n"
        + "\n\n".join(lines)
    )


def first_words(text: str, length: int = 60) -> str:
    """The beginning of a text in one line."""
    plain = " ".join(text.split())
    return plain if len(plain) <= length else plain[: length - 1].rstrip() + "…"


def _line(brief: Brief) -> str:
    return f"{number(brief.question_id)} {escape(first_words(brief.text)) or 'вложение'}"


def _state(brief: Brief, now: datetime, zone: ZoneInfo) -> str:
    words = _STATES[brief.state]
    waiting = (QuestionState.QUEUED, QuestionState.ASSIGNED, QuestionState.TAKEN)
    if brief.answer_by is None or brief.state not in waiting:
        return words
    if brief.is_overdue:
        return f"{words}, ответ задерживается"
    return f"{words}, ответ {by(brief.answer_by, now, zone)}"


def _told(line: Line, now: datetime, zone: ZoneInfo) -> str:
    kind = EntryKind(line.kind)
    head = f"<b>{_SAID[kind]}</b> · {ago(line.at, now, zone)}"
    attached = f" · вложений: {line.attachments}" if line.attachments else ""
    text = "" if kind in _BARE else escape(line.text)
    return f"{head}{attached}\n{text}" if text else head + attached
