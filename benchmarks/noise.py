"""Spoils questions the way people do, always in the same way."""

from random import Random

_KEYS = dict(
    zip("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.", strict=True)
)
_LATIN = {
    **dict(zip("абвгдезийклмнопрстуфхцыэ", "abvgdeziyklmnoprstufhcye", strict=True)),
    **{"ж": "zh", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"},
    "ё": "e",
}
_ALPHABET = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф"
#: Shorter words are seldom misspelt, and mean little.
_SHORTEST = 4


def with_typos(text: str) -> str:
    """One slip in every third word of four letters or more."""
    random = Random(text)
    words, met = text.split(" "), 0
    for number, word in enumerate(words):
        if sum(map(str.isalpha, word)) < _SHORTEST:
            continue
        met += 1
        if met % 3 == 0:
            words[number] = _slip(word, random)
    return " ".join(words)


def in_wrong_layout(text: str) -> str:
    return "".join(_KEYS.get(sign, sign) for sign in text.lower().replace("ё", "е"))


def in_translit(text: str) -> str:
    return "".join(_LATIN.get(sign, sign) for sign in text.lower())


def _slip(word: str, random: Random) -> str:
    place = random.randrange(1, len(word) - 1)
    match random.randrange(4):
        case 0:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case 1:
            return word[:place] + word[place + 1 :]
        case 2:
            return word[:place] + random.choice(_ALPHABET) + word[place + 1 :]
        case _:
            return word[:place] + random.choice(_ALPHABET) + word[place:]
