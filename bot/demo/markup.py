"""Telegram's HTML, taken apart as Telegram does it."""

from html.parser import HTMLParser

from aiogram.types import MessageEntity

_ENTITIES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
    "a": "text_link",
}


class BrokenMarkup(ValueError):
    """The HTML is not what a messenger accepts."""


def parse_html(html: str) -> tuple[str, tuple[MessageEntity, ...]]:
    """Split ``html`` into plain text and entities, outer ones first.

    Raises:
        BrokenMarkup: a tag is unknown, left open or closed in the wrong order.
    """
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.finish()


def units(text: str) -> int:
    """The length of ``text`` as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._length = 0
        self._open: list[tuple[str, int, str | None]] = []
        self._entities: list[MessageEntity] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ENTITIES:
            raise BrokenMarkup(f'Unsupported start tag "{tag}"')
        self._open.append((tag, self._length, dict(attrs).get("href")))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            raise BrokenMarkup(f'Unmatched end tag "{tag}"')
        _, start, href = self._open.pop()
        kind = _ENTITIES[tag]
        if self._length == start or (kind == "text_link" and not href):
            return
        length = self._length - start
        url = href if kind == "text_link" else None
        self._entities.append(MessageEntity(type=kind, offset=start, length=length, url=url))

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)
        self._length += units(data)

    def finish(self) -> tuple[str, tuple[MessageEntity, ...]]:
        if self._open:
            raise BrokenMarkup(
                f'Can\'t find end tag corresponding to start tag "{self._open[-1][0]}"'
            )
        outer_first = sorted(self._entities, key=lambda entity: (entity.offset, -entity.length))
        return "".join(self._pieces), tuple(outer_first)
