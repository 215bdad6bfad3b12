"""When the panel says no."""

from kit.errors import Refusal


class LinkUnknown(Refusal):
    """No link into the panel carries this token."""


class LinkUsed(Refusal):
    """The link has let somebody in already."""


class LinkExpired(Refusal):
    """The link was not used in time."""


class FormUnreadable(Refusal):
    """The form came cut off, too large, or in a way that no browser sends it."""


class ForeignForm(Refusal):
    """The form was sent from another site, or by a session that is over."""


class NothingHere(Refusal):
    """What the address names does not exist."""
