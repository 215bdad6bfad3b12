"""Buttons of check-ins."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.buttons import Button, in_rows, rows
from handlers.callbacks import OpenCheckIn
from handlers.checkin_callbacks import (
    AboutRound,
    AgreeAndWrite,
    Answer,
    CheckInWish,
    OpenScreen,
    PutOffRound,
    PutSwitch,
    ReadGroup,
    RoundDeed,
    ScreenPage,
    SetRhythm,
    SetZone,
    Wish,
)
from handlers.texts import checkin as texts
from wellbeing import consent
from wellbeing.following import Way
from wellbeing.models import Switch
from wellbeing.outcomes import Overview, Result, Step
from wellbeing.policy import Place
from wellbeing.rhythm import Every, Rhythm
from wellbeing.round_times import Snooze
from wellbeing.zones import local_time, zone_choices

BEGIN, BACK, SKIP_ITEM = "Начать", "Назад", "Пропустить вопрос"
LATER, SKIP, LESS, STOP, ERASE = "Отложить", "Пропустить", "Реже", "Стоп", "Удалить мои данные"
SHORT, LONG, SERIES, HIDE = "Пройти сейчас", "Пройти подробный", "Мои ответы", "Убрать сообщение"
#: Hours at which somebody may want to be asked; the night is quiet.
_HOURS = range(9, 20)
_CHOSEN = "✓ "
_WAYS: dict[Way, Button] = {
    Way.FULL: (LONG, CheckInWish(wish=Wish.LONG)),
    Way.MATERIALS: ("Что может помочь", CheckInWish(wish=Wish.HELP)),
    Way.WRITE: ("Написать психологу", CheckInWish(wish=Wish.WRITE)),
    Way.CALL: ("Позвонить", CheckInWish(wish=Wish.CALL)),
    Way.NOTHING: ("Ничего не нужно", CheckInWish(wish=Wish.NOTHING)),
}
_SPANS = {Snooze.TWO_HOURS: "2 часа", Snooze.TOMORROW: "Завтра", Snooze.WEEK: "Через неделю"}


def nudge(round_id: str) -> InlineKeyboardMarkup:
    """The same for everybody: it must tell nothing of what follows."""
    return rows([(BEGIN, OpenCheckIn(round_id=round_id))], *_controls(round_id))


def step(shown: Step) -> InlineKeyboardMarkup:
    options: list[Sequence[Button]] = [
        [(choice.title, Answer(code=choice.code))] for choice in shown.choices
    ]
    back = [(BACK, _round(RoundDeed.BACK, shown.round_id))] if shown.can_go_back else []
    skip = (SKIP_ITEM, Answer(code=shown.skip_code))
    return rows(*options, [*back, skip], *_controls(shown.round_id))


def spans(round_id: str) -> InlineKeyboardMarkup:
    choices = [
        (caption, PutOffRound(span=span, round_id=round_id)) for span, caption in _SPANS.items()
    ]
    return rows(choices, [(BACK, _round(RoundDeed.SHOW, round_id))])


def page(url: str) -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(text="Открыть страницу", url=url)
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


def result(found: Result) -> InlineKeyboardMarkup:
    ways = found.offer.ways if found.offer is not None else (Way.MATERIALS,)
    history = [(SERIES, CheckInWish(wish=Wish.SERIES))] if found.is_kept else []
    return rows(*offer(ways), history, [_hide()])


def offer(ways: Sequence[Way]) -> list[Sequence[Button]]:
    return in_rows([_WAYS[way] for way in ways], 2)


def offered_again(ways: Sequence[Way]) -> InlineKeyboardMarkup:
    return rows(*offer(ways), [_hide()])


def hide() -> InlineKeyboardMarkup:
    return rows([_hide()])


def series(*, is_drawable: bool) -> InlineKeyboardMarkup:
    draw = [("Картинкой", CheckInWish(wish=Wish.PICTURE))] if is_drawable else []
    return rows(draw, [_hide()])


def screen(overview: Overview, place: Place) -> InlineKeyboardMarkup:
    switches = [_switch(switch, overview) for switch in Switch]
    own = _own(overview) if place is Place.CHAT else _on_page(overview)
    return rows(
        *_zone_question(overview),
        *in_rows(switches, 2),
        *_times(overview),
        *_open_round(overview),
        *own,
        *_writing(overview),
        *_leaving(overview),
    )


def rhythm(chosen: Rhythm) -> InlineKeyboardMarkup:
    def button(caption: str, weekday: int, hour: int, every: Every) -> Button:
        to = SetRhythm(weekday=weekday, hour=hour, every=every)
        return _marked(caption, Rhythm(weekday, hour, every) == chosen), to

    oftens = [button(texts.EVERY[each], chosen.weekday, chosen.hour, each) for each in Every]
    days = [
        button(caption, day, chosen.hour, chosen.every) for day, caption in enumerate(texts.DAYS)
    ]
    hours = [button(f"{hour}:00", chosen.weekday, hour, chosen.every) for hour in _HOURS]
    return rows(*[[each] for each in oftens], days, *in_rows(hours, 4), [_done()])


def zones(zone: str, now: datetime) -> InlineKeyboardMarkup:
    others = [
        (f"{local_time(each.zone, now):%H:%M} · {each.title}", SetZone(zone=each.zone))
        for each in zone_choices()
        if each.zone != zone
    ]
    mine = (f"Да, {local_time(zone, now):%H:%M}", SetZone(zone=zone))
    return rows([mine], *in_rows(others, 2), [_done()])


def place(known: str | None) -> InlineKeyboardMarkup:
    forget = [("Не указывать", CheckInWish(wish=Wish.NOWHERE))] if known else []
    return rows([*forget, _done()])


def away() -> InlineKeyboardMarkup:
    return rows([_done()])


def history_goes(version: int) -> InlineKeyboardMarkup:
    off = PutSwitch(switch=Switch.HISTORY, is_on=False, version=version, is_sure=True)
    return rows([("Да, выключить и стереть", off), _done("Нет")])


def really_erase() -> InlineKeyboardMarkup:
    yes = ("Да, стереть", CheckInWish(wish=Wish.REALLY_ERASE))
    return rows([yes, ("Нет", CheckInWish(wish=Wish.KEEP))])


def agree_and_write() -> InlineKeyboardMarkup:
    yes = ("Включить и написать", AgreeAndWrite(version=consent.VERSION))
    return rows([yes, ("Не писать", CheckInWish(wish=Wish.NOTHING))])


def groups(count: int) -> InlineKeyboardMarkup:
    numbers = [(str(place), ReadGroup(place=place)) for place in range(1, count + 1)]
    return rows(*in_rows(numbers, 5), [_hide()])


def _controls(round_id: str) -> list[list[Button]]:
    return [
        [(LATER, _round(RoundDeed.LATER, round_id)), (SKIP, _round(RoundDeed.SKIP, round_id))],
        [(LESS, CheckInWish(wish=Wish.LESS)), (STOP, CheckInWish(wish=Wish.STOP))],
        [(ERASE, CheckInWish(wish=Wish.ERASE))],
    ]


def _switch(switch: Switch, overview: Overview) -> Button:
    is_on = switch in overview.switches
    to = PutSwitch(switch=switch, is_on=not is_on, version=consent.VERSION)
    return _marked(texts.SWITCHES[switch], is_on), to


def _zone_question(overview: Overview) -> list[list[Button]]:
    if overview.rhythm is None or overview.zone_confirmed:
        return []
    other = ("Нет, другое время", OpenScreen(page=ScreenPage.ZONE))
    return [[("Да, время верное", SetZone(zone=overview.zone)), other]]


def _times(overview: Overview) -> list[list[Button]]:
    if overview.rhythm is None:
        return []
    is_called = overview.away_until is None and overview.every is not Every.PAUSED
    away = (
        ("Отпуск или больничный до…", OpenScreen(page=ScreenPage.AWAY))
        if is_called
        else ("Снова звать", CheckInWish(wish=Wish.IS_BACK))
    )
    return [
        [
            ("Когда", OpenScreen(page=ScreenPage.RHYTHM)),
            ("Часовой пояс", OpenScreen(page=ScreenPage.ZONE)),
            ("Место", OpenScreen(page=ScreenPage.PLACE)),
        ],
        [away],
    ]


def _open_round(overview: Overview) -> list[list[Button]]:
    round_id = overview.open_round
    if round_id is None:
        return []
    return [
        [("Продолжить начатое", OpenCheckIn(round_id=round_id))],
        [(LATER, _round(RoundDeed.LATER, round_id)), (SKIP, _round(RoundDeed.SKIP, round_id))],
    ]


def _own(overview: Overview) -> list[list[Button]]:
    asked: list[Button] = [
        (SHORT, CheckInWish(wish=Wish.SHORT)),
        (LONG, CheckInWish(wish=Wish.LONG)),
    ]
    kept: list[Button] = [
        (SERIES, CheckInWish(wish=Wish.SERIES)),
        ("Скачать", CheckInWish(wish=Wish.EXPORT)),
    ]
    is_kept = Switch.HISTORY in overview.switches
    return [asked if overview.rhythm is not None else [], kept if is_kept else []]


def _on_page(overview: Overview) -> list[list[Button]]:
    return [[("Моя страница", CheckInWish(wish=Wish.PAGE))]] if overview.switches else []


def _writing(overview: Overview) -> list[list[Button]]:
    return [[_WAYS[Way.WRITE]]] if Switch.PSYCHOLOGIST in overview.switches else []


def _leaving(overview: Overview) -> list[list[Button]]:
    if not overview.switches and not overview.needs_consent:
        return []
    asked: list[Button] = [
        (LESS, CheckInWish(wish=Wish.LESS)),
        (STOP, CheckInWish(wish=Wish.STOP)),
    ]
    erase: list[Button] = [(ERASE, CheckInWish(wish=Wish.ERASE))]
    return [asked if overview.rhythm is not None else [], erase]


def _round(deed: RoundDeed, round_id: str) -> AboutRound:
    return AboutRound(deed=deed, round_id=round_id)


def _hide() -> Button:
    return HIDE, CheckInWish(wish=Wish.HIDE)


def _done(caption: str = "Готово") -> Button:
    return caption, OpenScreen(page=ScreenPage.WHOLE)


def _marked(caption: str, is_chosen: bool) -> str:
    return f"{_CHOSEN}{caption}" if is_chosen else caption
