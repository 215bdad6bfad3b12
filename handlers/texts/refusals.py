"""How the bot says no."""

from kit.errors import Refusal
from knowledge import calibration_errors as calibration
from knowledge import file_errors as files
from knowledge import life_errors as life
from knowledge import twin_errors as twins
from knowledge.errors import CaseRecalled, NoSuchCase
from people import errors as people
from routing import curating_errors as curating
from routing import errors as routing
from wellbeing import errors as wellbeing

_SENTENCES: dict[type[Refusal], str] = {
    NoSuchCase: "Этого случая в базе больше нет. Напишите вопрос ещё раз — поищу заново.",
    CaseRecalled: "Этот случай отозвали: в нём нашлась неточность. Спросите методиста.",
    files.FileIsEmpty: "Файл пуст. Выберите другой.",
    files.FileTooLarge: "Файл больше 20 МБ. Сожмите его или дайте ссылку.",
    files.FileKindUnfit: "Такие файлы не прикладываем: годятся PDF, DOCX, XLSX, PPTX, PNG и JPG.",
    files.FileNotKept: "Файл не сохранился: на диске службы нет места или прав. Скажите "
    "администратору.",
    files.NoSuchFile: "Файлов к этому случаю здесь нет. Спросите методиста.",
    twins.NoSuchPair: "Такой пары кейсов нет. Список — в /panel.",
    twins.PairChanged: "Один из кейсов изменился. Список — в /panel.",
    twins.NoteMissing: "Напишите, почему нужны оба кейса.",
    calibration.NoEncoder: "Кодировщик не загружен, калибровать нечего.",
    calibration.NothingProposed: "Этого предложения больше нет. Новое — в /panel.",
    calibration.NothingInForce: "Своей калибровки нет: действует та, что из поставки.",
    calibration.OfAnotherVersion: "Калибровка от другой версии программы. Пересчитайте её в "
    "/panel.",
    curating.NoSuchGap: "Такого пробела нет. Список — в /panel.",
    curating.GapHasCase: "Для этого пробела кейс уже начат. Он — в /panel.",
    curating.NoSuchRecall: "Такого отзыва нет. Список — в /panel.",
    curating.RecalledAlready: "Эта версия уже отозвана.",
    curating.NoSuchCorrection: "У этого исправления уже другой текст. Он — в /panel.",
    curating.OwnCorrection: "Своё исправление отправляет другой человек.",
    life.EditedMeanwhile: "Коллега уже сохранил другой текст. Откройте кейс заново.",
    life.CaseIdTaken: "Кейс с таким номером уже есть.",
    life.SameText: "Этот текст и так последний.",
    life.NothingToSend: "Этот текст уже опубликован.",
    life.NotProposed: "Этот текст больше не ждёт согласования.",
    life.OwnText: "Свой текст публикует другой человек.",
    life.Regressed: "Проверка нашла вопросы, которым станет хуже. Отчёт — в /panel.",
    life.UploadGone: "Этого файла больше нет. Пришлите его в /panel ещё раз.",
    life.NotReady: "Тексту ещё чего-то не хватает. Подробности — в /panel.",
    people.InvitationUnknown: "Такого приглашения нет. Проверьте ссылку или попросите новую.",
    people.InvitationUsed: "Этим приглашением уже воспользовались. Попросите новое.",
    people.InvitationExpired: "Срок приглашения вышел. Попросите новое.",
    people.NotForYou: "Это действие — для коллег с другой ролью.",
    people.LastAdmin: "Это последний администратор. Сначала назначьте другого.",
    people.NoSuchPerson: "Такого человека здесь нет.",
    people.NoSuchEntry: "Такой строки в реестре нет.",
    people.SeveralEntries: "В реестре несколько человек с таким именем.",
    people.PoolUploadGone: "Этого файла уже нет.",
    people.UnknownSubject: "Такого предмета в списке нет. Напишите его так, как он называется "
    "в расписании.",
    people.UnreadableHours: "Не понял часы. Напишите так: пн-пт 09:00-18:00.",
    people.UnreadableDay: "Не понял дату. Напишите так: 05.12, 05.12.2026 или завтра.",
    people.DayNotAhead: "Этот день уже наступил. Напишите день, с которого вы снова на месте.",
    people.LeaveTooLong: "Это больше чем через год. Если уходите надолго, нажмите "
    "«Не на дежурстве».",
    people.LimitOutOfRange: "Напишите число от 1 до 30.",
    routing.NoSuchQuestion: "Такого вопроса у вас нет. Ваши вопросы — в /my.",
    routing.QuestionClosed: "Этот вопрос уже закрыт.",
    routing.NotYourQuestion: "Этот вопрос у другого методиста. Ваши — в /queue.",
    routing.TakenByAnother: "Коллега взял этот вопрос чуть раньше. Свободные — в /queue.",
    routing.NotTaken: "Сначала возьмите вопрос: «Беру».",
    routing.NothingAnswered: "Ответа ещё нет. Сначала ответьте, передайте или уточните.",
    routing.AnsweredAlready: "Вы уже ответили на этот вопрос. Если нужен коллега, откройте вопрос "
    "в чате по номеру и нажмите «Передать».",
    routing.AlreadyGoneOut: "Ответ уже ушёл. Исправить его можно, отредактировав сообщение.",
    routing.TooLateToCorrect: "Прошло больше двух суток: исправить ответ уже нельзя. "
    "Напишите новый.",
    routing.TooLateToReopen: "Вопрос закрыт давно. Напишите его заново — так ответят быстрее.",
    routing.NothingToReopen: "Вопрос не закрыт, возвращать его не нужно.",
    routing.NothingToRate: "Оценивать пока нечего: ответа ещё нет.",
    routing.NobodyToPassTo: "Другого методиста по этому предмету сейчас нет. Вопрос остался, "
    "где был.",
    routing.StaysWithPsychologists: "Это написано лично психологу: другому предмету передать "
    "нельзя. Если нужен другой психолог, нажмите «Не моё».",
    routing.NotForTheBase: "Письмо психологу кейсом не становится.",
    routing.NotWithPeople: "Учитель ещё смотрит показанные случаи: методист пока не нужен.",
    routing.CannotBeAsked: "Этому человеку вопрос передать нельзя. Выберите другого методиста.",
    routing.AskedBefore: "Этот методист уже сказал «не моё». Выберите другого.",
    routing.EmptyWords: "Сообщение пустое. Напишите текст или приложите файл.",
    wellbeing.CheckInsOff: "Проверки самочувствия здесь не включены. Вопросы методисту можно "
    "задавать как обычно.",
    wellbeing.NotConsented: "У вас это выключено. Включить можно в /checkin.",
    wellbeing.ConsentOutdated: "Слова согласия с тех пор изменились. Посмотрите их в /checkin и "
    "отметьте заново то, что подходит.",
    wellbeing.NoSuchRound: "Этого у меня больше нет. Начать заново можно в /checkin.",
    wellbeing.RoundOver: "Этот раз уже закончился. Новый можно начать в /checkin.",
    wellbeing.NoSuchAnswer: "Эта кнопка больше не действует. Продолжить можно в /checkin.",
    wellbeing.NothingToTakeBack: "Это первый вопрос, возвращаться некуда.",
    wellbeing.UnknownZone: "Такого часового пояса нет. Выберите другой в /checkin.",
    wellbeing.DayPassed: "Этот день уже наступил. Напишите день, с которого вас снова можно звать.",
    wellbeing.LinkUsed: "Эта ссылка уже сработала. Новая — в /checkin.",
}


def refused(refusal: Refusal) -> str:
    return _SENTENCES[type(refusal)]
