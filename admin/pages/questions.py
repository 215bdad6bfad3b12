"""The register of questions: what waits, and everything that was ever asked."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from starlette.responses import Response

from admin.forms import whole_number
from admin.models import Deed, Matter
from admin.paging import Paging
from admin.visit import Page, Visit
from admin.words import questions as words
from people.models import PersonId, Role
from routing.models import QuestionId, QuestionState
from routing.register import Row
from routing.register_queries import SEARCHED_UP_TO, Heap, QuestionFilter
from routing.rights import reads_words

#: The part of the address that means «whatever its state».
HISTORY = "all"
_LONGEST_WORDS = 200

Member = TypeVar("Member", Heap, QuestionState)


async def show(visit: Visit) -> Response:
    wanted = _asked(visit)
    register = visit.services.register
    found = await register.find(wanted)
    paging = Paging.of(visit.asked("page"), total=found.total)
    rows = await register.page(found, limit=paging.size, offset=paging.offset)
    read = [row for row in rows if row.reads]
    if read:
        await visit.note(Deed.READ_QUESTIONS, Matter.QUESTION, detail=_read(read))
    return await visit.render(
        "questions.html",
        words=words,
        wanted=wanted,
        heap=wanted.heap.value if wanted.heap else HISTORY,
        tabs=_tabs(visit, wanted.heap),
        nothing=words.NOTHING[wanted.heap] if wanted.heap else "Таких вопросов нет.",
        reads=reads_words(visit.person),
        sees_methodists=sees_methodists(visit),
        methodists=await _methodists(visit),
        searched_up_to=SEARCHED_UP_TO,
        since=visit.asked_day("since"),
        until=visit.asked_day("until"),
        paging=paging,
        rows=rows,
    )


def sees_methodists(visit: Visit) -> bool:
    """Observers watch the hotline, not single people."""
    return visit.has(Role.METHODIST, Role.COORDINATOR, Role.CURATOR, Role.ADMIN)


def beginning(of: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day in the region."""
    return datetime.combine(of, time.min, zone).astimezone(UTC)


def question_number(text: str) -> QuestionId | None:
    """«№17», «17»; ``None`` for anything else."""
    number = whole_number(text.removeprefix("№"))
    return QuestionId(number) if number is not None else None


def _asked(visit: Visit) -> QuestionFilter:
    zone = visit.services.zone
    since, until = visit.asked_day("since"), visit.asked_day("until")
    methodist_id = whole_number(visit.asked("methodist")) if sees_methodists(visit) else None
    number = question_number(visit.asked("number"))
    # Whoever names a number wants that question, wherever it lies.
    heap = None if number is not None else _heap(visit)
    return QuestionFilter(
        reader_id=visit.person.id,
        now=visit.now,
        heap=heap,
        number=number,
        subject=visit.asked("subject"),
        state=_member(QuestionState, visit.asked("state")),
        methodist_id=PersonId(methodist_id) if methodist_id is not None else None,
        since=beginning(since, zone) if since else None,
        before=beginning(until + timedelta(days=1), zone) if until else None,
        words=visit.asked("words")[:_LONGEST_WORDS],
    )


def _heap(visit: Visit) -> Heap | None:
    asked = visit.asked("heap")
    if asked == HISTORY:
        return None
    usual = Heap.OPEN if visit.has(Role.COORDINATOR, Role.ADMIN) else None
    if usual is None and visit.has(Role.METHODIST):
        usual = Heap.MINE
    return _member(Heap, asked) or usual


def _tabs(visit: Visit, heap: Heap | None) -> list[tuple[str, str, bool]]:
    link = visit.link
    shown = [each for each in Heap if each is not Heap.MINE or visit.has(Role.METHODIST)]
    tabs = [(link("questions", heap=each.value), words.HEAPS[each], each is heap) for each in shown]
    return [*tabs, (link("questions", heap=HISTORY), "История", heap is None)]


async def _methodists(visit: Visit) -> list[tuple[PersonId, str]]:
    if not sees_methodists(visit):
        return []
    members = await visit.services.staff.members()
    return [(each.person_id, each.name) for each in members if each.duty is not None]


def _read(rows: Sequence[Row]) -> dict[str, int]:
    ids = [row.question_id for row in rows]
    return {"count": len(ids), "from": min(ids), "to": max(ids)}


def _member(kind: type[Member], value: str) -> Member | None:
    return next((member for member in kind if member.value == value), None)


PAGES = (Page("questions", "/questions", show),)
