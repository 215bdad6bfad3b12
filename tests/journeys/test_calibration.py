"""From a teacher's «Помогло» to what a calibration learns from."""

from knowledge.examples import from_verdict
from knowledge.verdict import shipped_calibration
from routing.verdicts import verdicts
from tests.journeys.asking import ANSWERED_BY_A_CASE
from tests.support.town import Town


async def test_what_a_teacher_says_of_a_case_can_be_learnt_from(town: Town) -> None:
    anna = await town.teacher("Анна")
    vera = await town.teacher("Вера")
    for teacher, word in ((anna, "Помогло"), (vera, "Спросить методиста")):
        await teacher.writes(ANSWERED_BY_A_CASE)
        await teacher.presses(word)

    async with town.database.transaction() as session:
        said = await verdicts(session)
    examples = [from_verdict(verdict, shipped_calibration()) for verdict in said]

    judged = [one.by_meaning for one in examples if one is not None]
    assert sorted(one.right[0] for one in judged if one is not None) == [False, True]
    assert len({one.group for one in examples if one is not None}) == 2
