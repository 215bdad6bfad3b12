"""What holds of every text and button of check-ins and of the card for danger."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from aiogram.types import InlineKeyboardMarkup

from handlers import checkin_keyboards as keyboards
from handlers.crisis_callbacks import AfterCard, CrisisDeed
from handlers.outgoing import LONGEST_TEXT
from handlers.texts import checkin as texts
from handlers.texts import checkin_rounds as round_texts
from handlers.texts import crisis as crisis_texts
from people.hours import WorkingHours, parse_week
from tests.handlers.test_texts import EVIL, HUGE, Markup
from wellbeing.change import Change
from wellbeing.consent import VERSION
from wellbeing.danger import Danger
from wellbeing.following import Driver, Offer, Reason, Way
from wellbeing.instruments import CBI, all_instruments, load
from wellbeing.models import Switch
from wellbeing.outcomes import Choice, Overview, Result, RoundId, ScaleResult, Step
from wellbeing.policy import Place
from wellbeing.rhythm import Every, Rhythm
from wellbeing.support.helplines import directory, shown
from wellbeing.support.materials import all_groups, materials_of

NOON = datetime(2026, 4, 13, 9, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
CODE = "A" * 22


def overview(*switches: Switch) -> Overview:
    return Overview(
        switches=frozenset(switches),
        consent_version=VERSION,
        needs_consent=False,
        rhythm=Rhythm(1, 16) if Switch.CHECK_INS in switches else None,
        every=Every.FORTNIGHT,
        zone="Europe/Kaliningrad",
        zone_confirmed=False,
        municipality=EVIL,
        school=None,
        away_until=date(2026, 5, 1),
        next_due=NOON,
        open_round=RoundId(CODE),
    )


def steps() -> list[Step]:
    return [
        Step(
            RoundId(CODE),
            instrument.id,
            item,
            number,
            len(instrument.items),
            tuple(Choice(option.title, option.points, CODE) for option in item.options),
            CODE,
            can_go_back=number > 1,
        )
        for instrument in all_instruments()
        for number, item in enumerate(instrument.items, start=1)
    ]


def result(reason: Reason, driver: Driver | None) -> Result:
    return Result(
        RoundId(CODE),
        load(CBI).id,
        tuple(
            ScaleResult(scale.id, scale.title, 66.6, 15.0, False, Change.RISE)
            for scale in load(CBI).scales
        ),
        Offer(reason, tuple(Way), driver, None),
        driver,
        is_kept=False,
        is_counted=True,
    )


def every_keyboard() -> dict[str, InlineKeyboardMarkup]:
    whole = overview(*Switch)
    made = {
        "nudge": keyboards.nudge(CODE),
        "spans": keyboards.spans(CODE),
        "off": keyboards.screen(overview(), Place.CHAT),
        "chat": keyboards.screen(whole, Place.CHAT),
        "page": keyboards.screen(whole, Place.PAGE),
        "rhythm": keyboards.rhythm(Rhythm(4, 19, Every.MONTH)),
        "zones": keyboards.zones("Europe/Kaliningrad", NOON),
        "place": keyboards.place(EVIL),
        "away": keyboards.away(),
        "history goes": keyboards.history_goes(VERSION),
        "really erase": keyboards.really_erase(),
        "agree and write": keyboards.agree_and_write(),
        "groups": keyboards.groups(len(all_groups())),
        "result": keyboards.result(result(Reason.HIGH, None)),
        "series": keyboards.series(is_drawable=True),
    }
    return made | {f"step {place}": keyboards.step(each) for place, each in enumerate(steps())}


@pytest.mark.parametrize("name", every_keyboard())
def test_buttons_fit_into_every_messenger(name: str) -> None:
    rows = every_keyboard()[name].inline_keyboard

    assert all(0 < len(row) <= 7 for row in rows)
    for button in (button for row in rows for button in row):
        assert 0 < len(button.text) <= 60
        assert button.callback_data is not None
        assert len(button.callback_data.encode()) <= 64


@pytest.mark.parametrize("name", every_keyboard())
def test_captions_of_a_screen_can_be_told_from_each_other(name: str) -> None:
    buttons = [button for row in every_keyboard()[name].inline_keyboard for button in row]

    assert len({button.text.lower() for button in buttons}) == len(buttons)


@pytest.mark.parametrize("deed", list(CrisisDeed))
def test_what_the_card_carries_fits(deed: CrisisDeed) -> None:
    packed = AfterCard(deed=deed, is_whole=True, is_edit=True, reply_to=HUGE).pack()

    assert len(packed.encode()) <= 64


def every_text() -> dict[str, str]:
    lines, hours = shown(directory()), WorkingHours(MOSCOW, parse_week("пн-пт 09:00-18:00"))
    made = {
        "off": texts.screen(overview(), NOON),
        "screen": texts.screen(overview(*Switch), NOON),
        "place": texts.write_place(EVIL),
        "helplines": round_texts.helplines(lines),
        "groups": round_texts.groups(all_groups()),
        "own card": crisis_texts.card(Danger.OWN, lines, hours),
        "other's card": crisis_texts.card(Danger.ANOTHERS, lines, hours),
        "confiding": crisis_texts.confiding_card(Danger.OWN, lines),
    }
    made |= {
        f"result {reason} {driver}": round_texts.result(result(reason, driver))
        for reason in Reason
        for driver in (None, *Driver)
    }
    made |= {
        group.title: round_texts.materials(group, materials_of(group.id)) for group in all_groups()
    }
    return made | {f"step {place}": round_texts.step(each) for place, each in enumerate(steps())}


@pytest.mark.parametrize("name", every_text())
def test_texts_fit_and_peoples_words_stay_words(name: str) -> None:
    html = every_text()[name]

    markup = Markup(html)

    assert 0 < len(html) <= LONGEST_TEXT
    assert markup.open == []
    assert markup.tags <= {"b", "i"}


def test_a_card_for_whoever_confides_does_not_speak_of_a_button() -> None:
    told = every_text()["confiding"]

    assert "112" in told
    assert "нажать" not in told


def test_hours_are_told_in_groups_of_days() -> None:
    hours = WorkingHours(MOSCOW, parse_week("пн-чт 09:00-13:00, 14:00-18:00; пт 09:00-16:00"))

    told = crisis_texts.answering_hours(hours)

    assert told == "часы работы: пн–чт 09:00–13:00, 14:00–18:00; пт 09:00–16:00"
