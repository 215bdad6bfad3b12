"""Every page of the panel, how to open it, and who may: written down a second time on purpose.

A new page needs a row here; ``test_rights.py`` fails without one.
"""

from dataclasses import dataclass

from people.models import Role
from tests.support.files import PDF_CODE

_KEEPERS = {Role.CURATOR, Role.ADMIN}
_STAFF = _KEEPERS | {Role.COORDINATOR, Role.METHODIST}
_ANYBODY = _STAFF | {Role.OBSERVER}
_INSIDE = _ANYBODY | {Role.PSYCHOLOGIST}
_VIEWERS = {Role.COORDINATOR, Role.CURATOR, Role.OBSERVER, Role.PSYCHOLOGIST, Role.ADMIN}
_COORDINATORS = {Role.COORDINATOR, Role.ADMIN}


@dataclass(frozen=True)
class Row:
    address: str
    """One that shows something: ``premises`` of ``test_rights.py`` makes what it names."""
    roles: frozenset[Role]
    form: str = ""
    """Address of a page with a form that posts here, where it is another page."""


def _row(address: str, roles: set[Role], form: str = "") -> Row:
    return Row(address, frozenset(roles), form)


TABLE: dict[str, Row] = {
    "home": _row("/panel/", _INSIDE),
    "cases": _row("/panel/cases", _STAFF),
    "case": _row("/panel/cases/case?id=physics-1", _STAFF),
    "case-version": _row("/panel/cases/version?id=physics-1&number=1", _STAFF),
    "case-edit": _row("/panel/cases/edit?id=physics-1", _KEEPERS),
    "case-preview": _row("/panel/cases/preview", _KEEPERS, form="/panel/cases/edit"),
    "case-check": _row("/panel/cases/check?id=physics-1", _KEEPERS),
    "case-archive": _row("/panel/cases/archive?id=physics-1", _KEEPERS),
    "case-rollback": _row("/panel/cases/rollback?id=physics-1&number=1", _KEEPERS),
    "case-tests": _row("/panel/cases/tests", _KEEPERS),
    "case-file": _row(f"/panel/cases/file?code={PDF_CODE}", _STAFF),
    "case-import": _row("/panel/cases/import", _KEEPERS),
    "case-export": _row("/panel/cases/export?form=csv", _KEEPERS),
    "case-readers": _row("/panel/cases/readers?id=physics-1&number=1", {Role.ADMIN}),
    "gaps": _row("/panel/gaps", _KEEPERS),
    "gaps-answered": _row("/panel/gaps/answered", _KEEPERS),
    "gap": _row("/panel/gaps/gap?id=1000017", _KEEPERS),
    "weak": _row("/panel/quality", _KEEPERS),
    "ageing": _row("/panel/quality/ageing", _KEEPERS),
    "twins": _row("/panel/quality/twins", _KEEPERS),
    "twin": _row("/panel/quality/twin?id=1000017", _KEEPERS),
    "acts": _row("/panel/quality/acts?words=фгос&review=1", _KEEPERS),
    "recalls": _row("/panel/quality/recalls", _KEEPERS),
    "recall-new": _row("/panel/quality/recall-new?id=physics-1&number=1", _KEEPERS),
    "recall": _row("/panel/quality/recall?id=1000017", _KEEPERS),
    "calibration": _row("/panel/quality/calibration", _KEEPERS),
    "questions": _row("/panel/questions", _ANYBODY),
    "question": _row("/panel/questions/question?number=1000017", _ANYBODY),
    "question-assign": _row(
        "/panel/questions/assign?number=1000017",
        _COORDINATORS,
        form="/panel/questions/question?number=1000017",
    ),
    "figures": _row("/panel/figures", _ANYBODY),
    "figures-file": _row("/panel/figures/file", _ANYBODY),
    "questions-file": _row("/panel/figures/questions", _COORDINATORS | {Role.OBSERVER}),
    "waves": _row("/panel/wellbeing", _VIEWERS),
    "waves-file": _row("/panel/wellbeing/file?form=json", _VIEWERS),
    "people": _row("/panel/people", _COORDINATORS),
    "person": _row("/panel/people/person?id=1000017", _COORDINATORS),
    "person-duty": _row(
        "/panel/people/duty?id=1000017", _COORDINATORS, form="/panel/people/person?id=1000017"
    ),
    "person-role": _row("/panel/people/role?id=1000017&role=methodist&deed=dismiss", {Role.ADMIN}),
    "pool": _row("/panel/people/register", _COORDINATORS),
    "pool-entry": _row("/panel/people/register/entry?id=1000017", _COORDINATORS),
    "pool-invite": _row(
        "/panel/people/register/invite?id=1000017",
        {Role.ADMIN},
        form="/panel/people/register/entry?id=1000017",
    ),
    "pool-import": _row("/panel/people/register/import", _COORDINATORS),
    "pool-export": _row("/panel/people/register/export?form=csv", _COORDINATORS),
    "invite": _row("/panel/people/invite", {Role.ADMIN}),
    "invite-withdraw": _row("/panel/people/withdraw?id=1000017", {Role.ADMIN}),
    "audit": _row("/panel/audit", {Role.ADMIN}),
    "audit-file": _row("/panel/audit/file", {Role.ADMIN}),
    "sessions": _row("/panel/sessions", _INSIDE),
    "token": _row("/panel/token", _INSIDE),
    "sign-out": _row("/panel/sign-out", _INSIDE, form="/panel/sessions"),
    "sign-out-everywhere": _row("/panel/sign-out-everywhere", _INSIDE),
}
