"""What the panel keeps of those who enter it, for the file of what is stored about them."""

from admin.models import AuditEntry, PanelLink, PanelSession
from admin.words.names import DEEDS, MATTERS
from people.traces import Trace

TRACES = (
    Trace(
        PanelSession.person_id,
        "входы в панель, которые ещё открыты",
        {
            "вошли": PanelSession.entered_at,
            "были последний раз": PanelSession.seen_at,
            "браузер": PanelSession.device,
        },
    ),
    Trace(
        PanelLink.person_id,
        "ссылки в панель; стираются через день",
        {
            "сделана": PanelLink.made_at,
            "действует до": PanelLink.expires_at,
            "использована": PanelLink.used_at,
        },
    ),
    Trace(
        AuditEntry.person_id,
        "журнал ваших действий в панели",
        {
            "когда": AuditEntry.at,
            "что": AuditEntry.deed,
            "о чём": AuditEntry.matter,
            "номер": AuditEntry.matter_id,
        },
        words={"что": DEEDS, "о чём": MATTERS},
    ),
)
