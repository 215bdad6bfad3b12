"""Trying a text out, sending it to a second person, and that one's word."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from starlette.responses import Response

from admin.case_form import personal_in, values_of
from admin.errors import NothingHere
from admin.models import Deed, Matter
from admin.pages.case import Difference, differences
from admin.visit import Page, Visit
from admin.words.lacks import lacking
from knowledge.errors import NoSuchCase
from knowledge.life import Standing
from knowledge.models import CaseId, VersionId
from knowledge.wording import blocks_of

_LONGEST_NOTE = 2_000


async def show(visit: Visit, *, wrong: str = "") -> Response:
    case_id = CaseId(visit.asked("id"))
    life = visit.services.life
    standing = await life.standing(case_id, now=visit.now)
    is_over = standing.is_in_force
    report = None if is_over else await life.try_out(case_id)
    return await visit.render(
        "case_check.html",
        status=422 if wrong else 200,
        wrong=wrong,
        standing=standing,
        text=standing.text,
        blocks=blocks_of(standing.text, edited_on=_today(visit), today=_today(visit)),
        personal=personal_in(values_of(standing.text, standing.tests)),
        lacks=[lacking(each) for each in standing.hindrances],
        report=report,
        differences=await _differences(visit, standing),
        proposals=await life.proposals(case_id),
        is_own=standing.is_own(visit.person.id),
    )


async def decide(visit: Visit) -> Response:
    deeds = {"send": _send, "withdraw": _withdraw, "approve": _approve, "return": _give_back}
    deed = deeds.get(visit.form.text("deed"))
    if deed is None:
        raise NothingHere
    return await deed(visit, CaseId(visit.asked("id")))


async def _send(visit: Visit, case_id: CaseId) -> Response:
    day = _day(visit.form.text("publish_on"))
    if visit.form.text("publish_on") and day is None:
        return await show(visit, wrong="Дата не читается: выберите день в календаре.")
    publish_at = _beginning(visit, day) if day else None
    life = visit.services.life
    await life.send(case_id, publish_at=publish_at, by=visit.person.id, now=visit.now)
    await visit.note(Deed.SENT_CASE, Matter.CASE, case_id)
    words = "Отправлено на согласование: опубликует другой куратор."
    return await visit.go("case-check", flash=words, id=case_id)


async def _withdraw(visit: Visit, case_id: CaseId) -> Response:
    await visit.services.life.withdraw(case_id, by=visit.person.id, now=visit.now)
    await visit.note(Deed.WITHDREW_CASE, Matter.CASE, case_id)
    return await visit.go("case-check", flash="Отозвано, можно править.", id=case_id)


async def _approve(visit: Visit, case_id: CaseId) -> Response:
    life = visit.services.life
    is_in_force = await life.approve(
        case_id,
        _version(visit),
        accepts_regressions=visit.form.is_checked("accepts"),
        by=visit.person.id,
        now=visit.now,
    )
    accepted = {"accepted_regressions": visit.form.is_checked("accepts")}
    await visit.note(Deed.APPROVED_CASE, Matter.CASE, case_id, detail=accepted)
    words = "Опубликовано: бот уже отвечает этим текстом."
    if is_in_force:
        await visit.services.cases.refresh()
    else:
        words = "Согласовано: бот покажет текст в назначенный день."
    return await visit.go("case", flash=words, id=case_id)


async def _give_back(visit: Visit, case_id: CaseId) -> Response:
    note = visit.form.text("note")[:_LONGEST_NOTE]
    if not note:
        return await show(visit, wrong="Напишите автору, что поправить.")
    life, by = visit.services.life, visit.person.id
    await life.give_back(case_id, _version(visit), note=note, by=by, now=visit.now)
    await visit.note(Deed.RETURNED_CASE, Matter.CASE, case_id)
    return await visit.go("case-check", flash="Возвращено автору.", id=case_id)


async def _differences(visit: Visit, standing: Standing) -> Sequence[Difference]:
    """What the text changes in the one in force."""
    if standing.is_in_force:
        return ()
    try:
        former = await visit.services.casebook.current(standing.text.case_id)
    except NoSuchCase:
        return ()
    return differences(former, standing.text)


def _version(visit: Visit) -> VersionId:
    number = visit.form.number("version")
    if number is None:
        raise NothingHere
    return VersionId(number)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _today(visit: Visit) -> date:
    return visit.now.astimezone(visit.services.zone).date()


def _beginning(visit: Visit, day: date) -> datetime:
    return datetime.combine(day, time.min, visit.services.zone).astimezone(UTC)


PAGES = (Page("case-check", "/cases/check", show, decide),)
