"""Many cases at once: a file in, looked through before anything changes, and the base out."""

from starlette.responses import Response

from admin.errors import NothingHere
from admin.importing import Importing
from admin.models import Deed, Matter
from admin.sheets import streamed
from admin.visit import Page, Visit
from admin.words import names
from kit.files import TYPES
from knowledge.bulk import Plan
from knowledge.life_models import UploadId


async def _lay_down(visit: Visit, name: str, data: bytes) -> UploadId:
    return await visit.services.bulk.lay_down(name, data, by=visit.person.id, now=visit.now)


async def _plan(visit: Visit, upload_id: int) -> Plan:
    by = visit.person.id
    return await visit.services.bulk.plan(UploadId(upload_id), by=by, now=visit.now)


async def _carry_out(visit: Visit, upload_id: int) -> Response:
    by, bulk = visit.person.id, visit.services.bulk
    outcome = await bulk.carry_out(UploadId(upload_id), by=by, now=visit.now)
    counts = {"added": outcome.added, "changed": outcome.changed}
    await visit.note(Deed.IMPORTED_CASES, Matter.CASE, detail=counts)
    words = (
        f"Загружено: новых {outcome.added}, изменённых {outcome.changed}, без изменений "
        f"{outcome.unchanged}. Тексты ждут согласования."
    )
    return await visit.go("cases", flash=words, waiting="1")


_IMPORT = Importing(
    "case-import", "case_import.html", names.ROW_KINDS, _lay_down, _plan, _carry_out
)


async def give_out(visit: Visit) -> Response:
    """The whole base as a file to keep."""
    ending = f".{visit.asked('form')}"
    if ending not in TYPES:
        raise NothingHere
    await visit.note(Deed.EXPORTED_CASES, Matter.CASE, detail={"form": ending})
    day = visit.now.astimezone(visit.services.zone).date()
    return streamed(f"cases-{day}{ending}", TYPES[ending], visit.services.bulk.export(ending))


PAGES = (
    Page("case-import", "/cases/import", _IMPORT.show, _IMPORT.take),
    Page("case-export", "/cases/export", give_out),
)
