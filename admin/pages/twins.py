"""Cases that are alike: side by side, merged or both kept."""

from starlette.responses import Response

from admin.errors import NothingHere
from admin.forms import Filled, whole_number
from admin.models import Deed, Matter
from admin.pages.case import differences
from admin.paging import Paging
from admin.visit import Page, Visit
from knowledge.curating_models import PairId
from knowledge.models import CaseId
from knowledge.twin_errors import NoteMissing


async def show(visit: Visit) -> Response:
    twins = visit.services.curating.twins
    paging = Paging.of(visit.asked("page"), total=await twins.count())
    pairs = await twins.page(limit=paging.size, offset=paging.offset)
    return await visit.render("twins.html", pairs=pairs, paging=paging)


async def show_pair(visit: Visit) -> Response:
    return await _pair(visit, Filled())


async def _pair(visit: Visit, filled: Filled) -> Response:
    pair = await visit.services.curating.twins.pair(_pair_id(visit))
    return await visit.render(
        "twin.html",
        pair=pair,
        differences=differences(pair.first, pair.second),
        filled=filled,
        status=422 if filled.errors else 200,
    )


async def decide(visit: Visit) -> Response:
    deed = visit.form.text("deed")
    if deed == "keep":
        return await _keep_both(visit)
    if deed == "merge":
        return await _merge(visit)
    raise NothingHere


async def _keep_both(visit: Visit) -> Response:
    pair_id, by = _pair_id(visit), visit.person.id
    try:
        twins = visit.services.curating.twins
        await twins.keep_both(pair_id, note=visit.form.text("note"), by=by, now=visit.now)
    except NoteMissing:
        wrong = {"note": "Напишите, почему нужны оба кейса."}
        return await _pair(visit, Filled(visit.form.values(), wrong))
    await visit.note(Deed.KEPT_TWINS, Matter.CASE, detail={"pair": pair_id})
    words = "Оставлены оба. Пара появится снова, если один из кейсов изменится."
    return await visit.go("twins", flash=words)


async def _merge(visit: Visit) -> Response:
    pair_id, keep = _pair_id(visit), CaseId(visit.form.text("case"))
    twins = visit.services.curating.twins
    gone = await twins.merge(pair_id, keep=keep, by=visit.person.id, now=visit.now)
    await visit.note(Deed.MERGED_CASES, Matter.CASE, keep, detail={"gone": gone, "pair": pair_id})
    await visit.services.cases.refresh()
    words = f"Кейс {gone} в архиве. Его вопросы — в новом тексте этого кейса, если их не было."
    return await visit.go("case", flash=words, id=keep)


def _pair_id(visit: Visit) -> PairId:
    number = whole_number(visit.asked("id"))
    if number is None:
        raise NothingHere
    return PairId(number)


PAGES = (Page("twins", "/quality/twins", show), Page("twin", "/quality/twin", show_pair, decide))
