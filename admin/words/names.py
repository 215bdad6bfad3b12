"""Russian names of what code names in English."""

from admin.models import Deed, Matter
from knowledge.models import CaseState
from knowledge.search import Decision
from people.models import Role
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
    CaseState.RETIRED: "снят",
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
}

MATTERS = {
    Matter.SESSION: "вход",
    Matter.PERSON: "человек",
    Matter.CASE: "кейс",
    Matter.QUESTION: "вопрос",
    Matter.LOG: "журнал",
}

SUBJECTS = {subject.code: subject.name for subject in all_subjects()}

AUDIENCES = {"teacher": "учителям", "methodist": "методистам"}
