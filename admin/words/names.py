"""Russian names of what code names in English."""

from admin.models import Deed, Matter
from knowledge.bulk import RowKind
from knowledge.life_models import ProposalState
from knowledge.models import CaseState
from knowledge.search import Decision
from knowledge.trial_report import Grade
from people.models import Role
from people.pool.service import Fate
from people.subjects import all_subjects

ROLES = {
    Role.TEACHER: "учитель",
    Role.METHODIST: "методист",
    Role.COORDINATOR: "координатор",
    Role.CURATOR: "куратор базы",
    Role.PSYCHOLOGIST: "психолог",
    Role.OBSERVER: "наблюдатель",
    Role.ADMIN: "администратор",
}

CASE_STATES = {
    CaseState.DRAFT: "черновик",
    CaseState.PUBLISHED: "опубликован",
    CaseState.RETIRED: "в архиве",
}

ROW_KINDS = {
    RowKind.NEW: "новое",
    RowKind.CHANGED: "изменение",
    RowKind.UNCHANGED: "без изменений",
    RowKind.FAULTY: "ошибка",
}

FATES = {
    Fate.NEW: "новый человек",
    Fate.CHANGED: "изменение",
    Fate.UNCHANGED: "без изменений",
}

PROPOSAL_STATES = {
    ProposalState.WAITING: "на согласовании",
    ProposalState.SCHEDULED: "согласован, ждёт своего дня",
    ProposalState.PUBLISHED: "опубликован",
    ProposalState.RETURNED: "возвращён автору",
    ProposalState.WITHDRAWN: "отозван",
}

#: How a test question fares.
GRADES = {
    Grade.MISLED: "сразу показан неверный кейс",
    Grade.MISSED: "верного нет среди показанных",
    Grade.AMONG: "верный есть, но не первый",
    Grade.FIRST: "верно",
    Grade.ANSWERED: "верно, сразу",
}

#: What the bot does with a question, as the end of «бот …».
DECISIONS = {
    Decision.ANSWER: "сразу показал бы первый случай",
    Decision.OFFER: "предложил бы на выбор первые три",
    Decision.ROUTE: "передал бы вопрос методисту",
}

DEEDS = {
    Deed.ENTERED: "вошёл в панель",
    Deed.SIGNED_OUT: "вышел из панели",
    Deed.SIGNED_OUT_EVERYWHERE: "вышел на всех устройствах",
    Deed.READ_AUDIT: "смотрел журнал",
    Deed.WROTE_CASE: "сохранил текст",
    Deed.ATTACHED_FILE: "приложил файл",
    Deed.SENT_CASE: "отправил на согласование",
    Deed.WITHDREW_CASE: "отозвал с согласования",
    Deed.RETURNED_CASE: "вернул автору",
    Deed.APPROVED_CASE: "согласовал",
    Deed.ARCHIVED_CASE: "убрал в архив",
    Deed.ROLLED_BACK_CASE: "вернул прежний текст",
    Deed.READ_READERS: "смотрел, кому показан текст",
    Deed.IMPORTED_CASES: "загрузил кейсы файлом",
    Deed.EXPORTED_CASES: "выгрузил кейсы",
    Deed.CHANGED_TESTS: "изменил проверочные вопросы",
    Deed.READ_QUESTIONS: "смотрел список вопросов",
    Deed.READ_QUESTION: "читал вопрос",
    Deed.ASSIGNED_QUESTION: "передал вопрос методисту",
    Deed.EXPORTED_QUESTIONS: "выгрузил вопросы",
    Deed.EXPORTED_LOG: "выгрузил журнал",
    Deed.READ_PERSON: "смотрел карточку сотрудника",
    Deed.APPOINTED: "дал роль",
    Deed.DISMISSED: "снял роль",
    Deed.CHANGED_DUTY: "изменил дежурство",
    Deed.MADE_INVITATION: "сделал приглашение",
    Deed.WITHDREW_INVITATION: "отозвал приглашение",
    Deed.READ_GAPS: "смотрел список пробелов",
    Deed.READ_GAP: "читал пробел",
    Deed.ASSIGNED_GAP: "записал, кто пишет кейс",
    Deed.POSTPONED_GAP: "отложил пробел",
    Deed.DISMISSED_GAP: "убрал пробел",
    Deed.BROUGHT_BACK_GAP: "вернул пробел",
    Deed.BEGAN_CASE: "начал кейс из пробела",
    Deed.KEPT_TWINS: "оставил оба похожих кейса",
    Deed.MERGED_CASES: "объединил кейсы",
    Deed.CALLED_FOR_REVIEW: "отправил на пересмотр: акт утратил силу",
    Deed.RECALLED_CASE: "отозвал версию",
    Deed.READ_RECALL: "смотрел, кто получил отозванное",
    Deed.WROTE_CORRECTION: "написал исправление",
    Deed.SENT_CORRECTION: "отправил исправление",
    Deed.ASKED_FOR_CALIBRATION: "попросил пересчитать калибровку",
    Deed.PUT_CALIBRATION: "применил калибровку",
    Deed.AIMED_CALIBRATION: "сменил цель калибровки",
    Deed.FORGOT_CALIBRATION: "вернул калибровку из поставки",
    Deed.EXPORTED_WAVES: "скачал итоги волн",
    Deed.READ_ENTRY: "смотрел строку реестра методистов",
    Deed.IMPORTED_POOL: "загрузил реестр методистов",
    Deed.EXPORTED_POOL: "выгрузил реестр методистов",
}

MATTERS = {
    Matter.SESSION: "вход",
    Matter.PERSON: "человек",
    Matter.CASE: "кейс",
    Matter.QUESTION: "вопрос",
    Matter.LOG: "журнал",
    Matter.INVITATION: "приглашение",
    Matter.GAP: "пробел",
    Matter.RECALL: "отзыв",
    Matter.CALIBRATION: "калибровка",
    Matter.WAVE: "волна",
    Matter.ENTRY: "строка реестра",
}

SUBJECTS = {subject.code: subject.name for subject in all_subjects()}

AUDIENCES = {"teacher": "учителям", "methodist": "методистам"}
