"""What the inbox is given of an update: danger by itself, presses without their screen."""

from datetime import timedelta
from typing import Any

import pytest

from bot.telegram.intake import incoming
from handlers.crisis_callbacks import AfterCard, CrisisDeed

PAUSE = timedelta(seconds=3)
DANGER = "Я больше не хочу жить"
PRIVATE = {"id": 5, "type": "private"}


def message(text: str, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    return {"message_id": 1, "date": 1, "chat": chat, "text": text}


def press(data: str) -> dict[str, Any]:
    screen = message("Сильно ли вы уставали?") | {
        "reply_markup": {"inline_keyboard": [[{"text": "Сильно", "callback_data": data}]]},
        "reply_to_message": message(DANGER),
    }
    return {"update_id": 3, "callback_query": {"id": "1", "data": data, "message": screen}}


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 3, "message": message(DANGER)},
        {"update_id": 3, "edited_message": message(DANGER)},
        {"update_id": 3, "message": message("") | {"caption": DANGER, "photo": []}},
    ],
)
def test_danger_waits_for_no_pause_and_behind_nothing(update: dict[str, Any]) -> None:
    event = incoming(update, channel="telegram", burst=PAUSE)

    assert event.burst is None
    assert event.chat != "5"


def test_danger_in_a_group_is_left_to_its_order() -> None:
    group = {"id": -7, "type": "supergroup"}

    event = incoming({"update_id": 3, "message": message(DANGER, group)}, channel="t", burst=PAUSE)

    assert event.chat == "-7"


def test_everyday_words_wait_for_the_rest_of_their_burst() -> None:
    update = {"update_id": 3, "message": message("Убиться можно от этих отчётов")}

    event = incoming(update, channel="telegram", burst=PAUSE)

    assert (event.chat, event.burst) == ("5", "plain")


def test_a_press_is_stored_without_what_its_screen_says() -> None:
    event = incoming(press("ca:code"), channel="telegram", burst=PAUSE)

    kept = event.payload["callback_query"]
    assert kept["message"] == {"message_id": 1, "date": 1, "chat": PRIVATE}
    assert kept["data"] == "ca:code"
    assert event.chat == "5"


def test_a_press_of_the_card_brings_the_words_that_it_is_about() -> None:
    data = AfterCard(deed=CrisisDeed.USUAL).pack()

    event = incoming(press(data), channel="telegram", burst=PAUSE)

    screen = event.payload["callback_query"]["message"]
    assert screen["reply_to_message"]["text"] == DANGER
    assert "text" not in screen
