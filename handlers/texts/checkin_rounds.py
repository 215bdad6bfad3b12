"""Words of one check-in: its steps, its end, and what is offered after it."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from handlers.texts import times
from wellbeing.following import Driver, Offer, Reason
from wellbeing.instruments import load
from wellbeing.outcomes import Result, Step
from wellbeing.round_times import PutOff, Skipped, Snoozed
from wellbeing.series import Series, scale_words
from wellbeing.series import text as series_text
from wellbeing.support.helplines import Audience, Helpline
from wellbeing.support.materials import Group, Material, to_try

_REASONS = {
    Reason.TWO_PULSES: "Уже второй раз подряд сил совсем мало.",
    Reason.HIGH: "Похоже, усталости накопилось много.",
    Reason.RISE: "По сравнению с прошлым разом стало заметно тяжелее.",
}
_NOT_A_FAILING = (
    "Это не ваша слабость: перегрузка — про условия работы, а не про характер. Сильнее всего "
    "помогает, когда меньше становится самой нагрузки."
)


def step(shown: Step) -> str:
    instrument = load(shown.instrument)
    intro = "" if shown.can_go_back else f"{escape(instrument.intro, quote=False)}\n\n"
    return f"{intro}<b>{shown.number} из {shown.of}</b>\n{escape(shown.item.text, quote=False)}"


def taken() -> str:
    """Stands where an item was that can no longer be removed."""
    return "Ответ принят."


def result(found: Result) -> str:
    instrument = load(found.instrument)
    lines = [
        scale_words(instrument, instrument.scale(scale.id), scale.value, scale.change)
        for scale in found.scales
    ]
    parts = ["<b>Готово, спасибо.</b>", escape("\n".join(lines), quote=False)]
    if instrument.is_draft:
        parts.append(
            "Это не диагноз. Русские слова опроса ещё рабочие, поэтому «много» это или «мало», "
            "не говорим: сравнивайте только с собой."
        )
    if found.offer is not None:
        parts.append(offer(found.offer))
    elif found.driver is not None:
        parts.append(_one_step(found.driver))
    return "\n\n".join([*parts, *_kept(found)])


def _kept(found: Result) -> list[str]:
    lines = []
    if found.is_counted:
        lines.append("Ответы учтены в общих цифрах — без имени, в группах от десяти человек.")
    if not found.is_kept:
        lines.append("История у вас выключена: итог показан один раз и нигде не сохранён.")
    return [" ".join(lines)] if lines else []


def offer(found: Offer) -> str:
    """Why something is offered, and three concrete things to try."""
    steps = "\n".join(f"• {each.step}" for each in to_try(found.driver))
    return (
        f"{_REASONS[found.reason]} {_NOT_A_FAILING}\n\n"
        f"Что можно попробовать:\n{escape(steps, quote=False)}\n\n"
        "А ещё можно выбрать ниже. Никто об этом не узнает, и ничего выбирать не обязательно."
    )


def offered_again(found: Offer) -> str:
    return f"Месяц назад вам было нелегко. Если ещё актуально:\n\n{offer(found)}"


def _one_step(driver: Driver) -> str:
    first = to_try(driver)[0]
    return f"Что может помочь: {escape(first.step, quote=False)}"


def put_off(later: Snoozed | PutOff | Skipped, now: datetime, zone: ZoneInfo) -> str:
    match later:
        case Snoozed(at=at):
            return f"Хорошо, напомню {_when(at, now, zone)}."
        case PutOff(at=at):
            return f"Хорошо, спрошу {_when(at, now, zone)}."
        case Skipped():
            return "Хорошо, в этот раз пропускаем."


def _when(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    local, days = at.astimezone(zone), (at.astimezone(zone).date() - now.astimezone(zone).date())
    if days.days == 0:
        return f"сегодня около {local:%H}:00"
    return f"{'завтра' if days.days == 1 else times.day(at, zone)} около {local:%H}:00"


def choose_span() -> str:
    return "На когда отложить? Ночью и в выходные не побеспокою; отложить можно один раз."


def skipped() -> str:
    return "Хорошо, пропускаем. Причина не нужна."


def open_page() -> str:
    """Nothing but that there is a page."""
    return "Страница откроется по кнопке. Ссылка ваша, одноразовая и живёт час."


def series(*found: Series) -> str:
    """The person's own values; those of an instrument without any are left out."""
    told = [escape(series_text(each), quote=False) for each in found if each.tracks]
    if not told:
        return (
            "Пока показать нечего. Здесь появятся ваши ответы, если включена история. "
            "Сравнение — только с собой прежним, больше ни с кем."
        )
    return "<b>Ваши ответы</b>\n\n" + "\n\n".join(told)


def picture() -> str:
    return "Ваши ответы картинкой."


def nothing_to_draw() -> str:
    return "Рисовать пока нечего."


def own_file() -> str:
    return "В файле всё, что о ваших проверках хранится. Открывается любым текстовым редактором."


def file_name() -> str:
    return "moi-proverki.json"


def groups(all_groups: Sequence[Group]) -> str:
    rows = "\n".join(
        f"{place}. {escape(group.title)}" for place, group in enumerate(all_groups, start=1)
    )
    return f"Короткие заметки, что пробовать. О чём показать?\n\n{rows}"


def materials(group: Group, pieces: Sequence[Material]) -> str:
    told = [
        f"<b>{escape(piece.title)}</b>\n{escape(piece.text, quote=False)}\n"
        f"<i>Попробовать: {escape(piece.step, quote=False)}</i>\n"
        f"Написано: {piece.written_on:%m.%Y}"
        for piece in pieces
    ]
    return f"<b>{escape(group.title)}</b>\n\n" + "\n\n".join(told)


def helplines(lines: Sequence[Helpline]) -> str:
    rows = "\n".join(
        f"• {escape(line.number)} — {escape(line.title)}{_for_whom(line)}; {escape(line.hours)}"
        for line in lines
    )
    return f"Куда можно позвонить:\n\n{rows}\n\nЕсли есть угроза жизни — 112."


def _for_whom(line: Helpline) -> str:
    return " (для детей и их родителей)" if line.audience is Audience.CHILDREN else ""


def psychologist_is_off() -> str:
    return (
        "Вы не включали «Писать психологу». Включить и написать? Психолог узнает только то, что "
        "вы сами ему напишете: ни ответов, ни итогов он не видит."
    )


def nothing_needed() -> str:
    return "Хорошо. Берегите себя. Вернуться можно в любое время: /checkin."
