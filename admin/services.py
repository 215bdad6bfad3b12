"""What the pages of the panel work with, and where those services come from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from admin.access import Access
from admin.audit import AuditLog
from admin.curating import Curating
from kit.database import Transaction
from knowledge.bulk import Bulk
from knowledge.calibration_desk import CalibrationDesk
from knowledge.case_files import CaseFiles
from knowledge.catalogue import Catalogue
from knowledge.life import CaseLife
from knowledge.search import CaseSearch
from knowledge.service import CaseBook
from knowledge.trials import Trials
from people.pool.service import Pool
from people.pool.uploads import PoolFiles
from people.service import Directory
from people.staff import Staff
from routing.attention import Attention
from routing.coordinating import Coordination
from routing.departures import Departures
from routing.policy import HotlinePolicy
from routing.readers import Readership
from routing.reading import Questions
from routing.register import Register
from routing.statistics import Statistics
from wellbeing.frozen import WaveReports

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Services:
    """Everything that pages may call; a page that needs more adds a field, built in ``bot``."""

    access: Access
    log: AuditLog
    casebook: CaseBook
    catalogue: Catalogue
    life: CaseLife
    trials: Trials
    bulk: Bulk
    cases: CaseSearch
    files: CaseFiles
    directory: Directory
    questions: Questions
    attention: Attention
    readership: Readership
    staff: Staff
    register: Register
    coordination: Coordination
    departures: Departures
    statistics: Statistics
    curating: Curating
    calibrations: CalibrationDesk
    waves: WaveReports
    pool: Pool
    pool_files: PoolFiles
    zone: ZoneInfo
    clock: Clock

    @classmethod
    def over(
        cls,
        transaction: Transaction,
        *,
        access: Access,
        casebook: CaseBook,
        cases: CaseSearch,
        files: CaseFiles,
        directory: Directory,
        questions: Questions,
        policy: HotlinePolicy,
        zone: ZoneInfo,
        clock: Clock,
    ) -> "Services":
        """The services of the panel: those given, and those that only the panel has."""
        trials = Trials(transaction, cases)
        pool = Pool(transaction)
        return cls(
            access,
            AuditLog(transaction),
            casebook,
            Catalogue(transaction),
            CaseLife(transaction, trials, zone),
            trials,
            Bulk(transaction, casebook),
            cases,
            files,
            directory,
            questions,
            Attention(transaction),
            Readership(transaction),
            Staff(transaction),
            Register(transaction),
            Coordination(transaction, policy),
            Departures(transaction, policy),
            Statistics(transaction, policy.hours),
            Curating.over(transaction, zone),
            CalibrationDesk(transaction, cases),
            WaveReports(transaction),
            pool,
            PoolFiles(transaction, pool, zone),
            zone,
            clock,
        )
