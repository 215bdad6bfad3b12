"""Where people answer on the page, nothing but a neutral nudge goes through the messenger."""

import ast
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

import handlers.texts
from kit.database import Database
from tests.handlers.test_checkin_rounds import BETWEEN_WAVES, is_called
from tests.support.town import PUBLIC_URL, Resident, Town, open_town
from wellbeing.instruments import all_instruments
from wellbeing.policy import Place

#: As the world calls them, beside the titles that ours have.
INSTRUMENT_NAMES = ["CBI", "Copenhagen", "Копенгаген", "MBI", "Маслач", "Бойко", "OLBI", "WHO-5"]


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    async with open_town(database, None) as opened:
        opened.now = BETWEEN_WAVES
        opened.check_in_policy = replace(opened.check_in_policy, place=Place.PAGE)
        await opened.restart()
        yield opened


@pytest.fixture
async def anna(town: Town) -> Resident:
    anna = await town.teacher()
    await anna.writes("/checkin")
    for caption in ("Спрашивать меня", "Хранить историю", "Когда", "Пн", "10:00", "Готово"):
        await anna.presses(caption)
    return anna


def asked_words() -> list[str]:
    """Items, options and scales of every instrument."""
    return [
        words
        for instrument in all_instruments()
        for item in instrument.items
        for words in (item.text, *(f'"{option.title}"' for option in item.options))
    ] + [scale.title for instrument in all_instruments() for scale in instrument.scales]


async def test_t33_whatever_is_pressed_nothing_is_asked_or_told_in_the_chat(
    town: Town, anna: Resident
) -> None:
    await is_called(town, anna)
    for caption in ("Реже", "Начать", "Отложить", "Назад", "Отложить", "Завтра"):
        await anna.presses(caption)
    await anna.writes("/checkin")
    for caption in ("Моя страница", "Продолжить начатое", "Пропустить"):
        await anna.presses(caption)
    await anna.writes("/data")
    for caption in ("Забыть меня", "Да, забыть"):
        await anna.presses(caption)

    sent = json.dumps([call.values for call in town.telegram.calls], ensure_ascii=False)
    uploads = b"".join(
        upload.content for call in town.telegram.calls for upload in call.uploads.values()
    ).decode()
    assert "Есть минутка?" in sent
    assert "проверки самочувствия" in uploads
    assert [words for words in asked_words() if words in sent + uploads] == []
    assert " из 100" not in sent
    assert "из 3" not in sent


def test_t33_no_template_of_the_chat_holds_a_word_of_an_instrument() -> None:
    """What is asked comes from the instruments alone, and so never where they do not go."""
    folder = Path(handlers.texts.__file__).parent
    templates = {
        node.value
        for module in folder.glob("*.py")
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert any("Есть минутка?" in template for template in templates)
    assert [
        (template, words)
        for template in templates
        for words in (*asked_words(), *INSTRUMENT_NAMES)
        if words.strip('"') in template
    ] == []


async def test_the_button_of_a_nudge_brings_a_link(town: Town, anna: Resident) -> None:
    await is_called(town, anna)

    await anna.presses("Начать")

    url = await anna.person.link("Открыть страницу")
    assert url.startswith(f"{PUBLIC_URL}/checkin/")
    assert anna.last.captions == ["Открыть страницу"]


async def test_old_buttons_of_the_chat_lead_to_the_page(town: Town, anna: Resident) -> None:
    town.check_in_policy = replace(town.check_in_policy, place=Place.CHAT)
    await town.restart()
    await anna.writes("/checkin")
    town.check_in_policy = replace(town.check_in_policy, place=Place.PAGE)
    await town.restart()

    for caption in ("Пройти сейчас", "Мои ответы"):
        await anna.presses(caption)
        assert anna.last.captions == ["Открыть страницу"]
