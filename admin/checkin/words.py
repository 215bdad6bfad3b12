"""What the page says besides its templates: refusals, wishes done, offers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from admin.errors import ForeignForm, FormUnreadable
from admin.words import moments
from admin.words.check_ins import CHECK_INS_REFUSED
from kit.errors import Refusal
from wellbeing.following import Reason
from wellbeing.rhythm import Every
from wellbeing.round_times import PutOff, Skipped, Snoozed

ANSWERED_ALREADY = (
    "Ответ на этот вопрос уже принят. Если он не тот, нажмите «Назад» и выберите другой."
)
NOTHING_OPEN = "Сейчас открытого опроса нет: пропускать и откладывать нечего."
SKIPPED = "Пропустили. Объяснять ничего не нужно."
RESUMED = "Снова на связи: буду звать в выбранный день и час."
LEFT = "Готово, эту страницу можно закрыть. Понадобится снова — напишите боту /checkin."

_SENTENCES: dict[type[Refusal], str] = {
    **CHECK_INS_REFUSED,
    FormUnreadable: "Страница прислала непонятное. Откройте её ещё раз.",
    ForeignForm: "Эта страница устарела. Откройте её ещё раз и нажмите снова.",
}

_EVERY = {
    Every.FORTNIGHT: "раз в две недели",
    Every.MONTH: "раз в месяц",
    Every.PAUSED: "на паузе: сам не зову",
}

_REASONS = {
    Reason.TWO_PULSES: "Второй раз подряд вы отмечаете сильную усталость.",
    Reason.HIGH: "Похоже, сил сейчас уходит много.",
    Reason.RISE: "По сравнению с прошлым разом стало тяжелее, и это больше погрешности.",
}


def refused(refusal: Refusal) -> str:
    return _SENTENCES[type(refusal)]


def every(how_often: Every) -> str:
    return _EVERY[how_often]


def less_often(how_often: Every) -> str:
    if how_often is Every.PAUSED:
        return "Больше сам не зову. Вернуться можно в любой день."
    return f"Хорошо, теперь реже: {every(how_often)}."


def reason(why: Reason) -> str:
    return _REASONS[why]


def moment(at: datetime, zone: str) -> str:
    return moments.moment(at, ZoneInfo(zone))


def snoozed(later: Snoozed | PutOff | Skipped, zone: str) -> str:
    match later:
        case Snoozed(at=at) | PutOff(at=at):
            return f"Отложили. Напомню {moment(at, zone)}."
        case Skipped():
            return "Второй раз не откладываем: этот опрос пропустили. Позову в следующий раз."
