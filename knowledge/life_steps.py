"""The steps that a text's way into force is made of; each in its caller's transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from knowledge import life_queries, queries
from knowledge.drafts import CaseDraft
from knowledge.errors import NoSuchCase
from knowledge.life_errors import CaseIdTaken, EditedMeanwhile, NotProposed
from knowledge.life_models import CaseTest, Proposal, ProposalState
from knowledge.models import Case, CaseId, CaseState, CaseVersion, VersionId
from knowledge.queries import Entry
from people.models import PersonId


async def locked(session: AsyncSession, case_id: CaseId) -> Entry:
    entry = (await queries.entries(session, [case_id], lock=True)).get(case_id)
    if entry is None:
        raise NoSuchCase(case_id)
    return entry


async def proposed(session: AsyncSession, case_id: CaseId, version_id: VersionId) -> Proposal:
    """What waits for a second person, if it is this very version."""
    proposal = await life_queries.open_proposal(session, case_id)
    is_this = proposal is not None and proposal.version_id == version_id
    if proposal is None or not is_this or proposal.state is not ProposalState.WAITING:
        raise NotProposed(case_id)
    return proposal


def decide(proposal: Proposal, state: ProposalState, *, by: PersonId, now: datetime) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, now


async def take_back(session: AsyncSession, case_id: CaseId, *, by: PersonId, now: datetime) -> bool:
    proposal = await life_queries.open_proposal(session, case_id)
    if proposal is None:
        return False
    decide(proposal, ProposalState.WITHDRAWN, by=by, now=now)
    await session.flush()
    return True


def require_latest(entry: Entry | None, based_on: VersionId | None) -> None:
    if entry is None and based_on is None:
        return
    if entry is None:
        raise NoSuchCase(based_on)
    if based_on is None:
        raise CaseIdTaken(entry.case.id)
    if entry.latest.id != based_on:
        raise EditedMeanwhile(entry.case.id)


async def new_version(
    session: AsyncSession, entry: Entry | None, draft: CaseDraft, *, by: PersonId, now: datetime
) -> CaseVersion:
    version = CaseVersion(
        case_id=draft.id,
        number=entry.latest.number + 1 if entry else 1,
        created_at=now,
        created_by=by,
        **draft.contents(),
    )
    session.add(version)
    await session.flush()
    return version


async def make_case(session: AsyncSession, case_id: CaseId) -> None:
    """A new case, a draft without any text yet."""
    session.add(Case(id=case_id, state=CaseState.DRAFT, current=None))
    await session.flush()


async def keep_tests(
    session: AsyncSession,
    case_id: CaseId | None,
    tests: Sequence[str],
    *,
    by: PersonId,
    now: datetime,
) -> int:
    """Make ``tests`` the test questions of the case; those that stay keep their vectors.

    Returns:
        How many there are.
    """
    held = await life_queries.tests_of(session, case_id)
    wanted = list(dict.fromkeys(tests))
    await life_queries.drop_tests(session, [t.id for t in held if t.text not in wanted])
    known = {test.text for test in held}
    for text in wanted:
        if text not in known:
            session.add(CaseTest(case_id=case_id, text=text, added_at=now, added_by=by))
    return len(wanted)


async def put_in_force(session: AsyncSession, entry: Entry, version: CaseVersion) -> None:
    entry.case.current = version
    entry.case.state = CaseState.PUBLISHED
    await queries.announce(session)


def spelt(subject: str, number: int) -> set[CaseId]:
    return {CaseId(f"{subject}-{number}"), CaseId(f"{subject}-{number:02}")}
