"""When the way of a text into force is barred."""

from collections.abc import Sequence

from kit.errors import Refusal
from knowledge.readiness import Hindrance


class EditedMeanwhile(Refusal):
    """Somebody has saved another text since this one was opened."""


class CaseIdTaken(Refusal):
    """Another case has this id."""


class SameText(Refusal):
    """The text is the one that stands already."""


class NothingToSend(Refusal):
    """No text waits: what there is, is in force."""


class NotProposed(Refusal):
    """Nobody has sent this text, or it was decided on or written anew meanwhile."""


class OwnText(Refusal):
    """Whoever wrote or sent a text does not approve it."""


class Regressed(Refusal):
    """Test questions would fare worse, and nobody has said that this is accepted."""


class NotReady(Refusal):
    """The text lacks something without which none is published."""

    def __init__(self, hindrances: Sequence[Hindrance] = ()) -> None:
        super().__init__([hindrance.lack.value for hindrance in hindrances])
        self.hindrances = tuple(hindrances)


class UploadGone(Refusal):
    """The file was carried out already, is older than a day, or is somebody else's."""
