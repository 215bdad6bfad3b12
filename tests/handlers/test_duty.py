"""A methodist's duty, as a conversation."""

from collections.abc import AsyncIterator

import pytest

from kit.database import Database
from tests.handlers.test_checkin_offers import psychologist
from tests.support.town import Resident, Town, open_town


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    async with open_town(database, None) as opened:
        yield opened


@pytest.fixture
async def boris(town: Town) -> Resident:
    return await town.methodist("Борис", subjects=["physics"])


async def test_duty_shows_how_things_stand(boris: Resident) -> None:
    await boris.writes("/duty")

    shown = boris.last.words
    assert "На дежурстве" in shown
    assert "Физика" in shown
    assert "как у региона" in shown
    assert "сколько у всех" in shown


async def test_duty_is_not_for_teachers(town: Town) -> None:
    anna = await town.teacher()

    await anna.writes("/duty")

    assert "для коллег с другой ролью" in anna.last.words


async def test_off_duty_no_question_comes(town: Town, boris: Resident) -> None:
    vera = await town.methodist("Вера", subjects=["physics"])
    anna = await town.teacher()
    await boris.writes("/duty")
    await boris.presses("Не на дежурстве")

    await anna.writes("Физика: как проверить лабораторную работу в 8 классе?")

    assert "лабораторную" in vera.heard[-1]
    assert not any("лабораторную" in words for words in boris.heard)


async def test_what_was_not_taken_goes_to_a_colleague_and_the_asker_need_not_know(
    town: Town, boris: Resident
) -> None:
    anna = await town.teacher()
    await anna.writes("Физика: как проверить лабораторную работу в 8 классе?")
    vera = await town.methodist("Вера", subjects=["physics"])
    said_before = len(anna.heard)
    await boris.writes("/duty")

    await boris.presses("Не на дежурстве")

    assert "лабораторную" in vera.heard[-1]
    assert "Не взятое передал коллегам: 1 вопрос." in boris.last.words
    assert len(anna.heard) == said_before


async def test_without_a_colleague_the_asker_hears_that_the_promise_changes(
    town: Town, boris: Resident
) -> None:
    anna = await town.teacher()
    await anna.writes("Физика: как проверить лабораторную работу в 8 классе?")
    await boris.writes("/duty")

    await boris.presses("Не на дежурстве")

    assert "перешёл к координатору" in anna.last.words


async def test_what_was_taken_stays_and_the_methodist_is_reminded(
    town: Town, boris: Resident
) -> None:
    anna = await town.teacher()
    await town.methodist("Вера", subjects=["physics"])
    await boris.writes("/duty")
    await anna.writes("Физика: как проверить лабораторную работу в 8 классе?")
    await boris.presses("Беру")

    await boris.writes("/duty")
    await boris.presses("Не на дежурстве")

    assert "У вас ещё 1 взятый вопрос: ответьте или передайте" in boris.last.words


async def test_the_screen_changes_in_place(boris: Resident) -> None:
    await boris.writes("/duty")
    screen = boris.last

    await boris.presses("Не на дежурстве")
    await boris.presses("Не на дежурстве")

    assert boris.last.id == screen.id
    assert "Не на дежурстве: новые вопросы к вам не приходят" in boris.last.words


async def test_leave_lasts_until_the_day_written(town: Town, boris: Resident) -> None:
    anna = await town.teacher()
    await boris.writes("/duty")
    await boris.presses("В отпуск")

    await boris.writes("05.03")

    assert "В отпуске до 5 марта" in boris.last.words
    await anna.writes("Физика: как проверить лабораторную работу в 8 классе?")
    assert "у координатора" in anna.last.words
    await town.pass_time(days=3)
    assert "лабораторную" in boris.heard[-1]


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("когда-нибудь", "Не понял дату"),
        ("01.03.2026", "Этот день уже наступил"),
        ("01.01.2030", "больше чем через год"),
    ],
)
async def test_a_day_that_cannot_be_is_refused_and_asked_again(
    boris: Resident, words: str, refusal: str
) -> None:
    await boris.writes("/duty")
    await boris.presses("В отпуск")

    await boris.writes(words)
    assert refusal in boris.last.words

    await boris.writes("завтра")
    assert "В отпуске до 3 марта" in boris.last.words


async def test_hours_are_written_by_hand(boris: Resident) -> None:
    await boris.writes("/duty")
    await boris.presses("Часы")

    await boris.writes("Пн–Пт с 12 до 18")

    assert "пн-пт 12:00-18:00" in boris.last.words


async def test_hours_can_be_the_regions_again(boris: Resident) -> None:
    await boris.writes("/duty")
    await boris.presses("Часы")
    await boris.writes("пн 12-18")
    await boris.presses("Часы")

    await boris.writes("как у региона")

    assert "как у региона" in boris.last.words


async def test_a_limit_is_a_number_even_where_cases_are_numbered(
    town: Town, boris: Resident
) -> None:
    await boris.writes("/duty")
    await boris.presses("Сколько вопросов")

    await boris.writes("31")
    assert "от 1 до 30" in boris.last.words

    await boris.writes("1")
    assert "не больше 1" in boris.last.words


async def test_with_as_many_open_as_allowed_the_next_goes_elsewhere(
    town: Town, boris: Resident
) -> None:
    anna = await town.teacher()
    await boris.writes("/duty")
    await boris.presses("Сколько вопросов")
    await boris.writes("1")
    await anna.writes("Физика: как проверить лабораторную работу в 8 классе?")

    await anna.writes("Физика: где взять задачи на плотность для слабых?")

    assert "у координатора" in anna.last.words


async def test_a_reply_to_a_card_is_an_answer_even_while_a_day_is_awaited(
    town: Town, boris: Resident
) -> None:
    anna = await town.teacher()
    await anna.writes("Физика: как проверить лабораторную работу в 8 классе?")
    card = boris.message_with("лабораторную")
    await boris.writes("/duty")
    await boris.presses("В отпуск")

    await boris.writes("Проверьте по бланку.", reply_to=card)
    await town.pass_time(minutes=1)

    assert "Проверьте по бланку." in anna.last.words


async def test_back_leads_back(boris: Resident) -> None:
    await boris.writes("/duty")
    await boris.presses("В отпуск")

    await boris.presses("Назад")

    assert "Ваше дежурство" in boris.last.words


async def test_the_buttons_can_be_typed(boris: Resident) -> None:
    await boris.writes("/duty")

    await boris.writes("не на дежурстве")

    assert "новые вопросы к вам не приходят" in boris.last.words


async def test_outside_own_hours_cards_come_silently(town: Town, boris: Resident) -> None:
    anna = await town.teacher()
    await boris.writes("/duty")
    await boris.presses("Часы")
    await boris.writes("пн-пт 12:00-18:00")

    await anna.writes("Физика: как проверить лабораторную работу в 8 классе?")
    assert silently(town, boris)

    await town.pass_time(hours=3)
    await anna.writes("Физика: где взять задачи на плотность для слабых?")
    assert not silently(town, boris)


def silently(town: Town, to: Resident) -> bool:
    """Whether the last card came without a sound."""
    calls = town.telegram.calls_of("sendMessage")
    card = next(
        call
        for call in reversed(calls)
        if call.integer("chat_id") == to.person.id and "Почему:" in call.text("text")
    )
    return card.flag("disable_notification")


async def test_a_psychologist_has_a_duty_for_letters_and_no_subjects(town: Town) -> None:
    nina = await psychologist(town)

    await nina.writes("/duty")
    shown = nina.last.words
    await nina.presses("Не на дежурстве")
    await nina.writes("/help")
    helped = nina.last.words
    await nina.writes("/queue")

    assert "Письма психологу: приходят вам" in shown
    assert "Предметы" not in shown
    assert "новые вопросы к вам не приходят" in nina.message_with("Не на дежурстве").words
    assert "Для психолога" in helped
    assert "Для методиста" not in helped
    assert "итоги самочувствия" in helped
    assert "Очередь пуста" in nina.last.words
