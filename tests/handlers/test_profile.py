"""A teacher's profile, as a conversation."""

from collections.abc import AsyncIterator

import pytest

from kit.database import Database
from people.addresses import Address
from people.service import About
from tests.support.town import Resident, Town, open_town


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    async with open_town(database, None) as opened:
        yield opened


@pytest.fixture
async def anna(town: Town) -> Resident:
    anna = await town.teacher()
    await anna.writes("/profile")
    return anna


async def about(town: Town, resident: Resident) -> About:
    person_id = await town.app.directory.known(Address("telegram", str(resident.person.id)))
    assert person_id is not None
    return await town.app.directory.about(person_id)


async def test_an_empty_profile_says_what_it_is_for(anna: Resident) -> None:
    assert "по желанию" in anna.last.words
    assert "Выше показываю случаи по вашим предметам" in anna.last.words
    assert anna.last.words.count("не указано") == 4


async def test_several_subjects_are_chosen_on_one_screen(town: Town, anna: Resident) -> None:
    screen = anna.last
    await anna.presses("Предметы")
    await anna.presses("Физика")
    await anna.presses("Математика")

    assert "✓ Физика" in anna.last.captions
    assert "✓ Математика" in anna.last.captions
    await anna.presses("Готово")

    assert "Физика, Математика" in anna.last.words
    assert anna.last.id == screen.id
    assert (await about(town, anna)).subjects == ("physics", "math")


async def test_a_subject_is_dropped_by_pressing_it_again(town: Town, anna: Resident) -> None:
    await anna.presses("Предметы")
    await anna.presses("Физика")

    await anna.presses("✓ Физика")

    assert "Физика" in anna.last.captions
    assert (await about(town, anna)).subjects == ()


async def test_a_press_that_comes_twice_is_one_choice(town: Town, anna: Resident) -> None:
    await anna.presses("Предметы")
    press = await anna.presses("Физика")

    anna.person.presses_again(anna.last, press.data)
    await town.settle()

    assert (await about(town, anna)).subjects == ("physics",)


async def test_levels_are_chosen(town: Town, anna: Resident) -> None:
    await anna.presses("Уровни")
    await anna.presses("ООО")
    await anna.presses("СОО")
    await anna.presses("Готово")

    assert "ООО, 5–9 классы; СОО, 10–11 классы" in anna.last.words


async def test_experience_is_told_by_a_band(town: Town, anna: Resident) -> None:
    await anna.presses("Стаж")
    await anna.presses("От 3 до 10 лет")

    assert "От 3 до 10 лет" in anna.last.words
    assert (await about(town, anna)).experience_years == 6


async def test_a_municipality_is_written(town: Town, anna: Resident) -> None:
    await anna.presses("Муниципалитет")

    await anna.writes("Энский <район>")

    assert "Энский <район>" in anna.last.words
    assert (await about(town, anna)).municipality == "Энский <район>"


async def test_a_question_written_instead_of_a_municipality_is_a_question(
    town: Town, anna: Resident
) -> None:
    await anna.presses("Муниципалитет")

    await anna.writes("Физика: как проверить лабораторную?")
    assert "принят" in anna.last.words

    await anna.writes("Физика и опыты дома")
    assert (await about(town, anna)).municipality is None


@pytest.mark.parametrize(
    ("page", "choice", "erase"),
    [
        ("Предметы", "Химия", "Стереть предметы"),
        ("Уровни", "НОО", "Стереть уровни"),
        ("Стаж", "До 3 лет", "Стереть стаж"),
    ],
)
async def test_everything_told_is_erased_in_two_taps(
    town: Town, anna: Resident, page: str, choice: str, erase: str
) -> None:
    await anna.presses(page)
    await anna.presses(choice)
    await anna.writes("/profile")

    await anna.presses(page)
    await anna.presses(erase)

    assert await about(town, anna) == About()
    assert anna.last.words.count("не указано") == 4


async def test_a_municipality_is_erased_in_two_taps(town: Town, anna: Resident) -> None:
    await anna.presses("Муниципалитет")
    await anna.writes("Энск")

    await anna.presses("Муниципалитет")
    await anna.presses("Стереть муниципалитет")

    assert await about(town, anna) == About()


async def test_subjects_can_be_typed(town: Town, anna: Resident) -> None:
    await anna.writes("предметы")
    await anna.writes("физика")

    assert (await about(town, anna)).subjects == ("physics",)
    assert "✓ Физика" in anna.last.captions
