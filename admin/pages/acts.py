"""Acts that cases rest on: when one has ended, all of its cases are found and looked at again."""

from starlette.responses import Response

from admin.models import Deed, Matter
from admin.paging import Paging
from admin.visit import Page, Visit

_LONGEST = 300
#: More acts than this beside their cases mean that the words were too few.
_MOST_ACTS = 20


async def show(visit: Visit) -> Response:
    words = visit.asked("words")[:_LONGEST]
    acts = visit.services.curating.acts
    named, resting = await acts.named(words), await acts.resting(words)
    if visit.asked("review") and resting:
        return await _ask(visit, words, len(resting))
    paging = Paging.of(visit.asked("page"), total=len(resting or named))
    shown = slice(paging.offset, paging.offset + paging.size)
    return await visit.render(
        "quality_acts.html",
        words=words,
        named=named[:_MOST_ACTS] if resting else named[shown],
        resting=resting[shown],
        found=len(resting),
        paging=paging,
    )


async def _ask(visit: Visit, words: str, count: int) -> Response:
    return await visit.confirm(
        f"Отправить на пересмотр все найденные кейсы: {count}?",
        consequences=f"Это кейсы, которые опираются на «{words}». Их срок пересмотра станет "
        "прошедшим: бот больше не покажет их сразу, только предложит с предупреждением, пока "
        "каждый не опубликуют заново. Тексты, ждущие согласования, отправляют ещё раз.",
        button="Отправить на пересмотр",
        back=visit.link("acts", words=words),
    )


async def call_for_review(visit: Visit) -> Response:
    words = visit.asked("words")[:_LONGEST]
    acts, by = visit.services.curating.acts, visit.person.id
    called = await acts.call_for_review(words, by=by, now=visit.now)
    for case_id in called:
        await visit.note(Deed.CALLED_FOR_REVIEW, Matter.CASE, case_id)
    await visit.services.cases.refresh()
    flash = (
        f"На пересмотр отправлено кейсов: {len(called)}." if called else "Все уже на пересмотре."
    )
    return await visit.go("acts", flash=flash, words=words)


PAGES = (Page("acts", "/quality/acts", show, call_for_review),)
