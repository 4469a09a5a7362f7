"""Values as HSDS writes them in JSON: what the cleaners make of a record, and what goes out again."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID


def plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case float() if value.is_integer():
            return int(value)  # an age of 12 goes out as it came in, not as 12.0
    return value
