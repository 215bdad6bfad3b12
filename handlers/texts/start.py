"""Words for whoever comes in."""

from html import escape

from people.models import Invitation, Person, Role
from people.subjects import subject_of

_ROLES = {
    Role.TEACHER: "учитель",
    Role.METHODIST: "методист",
    Role.COORDINATOR: "координатор",
    Role.CURATOR: "куратор базы",
    Role.PSYCHOLOGIST: "психолог",
    Role.OBSERVER: "наблюдатель",
    Role.ADMIN: "администратор",
}

#: Each finds there what is for them.
_ON_PANEL = (
    Role.METHODIST,
    Role.COORDINATOR,
    Role.CURATOR,
    Role.PSYCHOLOGIST,
    Role.OBSERVER,
    Role.ADMIN,
)

TEACHER, LEADER, PARENT, PUPIL = "Я учитель", "Я руководитель", "Я родитель", "Я ученик"


def role(of: Role) -> str:
    return _ROLES[of]


def greeting() -> str:
    return (
        "Здравствуйте! Это методическая горячая линия для учителей региона.\n\n"
        "Напишите вопрос — про урок, программу, класс, оценивание. Если похожий случай уже "
        "разобран, покажу его сразу. Если нет — отвечу номером вопроса, а к назначенному времени "
        "ответит методист вашего предмета.\n\n"
        "Вопрос читают только методисты, вашего имени они не видят. "
        "Пожалуйста, не называйте фамилии детей.\n\n"
        "<b>Можно писать прямо сейчас.</b>"
    )


def for_teachers() -> str:
    return (
        "Хорошо! Напишите вопрос обычными словами: что происходит и чего хотите добиться. "
        "Можно приложить фото, файл или голосовое."
    )


def for_leaders() -> str:
    return (
        "Хорошо! Пишите и об управлении: план методической работы, посещение уроков, "
        "наставничество. Вопрос пойдёт методисту, который занимается школой в целом."
    )


def for_parents() -> str:
    return (
        "Спасибо, что написали. Эта линия помогает учителям, поэтому на вопросы родителей здесь "
        "не отвечают. Вам поможет классный руководитель или администрация школы, а если вопрос "
        "не решается — муниципальное управление образования."
    )


def for_pupils() -> str:
    return (
        "Привет! Эта линия — для учителей, с уроками здесь не помогают. Спроси своего учителя "
        "или классного руководителя. А если тебе плохо или страшно, можно бесплатно и без имени "
        "позвонить на детский телефон доверия: 8-800-2000-122 или 124."
    )


def welcomed(invitation: Invitation) -> str:
    subjects = ", ".join(subject_of(code).name for code in invitation.subjects)
    about = f" Предметы: {escape(subjects)}." if subjects else ""
    if invitation.role is Role.PSYCHOLOGIST:
        about = " Сюда придёт только то, что люди сами решили написать психологу."
    if invitation.role is Role.METHODIST:
        about = about or " Вопросы будут приходить по всем предметам."
    if invitation.role in (Role.METHODIST, Role.PSYCHOLOGIST):
        about += (
            "\n\nКогда придёт вопрос, нажмите «Беру» и ответьте на карточку — ответ уйдёт учителю. "
            "Очередь: /queue, дежурство: /duty."
        )
    return f"Приглашение принято: теперь вы {role(invitation.role)}.{about}"


def help_for(person: Person) -> str:
    lines = [
        "<b>Что я умею</b>",
        "• Напишите вопрос — найду похожий разобранный случай или передам методисту.",
        "• /my — ваши вопросы: открыть, дополнить, закрыть, вернуть.",
        "• /profile — предметы и классы, чтобы подсказки были точнее. По желанию.",
        "• /checkin — как вы сами: короткие проверки для себя, по желанию.",
        "• /data — что о вас хранится, и «Забыть меня».",
        "• №17 — открыть вопрос с этим номером.",
    ]
    if person.has(Role.METHODIST, Role.COORDINATOR, Role.ADMIN):
        lines += [
            "",
            "<b>Для методиста</b>",
            "• /queue — ваши и свободные вопросы, срочные сверху.",
            "• Ответ на карточку (или на любое сообщение вопроса) уходит учителю.",
        ]
    elif person.has(Role.PSYCHOLOGIST):
        lines += [
            "",
            "<b>Для психолога</b>",
            "• /queue — письма: ваши и те, что ждут; срочные сверху.",
            "• Ответ на карточку (или на любое сообщение письма) уходит тому, кто написал.",
        ]
    if person.has(Role.METHODIST, Role.PSYCHOLOGIST):
        lines.append("• /duty — дежурство, отпуск, часы.")
    if person.has(Role.ADMIN):
        lines += ["", "<b>Для администратора</b>", "• /invite — пригласить методиста или коллегу."]
    if person.has(Role.COORDINATOR, Role.OBSERVER, Role.ADMIN):
        lines.append("• /stats — цифры за семь дней.")
    if person.has(*_ON_PANEL):
        is_alone = not person.has(*(each for each in _ON_PANEL if each is not Role.PSYCHOLOGIST))
        there = "итоги самочувствия" if is_alone else "кейсы, вопросы и сводки"
        lines.append(f"• /panel — ссылка в панель: {there} в браузере.")
    lines += ["", "Любую кнопку можно написать словом."]
    return "\n".join(lines)


def unknown_command(person: Person) -> str:
    return f"Такой команды у меня нет.\n\n{help_for(person)}"


def not_for_you(command: str) -> str:
    return (
        f"Команда {escape(command)} — для коллег с другой ролью, вам она не понадобится. "
        "Что доступно вам: /help."
    )


def stale_button() -> str:
    return "Эта кнопка больше не действует. Ваши вопросы — в /my."


def menu() -> dict[str, str]:
    """The commands that everybody may need, with a line on what each does."""
    return {
        "start": "Как это работает",
        "my": "Мои вопросы",
        "profile": "Предметы и классы",
        "checkin": "Как вы: проверки для себя",
        "data": "Что обо мне хранится",
        "help": "Что я умею",
    }
