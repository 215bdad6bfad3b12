"""When the hotline says no."""

from kit.errors import Refusal


class NoSuchQuestion(Refusal):
    """There is no such question, or it is not this person's business."""


class QuestionClosed(Refusal):
    """The question has been closed since the button was shown."""


class NotYourQuestion(Refusal):
    """Another methodist has the question."""


class TakenByAnother(Refusal):
    """A colleague was quicker."""


class NotTaken(Refusal):
    """The deed needs the question to be taken first."""


class NothingAnswered(Refusal):
    """A question cannot be finished before it has an answer."""


class AnsweredAlready(Refusal):
    """Whoever has answered cannot say any more that the question is not theirs."""


class AlreadyGoneOut(Refusal):
    """The answer has left for the asker and cannot be taken back."""


class TooLateToCorrect(Refusal):
    """The answer went out too long ago to be corrected."""


class TooLateToReopen(Refusal):
    """The question was closed too long ago; it is better asked anew."""


class NothingToReopen(Refusal):
    """The question is not closed."""


class NothingToRate(Refusal):
    """The question has no answer that could have helped."""


class NobodyToPassTo(Refusal):
    """Nobody else answers this subject now; the question stays where it is."""


class EmptyWords(Refusal):
    """There is neither text nor attachment."""


class StaysWithPsychologists(Refusal):
    """The asker has written to a psychologist: no other subject may have it."""


class NotForTheBase(Refusal):
    """What was written to a psychologist becomes no case."""


class NotWithPeople(Refusal):
    """The question needs nobody: its asker is still looking at the cases that were shown."""


class CannotBeAsked(Refusal):
    """Whoever was chosen answers no questions, or has asked this very one."""


class AskedBefore(Refusal):
    """Whoever was chosen has said already that the question is not theirs."""
