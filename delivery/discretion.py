"""Events of which not a word is kept once they are dealt with."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Wish:
    """What whoever handles an event wants of what the channel has told."""

    keeps_nothing: bool = False


_wish: ContextVar[Wish | None] = ContextVar("wish", default=None)


@contextmanager
def listening() -> Iterator[Wish]:
    """Hear what is wished while an event is being handled."""
    wish = Wish()
    token = _wish.set(wish)
    try:
        yield wish
    finally:
        _wish.reset(token)


def keep_nothing() -> None:
    """The event that is being handled loses its words in the moment in which it is settled."""
    wish = _wish.get()
    if wish is not None:
        wish.keeps_nothing = True
