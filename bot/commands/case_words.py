"""What ``hotline cases`` says to the operator."""

import json
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path

from knowledge import explaining
from knowledge.evaluation import Evaluation
from knowledge.models import CaseId
from knowledge.search import Decision, Finding, Match
from knowledge.service import ImportOutcome
from people.subjects import subject_of

_DECISIONS = {
    Decision.ANSWER: "бот ответил бы сразу первым кейсом",
    Decision.OFFER: "бот предложил бы кейсы на выбор",
    Decision.ROUTE: "бот передал бы вопрос методисту",
}
_REPLIED = "бот ответил бы словами базы, без методиста"
#: Ids that a warning names before it only counts.
_NAMED = 5


def imported(outcome: ImportOutcome, *, publish: bool, dry_run: bool) -> str:
    figures = (
        f"новых {outcome.added}, изменённых {outcome.changed}, без изменений {outcome.unchanged}"
    )
    if dry_run:
        return f"Файл годен, ничего не загружено: было бы {figures}."
    sentence = f"Загружено: {figures}."
    if outcome.waiting and publish:
        sentence += f" Остались черновиками, как сказано в файле: {outcome.waiting}."
    elif outcome.waiting:
        sentence += (
            f" Учителя пока не видят: {outcome.waiting}; чтобы показать, "
            "загрузите файл ещё раз с --publish."
        )
    return sentence


def exported(cases: int, file: Path) -> str:
    return f"Выгружено кейсов: {cases}, файл {file}."


def found(finding: Finding, count: int, *, explained: bool = False) -> str:
    if finding.nothing_asked:
        return "\n".join(["В тексте нет слов, по которым можно искать.", *_reply(finding)])
    lines = [f"Понято: {finding.understood}"]
    if finding.remarks:
        lines.append(f"Исправлено: {', '.join(finding.remarks)}")
    if finding.encoder is None:
        lines.append("Поиск только по словам: кодировщик смысла не работает.")
    lines += _reply(finding)
    decision = _REPLIED if finding.is_replied else _DECISIONS[finding.decision]
    lines.append(f"Решение: {decision} ({finding.ms:.0f} мс)")
    if explained:
        lines += [f"         {sentence}" for sentence in _why(finding)]
    for place, match in enumerate(finding.matches[:count], start=1):
        name = subject_of(match.subject).name
        lines.append(f"{place}. {match.score:.2f}  {match.case_id}  {match.title}")
        lines.append(f"         {name}, {match.level}")
        if explained:
            lines.append(f"         {_reasons(match)}")
    if not finding.matches:
        lines.append("Подходящих кейсов нет.")
    return "\n".join(lines)


def _why(finding: Finding) -> tuple[str, ...]:
    _, reason = explaining.verdict(finding.decision)
    limits = explaining.limits(answer_from=finding.answer_from, offer_from=finding.offer_from)
    return reason, limits, f"Калибровка: {finding.calibration}."


def _reasons(match: Match) -> str:
    words = ", ".join(explaining.reasons(asdict(match.signals))) or "общего мало"
    measured = [(name, value) for name, value in asdict(match.signals).items() if value is not None]
    return f"{words} ({', '.join(f'{name} {value:.2f}' for name, value in measured)})"


def _reply(finding: Finding) -> list[str]:
    if finding.reply is None:
        return []
    reply = finding.reply
    after = ", а вопрос пойдёт своим путём" if reply.goes_on else ""
    return [f"Ответ на обращение: {reply.score:.2f}  {reply.case_id}  {reply.title}{after}"]


def found_json(text: str, finding: Finding, count: int, *, explained: bool = False) -> str:
    document = {
        "text": text,
        "understood": finding.understood,
        "remarks": finding.remarks,
        "decision": finding.decision,
        "cases": [
            {
                "id": match.case_id,
                "version": match.version_id,
                "title": match.title,
                "subject": match.subject,
                "level": match.level,
                "score": round(match.score, 4),
            }
            | (_explained(match) if explained else {})
            for match in finding.matches[:count]
        ],
        "reply": None
        if finding.reply is None
        else {
            "id": finding.reply.case_id,
            "version": finding.reply.version_id,
            "title": finding.reply.title,
            "score": round(finding.reply.score, 4),
            "goes_on": finding.reply.goes_on,
        },
        "encoder": finding.encoder,
        "calibration": finding.calibration,
        "ms": round(finding.ms, 1),
    }
    if explained:
        document |= {"answer_from": finding.answer_from, "offer_from": finding.offer_from}
    return json.dumps(document, ensure_ascii=False)


def _explained(match: Match) -> dict[str, object]:
    signals = asdict(match.signals)
    return {"reasons": explaining.reasons(signals), "signals": signals}


def labelled_with_unknown_cases(unknown: Collection[CaseId]) -> str:
    named = ", ".join(sorted(unknown)[:_NAMED])
    more = "…" if len(unknown) > _NAMED else ""
    return (
        f"Внимание: в разметке {len(unknown)} кейсов, которых нет среди опубликованных "
        f"({named}{more}); вопросы к ним не будут найдены."
    )


def evaluated(evaluation: Evaluation) -> str:
    summary = evaluation.summary
    replied = sum(outcome.is_replied for outcome in evaluation.outcomes)
    rows = [
        ("вопросов", str(summary.questions)),
        ("из них есть ответ в базе", str(summary.answerable)),
        ("верный кейс первым", _share(summary.recall_at_1)),
        ("верный среди трёх", _share(summary.recall_at_3)),
        ("верный среди десяти", _share(summary.recall_at_10)),
        ("MRR@10", f"{summary.mrr_at_10:.3f}"),
        ("nDCG@10", f"{summary.ndcg_at_10:.3f}"),
        ("без ответа: ушло методисту", _share(summary.routed_of_unanswerable)),
        ("ответ на обращение вместо кейсов", str(replied)),
        ("с ответом: верный кейс показан", _share(summary.offered_of_answerable)),
        ("ответов невпопад", _share(summary.wrong_answers)),
        ("кодировщик", summary.encoder or "нет, только слова"),
        ("калибровка", summary.calibration),
        (
            "время, медиана и 95 %",
            f"{summary.median_ms:.0f} и {summary.p95_ms:.0f} мс (по два вопроса сразу)",
        ),
    ]
    return "\n".join(f"{name:<34}{value}" for name, value in rows)


def _share(share: float) -> str:
    return f"{share:.1%}".replace(".", ",").replace("%", " %")
