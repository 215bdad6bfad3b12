"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
#: Longer texts are compared by lines: comparing words of them would take seconds.
_MOST_WORDS = 4_000


@dataclass(frozen=True)
class Piece:
    kind: Literal["same", "gone", "new"]
    text: str


def compare(old: str, new: str) -> list[Piece]:
    """The new text with what is gone left in place; neighbours of one kind are one piece."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > _MOST_WORDS:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    return [piece for piece in _pieces(before, after) if piece.text]


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    # Without autojunk: in a long text it would take frequent words for noise.
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(after[new_start:new_end]))
            continue
        yield Piece("gone", "".join(before[start:end]))
        yield Piece("new", "".join(after[new_start:new_end]))
