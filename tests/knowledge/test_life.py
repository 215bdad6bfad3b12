"""A text on its way into force, on a real database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kit.database import Transaction
from knowledge.curating_models import Recall
from knowledge.drafts import CaseDraft
from knowledge.errors import CaseRecalled, NoSuchCase
from knowledge.life import CaseLife
from knowledge.life_errors import (
    CaseIdTaken,
    EditedMeanwhile,
    NothingToSend,
    NotProposed,
    NotReady,
    OwnText,
    Regressed,
    SameText,
)
from knowledge.life_models import ProposalState
from knowledge.models import CaseId, CaseState, VersionId
from knowledge.readiness import Lack
from knowledge.search import CaseSearch
from knowledge.service import CaseBook, CaseText
from knowledge.trials import Trials
from people.addresses import Address
from people.models import PersonId
from people.service import Directory
from tests.support.cases import draft
from tests.support.encoder import WordEncoder

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ID = CaseId("physics-1")
TESTS = ["граммы складывают с кубометрами что делать"]


def ready(id: str = ID, **values: object) -> CaseDraft:
    """A draft that lacks nothing."""
    asked = ["семиклассники складывают граммы с кубометрами", "единицы измерения в задачах путают"]
    given = {"questions": asked, "basis": ["ФГОС ООО"], "review_by": date(2027, 6, 30), **values}
    return draft(id, **given)


class Desk:
    """The book, its life, and people who look after it."""

    def __init__(self, transaction: Transaction) -> None:
        self.book = CaseBook(transaction)
        self.search = CaseSearch(transaction, WordEncoder())
        self.life = CaseLife(
            transaction, Trials(transaction, self.search), ZoneInfo("Europe/Moscow")
        )
        self._directory = Directory(transaction)

    async def person(self, number: int) -> PersonId:
        return (await self._directory.meet(Address("telegram", str(number)), "Имя", now=NOON)).id

    async def meet(self) -> None:
        self.anna, self.boris = await self.person(1), await self.person(2)

    async def saved(
        self,
        text: CaseDraft,
        *,
        after: CaseText | None = None,
        tests: list[str] | None = None,
        by: PersonId | None = None,
    ) -> CaseText:
        based_on = after.version_id if after else None
        kept = TESTS if tests is None else tests
        return await self.life.save(text, kept, based_on=based_on, by=by or self.anna, now=NOON)

    async def sent(self, text: CaseDraft, *, publish_at: datetime | None = None) -> VersionId:
        saved = await self.saved(text)
        await self.life.send(text.id, publish_at=publish_at, by=self.anna, now=NOON)
        return saved.version_id

    async def approve(self, version_id: VersionId, *, by: PersonId | None = None) -> bool:
        return await self.life.approve(
            ID, version_id, accepts_regressions=True, by=by or self.boris, now=NOON
        )

    async def lacks(self) -> list[Lack]:
        return [h.lack for h in (await self.life.standing(ID, now=NOON)).hindrances]


@pytest.fixture
async def desk(transaction: Transaction) -> Desk:
    desk = Desk(transaction)
    await desk.meet()
    return desk


# Writing


async def test_what_is_saved_is_seen_by_no_teacher(desk: Desk) -> None:
    await desk.saved(ready())

    assert await desk.book.published_ids() == set()
    standing = await desk.life.standing(ID, now=NOON)
    assert (standing.state, standing.tests) == (CaseState.DRAFT, tuple(TESTS))


async def test_saving_the_same_again_makes_no_version(desk: Desk) -> None:
    first = await desk.saved(ready())

    again = await desk.saved(ready(), after=first, tests=["совсем другой вопрос о единицах"])

    assert again == first
    standing = await desk.life.standing(ID, now=NOON)
    assert standing.tests == ("совсем другой вопрос о единицах",)


async def test_of_two_who_write_at_once_the_later_one_loses_nothing(desk: Desk) -> None:
    first = await desk.saved(ready())
    await desk.saved(ready(title="Текст Анны"), after=first)

    with pytest.raises(EditedMeanwhile):
        await desk.saved(ready(title="Текст Бориса"), after=first, by=desk.boris)

    assert (await desk.life.standing(ID, now=NOON)).text.title == "Текст Анны"


async def test_a_new_case_does_not_overwrite_another(desk: Desk) -> None:
    await desk.saved(ready())

    with pytest.raises(CaseIdTaken):
        await desk.saved(ready(title="Другой случай"))


async def test_an_unknown_case_cannot_be_gone_on_with(desk: Desk) -> None:
    first = await desk.saved(ready())

    with pytest.raises(NoSuchCase):
        await desk.saved(ready("нет-такого"), after=first)


async def test_a_free_id_belongs_to_no_case(desk: Desk) -> None:
    await desk.saved(ready("physics-01"))
    await desk.saved(ready("physics-2"))

    assert await desk.life.free_id("physics") == "physics-03"
    assert await desk.life.free_id("art") == "art-01"


# What a text must have


async def test_a_bare_text_lacks_what_publishing_needs(desk: Desk) -> None:
    await desk.saved(draft(questions=["один вопрос"]), tests=[])

    assert await desk.lacks() == [Lack.QUESTIONS, Lack.TESTS, Lack.BASIS, Lack.REVIEW]
    with pytest.raises(NotReady):
        await desk.life.send(ID, by=desk.anna, now=NOON)


async def test_that_no_act_is_needed_can_be_said(desk: Desk) -> None:
    await desk.saved(ready(basis=["норматив не нужен"]))

    assert await desk.lacks() == []


async def test_a_review_in_the_past_is_no_review(desk: Desk) -> None:
    await desk.saved(ready(review_by=NOON.date()))

    assert await desk.lacks() == [Lack.REVIEW_PAST]


@pytest.mark.parametrize("sign", [" ", "?", "!", "Ё"])
async def test_a_question_of_another_case_is_taken_whatever_its_signs(
    desk: Desk, sign: str
) -> None:
    other = draft("physics-2", title="Иной", questions=["Всё ли складывают с кубометрами?"])
    await desk.book.import_cases([other], publish=True, by=None, now=NOON)
    asked = ["все  ли СКЛАДЫВАЮТ, с кубометрами" + (sign if sign != "Ё" else ""), "второй вопрос"]
    await desk.saved(ready(questions=asked))

    (hindrance,) = (await desk.life.standing(ID, now=NOON)).hindrances

    assert (hindrance.lack, hindrance.taken_by) == (Lack.QUESTION_TAKEN, "physics-2")


async def test_a_title_of_another_case_is_taken(desk: Desk) -> None:
    await desk.book.import_cases([draft("physics-2")], publish=True, by=None, now=NOON)
    await desk.saved(ready())

    assert await desk.lacks() == [Lack.TITLE_TAKEN]


async def test_a_test_question_that_is_a_typical_one_tests_nothing(desk: Desk) -> None:
    await desk.saved(ready(), tests=["Единицы измерения в задачах путают!"])

    assert await desk.lacks() == [Lack.TEST_IS_TYPICAL]


# A second person


async def test_a_text_comes_into_force_by_the_word_of_another_person(desk: Desk) -> None:
    version_id = await desk.sent(ready())

    assert await desk.approve(version_id)

    assert (await desk.book.current(ID)).version_id == version_id
    await desk.search.refresh()
    assert desk.search.size == 1


async def test_nobody_approves_an_own_text(desk: Desk) -> None:
    version_id = await desk.sent(ready())

    with pytest.raises(OwnText):
        await desk.approve(version_id, by=desk.anna)

    assert await desk.book.published_ids() == set()


async def test_whoever_has_sent_a_text_does_not_approve_it_either(desk: Desk) -> None:
    saved = await desk.saved(ready())
    await desk.life.send(ID, by=desk.boris, now=NOON)

    with pytest.raises(OwnText):
        await desk.approve(saved.version_id)


async def test_a_text_sent_twice_waits_once(desk: Desk) -> None:
    await desk.sent(ready())
    await desk.life.send(ID, by=desk.anna, now=NOON)

    assert await desk.life.count_waiting() == 1


async def test_what_was_looked_at_is_what_comes_into_force(desk: Desk) -> None:
    version_id = await desk.sent(ready())
    standing = await desk.life.standing(ID, now=NOON)
    await desk.saved(ready(title="Переписанный текст"), after=standing.text)

    with pytest.raises(NotProposed):
        await desk.approve(version_id)


async def test_a_returned_text_tells_why_and_can_be_sent_again(desk: Desk) -> None:
    version_id = await desk.sent(ready())

    await desk.life.give_back(ID, version_id, note="Короче!", by=desk.boris, now=NOON)

    ((proposal, number, _, _),) = await desk.life.proposals(ID)
    assert (proposal.state, proposal.note, number) == (ProposalState.RETURNED, "Короче!", 1)
    await desk.life.send(ID, by=desk.anna, now=NOON)
    assert await desk.approve(version_id)


async def test_a_withdrawn_text_is_not_approved(desk: Desk) -> None:
    version_id = await desk.sent(ready())
    await desk.life.withdraw(ID, by=desk.anna, now=NOON)

    with pytest.raises(NotProposed):
        await desk.approve(version_id)
    with pytest.raises(NotProposed):
        await desk.life.withdraw(ID, by=desk.anna, now=NOON)


async def test_what_is_in_force_need_not_be_sent(desk: Desk) -> None:
    await desk.approve(await desk.sent(ready()))

    with pytest.raises(NothingToSend):
        await desk.life.send(ID, by=desk.anna, now=NOON)


async def test_a_phrase_taken_meanwhile_stops_the_approval(desk: Desk) -> None:
    version_id = await desk.sent(ready())
    await desk.book.import_cases([draft("physics-2")], publish=True, by=None, now=NOON)

    with pytest.raises(NotReady):
        await desk.approve(version_id)


async def test_a_failing_test_question_needs_to_be_accepted(desk: Desk) -> None:
    saved = await desk.saved(ready(), tests=["про погоду и рыбалку на выходных"])
    await desk.life.send(ID, by=desk.anna, now=NOON)

    with pytest.raises(Regressed):
        await desk.life.approve(ID, saved.version_id, by=desk.boris, now=NOON)

    assert await desk.approve(saved.version_id)


# Time, the archive, going back


async def test_an_approved_text_waits_for_its_time(desk: Desk) -> None:
    later = NOON + timedelta(days=3)
    assert not await desk.approve(await desk.sent(ready(), publish_at=later))

    assert await desk.life.publish_due(later - timedelta(seconds=1)) == 0
    assert await desk.book.published_ids() == set()
    assert await desk.life.publish_due(later) == 1
    assert await desk.life.publish_due(later) == 0
    assert await desk.book.published_ids() == {ID}


async def test_a_scheduled_text_can_be_taken_back(desk: Desk) -> None:
    later = NOON + timedelta(days=3)
    await desk.approve(await desk.sent(ready(), publish_at=later))
    await desk.life.withdraw(ID, by=desk.anna, now=NOON)

    assert await desk.life.publish_due(later) == 0


async def test_an_archived_case_comes_back_only_by_a_second_person(desk: Desk) -> None:
    version_id = await desk.sent(ready())
    await desk.approve(version_id)

    await desk.life.archive(ID, by=desk.anna, now=NOON)

    assert await desk.book.published_ids() == set()
    await desk.life.send(ID, by=desk.anna, now=NOON)
    assert await desk.approve(version_id)
    assert await desk.book.published_ids() == {ID}


async def test_going_back_makes_a_new_version_that_says_the_old(desk: Desk) -> None:
    first = await desk.saved(ready(title="Первый"))
    await desk.saved(ready(title="Второй"), after=first)

    back = await desk.life.roll_back(ID, 1, by=desk.boris, now=NOON)

    assert (back.number, back.title) == (3, "Первый")
    with pytest.raises(SameText):
        await desk.life.roll_back(ID, 3, by=desk.boris, now=NOON)
    with pytest.raises(NoSuchCase):
        await desk.life.roll_back(ID, 9, by=desk.boris, now=NOON)


async def test_a_recalled_text_does_not_come_back_as_it_was(
    desk: Desk, transaction: Transaction
) -> None:
    version_id = await desk.sent(ready())
    await desk.approve(version_id)
    async with transaction() as session:
        recall = Recall(version_id=version_id, reason="", recalled_at=NOON, recalled_by=desk.boris)
        session.add(recall)
    await desk.life.archive(ID, by=desk.anna, now=NOON)

    with pytest.raises(CaseRecalled):
        await desk.life.send(ID, by=desk.anna, now=NOON)
