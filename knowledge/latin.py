"""Russian typed in Latin letters: in the wrong keyboard layout, or transliterated."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from itertools import combinations
from json import loads

#: Says whether a word in lower case is a Russian one.
Known = Callable[[str], bool]

_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_LETTERS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_SHIFTED_KEYS = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>'
_LAYOUT = str.maketrans(_KEYS + _SHIFTED_KEYS + "/?&", _LETTERS + _LETTERS.upper() + ".,?")
_TYPED = re.compile(r"(?=\S*[A-Za-z])[A-Za-z\[\]{};:'\"`~,.<>/?&!\d-]+")
_TAIL = re.compile(r"[.,;:!?\"'/&<>]+$")
_LATIN = re.compile(r"(?:4(?=[A-Za-z]))?[A-Za-z]+(?:['4][A-Za-z]+)*'?")
_CYRILLIC_WORD = re.compile(r"[а-яёА-ЯЁ]{2,}")
_ADDRESS = re.compile(r"\S*(?://|@|www\.|\.ru\b|\.com\b)\S*", re.IGNORECASE)

#: Latin spelling → Russian ones, the likeliest first.
_SOUNDS = {
    "shch": ("щ",), "sch": ("щ", "сч"), "sh": ("ш", "сх"), "ch": ("ч",), "zh": ("ж",),
    "kh": ("х",), "ts": ("ц", "тс"), "tz": ("ц",), "ya": ("я", "ья", "ъя"),
    "ja": ("я", "ья", "ъя"), "ia": ("ия", "я", "иа"), "yu": ("ю", "ью"), "ju": ("ю", "ью"),
    "iu": ("ию", "ю"), "yo": ("е", "ье", "о"), "jo": ("е", "ье"), "ye": ("е", "ье", "ъе", "ые"),
    "je": ("е", "ье", "ъе"), "iy": ("ий",), "ij": ("ий",), "yy": ("ый",), "yj": ("ый",),
    "ii": ("ий", "ии"),
    "a": ("а",), "b": ("б",), "c": ("ц", "к", "с"), "d": ("д",), "e": ("е", "э"), "f": ("ф",),
    "g": ("г",), "h": ("х",), "i": ("и", "й"), "j": ("й", "ж", "ь"), "k": ("к",), "l": ("л",),
    "m": ("м",), "n": ("н",), "o": ("о",), "p": ("п",), "q": ("к",), "r": ("р",), "s": ("с",),
    "t": ("т",), "u": ("у", "ю"), "v": ("в",), "w": ("в", "ш"), "x": ("х", "кс"),
    "y": ("ы", "й", "и"), "z": ("з", "ж"), "'": ("ь", "ъ"),
    "4": ("ч",),
}  # fmt: skip
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
#: The soft sign is left out by most: it is tried after these.
_SOFTENED = frozenset("тлнсдзрвмпб")
#: A word may differ from its likeliest spelling in so many places.
_MOST_DEVIATIONS = 2


def from_wrong_layout(text: str, known: Known) -> str:
    """``rfr j,]zcybnm`` → «как объяснить»; words of other languages stay as they are."""
    swapped = _is_swapped(text, known)

    def turn(match: re.Match[str]) -> str:
        token = match[0]
        if _is_foreign(token) or _ADDRESS.fullmatch(token):
            return token
        turned, is_russian = _turned(token, known)
        if swapped:
            return turned if is_russian or _can_be_said(turned) else token
        return turned if is_russian and len(_bare(token)) >= 5 else token

    return _TYPED.sub(turn, text)


def from_translit(text: str, known: Known) -> str:
    """«kak obyasnit drobi» → «как объяснить дроби», when the whole text is written so."""
    if len(_CYRILLIC_WORD.findall(text)) * 3 > len(_LATIN.findall(text)):
        return text
    long = [w for w in _LATIN.findall(_ADDRESS.sub(" ", text)) if len(w) > 2 and not _is_foreign(w)]
    russian = [word for word in long if known(_spelt(word, known))]
    if not long or len(russian) * 2 < len(long) or max(map(len, russian)) < 4:
        return text
    return _LATIN.sub(lambda m: m[0] if _is_foreign(m[0]) else _spelt(m[0], known), text)


@cache
def _foreign_words() -> frozenset[str]:
    return frozenset(loads(files("knowledge").joinpath("words/latin.json").read_text("utf-8")))


def _is_foreign(token: str) -> bool:
    return _bare(token) in _foreign_words()


def _bare(token: str) -> str:
    return _TAIL.sub("", token).lower()


def _is_swapped(text: str, known: Known) -> bool:
    tokens = [t for t in _TYPED.findall(_ADDRESS.sub(" ", text)) if not _is_foreign(t)]
    long = [token for token in tokens if len(_bare(token)) > 2]
    russian = [token for token in long if _turned(token, known)[1]]
    if len(russian) * 2 < len(long) or len(_CYRILLIC_WORD.findall(text)) > len(tokens):
        return False
    return len(russian) > 1 or any(len(_bare(token)) > 3 for token in russian)


def _turned(token: str, known: Known) -> tuple[str, bool]:
    """The token in the Russian layout, and whether that is a word.

    A comma at the end may be the letter «б» or a comma: the one that makes a word is right.
    """
    turned = token.translate(_LAYOUT)
    if known(turned.lower().rstrip(".,?!")):
        return turned, True
    tail = _TAIL.search(token)
    if tail:
        core = token[: tail.start()].translate(_LAYOUT)
        if known(core.lower()):
            return core + tail[0], True
    return turned, False


def _can_be_said(word: str) -> bool:
    letters = [letter for letter in word.lower() if letter.isalpha()]
    vowels = sum(letter in "аеёиоуыэюя" for letter in letters)
    return len(letters) < 3 or vowels * 5 >= len(letters)


def _spelt(word: str, known: Known) -> str:
    """The first of the possible Russian spellings that is a word; else the likeliest."""
    variants = _spellings(word.lower())
    likeliest = next(variants)
    best = next((s for s in (likeliest, *variants) if known(s)), likeliest)
    return best.upper() if word.isupper() and len(word) > 1 else best


def _spellings(word: str) -> Iterator[str]:
    sounds = _SOUND.findall(word)
    around = zip(["", *sounds], sounds, [*sounds[1:], ""], strict=False)
    options = [_options(*three) for three in around]
    likeliest = [option[0] for option in options]
    places = [(i, other) for i, option in enumerate(options) for other in option[1:]]
    for count in range(_MOST_DEVIATIONS + 1):
        for chosen in combinations(places, count):
            letters = list(likeliest)
            for place, other in chosen:
                letters[place] = other
            yield "".join(letters)


def _options(before: str, sound: str, after: str) -> tuple[str, ...]:
    options = _SOUNDS[sound]
    if sound == "y" and before[-1:] in ("a", "e", "i", "o", "u"):
        return ("й", "ы")
    if options[0] in _SOFTENED and (not after or _SOUNDS[after][0][0] not in "аеиоуыэюяь"):
        return (*options, options[0] + "ь")
    return options
