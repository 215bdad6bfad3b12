"""Own questions: the list, one story, and a number typed by anybody."""

from collections.abc import AsyncIterator

import pytest

from handlers.texts import mine as texts
from kit.database import Database
from tests.support.town import Resident, Town, open_town

QUESTION = "Физика: как объяснить реактивное движение?"


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    """A town whose base holds no case: every question goes to a person."""
    async with open_town(database, None) as opened:
        yield opened


@pytest.fixture
async def boris(town: Town) -> Resident:
    return await town.methodist("Борис", subjects=["physics"])


async def test_without_questions_the_list_invites_to_ask(town: Town) -> None:
    anna = await town.teacher()

    await anna.writes("/my")

    assert anna.heard[-1] == texts.nothing_yet()


async def test_the_list_is_searched_by_a_word(town: Town, boris: Resident) -> None:
    anna = await town.teacher()
    await anna.writes(QUESTION)
    await anna.writes("Физика: <b>приборы</b> & проекты?")

    await anna.writes("/my ПРИБОРЫ")
    assert anna.last.captions == ["№2"]
    assert "<b>приборы</b> & проекты?" in anna.heard[-1]
    await anna.writes("/my <жирафы>")

    assert "нет таких, где встречается «<жирафы>»" in anna.heard[-1]


async def test_a_story_offers_what_can_be_done_at_each_stage(town: Town, boris: Resident) -> None:
    anna = await town.teacher()
    await anna.writes(QUESTION)
    await anna.writes("/my")
    await anna.presses("№1")
    assert "передан методисту" in anna.heard[-1]
    assert anna.last.captions == ["Дополнить", "Закрыть"]

    await anna.presses("Дополнить")
    await anna.sends_document("план.pdf", caption="Вот план")
    assert "Вот план" in boris.message_with("дополнил").words
    await boris.writes("Покажите опыт.", reply_to=boris.last)
    await anna.writes("№ 1")
    assert "Покажите опыт." not in anna.heard[-1]
    await town.pass_time(minutes=1)
    await anna.writes("№1")
    assert anna.last.captions == ["Помогло", "Не помогло", "Дополнить"]
    assert "вложений: 1" in anna.heard[-1]
    await anna.presses("Помогло")
    await anna.writes("№1")
    assert anna.last.captions == ["Вернуть"]

    await town.pass_time(days=15)
    await anna.writes("№1")

    assert anna.last.captions == []


async def test_a_number_gives_a_methodist_the_card_and_not_the_askers_buttons(
    town: Town, boris: Resident
) -> None:
    galina = await town.methodist("Галина", subjects=["chemistry"])
    anna = await town.teacher()
    await anna.writes(QUESTION)

    for reader, captions in ((boris, ["Беру", "Не моё"]), (galina, [])):
        await reader.writes("№1")
        assert "реактивное" in reader.heard[-1]
        assert reader.last.captions == captions
    await boris.presses("Беру")
    await boris.writes("№1")
    assert "Ответить" in boris.last.captions
    await anna.presses("Закрыть")
    await boris.writes("№1")

    assert boris.last.captions == []


@pytest.mark.parametrize("number", ["№1", "№999999999999999", "№0"])
async def test_numbers_of_strangers_and_of_nobody_are_refused_alike(
    town: Town, boris: Resident, number: str
) -> None:
    anna, vera = await town.teacher("Анна"), await town.teacher("Вера")
    await anna.writes(QUESTION)

    await vera.writes(number)

    assert "Такого вопроса у вас нет" in vera.heard[-1]
    assert "реактивное" not in vera.heard[-1]


async def test_a_refused_supplement_does_not_hold_the_next_words(
    town: Town, boris: Resident
) -> None:
    anna = await town.teacher()
    await anna.writes(QUESTION)
    await anna.presses("Дополнить")
    await anna.writes("/my")
    await anna.presses("№1")
    await anna.presses("Закрыть")
    await town.pass_time(days=15)
    await anna.writes("Забыла сказать")
    assert "закрыт давно" in anna.heard[-1]

    await anna.writes("Физика: новый вопрос?")

    assert "Вопрос №2 принят" in anna.heard[-1]
