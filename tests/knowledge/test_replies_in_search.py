"""Replies in the search: held apart from cases, edited like cases."""

from pathlib import Path

import pytest

from kit.database import Database, Transaction
from knowledge.encoder import Encoder
from knowledge.evaluation import evaluate
from knowledge.files import read_cases, write_cases
from knowledge.indexing import Indexer
from knowledge.labelled import LabelledQuestion
from knowledge.models import CaseId
from knowledge.search import CaseSearch, Decision, Finding
from knowledge.seeds import Planted, plant, shipped
from knowledge.service import CaseBook
from tests.knowledge.conftest import NOON, Publish
from tests.support.cases import draft

THANKS = draft(
    "reply-thanks",
    title="Благодарность",
    kind="ответ",
    subject="general",
    topics=["обращение"],
    problem="Человек благодарит.",
    solution="Пожалуйста!",
    questions=["Спасибо, всё получилось на уроке с единицами измерения"],
)


@pytest.fixture
async def search(planted: Database, encoder: Encoder) -> CaseSearch:
    cases = CaseSearch(planted.transaction, encoder)
    await cases.refresh()
    return cases


def reply(finding: Finding) -> str | None:
    return finding.reply.case_id if finding.reply is not None else None


async def test_a_reply_is_never_among_the_cases(transaction: Transaction, publish: Publish) -> None:
    await publish(THANKS, draft())
    search = CaseSearch(transaction, None)
    await search.refresh()

    finding = await search.find(THANKS.questions[0])

    assert search.size == 1
    assert [match.case_id for match in finding.matches] == ["physics-1"]
    assert reply(finding) == "reply-thanks"


async def test_an_edited_reply_is_heard_and_a_retired_one_is_gone(
    transaction: Transaction, publish: Publish
) -> None:
    await publish(THANKS)
    search = CaseSearch(transaction, None)
    await search.refresh()
    before = await search.find(THANKS.questions[0])
    await publish(THANKS.model_copy(update={"solution": "На здоровье!"}))
    await search.refresh()
    after = await search.find(THANKS.questions[0])
    await CaseBook(transaction).retire(CaseId("reply-thanks"), by=None)
    await search.refresh()

    assert before.reply is not None
    assert after.reply is not None
    assert after.reply.version_id > before.reply.version_id
    assert reply(await search.find(THANKS.questions[0])) is None


async def test_phrases_get_their_vectors_like_cases(
    transaction: Transaction, publish: Publish, encoder: Encoder
) -> None:
    usual = THANKS.model_copy(update={"id": CaseId("reply-usual"), "topics": ("обычный путь",)})
    await publish(THANKS, usual.model_copy(update={"questions": ("Путают единицы измерения",)}))
    await Indexer(transaction, encoder).index_missing(limit=10)
    search = CaseSearch(transaction, encoder)
    await search.refresh()

    assert reply(await search.find("Спасибо, на уроке все получилось!")) == "reply-thanks"


@pytest.mark.parametrize("ending", ["jsonl", "csv", "xlsx"])
def test_replies_survive_a_file(tmp_path: Path, ending: str) -> None:
    replies = [case for case in shipped().cases if case.kind == "ответ"]
    file = tmp_path / f"replies.{ending}"

    write_cases(file, replies)

    assert read_cases(file) == replies


async def test_a_book_filled_from_elsewhere_gets_the_replies_and_no_cases(
    transaction: Transaction, publish: Publish
) -> None:
    await publish(draft("own"))
    replies = [case for case in shipped().cases if case.kind == "ответ"]

    assert await plant(transaction, now=NOON) == Planted(len(replies), 0)
    assert await plant(transaction, now=NOON) == Planted(0, 0)

    assert (await CaseBook(transaction).count()).published == len(replies) + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Здравствуйте!", "reply-greeting"),
        ("Спасибо огромное", "reply-thanks"),
        ("Спасибо, помогло!", "reply-thanks"),
        ("ок", "reply-ok"),
        ("ты живой человек или робот?", "reply-who"),
        ("Проверка связи", "reply-test"),
        ("ой, не туда", "reply-mistake"),
        ("тупой бот", "reply-insult"),
        ("Кредит без отказа за 5 минут, переходите по ссылке", "reply-spam"),
        ("Здравствуйте, я мама ученицы. Как перевести дочку в параллельный класс?", "reply-parent"),
        ("куда пожаловаться на учителя", "reply-complaint"),
        ("физрук орёт матом на девочек, кому сообщить", "reply-complaint"),
        ("решите за меня задачу, завтра сдавать", "reply-pupil"),
        ("когда придёт зарплата за октябрь", "reply-wages"),
        ("сколько дней отпуска положено учителю", "reply-labour"),
        ("электронный журнал не открывается", "reply-journal"),
        ("принтер жует бумагу", "reply-equipment"),
        ("когда осенние каникулы", "reply-school"),
        ("какая завтра погода", "reply-offtopic"),
        ("дайте телефон методиста", "reply-contact"),
        ("ура, дожили до пятницы)", "reply-chat"),
        ("кнопки в боте не нажимаются", "reply-fault"),
        ("удалите все мои данные", "reply-data"),
        ("есть вакансии учителя истории?", "reply-job"),
        ("студентка, нужна тема курсовой", "reply-student"),
        ("Hello! Can you help me?", "reply-language"),
    ],
)
async def test_what_no_methodist_has_to_answer_gets_a_reply(
    search: CaseSearch, text: str, expected: str
) -> None:
    finding = await search.find(text)

    assert reply(finding) == expected
    assert finding.decision is Decision.ROUTE
    assert finding.is_replied


@pytest.mark.parametrize(
    "text",
    [
        "как поблагодарить родителей на собрании",
        "как объяснить ученикам, что такое зарплата",
        "ученик ругается матом на уроке",
        "как поддержать выгоревшего коллегу-наставника",
        "мама жалуется на меня из-за отметки, как с ней поговорить",
        "в кабинете сломан проектор, как провести урок без него",
        "студентка-практикантка ведёт мои уроки, как ей помочь",
    ],
)
async def test_a_methodical_question_that_only_sounds_so_gets_none(
    search: CaseSearch, text: str
) -> None:
    assert reply(await search.find(text)) is None


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("не могу больше, реву каждый вечер", False),
        ("выгорела, ненавижу работу", False),
        ("Не могу больше, реву каждый вечер! Как успокоить шумный класс?", True),
    ],
)
async def test_distress_is_cared_for_and_a_question_beside_it_goes_on(
    search: CaseSearch, text: str, goes_on: bool
) -> None:
    finding = await search.find(text)

    assert finding.reply is not None
    assert finding.reply.is_care
    assert finding.reply.goes_on is goes_on
    assert finding.is_replied is not goes_on


async def test_evaluate_counts_a_reply_as_declined_and_shows_no_case(search: CaseSearch) -> None:
    taken = LabelledQuestion("q1", "сколько дней отпуска положено учителю", frozenset())

    evaluation = await evaluate(search, [taken])

    [outcome] = evaluation.outcomes
    assert (outcome.decision, outcome.cases) == (Decision.ROUTE, ())
    assert outcome.is_replied
    assert evaluation.summary.routed_of_unanswerable == 1.0


def test_every_shipped_reply_says_something_short_and_sends_nobody_to_a_number() -> None:
    for case in shipped().cases:
        if case.kind == "ответ":
            assert len(case.solution) < 1200, case.id
            assert not any(sign.isdigit() for sign in case.solution.replace("112", "")), case.id
            assert len(case.questions) >= 8, case.id


def test_words_of_care_name_a_person_and_the_number_for_danger() -> None:
    caring = [case for case in shipped().cases if "забота" in case.topics]

    assert len(caring) == 3
    for case in caring:
        assert "«Спросить методиста»" in case.solution
        assert "Круглые сутки этот чат никто не читает" in case.solution
        assert "112" in case.solution
