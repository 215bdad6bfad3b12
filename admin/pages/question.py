"""One question with its whole story, why it went this way, and giving it to a methodist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from admin.forms import Filled
from admin.models import Deed, Matter
from admin.pages.questions import question_number, sees_methodists
from admin.visit import Page, Visit
from admin.words import names
from admin.words import questions as words
from knowledge import explaining
from people.models import PersonId
from routing.coordinating import Candidate
from routing.errors import NoSuchQuestion
from routing.models import WITH_PEOPLE, EntryKind, QuestionId
from routing.register import Dossier
from routing.subject import Why

_LONGEST_NOTE = 1_000
_MOST_MATCHES = 5


@dataclass(frozen=True)
class Reason:
    """A case that the base has found, and what speaks for it."""

    case_id: str
    title: str
    percent: int
    words: tuple[str, ...]


async def show(visit: Visit) -> Response:
    return await _show(visit, _number(visit), Filled())


async def _show(visit: Visit, number: QuestionId, filled: Filled) -> Response:
    dossier = await visit.services.register.dossier(visit.person.id, number, now=visit.now)
    if dossier.row.reads:
        await visit.note(Deed.READ_QUESTION, Matter.QUESTION, number)
    may_assign = visit.may_open("question-assign") and dossier.row.state in WITH_PEOPLE
    coordination = visit.services.coordination
    candidates = await coordination.candidates(number, now=visit.now) if may_assign else []
    title, why = explaining.verdict_of(dossier.finding)
    return await visit.render(
        "question.html",
        status=422 if filled.errors else 200,
        words=words,
        dossier=dossier,
        row=dossier.row,
        is_private=dossier.why == Why.ASKER,
        sees_methodists=sees_methodists(visit),
        verdict=title,
        verdict_why=why,
        limits=explaining.limits_of(dossier.finding),
        by_words=explaining.was_by_words(dossier.finding),
        remarks=[explaining.remark(each) for each in dossier.finding.get("remarks", ())],
        reasons=_reasons(dossier.finding),
        subject_why=words.WHY[Why(dossier.why)] if dossier.why else "",
        declined=_declined(dossier),
        may_assign=may_assign,
        options=[(each.person_id, _option(each)) for each in candidates if not each.has_declined],
        filled=filled,
    )


async def assign(visit: Visit) -> Response:
    number = _number(visit)
    form = visit.form
    chosen, note = form.number("methodist"), form.text("note")
    filled = Filled(form.values())
    if chosen is None:
        filled.errors["methodist"] = "Выберите методиста."
    if len(note) > _LONGEST_NOTE:
        filled.errors["note"] = f"Не длиннее {_LONGEST_NOTE} знаков."
    if filled.errors or chosen is None:
        return await _show(visit, number, filled)
    held_by = form.number("held_by")
    await visit.services.coordination.assign(
        visit.person.id,
        number,
        PersonId(chosen),
        held_by=PersonId(held_by) if held_by is not None else None,
        note=note,
        now=visit.now,
    )
    await visit.note(Deed.ASSIGNED_QUESTION, Matter.QUESTION, number, detail={"methodist": chosen})
    return await visit.go(
        "question", flash=f"Вопрос №{number} передан. Карточка уже в чате методиста.", number=number
    )


def _number(visit: Visit) -> QuestionId:
    number = question_number(visit.asked("number"))
    if number is None:
        raise NoSuchQuestion(visit.asked("number"))
    return number


def _reasons(finding: Mapping[str, Any]) -> list[Reason]:
    return [
        Reason(
            str(match["case_id"]),
            match["title"],
            explaining.percent(match["score"]),
            explaining.reasons(match.get("signals", {})),
        )
        for match in finding.get("matches", [])[:_MOST_MATCHES]
    ]


def _declined(dossier: Dossier) -> Sequence[str]:
    given_away = (EntryKind.DECLINED, EntryKind.PASSED)
    found = [event.author for event in dossier.events if event.kind in given_away]
    return list(dict.fromkeys(name for name in found if name))


def _option(candidate: Candidate) -> str:
    subjects = ", ".join(names.SUBJECTS[code] for code in candidate.subjects[:3]) or "все предметы"
    more = f" и ещё {len(candidate.subjects) - 3}" if len(candidate.subjects) > 3 else ""
    there = "" if candidate.is_there else " · не на дежурстве"
    load = f"открыто {candidate.open_questions} из {candidate.most_open}"
    return f"{candidate.name or 'Без имени'} — {load}{there} · {subjects}{more}"


PAGES = (
    Page("question", "/questions/question", show),
    Page("question-assign", "/questions/assign", None, assign),
)
