"""A case in words."""

from datetime import date
from html import escape
from zoneinfo import ZoneInfo

from knowledge.attached import readable
from knowledge.service import CaseText
from knowledge.wording import Block, blocks_of


def whole_case(case: CaseText, zone: ZoneInfo, *, today: date | None = None) -> str:
    """The whole case, with its source and date, and a mark when its review is late."""
    edited_on = case.created_at.astimezone(zone).date()
    return "\n\n".join(map(_marked, blocks_of(case, edited_on=edited_on, today=today)))


def as_answer(case: CaseText) -> str:
    """The case as a methodist sends it: plain words, no markup."""
    materials = "\n".join(f"• {readable(material)}" for material in case.materials)
    blocks = [case.title, case.solution, f"Материалы:\n{materials}" if materials else ""]
    return "\n\n".join(block for block in blocks if block)


def _marked(block: Block) -> str:
    heading = f"<b>{escape(block.heading)}</b>\n" if block.heading else ""
    text = "\n".join(f"• {escape(item)}" for item in block.items) or escape(block.text)
    return heading + (f"<i>{text}</i>" if block.is_aside else text)
