from acogida.referrals.models.conversation import ConversationKey, Message
from acogida.referrals.models.disclosure import DoomedKey, HandOver
from acogida.referrals.models.hold import Hold
from acogida.referrals.models.letter import Letter
from acogida.referrals.models.receipt import ForPerson, Receipt
from acogida.referrals.models.referral import Referral, ReferralEvent
from acogida.referrals.models.rules import Rules

__all__ = [
    "ConversationKey",
    "DoomedKey",
    "ForPerson",
    "HandOver",
    "Hold",
    "Letter",
    "Message",
    "Receipt",
    "Referral",
    "ReferralEvent",
    "Rules",
]
