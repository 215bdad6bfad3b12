"""The log of deeds: who did or read what."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from starlette.responses import Response

from admin.audit import AuditLine
from admin.forms import whole_number
from admin.models import Deed, Matter
from admin.paging import Paging
from admin.queries import AuditFilter
from admin.sheets import Row, long_table
from admin.visit import Page, Visit
from admin.words import names
from people.models import PersonId

#: More entries go into no file; filters narrow them.
MOST_EXPORTED = 50_000


async def show(visit: Visit) -> Response:
    wanted = _asked(visit)
    if _is_about_somebody(wanted):
        await visit.note(Deed.READ_AUDIT, Matter.LOG, detail={"person": wanted.person_id})
    log = visit.services.log
    paging = Paging.of(visit.asked("page"), total=await log.count(wanted), size=50)
    lines = await log.page(wanted, limit=paging.size, offset=paging.offset)
    return await visit.render(
        "audit.html",
        wanted=wanted,
        since=visit.asked_day("since"),
        until=visit.asked_day("until"),
        paging=paging,
        lines=lines,
    )


def _is_about_somebody(wanted: AuditFilter) -> bool:
    return wanted.person_id is not None


def _asked(visit: Visit) -> AuditFilter:
    zone = visit.services.zone
    person_id = whole_number(visit.asked("person"))
    since, until = visit.asked_day("since"), visit.asked_day("until")
    return AuditFilter(
        person_id=PersonId(person_id) if person_id is not None else None,
        deed=next((deed for deed in Deed if deed.value == visit.asked("deed")), None),
        matter=next((matter for matter in Matter if matter.value == visit.asked("matter")), None),
        matter_id=visit.asked("matter_id")[:100],
        since=_beginning(since, zone) if since else None,
        before=_beginning(until + timedelta(days=1), zone) if until else None,
    )


def _beginning(of: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(of, time.min, zone).astimezone(UTC)


async def download(visit: Visit) -> Response:
    """The entries that the filters want, as a table: moments, numbers and names of deeds."""
    wanted = _asked(visit)
    await visit.note(Deed.EXPORTED_LOG, Matter.LOG, detail={"person": wanted.person_id})
    tell, log = partial(_row, visit.services.zone), visit.services.log
    batches = (map(tell, lines) async for lines in log.batches(wanted, most=MOST_EXPORTED))
    headings = ("когда", "№ человека", "имя", "действие", "над чем", "номер", "подробности")
    return long_table("zhurnal", visit.asked("form"), headings, batches)


def _row(zone: ZoneInfo, line: AuditLine) -> Row:
    return (
        line.at.astimezone(zone).replace(tzinfo=None, microsecond=0),
        line.person_id,
        line.name,
        names.DEEDS[line.deed],
        names.MATTERS[line.matter],
        line.matter_id,
        ", ".join(f"{name}: {value}" for name, value in line.detail.items()),
    )


PAGES = (Page("audit", "/audit", show), Page("audit-file", "/audit/file", download))
