"""Words around the card for danger; the card itself is ``wellbeing.support.crisis``."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from handlers.texts.asking import number
from handlers.texts.times import by
from people.hours import WorkingHours
from routing.outcomes import Assigned, Queued
from wellbeing.danger import Danger
from wellbeing.support import crisis
from wellbeing.support.helplines import Helpline

PSYCHOLOGIST = "Позвать специалиста: передать психологу"
PSYCHOLOGIST_OF_ANOTHER = "Передать психологу"
USUAL = "Это вопрос методисту"
NOBODY = "Никому не передавать"
COORDINATOR = "Всё равно передать"

_DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


def card(danger: Danger, lines: Sequence[Helpline], hours: WorkingHours) -> str:
    if danger is Danger.OWN:
        return escape(crisis.own(lines, hours=answering_hours(hours)), quote=False)
    waiting = "Ваше сообщение пока никто не видел: кому его передать, решаете вы."
    return escape(f"{crisis.anothers(lines)}\n\n{waiting}", quote=False)


def answering_hours(hours: WorkingHours) -> str:
    """«в рабочие часы линии: пн 09:00–18:00, …»; equal days that follow one another as one."""
    spans = [", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in day) for day in hours.week]
    groups: list[tuple[int, int, str]] = []
    for day, words in enumerate(spans):
        if groups and groups[-1][2] == words:
            groups[-1] = (groups[-1][0], day, words)
        else:
            groups.append((day, day, words))
    told = [f"{_days(first, last)} {words}" for first, last, words in groups if words]
    return f"часы работы: {'; '.join(told)}"


def _days(first: int, last: int) -> str:
    return _DAYS[first] if first == last else f"{_DAYS[first]}–{_DAYS[last]}"


def handed_on(outcome: Assigned | Queued, now: datetime, zone: ZoneInfo) -> str:
    promise = by(outcome.answer_by, now, zone)
    if isinstance(outcome, Queued):
        return (
            f"Передал: {number(outcome.question_id)}. Психолога сейчас нет на месте, сообщение у "
            f"координатора: он найдёт, кто ответит, постарается {promise}. Если ждать нельзя — 112."
        )
    return (
        f"Передал психологу: {number(outcome.question_id)}. Он ответит {promise}. "
        "Вашего имени он не видит. Если ждать нельзя — 112."
    )


def no_psychologist() -> str:
    return (
        "Психолога на линии сейчас нет. Если передать, координатор узнает только, что письмо "
        "есть, — без слов и без имени — и найдёт психолога. Пока ничего никому не ушло. "
        "Если ждать нельзя — позвоните 112 или по номерам выше."
    )


def confiding_card(danger: Danger, lines: Sequence[Helpline]) -> str:
    """For whoever is just writing to a psychologist: the numbers, and the words go on."""
    told = crisis.own(lines) if danger is Danger.OWN else crisis.anothers(lines)
    body = told.rsplit("\n\n", 1)[0] if danger is Danger.OWN else told
    return escape(f"{body}\n\nВаши слова передаю психологу, как вы и просили.", quote=False)


def write_usual_again() -> str:
    return (
        "Ваших слов у меня нет: пока вы не решили, я их не храню. Напишите их ещё раз одним "
        "сообщением и под карточкой нажмите «Это вопрос методисту»."
    )


def write_to_psychologist(*, is_there: bool) -> str:
    who = (
        "Его прочитает только психолог линии. Вашего имени он не видит. Если он долго не сможет "
        "ответить, координатор узнает, что письмо ждёт, но не прочитает его."
        if is_there
        else "Психолога сейчас нет на месте: координатор узнает, что письмо есть, — без слов и "
        "без имени — и найдёт психолога. Прочитает его только он."
    )
    return f"Напишите, что на душе, одним или несколькими сообщениями подряд. {who}"


def kept_to_yourself() -> str:
    return "Хорошо, никому не передаю. Если станет тяжело, 112 отвечает круглосуточно."
