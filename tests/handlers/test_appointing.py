"""An admin invites."""

import re
from collections.abc import AsyncIterator

import pytest

from handlers.personal_callbacks import InviteAs
from kit.database import Database
from people.models import Role
from tests.support.town import Resident, Town, open_town


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    async with open_town(database, None) as opened:
        yield opened


@pytest.fixture
async def vera(town: Town) -> Resident:
    vera = await town.admin()
    await vera.writes("/invite")
    return vera


def code_in(vera: Resident) -> str:
    link = re.search(r"https://t\.me/(\w+)\?start=([\w-]+)", vera.message_with("t.me").words)
    assert link is not None
    assert f"/start {link[2]}" in vera.message_with("t.me").words
    return link[2]


async def test_an_invited_methodist_gets_questions_of_the_subjects(
    town: Town, vera: Resident
) -> None:
    await vera.presses("Методист")
    await vera.presses("Физика")
    await vera.presses("Химия")
    await vera.presses("Готово")
    await vera.writes("Борис Петрович")
    assert "Борис Петрович, вас приглашают" in vera.message_with("t.me").words
    boris = await town.teacher("Борис")

    await boris.writes(f"/start {code_in(vera)}")

    assert "теперь вы методист. Предметы: Физика, Химия" in boris.last.words
    anna = await town.teacher("Анна")
    await anna.writes("Физика: как проверить лабораторную работу?")
    assert "лабораторную" in boris.heard[-1]


async def test_a_methodist_may_be_invited_for_all_subjects(town: Town, vera: Resident) -> None:
    await vera.presses("Методист")
    await vera.presses("Физика")
    await vera.presses("Все предметы")
    await vera.presses("Без имени")

    assert "методист (все предметы)" in vera.message_with("t.me").words
    boris = await town.teacher("Борис")
    await boris.writes(f"/start {code_in(vera)}")
    assert "по всем предметам" in boris.last.words


async def test_other_roles_need_no_subjects(town: Town, vera: Resident) -> None:
    await vera.presses("Координатор")
    await vera.presses("Без имени")

    assert "координатор" in vera.message_with("t.me").words
    assert "16 марта" in vera.message_with("t.me").words


async def test_an_invitation_serves_once_and_not_for_ever(town: Town, vera: Resident) -> None:
    await vera.presses("Куратор")
    await vera.presses("Без имени")
    code = code_in(vera)
    first, second = await town.teacher("Первый"), await town.teacher("Второй")
    await first.writes(f"/start {code}")

    await second.writes(f"/start {code}")

    assert "уже воспользовались" in second.last.words


async def test_a_methodist_without_subjects_is_not_invited(town: Town, vera: Resident) -> None:
    await vera.presses("Методист")

    await vera.presses("Готово")

    assert "хотя бы один предмет" in vera.alerts[-1]


async def test_an_invitation_can_be_given_up(town: Town, vera: Resident) -> None:
    await vera.presses("Методист")
    press = await vera.presses("Физика")
    screen = vera.last

    await vera.presses("Не приглашать")
    assert "никого не приглашаю" in vera.last.words

    vera.person.presses_again(screen, press.data)
    await town.settle()
    assert "Начните заново: /invite" in vera.alerts[-1]


async def test_only_admins_invite(town: Town) -> None:
    boris = await town.methodist()

    await boris.writes("/invite")

    assert "для коллег с другой ролью" in boris.last.words


async def test_a_button_of_an_admin_does_nothing_for_others(town: Town, vera: Resident) -> None:
    anna = await town.teacher("Анна")
    await anna.writes("/start")

    anna.person.presses_again(anna.last, InviteAs(role=Role.METHODIST).pack())
    await town.settle()

    assert anna.last.words.startswith("Здравствуйте")
    assert not any("Отметьте" in words for words in anna.heard)
