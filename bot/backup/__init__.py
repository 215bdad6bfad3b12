"""The whole service in one file and back, see docs/decisions/0008-backup.md."""

from bot.backup.errors import CopyRefused
from bot.backup.making import make_copy
from bot.backup.manifest import Manifest
from bot.backup.restoring import restore_copy

__all__ = ["CopyRefused", "Manifest", "make_copy", "restore_copy"]
