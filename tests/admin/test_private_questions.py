"""What was written to a psychologist: no page of the panel shows a word of it to anybody else."""

import pytest
from sqlalchemy import select

from delivery.notices import QuestionAssigned
from kit.database import Transaction
from knowledge.models import CaseId
from people.models import Methodist, Person, PersonId, Role
from people.service import Duty
from routing.curating_models import Gap, GapId, GapQuestion
from routing.drafting import Drafting
from routing.errors import CannotBeAsked, NoSuchQuestion, NotForTheBase
from routing.models import EntryKind, Question, QuestionId, QuestionState, ShownCase
from routing.rights import may_read, readable_by
from routing.specialists import Specialists
from routing.subject import Why
from routing.totals_models import ChangedQuestion
from tests.admin.table import TABLE
from tests.admin.test_rights import PAGES
from tests.support.cases import draft
from tests.support.curating import NUMBER, lay_out_curating
from tests.support.files import PDF
from tests.support.panel import PanelHouse
from tests.support.people import Office
from tests.support.questions import asked_with, question_of

ASKED, ANSWERED, NOTED = "сокровенный страх", "тайное утешение", "скрытая заметка"
SECRETS = (ASKED, ANSWERED, NOTED)
ASKER = "Анна Безымянная"
PRIVATE = QuestionId(NUMBER)
#: What the base thought, as if the question had been an ordinary one.
FOUND_NOTHING = {"decision": "route", "matches": [], "understood": ASKED}


@pytest.fixture
async def premises(house: PanelHouse) -> PanelHouse:
    """A private question where an ordinary one could be: in a gap, answered, with a case shown."""
    await house.casebook.import_cases([draft()], publish=True, by=None, now=house.now)
    asker = await house.person(name=ASKER)
    nina = await house.person(Role.PSYCHOLOGIST, name="Нина")
    async with house.transaction() as session:
        question = question_of(
            asker.id,
            PRIVATE,
            now=house.now,
            subject="psych",
            why=Why.ASKER,
            methodist_id=nina.id,
            state=QuestionState.TAKEN,
            answered_at=house.now,
            helped=False,
        )
        session.add(question)
        session.add(
            Person(id=PersonId(NUMBER), name="Борис", roles=["methodist"], met_at=house.now)
        )
        await session.flush()
        session.add(Methodist(person_id=PersonId(NUMBER), subjects=[]))
        await lay_out_curating(session, now=house.now)
        question.finding = FOUND_NOTHING
        session.add(ChangedQuestion(question_id=PRIVATE))
        session.add(asked_with(PRIVATE, asker.id, ASKED, now=house.now))
        for kind, words in ((EntryKind.ANSWER, ANSWERED), (EntryKind.NOTE, NOTED)):
            entry = asked_with(PRIVATE, nina.id, words, now=house.now)
            entry.kind = kind
            session.add(entry)
    await house.services.files.keep("Бланк.pdf", PDF, by=asker.id, now=house.now)
    version = (await house.services.catalogue.version(CaseId("physics-1"), 1)).version_id
    async with house.transaction() as session:
        shown = ShownCase(
            question_id=PRIVATE,
            version_id=version,
            position=1,
            score=0.9,
            shown_at=house.now,
            opened_at=house.now,
        )
        session.add(shown)
    return house


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PSYCHOLOGIST])
async def test_no_page_shows_a_word_of_it(premises: PanelHouse, role: Role) -> None:
    person = await premises.person(role)
    if not premises.access.may_enter(person):
        return
    browser = premises.browser(person)
    await browser.sign_in()
    pages = [row.address for name, row in TABLE.items() if PAGES[name].show and role in row.roles]
    searches = ["/panel/questions?heap=all", "/panel/questions?heap=disputed"]
    if role in TABLE["gap"].roles:
        pages.remove(TABLE["gap"].address)
        # The gap has no other question: it is not there for anybody.
        assert (await browser.get(TABLE["gap"].address)).status == 404

    for address in pages + searches:
        sheet = await browser.get(address)
        assert sheet.status == 200, address
        assert not [words for words in SECRETS if words in sheet.words], address

    readers = await browser.get(TABLE["case-readers"].address)
    assert not (ASKER in readers.words and f"№{NUMBER}" in readers.words)
    for words in SECRETS:
        found = await browser.get("/panel/questions", heap="all", words=words)
        is_found = f"№{NUMBER}</a>" in found.html
        # Whoever reads no words at all searches for none: the field is not theirs.
        assert is_found == (role in (Role.OBSERVER, Role.CURATOR)), words


async def test_a_coordinator_sees_that_it_is_there_and_when(premises: PanelHouse) -> None:
    coordinator = await premises.signed_in(Role.COORDINATOR)

    listed = await coordinator.get("/panel/questions", heap="all")
    story = await coordinator.get("/panel/questions/question", number=NUMBER)

    assert f"№{NUMBER}</a>" in listed.html
    assert "слова видит только он" in listed.words
    assert "в работе" in story.words
    assert "Ответ обещан до" in story.words
    assert "слова видят только психологи" in story.words


async def test_a_psychologist_who_is_a_methodist_reads_it_and_finds_it(
    premises: PanelHouse,
) -> None:
    browser = await premises.signed_in(Role.PSYCHOLOGIST, Role.METHODIST)

    story = await browser.get("/panel/questions/question", number=NUMBER)
    found = await browser.get("/panel/questions", heap="all", words=ASKED)

    assert all(words in story.words for words in SECRETS)
    assert f"№{NUMBER}</a>" in found.html
    assert ASKER not in story.words + found.words


async def test_other_questions_do_not_tell_who_has_written_to_a_psychologist(
    premises: PanelHouse,
) -> None:
    asker = (await Office(premises.transaction).question(PRIVATE)).asker_id
    later = QuestionId(NUMBER + 1)
    async with premises.transaction() as session:
        session.add(question_of(asker, later, now=premises.now))
        await session.flush()
        session.add(asked_with(later, asker, "Обычный вопрос", now=premises.now))
    coordinator = await premises.signed_in(Role.COORDINATOR)

    story = await coordinator.get("/panel/questions/question", number=later)

    assert f"учитель №{later}" in story.words
    assert str(NUMBER) not in story.words.replace(str(later), "")


async def test_a_draft_of_a_gap_takes_no_answer_from_it(house: PanelHouse) -> None:
    office = Office(house.transaction)
    boris, nina = await office.methodist(), (await house.person(Role.PSYCHOLOGIST)).id
    ordinary, anna = await office.asked(await office.teacher()), await office.teacher()
    specialists = Specialists(house.transaction, office.policy)
    private = await specialists.ask_psychologist(anna, office.says(ASKED), now=office.now)
    await office.desk.answer(boris, ordinary, office.says("Открытый ответ"), now=office.now)
    await office.desk.answer(nina, private.question_id, office.says(ANSWERED), now=office.now)
    async with house.transaction() as session:
        gap = Gap(id=GapId(NUMBER), subject="physics", fingerprint="told")
        session.add(gap)
        (await session.get_one(Question, private.question_id)).finding = FOUND_NOTHING
        await session.flush()
        for question_id in (ordinary, private.question_id):
            session.add(GapQuestion(question_id=question_id, gap_id=gap.id))

    case_id = await house.services.curating.gaps.begin_case(gap.id, by=boris, now=office.now)

    text = await house.services.catalogue.version(case_id, 1)
    assert text.solution == "Открытый ответ"
    drafting = Drafting(house.transaction)
    assert not await drafting.can_begin(private.question_id)
    with pytest.raises(NotForTheBase):
        await drafting.begin(nina, private.question_id, now=office.now)
    with pytest.raises(NoSuchQuestion):
        await drafting.begin(boris, private.question_id, now=office.now)


async def test_only_a_psychologist_can_be_given_it(transaction: Transaction) -> None:
    office = Office(transaction)
    boris, olga = await office.methodist("psych"), await office.coordinator()
    ordinary = await office.asked(boris, "Психология: как устроена память?")
    house = PanelHouse(transaction)
    nina = (await house.person(Role.PSYCHOLOGIST)).id
    async with transaction() as session:
        session.add(question_of(boris, PRIVATE, now=office.now, subject="psych", why=Why.ASKER))
    vera = await office.methodist()
    coordination = house.services.coordination

    candidates = await coordination.candidates(PRIVATE, now=office.now)
    with pytest.raises(CannotBeAsked):
        await coordination.assign(olga, PRIVATE, vera, held_by=None, now=office.now)
    await coordination.assign(olga, PRIVATE, nina, held_by=None, now=office.now)
    with pytest.raises(CannotBeAsked):
        await coordination.assign(olga, ordinary, nina, held_by=None, now=office.now)

    assert [each.person_id for each in candidates] == [nina]
    others = await coordination.candidates(ordinary, now=office.now)
    assert [each.person_id for each in others] == [vera]
    assert (await office.question(PRIVATE)).methodist_id == nina


async def test_the_rule_is_the_same_for_one_question_and_for_a_search(
    transaction: Transaction,
) -> None:
    office = Office(transaction)
    anna = await office.teacher()
    async with transaction() as session:
        for number, why in enumerate(Why):
            session.add(question_of(anna, QuestionId(NUMBER + number), now=office.now, why=why))
    for role in Role:
        person = Person(name="", roles=[role.value], met_at=office.now)
        async with transaction() as session:
            every = list(await session.scalars(select(Question)))
            found = set(await session.scalars(select(Question.id).where(readable_by(person))))
        assert found == {each.id for each in every if may_read(person, each)}, role


async def test_whoever_is_made_a_psychologist_on_the_panel_gets_letters(
    house: PanelHouse,
) -> None:
    admin = await house.signed_in(Role.ADMIN)
    nina = await house.person(Role.CURATOR)
    office = Office(house.transaction)

    await admin.submit(
        f"/panel/people/role?id={nina.id}&role=psychologist&deed=appoint",
    )
    specialists = Specialists(house.transaction, office.policy)
    letter = await specialists.ask_psychologist(
        await office.teacher(), office.says(ASKED), now=office.now
    )
    page = await admin.get("/panel/people/person", id=nina.id)
    await admin.submit(
        f"/panel/people/person?id={nina.id}",
        {"duty": "off"},
        to=f"/panel/people/duty?id={nina.id}",
    )

    assert not (await house.directory.person(nina.id)).has(Role.METHODIST)
    assert (await office.question(letter.question_id)).methodist_id is None
    assert QuestionAssigned in [type(notice) for notice in await office.told(nina.id)]
    assert "приходят письма" in page.words
    assert "Предметы" not in page.words
    duty = await house.directory.duty(nina.id)
    assert duty == Duty(("psych",), False, None, None, None)
