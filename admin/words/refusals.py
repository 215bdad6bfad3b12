"""How the panel says no: one sentence that says what to do."""

from admin import errors
from admin.words.check_ins import CHECK_INS_REFUSED
from kit.errors import Refusal
from knowledge import calibration_errors as calibration
from knowledge import errors as knowledge
from knowledge import file_errors as files
from knowledge import life_errors as life
from knowledge import twin_errors as twins
from people import errors as people
from routing import curating_errors as curating
from routing import errors as routing

_SENTENCES: dict[type[Refusal], str] = {
    errors.LinkUnknown: "Такой ссылки нет. Напишите боту /panel — он пришлёт новую.",
    errors.LinkUsed: "По этой ссылке уже входили. Напишите боту /panel — он пришлёт новую.",
    errors.LinkExpired: "Ссылка жила пять минут и устарела. Напишите боту /panel — он пришлёт "
    "новую.",
    errors.FormUnreadable: "Форма не дошла целиком или слишком велика. Вернитесь назад и отправьте "
    "ещё раз; файлы — не больше 25 МБ.",
    errors.ForeignForm: "Форма устарела: вы вышли или вошли заново. Вернитесь назад, обновите "
    "страницу и отправьте ещё раз.",
    errors.NothingHere: "Здесь ничего нет. Возможно, ссылка старая — начните с главной.",
    knowledge.NoSuchCase: "Такого кейса нет. Найдите его в списке кейсов.",
    life.EditedMeanwhile: "Пока вы писали, коллега сохранил другой текст. Откройте кейс заново.",
    life.CaseIdTaken: "Кейс с таким номером уже есть. Оставьте номер пустым.",
    life.SameText: "Этот текст и так последний: возвращать нечего.",
    life.NothingToSend: "Этот текст уже опубликован, отправлять нечего.",
    life.NotProposed: "Этот текст больше не ждёт согласования: его изменили, отозвали или решили "
    "без вас. Откройте кейс заново.",
    life.OwnText: "Свой текст публикует другой человек. Попросите коллегу-куратора.",
    life.Regressed: "Проверка нашла вопросы, которым станет хуже. Посмотрите отчёт и отметьте, "
    "что это допустимо, или верните текст автору.",
    life.UploadGone: "Этого файла здесь больше нет: его уже загрузили, или прошли сутки. "
    "Пришлите его ещё раз.",
    life.NotReady: "Тексту ещё чего-то не хватает. Откройте проверку: там сказано чего.",
    knowledge.CaseRecalled: "Эта версия отозвана: показать или опубликовать её нельзя.",
    files.FileIsEmpty: "Файл пуст. Выберите другой.",
    files.FileTooLarge: "Файл больше 20 МБ. Сожмите его или дайте ссылку.",
    files.FileKindUnfit: "Такие файлы не прикладываем: годятся PDF, DOCX, XLSX, PPTX, PNG и JPG.",
    files.FileNotKept: "Файл не сохранился: на диске службы нет места или прав. Скажите "
    "администратору.",
    files.NoSuchFile: "Такого файла здесь нет. Приложите его к кейсу ещё раз.",
    twins.NoSuchPair: "Такой пары кейсов нет. Найдите её в списке похожих.",
    twins.PairChanged: "Один из кейсов изменился. Вернитесь к списку: пара появится там снова, "
    "если кейсы ещё похожи.",
    twins.NoteMissing: "Напишите, почему нужны оба кейса.",
    calibration.NoEncoder: "Кодировщик не загружен, калибровать нечего. Попросите администратора "
    "посмотреть hotline doctor.",
    calibration.NothingProposed: "Этого предложения больше нет: калибровку пересчитали заново или "
    "обновилась программа. Посмотрите новое.",
    calibration.NothingInForce: "Своей калибровки нет: и так действует та, что из поставки.",
    calibration.OfAnotherVersion: "Калибровка сделана для другой версии программы. Пересчитайте "
    "её заново.",
    curating.NoSuchGap: "Такого пробела нет. Найдите его в списке пробелов.",
    curating.GapHasCase: "Для этого пробела кейс уже начат. Откройте его со страницы пробела.",
    curating.NoSuchRecall: "Такого отзыва нет. Найдите его в списке отзывов.",
    curating.RecalledAlready: "Эта версия уже отозвана. Найдите её в списке отзывов.",
    curating.NoSuchCorrection: "У исправления уже другой текст. Вернитесь и прочтите его.",
    curating.OwnCorrection: "Своё исправление отправляет другой человек: оно уходит сразу всем. "
    "Попросите коллегу.",
    people.NotForYou: "Это действие — для коллег с другой ролью.",
    people.InvitationUnknown: "Такого приглашения нет. Сделайте новое.",
    people.InvitationUsed: "Этим приглашением уже воспользовались. Сделайте новое.",
    people.InvitationExpired: "Срок приглашения вышел. Сделайте новое.",
    people.UnknownSubject: "Такого предмета в списке нет. Выберите из списка.",
    people.UnreadableHours: "Часы не читаются. Напишите так: пн-пт 09:00-18:00.",
    people.UnreadableDay: "Дата не читается. Напишите так: 05.12.2026.",
    people.DayNotAhead: "Этот день уже наступил. Выберите день впереди.",
    people.LeaveTooLong: "Это больше чем через год. Выберите день ближе.",
    people.LimitOutOfRange: "Напишите число от 1 до 30.",
    routing.NoSuchQuestion: "Такого вопроса нет. Найдите его в списке вопросов.",
    routing.QuestionClosed: "Этот вопрос уже закрыт.",
    routing.NotYourQuestion: "Этот вопрос у другого методиста.",
    routing.TakenByAnother: "Коллега взял этот вопрос чуть раньше. Обновите список.",
    routing.NotTaken: "Сначала вопрос нужно взять.",
    routing.NothingAnswered: "Ответа ещё нет. Сначала ответьте, передайте или уточните.",
    routing.AnsweredAlready: "На этот вопрос уже ответили. Передайте его, если нужен коллега.",
    routing.AlreadyGoneOut: "Ответ уже ушёл, отменить его нельзя.",
    routing.TooLateToCorrect: "Прошло больше двух суток: исправить ответ уже нельзя.",
    routing.TooLateToReopen: "Вопрос закрыт давно, вернуть его уже нельзя.",
    routing.NothingToReopen: "Вопрос не закрыт, возвращать его не нужно.",
    routing.NothingToRate: "Оценивать пока нечего: ответа ещё нет.",
    routing.NobodyToPassTo: "Другого методиста по этому предмету сейчас нет. Вопрос остался, "
    "где был.",
    routing.NotForTheBase: "Письмо психологу кейсом не становится.",
    routing.NotWithPeople: "Учитель ещё смотрит показанные случаи: методист пока не нужен.",
    routing.CannotBeAsked: "Этому человеку вопрос передать нельзя. Выберите методиста из списка.",
    routing.AskedBefore: "Этот методист уже сказал «не моё». Выберите другого.",
    routing.StaysWithPsychologists: "Это вопрос психологу: передать его можно только психологу.",
    people.LastAdmin: "Это последний администратор. Сначала назначьте другого.",
    people.NoSuchEntry: "Такой строки в реестре нет. Найдите её в списке.",
    people.SeveralEntries: "В реестре несколько человек с таким именем. Откройте нужную строку.",
    people.PoolUploadGone: "Этот файл уже загружен или устарел. Пришлите его ещё раз.",
    people.NoSuchPerson: "Такого человека нет. Найдите его в списке людей.",
    routing.EmptyWords: "Текст пустой. Напишите его.",
    **CHECK_INS_REFUSED,
}
#: Refusals whose message is itself the sentence for whoever made the file.
_CARRY_THEIR_WORDS = (knowledge.FaultyFile,)


def refused(refusal: Refusal) -> str:
    """The sentence for a refusal, whichever layer it comes from."""
    if isinstance(refusal, _CARRY_THEIR_WORDS):
        return str(refusal)
    return _SENTENCES[type(refusal)]
