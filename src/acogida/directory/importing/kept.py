"""What an organisation wrote here about its own services stays, whatever a source says (ADR 0011)."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from acogida.directory.importing.tables import TABLES, Row
from acogida.directory.models import Edit

OWNERS: dict[str, dict[str, Any]] = {"service": {"site": None}, "service_at_location": {"site__isnull": False}}


def any_edited() -> bool:
    return Edit.objects.exists()


def edited(kind: str, ids: Collection[str]) -> dict[str, set[str]]:
    """By id of a record: the fields that are its organisation's."""
    if kind not in OWNERS:
        return {}
    owner = "service" if kind == "service" else "site"
    found: dict[str, set[str]] = defaultdict(set)
    rows = Edit.objects.filter(**OWNERS[kind], **{f"{owner}__in": ids}).order_by()
    for id_, field in rows.values_list(owner, "field"):
        found[str(id_)].add(field)
    return found


def keep(row: Row, kind: str, fields: Collection[str]) -> Iterator[str]:
    """Puts back into a row what its organisation wrote; yields the fields of which the source says something else."""
    if not fields:
        return
    table = TABLES[kind]
    standing: Row = table.model._default_manager.values().get(pk=row["id"])
    for field in sorted(fields):
        column = table.layout.columns.get(field) or (field if field in table.profile else "")
        here, there = (row, standing) if column else (row["parts"], standing["parts"])
        name = column or field
        said = here.get(name)
        if name in there:
            here[name] = there[name]
        else:
            here.pop(name, None)
        if said and said != there.get(name):
            yield field
