"""What the pages of the panel work with, and where those services come from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from admin.access import Access
from admin.audit import AuditLog
from kit.database import Transaction
from knowledge.catalogue import Catalogue
from knowledge.search import Searching
from knowledge.service import CaseBook
from people.service import Directory
from routing.attention import Attention
from routing.reading import Questions

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Services:
    """Everything that pages may call; a page that needs more adds a field, built in ``bot``."""

    access: Access
    log: AuditLog
    casebook: CaseBook
    catalogue: Catalogue
    cases: Searching
    directory: Directory
    questions: Questions
    attention: Attention
    zone: ZoneInfo
    clock: Clock

    @classmethod
    def over(
        cls,
        transaction: Transaction,
        *,
        access: Access,
        casebook: CaseBook,
        cases: Searching,
        directory: Directory,
        questions: Questions,
        zone: ZoneInfo,
        clock: Clock,
    ) -> "Services":
        """The services of the panel: those given, and those that only the panel has."""
        return cls(
            access,
            AuditLog(transaction),
            casebook,
            Catalogue(transaction),
            cases,
            directory,
            questions,
            Attention(transaction),
            zone,
            clock,
        )
