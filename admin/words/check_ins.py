"""How check-ins say no, on their own page and on the panel."""

from collections.abc import Mapping

from kit.errors import Refusal
from wellbeing import errors

ROUND_OVER = "Этот опрос уже закончен. Отвечать на него больше не нужно."

CHECK_INS_REFUSED: Mapping[type[Refusal], str] = {
    errors.CheckInsOff: "Проверки самочувствия здесь сейчас выключены.",
    errors.NotConsented: "У вас это выключено. Включить можно в чате: /checkin.",
    errors.ConsentOutdated: "Текст согласия изменился. Посмотрите его в чате: /checkin — "
    "до этого ничего спрашивать не буду.",
    errors.NoSuchRound: "Такого опроса у вас нет. Начните с /checkin в чате.",
    errors.RoundOver: ROUND_OVER,
    errors.NoSuchAnswer: "Такого ответа у вопроса нет. Выберите один из тех, что на экране.",
    errors.NothingToTakeBack: "Это первый вопрос, раньше ничего нет.",
    errors.UnknownZone: "Такого часового пояса нет. Выберите другой в чате: /checkin.",
    errors.DayPassed: "Этот день уже прошёл. Выберите день впереди.",
    errors.LinkUsed: "Эта ссылка уже открыта в другом месте или устарела: она работает один раз и "
    "один час. Напишите боту /checkin — пришлёт новую.",
}
