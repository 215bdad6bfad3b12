"""The card for danger: fixed words written by people, the same at any hour."""

from collections.abc import Iterable

from wellbeing.support.helplines import Audience, Helpline

_OWN = (
    "Похоже, вам сейчас очень тяжело. Хорошо, что вы об этом написали.\n\n"
    "Этот бот не может помочь в опасной ситуации, и круглые сутки его никто не читает. "
    "Если есть угроза жизни, вашей или чужой, позвоните 112."
)
_OWN_END = (
    "Если рядом есть человек, которому вы доверяете, позвоните ему или попросите прийти: "
    "не оставайтесь сейчас в одиночестве."
)
_ANOTHERS = (
    "Если чьей-то жизни сейчас грозит опасность, позвоните 112, не дожидаясь ответа. "
    "Не оставляйте этого человека без присмотра, побудьте рядом. В школе сразу скажите "
    "администрации и психологу.\n\n"
    "Этот бот не может помочь в опасной ситуации, и круглые сутки его никто не читает."
)
_CALL = (
    "Можно нажать «Позвать специалиста»: ответит человек{hours}. Пока вы не нажали, ваши слова "
    "мы никому не передаём."
)


def own(lines: Iterable[Helpline], *, hours: str | None = None) -> str:
    """For whoever has written of themselves; their words go to nobody unless they press.

    Args:
        lines: what may be shown in the region.
        hours: when the specialist answers, «по будням с 9 до 18»; left out when not known.
    """
    call = _CALL.format(hours=f", {hours}" if hours else "")
    return "\n\n".join([_OWN, *_numbers(lines), _OWN_END, call])


def anothers(lines: Iterable[Helpline]) -> str:
    """For whoever has written of somebody else; where the words go is said by whoever shows it."""
    return "\n\n".join([_ANOTHERS, *_numbers(lines)])


def _numbers(lines: Iterable[Helpline]) -> Iterable[str]:
    ordered = sorted(lines, key=lambda line: line.audience is Audience.CHILDREN)
    found = [_row(line) for line in ordered if line.number != "112"]
    if found:
        yield "Поговорить с психологом:\n" + "\n".join(found)


def _row(line: Helpline) -> str:
    whom = " — для детей, подростков и их родителей" if line.audience is Audience.CHILDREN else ""
    return f"• {line.number} — {line.title}{whom}; {line.hours}"
