"""The register of methodists: who is in it, a file in and out, and an invitation of a row."""

from starlette.responses import Response

from admin.errors import NothingHere
from admin.forms import whole_number
from admin.importing import Importing
from admin.models import Deed, Matter
from admin.paging import Paging
from admin.visit import Page, Visit
from admin.words import names
from kit.files import TYPES
from people.models import Role
from people.pool.files import spoken
from people.pool.models import PoolEntryId, PoolUploadId
from people.pool.service import Fate
from people.pool.uploads import PoolPlan
from people.service import INVITATION_LASTS


async def show(visit: Visit) -> Response:
    listed = await visit.services.pool.listed()
    paging = Paging.of(visit.asked("page"), total=len(listed))
    return await visit.render(
        "pool.html",
        rows=listed[paging.offset : paging.offset + paging.size],
        paging=paging,
        bound=sum(each.is_bound for each in listed),
    )


async def show_entry(visit: Visit) -> Response:
    """All that is known of one methodist; the day of birth and diagnostics are among it."""
    entry_id = _entry_id(visit)
    draft = await visit.services.pool.entry(entry_id)
    await visit.note(Deed.READ_ENTRY, Matter.ENTRY, entry_id)
    facts = [
        (title, "; ".join(value) if isinstance(value, tuple) else value)
        for title, value in spoken(draft).items()
        if title != "ФИО"
    ]
    return await visit.render("pool_entry.html", draft=draft, facts=facts, entry_id=entry_id)


async def invite(visit: Visit) -> Response:
    """An invitation that makes whoever accepts it the person of this row."""
    entry_id = _entry_id(visit)
    draft = await visit.services.pool.entry(entry_id)
    code = await visit.services.directory.invite(
        Role.METHODIST,
        subjects=draft.subjects,
        name=draft.name,
        entry_id=entry_id,
        now=visit.now,
    )
    detail = {"role": Role.METHODIST.value, "entry": entry_id}
    await visit.note(Deed.MADE_INVITATION, Matter.INVITATION, detail=detail)
    return await visit.render(
        "invited.html", code=code, role=Role.METHODIST, days=INVITATION_LASTS.days
    )


async def _lay_down(visit: Visit, name: str, data: bytes) -> PoolUploadId:
    return await visit.services.pool_files.lay_down(name, data, by=visit.person.id, now=visit.now)


async def _plan(visit: Visit, upload_id: int) -> PoolPlan:
    files, by = visit.services.pool_files, visit.person.id
    return await files.plan(PoolUploadId(upload_id), by=by, now=visit.now)


async def _carry_out(visit: Visit, upload_id: int) -> Response:
    files, by = visit.services.pool_files, visit.person.id
    outcome = await files.carry_out(PoolUploadId(upload_id), by=by, now=visit.now)
    new, changed, same = (outcome.count(fate) for fate in Fate)
    counts = {"added": new, "changed": changed}
    await visit.note(Deed.IMPORTED_POOL, Matter.ENTRY, detail=counts)
    words = f"Загружено в реестр: новых {new}, изменённых {changed}, без изменений {same}."
    handed_on = await visit.services.departures.release(visit.now)
    if handed_on:
        words += f" Передано вопросов тех, кто больше не отвечает: {handed_on}."
    return await visit.go("pool", flash=words)


_IMPORT = Importing("pool-import", "pool_import.html", names.FATES, _lay_down, _plan, _carry_out)


async def give_out(visit: Visit) -> Response:
    """The register as a file, whole or as everybody may see it."""
    ending, public = f".{visit.asked('form')}", bool(visit.asked("public"))
    if ending not in TYPES:
        raise NothingHere
    detail = {"form": ending, "public": public}
    await visit.note(Deed.EXPORTED_POOL, Matter.ENTRY, detail=detail)
    data = await visit.services.pool_files.export(ending, public=public, now=visit.now)
    day = visit.now.astimezone(visit.services.zone).date()
    name = "spisok-metodistov" if public else "reestr-metodistov"
    headers = {"Content-Disposition": f'attachment; filename="{name}-{day}{ending}"'}
    return Response(data, media_type=TYPES[ending], headers=headers)


def _entry_id(visit: Visit) -> PoolEntryId:
    number = whole_number(visit.asked("id"))
    if number is None:
        raise NothingHere
    return PoolEntryId(number)


PAGES = (
    Page("pool", "/people/register", show),
    Page("pool-entry", "/people/register/entry", show_entry),
    Page("pool-invite", "/people/register/invite", None, invite),
    Page("pool-import", "/people/register/import", _IMPORT.show, _IMPORT.take),
    Page("pool-export", "/people/register/export", give_out),
)
