"""What is offered after a check-in: to its person alone, and by own wish only."""

from collections.abc import AsyncIterator

import pytest

from kit.database import Database
from people.models import Role
from tests.handlers.test_checkin_rounds import STRONGLY, taps
from tests.support.town import Resident, Town, open_town

OFFER = "Уже второй раз подряд"


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    async with open_town(database, None) as opened:
        yield opened


@pytest.fixture
async def anna(town: Town) -> Resident:
    anna = await town.teacher()
    await anna.writes("/checkin")
    await anna.presses("Спрашивать меня")
    await anna.presses("Хранить историю")
    return anna


async def psychologist(town: Town, name: str = "Нина") -> Resident:
    code = await town.app.directory.invite(Role.PSYCHOLOGIST, now=town.now)
    resident = Resident(town, town.telegram.user(name))
    await resident.writes(f"/start {code}")
    return resident


async def pulse(town: Town, anna: Resident, *options: int, days: int = 14) -> None:
    """Two weeks later she takes the short one."""
    await town.pass_time(days=days)
    await anna.writes("/checkin")
    await anna.presses("Пройти сейчас")
    await taps(anna, *options)


async def two_heavy_pulses(town: Town, anna: Resident) -> None:
    await pulse(town, anna, STRONGLY, 1, 0)
    await pulse(town, anna, STRONGLY, 1, STRONGLY)


async def test_t24_two_heavy_ones_in_a_row_bring_one_offer(town: Town, anna: Resident) -> None:
    await pulse(town, anna, STRONGLY, 1, 0)
    assert OFFER not in anna.last.words
    await pulse(town, anna, STRONGLY, 1, STRONGLY)

    assert OFFER in anna.last.words
    assert "не ваша слабость" in anna.last.words
    assert anna.last.words.count("•") == 3
    for caption in ("Пройти подробный", "Что может помочь", "Написать психологу", "Позвонить"):
        assert caption in anna.last.captions
    await pulse(town, anna, STRONGLY, 1, 0)
    assert OFFER not in anna.last.words


async def test_t24_a_lighter_one_between_brings_none(town: Town, anna: Resident) -> None:
    await pulse(town, anna, STRONGLY, 1, 0)
    await pulse(town, anna, 2, 1, 0)
    await pulse(town, anna, STRONGLY, 1, 0)

    assert OFFER not in anna.last.words


async def test_t24_a_skipped_one_between_does_not_matter(town: Town, anna: Resident) -> None:
    await pulse(town, anna, STRONGLY, 1, 0)
    await town.pass_time(days=14)
    await anna.writes("/checkin")
    await anna.presses("Пройти сейчас")
    await anna.presses("Пропустить")
    await pulse(town, anna, STRONGLY, 1, 0)

    assert OFFER in anna.last.words


async def test_t25_nobody_else_hears_anything(town: Town, anna: Resident) -> None:
    others = [await town.methodist(), await town.admin(), await psychologist(town)]
    heard = [len(other.heard) for other in others]

    await two_heavy_pulses(town, anna)
    await anna.presses("Что может помочь")
    await anna.presses("2")
    await anna.presses("Позвонить")
    await town.pass_time(days=30)

    assert [len(other.heard) for other in others] == heard


async def test_materials_are_dated_and_listed_alike_for_everybody(
    town: Town, anna: Resident
) -> None:
    await two_heavy_pulses(town, anna)
    await anna.presses("Что может помочь")
    assert anna.last.captions[:9] == [str(place) for place in range(1, 10)]

    for place in range(1, 10):
        await anna.presses(str(place))
        assert "Попробовать:" in anna.last.words
        assert "Написано: " in anna.last.words
        assert len(anna.last.words) <= 3900


async def test_numbers_to_call_are_given(town: Town, anna: Resident) -> None:
    await two_heavy_pulses(town, anna)

    await anna.presses("Позвонить")

    assert "112" in anna.last.words
    assert "8-800-2000-122" in anna.last.words
    assert "для детей и их родителей" in anna.last.words


async def test_nothing_may_be_needed(town: Town, anna: Resident) -> None:
    await two_heavy_pulses(town, anna)

    await anna.presses("Ничего не нужно")

    assert "Берегите себя" in anna.alerts[-1]
    assert anna.last.captions == ["Убрать сообщение"]


async def test_writing_to_a_psychologist_is_switched_on_by_own_wish_and_read_by_one(
    town: Town, anna: Resident
) -> None:
    boris, nina = await town.methodist(), await psychologist(town)
    heard = len(boris.heard)
    await two_heavy_pulses(town, anna)
    await anna.presses("Написать психологу")
    assert "Включить и написать?" in anna.last.words
    await anna.presses("Включить и написать")
    assert "прочитает только психолог линии" in anna.last.words

    await anna.writes("Мне трудно заходить в класс после уроков у восьмого «б».")

    assert "Передал психологу: №1" in anna.last.words
    assert "трудно заходить" in nina.last.words
    assert "Анна" not in nina.last.words
    assert len(boris.heard) == heard
    await nina.presses("Беру")
    await nina.presses("Ответить")
    await nina.writes("Давайте поговорим.")
    await town.pass_time(seconds=31)
    assert "Давайте поговорим." in anna.last.words


async def test_what_a_psychologist_cannot_take_goes_to_no_methodist(
    town: Town, anna: Resident
) -> None:
    boris, nina = await town.methodist(), await psychologist(town)
    heard = len(boris.heard)
    await two_heavy_pulses(town, anna)
    await anna.presses("Написать психологу")
    await anna.presses("Включить и написать")
    await anna.writes("Мне трудно заходить в класс после уроков у восьмого «б».")

    await nina.presses("Не моё")
    assert len(boris.heard) == heard
    await boris.writes("№1")
    await boris.writes("/queue")

    assert not any("трудно заходить" in words for words in boris.heard)


async def test_a_psychologist_passes_it_to_no_other_subject(town: Town, anna: Resident) -> None:
    await town.methodist("Борис", subjects=["math"])
    nina = await psychologist(town)
    await two_heavy_pulses(town, anna)
    await anna.presses("Написать психологу")
    await anna.presses("Включить и написать")
    await anna.writes("Мне трудно заходить в класс после уроков у восьмого «б».")
    await nina.presses("Беру")
    await nina.presses("Передать")

    await nina.presses("Математика")

    assert "написано лично психологу" in nina.alerts[-1]


async def test_without_a_psychologist_a_coordinator_hears_of_it_and_reads_no_word(
    town: Town, anna: Resident
) -> None:
    vera = await town.admin()
    await two_heavy_pulses(town, anna)
    await anna.presses("Написать психологу")
    await anna.presses("Включить и написать")
    assert "координатор узнает, что письмо есть, — без слов" in anna.last.words

    await anna.writes("Мне трудно заходить в класс после уроков у восьмого «б».")

    assert "у координатора" in anna.last.words
    assert "Слова видит только психолог" in vera.last.words
    assert not vera.last.captions
    await vera.writes("/queue")
    assert "№1" in vera.last.words
    await vera.writes("№1")
    assert "Слова видит только психолог" in vera.last.words
    nina = await psychologist(town)
    await town.pass_time(minutes=5)
    assert "трудно заходить" in nina.last.words
    assert not any("трудно заходить" in words for words in vera.heard)


async def test_a_heavy_long_one_is_offered_help_once_more_after_four_weeks(
    town: Town, anna: Resident
) -> None:
    await anna.presses("Пройти подробный")
    await taps(anna, *[0] * 19)
    assert "накопилось много" in anna.last.words
    await anna.writes("/checkin")
    assert "Месяц назад" not in anna.last.words

    await town.pass_time(days=28)
    await anna.writes("/checkin")
    assert "Месяц назад вам было нелегко" in anna.last.words

    await anna.writes("/checkin")
    assert "Месяц назад" not in anna.last.words
