"""Whether what was asked for is needed today: asked anew by the node before it asks the next, or offers room."""

from acogida.cases.enums import NeedStatus, Status
from acogida.cases.models import Household
from acogida.cases.selectors import whole_file
from acogida.referrals.enums import Reason
from acogida.referrals.models import Referral


def why_not(referral: Referral) -> Reason | None:
    """None: it is needed."""
    need, household_id = referral.need, referral.household_id
    if need is not None and need.status == NeedStatus.MET:
        return Reason.FOUND_ELSEWHERE
    if need is None or need.status != NeedStatus.OPEN or household_id is None:
        return Reason.NOT_WANTED
    kept = whole_file(household_id)[0]  # a file that was merged into another lives on in that one
    return None if Household.objects.filter(pk=kept, status=Status.OPEN).exists() else Reason.NOT_WANTED
