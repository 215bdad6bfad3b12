"""Examines an installation: many small checks, none of which can end the others."""

from bot.doctor.checks import examine
from bot.doctor.outcome import Examined, Outcome, Status, worst

__all__ = ["Examined", "Outcome", "Status", "examine", "worst"]
