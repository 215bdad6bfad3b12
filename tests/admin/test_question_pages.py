"""The register of questions, one question's story, and giving it to a methodist."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from admin.models import AuditEntry, Deed
from delivery.notices import QuestionAssigned
from people.models import PersonId, Role
from routing.models import Entry, EntryKind, Question, QuestionState
from tests.support.panel import Browser, PanelHouse, Sheet
from tests.support.people import Office

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def office(house: PanelHouse) -> Office:
    return Office(house.transaction)


@pytest.fixture
async def coordinator(house: PanelHouse) -> Browser:
    return await house.signed_in(Role.COORDINATOR, name="Ольга")


async def methodist(house: PanelHouse, name: str) -> PersonId:
    return (await house.person(Role.METHODIST, name=name)).id


def numbers(sheet: Sheet) -> list[int]:
    return [int(number) for number in re.findall(r">№(\d+)</a>", sheet.html)]


async def deeds(house: PanelHouse, browser: Browser) -> list[tuple[Deed, str]]:
    async with house.transaction() as session:
        entries = await session.scalars(
            select(AuditEntry)
            .where(AuditEntry.person_id == browser.person.id, AuditEntry.deed != Deed.ENTERED)
            .order_by(AuditEntry.id)
        )
        return [(entry.deed, entry.matter_id) for entry in entries]


async def test_a_coordinator_sees_what_waits_the_most_urgent_first(
    house: PanelHouse, office: Office, coordinator: Browser
) -> None:
    await methodist(house, "Борис")
    first = await office.asked(await office.teacher(), "Физика: первый?")
    office.now += timedelta(hours=1)
    second = await office.asked(await office.teacher(), "Физика: второй?")

    sheet = await coordinator.get("/panel/questions")

    assert numbers(sheet) == [first, second]
    assert "Физика: первый?" in sheet.words
    assert "Борис" in sheet.words


async def test_the_heaps_hold_what_they_say(
    house: PanelHouse, office: Office, coordinator: Browser
) -> None:
    anna = await office.teacher()
    waiting = await office.asked(anna, "Физика: никого?")
    boris = await methodist(house, "Борис")
    late = await office.asked(anna, "Физика: поздно?")
    disputed = await office.asked(anna, "Физика: спорный?")
    await office.desk.answer(boris, disputed, office.says(), now=office.now)
    await office.hotline.ask_person(anna, disputed, now=office.now)
    async with house.transaction() as session:
        row = await office.question(late)
        session.add(row)
        row.answer_by = house.now - timedelta(hours=1)

    for heap, expected in (
        ("unassigned", [waiting]),
        ("overdue", [late]),
        ("disputed", [disputed]),
        ("all", [disputed, late, waiting]),
    ):
        assert numbers(await coordinator.get("/panel/questions", heap=heap)) == expected, heap


async def test_filters_narrow_and_a_number_is_found_wherever_it_lies(
    house: PanelHouse, office: Office, coordinator: Browser
) -> None:
    anna = await office.teacher()
    physics = await office.asked(anna, "Физика: как объяснить реактивное движение?")
    history = await office.asked(anna, "История: 100 % учеников молчат_?")
    await office.hotline.close(anna, history, now=office.now)

    for query, expected in (
        ({"subject": "history", "heap": "all"}, [history]),
        ({"words": "РЕАКТИВНОЕ", "heap": "all"}, [physics]),
        ({"words": "100 %", "heap": "all"}, [history]),
        ({"words": "молчат_", "heap": "all"}, [history]),
        ({"words": "%", "subject": "physics", "heap": "all"}, []),
        ({"number": f"№{history}"}, [history]),
        ({"state": "closed", "heap": "all"}, [history]),
        ({"until": "2020-01-01", "heap": "all"}, []),
        ({"since": "2020-01-01", "heap": "all"}, [history, physics]),
    ):
        assert numbers(await coordinator.get("/panel/questions", **query)) == expected, query


async def test_words_are_found_on_every_page_in_the_order_of_the_heap(
    house: PanelHouse, office: Office, coordinator: Browser
) -> None:
    anna = await office.teacher()
    asked = [await office.asked(anna, f"Физика: опыт {number}?") for number in range(28)]
    other = await office.asked(anna, "Физика: задача?")
    async with house.transaction() as session:
        for place, number in enumerate(asked):
            row = await session.get_one(Question, number)
            row.answer_by = house.now - timedelta(hours=place)
        said = Entry(
            question_id=other,
            kind=EntryKind.ANSWER,
            at=house.now,
            parts=[{"ref": "x:1:1", "text": "Начните с опыта.", "attachments": []}],
        )
        session.add(said)

    async def found(**query: object) -> list[int]:
        first, second = [
            await coordinator.get("/panel/questions", words="ОПЫТ", page=page, **query)
            for page in (1, 2)
        ]
        assert "29" in first.words
        return numbers(first) + numbers(second)

    newest = [other, *reversed(asked)]
    assert await found(heap="all") == newest
    assert await found(heap="all", since="2020-01-01") == newest
    assert await found(heap="open") == [*reversed(asked), other]


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.CURATOR])
async def test_who_may_not_read_words_sees_none_and_finds_none(
    house: PanelHouse, office: Office, role: Role
) -> None:
    boris = await methodist(house, "Борис")
    question_id = await office.asked(await office.teacher(), "Физика: сокровенное?")
    await office.desk.note(boris, question_id, office.says("Тайная заметка"), now=office.now)
    watcher = await house.signed_in(role)

    listed = await watcher.get("/panel/questions", heap="all")
    searched = await watcher.get("/panel/questions", heap="all", words="нет такого")
    story = await watcher.get("/panel/questions/question", number=question_id)

    for sheet in (listed, searched, story):
        assert sheet.status == 200
        assert "сокровенное" not in sheet.html
        assert "Тайная" not in sheet.html
    assert numbers(listed) == numbers(searched) == [question_id]
    assert ("Борис" in story.html) == (role is Role.CURATOR)
    assert await deeds(house, watcher) == []


async def test_a_story_tells_everything_but_who_asks(
    house: PanelHouse, office: Office, coordinator: Browser
) -> None:
    asker = await house.person(name="Анна Тайная")
    question_id = await office.asked(asker.id, "Физика: как быть?")
    boris = await methodist(house, "Борис")
    galina = await methodist(house, "Галина")
    await office.desk.assign_waiting(office.now)
    has, other = (
        (boris, galina)
        if (await office.question(question_id)).methodist_id == boris
        else (galina, boris)
    )
    await office.desk.decline(has, question_id, now=office.now)
    await office.desk.note(other, question_id, office.says("Видел такое"), now=office.now)
    await office.desk.answer(other, question_id, office.says("Сделайте так."), now=office.now)

    sheet = await coordinator.get("/panel/questions/question", number=question_id)

    assert "Тайная" not in sheet.html
    for words in (
        f"учитель №{question_id}",
        "Физика: как быть?",
        "«Не моё»",
        "по очереди: меньше всего открытых",
        "Видел такое",
        "Сделайте так.",
        "не ушёл",
        "Передать методисту.",
        "предмет назван в вопросе",
        "Кейсы предлагаются на выбор — от",
    ):
        assert words in sheet.words, words
    assert await deeds(house, coordinator) == [(Deed.READ_QUESTION, str(question_id))]


async def test_a_coordinator_assigns_and_the_methodist_gets_the_card(
    house: PanelHouse, office: Office, coordinator: Browser
) -> None:
    question_id = await office.asked(await office.teacher())
    boris = await methodist(house, "Борис")
    page = f"/panel/questions/question?number={question_id}"
    to = f"/panel/questions/assign?number={question_id}"

    sheet = await coordinator.submit(
        page, {"methodist": boris, "held_by": "", "note": "Прошу сегодня"}, to=to
    )

    shown = await coordinator.follow(sheet)
    assert "передан" in shown.words
    assert "выбор координатора" in shown.words
    assert (await office.question(question_id)).methodist_id == boris
    card = await office.last_told(boris)
    assert isinstance(card, QuestionAssigned)
    assert card.note == "Прошу сегодня"
    assert (Deed.ASSIGNED_QUESTION, str(question_id)) in await deeds(house, coordinator)


async def test_a_form_without_a_choice_is_shown_again_with_what_was_written(
    office: Office, house: PanelHouse, coordinator: Browser
) -> None:
    question_id = await office.asked(await office.teacher())
    await methodist(house, "Борис")
    page = f"/panel/questions/question?number={question_id}"

    sheet = await coordinator.submit(
        page, {"note": "Важно"}, to=f"/panel/questions/assign?number={question_id}"
    )

    assert sheet.status == 422
    assert "Выберите методиста." in sheet.words
    assert "Важно" in sheet.words
    assert (await office.question(question_id)).state is QuestionState.QUEUED


async def test_what_a_colleague_was_quicker_with_is_told(
    office: Office, house: PanelHouse, coordinator: Browser
) -> None:
    question_id = await office.asked(await office.teacher())
    boris, galina = await methodist(house, "Борис"), await methodist(house, "Галина")
    page = f"/panel/questions/question?number={question_id}"
    csrf = (await coordinator.get(page)).csrf
    await office.desk.take(boris, question_id, now=office.now)

    sheet = await coordinator.send(
        f"/panel/questions/assign?number={question_id}",
        {"csrf": csrf, "methodist": str(galina), "held_by": ""},
    )

    assert sheet.status == 409
    assert "Коллега взял этот вопрос" in sheet.words
    assert (await office.question(question_id)).methodist_id == boris


async def test_evil_words_stay_words(
    office: Office, house: PanelHouse, coordinator: Browser
) -> None:
    boris = await methodist(house, EVIL)
    asker = await office.teacher()
    question_id = await office.asked(asker, f"Физика: {EVIL}")
    await office.desk.note(boris, question_id, office.says(EVIL), now=office.now)
    await methodist(house, f"Другой {EVIL}")

    for path in ("/panel/questions", f"/panel/questions/question?number={question_id}"):
        sheet = await coordinator.get(path)
        assert EVIL not in sheet.html
        assert EVIL in sheet.words.replace("\u2026", "") or "alert(1)" in sheet.words


async def test_ones_own_question_is_for_the_chat(house: PanelHouse, office: Office) -> None:
    boris = await house.signed_in(Role.METHODIST)
    own = await office.asked(boris.person.id)

    assert numbers(await boris.get("/panel/questions", heap="all")) == []
    assert (await boris.get("/panel/questions/question", number=own)).status == 404


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 18, "-1"])
async def test_a_number_that_is_none_leads_nowhere(coordinator: Browser, number: str) -> None:
    assert (await coordinator.get("/panel/questions/question", number=number)).status == 404
