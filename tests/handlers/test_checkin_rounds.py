"""One check-in in the chat: the nudge, the taps, the result, what is offered."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from kit.database import Database
from tests.handlers.test_checkin import CALL, payloads
from tests.support.town import Resident, Town, open_town

CONTROLS = ["Отложить", "Пропустить", "Реже", "Стоп", "Удалить мои данные"]
STRONGLY = 3
#: A Monday of school at ten in Moscow, on which nobody is invited to the long one.
BETWEEN_WAVES = datetime(2026, 4, 13, 7, tzinfo=UTC)


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    async with open_town(database, None) as opened:
        opened.now = BETWEEN_WAVES
        yield opened


@pytest.fixture
async def anna(town: Town) -> Resident:
    """She is asked on Mondays at ten, and keeps her history."""
    anna = await town.teacher()
    await anna.writes("/checkin")
    for caption in ("Спрашивать меня", "Хранить историю", "Когда", "Пн", "10:00", "Готово"):
        await anna.presses(caption)
    return anna


async def is_called(town: Town, anna: Resident) -> None:
    """It is a Monday, half past ten."""
    await town.pass_time(minutes=30)
    while CALL not in anna.heard[-1]:
        await town.pass_time(days=7)


async def takes(anna: Resident, *options: int) -> None:
    """Taps the options by their places, from 0."""
    await anna.presses("Пройти сейчас")
    await taps(anna, *options)


async def taps(anna: Resident, *options: int) -> None:
    for option in options:
        await anna.presses(anna.screen.captions[option])


async def test_three_taps_in_one_message_and_only_the_result_is_left(
    town: Town, anna: Resident
) -> None:
    await is_called(town, anna)
    seen = len(anna.person.messages)
    nudge = anna.last

    await anna.presses("Начать")
    assert anna.last.id == nudge.id
    assert "1 из 3" in anna.last.words
    await taps(anna, STRONGLY, 1)
    assert "3 из 3" in anna.last.words
    assert anna.last.id == nudge.id
    await taps(anna, STRONGLY)

    assert len(anna.person.messages) == seen
    assert "Усталость за две недели: сильно." in anna.last.words
    assert "из 3" not in " ".join(message.words for message in anna.person.messages)


async def test_the_nudge_tells_nothing_and_can_be_refused_in_five_ways(
    town: Town, anna: Resident
) -> None:
    await is_called(town, anna)

    assert anna.last.words == "Есть минутка? Если нет — просто не отвечайте."
    assert anna.last.captions == ["Начать", *CONTROLS]


async def test_the_five_controls_stand_under_every_item(anna: Resident) -> None:
    await anna.presses("Пройти подробный")

    for number in range(1, 20):
        assert f"{number} из 19" in anna.screen.words
        assert anna.screen.captions[-5:] == CONTROLS
        await anna.presses(anna.screen.captions[0])


async def test_the_long_one_gives_scales_with_their_margin(anna: Resident) -> None:
    await anna.presses("Пройти подробный")
    await taps(anna, *[3] * 19)

    assert "Общая усталость: 25 ± 11 из 100." in anna.last.words
    assert "не диагноз" in anna.last.words
    assert "Русские слова опроса ещё рабочие" in anna.last.words
    await anna.presses("Мои ответы")
    assert "Усталость от работы\n" in anna.last.words


async def test_an_item_can_be_left_out_and_an_answer_taken_back(anna: Resident) -> None:
    await anna.presses("Пройти сейчас")
    await taps(anna, 4)
    await anna.presses("Назад")
    assert "1 из 3" in anna.screen.words
    await taps(anna, 0)
    await anna.presses("Пропустить вопрос")
    await anna.presses("Пропустить вопрос")

    assert "Усталость за две недели: совсем нет." in anna.last.words
    assert "Отдых за две недели: ответов слишком мало" in anna.last.words


async def test_answers_can_be_typed_and_do_not_stay_in_the_chat(town: Town, anna: Resident) -> None:
    await anna.presses("Пройти сейчас")
    typed = [await anna.writes(word) for word in ("сильно", "через раз", "Очень сильно")]

    assert "Усталость за две недели: сильно." in anna.last.words
    assert all(message.is_deleted for message in typed)
    assert not any("из 3" in message.words for message in anna.person.messages)
    kept = " ".join(await payloads(town))
    assert "ильно" not in kept
    assert "через раз" not in kept


async def test_t21_a_second_tap_leaves_the_result_as_it_is(town: Town, anna: Resident) -> None:
    await takes(anna, STRONGLY, 1, 0)
    await town.pass_time(days=14)
    await anna.writes("/checkin")
    await takes(anna, STRONGLY, 1)
    last = anna.screen
    button = last.buttons[0][0]["callback_data"]
    anna.person.presses_again(last, button)
    anna.person.presses_again(last, button)
    await town.settle()

    results = [each for each in anna.person.messages if "Готово, спасибо" in each.words]
    assert len(results) == 2
    assert "Написать психологу" in results[-1].captions


async def test_t21_a_tap_after_the_end_changes_nothing(town: Town, anna: Resident) -> None:
    await anna.presses("Пройти сейчас")
    late = anna.screen
    await town.pass_time(days=6)

    anna.person.presses_again(late, late.buttons[0][0]["callback_data"])
    await town.settle()

    assert "уже закончился" in anna.alerts[-1]


async def test_a_restart_in_the_middle_loses_no_answer(town: Town, anna: Resident) -> None:
    await anna.presses("Пройти сейчас")
    await taps(anna, STRONGLY)
    await town.restart()
    await taps(anna, 1)
    await town.restart()
    await taps(anna, 0)

    assert "Усталость за две недели: сильно." in anna.last.words


async def test_a_nudge_can_be_put_off_for_two_hours(town: Town, anna: Resident) -> None:
    await is_called(town, anna)

    await anna.presses("Отложить")
    await anna.presses("2 часа")
    assert "напомню сегодня около" in anna.last.words
    await town.pass_time(hours=2, minutes=30)

    assert CALL in anna.last.words
    await anna.presses("Начать")
    assert "1 из 3" in anna.last.words


async def test_skipping_needs_no_reason(town: Town, anna: Resident) -> None:
    await is_called(town, anna)

    await anna.presses("Пропустить")

    assert anna.last.words == "Хорошо, пропускаем. Причина не нужна."
    assert anna.last.captions == []


async def test_stopping_in_the_middle_forgets_what_was_begun(town: Town, anna: Resident) -> None:
    await anna.presses("Пройти сейчас")
    await taps(anna, STRONGLY)

    await anna.presses("Стоп")

    assert "больше не спрашиваю" in anna.last.words
    assert not any("из 3" in message.words for message in anna.person.messages)


async def test_without_a_history_the_result_is_shown_once(town: Town) -> None:
    vera = await town.teacher("Вера")
    await vera.writes("/checkin")
    await vera.presses("Спрашивать меня")

    await takes(vera, STRONGLY, 1, 0)

    assert "показан один раз и нигде не сохранён" in vera.last.words
    assert "Мои ответы" not in vera.last.captions


async def test_own_series_is_told_in_words_and_drawn_on_request(town: Town, anna: Resident) -> None:
    await takes(anna, STRONGLY, 1, 0)
    await anna.presses("Мои ответы")
    assert "Усталость за две недели\n▆\n13.04.2026: сильно" in anna.last.words
    assert not any("photo" in message.content for message in anna.person.messages)

    await anna.presses("Картинкой")

    photo = town.telegram.bot.files.find(anna.last.content["photo"][0]["file_id"])
    assert photo is not None
    assert photo.content is not None
    assert photo.content.startswith(b"\x89PNG")
    await anna.presses("Убрать сообщение")
    assert "photo" not in anna.last.content
