"""What is wrong with a file of rows, for whoever made it."""

from collections.abc import Sequence
from dataclasses import dataclass

from kit.errors import Refusal


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row of a file; both texts are Russian."""

    row: int
    """As the person sees it: the line of a JSONL, the row of a table (its heading is row 1)."""
    reason: str
    id: str | None = None
    """The id that the row gives to what it is of, where there is one and it can be read."""
    unit: str = "строка"
    """What is counted: rows, or what a document holds."""

    def __str__(self) -> str:
        return f"{self.unit} {self.row}{f' (id {self.id})' if self.id else ''}: {self.reason}"


class FaultyFile(Refusal):
    """A file cannot be taken as it is.

    Unlike other refusals it carries its words, one Russian sentence: they are about the file and
    meant for whoever made it, whatever way it came.
    """

    #: More faults than this are counted, not named.
    NAMED = 20

    def __init__(self, sentence: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(sentence)
        self.faults = tuple(faults)

    @classmethod
    def because_of(cls, faults: Sequence[Fault]) -> "FaultyFile":
        """The refusal that names every one of ``faults``, up to a bound."""
        if len(faults) == 1:
            return cls(f"Файл не принят: {faults[0]}.", faults)
        lines = [f"  {fault}" for fault in faults[: cls.NAMED]]
        if len(faults) > cls.NAMED:
            lines.append(f"  и ещё ошибки, не показано: {len(faults) - cls.NAMED}")
        return cls(f"Файл не принят, ошибок: {len(faults)}:\n" + ";\n".join(lines) + ".", faults)
