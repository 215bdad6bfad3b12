"""Questions that journeys begin with."""

from tests.support.town import Resident

ANSWERED_BY_A_CASE = "Не хватает приборов для лабораторной по физике, один комплект на класс"
OFFERED_CASES = "Класс шумит на уроке и не слушает"
NOBODY_HAS_ANSWERED = "Как на физике объяснить восьмиклассникам работу турбореактивного двигателя?"


async def ask_a_person(resident: Resident) -> None:
    """Whatever the base has offered, a person is to answer."""
    if any("Спросить методиста" in caption for caption in resident.last.captions):
        await resident.presses("Спросить методиста")
