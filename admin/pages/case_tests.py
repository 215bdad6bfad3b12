"""Test questions that no case answers, and how many test questions the base has."""

from starlette.responses import Response

from admin.case_form import items_of, lines_of
from admin.forms import Filled
from admin.models import Deed, Matter
from admin.visit import Page, Visit

_LONGEST = 500
_MOST = 2_000


async def show(visit: Visit) -> Response:
    texts = await visit.services.life.unanswerable()
    return await _shown(visit, Filled({"tests": lines_of(texts)}))


async def keep(visit: Visit) -> Response:
    """Make the lines of the form the test questions that must go to a methodist."""
    texts = [" ".join(line.split()) for line in items_of(visit.form.text("tests"))]
    if len(texts) > _MOST or any(len(text) > _LONGEST for text in texts):
        words = f"Не больше {_MOST} вопросов, каждый не длиннее {_LONGEST} знаков."
        return await _shown(visit, Filled(visit.form.values(), {"tests": words}), status=422)
    count = await visit.services.life.keep_unanswerable(texts, by=visit.person.id, now=visit.now)
    await visit.note(Deed.CHANGED_TESTS, Matter.CASE, detail={"tests": count})
    return await visit.go("case-tests", flash=f"Сохранено вопросов: {count}.")


async def _shown(visit: Visit, filled: Filled, *, status: int = 200) -> Response:
    count = await visit.services.life.count_tests()
    return await visit.render("case_tests.html", status=status, filled=filled, count=count)


PAGES = (Page("case-tests", "/cases/tests", show, keep),)
