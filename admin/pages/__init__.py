"""The pages of the panel, a module for each subject."""

from admin.pages import (
    appointing,
    audit,
    case,
    case_check,
    case_deeds,
    case_edit,
    case_files,
    case_tests,
    cases,
    figures,
    figures_files,
    gaps,
    home,
    people,
    quality,
    question,
    questions,
    recalls,
    sessions,
    twins,
)
from admin.visit import Page

#: The first one is what a session begins with.
ALL_PAGES: tuple[Page, ...] = (
    *home.PAGES,
    *cases.PAGES,
    *case.PAGES,
    *case_edit.PAGES,
    *case_files.PAGES,
    *case_tests.PAGES,
    *case_check.PAGES,
    *case_deeds.PAGES,
    *gaps.PAGES,
    *quality.PAGES,
    *twins.PAGES,
    *recalls.PAGES,
    *questions.PAGES,
    *question.PAGES,
    *figures.PAGES,
    *figures_files.PAGES,
    *people.PAGES,
    *appointing.PAGES,
    *audit.PAGES,
    *sessions.PAGES,
)
