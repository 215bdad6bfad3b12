"""The root of expected errors."""


class Refusal(Exception):
    """The domain says no, and nothing was changed.

    A refusal is part of the product: the person gets a sentence about it, and the log gets one
    line without a traceback. Anything that is not a ``Refusal`` is a bug or an outage.
    """


class WrongInstallation(Exception):
    """The installation is wrong, and only the operator can put it right.

    The message is one Russian sentence that names what is wrong and says what to do; the process
    ends with it and without a traceback.
    """
