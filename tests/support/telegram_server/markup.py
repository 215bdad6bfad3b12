"""Telegram's HTML, refused wherever and in the words Telegram refuses it."""

from dataclasses import dataclass, field
from typing import Any

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPACES = " \t\n\r\v\f"

Entity = dict[str, Any]


class CannotParse(Exception):
    """The reason, as Telegram words it."""


@dataclass
class _Open:
    tag: str
    at: int
    attributes: dict[str, str] = field(default_factory=dict)


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Split ``source`` into its visible text, trimmed, and the entities over it.

    Raises:
        CannotParse: the tags are unknown, unclosed or badly nested.
    """
    text, entities = _Parser(source).parse()
    return _trimmed(text, entities)


class _Parser:
    def __init__(self, source: str) -> None:
        # The closing NUL stands for the end, so that looking one character ahead is safe.
        self._source = source.replace("\0", " ") + "\0"
        self._at = 0
        self._text: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while (character := self._source[self._at]) != "\0":
            if character == "<":
                self._read_tag()
            elif character == "&":
                self._put(self._read_reference())
            else:
                self._put(character)
                self._at += 1
        if self._open:
            raise CannotParse(
                f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"'
            )
        return "".join(self._text), self._entities

    def _put(self, characters: str) -> None:
        self._text.append(characters)
        self._length += utf16_length(characters)

    def _byte_offset(self, at: int) -> int:
        return len(self._source[:at].encode())

    def _read_reference(self) -> str:
        """The character behind ``&…;``; an ampersand that begins none stands for itself."""
        end = self._source.find(";", self._at, self._at + 12)
        name = self._source[self._at + 1 : end] if end > 0 else ""
        character = _NAMED.get(name) or _numbered(name)
        if character is None:
            self._at += 1
            return "&"
        self._at = end + 1
        return character

    def _read_tag(self) -> None:
        begin = self._at
        self._at += 1
        if self._source[self._at] == "/":
            self._close(begin)
            return
        name = self._read_while(lambda character: character not in _SPACES + ">")
        if self._source[self._at] == "\0":
            raise CannotParse(f"Unclosed start tag at byte offset {self._byte_offset(begin)}")
        tag = name.lower()
        if tag not in _TYPES:
            raise CannotParse(
                f'Unsupported start tag "{tag}" at byte offset {self._byte_offset(begin)}'
            )
        attributes = self._read_attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise CannotParse(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte_offset(begin)}'
            )
        self._at += 1
        self._open.append(_Open(tag, self._length, attributes))

    def _read_attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._skip_spaces()
            if self._source[self._at] == ">":
                return attributes
            name = self._read_while(lambda character: character not in _SPACES + "=>/\"'")
            if not name:
                raise CannotParse(
                    f'Empty attribute name in the tag "{tag}" at byte offset '
                    f"{self._byte_offset(begin)}"
                )
            self._skip_spaces()
            self._refuse_end(tag, begin)
            attributes[name] = ""
            if self._source[self._at] == "=":
                self._at += 1
                attributes[name] = self._read_value(tag, begin)

    def _read_value(self, tag: str, begin: int) -> str:
        self._skip_spaces()
        self._refuse_end(tag, begin)
        quote = self._source[self._at]
        start = self._at
        if quote not in "\"'":
            value = self._read_while(lambda c: c.isascii() and (c.isalnum() or c in ".-"))
            if self._source[self._at] not in _SPACES + ">":
                raise CannotParse(
                    f"Unexpected end of name token at byte offset {self._byte_offset(start)}"
                )
            return value.lower()
        self._at += 1
        read = []
        while self._source[self._at] not in (quote, "\0"):
            if self._source[self._at] == "&":
                read.append(self._read_reference())
            else:
                read.append(self._source[self._at])
                self._at += 1
        self._refuse_end(tag, begin)
        self._at += 1
        return "".join(read)

    def _refuse_end(self, tag: str, begin: int) -> None:
        if self._source[self._at] == "\0":
            raise CannotParse(
                f'Unclosed start tag "{tag}" at byte offset {self._byte_offset(begin)}'
            )

    def _close(self, begin: int) -> None:
        offset = self._byte_offset(begin)
        if not self._open:
            raise CannotParse(f"Unexpected end tag at byte offset {offset}")
        self._at += 1
        name = self._read_while(lambda character: character not in _SPACES + ">")
        self._skip_spaces()
        if self._source[self._at] != ">":
            raise CannotParse(f"Unclosed end tag at byte offset {offset}")
        self._at += 1
        opened = self._open.pop()
        if name and name != opened.tag:
            raise CannotParse(
                f'Unmatched end tag at byte offset {offset}, expected "</{opened.tag}>", '
                f'found "</{name}>"'
            )
        if self._length > opened.at:
            self._entities.append(_entity(opened, self._length - opened.at))

    def _read_while(self, belongs: Any) -> str:
        start = self._at
        while self._source[self._at] != "\0" and belongs(self._source[self._at]):
            self._at += 1
        return self._source[start : self._at]

    def _skip_spaces(self) -> None:
        self._read_while(lambda character: character in _SPACES)


def _numbered(name: str) -> str | None:
    digits, base = (name[2:], 16) if name[:2] in ("#x", "#X") else (name[1:], 10)
    if not name.startswith("#") or not digits.isalnum() or not digits.isascii():
        return None
    try:
        code = int(digits, base)
    except ValueError:
        return None
    is_character = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if is_character else None


def _entity(opened: _Open, length: int) -> Entity:
    entity: Entity = {"type": _TYPES[opened.tag], "offset": opened.at, "length": length}
    if opened.tag == "a":
        entity["url"] = opened.attributes.get("href", "")
    if opened.tag == "tg-emoji":
        entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
    if opened.tag == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    return entity


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    left = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    end = utf16_length(text)
    kept = []
    for entity in sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])):
        begins = max(0, entity["offset"] - left)
        ends = min(end, entity["offset"] + entity["length"] - left)
        if begins < ends:
            kept.append({**entity, "offset": begins, "length": ends - begins})
    return text, kept
