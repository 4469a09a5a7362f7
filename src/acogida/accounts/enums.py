from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    CASEWORKER = "CASEWORKER", _("Caseworker")
    COORDINATOR = "COORDINATOR", _("Coordinator")
    PLANNER = "PLANNER", _("Planner")
    OPERATOR = "OPERATOR", _("Operator of this node")


KEY_ROLES = (Role.CASEWORKER, Role.COORDINATOR)  # a planner works with places and numbers: no key, no names
INVITED_ROLES = (Role.CASEWORKER, Role.COORDINATOR, Role.PLANNER)


class AuditAction(TextChoices):
    """What happened. The codes are part of the hash chain: add new ones, never rename."""

    WORKSPACE_CREATED = "WORKSPACE_CREATED", _("Workspace created")
    RETENTION_CHANGED = "RETENTION_CHANGED", _("Time for which files are kept changed")
    COORDINATOR_APPOINTED = "COORDINATOR_APPOINTED", _("Coordinator invited by the operator of this node")
    MEMBER_INVITED = "MEMBER_INVITED", _("Colleague invited")
    INVITATION_REVOKED = "INVITATION_REVOKED", _("Invitation withdrawn")
    INVITATION_ACCEPTED = "INVITATION_ACCEPTED", _("Invitation accepted")
    ROLE_CHANGED = "ROLE_CHANGED", _("Role changed")
    MEMBERSHIP_LIMITED = "MEMBERSHIP_LIMITED", _("End of the membership set")
    MEMBERSHIP_ENDED = "MEMBERSHIP_ENDED", _("Membership ended")
    MEMBERSHIP_HELD = (
        "MEMBERSHIP_HELD",
        _("Membership held: another organization gave out a new passphrase or second factor"),
    )
    PASSPHRASE_CHANGED = "PASSPHRASE_CHANGED", _("Passphrase changed")
    PASSPHRASE_RESET_OFFERED = "PASSPHRASE_RESET_OFFERED", _("Link for a new passphrase made")
    PASSPHRASE_RESET = "PASSPHRASE_RESET", _("New passphrase after the old one was lost")
    SECOND_FACTOR_RESET_OFFERED = "SECOND_FACTOR_RESET_OFFERED", _("Link for a new second factor made")
    SECOND_FACTOR_RESET = "SECOND_FACTOR_RESET", _("New second factor after the old one was lost")
    KEY_GRANTED = "KEY_GRANTED", _("Key given to a colleague")
    KEY_ROTATED = "KEY_ROTATED", _("New key of the organization")
    OLD_KEYS_DROPPED = "OLD_KEYS_DROPPED", _("Old keys of the organization destroyed")
    RECOVERY_KEY_MADE = "RECOVERY_KEY_MADE", _("Recovery key made")
    RECOVERY_KEY_CONFIRMED = "RECOVERY_KEY_CONFIRMED", _("Recovery key confirmed")
    RECOVERY_KEY_USED = "RECOVERY_KEY_USED", _("Recovery key used")

    OFFER_CHANGED = "OFFER_CHANGED", _("What we offer was changed")
    OFFER_CLOSED = "OFFER_CLOSED", _("What we offer was closed for now")
    OFFER_REOPENED = "OFFER_REOPENED", _("What we offer was opened again")
    OFFER_VERIFIED = "OFFER_VERIFIED", _("What we say of an offer was checked")

    HOUSEHOLD_STARTED = "HOUSEHOLD_STARTED", _("Registration of a household begun")
    HOUSEHOLD_REGISTERED = "HOUSEHOLD_REGISTERED", _("Household registered")
    HOUSEHOLD_READ = "HOUSEHOLD_READ", _("File of a household read")
    HOUSEHOLD_NAMED = "HOUSEHOLD_NAMED", _("Names of a household shown in a list")
    NAMES_SEARCHED = "NAMES_SEARCHED", _("Households searched by name")
    HOUSEHOLD_CHANGED = "HOUSEHOLD_CHANGED", _("Facts of a household changed")
    IDENTITY_CHANGED = "IDENTITY_CHANGED", _("Names or contacts of a household changed")
    NOTE_WRITTEN = "NOTE_WRITTEN", _("Note written")
    DOCUMENT_ADDED = "DOCUMENT_ADDED", _("Document added")
    DOCUMENT_READ = "DOCUMENT_READ", _("Document read")
    DOCUMENT_REMOVED = "DOCUMENT_REMOVED", _("Document removed")
    CONSENT_RECORDED = "CONSENT_RECORDED", _("Consent recorded")
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN", _("Consent withdrawn")
    HOUSEHOLDS_MERGED = "HOUSEHOLDS_MERGED", _("Two files of one household merged")
    MERGE_UNDONE = "MERGE_UNDONE", _("Merge of two files undone")
    HOUSEHOLD_CLOSED = "HOUSEHOLD_CLOSED", _("File of a household closed")
    HOUSEHOLD_REOPENED = "HOUSEHOLD_REOPENED", _("File of a household opened again")
    HOUSEHOLD_RESEALED = "HOUSEHOLD_RESEALED", _("File of a household sealed with a new key")
    COPY_MADE = "COPY_MADE", _("Copy made for a household")
    ERASING_ANNOUNCED = "ERASING_ANNOUNCED", _("Erasing of a household announced")
    ERASING_BEGUN = "ERASING_BEGUN", _("Erasing of a household begun")
    HOUSEHOLD_ERASED = "HOUSEHOLD_ERASED", _("Household erased")

    REFERRAL_SENT = "REFERRAL_SENT", _("Household referred to another organization")
    REFERRAL_OPENED = "REFERRAL_OPENED", _("Referral opened")
    REFERRAL_ANSWERED = "REFERRAL_ANSWERED", _("Referral answered")
    REFERRAL_CHANGED = "REFERRAL_CHANGED", _("Referral carried on")
    REFERRAL_WITHDRAWN = "REFERRAL_WITHDRAWN", _("Referral withdrawn")
    HANDED_OVER = "HANDED_OVER", _("Names or papers handed over")
    HAND_OVER_READ = "HAND_OVER_READ", _("What was handed over was read")
    RECEIPT_MADE = "RECEIPT_MADE", _("Receipt made for a person")
    ROOM_COUNTED = "ROOM_COUNTED", _("People counted, and the board made to agree")

    HELP_DESK_OPENED = "HELP_DESK_OPENED", _("Requests for help without a caseworker are taken from now on")
    HELP_DESK_CLOSED = "HELP_DESK_CLOSED", _("Requests for help without a caseworker are no longer taken")
    HELP_READ = "HELP_READ", _("Request for help read")
    HELP_TAKEN = "HELP_TAKEN", _("Request for help taken")
    HELP_DECLINED = "HELP_DECLINED", _("Request for help declined")
    HELP_ANSWERED = "HELP_ANSWERED", _("Answer written to somebody who asked for help")
