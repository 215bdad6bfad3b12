"""Who works here: roles, duty, load; and one of them."""

from datetime import date, datetime, time

from starlette.responses import Response

from admin.forms import Filled, Form, whole_number
from admin.models import Deed, Matter
from admin.visit import Page, Visit
from admin.words import names
from people.errors import (
    LimitOutOfRange,
    NoSuchPerson,
    UnreadableHours,
)
from people.leave import LONGEST_LEAVE
from people.models import PersonId, Role
from people.service import MOST_OPEN, Duty
from people.staff import Member

_SUBJECT = "subject-"
#: States of duty, as the form names them.
ON, OFF, LEAVE = "on", "off", "leave"
DUTIES = (
    (ON, "на дежурстве: вопросы приходят"),
    (OFF, "не на дежурстве"),
    (LEAVE, "в отпуске до дня ниже"),
)


async def show_all(visit: Visit) -> Response:
    services = visit.services
    is_admin = visit.may_open("invite")
    return await visit.render(
        "people.html",
        members=await services.staff.members(),
        loads=await services.coordination.open_loads(now=visit.now),
        invitations=await services.staff.invitations(now=visit.now) if is_admin else (),
        is_admin=is_admin,
    )


async def show(visit: Visit) -> Response:
    member = await services_member(visit)
    await visit.note(Deed.READ_PERSON, Matter.PERSON, member.person_id)
    return await _show(visit, member, Filled(_values(member, visit)))


async def services_member(visit: Visit) -> Member:
    """The one that the address names.

    Raises:
        NoSuchPerson: it names nobody of the staff.
    """
    person_id = whole_number(visit.asked("id"))
    if person_id is None:
        raise NoSuchPerson(visit.asked("id"))
    return await visit.services.staff.member(PersonId(person_id))


async def _show(visit: Visit, member: Member, filled: Filled) -> Response:
    loads = await visit.services.coordination.open_loads(now=visit.now)
    others = [role for role in Role if role is not Role.TEACHER and role not in member.roles]
    return await visit.render(
        "person.html",
        status=422 if filled.errors else 200,
        member=member,
        filled=filled,
        load=loads.get(member.person_id),
        duties=DUTIES,
        subject_field=_SUBJECT,
        other_roles=others,
        is_admin=visit.may_open("person-role"),
    )


def _values(member: Member, visit: Visit) -> dict[str, str]:
    duty = member.duty
    if duty is None:
        return {}
    back = duty.away_until.astimezone(visit.services.zone).date() if duty.away_until else None
    is_away = member.is_away(visit.now)
    return {
        "duty": LEAVE if is_away else ON if duty.on_duty else OFF,
        "back": back.isoformat() if back and is_away else "",
        "hours": duty.hours or "",
        "most_open": str(duty.most_open or ""),
        **{f"{_SUBJECT}{code}": "1" for code in duty.subjects},
    }


async def keep_duty(visit: Visit) -> Response:
    member, form = await services_member(visit), visit.form
    filled = Filled(form.values())
    duty = _duty_of(form, member, visit, filled)
    if filled.errors:
        return await _show(visit, member, filled)
    staff, person_id = visit.services.staff, member.person_id
    try:
        await staff.keep_duty(visit.person.id, person_id, duty)
    except UnreadableHours as refusal:
        filled.errors["hours"] = f"Часы не читаются: {refusal}."
        return await _show(visit, member, filled)
    except LimitOutOfRange:
        filled.errors["most_open"] = f"Напишите число от {MOST_OPEN.start} до {MOST_OPEN.stop - 1}."
        return await _show(visit, member, filled)
    await visit.note(Deed.CHANGED_DUTY, Matter.PERSON, person_id)
    flash = "Сохранено."
    if not (await staff.member(person_id)).is_there(visit.now):
        released = await visit.services.coordination.release_untaken(person_id, now=visit.now)
        if released.handed_on:
            flash += f" Передано другим вопросов: {released.handed_on}."
    return await visit.go("person", flash=flash, id=person_id)


def _duty_of(form: Form, member: Member, visit: Visit, filled: Filled) -> Duty:
    """What the form says; what is wrong in it goes into ``filled``."""
    chosen, limit = form.text("duty"), form.text("most_open")
    if chosen not in (ON, OFF, LEAVE):
        filled.errors["duty"] = "Выберите из списка."
    if limit and form.number("most_open") is None:
        filled.errors["most_open"] = "Напишите число или оставьте пустым."
    back = _back(form.text("back"), visit, filled) if chosen == LEAVE else None
    return Duty(
        _subjects(form, member),
        chosen != OFF,
        back,
        form.text("hours") or None,
        form.number("most_open") if limit else None,
    )


def _subjects(form: Form, member: Member) -> tuple[str, ...]:
    """Those of a methodist; of a psychologist none are asked, and what is kept stays."""
    if Role.METHODIST not in member.roles:
        return member.duty.subjects if member.duty is not None else ()
    return tuple(code for code in names.SUBJECTS if form.is_checked(f"{_SUBJECT}{code}"))


def _back(text: str, visit: Visit, filled: Filled) -> datetime | None:
    zone = visit.services.zone
    today = visit.now.astimezone(zone).date()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        filled.errors["back"] = "Назовите день, с которого человек снова на связи."
        return None
    if not today < day <= today + LONGEST_LEAVE:
        filled.errors["back"] = "Выберите день впереди, не дальше года."
        return None
    return datetime.combine(day, time(), zone)


PAGES = (
    Page("people", "/people", show_all),
    Page("person", "/people/person", show),
    Page("person-duty", "/people/duty", None, keep_duty),
)
