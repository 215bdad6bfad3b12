"""A base that an encoder without a model knows, and questions to it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from kit.database import Transaction
from knowledge.drafts import CaseDraft
from knowledge.examples import Verdict
from knowledge.indexing import Indexer
from knowledge.labelled import LabelledQuestion
from knowledge.models import CaseId
from knowledge.ranking import Weights
from knowledge.search import CaseSearch
from knowledge.service import CaseBook
from knowledge.verdict import MEANING_FEATURES, WORDS_FEATURES, Calibration, Logistic
from tests.support.cases import draft
from tests.support.encoder import WordEncoder

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
#: One case is about two of them.
# fmt: off
_NOUNS = (
    "дробь", "пицца", "хор", "голос", "пейзаж", "холст", "атом", "формула", "глагол",
    "суффикс", "карта", "река", "закон", "опыт", "орбита", "звезда", "рифма", "поэма",
    "танец", "ритм", "мяч", "бег", "глина", "ваза", "сказка", "герой", "вулкан", "лава",
    "клетка", "корень", "магнит", "ток", "линза", "тень", "молекула", "кислота", "парус",
    "якорь", "колокол", "башня", "зерно", "мельница", "щит", "меч", "указ", "князь",
    "остров", "пролив", "муравей", "улей", "рубанок", "доска", "игла", "нитка", "тесто",
    "пекарь", "робот", "датчик", "шифр", "пароль", "театр", "занавес", "костёр", "палатка",
)
# fmt: on
#: Of these no case speaks.
_STRANGE = ["отчёт", "субботник", "столовая", "автобус", "дежурство", "линейка", "звонок", "ключ"]
CASES = len(_NOUNS) // 2


def calibration(fingerprint: str = "words/1") -> Calibration:
    """What came with the product; it is for the encoder of this base unless told otherwise."""
    zeros = dict.fromkeys(MEANING_FEATURES, 0.0)
    return Calibration(
        fingerprint=fingerprint,
        fitted_on="2026-01-01",
        questions=500,
        cases=50,
        blend=Weights(),
        blend_by_words=Weights(whole=0, near=0, centred=0),
        meaning=Logistic(-3.0, zeros | {"near": 6.0, "words": 1.0}),
        words=Logistic(-2.0, dict.fromkeys(WORDS_FEATURES, 0.0) | {"words": 4.0}),
        answer_from=0.9,
        offer_from=0.3,
        offer_by_words_from=0.3,
    )


def encoder(fingerprint: str = "words/1") -> WordEncoder:
    return WordEncoder(fingerprint, dimensions=1024)


def cases(count: int = CASES) -> list[CaseDraft]:
    pairs = [(_NOUNS[2 * number], _NOUNS[2 * number + 1]) for number in range(count)]
    return [
        draft(
            f"case-{number:02}",
            title=f"Урок: {one} и {other}",
            topics=[one],
            # Some cases are longer than others: their cosines differ.
            problem=f"Ученикам трудна тема «{one}»." + " Класс шумит и спорит." * (number % 3),
            solution=f"Покажите, что такое {other}.",
            materials=[],
            questions=[f"как объяснить тему {one} и {other}", f"{one} и {other} на уроке"],
        )
        for number, (one, other) in enumerate(pairs)
    ]


def labelled(answerable: int = CASES * 2, unanswerable: int = CASES) -> list[LabelledQuestion]:
    """Questions that name what their case is about, and questions that name what none is about."""
    right = [
        LabelledQuestion(
            f"right-{number}",
            f"{_NOUNS[number % (2 * CASES)]}: чем заинтересовать класс {number}",
            frozenset({CaseId(f"case-{number % (2 * CASES) // 2:02}")}),
        )
        for number in range(answerable)
    ]
    wrong = [
        LabelledQuestion(f"wrong-{number}", f"урок и {_STRANGE[number % 8]} {number}", frozenset())
        for number in range(unanswerable)
    ]
    return right + wrong


async def publish(transaction: Transaction, drafts: Sequence[CaseDraft], by: WordEncoder) -> None:
    """Put the cases in force, each with its vectors."""
    await CaseBook(transaction).import_cases(drafts, publish=True, by=None, now=NOON)
    await Indexer(transaction, by).index_missing(limit=1000)


async def verdicts(search: CaseSearch, questions: Sequence[LabelledQuestion]) -> list[Verdict]:
    """What the askers of these questions would say, if all of them did."""
    said = []
    for question in questions:
        finding = await search.find(question.text)
        first = finding.matches[0]
        signals = {name: getattr(first.signals, name) for name in first.signals.__dict__}
        right = first.case_id in question.relevant
        said.append(Verdict(signals, right, NOON, finding.encoder, finding.ranking, question.id))
    return said


def of_other_signals(calibration: Calibration) -> Calibration:
    """As another version of the program would have fitted it."""
    weights = {**calibration.meaning.weights, "warmth": 1.0}
    return replace(calibration, meaning=Logistic(0.0, weights))
