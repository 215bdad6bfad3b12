"""Gaps, usefulness, age, twins and recalls on the panel, with everything people may write there."""

import pytest
from sqlalchemy import select

from admin.models import AuditEntry, Deed
from delivery.models import Delivery
from knowledge.curating_models import RecallId
from knowledge.models import CaseId, CaseState
from people.models import Person, PersonId, Role
from routing.curating_models import GapId
from routing.gaps import GapLine
from routing.grouping import Grouping
from routing.models import QuestionId, ShownCase
from tests.support.cases import draft
from tests.support.curating import NUMBER, lay_out_curating
from tests.support.encoder import WordEncoder
from tests.support.panel import Browser, PanelHouse
from tests.support.people import Office
from tests.support.questions import question_of

EVIL = "<script>alert('x')</script>&\"'"


@pytest.fixture
async def stage(house: PanelHouse) -> PanelHouse:
    """Everything that addresses name by ``NUMBER``."""
    await house.casebook.import_cases([draft()], publish=True, by=None, now=house.now)
    asker = await house.person(name="Анна")
    async with house.transaction() as session:
        session.add(question_of(asker.id, QuestionId(NUMBER), now=house.now))
        session.add(
            Person(id=PersonId(NUMBER), name="Борис", roles=["methodist"], met_at=house.now)
        )
        await session.flush()
        await lay_out_curating(session, now=house.now)
    return house


async def deeds(house: PanelHouse) -> list[Deed]:
    async with house.transaction() as session:
        entries = await session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id))
        return [deed for deed in entries if deed is not Deed.ENTERED]


async def test_the_words_of_a_gap_are_shown_escaped_and_each_reading_is_written_down(
    house: PanelHouse, curator: Browser
) -> None:
    office = Office(house.transaction)
    await office.asked(await office.teacher(), f"Физика {EVIL}")
    while await Grouping(house.transaction, WordEncoder()).group(house.now):
        pass

    sheet = await curator.get("/panel/gaps")

    assert EVIL not in sheet.html
    assert EVIL in sheet.words
    assert await deeds(house) == [Deed.READ_GAPS]
    gap_id = (await first_gap(house)).gap_id
    assert EVIL in (await curator.get("/panel/gaps/gap", id=gap_id)).words
    assert await deeds(house) == [Deed.READ_GAPS, Deed.READ_GAP]


async def first_gap(house: PanelHouse) -> GapLine:
    gaps = house.services.curating.gaps
    wanted = gaps.wanted(now=house.now)
    return (await gaps.page(wanted, now=house.now, limit=1, offset=0))[0]


GAP = "/panel/gaps/gap?id=1000017"


async def test_a_gap_is_assigned_postponed_dismissed_and_brought_back(
    stage: PanelHouse, curator: Browser
) -> None:
    gaps = stage.services.curating.gaps

    async def line() -> GapLine:
        return (await gaps.card(GapId(NUMBER), now=stage.now)).line

    await curator.submit(GAP, {"deed": "assign", "person": str(curator.person.id)})
    assert (await line()).assigned_to == curator.person.id
    late = await curator.submit(GAP, {"deed": "postpone", "until": "2020-01-01", "why": EVIL})
    assert late.status == 422
    assert "Выберите день впереди" in late.words
    assert EVIL not in late.html
    await curator.submit(GAP, {"deed": "postpone", "until": "2026-05-01", "why": EVIL})
    assert EVIL not in (await curator.get("/panel/gaps", view="postponed")).html
    assert (await curator.submit(GAP, {"deed": "dismiss", "note": ""})).status == 422
    await curator.submit(GAP, {"deed": "dismiss", "note": EVIL})
    dismissed = await curator.get("/panel/gaps", view="dismissed")
    assert EVIL in dismissed.words
    assert EVIL not in dismissed.html
    await curator.submit(GAP, {"deed": "back"})
    assert not (await line()).is_dismissed
    assert await curator.get("/panel/gaps", view="nonsense")


async def test_a_stranger_to_the_base_is_not_assigned(stage: PanelHouse, curator: Browser) -> None:
    teacher = await stage.person(Role.TEACHER)

    sheet = await curator.submit(GAP, {"deed": "assign", "person": str(teacher.id)})

    assert sheet.status == 404


async def test_a_case_begun_for_a_gap_is_opened_for_writing(
    stage: PanelHouse, curator: Browser
) -> None:
    sheet = await curator.submit(GAP, {"deed": "begin"})

    edit = await curator.follow(sheet)
    assert "Черновик начат из ответов методистов" in edit.words
    assert (await curator.submit(GAP, {"deed": "begin"})).status == 409


TWIN = "/panel/quality/twin?id=1000017"


async def publish(house: PanelHouse, case_id: str) -> None:
    await house.casebook.publish(CaseId(case_id), by=None)


async def test_twins_are_merged(stage: PanelHouse, curator: Browser) -> None:
    await publish(stage, "physics-2")
    assert "physics-2" in (await curator.get("/panel/quality/twins")).words

    sheet = await curator.submit(TWIN, {"deed": "merge", "case": "physics-1"})

    assert "в архиве" in (await curator.follow(sheet)).words
    card = await stage.services.catalogue.card(CaseId("physics-2"))
    assert card.state is CaseState.RETIRED
    assert "physics-1" in (await curator.get("/panel/cases/case", id="physics-2")).words


async def test_both_twins_are_kept_with_a_note(stage: PanelHouse, curator: Browser) -> None:
    await publish(stage, "physics-2")
    assert (await curator.submit(TWIN, {"deed": "keep", "note": ""})).status == 422

    await curator.submit(TWIN, {"deed": "keep", "note": EVIL})

    assert "Похожих кейсов нет" in (await curator.get("/panel/quality/twins")).words


async def test_a_case_that_is_no_more_the_same_is_not_merged(
    stage: PanelHouse, curator: Browser
) -> None:
    sheet = await curator.submit(TWIN, {"deed": "merge", "case": "physics-1"})

    assert sheet.status == 409
    assert "изменился" in sheet.words


NEW = "/panel/quality/recall-new?id=physics-1&number=1"


async def test_a_version_is_recalled_and_another_person_sends_the_correction(
    stage: PanelHouse, curator: Browser, admin: Browser
) -> None:
    version = (await stage.services.catalogue.version(CaseId("physics-1"), 1)).version_id
    async with stage.transaction() as session:
        session.add(
            ShownCase(
                question_id=QuestionId(NUMBER),
                version_id=version,
                position=1,
                score=0.9,
                shown_at=stage.now,
                opened_at=stage.now,
            )
        )
    assert (await curator.submit(NEW, {"reason": " "})).status == 422

    page = await curator.follow(await curator.submit(NEW, {"reason": EVIL}))

    assert EVIL in page.words
    assert EVIL not in page.html
    address = str(page.response.url)
    empty = await curator.submit(address, {"deed": "write", "text": ""})
    assert empty.status == 422
    await curator.submit(address, {"deed": "write", "text": EVIL})
    recall_id = RecallId(int(address.partition("id=")[2]))
    newest = (await stage.services.curating.recalls.card(recall_id)).wordings[0]
    sending = {"deed": "send", "correction": str(newest.correction_id)}
    assert "отправляет другой человек" in (await curator.submit(address, sending)).words
    seen_by_admin = await admin.get(address)
    assert "Отправить: 1 человеку" in seen_by_admin.words
    assert EVIL not in seen_by_admin.html
    done = await admin.follow(await admin.submit(address, sending))
    assert "Исправление отправлено, людей: 1" in done.words
    assert "в пути 1" in done.words
    async with stage.transaction() as session:
        kinds = list(await session.scalars(select(Delivery.kind)))
    assert kinds == ["CaseCorrected"]
    assert (await curator.submit(NEW, {"reason": "ещё раз"})).status == 409
    assert {Deed.RECALLED_CASE, Deed.WROTE_CORRECTION, Deed.SENT_CORRECTION} <= set(
        await deeds(stage)
    )


async def test_what_the_addresses_cannot_mean_is_not_there(
    stage: PanelHouse, curator: Browser
) -> None:
    for path in (
        "/panel/gaps/gap",
        "/panel/gaps/gap?id=99",
        "/panel/quality/twin?id=x",
        "/panel/quality/twin?id=99",
        "/panel/quality/recall?id=99",
        "/panel/quality/recall-new?id=physics-1&number=9",
        "/panel/quality/recall-new?id=physics-1",
    ):
        assert (await curator.get(path)).status == 404, path


async def test_the_home_page_counts_twins_and_recalls(stage: PanelHouse, curator: Browser) -> None:
    await publish(stage, "physics-2")

    home = await curator.get("/panel/")

    assert "Похожие кейсы 1" in home.words
    assert "Ждут исправления 1" in home.words
