"""What people have done for questions and cases, for the file of what is stored about them."""

from delivery.models import Solicitation
from knowledge.curating_models import CasePair, CaseSuccessor, Recall, TwinDecision
from knowledge.file_models import CaseFile
from knowledge.life_models import CaseTest, CaseUpload, Proposal
from knowledge.models import CaseVersion
from people.pool.models import PoolUpload
from people.traces import Trace
from routing.curating_models import Correction, CorrectionDelivery, Gap
from routing.models import Question

TRACES = (
    Trace(
        Question.methodist_id,
        "вопросы, которые у вас или были у вас последними",
        {"номер": Question.id, "переданы": Question.assigned_at, "взяты": Question.taken_at},
    ),
    Trace(
        Solicitation.person_id,
        "когда служба последний раз написала вам сама",
        {"когда": Solicitation.at},
    ),
    Trace(
        CaseVersion.created_by,
        "тексты кейсов, которые записали вы",
        {
            "когда": CaseVersion.created_at,
            "кейс": CaseVersion.case_id,
            "версия": CaseVersion.number,
        },
    ),
    Trace(
        Proposal.sent_by,
        "тексты кейсов, которые вы отдали на согласование",
        {"когда": Proposal.sent_at, "кейс": Proposal.case_id},
    ),
    Trace(
        Proposal.decided_by,
        "тексты кейсов, о которых решили вы",
        {"когда": Proposal.decided_at, "кейс": Proposal.case_id, "ваши слова": Proposal.note},
    ),
    Trace(
        CaseTest.added_by,
        "проверочные вопросы, которые добавили вы",
        {"когда": CaseTest.added_at, "кейс": CaseTest.case_id, "слова": CaseTest.text},
    ),
    Trace(
        CaseUpload.laid_by,
        "файлы кейсов, которые вы прислали; хранятся день",
        {"когда": CaseUpload.laid_at, "имя": CaseUpload.name},
    ),
    Trace(
        CaseFile.added_by,
        "файлы при кейсах, которые положили вы",
        {"когда": CaseFile.added_at, "имя": CaseFile.name},
    ),
    Trace(
        PoolUpload.laid_by,
        "файлы реестра методистов, которые вы прислали; хранятся день",
        {"когда": PoolUpload.laid_at, "имя": PoolUpload.name},
    ),
    Trace(
        CasePair.decided_by,
        "похожие кейсы, о которых решили вы",
        {"когда": CasePair.decided_at, "решение": CasePair.decision, "ваши слова": CasePair.note},
        words={"решение": {TwinDecision.MERGED: "объединены", TwinDecision.KEPT: "оставлены оба"}},
    ),
    Trace(
        CaseSuccessor.merged_by,
        "кейсы, которые вы объединили с другими",
        {
            "когда": CaseSuccessor.merged_at,
            "кейс": CaseSuccessor.case_id,
            "вошёл в": CaseSuccessor.successor_id,
        },
    ),
    Trace(
        Recall.recalled_by,
        "версии кейсов, которые отозвали вы",
        {"когда": Recall.recalled_at, "ваши слова": Recall.reason},
    ),
    Trace(
        Correction.written_by,
        "исправления к кейсам, которые написали вы",
        {"когда": Correction.written_at, "слова": Correction.text},
    ),
    Trace(
        Correction.sent_by,
        "исправления к кейсам, которые разослали вы",
        {"когда": Correction.sent_at, "отзыв": Correction.recall_id},
    ),
    Trace(
        CorrectionDelivery.person_id,
        "исправления к кейсам, предназначенные вам",
        {"исправление": CorrectionDelivery.correction_id},
    ),
    Trace(
        Gap.assigned_to,
        "пробелы базы, по которым кейс пишете вы",
        {"пробел": Gap.id, "пометка": Gap.note},
    ),
)
