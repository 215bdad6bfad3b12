"""All that check-ins store about a person, in Russian, ready for JSON."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from people.models import PersonId
from wellbeing import queries
from wellbeing.finishing import reading_of
from wellbeing.guest import place_of
from wellbeing.instruments import load
from wellbeing.models import Member, Round, RoundState, Switch
from wellbeing.rhythm import Every
from wellbeing.room import apart
from wellbeing.vault import Vault

Json = dict[str, Any]

_SWITCHES = {
    Switch.CHECK_INS: "проверки самочувствия",
    Switch.HISTORY: "хранить мою историю",
    Switch.AGGREGATES: "учитывать в общих цифрах",
    Switch.PSYCHOLOGIST: "писать психологу",
}
_EVERY = {
    Every.FORTNIGHT: "раз в две недели",
    Every.MONTH: "раз в месяц",
    Every.PAUSED: "на паузе",
}
_STATES = {
    RoundState.OPEN: "идёт",
    RoundState.ANSWERED: "пройдена",
    RoundState.SKIPPED: "пропущена",
    RoundState.SILENT: "без ответа",
}
_DAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")


async def export(
    session: AsyncSession, vault: Vault, person_id: PersonId, *, with_answers: bool
) -> Json:
    """Empty when nothing is stored."""
    async with apart(session):
        alias = await queries.lock_alias(session, vault, person_id)
        if alias is None:
            return {}
        consents = await queries.consents_of(session, alias.pseudonym)
        member = await session.get(Member, alias.pseudonym)
        rounds = await queries.all_rounds(session, alias.pseudonym)
        return {
            "согласия": [
                {
                    "на что": _SWITCHES[switch],
                    "версия текста": given.version,
                    "дано": _moment(given.given_at),
                }
                for switch, given in sorted(consents.items())
            ],
            "ритм": _member(member, vault) if member is not None else None,
            "проверки": [_round(each, vault, with_answers=with_answers) for each in rounds],
        }


def _member(member: Member, vault: Vault) -> Json:
    place = place_of(member, vault)
    return {
        "день": _DAYS[member.weekday],
        "час": member.hour,
        "как часто": _EVERY[member.every],
        "часовой пояс": member.zone,
        "муниципалитет": place.get("municipality"),
        "школа": place.get("school"),
        "в отпуске до": member.away_until.isoformat() if member.away_until else None,
        "следующая": _moment(member.next_due_at),
    }


def _round(each: Round, vault: Vault, *, with_answers: bool) -> Json:
    told: Json = {
        "начата": _moment(each.opened_at),
        "закончена": _moment(each.finished_at),
        "состояние": _STATES[each.state],
    }
    if not with_answers:
        return {**told, "ответы и итоги": "на странице проверок, не в этом файле"}
    if each.sealed_scores is not None:
        found = reading_of(each, vault)
        instrument = load(found.instrument)
        titles = {scale.id: scale.title for scale in instrument.scales}
        told["что"] = instrument.title
        told["итог"] = {titles.get(id, id): value for id, value in found.values.items()}
    if each.sealed_answers is not None:
        document = vault.open(each.sealed_answers, of=each.pseudonym)
        told["ответы"] = _answers(document)
    return told


def _answers(document: Json) -> Json:
    """By the words of the items where they are still the same, else by their ids."""
    instrument = load(document["instrument"])
    texts = {item.id: item.text for item in instrument.items}
    is_same = instrument.version == document["version"]
    return {
        texts.get(id, id) if is_same else id: points for id, points in document["answers"].items()
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
