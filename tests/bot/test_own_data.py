"""«Что обо мне хранится»: no table with a person in it is forgotten, by the tables themselves."""

import json

import pytest
from sqlalchemy import Column, select

import bot.tables  # noqa: F401
from admin.models import AuditEntry, Deed, Matter, PanelLink, PanelSession
from admin.traces import TRACES as PANEL_TRACES
from kit.database import Base, Transaction
from people.models import PersonId, Role
from people.pool.draft import PoolDraft
from people.pool.models import PoolEntry
from people.pool.service import Pool
from routing.curating_models import QuestionVector
from routing.privacy import Privacy
from routing.traces import TRACES
from tests.support.people import Office

#: Columns of people whose rows have a place of their own in the file, by what it is called.
WHOLE = {
    "accounts.person_id": "человек",
    "profiles.person_id": "профиль",
    "methodists.person_id": "работа методиста",
    "questions.asker_id": "ваши вопросы",
    "entries.author_id": "ваши слова и действия в чужих вопросах",
    "invitations.used_by": "принятые приглашения",
    "deliveries.recipient_id": "копии сообщений",
    "pool_entries.person_id": "реестр методистов",
}
#: Tables that no column ties to a person, and why nothing of them is in the file, or where it is.
WITHOUT_PERSON = {
    "people": "«человек»",
    "events": "«копии сообщений», by the address",
    "message_links": "numbers of messages only; without the chat they say nothing",
    "conversations": "what is being written now; gone when it is finished",
    "buckets": "how fast an address writes; gone within a day",
    "shown_cases": "«показанные случаи» of each question",
    "question_vectors": "«смысл хранится числами» of each question",
    "gap_questions": "a number of a question beside that of a gap",
    "cases": "belongs to the base: who has written a text is told by its versions",
    "version_vectors": "meaning of cases",
    "compared_versions": "which cases were compared",
    "case_test_vectors": "meaning of test questions",
    "case_file_copies": "what a messenger calls a file of the base",
    "recalculations": "work on the calibration, and by which job",
    "changed_questions": "numbers of questions whose day is to be counted anew",
    "counted_days": "which days were counted",
    "day_totals": "sums of a day: of a methodist the number, of those who ask nothing",
    "day_fates": "«ваши вопросы» once more, without words, to be added up",
    "day_uses": "how often a version was shown on a day",
    "month_uses": "how often a version was shown in a month",
    "calibrations": "probabilities without words and ids",
    # Check-ins hang on a pseudonym; their own export goes by it: ``wellbeing.exporting``.
    "wellbeing.keys": "a check of the key of this installation",
    "wellbeing.aliases": "«проверки самочувствия»",
    "wellbeing.consents": "«проверки самочувствия»",
    "wellbeing.members": "«проверки самочувствия»",
    "wellbeing.rounds": "«проверки самочувствия»",
    "wellbeing.visits": "links to the page, gone within two hours",
    "wellbeing.records": "copies of scores for the figures, gone when the wave is frozen",
    "wellbeing.counted": "a keyed hash, gone when the wave is frozen",
    "wellbeing.reports": "groups only: nobody can be found in it",
}


def columns_of_people() -> dict[str, Column[object]]:
    return {
        f"{table.fullname}.{column.name}": column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname == "people.id"
    }


def test_every_column_in_which_a_person_stands_is_in_the_file() -> None:
    traced = [f"{t.person.class_.__tablename__}.{t.person.key}" for t in (*TRACES, *PANEL_TRACES)]

    assert sorted([*WHOLE, *traced]) == sorted(columns_of_people())


def test_every_other_table_is_in_the_file_or_has_a_reason_not_to_be() -> None:
    with_people = {column.table.fullname for column in columns_of_people().values()}
    others = {table.fullname for table in Base.metadata.sorted_tables} - with_people

    assert others == WITHOUT_PERSON.keys()


@pytest.fixture
def office(transaction: Transaction) -> Office:
    return Office(transaction)


async def leave_traces(office: Office, person_id: PersonId) -> None:
    asked = await office.asked(person_id)
    await Pool(office.transaction).take_in(
        [
            PoolDraft.model_validate(
                {"name": "Семёнова Анна", "born": "01.09.1980", "published": ["ФИО"]}
            )
        ],
        now=office.now,
    )
    async with office.transaction() as session:
        (await session.scalars(select(PoolEntry))).one().person_id = person_id
        session.add_all(
            [
                QuestionVector(question_id=asked, fingerprint="told", data=b""),
                PanelSession(
                    secret_hash="тайна входа",
                    person_id=person_id,
                    entered_at=office.now,
                    seen_at=office.now,
                    device="Chrome, Windows",
                    flashes=[],
                ),
                PanelLink(
                    token_hash="тайна ссылки",
                    person_id=person_id,
                    made_at=office.now,
                    expires_at=office.now,
                ),
                AuditEntry(
                    at=office.now,
                    person_id=person_id,
                    deed=Deed.READ_PERSON,
                    matter=Matter.PERSON,
                    matter_id="17",
                    detail={},
                ),
            ]
        )


async def test_the_file_tells_of_the_panel_the_register_and_the_vectors(office: Office) -> None:
    anna = await office.coordinator()
    await leave_traces(office, anna)
    privacy = Privacy(office.transaction, office.policy, traces=PANEL_TRACES)

    file = json.loads(json.dumps(await privacy.export(anna), ensure_ascii=False))

    assert set(WHOLE.values()) <= file.keys()
    done = file["что вы делали и получали"]
    assert done["входы в панель, которые ещё открыты"][0]["браузер"] == "Chrome, Windows"
    assert len(done["ссылки в панель; стираются через день"]) == 1
    assert done["журнал ваших действий в панели"][0]["о чём"] == "человек"
    assert "read_person" not in json.dumps(file, ensure_ascii=False)
    assert "тайна" not in json.dumps(file, ensure_ascii=False), "nothing that opens a door"
    assert file["реестр методистов"]["Дата рождения"] == "01.09.1980"
    assert file["согласия"]["публикация в открытом списке методистов"] == ["ФИО"]
    assert file["ваши вопросы"][0]["смысл хранится числами"] == "да"


async def test_forgetting_takes_the_row_of_the_register_along(office: Office) -> None:
    anna = await office.coordinator()
    await leave_traces(office, anna)
    code = await office.directory.invite(
        Role.METHODIST,
        entry_id=await Pool(office.transaction).entry_named("Семёнова Анна"),
        now=office.now,
    )

    await Privacy(office.transaction, office.policy).forget(anna, now=office.now)

    assert await Pool(office.transaction).listed() == []
    # The invitation of the row still serves; it is of nobody in particular now.
    await office.directory.accept(await office.teacher(), code, now=office.now)
