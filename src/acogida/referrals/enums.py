"""Stored codes of referrals and their labels."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("referral", "not sent yet")
    QUEUED = "QUEUED", pgettext_lazy("referral", "waits until another one has answered")
    SENT = "SENT", pgettext_lazy("referral", "sent, not opened yet")
    RECEIVED = "RECEIVED", pgettext_lazy("referral", "opened, to be answered")
    MORE_INFORMATION = "MORE_INFORMATION", pgettext_lazy("referral", "more information was asked for")
    WAITING = "WAITING", pgettext_lazy("referral", "on the waiting list")
    ACCEPTED = "ACCEPTED", pgettext_lazy("referral", "accepted")
    HANDED_OVER = "HANDED_OVER", pgettext_lazy("referral", "accepted, and told who is coming")
    ARRIVED = "ARRIVED", pgettext_lazy("referral", "arrived")
    CLOSED = "CLOSED", pgettext_lazy("referral", "ended")
    DECLINED = "DECLINED", pgettext_lazy("referral", "declined")
    NO_SHOW = "NO_SHOW", pgettext_lazy("referral", "did not arrive")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("referral", "withdrawn")
    EXPIRED = "EXPIRED", pgettext_lazy("referral", "nobody answered, or nobody came, in time")


TO_ANSWER = (State.SENT, State.RECEIVED)  # the receiver's turn
EXPECTED = (State.ACCEPTED, State.HANDED_OVER)
OVER = (State.CLOSED, State.DECLINED, State.NO_SHOW, State.WITHDRAWN, State.EXPIRED)
OPEN = tuple(state for state in State if state not in OVER)
UNSEEN = (State.DRAFT, State.QUEUED)  # by the receiver


class Event(TextChoices):
    QUEUE = "QUEUE", pgettext_lazy("referral", "Put in line behind another organization")
    SEND = "SEND", pgettext_lazy("referral", "Sent")
    OPEN = "OPEN", pgettext_lazy("referral", "Opened")
    ASK = "ASK", pgettext_lazy("referral", "More information asked for")
    TELL = "TELL", pgettext_lazy("referral", "Answer given")
    PUT_ON_LIST = "PUT_ON_LIST", pgettext_lazy("referral", "Put on the waiting list")
    ROOM = "ROOM", pgettext_lazy("referral", "There is room: first on the waiting list")
    ACCEPT = "ACCEPT", pgettext_lazy("referral", "Accepted")
    DECLINE = "DECLINE", pgettext_lazy("referral", "Declined")
    EXTEND = "EXTEND", pgettext_lazy("referral", "Place held longer")
    HAND_OVER = "HAND_OVER", pgettext_lazy("referral", "Names and papers handed over")
    ARRIVE = "ARRIVE", pgettext_lazy("referral", "Arrived")
    NO_SHOW = "NO_SHOW", pgettext_lazy("referral", "Did not arrive")
    CLOSE = "CLOSE", pgettext_lazy("referral", "Ended, with what became of it")
    NO_HELP = "NO_HELP", pgettext_lazy("referral", "The person says: I did not get help")
    WITHDRAW = "WITHDRAW", pgettext_lazy("referral", "Withdrawn")
    END_ACCESS = "END_ACCESS", pgettext_lazy("referral", "What was handed over can no longer be seen")
    EXPIRE = "EXPIRE", pgettext_lazy("referral", "Came back to who sent it")


class Side(TextChoices):
    """Who did something."""

    SENDER = "SENDER", pgettext_lazy("referral", "who refers")
    RECEIVER = "RECEIVER", pgettext_lazy("referral", "who is asked")
    PERSON = "PERSON", pgettext_lazy("referral", "the person")
    NODE = "NODE", pgettext_lazy("referral", "Acogida itself")


class Outcome(TextChoices):
    """What became of it; after the list of findhelp."""

    GOT_HELP = "GOT_HELP", _("got help")
    PARTLY = "PARTLY", _("got a part of the help")
    REFERRED_ONWARD = "REFERRED_ONWARD", _("referred onward")
    COULD_NOT_CONTACT = "COULD_NOT_CONTACT", _("could not be contacted")
    NOT_ELIGIBLE = "NOT_ELIGIBLE", _("does not fulfil the condition")
    NO_CAPACITY = "NO_CAPACITY", _("there was no room")
    DID_NOT_WANT = "DID_NOT_WANT", _("did not want it")
    OTHER = "OTHER", pgettext_lazy("outcome", "something else")


class Reason(TextChoices):
    """Why it was declined, withdrawn or came back."""

    NO_CAPACITY = "NO_CAPACITY", _("no room")
    NOT_ELIGIBLE = "NOT_ELIGIBLE", _("does not fulfil the condition")
    CLOSED = "CLOSED", pgettext_lazy("reason", "closed at that time")
    COULD_NOT_CONTACT = "COULD_NOT_CONTACT", _("could not be contacted")
    NOT_WANTED = "NOT_WANTED", _("they no longer want it")
    CANT_COME = "CANT_COME", _("they can't come")
    FOUND_ELSEWHERE = "FOUND_ELSEWHERE", _("they found help elsewhere")
    ANOTHER_ACCEPTED = "ANOTHER_ACCEPTED", _("another organization accepted first")
    CONSENT_ENDED = "CONSENT_ENDED", _("they no longer agree, or their consent is over")
    FILE_ERASED = "FILE_ERASED", _("their file was erased")
    NO_ANSWER = "NO_ANSWER", _("no answer in time")
    DID_NOT_COME = "DID_NOT_COME", _("did not come in time")
    OTHER = "OTHER", pgettext_lazy("reason", "something else")


DECLINING = (
    Reason.NO_CAPACITY,
    Reason.NOT_ELIGIBLE,
    Reason.CLOSED,
    Reason.COULD_NOT_CONTACT,
    Reason.NOT_WANTED,
    Reason.OTHER,
)
WITHDRAWING = (Reason.NOT_WANTED, Reason.CANT_COME, Reason.FOUND_ELSEWHERE, Reason.OTHER)


class HoldState(TextChoices):
    HELD = "HELD", pgettext_lazy("place", "held")
    STAY = "STAY", pgettext_lazy("place", "taken")
    RELEASED = "RELEASED", pgettext_lazy("place", "given back")


class LetterKind(TextChoices):
    """Why something needs somebody. The letter itself says only that."""

    NEW = "NEW", _("A referral came in")
    ANSWERED = "ANSWERED", _("A referral was answered")
    REMINDER = "REMINDER", _("A referral is to be answered soon")
    OVERDUE = "OVERDUE", _("A referral is overdue")
    RETURNED = "RETURNED", _("A referral came back")
    HOLD_LAPSES = "HOLD_LAPSES", _("A place is held only a little longer")
    ROOM = "ROOM", _("There is room for somebody on the waiting list")
    MESSAGE = "MESSAGE", _("There is a message on a referral")
    HELP = "HELP", _("A request for help came in")
    HELP_SOON = "HELP_SOON", _("A request for help is to be answered soon")
    HELP_MESSAGE = "HELP_MESSAGE", _("Somebody who asked for help wrote again")
    OUTCOME_MISSING = "OUTCOME_MISSING", _("It is not known what became of a referral")
