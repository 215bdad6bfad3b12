"""Makes what people type into a question that can be searched for."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from json import loads
from typing import Any

from knowledge.latin import from_translit, from_wrong_layout
from knowledge.lexicon import fold, is_known, lemmas
from knowledge.spelling import NO_VOCABULARY, Vocabulary, corrected
from people.subjects import subject_named

#: The longest question that is searched for, in characters; the encoder takes no more either.
LONGEST = 500
#: Of a longer text only the beginning and the end are looked at: there people ask.
_BEGINNING, _END = 4000, 1500
_MOST_ROUNDS = 5
#: Courtesies at the end are looked for here.
_CLOSING = 300

_KEPT_SYMBOLS = frozenset("№°")
_DOUBLE_QUOTES = re.compile("[«»„“”‟″]")
_SINGLE_QUOTES = re.compile("[‘’‚‛′`´]")
_DASHES = re.compile("[‐‑‒–—―−]")
#: No word and no address that matters is so long; the steps below take their time with one.
_ENDLESS = re.compile(r"(\S{60})\S+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_ASKING = re.compile(
    r"(?<!\w)(?:как|что делать|почему|зачем|где|когда|куда|сколько|можно ли|нужно ли|стоит ли|"
    r"какой|какая|какие|какую|каким|кто|чем|подскажите|посоветуйте|помогите|нужн[аоы]?)(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![\w-])[^\W\d_]+(?![\w-])")


@dataclass(frozen=True)
class Understood:
    text: str
    """The question as it will be searched for; empty when nothing was asked."""
    remarks: tuple[str, ...]
    """What was changed: «раскладка», «транслит», «опечатки», «сокращения»."""
    nothing_asked: bool


def normalise(text: str, vocabulary: Vocabulary = NO_VOCABULARY) -> Understood:
    """Understand ``text``: its letters, its spelling, its abbreviations; without courtesies.

    Doing it twice changes nothing more.
    """
    remarks: dict[str, None] = {}
    plain = _printable(text)
    # What one step takes away may be what held another back: «ЗДРАСТЕ: DROB».
    for _ in range(_MOST_ROUNDS):
        before = plain
        plain = _read(plain, vocabulary, remarks)
        if plain == before:
            break
    if not any(len(lemma) > 1 and not lemma.isdigit() for lemma in lemmas(plain)):
        return Understood("", (), nothing_asked=True)
    return Understood(plain, tuple(remarks), nothing_asked=False)


def _read(plain: str, vocabulary: Vocabulary, remarks: dict[str, None]) -> str:
    def step(remark: str, before: str, after: str) -> str:
        if after != before:
            remarks[remark] = None
        return after

    def known(word: str) -> bool:
        return is_known(word) or word in vocabulary or _meaning(word) is not None

    plain = step("раскладка", plain, from_wrong_layout(plain, known))
    plain = step("транслит", plain, from_translit(plain, known))
    plain = _shortened(_without_courtesies(_folded(plain)))
    plain = step("опечатки", plain, corrected(plain, vocabulary, known))
    plain = _shortened(_without_courtesies(plain))
    return step("сокращения", plain, _explained(plain))


def _printable(text: str) -> str:
    """Without NUL, lone surrogates, invisible signs, emoji and marks of stress."""
    if len(text) > _BEGINNING + _END:
        text = f"{text[:_BEGINNING]}\n{text[-_END:]}"
    visible = "".join(map(_visible, unicodedata.normalize("NFC", text)))
    return _ENDLESS.sub(r"\1", visible)


@cache
def _visible(sign: str) -> str:
    if sign == "\n" or sign in _KEPT_SYMBOLS:
        return sign
    category = unicodedata.category(sign)
    if category in ("Cf", "Mn", "Me"):
        return ""
    return " " if category[0] in "CZ" or (category in ("So", "Sk") and sign != "`") else sign


def _folded(text: str) -> str:
    text = _DASHES.sub("-", _SINGLE_QUOTES.sub("'", _DOUBLE_QUOTES.sub('"', fold(text))))
    text = re.sub(r"([!?.,])\1+", r"\1", text)
    text = re.sub(r"[^\S\n]+", " ", text).strip()
    letters = [sign for sign in text if sign.isalpha()]
    if len(letters) > 15 and sum(map(str.isupper, letters)) > 0.7 * len(letters):
        return _WORD.sub(lambda m: m[0] if m[0] in _abbreviations() else m[0].lower(), text)
    return text


def _without_courtesies(text: str) -> str:
    """Without greetings and thanks at either end; «как научить говорить „спасибо“» stays."""
    before, opening, closing = None, *_courtesies()
    while text != before:
        before = text
        text = opening.sub("", text)
        text = text[:-_CLOSING] + closing.sub("", text[-_CLOSING:])
        text = text.strip(" \n,;:-")
    return text


@cache
def _courtesies() -> tuple[re.Pattern[str], re.Pattern[str]]:
    phrases = [phrase.replace("*", r"\w*") for phrase in _words("courtesies.json")]
    any_of = "|".join(sorted(phrases, key=len, reverse=True))
    opening = rf"^[\s\W]*(?:{any_of})(?!\w)[\s.,!?:;)(\-]*"
    closing = rf"(?:^|[.,!?;)(\n\-]\s*|\s)(?:{any_of})(?!\w)[\s.,!:;)(\-]*$"
    return re.compile(opening, re.IGNORECASE), re.compile(closing, re.IGNORECASE)


def _shortened(text: str) -> str:
    """The sentences that ask, then the first others, in their order, up to ``LONGEST``."""
    if len(text) <= LONGEST:
        return " ".join(text.split())
    sentences = [" ".join(s.split()) for s in _SENTENCE_END.split(text) if s.strip()]
    ranked = sorted(range(len(sentences)), key=lambda i: (_urgency(sentences[i]), i))
    kept: list[int] = []
    left = LONGEST
    for number in ranked:
        if len(sentences[number]) < left:
            kept.append(number)
            left -= len(sentences[number]) + 1
    if not kept:
        return sentences[ranked[0]][:LONGEST].rsplit(" ", 1)[0]
    return " ".join(sentences[number] for number in sorted(kept))


def _urgency(sentence: str) -> int:
    if "?" in sentence:
        return 0
    return 1 if _ASKING.search(sentence) else 2


def _explained(text: str) -> str:
    """Append what the abbreviations and the slang names of subjects mean."""
    plain = text.lower()
    for word in dict.fromkeys(_WORD.findall(text)):
        means = _meaning(word)
        if means and means.lower() not in plain and len(text) + len(means) + 3 <= LONGEST:
            text = f"{text} ({means})"
            plain = text.lower()
    return text


def _meaning(word: str) -> str | None:
    short = word.upper()
    if short in _abbreviations() and (word.isupper() or not _is_ambiguous(word.lower())):
        return fold(_abbreviations()[short])
    if len(word) > 3 and not word.isascii() and not is_known(word.lower()):
        subject = subject_named(word)
        return fold(subject.name) if subject else None
    return None


def _is_ambiguous(word: str) -> bool:
    """«рас» and «мо» are words too: they count as abbreviations only in capitals."""
    return word in ("рас", "мо", "до", "уо", "ии", "пр", "ср", "кр")


@cache
def _abbreviations() -> dict[str, str]:
    return {short.upper(): means for short, means in _words("abbreviations.json").items()}


def _words(name: str) -> Any:
    return loads(files("knowledge").joinpath("words", name).read_text("utf-8"))
