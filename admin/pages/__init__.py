"""The pages of the panel, a module for each subject."""

from admin.pages import audit, case, cases, home, sessions
from admin.visit import Page

#: The first one is what a session begins with.
ALL_PAGES: tuple[Page, ...] = (
    *home.PAGES,
    *cases.PAGES,
    *case.PAGES,
    *audit.PAGES,
    *sessions.PAGES,
)
