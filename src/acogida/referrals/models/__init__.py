from acogida.referrals.models.attempt import Attempt, AttemptKind
from acogida.referrals.models.conversation import ConversationKey, Message
from acogida.referrals.models.disclosure import DoomedKey, HandOver
from acogida.referrals.models.help_request import HelpDesk, HelpMessage, HelpRequest, HelpTurn
from acogida.referrals.models.hold import Hold
from acogida.referrals.models.letter import Letter
from acogida.referrals.models.receipt import ForPerson, Receipt
from acogida.referrals.models.referral import Referral, ReferralEvent
from acogida.referrals.models.rules import Rules

__all__ = [
    "Attempt",
    "AttemptKind",
    "ConversationKey",
    "DoomedKey",
    "ForPerson",
    "HandOver",
    "HelpDesk",
    "HelpMessage",
    "HelpRequest",
    "HelpTurn",
    "Hold",
    "Letter",
    "Message",
    "Receipt",
    "Referral",
    "ReferralEvent",
    "Rules",
]
