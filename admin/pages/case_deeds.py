"""What happens to a whole case: into the archive, back to an old text; and who was shown it."""

from starlette.responses import Response

from admin.errors import NothingHere
from admin.forms import whole_number
from admin.models import Deed, Matter
from admin.visit import Page, Visit
from knowledge.models import CaseId

#: More readers than this are not named on one page.
_MOST_READERS = 200


async def ask_to_archive(visit: Visit) -> Response:
    case_id = CaseId(visit.asked("id"))
    card = await visit.services.catalogue.card(case_id)
    return await visit.confirm(
        f"Убрать в архив «{card.latest.title}»?",
        consequences="Бот перестанет находить этот кейс сразу же. Все версии останутся, и вернуть "
        "его можно тем же путём, каким публикуют: через согласование.",
        button="Убрать в архив",
        back=visit.link("case", id=case_id),
        is_grave=True,
    )


async def archive(visit: Visit) -> Response:
    case_id = CaseId(visit.asked("id"))
    await visit.services.life.archive(case_id, by=visit.person.id, now=visit.now)
    await visit.note(Deed.ARCHIVED_CASE, Matter.CASE, case_id)
    await visit.services.cases.refresh()
    return await visit.go("case", flash="Кейс в архиве, бот его больше не находит.", id=case_id)


async def ask_to_roll_back(visit: Visit) -> Response:
    case_id, number = CaseId(visit.asked("id")), _number(visit)
    text = await visit.services.catalogue.version(case_id, number)
    return await visit.confirm(
        f"Вернуть текст версии {number}?",
        consequences=f"Появится новая версия с текстом «{text.title}»; нынешние останутся в "
        "истории. Учителя увидят её после согласования.",
        button="Вернуть этот текст",
        back=visit.link("case-version", id=case_id, number=number),
    )


async def roll_back(visit: Visit) -> Response:
    case_id, number = CaseId(visit.asked("id")), _number(visit)
    back = await visit.services.life.roll_back(case_id, number, by=visit.person.id, now=visit.now)
    versions = {"from": number, "version": back.number}
    await visit.note(Deed.ROLLED_BACK_CASE, Matter.CASE, case_id, detail=versions)
    words = f"Версия {back.number} повторяет версию {number}."
    return await visit.go("case-check", flash=words, id=case_id)


async def show_readers(visit: Visit) -> Response:
    """Who was shown a version, by name: for admins, and each look is written down first."""
    case_id, number = CaseId(visit.asked("id")), _number(visit)
    text = await visit.services.catalogue.version(case_id, number)
    await visit.note(Deed.READ_READERS, Matter.CASE, case_id, detail={"version": number})
    readers = await visit.services.readership.readers(text.version_id, limit=_MOST_READERS)
    return await visit.render(
        "case_readers.html", text=text, readers=readers, is_cut=len(readers) == _MOST_READERS
    )


def _number(visit: Visit) -> int:
    number = whole_number(visit.asked("number"))
    if number is None:
        raise NothingHere
    return number


PAGES = (
    Page("case-archive", "/cases/archive", ask_to_archive, archive),
    Page("case-rollback", "/cases/rollback", ask_to_roll_back, roll_back),
    Page("case-readers", "/cases/readers", show_readers),
)
