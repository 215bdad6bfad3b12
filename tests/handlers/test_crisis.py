"""The card for danger: at once, at any hour, whatever else works, and nothing is handed on."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from kit.database import Database
from tests.handlers.test_checkin_offers import psychologist
from tests.handlers.test_privacy import places_of
from tests.support.town import Resident, Town, open_town
from wellbeing.policy import Place

DANGER = "Я больше не хочу жить"
OF_A_PUPIL = "Ученица написала мне, что хочет умереть. Что делать?"
CARD = "позвоните 112"
CALL = "Позвать специалиста"
#: Three in the morning in Moscow.
NIGHT = datetime(2026, 3, 3, 0, tzinfo=UTC)


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    """The pause after which a question is whole is long here."""
    async with open_town(database, None, burst=timedelta(seconds=30)) as opened:
        yield opened


@pytest.fixture
async def anna(town: Town) -> Resident:
    return await town.teacher()


async def questions(town: Town) -> int:
    async with town.database.transaction() as session:
        return (await session.scalar(text("select count(*) from questions"))) or 0


async def test_t26_at_three_in_the_morning_the_card_comes_at_once(
    town: Town, anna: Resident, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    boris = await town.methodist()
    heard = len(boris.heard)
    town.now = NIGHT

    await anna.writes(DANGER)

    assert CARD in anna.last.words
    assert "круглые сутки его никто не читает" in anna.last.words
    assert "8-800-2000-122" in anna.last.words
    assert "часы работы: пн–пт 09:00–18:00" in anna.last.words
    assert anna.last.captions[0].startswith(CALL)
    assert town.now == NIGHT
    await town.pass_time(hours=12)
    assert await questions(town) == 0
    assert len(boris.heard) == heard
    assert await places_of(town.database, "не хочу жить") == []
    assert "не хочу жить" not in caplog.text


@pytest.mark.parametrize("place", list(Place))
async def test_t26_the_card_does_not_depend_on_where_check_ins_are(
    town: Town, anna: Resident, place: Place
) -> None:
    town.check_in_policy = replace(town.check_in_policy, place=place)
    await town.restart()

    await anna.writes(DANGER)

    assert CARD in anna.last.words


async def test_t26_the_card_comes_without_tables_of_check_ins_and_without_conversations(
    town: Town, anna: Resident
) -> None:
    async with town.database.engine.begin() as connection:
        await connection.execute(text("set local role none"))
        await connection.execute(text("drop schema wellbeing cascade"))
        await connection.execute(text("drop table cases, questions, conversations cascade"))
    # The screen of the card cannot be remembered then, but it is said.
    town.expects_trouble = True

    await anna.writes(DANGER)

    assert CARD in anna.last.words


async def test_t26_the_card_waits_behind_nothing(town: Town, anna: Resident) -> None:
    await anna.person.writes("Как начать урок?")
    await town.receive()
    async with town.database.engine.begin() as connection:
        stuck = "update events set attempts = 3, tried_at = now(), due_at = :later"
        await connection.execute(text(stuck), {"later": town.now + timedelta(hours=1)})
    town.expects_trouble = True

    await anna.writes(DANGER)

    assert CARD in anna.last.words


async def test_everyday_words_bring_no_card(town: Town, anna: Resident) -> None:
    for words in (
        "Убиться можно от этих отчётов",
        "Как разобрать самоубийство Катерины в «Грозе»?",
    ):
        await anna.writes(words)
        await town.pass_time(minutes=1)

    assert not any(CARD in words for words in anna.heard)
    assert await questions(town) == 2


async def test_captions_edits_and_commands_are_read_too(town: Town, anna: Resident) -> None:
    await anna.sends_photo(DANGER)
    assert CARD in anna.heard[-1]
    asked = await anna.writes("Как начать урок?")
    await town.pass_time(minutes=1)
    await anna.edits(asked, DANGER)
    assert CARD in anna.heard[-1]
    await anna.writes(f"/ask {DANGER}")

    assert CARD in anna.heard[-1]


async def test_words_in_two_messages_are_read_together(town: Town, anna: Resident) -> None:
    await anna.writes("Я больше не хочу")
    await anna.writes("жить")
    await town.pass_time(minutes=1)

    assert CARD in anna.last.words
    assert await questions(town) == 0


async def test_one_press_hands_the_words_to_a_psychologist_alone(
    town: Town, anna: Resident
) -> None:
    boris, nina = await town.methodist(), await psychologist(town)
    heard = len(boris.heard)
    await anna.writes(DANGER)

    await anna.presses(CALL)

    assert DANGER in nina.last.words
    assert "Передал психологу: №1" in anna.last.words
    assert len(boris.heard) == heard
    assert await questions(town) == 1


async def test_without_a_psychologist_nothing_leaves_before_a_second_press(
    town: Town, anna: Resident
) -> None:
    vera = await town.admin()
    heard = len(vera.heard)
    await anna.writes(DANGER)
    await anna.presses(CALL)
    assert "Психолога на линии сейчас нет" in anna.last.words
    assert len(vera.heard) == heard
    assert await questions(town) == 0

    await anna.presses("Всё равно передать")

    assert "Слова видит только психолог" in vera.last.words
    assert DANGER not in vera.last.words
    assert "у координатора" in anna.last.words


async def test_the_words_go_their_usual_way_if_that_is_wanted(town: Town, anna: Resident) -> None:
    boris = await town.methodist()
    await anna.writes(OF_A_PUPIL)
    assert CARD in anna.last.words
    assert "Не оставляйте этого человека" in anna.last.words
    assert await questions(town) == 0

    await anna.presses("Это вопрос методисту")

    assert "№1" in anna.heard[-1]
    assert "хочет умереть" in boris.last.words


async def test_pressed_twice_it_is_one_question(town: Town, anna: Resident) -> None:
    await town.methodist()
    await anna.writes(OF_A_PUPIL)
    card = anna.last
    data = card.buttons[0][0]["callback_data"]

    anna.person.presses_again(card, data)
    anna.person.presses_again(card, data)
    await town.settle()

    assert await questions(town) == 1


async def test_it_may_be_left_at_that(town: Town, anna: Resident) -> None:
    await anna.writes(DANGER)

    await anna.presses("Никому не передавать")

    assert "никому не передаю" in anna.last.words
    assert await questions(town) == 0


async def test_the_button_can_be_typed_and_the_words_are_asked_for_again(
    town: Town, anna: Resident
) -> None:
    nina = await psychologist(town)
    await anna.writes(DANGER)

    await anna.writes("Позвать специалиста: передать психологу")
    await town.pass_time(minutes=1)
    assert "Напишите, что на душе" in anna.last.words
    await anna.writes(DANGER)
    await town.pass_time(minutes=1)

    assert CARD in " ".join(anna.heard[-2:])
    assert "Передал психологу" in anna.last.words
    assert DANGER in nina.last.words


async def test_a_methodist_who_answers_of_danger_sends_it_by_one_press(
    town: Town, anna: Resident
) -> None:
    boris = await town.methodist()
    await anna.writes("Как начать урок?")
    await town.pass_time(minutes=1)
    await boris.presses("Беру")
    await boris.writes(
        "Если ученик говорит, что не хочет жить, не оставляйте его одного.",
        reply_to=boris.message_with("Как начать урок?"),
    )
    assert CARD in boris.last.words

    await boris.presses("Это вопрос методисту")
    await town.pass_time(minutes=1)

    assert "не оставляйте его одного" in anna.last.words
