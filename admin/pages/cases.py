"""The list of cases: filters, and the search that the bot itself uses."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TypeVar

from starlette.responses import Response

from admin.case_form import KINDS
from admin.paging import Paging
from admin.visit import Page, Visit
from knowledge.catalogue import REVIEW_SOON, CaseLine
from knowledge.catalogue_queries import CaseFilter
from knowledge.explaining import limits, reasons, remark, verdict
from knowledge.life_models import ProposalState
from knowledge.models import CaseState
from knowledge.search import FOR_TEACHERS, Finding
from people.levels import Level

#: No question of a teacher is longer where the bot searches.
_LONGEST_WORDS = 500

Member = TypeVar("Member", CaseState, Level, ProposalState)


@dataclass(frozen=True)
class Found:
    """A case that the bot would find, with how surely."""

    line: CaseLine
    share: float
    reasons: tuple[str, ...]
    """What speaks for it and against it."""


def asked_filter(visit: Visit, *, today: date) -> CaseFilter:
    """What the address asks for; what makes no sense is left out."""
    by_review = today + REVIEW_SOON + timedelta(days=1) if visit.asked("review") else None
    return CaseFilter(
        words=visit.asked("words")[:_LONGEST_WORDS],
        subject=visit.asked("subject"),
        level=_member(Level, visit.asked("level")),
        state=_member(CaseState, visit.asked("state")),
        audience=visit.asked("audience"),
        kind=visit.asked("kind"),
        proposal=_member(ProposalState, visit.asked("proposal")),
        lacks_vectors_of=_fingerprint(visit) if visit.asked("unseen") else "",
        review_before=by_review,
        is_waiting=bool(visit.asked("waiting")),
    )


async def show(visit: Visit) -> Response:
    today = visit.now.astimezone(visit.services.zone).date()
    wanted = asked_filter(visit, today=today)
    catalogue = visit.services.catalogue
    paging = Paging.of(visit.asked("page"), total=await catalogue.count(wanted))
    lines = await catalogue.page(wanted, limit=paging.size, offset=paging.offset)
    question = visit.asked("question")[:_LONGEST_WORDS]
    audiences = (wanted.audience,) if wanted.audience else FOR_TEACHERS
    find = visit.services.cases.find
    finding = (await find(question, audiences=audiences)).as_of(today) if question else None
    return await visit.render(
        "cases.html",
        wanted=wanted,
        question=question,
        finding=finding,
        why=_why(visit, finding) if finding else (),
        found=await _found(visit, finding, wanted) if finding else (),
        paging=paging,
        lines=lines,
        today=today,
        kinds=[(kind, kind) for kind in KINDS],
        levels=[(level.value, level.value) for level in Level],
    )


async def _found(visit: Visit, finding: Finding, wanted: CaseFilter) -> Sequence[Found]:
    """What the bot found, in its order, as far as it is of the wanted subject and level.

    A case that has gone meanwhile is left out.
    """
    ids = [match.case_id for match in finding.matches]
    lines = await visit.services.catalogue.lines(ids)
    return [
        Found(lines[match.case_id], match.score, reasons(asdict(match.signals)))
        for match in finding.matches
        if match.case_id in lines
        and wanted.subject in ("", match.subject)
        and wanted.level in (None, match.level)
    ]


def _why(visit: Visit, finding: Finding) -> Sequence[str]:
    """Why the bot would do so: what it decided, and from where on it is sure."""
    _, encoder, calibration = visit.services.cases.now_seen
    _, sentence = verdict(finding.decision, nothing_asked=finding.nothing_asked)
    is_fitted = calibration.is_fitted and encoder is not None
    bounds = limits(
        answer_from=calibration.answer_from if is_fitted else None,
        offer_from=calibration.offer_from if encoder else calibration.offer_by_words_from,
    )
    changed = [f"{remark(name).capitalize()}." for name in finding.remarks]
    return [sentence, *changed, bounds]


def _fingerprint(visit: Visit) -> str:
    _, encoder, _ = visit.services.cases.now_seen
    return encoder.fingerprint if encoder else "none"


def _member(kind: type[Member], value: str) -> Member | None:
    return next((member for member in kind if member.value == value), None)


PAGES = (Page("cases", "/cases", show),)
