"""A round on the page: its steps, its end, and what is always there."""

from dataclasses import replace

import pytest

from tests.support.checkin_page import Browser, PageHouse
from wellbeing.instruments import PULSE
from wellbeing.models import Switch
from wellbeing.outcomes import RoundId, Step

ALWAYS = ["Пропустить", "Отложить", "Реже", "Стоп", "Удалить мои данные"]


async def begun(house: PageHouse, *switches: Switch) -> tuple[Browser, RoundId]:
    """Somebody inside with a pulse begun."""
    person = await house.enrolled(*switches)
    step = await house.checkins.begin(person, PULSE, now=house.now)
    return await house.inside(person, step.round_id), step.round_id


async def test_three_taps_make_a_pulse(house: PageHouse) -> None:
    browser, _ = await begun(house, Switch.HISTORY)
    assert "1 из 3" in browser.words

    await browser.answers(3, 1)
    assert "3 из 3" in browser.words
    await browser.answers(2)

    assert "Готово, спасибо" in browser.words
    assert "Усталость за две недели: сильно." in browser.words
    assert "<svg" in browser.sheet.html


async def test_nineteen_items_make_the_long_one(house: PageHouse) -> None:
    person = await house.enrolled(Switch.HISTORY)
    browser = await house.inside(person)

    await browser.presses("Подробный опрос")
    assert "1 из 19" in browser.words
    await browser.answers(*[2] * 19)

    assert "Общая усталость: 50 ± " in browser.words
    assert "рабочие" in browser.words


async def test_without_a_history_the_result_is_shown_and_kept_nowhere(house: PageHouse) -> None:
    browser, _ = await begun(house)

    await browser.answers(3, 1, 2)

    assert "Усталость за две недели: сильно." in browser.words
    assert "нигде не сохранены" in browser.words
    assert "<svg" not in browser.sheet.html


@pytest.mark.parametrize("switches", [(), (Switch.HISTORY,)])
async def test_t21_a_second_tap_on_the_last_answer_shows_the_same_result(
    house: PageHouse, switches: tuple[Switch, ...]
) -> None:
    browser, _ = await begun(house, *switches)
    last = await browser.answers(3, 1)
    await browser.answers(2)
    first = browser.words

    await browser.presses(last.choices[2], on=last)

    assert browser.words == first


async def test_t21_a_second_tap_in_the_middle_changes_nothing(house: PageHouse) -> None:
    browser, _ = await begun(house, Switch.HISTORY)
    first = browser.sheet
    await browser.answers(3)

    await browser.presses(first.choices[3], on=first)

    assert "2 из 3" in browser.words


async def test_who_goes_back_by_the_browser_is_told_how_to_change_an_answer(
    house: PageHouse,
) -> None:
    browser, _ = await begun(house, Switch.HISTORY)
    first = browser.sheet
    await browser.answers(3)

    await browser.presses(first.choices[0], on=first)
    assert "уже принят" in browser.words
    await browser.presses("Назад")
    await browser.answers(0, 1, 2)

    assert "Усталость за две недели: совсем нет." in browser.words


async def test_an_item_can_be_left_out(house: PageHouse) -> None:
    browser, _ = await begun(house, Switch.HISTORY)

    await browser.presses("Пропустить вопрос")
    await browser.answers(1, 2)

    assert "Усталость за две недели: пропущено." in browser.words


async def test_the_first_item_has_nothing_before_it(house: PageHouse) -> None:
    browser, _ = await begun(house)

    assert "Назад" not in browser.sheet.captions


async def test_a_late_tap_is_told_that_the_round_is_over(house: PageHouse) -> None:
    browser, _ = await begun(house)
    shown = browser.sheet
    await browser.presses("Пропустить")

    await browser.presses(shown.choices[1], on=shown)

    assert "уже закончен" in browser.words


async def test_after_five_days_the_round_takes_no_answer(house: PageHouse) -> None:
    person = await house.enrolled()
    step = await house.checkins.begin(person, PULSE, now=house.now)
    await house.pass_time(days=4, hours=23, minutes=30)
    browser = await house.inside(person, step.round_id)

    await house.pass_time(hours=1)
    await browser.answers(1)

    assert "уже закончен" in browser.words


async def test_on_every_screen_of_a_round_the_five_wishes_are_there(house: PageHouse) -> None:
    browser, _ = await begun(house, Switch.HISTORY)
    sheets = [browser.sheet]
    for place in (1, 2, 3):
        sheets.append(await browser.answers(place))
    sheets += [await browser.opens(f"/checkin/{path}") for path in ("mine", "help", "later")]

    for sheet in sheets:
        assert sheet.captions[-5:] == ALWAYS


async def test_skipping_asks_for_no_reason(house: PageHouse) -> None:
    browser, _ = await begun(house)

    await browser.presses("Пропустить")

    assert "Объяснять ничего не нужно" in browser.words
    assert "Продолжить начатое" not in browser.words


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("Через два часа", "Напомню 27 января 2026"),
        ("Завтра", "Напомню 28 января 2026"),
        ("Через неделю", "Напомню 3 февраля 2026"),
    ],
)
async def test_a_round_can_be_put_off(house: PageHouse, caption: str, words: str) -> None:
    browser, _ = await begun(house)

    await browser.presses("Отложить")
    await browser.presses(caption)

    assert words in browser.words


async def test_a_second_putting_off_skips(house: PageHouse) -> None:
    browser, _ = await begun(house)
    await browser.presses("Отложить")
    await browser.presses("Завтра")

    await browser.opens("/checkin/later")
    await browser.presses("Завтра")

    assert "Второй раз не откладываем" in browser.words


async def test_less_often_goes_down_step_by_step(house: PageHouse) -> None:
    browser, _ = await begun(house)

    await browser.presses("Реже")
    assert "раз в месяц" in browser.words
    await browser.presses("Реже")
    assert "Больше сам не зову" in browser.words
    await browser.opens("/checkin/mine")
    await browser.presses("Снова звать")

    assert "раз в две недели" in browser.words


async def test_stop_is_one_tap_and_leaves_the_history(house: PageHouse) -> None:
    browser, _ = await begun(house, Switch.HISTORY)
    await browser.answers(3, 1, 2)

    await browser.presses("Стоп")

    assert "Больше не зову" in browser.words
    await browser.opens("/checkin/mine")
    assert "Усталость за две недели" in browser.words


async def test_stop_of_the_only_switch_leaves_nothing(house: PageHouse) -> None:
    browser, _ = await begun(house)

    await browser.presses("Стоп")

    assert "Ничего из ваших ответов не осталось" in browser.words
    assert browser.cookies == {}
    assert await house.rows("aliases") == 0
    assert "устарела" in (await browser.opens("/checkin/")).words


async def test_a_wish_without_a_round_says_so(house: PageHouse) -> None:
    browser = await house.inside(await house.enrolled())

    for caption in ("Пропустить", "Отложить"):
        await browser.presses(caption)
        assert "открытого опроса нет" in browser.words


async def test_the_page_goes_on_where_the_chat_has_left_off(house: PageHouse) -> None:
    person = await house.enrolled()
    step = await house.checkins.begin(person, PULSE, now=house.now)
    answered = await house.checkins.press(person, step.choices[2].code, now=house.now)
    assert isinstance(answered, Step)

    browser = await house.inside(person, step.round_id)

    assert "2 из 3" in browser.words


async def test_t31_a_new_text_of_consent_stops_the_questions(house: PageHouse) -> None:
    browser, _ = await begun(house)
    asked = browser.sheet
    house.open(replace(house.policy, consent_version=2))

    await browser.opens("/checkin/")
    assert "Текст согласия изменился" in browser.words
    await browser.presses(asked.choices[1], on=asked)
    assert "Текст согласия изменился" in browser.words
