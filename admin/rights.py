"""Who may open which page, and where the pages stand in the navigation: the one place for both."""

from dataclasses import dataclass

from people.models import Role
from wellbeing.policy import VIEWERS

#: Whoever looks after the base of cases.
_KEEPERS = frozenset({Role.CURATOR, Role.ADMIN})
#: Whoever works with questions or cases.
_STAFF = _KEEPERS | {Role.COORDINATOR, Role.METHODIST}
#: Whoever is in the panel at all; a role that gets its first page gets these, too.
_ANYBODY = _STAFF | {Role.OBSERVER}
#: A psychologist is here for how people are, not for questions and cases: letters are read and
#: answered in the chat. Whoever is a methodist besides has the pages of one by that role.
_INSIDE = _ANYBODY | {Role.PSYCHOLOGIST}
#: Whoever decides who answers, and looks after the methodists.
_COORDINATORS = frozenset({Role.COORDINATOR, Role.ADMIN})

#: Roles by the name of the page. A page that posts a form asks the same right for it.
RIGHTS: dict[str, frozenset[Role]] = {
    "home": _INSIDE,
    "cases": _STAFF,
    "case": _STAFF,
    "case-version": _STAFF,
    "case-edit": _KEEPERS,
    "case-preview": _KEEPERS,
    "case-check": _KEEPERS,
    "case-archive": _KEEPERS,
    "case-rollback": _KEEPERS,
    "case-import": _KEEPERS,
    "case-file": _STAFF,
    "case-tests": _KEEPERS,
    "case-export": _KEEPERS,
    "case-readers": frozenset({Role.ADMIN}),
    "gaps": _KEEPERS,
    "gaps-answered": _KEEPERS,
    "gap": _KEEPERS,
    "weak": _KEEPERS,
    "ageing": _KEEPERS,
    "twins": _KEEPERS,
    "twin": _KEEPERS,
    "acts": _KEEPERS,
    "recalls": _KEEPERS,
    "recall-new": _KEEPERS,
    "recall": _KEEPERS,
    "calibration": _KEEPERS,
    "questions": _ANYBODY,
    "question": _ANYBODY,
    "question-assign": _COORDINATORS,
    "figures": _ANYBODY,
    "figures-file": _ANYBODY,
    "questions-file": _COORDINATORS | {Role.OBSERVER},
    # Nobody who may read them is counted in them.
    "waves": frozenset(VIEWERS),
    "waves-file": frozenset(VIEWERS),
    "people": _COORDINATORS,
    "person": _COORDINATORS,
    "person-duty": _COORDINATORS,
    "person-role": frozenset({Role.ADMIN}),
    "pool": _COORDINATORS,
    "pool-entry": _COORDINATORS,
    "pool-invite": frozenset({Role.ADMIN}),
    "pool-import": _COORDINATORS,
    "pool-export": _COORDINATORS,
    "invite": frozenset({Role.ADMIN}),
    "invite-withdraw": frozenset({Role.ADMIN}),
    "audit": frozenset({Role.ADMIN}),
    "audit-file": frozenset({Role.ADMIN}),
    "sessions": _INSIDE,
    "token": _INSIDE,
    "sign-out": _INSIDE,
    "sign-out-everywhere": _INSIDE,
}

#: Whoever may open at least one page.
PANEL_ROLES: frozenset[Role] = frozenset().union(*RIGHTS.values())


@dataclass(frozen=True)
class Way:
    """An entry of the navigation."""

    page: str
    caption: str
    icon: str
    """Name of a symbol in ``templates/icons.html``."""
    within: tuple[str, ...] = ()
    """Other pages that belong under it."""


_CASE_PAGES = (
    "case",
    "case-version",
    "case-edit",
    "case-check",
    "case-archive",
    "case-rollback",
    "case-readers",
    "case-import",
    "case-file",
    "case-tests",
)

_QUALITY_PAGES = (
    "ageing",
    "twins",
    "twin",
    "acts",
    "recalls",
    "recall-new",
    "recall",
    "calibration",
)

_PEOPLE_PAGES = ("person", "person-duty", "person-role", "invite", "invite-withdraw")

NAVIGATION: tuple[Way, ...] = (
    Way("home", "Сегодня", "home"),
    Way("cases", "Кейсы", "cases", within=_CASE_PAGES),
    Way("gaps", "Пробелы", "gap", within=("gaps-answered", "gap")),
    Way("weak", "Качество базы", "flask", within=_QUALITY_PAGES),
    Way("questions", "Вопросы", "question", within=("question", "question-assign")),
    Way("figures", "Цифры", "gauge", within=("figures-file", "questions-file")),
    Way("waves", "Самочувствие", "heart", within=("waves-file",)),
    Way("people", "Люди", "people", within=_PEOPLE_PAGES),
    Way("pool", "Реестр", "people", within=("pool-entry", "pool-invite", "pool-import")),
    Way("audit", "Журнал действий", "log"),
)
