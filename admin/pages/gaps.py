"""What teachers ask and the base lacks; and, apart from it, what they ask and find."""

from datetime import date

from starlette.responses import Response

from admin.errors import NothingHere
from admin.forms import Filled, whole_number
from admin.models import Deed, Matter
from admin.paging import Paging
from admin.visit import Page, Visit
from people.models import PersonId, Role
from routing.curating_models import GapId
from routing.errors import EmptyWords

#: By the name of the view in the address, in the order of the tabs.
VIEWS = {
    "open": "Нужен кейс",
    "begun": "Кейс начат",
    "postponed": "Отложены",
    "dismissed": "Не нужен",
}
#: What «often» looks back over.
OFTEN_DAYS = 90
_MOST_OFTEN = 50
_WRITERS = frozenset({Role.CURATOR, Role.ADMIN, Role.METHODIST})


async def show(visit: Visit) -> Response:
    gaps = visit.services.curating.gaps
    view = visit.asked("view") if visit.asked("view") in VIEWS else "open"
    mine = visit.person.id if visit.asked("mine") else None
    wanted = gaps.wanted(now=visit.now, view=view, subject=visit.asked("subject"), assigned_to=mine)
    paging = Paging.of(visit.asked("page"), total=await gaps.count(wanted, now=visit.now))
    # The names of gaps are words of teachers.
    await visit.note(Deed.READ_GAPS, Matter.GAP, detail={"view": view, "page": paging.number})
    lines = await gaps.page(wanted, now=visit.now, limit=paging.size, offset=paging.offset)
    return await visit.render(
        "gaps.html", views=VIEWS, view=view, wanted=wanted, paging=paging, lines=lines
    )


async def show_answered(visit: Visit) -> Response:
    usefulness = visit.services.curating.usefulness
    tallies = await usefulness.most_asked(days=OFTEN_DAYS, now=visit.now)
    return await visit.render(
        "gaps_answered.html", views=VIEWS, tallies=tallies[:_MOST_OFTEN], days=OFTEN_DAYS
    )


async def show_gap(visit: Visit) -> Response:
    return await _gap(visit, Filled())


async def _gap(visit: Visit, filled: Filled) -> Response:
    gap_id = _gap_id(visit)
    await visit.note(Deed.READ_GAP, Matter.GAP, gap_id)
    services = visit.services
    card = await services.curating.gaps.card(gap_id, now=visit.now)
    keepers = await _writers(visit)
    return await visit.render(
        "gap.html",
        card=card,
        line=card.line,
        keepers=keepers,
        filled=filled,
        status=422 if filled.errors else 200,
    )


async def decide(visit: Visit) -> Response:
    deed = visit.form.text("deed")
    if deed not in _DEEDS:
        raise NothingHere
    return await _DEEDS[deed](visit)


async def _assign(visit: Visit) -> Response:
    person_id = visit.form.number("person")
    to = PersonId(person_id) if person_id is not None else None
    gap_id = _gap_id(visit)
    if to is not None and to not in dict(await _writers(visit)):
        raise NothingHere
    await visit.services.curating.gaps.assign(gap_id, to)
    await visit.note(Deed.ASSIGNED_GAP, Matter.GAP, gap_id, detail={"person": to})
    return await visit.go("gap", flash="Готово: записано, кто пишет кейс.", id=gap_id)


async def _postpone(visit: Visit) -> Response:
    day, gap_id = _day(visit.form.text("until")), _gap_id(visit)
    today = visit.now.astimezone(visit.services.zone).date()
    if day is None or day <= today:
        return await _gap(visit, Filled(visit.form.values(), {"until": "Выберите день впереди."}))
    await visit.services.curating.gaps.postpone(gap_id, day, note=visit.form.text("why"))
    await visit.note(Deed.POSTPONED_GAP, Matter.GAP, gap_id)
    return await visit.go("gaps", flash="Пробел отложен; в свой день он вернётся в список.")


async def _dismiss(visit: Visit) -> Response:
    gap_id = _gap_id(visit)
    try:
        gaps = visit.services.curating.gaps
        await gaps.dismiss(gap_id, note=visit.form.text("note"), now=visit.now)
    except EmptyWords:
        wrong = {"note": "Напишите, почему кейс не нужен."}
        return await _gap(visit, Filled(visit.form.values(), wrong))
    await visit.note(Deed.DISMISSED_GAP, Matter.GAP, gap_id)
    return await visit.go("gaps", flash="Пробел убран; он во вкладке «Не нужен».")


async def _bring_back(visit: Visit) -> Response:
    gap_id = _gap_id(visit)
    await visit.services.curating.gaps.bring_back(gap_id)
    await visit.note(Deed.BROUGHT_BACK_GAP, Matter.GAP, gap_id)
    return await visit.go("gap", flash="Пробел снова в списке.", id=gap_id)


async def _begin(visit: Visit) -> Response:
    gap_id, gaps = _gap_id(visit), visit.services.curating.gaps
    case_id = await gaps.begin_case(gap_id, by=visit.person.id, now=visit.now)
    await visit.note(Deed.BEGAN_CASE, Matter.CASE, case_id, detail={"gap": gap_id})
    words = "Черновик начат из ответов методистов. Допишите его."
    return await visit.go("case-edit", flash=words, id=case_id)


_DEEDS = {
    "assign": _assign,
    "postpone": _postpone,
    "dismiss": _dismiss,
    "back": _bring_back,
    "begin": _begin,
}


async def _writers(visit: Visit) -> list[tuple[PersonId, str]]:
    """Whoever may write a case, with their names."""
    members = await visit.services.staff.members()
    return [
        (member.person_id, member.name or f"№{member.person_id}")
        for member in members
        if _WRITERS.intersection(member.roles)
    ]


def _gap_id(visit: Visit) -> GapId:
    number = whole_number(visit.asked("id"))
    if number is None:
        raise NothingHere
    return GapId(number)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


PAGES = (
    Page("gaps", "/gaps", show),
    Page("gaps-answered", "/gaps/answered", show_answered),
    Page("gap", "/gaps/gap", show_gap, decide),
)
