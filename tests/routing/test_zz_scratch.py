from tests.routing.test_invariants import Walk, Office, usual_policy, timedelta, State, STEPS
from routing import answers
from collections import Counter
import pytest


@pytest.mark.parametrize("seed", [1, 2])
async def test_mut(transaction, monkeypatch, seed):
    n = []

    async def undo(session, question, answer, *, now):
        n.append(question.state)
        question.state = State.TAKEN

    if seed == 2:
        monkeypatch.setattr(answers, "undo_answered", undo)
    office = Office(transaction, usual_policy(answer_within=timedelta(hours=4)))
    walk = Walk(office, 1)
    await walk.begin()
    c = Counter()
    oc = walk.choose
    names = []

    async def ch(b):
        r = await oc(b)
        names.append(r[0])
        return r

    walk.choose = ch
    try:
        for _ in range(STEPS):
            walk.done = set()
            await walk.step()
            c[names[-1] + ("" if walk.done else " REFUSED")] += 1
    finally:
        print("UNDONE", n, sorted(c.items()))
