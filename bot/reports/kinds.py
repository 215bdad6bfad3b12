"""The kinds of reports, by the names that the command knows."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.reports import figures, questions, wave
from bot.reports.making import Period, Report, Sources


@dataclass(frozen=True)
class Kind:
    title: str
    """What it shows, for the list of kinds."""
    make: Callable[[Sources, Period], Awaitable[Report]]


KINDS: Mapping[str, Kind] = {
    "figures": Kind(
        "цифры линии, как в панели и в /stats: все, по неделям, по предметам", figures.figures
    ),
    "questions": Kind(
        "строка на каждый вопрос, без слов и имён: предмет, состояние, сроки, помогло ли",
        questions.questions,
    ),
    "subjects": Kind(
        "те же цифры по предметам: сколько вопросов, помогло ли, как быстро пришёл ответ",
        figures.subjects,
    ),
    "municipalities": Kind(
        "те же цифры по муниципалитетам, где спрашивали хотя бы пятеро", figures.municipalities
    ),
    "wellbeing-wave": Kind(
        "итоги закрытых волн самочувствия, только там, где никого нельзя узнать", wave.waves
    ),
}
