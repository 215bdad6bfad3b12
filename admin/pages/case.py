"""One case: its text, its versions, and what a version changed."""

from dataclasses import dataclass

from starlette.responses import Response

from admin.diffing import Piece, compare
from admin.errors import NothingHere
from admin.forms import whole_number
from admin.visit import Page, Visit
from knowledge.models import CaseId
from knowledge.service import CaseText

#: What two versions are compared by, with the Russian name of each.
COMPARED = {
    "title": "Название",
    "subject": "Предмет",
    "level": "Уровень",
    "audience": "Кому",
    "kind": "Вид",
    "direction": "Направление",
    "topics": "Темы",
    "problem": "Ситуация",
    "solution": "Что делать",
    "materials": "Материалы",
    "questions": "Как об этом спрашивают",
    "basis": "На чём основано",
    "source": "Источник",
    "author": "Автор",
    "review_by": "Пересмотреть до",
}


@dataclass(frozen=True)
class Difference:
    """A field that two versions say differently."""

    name: str
    pieces: list[Piece]


async def show(visit: Visit) -> Response:
    case_id = CaseId(visit.asked("id"))
    card = await visit.services.catalogue.card(case_id)
    versions = await visit.services.catalogue.versions(case_id)
    shown = await visit.services.readership.counts([line.version_id for line in versions])
    is_kept = visit.may_open("case-edit")
    standing = await visit.services.life.standing(case_id, now=visit.now) if is_kept else None
    return await visit.render(
        "case.html",
        card=card,
        text=card.latest,
        versions=versions,
        shown=shown,
        standing=standing,
        successor=await visit.services.curating.twins.successor(case_id),
    )


async def show_version(visit: Visit) -> Response:
    """A version as it was, and what it changed in the one before."""
    case_id, number = CaseId(visit.asked("id")), whole_number(visit.asked("number"))
    if number is None:
        raise NothingHere
    catalogue = visit.services.catalogue
    versions = await catalogue.versions(case_id)
    text = await catalogue.version(case_id, number)
    earlier = max((each.number for each in versions if each.number < number), default=None)
    former = await catalogue.version(case_id, earlier) if earlier is not None else None
    return await visit.render(
        "case_version.html",
        text=text,
        line=next(each for each in versions if each.number == number),
        former=former,
        is_latest=number == versions[0].number,
        differences=differences(former, text) if former else (),
    )


def differences(old: CaseText, new: CaseText) -> list[Difference]:
    """The fields that changed, in the order of a case."""
    pairs = ((name, _words(old, field), _words(new, field)) for field, name in COMPARED.items())
    return [
        Difference(name, compare(before, after)) for name, before, after in pairs if before != after
    ]


def _words(text: CaseText, field: str) -> str:
    value = getattr(text, field)
    if isinstance(value, tuple):
        return "\n".join(value)
    return "" if value is None else str(value)


PAGES = (
    Page("case", "/cases/case", show),
    Page("case-version", "/cases/version", show_version),
)
