"""Pure: names of people one meets at a school, told from names that lessons are about.

A name counts where it stands with another part of a name («Анна Петровна»), after a word for a
person («ученик»), or by itself as a first name. It does not count where the sentence is about a
book, a law or a method, or where the surname is one of those that lessons are about.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from knowledge.lexicon import analyser, fold, lemma

_SENTENCE = re.compile(r"[^.!?\n]*(?:(?:(?<=\b[А-ЯЁ])\.|[.!?](?=\S))[^.!?\n]*)*")
_TOKEN = re.compile(r"«[^«»\n]{0,200}»|[А-ЯЁ]\.|[^\W\d_]+(?:-[^\W\d_]+)*|\d+")
#: As many words before a name may stand between it and what tells whose it is.
_REACH = 3
#: A parse of this probability is no whim of the dictionary.
_LIKELY = 0.15


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    text: str

    @property
    def is_initial(self) -> bool:
        return len(self.text) == 2 and self.text.endswith(".")

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper() and not self.text[1:].isupper() and not self.is_initial

    @property
    def is_title(self) -> bool:
        """Words in quotation marks; a single letter is that of a class."""
        return self.text.startswith("«") and len(self.text) > 3

    @property
    def roles(self) -> frozenset[str]:
        return _roles(self.text) if self.is_capital else frozenset()


def find(text: str) -> Iterator[tuple[int, int]]:
    """Places of names, from the beginning on."""
    for sentence in _SENTENCE.finditer(text):
        if sentence[0].strip():
            tokens = [
                _Token(sentence.start() + each.start(), sentence.start() + each.end(), each[0])
                for each in _TOKEN.finditer(sentence[0])
            ]
            yield from _in_sentence(tokens, text)


def _in_sentence(tokens: Sequence[_Token], text: str) -> Iterator[tuple[int, int]]:
    is_lesson = any(_speaks_of_lessons(tokens, at) for at in range(len(tokens)))
    at, joined = 0, -1
    while at < len(tokens):
        size = _length_of_name(tokens, at, text)
        # «В 6Б классе Фёдоров и Белкина»: what is joined to a name is one, too.
        is_met = size and (at == joined or _is_met(tokens, at, size, is_lesson=is_lesson))
        if is_met:
            yield tokens[at].start, tokens[at + size - 1].end
        at += max(size, 1)
        if is_met and at < len(tokens) and tokens[at].text == "и":
            joined = at + 1


def _speaks_of_lessons(tokens: Sequence[_Token], at: int) -> bool:
    token = tokens[at]
    if token.is_title or lemma(fold(token.text.lower())) in _listed("lessons"):
        return True
    return _is_famous(token) and not _is_of_a_person(tokens, at)


def _length_of_name(tokens: Sequence[_Token], at: int, text: str) -> int:
    """How many words from ``at`` on are parts of one name, with nothing but spaces between."""
    size = 0
    while at + size < len(tokens) and size < 3:
        token = tokens[at + size]
        if not (token.is_initial or token.roles):
            break
        if size and text[tokens[at + size - 1].end : token.start].strip():
            break
        size += 1
    return 0 if all(token.is_initial for token in tokens[at : at + size]) else size


def _is_met(tokens: Sequence[_Token], at: int, size: int, *, is_lesson: bool) -> bool:
    name = tokens[at : at + size]
    if _is_of_a_person(tokens, at):
        return True
    if any(map(_is_famous, name)):
        return False
    if size > 1:
        return True
    [token] = name
    if "Name" in token.roles:
        opens = at == 0
        return not is_lesson and not (opens and _is_everyday(token.text))
    return "Patr" in token.roles


def _is_of_a_person(tokens: Sequence[_Token], at: int) -> bool:
    """Whether a word for a person, or a class such as «5 «Б»», stands shortly before."""
    before = tokens[max(0, at - _REACH) : at]
    for place, token in enumerate(before):
        if lemma(fold(token.text.lower())) in _listed("persons"):
            return True
        is_class = token.text.isdigit() and place + 1 < len(before)
        if is_class and len(before[place + 1].text.strip("«»")) == 1:
            return True
    return False


def _is_famous(token: _Token) -> bool:
    return token.is_capital and any(
        fold(form) in _listed("famous") for form in _forms(token.text.lower())
    )


@lru_cache(maxsize=20_000)
def _roles(word: str) -> frozenset[str]:
    """Which parts of a name the word can be: ``Name``, ``Surn``, ``Patr``."""
    parses = analyser().parse(word.lower())
    # A capital letter says already that it is a name; that it is a surname, it does not.
    likely = [parse for parse in parses if parse.score >= _LIKELY or parse is parses[0]]
    roles = {role for parse in likely for role in ("Surn", "Patr") if role in parse.tag}
    return frozenset(roles | {"Name" for parse in parses if "Name" in parse.tag})


@lru_cache(maxsize=20_000)
def _is_everyday(word: str) -> bool:
    """Whether the word is also no name at all: «Вера», «Роза», «Лев»; rivers do not count."""
    return any(
        not {"Name", "Surn", "Patr", "Geox"} & set(parse.tag.grammemes)
        for parse in analyser().parse(word.lower())
        if parse.score >= _LIKELY
    )


@lru_cache(maxsize=20_000)
def _forms(word: str) -> frozenset[str]:
    return frozenset(parse.normal_form for parse in analyser().parse(word))


@cache
def _listed(name: str) -> frozenset[str]:
    """The words of a file of ``words``; lines that begin with ``#`` are about them."""
    lines = files("knowledge").joinpath(f"words/{name}.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
