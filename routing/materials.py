"""Files that belong to a case, for whoever has read it."""

from datetime import datetime

from delivery import outbox
from delivery.notices import CaseFileReady
from kit.database import Transaction
from knowledge import file_queries
from knowledge import queries as case_queries
from knowledge.attached import attached_in
from knowledge.file_errors import NoSuchFile
from knowledge.models import VersionId
from knowledge.recalling import require_not_recalled
from people.models import PersonId
from routing import history, queries
from routing.errors import NoSuchQuestion
from routing.models import QuestionId


class Materials:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def send(
        self, asker_id: PersonId, question_id: QuestionId, version_id: VersionId, *, now: datetime
    ) -> int:
        """Post the files of a case that the asker has read; returns how many.

        Raises:
            NoSuchQuestion: the question is not theirs, or they have not read that case.
            CaseRecalled: it was found wrong meanwhile.
            NoSuchFile: no file of the case is here.
        """
        async with self._transaction() as session:
            await history.lock_own(session, question_id, asker_id)
            await require_not_recalled(session, version_id)
            shown = await queries.shown_cases(session, question_id)
            if not any(case.version_id == version_id and case.opened_at for case in shown):
                raise NoSuchQuestion(question_id)
            version = await case_queries.version_with(session, version_id)
            assert version is not None, "what was shown is never erased"
            missing = await file_queries.missing(session, version.materials)
            files = [file for file in attached_in(version.materials) if file not in missing]
            if not files:
                raise NoSuchFile(version_id)
            for file in files:
                notice = CaseFileReady(question_id, file.code, file.name)
                await outbox.post(session, notice, to=asker_id, at=now)
            return len(files)
