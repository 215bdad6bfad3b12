"""Whether a text speaks of danger to a life. Words alone: no model, no network, no database.

A card that comes for nothing costs a smile; one that does not come may cost a life. Between the
two lies everyday speech («убиться можно от этих отчётов») and the syllabus («самоубийство
Катерины»): a card for those would teach people to overlook it.
"""

import re
import unicodedata
from enum import StrEnum

from wellbeing import danger_words as words


class Danger(StrEnum):
    OWN = "own"
    """The writer's own life."""
    ANOTHERS = "anothers"
    """Somebody else's: a pupil, a colleague."""


#: Letters and digits that look like Russian ones; used only within words that have Russian ones.
_ALIKE = str.maketrans("aceopxykmthbn03", "асеорхукмтнвпоз")
_WORD = re.compile(r"\w+")
_CYRILLIC = re.compile(r"[а-я]")
_SENTENCE = re.compile(r"[.!?…;\n]+")
_QUOTED = re.compile(r"«[^»]*»|\"[^\"]*\"|“[^”]*”|„[^“]*“")
_LONG = re.compile(r"(\w)\1{2,}")
_SPACED = re.compile(r"\b(?:\w ){3,}\w\b")
_JOINED = re.compile(r"\bне(?=хоч|хотел|могу|вижу|буду)")
_MISSPELT = re.compile(r"\bхач(?=у|ет)")
_REFLEXIVE = re.compile(r"тся\b")

_GRAVE = re.compile("|".join(words.GRAVE))
_LOUD = re.compile("|".join(words.LOUD))
_NAMED = re.compile("|".join(words.NAMED))
_NAMED_BESIDE = re.compile(words.NAMED_BESIDE)
_THREAT = re.compile("|".join(words.THREAT))
_JEST = re.compile("|".join(words.JEST))
_EARNEST = re.compile(words.EARNEST)
_STUDIED = re.compile(words.STUDIED)
_TAUGHT = re.compile(words.TAUGHT)
_SOMEBODY = re.compile(words.SOMEBODY)
_SAYS = re.compile(words.SAYS)
_MYSELF = re.compile(words.MYSELF)
_THIRD = re.compile(words.THIRD)
_IMPERSONAL = re.compile(words.IMPERSONAL)


def danger_in(text: str) -> Danger | None:
    """Whose life a text says is in danger; the writer's own comes first.

    It reads sentence by sentence, and a hundred pages as fast as a line needs to be answered.
    """
    is_earnest = bool(_EARNEST.search(plain(text)))
    found = {_in_sentence(sentence, is_earnest) for sentence in _SENTENCE.split(text)}
    return next((danger for danger in Danger if danger in found), None)


def plain(text: str) -> str:
    """Words in lower case with single spaces, spelt the one way in which they are looked for."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("ё", "е")
    spelt = " ".join(_spelt(word) for word in _WORD.findall(folded))
    joined = _SPACED.sub(lambda found: found[0].replace(" ", ""), spelt)
    for slip, right in ((_LONG, r"\1"), (_JOINED, "не "), (_MISSPELT, "хоч"), (_REFLEXIVE, "ться")):
        joined = slip.sub(right, joined)
    return joined


def _spelt(word: str) -> str:
    return word.translate(_ALIKE) if _CYRILLIC.search(word) else word


def _in_sentence(sentence: str, is_earnest: bool) -> Danger | None:
    said = plain(sentence)
    if said and (found := _told(said, is_earnest)):
        return _whose(sentence, said, found)
    if _is_named(said) or _is_threat(said):
        return _of_whom(said)
    return None


def _told(said: str, is_earnest: bool) -> str | None:
    """The turn of phrase that tells of it, unless it is a jest."""
    if found := _GRAVE.search(said):
        return found[0]
    found = _LOUD.search(said)
    return found[0] if found and (is_earnest or not _is_jest(said)) else None


def _is_jest(said: str) -> bool:
    """One's own complaint about work; what is reported of somebody is not taken for it."""
    return bool(_JEST.search(said) and not _is_reported(said))


def _is_reported(said: str) -> bool:
    return bool(_SOMEBODY.search(said) and _SAYS.search(said))


def _whose(sentence: str, said: str, phrase: str) -> Danger | None:
    is_studied = _STUDIED.search(said)
    is_quoted = any(phrase in plain(quote) for quote in _QUOTED.findall(sentence))
    is_reported = _is_reported(said) or (is_quoted and _SOMEBODY.search(said))
    is_own = not is_reported and (_MYSELF.search(phrase) or _is_of_nobody(said, phrase))
    if is_studied and (is_quoted or not _MYSELF.search(phrase)):
        return None
    return Danger.OWN if is_own else _of_whom(said)


def _is_of_nobody(said: str, phrase: str) -> bool:
    """Whether nobody is named as the one who feels so: then it is the writer."""
    return bool(_IMPERSONAL.search(phrase) and not _THIRD.search(said))


def _is_named(said: str) -> bool:
    """Whether the subject is named beside a person and a deed, and not taught or studied."""
    if not _NAMED.search(said) or _TAUGHT.search(said) or _STUDIED.search(said):
        return False
    is_of_somebody = _SOMEBODY.search(said) or _MYSELF.search(said)
    return bool(_NAMED_BESIDE.search(said) and is_of_somebody)


def _is_threat(said: str) -> bool:
    if not _THREAT.search(said) or _TAUGHT.search(said) or _STUDIED.search(said):
        return False
    return bool(_SOMEBODY.search(said))


def _of_whom(said: str) -> Danger:
    return Danger.ANOTHERS if _SOMEBODY.search(said) or _THIRD.search(said) else Danger.OWN
