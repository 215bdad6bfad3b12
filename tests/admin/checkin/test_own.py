"""The own page: series, materials, helplines, data, erasing, and what no address tells."""

import json
import re
from datetime import timedelta

import pytest

from admin.checkin.words import refused
from kit.errors import Refusal
from tests.handlers.test_texts import refusals_of_the_domain
from tests.support.checkin_page import CHAT, PageHouse
from tests.wellbeing.house import IN_WAVE
from wellbeing.instruments import CBI
from wellbeing.models import Switch
from wellbeing.support.helplines import directory, shown

#: A page with its style, as an old telephone has to fetch it.
MOST_BYTES = 30 * 1024


async def test_the_series_is_told_in_words_and_drawn(house: PageHouse) -> None:
    person = await house.enrolled(Switch.HISTORY)
    for points in (1, 3, 2):
        await house.answers(person, points=points)
        house.now += timedelta(days=14)

    browser = await house.inside(person)

    assert re.search(r"[▁-█]{3}", browser.words)
    assert "27.01.2026: немного" in browser.words
    assert "<summary>Картинкой</summary>" in browser.sheet.html
    assert re.search(r'<svg[^>]*role="img"[^>]*><title>Усталость', browser.sheet.html)


async def test_margins_stand_beside_the_values_of_the_long_one(house: PageHouse) -> None:
    person = await house.enrolled(Switch.HISTORY)
    await house.answers(person, CBI, points=50)
    house.now += timedelta(days=100)
    await house.answers(person, CBI, points=75)

    browser = await house.inside(person)

    assert re.search(r"75 ± \d+ из 100. Выше, чем в прошлый раз", browser.words)
    assert "50" in browser.words
    assert "повод обратить внимание" not in browser.words, "a draft says nothing of borders"


async def test_two_hard_pulses_bring_an_offer_and_three_things_to_try(house: PageHouse) -> None:
    person = await house.enrolled(Switch.HISTORY, Switch.PSYCHOLOGIST)
    await house.answers(person, points=3)
    house.now += timedelta(days=14)
    browser = await house.inside(person)

    await browser.presses("Три коротких вопроса")
    await browser.answers(3, 1, 3)

    assert "Второй раз подряд" in browser.words
    assert browser.sheet.html.count("<details>") >= 3
    assert "Написать психологу" in browser.sheet.captions
    assert "Пройти подробный опрос, минут пять" in browser.sheet.captions
    assert "Ничего не нужно" in browser.sheet.links


async def test_an_offer_survives_a_second_look_and_the_back_button(house: PageHouse) -> None:
    person = await house.enrolled(Switch.HISTORY)
    await house.answers(person, points=3)
    house.now += timedelta(days=14)
    browser = await house.inside(person)
    await browser.presses("Три коротких вопроса")
    await browser.answers(3, 1, 3)

    await browser.opens("/checkin/help")
    await browser.opens("/checkin/")
    assert "Второй раз подряд" in browser.words
    house.now += timedelta(minutes=11)
    await browser.opens("/checkin/")

    assert "Второй раз подряд" not in browser.words
    assert "Моя страница" in browser.words


async def test_what_was_offered_comes_once_more_after_four_weeks(house: PageHouse) -> None:
    person = await house.enrolled(Switch.HISTORY)
    await house.answers(person, CBI, points=100)
    house.now += timedelta(days=29)

    browser = await house.inside(person)

    assert "Похоже, сил сейчас уходит много" in browser.words
    await browser.opens("/checkin/mine")
    assert "Похоже, сил сейчас уходит много" not in browser.words


async def test_writing_to_a_psychologist_leads_back_to_the_chat(house: PageHouse) -> None:
    browser = await house.inside(await house.enrolled(Switch.PSYCHOLOGIST))

    await browser.presses("Написать психологу")

    assert browser.sheet.links["Открыть чат"] == CHAT
    assert "Круглые сутки чат никто не читает" in browser.words


async def test_without_that_switch_the_page_says_how_to_put_it_on(house: PageHouse) -> None:
    browser = await house.inside(await house.enrolled())

    assert "Написать психологу" not in browser.sheet.captions
    csrf = browser.sheet.pressed("Стоп")[1]
    sheet = await browser.sends("/checkin/psychologist", csrf)

    assert "Включить можно в чате: /checkin" in sheet.words


async def test_materials_are_chosen_without_a_trace_in_addresses(house: PageHouse) -> None:
    browser = await house.inside(await house.enrolled())
    await browser.opens("/checkin/help")

    await browser.presses("Отчёты и бумаги")

    assert "Написано: " in browser.words
    assert str(browser.sheet.response.url).endswith("/checkin/help")


async def test_only_numbers_that_are_sure_can_be_called(house: PageHouse) -> None:
    browser = await house.inside(await house.enrolled())

    await browser.opens("/checkin/help")

    for line in directory():
        is_told = line.number in browser.words
        assert is_told == (line in shown(directory())), line.id


async def test_everything_can_be_taken_as_a_file(house: PageHouse) -> None:
    person = await house.enrolled(Switch.HISTORY)
    await house.answers(person, points=3)
    browser = await house.inside(person)

    response = (await browser.opens("/checkin/data")).response

    assert response.headers["content-disposition"].startswith("attachment")
    assert json.loads(response.text) == await house.checkins.export(person)
    assert "Усталость" in response.text


async def test_t29_erasing_asks_once_and_leaves_nothing(house: PageHouse) -> None:
    person = await house.enrolled(Switch.HISTORY, Switch.AGGREGATES)
    await house.answers(person, points=3)
    browser = await house.inside(person)

    await browser.presses("Удалить мои данные")
    assert await house.rows("rounds") == 1, "asked, not done"
    await browser.presses("Да, удалить")

    assert "Удалено" in browser.words
    for table in ("aliases", "members", "consents", "rounds", "visits"):
        assert await house.rows(table) == 0
    assert browser.cookies == {}
    assert "устарела" in (await browser.opens("/checkin/mine")).words


async def test_leaving_makes_the_browser_forget(house: PageHouse) -> None:
    browser = await house.inside(await house.enrolled())

    await browser.presses("Закончить")

    assert "можно закрыть" in browser.words
    assert browser.cookies == {}


async def test_somebody_with_all_switches_off_but_one_still_sees_a_page(house: PageHouse) -> None:
    person = await house.person()
    await house.agrees(person, Switch.PSYCHOLOGIST)

    browser = await house.inside(person)

    assert "Опросы у вас выключены" in browser.words
    await browser.presses("Реже")
    assert "У вас это выключено" in browser.words


async def test_an_old_telephone_fetches_at_most_thirty_kilobytes(house: PageHouse) -> None:
    house.now = IN_WAVE - timedelta(days=400)
    person = await house.enrolled(Switch.HISTORY, Switch.PSYCHOLOGIST)
    for round_number in range(12):
        await house.answers(person, points=round_number % 5)
        house.now += timedelta(days=14)
    for points in (25, 75, 50):
        await house.answers(person, CBI, points=points)
        house.now += timedelta(days=100)
    browser = await house.inside(person)
    style = await browser.opens(
        re.findall(r"/checkin/static/checkin\.css\?v=\w+", browser.sheet.html)[0]
    )
    sizes = {}
    await browser.opens("/checkin/mine")
    await browser.presses("Подробный опрос")
    sizes["step"] = browser.sheet
    await browser.answers(*[4] * 19)
    sizes["result"] = browser.sheet
    for path in ("mine", "help", "later", "forget"):
        sizes[path] = await browser.opens(f"/checkin/{path}")
    await browser.opens("/checkin/help")
    sizes["group"] = await browser.presses("Нагрузка")

    fetched = {
        name: len(sheet.response.content) + len(style.response.content)
        for name, sheet in sizes.items()
    }
    assert max(fetched.values()) <= MOST_BYTES, fetched


async def test_the_log_holds_events_and_nothing_of_the_person(
    house: PageHouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    person = await house.enrolled(Switch.HISTORY)
    link = await house.link(person)
    browser = house.browser()
    await browser.opens(link)
    await browser.presses("Начать")
    await browser.presses("Три коротких вопроса")
    await browser.answers(3, 1, 3)
    await browser.opens("/checkin/help")
    await browser.presses("Нагрузка")
    await browser.presses("Удалить мои данные")
    await browser.presses("Да, удалить")

    ours = [record.getMessage() for record in caplog.records if record.name.startswith("admin")]
    assert ours == ["check-in page: a link was used"]
    for record in caplog.records:
        assert link[-32:] not in record.getMessage() or record.name == "httpx2"


async def test_no_address_of_a_journey_holds_an_answer(house: PageHouse) -> None:
    person = await house.enrolled(Switch.HISTORY)
    browser = await house.inside(person)
    seen = set()
    await browser.presses("Три коротких вопроса")
    for place in (3, 1, 3):
        seen.add(str(browser.sheet.response.url))
        await browser.answers(place)
        seen.add(str(browser.sheet.response.url))
    for caption in ("Пропустить", "Отложить", "Реже"):
        await browser.presses(caption)
        seen.add(str(browser.sheet.response.url))

    paths = {address.removeprefix(house.url) for address in seen}
    assert paths <= {"/checkin/", "/checkin/mine", "/checkin/later"}


def test_every_refusal_of_check_ins_has_a_sentence() -> None:
    kinds: set[type[Refusal]] = {
        kind for kind in refusals_of_the_domain() if kind.__module__ == "wellbeing.errors"
    }
    assert len(kinds) > 5

    for kind in kinds:
        assert refused(kind()).endswith(".")
