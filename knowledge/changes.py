"""Decides what imported rows change in the book."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.drafts import CaseDraft
from knowledge.models import CaseId, CaseState


class Text(StrEnum):
    """Which text of a case is meant."""

    CURRENT = "current"
    WAITING = "waiting"
    NEW = "new"


@dataclass(frozen=True)
class Standing:
    """What the book holds of a case."""

    state: CaseState
    current: CaseDraft | None
    """The text in force, or last in force; ``None`` when there never was one."""
    waiting: CaseDraft | None
    """A later text that nobody has published yet."""

    def holding(self, draft: CaseDraft) -> Text:
        """Where the contents of ``draft`` stand already; ``NEW`` when nowhere."""
        if self.current is not None and self.current.contents() == draft.contents():
            return Text.CURRENT
        if self.waiting is not None and self.waiting.contents() == draft.contents():
            return Text.WAITING
        return Text.NEW


@dataclass(frozen=True)
class Change:
    """One row of an import that the book does not hold yet."""

    draft: CaseDraft
    text: Text
    state: CaseState
    in_force: bool
    """Whether ``text`` becomes the current one; otherwise it waits beside it."""
    is_new_case: bool


def plan_import(
    drafts: Iterable[CaseDraft], standings: Mapping[CaseId, Standing], *, publish: bool
) -> list[Change]:
    """What importing ``drafts`` changes, in the order in which it is to be done.

    Without ``publish`` nothing that people see changes: a new case waits as a draft, and the new
    text of a known case waits beside the text in force. With it a row is put in force, unless the
    row itself says that it is a draft or retired.
    """
    held = dict(standings)
    changes = []
    # A case may come twice: the text in force, and the draft that waits beside it.
    for draft in sorted(drafts, key=lambda draft: draft.state is CaseState.DRAFT):
        change = _change_by(draft, held.get(draft.id), publish=publish)
        if change is not None:
            held[draft.id] = _standing_after(change, held.get(draft.id))
            changes.append(change)
    return changes


def _change_by(draft: CaseDraft, standing: Standing | None, *, publish: bool) -> Change | None:
    if standing is None:
        state = draft.state or (CaseState.PUBLISHED if publish else CaseState.DRAFT)
        return Change(draft, Text.NEW, state, state is not CaseState.DRAFT, is_new_case=True)
    text = standing.holding(draft)
    if not publish or draft.state is CaseState.DRAFT:
        if text is not Text.NEW:
            return None
        return Change(draft, text, standing.state, in_force=False, is_new_case=False)
    wanted = draft.state or CaseState.PUBLISHED
    if text is Text.CURRENT and standing.state is wanted:
        return None
    return Change(draft, text, wanted, in_force=True, is_new_case=False)


def _standing_after(change: Change, standing: Standing | None) -> Standing:
    if standing is None:
        standing = Standing(change.state, None, None)
    if not change.in_force:
        return replace(standing, waiting=change.draft)
    # A new text is later than the one that waited, which is history then.
    waiting = standing.waiting if change.text is Text.CURRENT else None
    return Standing(change.state, change.draft, waiting)
