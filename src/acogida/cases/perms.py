"""Who may work with households. Which households: those of the workspace that one acts for, and no others."""

from acogida.accounts.acting import Acting
from acogida.accounts.enums import Role

WORKS_WITH_HOUSEHOLDS = frozenset({Role.CASEWORKER, Role.COORDINATOR})


def may_work_with_households(by: Acting) -> bool:
    return by.role in WORKS_WITH_HOUSEHOLDS
