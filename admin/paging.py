"""Long lists in pages."""

from dataclasses import dataclass

from admin.forms import whole_number

#: A reader never leafs further; filters lead there.
_LAST_PAGE = 400


@dataclass(frozen=True)
class Paging:
    """One page of a list."""

    number: int
    """1 for the first one."""
    size: int
    total: int

    @classmethod
    def of(cls, asked: str, *, total: int, size: int = 25) -> "Paging":
        """The page that the address asks for; the nearest one where there is no such page."""
        last = max(1, min(_LAST_PAGE, -(-total // size)))
        return cls(min(max(whole_number(asked) or 1, 1), last), size, total)

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        return max(1, min(_LAST_PAGE, -(-self.total // self.size)))

    @property
    def first_shown(self) -> int:
        return min(self.offset + 1, self.total)

    @property
    def last_shown(self) -> int:
        return min(self.offset + self.size, self.total)
