"""What test_killed kills: does one thing over and over, on the database of the test, until it is stopped."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from uuid import UUID


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()

    from acogida.accounts.acting import acting_for
    from acogida.accounts.invitations import accept_invitation
    from acogida.accounts.keys import rotate
    from acogida.accounts.memberships import end_membership
    from acogida.accounts.models import Membership, User, Workspace
    from acogida.accounts.opening import OpenedMember
    from acogida.accounts.passphrases import change_passphrase
    from acogida.core import crypto
    from tests.accounts.people import NOW, PASSPHRASE

    crypto.MEMORY_KIB, crypto.PASSES = 64, 1
    told = json.loads(sys.argv[1])
    user = User.objects.get(pk=told["user"])
    workspace = Workspace.objects.get(pk=told["workspace"])
    member = OpenedMember(user.pk, UUID(told["key"]), bytes.fromhex(told["private"]))

    def rotations() -> Iterator[Callable[[], object]]:
        while True:
            by = acting_for(user=user, workspace=workspace, member=member, now=NOW)
            yield lambda by=by: rotate(by=by, now=NOW)

    def acceptances() -> Iterator[Callable[[], object]]:
        for token in told["tokens"]:
            yield lambda token=token: accept_invitation(token=token, name="Ana", passphrase=PASSPHRASE, now=NOW)

    def departures() -> Iterator[Callable[[], object]]:
        for pk in told["memberships"]:
            by = acting_for(user=user, workspace=workspace, member=member, now=NOW)
            membership = Membership.objects.get(pk=pk)
            yield lambda by=by, membership=membership: end_membership(membership=membership, by=by, now=NOW)

    def passphrases() -> Iterator[Callable[[], object]]:
        for old, new in zip(told["passphrases"], told["passphrases"][1:], strict=False):
            yield lambda old=old, new=new: change_passphrase(user=user, old=old, new=new, now=NOW)

    ways = {"rotate": rotations, "accept": acceptances, "end": departures, "passphrase": passphrases}
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for number, do in enumerate(ways[told["what"]]()):
        do()
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
