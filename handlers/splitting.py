"""Cutting a long HTML text into messages, each of them whole in itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: A tag, an entity, a space, or a piece of a word so short that little is lost by not cutting it.
_TOKEN = re.compile(r"<[^<>]*>|&#?\w{1,10};|\s|[^\s<&]{1,20}|.", re.DOTALL)
_TAG = re.compile(r"</?([a-z][a-z0-9-]*)[^<>]*>", re.IGNORECASE)
_EMPTY_PAIR = re.compile(r"<([a-z][a-z0-9-]*)[^<>]*></\1>", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"[.!?…][»\")]?\s\Z")

#: A break this close to the beginning is no place to cut: the piece would be a stump.
_SHORTEST_PART = 4


@dataclass(frozen=True)
class _Cut:
    at: int
    open_tags: tuple[str, ...]
    """The opening tags in force here, outermost first: closed before the cut, opened after it."""


def split_text(text: str, limit: int) -> list[str]:
    """Cut ``text`` into pieces of at most ``limit`` characters, tags counted.

    It is cut between paragraphs, else lines, else sentences, else words. A tag that is open at a
    cut is closed before it and opened again after it; an entity such as ``&lt;`` stays whole.
    """
    pieces = []
    rest = text.strip()
    while len(rest) > limit:
        cut = _best_cut(rest, limit)
        closing = "".join(f"</{_name(tag)}>" for tag in reversed(cut.open_tags))
        pieces.append(rest[: cut.at].rstrip() + closing)
        rest = "".join(cut.open_tags) + rest[cut.at :].lstrip()
        if cut.open_tags:
            rest = _without_empty_pairs(rest)
    return [piece for piece in (*pieces, rest) if _TAG.sub("", piece).strip()]


def _best_cut(text: str, limit: int) -> _Cut:
    best: dict[int, _Cut] = {}
    last: _Cut | None = None
    for cut in _cuts(text):
        closing = sum(len(_name(tag)) + 3 for tag in cut.open_tags)
        # Something must be cut off even where a single tag is longer than a message may be.
        if last is not None and cut.at + closing > limit:
            break
        last = cut
        if cut.at >= limit // _SHORTEST_PART:
            best[_rank(text, cut.at)] = cut
    assert last is not None, "only called for a text longer than the limit"
    return best[min(best)] if best else last


def _cuts(text: str) -> Iterator[_Cut]:
    """Every place after something visible or a space, from left to right."""
    open_tags: list[str] = []
    for token in _TOKEN.finditer(text):
        tag = _TAG.fullmatch(token.group())
        if tag is None:
            yield _Cut(token.end(), tuple(open_tags))
        elif not token.group().startswith("</"):
            open_tags.append(token.group())
        elif open_tags and _name(open_tags[-1]) == tag.group(1):
            open_tags.pop()


def _rank(text: str, at: int) -> int:
    """How good a cut at ``at`` is; 0 is the best."""
    if text.endswith("\n\n", 0, at):
        return 0
    if text.endswith("\n", 0, at):
        return 1
    if _SENTENCE_ENDS.search(text, max(0, at - 3), at):
        return 2
    return 3 if text[at - 1].isspace() else 4


def _name(tag: str) -> str:
    found = _TAG.fullmatch(tag)
    assert found is not None
    return found.group(1)


def _without_empty_pairs(text: str) -> str:
    """Without tags that were opened again only to be closed at once."""
    while (pair := _EMPTY_PAIR.match(text)) is not None:
        text = text[pair.end() :].lstrip()
    return text
