"""Roles and invitations: for admins."""

from starlette.responses import Response

from admin.errors import NothingHere
from admin.forms import Filled, whole_number
from admin.models import Deed, Matter
from admin.pages.people import services_member
from admin.visit import Page, Visit
from admin.words import names
from people.models import Role
from people.service import INVITATION_LASTS

_SUBJECT = "subject-"
_LONGEST_NAME = 100
APPOINT, DISMISS = "appoint", "dismiss"
#: What comes to whoever gets one of these roles.
_GETS = {
    Role.METHODIST: "Методист без выбранных предметов получает вопросы по всем предметам.",
    Role.PSYCHOLOGIST: "Приходить будут письма, которые люди сами решили написать психологу.",
}


async def confirm_role(visit: Visit) -> Response:
    member, (deed, role) = await services_member(visit), _asked_role(visit)
    name, called = member.name or "Без имени", names.ROLES[role]
    back = visit.link("person", id=member.person_id)
    if deed == APPOINT:
        return await visit.confirm(
            f"{name}: дать роль «{called}»?",
            consequences=f"Права появятся сразу. {_GETS.get(role, '')}".rstrip(),
            button="Дать роль",
            back=back,
        )
    return await visit.confirm(
        f"{name}: снять роль «{called}»?",
        consequences="Права пропадут сразу, в том числе в открытой панели. Открытые вопросы "
        "методиста перейдут коллегам или координаторам.",
        button="Снять роль",
        back=back,
        is_grave=True,
    )


async def change_role(visit: Visit) -> Response:
    member, (deed, role) = await services_member(visit), _asked_role(visit)
    staff, person_id = visit.services.staff, member.person_id
    detail = {"role": role.value}
    if deed == APPOINT:
        await staff.appoint(visit.person.id, person_id, role)
        await visit.note(Deed.APPOINTED, Matter.PERSON, person_id, detail=detail)
        return await visit.go("person", flash="Роль дана.", id=person_id)
    await staff.dismiss(visit.person.id, person_id, role)
    await visit.note(Deed.DISMISSED, Matter.PERSON, person_id, detail=detail)
    departures = visit.services.departures
    handed_on = await departures.of(person_id, dismissed=role, now=visit.now)
    flash = "Роль снята."
    if handed_on:
        flash += f" Передано другим вопросов: {handed_on}."
    return await visit.go("people", flash=flash)


def _asked_role(visit: Visit) -> tuple[str, Role]:
    deed, asked = visit.asked("deed"), visit.asked("role")
    role = next((each for each in Role if each.value == asked), None)
    if deed not in (APPOINT, DISMISS) or role in (None, Role.TEACHER):
        raise NothingHere
    assert role is not None
    return deed, role


async def show_invite(visit: Visit) -> Response:
    return await _form(visit, Filled({"role": Role.METHODIST.value}))


async def _form(visit: Visit, filled: Filled) -> Response:
    roles = [(role.value, names.ROLES[role]) for role in Role if role is not Role.TEACHER]
    return await visit.render(
        "invite.html",
        status=422 if filled.errors else 200,
        filled=filled,
        roles=roles,
        subject_field=_SUBJECT,
        days=INVITATION_LASTS.days,
    )


async def invite(visit: Visit) -> Response:
    form = visit.form
    filled = Filled(form.values())
    role = next((each for each in Role if each.value == form.text("role")), None)
    if role in (None, Role.TEACHER):
        filled.errors["role"] = "Выберите роль из списка."
    if len(form.text("name")) > _LONGEST_NAME:
        filled.errors["name"] = f"Не длиннее {_LONGEST_NAME} знаков."
    if filled.errors or role is None:
        return await _form(visit, filled)
    subjects = [code for code in names.SUBJECTS if form.is_checked(f"{_SUBJECT}{code}")]
    code = await visit.services.directory.invite(
        role,
        subjects=subjects if role is Role.METHODIST else (),
        name=form.text("name") or None,
        now=visit.now,
    )
    await visit.note(
        Deed.MADE_INVITATION,
        Matter.INVITATION,
        detail={"role": role.value, "subjects": len(subjects)},
    )
    return await visit.render("invited.html", code=code, role=role, days=INVITATION_LASTS.days)


async def confirm_withdrawal(visit: Visit) -> Response:
    return await visit.confirm(
        "Отозвать приглашение?",
        consequences="По нему больше никто не войдёт. Нужно новое — сделайте его заново.",
        button="Отозвать",
        back=visit.link("people"),
    )


async def withdraw(visit: Visit) -> Response:
    invitation_id = whole_number(visit.asked("id"))
    if invitation_id is None:
        raise NothingHere
    await visit.services.staff.withdraw(visit.person.id, invitation_id)
    await visit.note(Deed.WITHDREW_INVITATION, Matter.INVITATION, invitation_id)
    return await visit.go("people", flash="Приглашение отозвано.")


PAGES = (
    Page("person-role", "/people/role", confirm_role, change_role),
    Page("invite", "/people/invite", show_invite, invite),
    Page("invite-withdraw", "/people/withdraw", confirm_withdrawal, withdraw),
)
