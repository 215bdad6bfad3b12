"""Pure: personal data of children and adults in a text, found and covered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import ru_pii

from knowledge import personal_names


class Kind(StrEnum):
    """What was found; its value is what stands instead."""

    NAME = "имя"
    PHONE = "телефон"
    MAIL = "почта"
    PAGE = "страница"
    DOCUMENT = "документ"
    ADDRESS = "адрес"
    BIRTHDAY = "дата рождения"


@dataclass(frozen=True)
class Found:
    kind: Kind
    start: int
    end: int


#: What ``ru_pii`` calls identifiers of organisations: no personal data.
_OF_ORGANISATIONS = frozenset(("OGRN", "KPP", "BIC", "ACCOUNT"))
_KINDS = {"PHONE_RU": Kind.PHONE, "EMAIL": Kind.MAIL}

_STREET = (
    r"(?:ул(?:\.|иц\w+)|пр(?:-т|осп\.|оспект\w*)|пер(?:\.|еул\w+)|бульвар\w*|б-р|шоссе|"
    r"наб(?:\.|ережн\w+)|площад\w+|пл\.|проезд\w*|мкр\.?|микрорайон\w*|тупик\w*)"
)
_TOWN = r"(?:(?:г\.|город\w*|пос\.|пос[её]л\w+|с\.|сел\w|д\.|деревн\w+)\s*[А-ЯЁ][\w-]+,\s*)?"
_HOUSE = r"(?:(?:д\.?|дом\w*)\s*)?\d+\s?[а-я]?(?:[-/]\d+)?\b"
_FLAT = r"(?:,?\s*(?:корп\.?|к\.|корпус\w*)\s*\d+)?(?:,?\s*(?:кв\.?|квартир\w*)\s*\d+)?"
_DAY = r"\d{1,2}\.\d{1,2}\.\d{4}"
_CALLED = r"(?:тел(?:\.|ефон\w*)?|номер\w*|звон\w+|позвон\w+|набер\w+|в[ао]тс?ап\w*|whatsapp|viber)"

_ENDLESS = re.compile(r"\S{300,}")
#: Patterns besides those of ``ru_pii``; a group ``it`` is the place, or else the whole match.
_PATTERNS = (
    (
        Kind.ADDRESS,
        re.compile(
            rf"{_TOWN}\b{_STREET}\s+(?:\d+-\w+\s+)?[А-ЯЁ][\w-]*(?:\s[А-ЯЁ][\w-]*)*,?\s*"
            rf"{_HOUSE}{_FLAT}"
        ),
    ),
    (
        Kind.BIRTHDAY,
        re.compile(rf"(?:родил\w+|рожден\w+|рождён\w*|д\.\s?р\.)\W{{0,12}}(?P<it>{_DAY})", re.I),
    ),
    (Kind.BIRTHDAY, re.compile(rf"(?P<it>{_DAY})\s*(?:г\.\s?р\.|года рождения)", re.I)),
    (Kind.DOCUMENT, re.compile(r"\b[IVXLCМХ]{1,5}\s?-\s?[А-Я]{2}\s*№?\s*\d{6}\b")),
    (
        Kind.PHONE,
        re.compile(rf"{_CALLED}[^\d\n]{{0,20}}(?P<it>\+?\(?\d(?:[\s()-]{{0,2}}\d){{4,12}})", re.I),
    ),
    (Kind.PHONE, re.compile(r"(?<!\w)\+\d(?:[\s()-]{0,2}\d){9,13}\b")),
    (Kind.PAGE, re.compile(r"\b(?:vk\.com|vk\.ru|t\.me|ok\.ru|instagram\.com)/[\w./-]*\w", re.I)),
    (Kind.PAGE, re.compile(r"(?<![\w.+-])@[A-Za-z]\w{3,}")),
)


def find(text: str) -> list[Found]:
    """Every place that looks like personal data, from the beginning on; none overlaps another."""
    kept: list[Found] = []
    # Patterns would go over an endless word again and again; nothing personal is so long.
    text = _ENDLESS.sub(lambda word: " " * len(word[0]), text)
    # Longer places first: an address may hold what looks like a name.
    for place in sorted(_candidates(text), key=lambda one: (one.start - one.end, one.start)):
        if all(place.end <= one.start or one.end <= place.start for one in kept):
            kept.append(place)
    return sorted(kept, key=lambda one: one.start)


def masked(text: str) -> str:
    """The text with what was found covered: «[имя]». A second time changes nothing."""
    covered = _covered(text)
    while covered != text:
        # Without one name, the next may look like one at last.
        text, covered = covered, _covered(covered)
    return covered


def _covered(text: str) -> str:
    parts, end = [], 0
    for place in find(text):
        parts += [text[end : place.start], f"[{place.kind}]"]
        end = place.end
    return "".join([*parts, text[end:]])


def named(text: str, *, most: int = 5) -> list[str]:
    """The places themselves, each once, for telling whoever has written them."""
    places = dict.fromkeys(text[place.start : place.end] for place in find(text))
    return list(places)[:most]


def _candidates(text: str) -> Iterator[Found]:
    for match in ru_pii.find(text):
        if match.kind not in _OF_ORGANISATIONS:
            end = match.end - (len(match.value) - len(match.value.rstrip(".,;")))
            yield Found(_KINDS.get(match.kind, Kind.DOCUMENT), match.start, end)
    for kind, pattern in _PATTERNS:
        group = "it" if "it" in pattern.groupindex else 0
        for place in pattern.finditer(text):
            yield Found(kind, place.start(group), place.end(group))
    for start, end in personal_names.find(text):
        yield Found(Kind.NAME, start, end)
