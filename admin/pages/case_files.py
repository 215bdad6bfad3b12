"""Many cases at once: a file in, looked through before anything changes, and the base out."""

from starlette.responses import Response

from admin.errors import NothingHere
from admin.forms import Filled, whole_number
from admin.models import Deed, Matter
from admin.paging import Paging
from admin.sheets import streamed
from admin.visit import Page, Visit
from kit.files import TYPES
from kit.files.faults import FaultyFile
from knowledge.bulk import LARGEST_BYTES, RowKind
from knowledge.life_models import UploadId


async def show(visit: Visit) -> Response:
    """The form, or the table of what the file that was sent would change."""
    upload_id = whole_number(visit.asked("file"))
    if upload_id is None:
        return await visit.render("case_import.html", filled=Filled(), plan=None)
    bulk, by = visit.services.bulk, visit.person.id
    plan = await bulk.plan(UploadId(upload_id), by=by, now=visit.now)
    paging = Paging.of(visit.asked("page"), total=len(plan.rows), size=50)
    return await visit.render(
        "case_import.html",
        filled=Filled(),
        plan=plan,
        kinds=list(RowKind),
        paging=paging,
        rows=plan.rows[paging.offset : paging.offset + paging.size],
    )


async def take(visit: Visit) -> Response:
    """Keep a file that was sent, or carry out one that was looked through."""
    upload_id = visit.form.number("carry_out")
    if upload_id is not None:
        return await _carry_out(visit, UploadId(upload_id))
    file = visit.form.file("file")
    if file is None:
        return await _refuse(visit, "Выберите файл.")
    data = await file.read(LARGEST_BYTES + 1)
    try:
        kept = await visit.services.bulk.lay_down(
            file.filename or "", data, by=visit.person.id, now=visit.now
        )
    except FaultyFile as faulty:
        return await _refuse(visit, str(faulty))
    return await visit.go("case-import", file=kept)


async def _carry_out(visit: Visit, upload_id: UploadId) -> Response:
    outcome = await visit.services.bulk.carry_out(upload_id, by=visit.person.id, now=visit.now)
    counts = {"added": outcome.added, "changed": outcome.changed}
    await visit.note(Deed.IMPORTED_CASES, Matter.CASE, detail=counts)
    words = (
        f"Загружено: новых {outcome.added}, изменённых {outcome.changed}, без изменений "
        f"{outcome.unchanged}. Тексты ждут согласования."
    )
    return await visit.go("cases", flash=words, waiting="1")


async def _refuse(visit: Visit, words: str) -> Response:
    filled = Filled({}, {"file": words})
    return await visit.render("case_import.html", status=422, filled=filled, plan=None)


async def give_out(visit: Visit) -> Response:
    """The whole base as a file to keep."""
    ending = f".{visit.asked('form')}"
    if ending not in TYPES:
        raise NothingHere
    await visit.note(Deed.EXPORTED_CASES, Matter.CASE, detail={"form": ending})
    day = visit.now.astimezone(visit.services.zone).date()
    return streamed(f"cases-{day}{ending}", TYPES[ending], visit.services.bulk.export(ending))


PAGES = (
    Page("case-import", "/cases/import", show, take),
    Page("case-export", "/cases/export", give_out),
)
