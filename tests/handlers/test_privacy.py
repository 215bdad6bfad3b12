"""«Что обо мне хранится» and «Забыть меня», as a conversation."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

import bot.tables  # noqa: F401
from kit.database import Base, Database
from tests.support.town import Resident, Town, open_town

#: How fast somebody writes says nothing about them, and is forgotten within a day.
WITHOUT_WORDS = ("buckets",)


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    async with open_town(database, None) as opened:
        yield opened


@pytest.fixture
async def boris(town: Town) -> Resident:
    return await town.methodist("Борис", subjects=["physics"])


@pytest.fixture
async def anna(town: Town) -> Resident:
    return await town.teacher("Аннунциата")


async def places_of(database: Database, words: str) -> list[str]:
    """Tables in which any column of any row contains ``words``."""
    async with database.engine.connect() as connection:
        await connection.execute(text("set local role none"))  # the login sees every schema
        return [
            table.fullname
            for table in Base.metadata.sorted_tables
            if table.name not in WITHOUT_WORDS
            and await connection.scalar(
                text(f"select count(*) from {table.fullname} as row where row::text ilike :words"),
                {"words": f"%{words}%"},
            )
        ]


def file_of(town: Town, resident: Resident) -> dict[str, Any]:
    """The last document that the bot has sent, read."""
    document = next(
        message.content["document"]
        for message in reversed(resident.person.messages)
        if "document" in message.content
    )
    file = town.telegram.bot.files.find(document["file_id"])
    assert file is not None
    assert file.content is not None
    exported: dict[str, Any] = json.loads(file.content)
    return exported


async def forget(resident: Resident) -> None:
    await resident.writes("/data")
    await resident.presses("Забыть меня")
    await resident.presses("Да, забыть")


async def leave_traces(town: Town, anna: Resident, boris: Resident) -> None:
    """One question with everything that can leave words behind, each with a word of its own."""
    await anna.writes("/profile")
    await anna.presses("Муниципалитет")
    await anna.writes("Райноград")
    asked = await anna.writes("Физика: как провести опыт с квазипружиной?")
    await boris.presses("Беру")
    await anna.edits(asked, "Физика: как провести опыт с псевдопружиной?")
    await boris.presses("Уточнить")
    await boris.writes("В каком классе псевдопружина?")
    await anna.writes("В восьмом, квазикласс")
    await anna.presses("Это новый вопрос")
    await boris.presses("Заметка")
    await boris.writes("Про квазикласс спросить коллег")
    await boris.writes("Возьмите квазидинамометр.", reply_to=boris.message_with("квазикласс"))
    await town.pass_time(minutes=1)
    await anna.sends_document("квазифайл.pdf", caption="Физика: ещё про пружину")
    await anna.writes("Физика: вопрос, который никто не взял, про квазиволну")


TRACES = (
    "Аннунциата", "Райноград", "квазипружин", "псевдопружин", "квазикласс", "квазидинамометр",
    "квазифайл", "квазиволн",
)  # fmt: skip


async def test_the_file_holds_everything_stored(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await leave_traces(town, anna, boris)

    await anna.writes("/data")

    exported = json.dumps(file_of(town, anna), ensure_ascii=False)
    assert [trace for trace in TRACES if trace not in exported] == []
    assert str(anna.person.id) in exported
    assert "спросить коллег" not in exported, "a note for colleagues is not the asker's"
    assert "Борис" not in exported, "methodists have no names"


async def test_a_methodists_file_holds_the_duty_and_the_answers(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await leave_traces(town, anna, boris)

    await boris.writes("/data")

    exported = file_of(town, boris)
    assert exported["работа методиста"]["предметы"] == ["Физика"]
    said = [each["слова"] for each in exported["ваши слова и действия в чужих вопросах"]]
    assert "Возьмите квазидинамометр." in said
    assert [each["роль"] for each in exported["принятые приглашения"]] == ["methodist"]
    assert "Аннунциата" not in json.dumps(exported, ensure_ascii=False)


async def test_forgetting_leaves_no_word_anywhere(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await leave_traces(town, anna, boris)
    for trace in (*TRACES, str(anna.person.id)):
        assert await places_of(town.database, trace), f"{trace} was never stored"

    await forget(anna)

    for trace in (*TRACES, str(anna.person.id)):
        assert await places_of(town.database, trace) == [], trace


async def test_figures_stay_when_a_person_is_forgotten(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await leave_traces(town, anna, boris)
    count = text("select count(*), count(subject), count(answered_at) from questions")
    async with town.database.engine.connect() as connection:
        before = (await connection.execute(count)).one()

    await forget(anna)

    async with town.database.engine.connect() as connection:
        assert (await connection.execute(count)).one() == before
        open_questions = await connection.scalar(
            text("select count(*) from questions where state <> 'closed'")
        )
    assert open_questions == 0


async def test_the_methodist_hears_that_nothing_is_to_be_answered(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await anna.writes("Физика: как провести опыт с пружиной?")
    card = boris.message_with("пружиной")

    await forget(anna)

    assert "№1: учитель закрыл вопрос" in boris.last.words
    await boris.writes("Возьмите динамометр.", reply_to=card)
    assert "уже закрыт" in boris.last.words
    await boris.writes("№1")
    assert "№1" in boris.last.words
    assert "пружиной" not in boris.last.words


async def test_an_answer_that_has_not_left_does_not_reach_whoever_is_forgotten(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await anna.writes("Физика: как провести опыт с пружиной?")
    await boris.writes("Возьмите динамометр.", reply_to=boris.message_with("пружиной"))

    await forget(anna)
    said = len(anna.heard)
    await town.pass_time(minutes=1)

    assert len(anna.heard) == said


async def test_after_forgetting_one_is_a_stranger(town: Town, anna: Resident) -> None:
    await anna.writes("Физика: как провести опыт с пружиной?")

    await forget(anna)

    assert "встретимся как незнакомые" in anna.last.words
    await anna.writes("/my")
    assert "пока нет вопросов" in anna.last.words
    await anna.writes("/data")
    assert file_of(town, anna)["ваши вопросы"] == []


async def test_one_may_think_better_of_it(town: Town, anna: Resident) -> None:
    await anna.writes("Физика: как провести опыт с пружиной?")
    await anna.writes("/data")
    await anna.presses("Забыть меня")
    assert "Вернуть будет нельзя" in anna.last.words

    await anna.presses("Нет")

    assert "ничего не стираю" in anna.last.words
    await anna.writes("/my")
    assert "пружиной" in anna.last.words


async def test_forgetting_can_be_typed(town: Town, anna: Resident) -> None:
    await anna.writes("/data")
    await anna.writes("Забыть меня")

    await anna.writes("да, забыть")

    assert "встретимся как незнакомые" in anna.last.words
    assert await places_of(town.database, str(anna.person.id)) == []


async def test_what_is_written_right_after_forgetting_is_a_strangers(
    town: Town, anna: Resident
) -> None:
    await anna.writes("/data")
    await anna.presses("Забыть меня")
    await anna.person.presses("Да, забыть")
    await anna.person.writes("Физика: как провести опыт с пружиной?")

    await town.settle()

    assert any("встретимся как незнакомые" in words for words in anna.heard)
    assert "№1 принят" in anna.last.words


async def test_a_forgotten_methodist_has_no_questions_and_leaves_the_answers(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await anna.writes("Физика: как провести опыт с пружиной?")
    await boris.writes("Возьмите динамометр.", reply_to=boris.message_with("пружиной"))
    await town.pass_time(minutes=1)
    await anna.writes("Физика: как показать стоячую волну?")
    await boris.presses("Беру")
    vera = await town.methodist("Вера", subjects=["physics"])

    await forget(boris)

    assert "Открытые у вас вопросы переданы коллегам." in boris.last.words
    assert "стоячую волну" in vera.heard[-1]
    await anna.writes("№1")
    assert "Возьмите динамометр." in anna.last.words
    assert await places_of(town.database, "Борис") == []
    assert await places_of(town.database, str(boris.person.id)) == []
    await boris.writes("/duty")
    assert "для коллег с другой ролью" in boris.last.words


async def test_others_keep_their_words_when_somebody_is_forgotten(
    town: Town, anna: Resident, boris: Resident
) -> None:
    clara = await town.teacher("Клара")
    await clara.writes("Физика: как провести опыт с линзой?")

    await forget(anna)

    await clara.writes("/my")
    assert "линзой" in clara.last.words
    assert "events" in await places_of(town.database, "линзой")
    assert boris.message_with("линзой")


async def test_a_press_that_is_handled_again_after_forgetting_does_no_harm(
    town: Town, anna: Resident
) -> None:
    await forget(anna)
    async with town.database.engine.connect() as connection:
        newest = text("select payload from events order by id desc limit 1")
        payload = await connection.scalar(newest)
    said = len(anna.heard)

    with pytest.warns(RuntimeWarning, match="unknown update type"):
        await town.app.handling.handle("telegram", [payload])

    assert len(anna.heard) == said
