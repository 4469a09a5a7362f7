"""Fills the workspaces of the demonstration, once: what a visitor did in them since stays."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from acogida.accounts.models import Workspace
from acogida.cases.models import Household
from acogida.cases.services import retention
from acogida.demo import invented
from acogida.demo.accounts import OFFICES, PEOPLE
from acogida.demo.diary import Diary
from acogida.demo.families import written
from acogida.demo.offices import Office, staff, workspace_id
from acogida.demo.registering import File
from acogida.directory.demo.dice import Dice
from acogida.directory.demo.kinds import sketches
from acogida.directory.demo.network import SEED
from acogida.directory.demo.towns import towns

ANNOUNCED = timedelta(days=1)  # ago: that a file whose time is over will be erased


@dataclass(frozen=True)
class Peopled:
    accounts: int
    workspaces: int
    households: int


def install(*, now: datetime, seed: int = SEED) -> Peopled:
    """After the directory's demonstration. All of it or nothing: killed half-way, it is begun anew."""
    present = set(Workspace.objects.values_list("pk", flat=True))
    offices = {key: Office(key) for key in OFFICES if workspace_id(key) not in present}
    if offices:
        with transaction.atomic():
            diary = Diary(now)
            staff(offices, diary)
            for office in offices.values():
                _register(office, diary, Dice(seed))
            diary.live()
        retention.run(now=now - ANNOUNCED)
    ids = [workspace_id(key) for key in OFFICES]
    households = Household.objects.filter(workspace__in=ids).count()
    return Peopled(accounts=len(PEOPLE), workspaces=len(ids), households=households)


def _register(office: Office, diary: Diary, dice: Dice) -> None:
    town = next(towns()[sketch.towns[0]].place for sketch in sketches() if sketch.key == office.key)
    by_hand = written(office.key)
    left = range(invented.how_many(office.key) - len(by_hand))
    others = [invented.family(office.key, number, dice) for number in left]
    files = {one.key: File(one, office, town, dice("file", office.key, one.key)) for one in (*by_hand, *others)}
    for file in files.values():
        file.plan(diary, files)
