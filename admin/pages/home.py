"""What needs this person this week: numbers, each with what it counts and where it leads."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

from admin.visit import Page, Visit
from knowledge.catalogue import REVIEW_SOON
from knowledge.catalogue_queries import CaseFilter
from people.models import Role


@dataclass(frozen=True)
class Counter:
    """A number of the home page."""

    value: int
    name: str
    definition: str
    href: str
    """Where the things counted stand; empty while no page lists them."""
    symbol: str
    is_urgent: bool = False
    """Marked when it is not zero."""


#: Counts for one visit; no counters where the number is none of this person's business.
Counting = Callable[[Visit], Awaitable[Sequence[Counter]]]


async def _cases(visit: Visit) -> Sequence[Counter]:
    if not visit.has(Role.CURATOR, Role.ADMIN):
        return ()
    soon = visit.now.astimezone(visit.services.zone).date() + REVIEW_SOON
    catalogue = visit.services.catalogue
    return (
        Counter(
            await catalogue.count(CaseFilter(is_waiting=True)),
            "На согласовании",
            "Черновики и новые тексты, которые никто ещё не опубликовал.",
            visit.link("cases", waiting="1"),
            "wait",
        ),
        Counter(
            await catalogue.count(CaseFilter(review_before=soon + timedelta(days=1))),
            "Устаревает",
            f"Опубликованные кейсы, срок пересмотра которых прошёл или выйдет за {REVIEW_SOON.days}"
            " дней.",
            visit.link("cases", review="1"),
            "clock",
        ),
    )


async def _questions(visit: Visit) -> Sequence[Counter]:
    if not visit.has(Role.CURATOR, Role.COORDINATOR, Role.ADMIN):
        return ()
    needs = await visit.services.attention.needs(now=visit.now)
    counters: list[Counter] = []
    if visit.has(Role.CURATOR, Role.ADMIN):
        counters += [
            Counter(
                needs.gaps,
                "Пробелы",
                "Вопросы за 7 дней, на которые в базе не нашлось ни одного случая.",
                visit.link("gaps"),
                "gap",
            ),
            Counter(
                needs.not_helped,
                "Не помогло",
                "Вопросы за 7 дней, где случай показали, но понадобился человек.",
                visit.link("weak"),
                "down",
            ),
        ]
    if visit.has(Role.COORDINATOR, Role.ADMIN):
        counters += [
            Counter(
                needs.unassigned,
                "Без методиста",
                "Вопросы, которых сейчас нет ни у кого.",
                visit.link("questions", heap="unassigned"),
                "people",
                is_urgent=True,
            ),
            Counter(
                needs.overdue,
                "Просрочены",
                "Вопросы у методистов, чей обещанный срок прошёл.",
                visit.link("questions", heap="overdue"),
                "warn",
                is_urgent=True,
            ),
        ]
    return counters


async def _base(visit: Visit) -> Sequence[Counter]:
    if not visit.has(Role.CURATOR, Role.ADMIN):
        return ()
    curating = visit.services.curating
    return (
        Counter(
            await curating.twins.count(),
            "Похожие кейсы",
            "Пары опубликованных кейсов, близких по смыслу, о которых ещё не решили.",
            visit.link("twins"),
            "twins",
        ),
        Counter(
            await curating.recalls.count_uncorrected(),
            "Ждут исправления",
            "Отозванные версии, по которым исправление ещё никому не отправлено.",
            visit.link("recalls"),
            "back",
            is_urgent=True,
        ),
    )


#: What counts, in the order of the page; a module of pages adds its own here.
COUNTINGS: tuple[Counting, ...] = (_questions, _cases, _base)


async def show(visit: Visit) -> Response:
    counters = [counter for counting in COUNTINGS for counter in await counting(visit)]
    calm = bool(counters) and not any(counter.value for counter in counters)
    return await visit.render("home.html", counters=counters, is_calm=calm)


PAGES = (Page("home", "/", show),)
