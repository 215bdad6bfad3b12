"""The typical questions of a base, put to the base as if it did not hold them."""

from collections.abc import Sequence

import pytest

from knowledge.drafts import CaseDraft
from knowledge.examples import Example, Origin
from knowledge.index import Vectors
from knowledge.indexing import encode
from knowledge.models import CaseId, VersionId
from knowledge.own_questions import MOST_OWN, Holding, count_own, pose_own
from tests.knowledge.calibrating import base
from tests.support.cases import draft
from tests.support.encoder import WordEncoder

ONE = draft(
    "math-1", title="Дроби", subject="math", problem="Знаменатель.", topics=["дроби"],
    questions=["как делить пиццу", " ", "зачем торт"],
)  # fmt: skip


async def holdings(drafts: Sequence[CaseDraft], encoder: WordEncoder) -> list[Holding]:
    held = []
    for number, case in enumerate(drafts):
        parts, rows = await encode(encoder, case)
        held.append(Holding(VersionId(number), case, tuple(parts), rows))
    return held


async def put(drafts: Sequence[CaseDraft]) -> list[Example]:
    encoder = base.encoder()
    held = await holdings(drafts, encoder)
    return [example async for example in pose_own(held, encoder, base.calibration())]


async def test_of_a_question_left_out_neither_words_nor_vector_remain() -> None:
    [held] = await holdings([ONE], base.encoder())

    whole, without = held.entry(), held.entry(without={1})

    assert held.asked == ["как делить пиццу", "зачем торт"]
    assert "торт" in whole.bag
    assert "торт" not in without.bag
    assert "пицца" in without.bag
    assert whole.vectors is not None
    assert without.vectors is not None
    # The title, and the question that is left.
    assert (whole.vectors.near[:2] == without.vectors.near).all()
    assert len(whole.vectors.near) == 3


async def test_a_case_whose_only_question_is_left_out_is_known_by_its_whole() -> None:
    [held] = await holdings([ONE.model_copy(update={"questions": ("торт",)})], base.encoder())

    without = held.entry(without={0})

    assert isinstance(without.vectors, Vectors)
    assert len(without.vectors.near) == 0
    assert without.vectors.whole is not None


async def test_every_typical_question_is_put_and_every_third_without_its_case() -> None:
    examples = await put(base.cases())

    assert len(examples) == 2 * base.CASES
    assert {one.origin for one in examples} == {Origin.OWN}
    unanswered = [one for one in examples if one.by_meaning and not one.by_meaning.answerable]
    assert len(unanswered) == len(examples) // 3 + 1
    assert not any(one.by_meaning.right[0] for one in unanswered if one.by_meaning)


async def test_the_other_questions_of_a_case_still_find_it() -> None:
    examples = [one.by_meaning for one in await put(base.cases()) if one.by_meaning]

    answerable = [one for one in examples if one.answerable]
    assert sum(one.right[0] for one in answerable) > 0.9 * len(answerable)
    # By its very own vector each would be as near as can be.
    assert min(one.signals[0].near or 0 for one in answerable) < 0.9


async def test_questions_of_one_case_are_of_one_group() -> None:
    examples = await put(base.cases(5))

    assert sorted({one.group for one in examples}) == [f"case-{number:02}" for number in range(5)]


async def test_the_same_base_is_asked_the_same_questions_every_time() -> None:
    assert await put(base.cases(6)) == await put(base.cases(6))


async def test_only_cases_for_teachers_that_the_encoder_has_seen_are_asked_for() -> None:
    encoder = base.encoder()
    for_methodists = ONE.model_copy(update={"id": CaseId("m"), "audience": "methodist"})
    held = [*await holdings([ONE, for_methodists], encoder), Holding(VersionId(9), ONE)]

    assert count_own(held) == 2


@pytest.mark.parametrize("cases", [1, 400])
async def test_a_great_base_is_asked_no_more_than_takes_minutes(cases: int) -> None:
    [held] = await holdings([ONE], base.encoder())

    assert count_own([held] * cases) == min(2 * cases, MOST_OWN)
