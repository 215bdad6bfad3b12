"""Published cases that need looking at: those that do not help, and those that grow old."""

from starlette.responses import Response

from admin.paging import Paging
from admin.visit import Page, Visit
from routing.ageing import REVIEW_NEAR, UNUSED_FOR, Age
from routing.usefulness import LEAST_WORDS

#: Choices of how far to look back, in days.
SPANS = (30, 90, 365)

AGES = {
    Age.LATE: "срок пересмотра прошёл",
    Age.NEAR: "скоро пересматривать",
    Age.UNUSED: "никто не открывает",
    Age.UNSOURCED: "не назван источник",
}


async def show_weak(visit: Visit) -> Response:
    days = next((span for span in SPANS if str(span) == visit.asked("days")), 90)
    usefulness = visit.services.curating.usefulness
    found = await usefulness.worst_first(days=days, now=visit.now)
    subject = visit.asked("subject")
    found = [each for each in found if subject in ("", each.tally.subject)]
    paging = Paging.of(visit.asked("page"), total=len(found))
    return await visit.render(
        "quality_weak.html",
        lines=found[paging.offset : paging.offset + paging.size],
        paging=paging,
        days=days,
        subject=subject,
        spans=[(span, f"{span} дней") for span in SPANS],
        least=LEAST_WORDS,
    )


async def show_ageing(visit: Visit) -> Response:
    age = next((age for age in Age if age.value == visit.asked("age")), None)
    subject = visit.asked("subject")
    found = [
        each
        for each in await visit.services.curating.ages.all(now=visit.now)
        if subject in ("", each.subject) and (age is None or age in each.ages)
    ]
    paging = Paging.of(visit.asked("page"), total=len(found))
    return await visit.render(
        "quality_ageing.html",
        lines=found[paging.offset : paging.offset + paging.size],
        paging=paging,
        age=age,
        subject=subject,
        ages=AGES,
        near=REVIEW_NEAR.days,
        unused=UNUSED_FOR.days,
    )


PAGES = (
    Page("weak", "/quality", show_weak),
    Page("ageing", "/quality/ageing", show_ageing),
)
