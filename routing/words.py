"""A question's words: as they are kept in its history, and as one text."""

from collections.abc import Sequence

from pydantic import TypeAdapter

from delivery.content import Attachment, Part, Words
from routing.errors import EmptyWords
from routing.models import Entry, EntryKind

#: Entries whose words together are what the asker asks.
ASKED = (EntryKind.QUESTION, EntryKind.SUPPLEMENT, EntryKind.CLARIFIED)

_PARTS = TypeAdapter(tuple[Part, ...])


def require_words(words: Words) -> None:
    """
    Raises:
        EmptyWords: there is neither text nor attachment.
    """
    if not words.text.strip() and not words.attachments:
        raise EmptyWords


def written(words: Words) -> list[dict[str, object]]:
    """The words as an entry keeps them."""
    dumped: list[dict[str, object]] = _PARTS.dump_python(words.parts, mode="json")
    return dumped


def read_words(parts: Sequence[dict[str, object]]) -> Words:
    """The words that ``written`` made.

    Raises:
        EmptyWords: there is nothing to read.
    """
    if not parts:
        raise EmptyWords
    return Words(_PARTS.validate_python(parts))


def words_of(entry: Entry) -> Words:
    return Words(_PARTS.validate_python(entry.parts))


def text_of(entries: Sequence[Entry]) -> str:
    """What the asker has asked, all entries together."""
    texts = [words_of(entry).text for entry in entries if entry.kind in ASKED]
    return "\n\n".join(text for text in texts if text)


def attachments_of(entries: Sequence[Entry]) -> tuple[Attachment, ...]:
    return tuple(
        attachment
        for entry in entries
        if entry.kind in ASKED
        for attachment in words_of(entry).attachments
    )


def with_part(words: Words, part: Part) -> Words:
    """The same words after one of their messages was edited."""
    return Words(tuple(part if old.ref == part.ref else old for old in words.parts))
