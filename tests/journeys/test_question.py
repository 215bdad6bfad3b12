"""Whole ways of a question, from the teacher's message to the last word."""

from tests.journeys.asking import (
    ANSWERED_BY_A_CASE,
    NOBODY_HAS_ANSWERED,
    OFFERED_CASES,
    ask_a_person,
)
from tests.support.town import Town


async def test_a_case_answers_and_helps(town: Town) -> None:
    anna = await town.teacher("Анна")

    await anna.writes(ANSWERED_BY_A_CASE)
    assert "Источник:" in anna.heard[-1]
    await anna.presses("Помогло")

    assert "Спасибо" in anna.heard[-1]
    assert "№1" in anna.heard[-1]
    await anna.writes("/my")
    assert "закрыт" in anna.heard[-1]


async def test_offered_cases_are_wrong_and_a_methodist_answers(town: Town) -> None:
    boris = await town.methodist("Борис")
    anna = await town.teacher("Анна")
    await anna.writes(OFFERED_CASES)
    assert anna.last.captions[-1] == "Спросить методиста"
    await anna.presses("2.")
    assert "Источник:" in anna.heard[-1]

    await anna.presses("Не помогло")
    await boris.presses("Беру")
    await boris.writes("Договоритесь с классом о сигнале тишины.", reply_to=boris.last)
    await town.pass_time(seconds=31)

    assert "сигнале тишины" in anna.heard[-1]


async def test_a_reply_is_not_enough_and_a_methodist_answers(town: Town) -> None:
    boris = await town.methodist("Борис")
    anna = await town.teacher("Анна")
    await anna.writes("Когда придёт зарплата за октябрь?")
    assert "профсоюз" in anna.heard[-1]
    await anna.writes("/my")
    assert "пока нет вопросов" in anna.heard[-1]

    await anna.presses("Спросить методиста")
    assert "Вопрос №1 принят" in anna.heard[-1]
    await boris.presses("Беру")
    await boris.writes("Спросите в бухгалтерии расчётный листок.", reply_to=boris.last)
    await town.pass_time(seconds=31)

    assert "расчётный листок" in anna.heard[-1]
    await anna.writes("/my")
    assert "№1" in anna.heard[-1]


async def test_a_case_does_not_help_and_a_methodist_answers(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    await anna.writes(ANSWERED_BY_A_CASE)

    await anna.presses("Не помогло")
    assert "№1" in anna.heard[-1]
    assert "Физика" in anna.heard[-1]
    assert "до 18:00 сегодня" in anna.heard[-1] or "завтра" in anna.heard[-1]
    await boris.presses("Беру")
    await boris.writes("Соберите станции по четыре человека.", reply_to=boris.last)
    assert not any("Соберите станции" in text for text in anna.heard)
    await town.pass_time(seconds=31)
    assert "Соберите станции по четыре человека." in anna.heard[-1]
    await anna.presses("Помогло")

    assert "Спасибо" in anna.heard[-1]
    assert "помог" in boris.heard[-1]


async def test_a_methodist_asks_back_twice(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)
    await boris.presses("Беру")

    await boris.presses("Уточнить")
    await boris.writes("Какой у вас учебник?")
    assert "Какой у вас учебник?" in anna.heard[-1]
    await anna.writes("Пёрышкин, восьмой класс")
    assert "Пёрышкин" in boris.heard[-1]
    await boris.presses("Уточнить")
    await boris.writes("Сколько часов в неделю?")
    await anna.writes("Два", reply_to=anna.last)
    assert "Два" in boris.heard[-1]
    await boris.presses("Ответить")
    await boris.writes("Начните с опыта с шариком.")
    await town.pass_time(seconds=31)

    assert "Начните с опыта с шариком." in anna.heard[-1]


async def test_a_question_is_passed_on_to_another_subject(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    galina = await town.methodist("Галина", subjects=["chemistry"])
    anna = await town.teacher("Анна")
    await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)
    await boris.presses("Беру")

    await boris.presses("Передать")
    await boris.presses("Химия")

    assert "передан" in boris.heard[-1]
    assert "Химия" in anna.heard[-1]
    assert "турбореактивного" in galina.heard[-1]
    await galina.presses("Беру")
    await galina.presses("Ответить")
    await galina.writes("Сравните с воздушным шариком.")
    await town.pass_time(seconds=31)
    assert "воздушным шариком" in anna.heard[-1]


async def test_the_methodist_takes_back_and_answers_anew(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)
    await boris.presses("Беру")
    await boris.writes("Ерунда какая-то.", reply_to=boris.last)

    await boris.presses("Отменить")
    await town.pass_time(minutes=5)

    assert not any("Ерунда" in text for text in anna.heard)
    await boris.presses("Ответить")
    await boris.writes("Покажите модель.")
    await town.pass_time(seconds=31)
    assert "Покажите модель." in anna.heard[-1]


async def test_a_corrected_answer_reaches_the_teacher_as_such(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")
    await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)
    await boris.presses("Беру")
    answer = await boris.writes("Покажите модел.", reply_to=boris.last)
    await boris.edits(answer, "Покажите модель.")
    await town.pass_time(seconds=31)
    assert "Покажите модель." in anna.heard[-1]
    assert "исправлено" not in anna.heard[-1]

    await boris.edits(answer, "Покажите модель и видео.")

    assert "Покажите модель и видео." in anna.heard[-1]
    assert "исправлено" in anna.heard[-1]


async def test_of_two_methodists_who_press_take_at_once_one_gets_it(town: Town) -> None:
    anna = await town.teacher("Анна")
    await anna.writes(NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)
    assert "координатора" in anna.heard[-1]
    boris = await town.methodist("Борис", subjects=["physics"])
    galina = await town.methodist("Галина", subjects=["physics"])
    for each in (boris, galina):
        await each.writes("/queue")
        await each.presses("№1")

    await boris.person.presses("Беру")
    await galina.person.presses("Беру")
    await town.settle()

    told = [any("№1 ваш" in text for text in each.heard) for each in (boris, galina)]
    assert sorted(told) == [False, True]
    loser = galina if told[0] else boris
    assert "Коллега взял" in loser.alerts[-1]


async def test_an_album_with_a_caption_is_one_question(town: Town) -> None:
    boris = await town.methodist("Борис", subjects=["physics"])
    anna = await town.teacher("Анна")

    await anna.sends_album(["photo", "photo", "photo"], NOBODY_HAS_ANSWERED)
    await ask_a_person(anna)

    assert len([text for text in anna.heard if "№1" in text]) >= 1
    assert not any("№2" in text for text in anna.heard)
    await boris.presses("Беру")
    assert boris.heard.count("[photo]") == 3
