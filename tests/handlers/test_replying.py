"""Polite replies in the chat: care first, and a person one button away."""

from tests.journeys.asking import NOBODY_HAS_ANSWERED, ask_a_person
from tests.support.town import Town

DISTRESS = "Не могу больше, реву каждый вечер"
WAGES = "Когда придёт зарплата за октябрь?"


async def test_a_reply_has_the_words_of_the_base_and_one_button(town: Town) -> None:
    boris = await town.methodist("Борис")
    heard_before = len(boris.heard)
    anna = await town.teacher("Анна")

    await anna.writes(WAGES)

    assert "профсоюз" in anna.heard[-1]
    assert anna.last.captions == ["Спросить методиста"]
    assert len(boris.heard) == heard_before


async def test_the_button_under_a_reply_can_be_typed(town: Town) -> None:
    boris = await town.methodist("Борис")
    anna = await town.teacher("Анна")
    await anna.writes(WAGES)

    await anna.writes("спросить методиста")

    assert "Вопрос №1 принят" in anna.heard[-1]
    assert WAGES in boris.heard[-1]


async def test_distress_alone_is_answered_with_care(town: Town) -> None:
    anna = await town.teacher("Анна")

    await anna.writes(DISTRESS)

    assert "Мне жаль" in anna.heard[-1]
    assert "112" in anna.heard[-1]
    assert anna.last.captions == ["Спросить методиста"]


async def test_care_is_a_message_of_its_own_before_the_question_is_taken(town: Town) -> None:
    anna = await town.teacher("Анна")

    await anna.writes(f"{DISTRESS}! Как успокоить шумный класс?")

    care, outcome = anna.heard[-2:]
    assert "Мне жаль" in care
    assert "№1" not in care
    assert "№1" in outcome


async def test_small_talk_can_be_moved_to_the_question_that_waits(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)
    await anna.writes("Принтер жует бумагу, кто чинит?")
    assert anna.last.captions == ["Спросить методиста", "Это к №1"]

    await anna.presses("Это к №1")

    assert "Принтер" in boris.message_with("Учитель дополнил вопрос").words


async def test_thanks_after_an_answer_are_no_question(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)
    await boris.presses("Беру")
    await boris.writes("Покажите модель.", reply_to=boris.last)
    await town.pass_time(seconds=31)
    heard_before = len(boris.heard)

    await anna.writes("Спасибо, помогло!")

    assert anna.heard[-1].startswith("Спасибо за добрые слова")
    assert len(boris.heard) == heard_before


async def test_the_number_of_small_talk_tells_what_was_said(town: Town) -> None:
    anna = await town.teacher("Анна")
    await anna.writes(WAGES)

    await anna.writes("№1")

    assert "Ответ линии, без методиста" in anna.heard[-1]
    assert anna.last.captions == ["Вернуть"]
