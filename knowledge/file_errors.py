"""Why a file is not kept among the materials of a case."""

from kit.errors import Refusal


class FileIsEmpty(Refusal):
    """There is nothing in it."""


class FileTooLarge(Refusal):
    """It is larger than what may be sent to a chat."""


class FileKindUnfit(Refusal):
    """Its content is of no kind that may be kept."""


class FileNotKept(Refusal):
    """The disk has no room, or does not let it be written; nothing has changed."""


class NoSuchFile(Refusal):
    """There is no such file here."""
