"""An act has ended: its cases are found, and called for review or recalled."""

from datetime import date

import numpy as np

from knowledge import vectors
from knowledge.models import CaseId
from knowledge.wording import NO_ACT_NEEDED
from people.models import Role
from tests.support.cases import draft
from tests.support.panel import Browser, PanelHouse

PAGE = "/panel/quality/acts"
OLD_ACT, OTHER = "Приказ № 17 <2019>", "ФГОС ООО"
FAR = date(2030, 1, 1)


async def published(house: PanelHouse) -> None:
    cases = [
        draft("a", title="Первый", basis=[OLD_ACT, OTHER], review_by=FAR),
        draft("b", title="Второй", basis=["приказ № 17, п. 3"], review_by=FAR),
        draft("c", title="Третий", basis=[OTHER], review_by=FAR),
        draft("d", title="Четвёртый", basis=[NO_ACT_NEEDED], review_by=FAR),
    ]
    await house.casebook.import_cases(cases, publish=True, by=None, now=house.now)


async def test_acts_are_counted_and_found_by_a_part_of_the_name(
    house: PanelHouse, curator: Browser
) -> None:
    await published(house)

    everything = await curator.get(PAGE)
    found = await curator.get(PAGE, words="ПРИКАЗ № 17")

    assert f"{OTHER} 2" in everything.words
    assert NO_ACT_NEEDED not in everything.words
    assert "Первый" in found.words
    assert "Второй" in found.words
    assert "Третий" not in found.words
    assert "<2019>" not in found.html
    assert "recall-new?id=a&amp;number=1" in found.html
    assert "не опирается" in (await curator.get(PAGE, words="Указ")).words
    assert "не опирается" in (await curator.get(PAGE, words="100%_")).words


async def test_all_cases_of_an_act_are_called_for_review_in_one_press(
    house: PanelHouse, curator: Browser
) -> None:
    await published(house)
    waiting = draft("a", title="Новый текст первого", basis=[OTHER], review_by=FAR)
    await house.casebook.import_cases([waiting], publish=False, by=None, now=house.now)
    page = f"{PAGE}?words=приказ № 17&review=1"
    assert "все найденные кейсы: 2" in (await curator.get(page)).words

    done = await curator.follow(await curator.submit(page))
    again = await curator.follow(await curator.submit(page))

    assert "На пересмотр отправлено кейсов: 2." in done.words
    assert "Все уже на пересмотре." in again.words
    today = house.now.date()
    for case_id, number in (("a", 3), ("b", 2)):
        text = await house.casebook.current(CaseId(case_id))
        assert text.number == number
        assert text.review_by is not None
        assert text.review_by < today
    assert (await house.casebook.current(CaseId("c"))).number == 1
    card = await house.services.catalogue.card(CaseId("a"))
    assert card.current is not None
    assert card.waiting is not None
    assert (card.current.title, card.waiting.title) == ("Первый", "Новый текст первого")
    log = await (await house.signed_in(Role.ADMIN)).get("/panel/audit?matter=case")
    assert log.words.count("отправил на пересмотр") >= 2


async def test_a_case_called_for_review_is_found_as_before_and_only_offered(
    house: PanelHouse, curator: Browser
) -> None:
    await published(house)
    await house.cases.refresh()
    before = (await house.casebook.current(CaseId("a"))).version_id
    async with house.transaction() as session:
        await vectors.store(session, before, "test/1", ["whole"], np.eye(1, 4, dtype=np.float32))

    await curator.submit(f"{PAGE}?words=приказ № 17&review=1")

    assert house.cases.size == 4
    after = (await house.casebook.current(CaseId("a"))).version_id
    async with house.transaction() as session:
        held = await vectors.vectors_of(session, [before, after], "test/1")
    assert held[after].data == held[before].data
    snapshot, _, _ = house.cases.now_seen
    late = {e.case_id for e in snapshot.entries if e.review_by and e.review_by < house.now.date()}
    assert late == {"a", "b"}
