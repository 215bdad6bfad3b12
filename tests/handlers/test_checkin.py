"""Check-ins in the chat: agreeing, when, where, and leaving."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from kit.database import Database
from tests.handlers.test_privacy import file_of
from tests.support.town import Resident, Town, open_town
from wellbeing.policy import Place

SWITCHES = ("Спрашивать меня", "Хранить историю", "Общие цифры", "Писать психологу")
CALL = "Есть минутка?"
TABLES = ("aliases", "consents", "members", "rounds", "records", "counted", "visits")


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    async with open_town(database, None) as opened:
        yield opened


@pytest.fixture
async def anna(town: Town) -> Resident:
    anna = await town.teacher()
    await anna.writes("/checkin")
    return anna


@pytest.fixture
async def asked(anna: Resident) -> Resident:
    """Anna, who has agreed to be asked and to keep her history."""
    await anna.presses("Спрашивать меня")
    await anna.presses("Хранить историю")
    return anna


async def rows(town: Town) -> int:
    """How many rows of check-ins there are."""
    async with town.database.engine.connect() as connection:
        await connection.execute(text("set local role none"))
        counts = [
            await connection.scalar(text(f"select count(*) from wellbeing.{table}"))
            for table in TABLES
        ]
    return sum(count or 0 for count in counts)


async def payloads(town: Town) -> list[str]:
    """What the inbox keeps of everything that has come."""
    async with town.database.engine.connect() as connection:
        found = await connection.scalars(text("select payload::text from events order by id"))
        return list(found)


# Agreeing


async def test_one_screen_says_what_is_asked_who_sees_it_and_how_to_stop(anna: Resident) -> None:
    for words in ("три коротких вопроса", "не диагноз", "не видят никогда", "остановить"):
        assert words in anna.last.words
    assert [caption for caption in anna.last.captions if caption in SWITCHES] == list(SWITCHES)
    assert "Сейчас всё выключено" in anna.last.words


async def test_t27_whoever_has_only_looked_is_never_asked(town: Town, anna: Resident) -> None:
    for _ in range(5):
        await town.pass_time(days=7)

    assert not any(CALL in words for words in anna.heard)
    assert await rows(town) == 0


@pytest.mark.parametrize("switch", SWITCHES)
async def test_t28_each_switch_goes_on_and_off_by_itself(anna: Resident, switch: str) -> None:
    await anna.presses(switch)
    assert [caption for caption in anna.last.captions if caption.startswith("✓")] == [f"✓ {switch}"]

    await anna.presses(switch)
    if switch == "Хранить историю":
        await anna.presses("Да, выключить")

    assert not any(caption.startswith("✓") for caption in anna.last.captions)


async def test_a_methodist_is_offered_the_same(town: Town) -> None:
    boris = await town.methodist()
    await boris.writes("/help")
    assert "/checkin" in boris.heard[-1]

    await boris.writes("/checkin")
    await boris.presses("Спрашивать меня")

    assert "✓ Спрашивать меня" in boris.last.captions


async def test_history_is_given_up_only_after_a_second_word(asked: Resident) -> None:
    await asked.presses("Хранить историю")
    assert "сразу сотрутся" in asked.last.words

    await asked.presses("Нет")

    assert "✓ Хранить историю" in asked.last.captions


async def test_t31_new_words_of_consent_are_asked_about_again(town: Town, asked: Resident) -> None:
    town.check_in_policy = replace(town.check_in_policy, consent_version=2)
    await town.restart()

    await asked.writes("/checkin")

    assert "Слова согласия изменились" in asked.last.words
    assert not any(caption.startswith("✓") for caption in asked.last.captions)
    for _ in range(4):
        await town.pass_time(days=7)
    assert not any(CALL in words for words in asked.heard)


# When and where


async def test_day_hour_and_how_often_are_chosen_on_one_screen(asked: Resident) -> None:
    await asked.presses("Когда")
    await asked.presses("Пн")
    await asked.presses("10:00")
    await asked.presses("Раз в месяц")
    await asked.presses("Готово")

    assert "раз в месяц, по понедельникам около 10:00" in asked.last.words


async def test_the_zone_is_confirmed_by_the_clock(asked: Resident) -> None:
    assert "У вас сейчас 10:00?" in asked.last.words

    await asked.presses("Да, время верное")

    assert "Ваше время: 10:00" in asked.last.words
    assert "Да, время верное" not in asked.last.captions


async def test_another_clock_is_chosen_from_a_list(asked: Resident) -> None:
    await asked.presses("Нет, другое время")
    await asked.presses("17:00 · МСК+7")

    assert "Ваше время: 17:00" in asked.last.words


async def test_the_zone_follows_the_place_and_is_asked_about(asked: Resident) -> None:
    await asked.presses("Место")
    await asked.writes("Челябинск")

    assert "Место: Челябинск" in asked.last.words
    assert "У вас сейчас 12:00?" in asked.last.words


async def test_nobody_is_asked_while_on_leave(town: Town, asked: Resident) -> None:
    await asked.presses("Отпуск")
    await asked.writes("позавчера")
    assert "Не понял дату" in asked.heard[-1]
    await asked.writes("25.03")
    assert "до 25.03.2026 не зову" in asked.last.words

    for _ in range(3):
        await town.pass_time(days=7, hours=0)
        assert not any(CALL in words for words in asked.heard)
    await asked.writes("/checkin")
    await asked.presses("Снова звать")

    assert "Отпуск или больничный:" not in asked.last.words


# Leaving


async def test_stopping_ends_the_calls_and_keeps_the_history(town: Town, asked: Resident) -> None:
    await asked.presses("Стоп")
    assert "История осталась" in asked.last.words

    for _ in range(4):
        await town.pass_time(days=7)

    assert not any(CALL in words for words in asked.heard)


async def test_less_often_goes_down_by_one_step(asked: Resident) -> None:
    await asked.presses("Реже")
    assert "раз в месяц" in asked.alerts[-1]

    await asked.presses("Реже")

    assert "больше сам не зову" in asked.alerts[-1]


async def test_t29_erasing_leaves_neither_rows_nor_screens(town: Town, asked: Resident) -> None:
    await asked.presses("Пройти сейчас")
    for _ in range(3):
        await asked.presses(asked.screen.captions[2])
    await asked.presses("Мои ответы")

    await asked.writes("/checkin")
    await asked.presses("Удалить мои данные")
    await asked.presses("Да, стереть")

    assert await rows(town) == 0
    assert [message.words for message in asked.person.messages] == [asked.heard[-1]]
    assert "ничего не осталось" in asked.heard[-1]


async def test_own_data_shows_check_ins_and_forgetting_erases_them(
    town: Town, asked: Resident
) -> None:
    await asked.writes("/data")
    stored = file_of(town, asked)["проверки самочувствия"]
    assert len(stored["согласия"]) == 2

    await asked.presses("Забыть меня")
    await asked.presses("Да, забыть")

    assert await rows(town) == 0


async def test_nothing_of_the_screens_is_kept_in_the_inbox(town: Town, asked: Resident) -> None:
    await asked.presses("Место")
    await asked.writes("Челябинск")
    await asked.presses("Удалить мои данные")

    for payload in await payloads(town):
        assert set(payload) <= set('{"update_id": 0123456789}'), payload


async def test_where_it_is_off_it_says_so(town: Town) -> None:
    town.check_in_policy = replace(town.check_in_policy, place=Place.OFF)
    await town.restart()
    anna = await town.teacher()

    await anna.writes("/checkin")

    assert "здесь не включены" in anna.heard[-1]
