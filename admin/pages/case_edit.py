"""Writing a case, with a preview of what the chat will show."""

from collections.abc import Sequence
from datetime import date

from starlette.responses import Response

from admin.case_form import (
    DIRECTIONS,
    KINDS,
    LABELS,
    Sketch,
    draft_in,
    personal_in,
    tests_in,
    values_of,
)
from admin.forms import Filled
from admin.models import Deed, Matter
from admin.pages.attached import with_chosen_file
from admin.visit import Page, Visit
from knowledge.life_errors import CaseIdTaken, EditedMeanwhile
from knowledge.models import CaseId, VersionId
from knowledge.wording import Block, blocks_of
from people.levels import Level

_FRESH = {"level": Level.ANY.value, "audience": "teacher", "kind": KINDS[0]}
_MEANWHILE = (
    "Пока вы писали, коллега сохранил другой текст. Ваш — здесь, он не потерян: откройте кейс в "
    "соседней вкладке, перенесите нужное и сохраните там."
)


async def show(visit: Visit) -> Response:
    case_id = CaseId(visit.asked("id"))
    if not case_id:
        return await _shown(visit, Filled({**_FRESH, "subject": visit.asked("subject")}), ())
    standing = await visit.services.life.standing(case_id, now=visit.now)
    values = values_of(standing.text, standing.tests)
    blocks = blocks_of(standing.text, edited_on=_today(visit), today=_today(visit))
    filled = Filled({**values, "based_on": str(standing.text.version_id)})
    return await _shown(visit, filled, blocks)


async def save(visit: Visit) -> Response:
    life, form = visit.services.life, visit.form
    values, wrong = await with_chosen_file(visit)
    if wrong or form.is_checked("look") or form.is_checked("attach"):
        return await _again(visit, wrong, values)
    # The address names the case; the field is there only for one that is new.
    known = CaseId(visit.asked("id"))
    case_id = known or CaseId(form.text("id"))
    if not case_id:
        case_id = await life.free_id(form.text("subject") or "case")
    draft = draft_in(form, case_id, materials=values.get("materials", ""))
    if isinstance(draft, dict):
        return await _again(visit, draft, values)
    based_on = form.number("based_on") if known else None
    try:
        saved = await life.save(
            draft,
            tests_in(form),
            based_on=VersionId(based_on) if based_on is not None else None,
            by=visit.person.id,
            now=visit.now,
        )
    except CaseIdTaken:
        taken = {"id": "Такой номер уже есть. Оставьте поле пустым."}
        return await _again(visit, taken, values)
    except EditedMeanwhile:
        return await _again(visit, {"title": _MEANWHILE}, values)
    await visit.note(Deed.WROTE_CASE, Matter.CASE, case_id, detail={"version": saved.number})
    return await visit.go("case-check", flash=f"Версия {saved.number} сохранена.", id=case_id)


async def preview(visit: Visit) -> Response:
    """The chat's text of what stands in the form now, without a page around it."""
    sketch = Sketch.of(visit.form, materials=visit.form.text("materials"))
    blocks = blocks_of(sketch, edited_on=_today(visit), today=_today(visit))
    return await visit.render("case_preview.html", blocks=blocks)


async def _again(visit: Visit, errors: dict[str, str], values: dict[str, str]) -> Response:
    """The form as it was filled in, with the line of a file that was just taken in."""
    sketch = Sketch.of(visit.form, materials=values.get("materials", ""))
    blocks = blocks_of(sketch, edited_on=_today(visit), today=_today(visit))
    filled = Filled(values, errors)
    return await _shown(visit, filled, blocks, status=422 if errors else 200)


async def _shown(
    visit: Visit, filled: Filled, blocks: Sequence[Block], *, status: int = 200
) -> Response:
    return await visit.render(
        "case_edit.html",
        status=status,
        filled=filled,
        labels=LABELS,
        personal=personal_in(filled.values),
        blocks=blocks,
        case_id=visit.asked("id"),
        levels=[(level.value, level.value) for level in Level],
        kinds=_choices(KINDS, filled.value("kind")),
        directions=[("", "не указано"), *_choices(DIRECTIONS, filled.value("direction"))],
    )


def _choices(usual: Sequence[str], held: str) -> list[tuple[str, str]]:
    """The usual values, and the one that the case has already."""
    every = usual if not held or held in usual else (*usual, held)
    return [(value, value) for value in every]


def _today(visit: Visit) -> date:
    return visit.now.astimezone(visit.services.zone).date()


PAGES = (
    Page("case-edit", "/cases/edit", show, save),
    Page("case-preview", "/cases/preview", None, preview),
)
