"""The process is killed in the middle; another one takes over, and nothing is lost or doubled."""

from tests.journeys.asking import ANSWERED_BY_A_CASE, NOBODY_HAS_ANSWERED, ask_a_person
from tests.support.town import Town


async def test_a_message_stored_before_the_kill_is_handled_after_it(town: Town) -> None:
    anna = await town.teacher("Анна")
    await anna.person.writes(NOBODY_HAS_ANSWERED)
    await town.receive()

    await town.restart()
    await town.settle()

    assert "№1" in anna.heard[-1]


async def test_a_question_whose_reply_was_lost_is_asked_once_and_replied_to(town: Town) -> None:
    anna = await town.teacher("Анна")
    town.expects_trouble = True
    town.telegram.drops(1, method="sendMessage")
    await anna.writes(NOBODY_HAS_ANSWERED)

    await town.restart()
    await town.pass_time(minutes=3)

    assert "№1" in anna.heard[-1]
    await anna.writes("/my")
    assert "№2" not in anna.heard[-1]


async def test_a_taken_question_is_still_theirs_after_a_restart(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)
    await boris.presses("Беру")
    await boris.presses("Ответить")

    await town.restart()
    await boris.writes("Начните с воздушного шарика.")
    await town.restart()
    await town.pass_time(seconds=31)

    assert [text for text in anna.heard if "воздушного шарика" in text] == [anna.heard[-1]]


async def test_a_clarification_survives_a_restart(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)
    await boris.presses("Беру")
    await boris.presses("Уточнить")
    await town.restart()
    await boris.writes("Какой класс?")
    await town.restart()

    await anna.writes("Восьмой")

    assert "Восьмой" in boris.heard[-1]


async def test_an_answer_can_be_taken_back_after_a_restart(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)
    await boris.presses("Беру")
    await boris.writes("Не туда.", reply_to=boris.last)

    await town.restart()
    await boris.presses("Отменить")
    await town.pass_time(minutes=5)

    assert not any("Не туда." in text for text in anna.heard)


async def test_an_album_cut_by_a_kill_stays_whole(town: Town) -> None:
    await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    await anna.person.sends_album(["photo", "photo"], NOBODY_HAS_ANSWERED)
    await town.receive()

    await town.restart()
    await town.pass_time(seconds=5)

    await anna.writes("/my")
    assert "№1" in anna.heard[-1]
    assert "№2" not in anna.heard[-1]


async def test_a_card_that_did_not_leave_leaves_after_the_restart(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    await anna.writes(ANSWERED_BY_A_CASE)
    await anna.person.presses("Спросить методиста")
    await town.receive()
    await town.app.receiver.handle_due(town.now)

    await town.restart()
    await town.pass_time(minutes=1)

    assert "один комплект на класс" in boris.heard[-1]
