"""Versions that were found wrong: taken out at once, and corrected with whoever received them."""

from starlette.responses import Response

from admin.errors import NothingHere
from admin.forms import Filled, whole_number
from admin.models import Deed, Matter
from admin.visit import Page, Visit
from knowledge.curating_models import RecallId
from knowledge.models import CaseId
from routing.curating_models import CorrectionId, Received
from routing.errors import EmptyWords
from routing.recall import RecallCard, names_needed

#: What a message of any messenger can carry together with its heading.
LONGEST_CORRECTION = 3_000


async def show(visit: Visit) -> Response:
    return await visit.render("recalls.html", recalls=await visit.services.curating.recalls.all())


async def show_new(visit: Visit) -> Response:
    return await _new(visit, Filled())


async def _new(visit: Visit, filled: Filled) -> Response:
    case_id, number = _case(visit)
    text = await visit.services.catalogue.version(case_id, number)
    status = 422 if filled.errors else 200
    return await visit.render("recall_new.html", text=text, filled=filled, status=status)


async def recall(visit: Visit) -> Response:
    case_id, number = _case(visit)
    reason, by = visit.form.text("reason")[:LONGEST_CORRECTION], visit.person.id
    recalls = visit.services.curating.recalls
    try:
        recall_id = await recalls.recall(case_id, number, reason=reason, by=by, now=visit.now)
    except EmptyWords:
        wrong = {"reason": "Напишите, что неверно: коллеги должны понять."}
        return await _new(visit, Filled(visit.form.values(), wrong))
    detail = {"version": number, "recall": recall_id}
    await visit.note(Deed.RECALLED_CASE, Matter.CASE, case_id, detail=detail)
    await visit.services.cases.refresh()
    words = "Версия отозвана: бот её больше не показывает. Напишите исправление."
    return await visit.go("recall", flash=words, id=recall_id)


async def show_recall(visit: Visit) -> Response:
    return await _recall(visit, Filled())


async def _recall(visit: Visit, filled: Filled) -> Response:
    recall_id = _recall_id(visit)
    # Who received a version is something about people.
    await visit.note(Deed.READ_RECALL, Matter.RECALL, recall_id)
    card = await visit.services.curating.recalls.card(recall_id)
    newest = card.wordings[0] if card.wordings else None
    values = filled.values or {"text": newest.text if newest else ""}
    return await visit.render(
        "recall.html",
        card=card,
        newest=newest,
        people=await _names(visit, card),
        methodists=card.of(Received.SENT_IT),
        askers=card.of(Received.ASKED),
        filled=Filled(values, filled.errors),
        longest=LONGEST_CORRECTION,
        status=422 if filled.errors else 200,
    )


async def write(visit: Visit) -> Response:
    """Keep the words, or send them: the form says which."""
    if visit.form.text("deed") == "send":
        return await _send(visit)
    recall_id, text = _recall_id(visit), visit.form.text("text")
    wrong = _wrong(text)
    if wrong:
        return await _recall(visit, Filled(visit.form.values(), {"text": wrong}))
    recalls = visit.services.curating.recalls
    correction = await recalls.write(recall_id, text, by=visit.person.id, now=visit.now)
    detail = {"correction": correction}
    await visit.note(Deed.WROTE_CORRECTION, Matter.RECALL, recall_id, detail=detail)
    words = "Исправление сохранено. Отправит его другой человек: попросите коллегу."
    return await visit.go("recall", flash=words, id=recall_id)


async def _send(visit: Visit) -> Response:
    recall_id, correction_id = _recall_id(visit), visit.form.number("correction")
    if correction_id is None:
        raise NothingHere
    recalls = visit.services.curating.recalls
    told = await recalls.send(CorrectionId(correction_id), by=visit.person.id, now=visit.now)
    detail = {"correction": correction_id, "people": told}
    await visit.note(Deed.SENT_CORRECTION, Matter.RECALL, recall_id, detail=detail)
    words = f"Исправление отправлено, людей: {told}." if told else "Писать больше некому."
    return await visit.go("recall", flash=words, id=recall_id)


async def _names(visit: Visit, card: RecallCard) -> dict[int, str]:
    """Names of colleagues; an asker's name is never shown."""
    found: dict[int, str] = {}
    for person_id in {*names_needed(card), card.version.recalled_by}:
        person = await visit.services.directory.person(person_id)
        found[person_id] = person.name or "без имени"
    return found


def _wrong(text: str) -> str:
    if not text:
        return "Напишите, как верно: это прочтут учителя."
    if len(text) > LONGEST_CORRECTION:
        return f"Не длиннее {LONGEST_CORRECTION} знаков: это сообщение в чате."
    return ""


def _case(visit: Visit) -> tuple[CaseId, int]:
    number = whole_number(visit.asked("number"))
    if number is None:
        raise NothingHere
    return CaseId(visit.asked("id")), number


def _recall_id(visit: Visit) -> RecallId:
    number = whole_number(visit.asked("id"))
    if number is None:
        raise NothingHere
    return RecallId(number)


PAGES = (
    Page("recalls", "/quality/recalls", show),
    Page("recall-new", "/quality/recall-new", show_new, recall),
    Page("recall", "/quality/recall", show_recall, write),
)
