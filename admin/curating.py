"""What curators work with beside the cases themselves: gaps, usefulness, age, twins, recalls."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kit.database import Transaction
from knowledge.acts import Acts
from knowledge.twins import TwinBook
from routing.ageing import Ages
from routing.gaps import Gaps
from routing.recall import Recalls
from routing.usefulness import Usefulness


@dataclass(frozen=True)
class Curating:
    """The services of the pages about the state of the base."""

    gaps: Gaps
    usefulness: Usefulness
    ages: Ages
    twins: TwinBook
    recalls: Recalls
    acts: Acts

    @classmethod
    def over(cls, transaction: Transaction, zone: ZoneInfo) -> "Curating":
        return cls(
            Gaps(transaction, zone),
            Usefulness(transaction, zone),
            Ages(transaction, zone),
            TwinBook(transaction),
            Recalls(transaction),
            Acts(transaction, zone),
        )
