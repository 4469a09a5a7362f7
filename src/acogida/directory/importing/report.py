"""What an import tells: counts for the last line, and what was mended and refused, where and why."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from acogida.directory.hsds.issues import Issue

MOST_ISSUES = 10_000  # told one by one; the summary counts all
MOST_KINDS = 2_000
COUNTED = {"organization": "organizations", "service": "services", "location": "locations"}
OUTCOMES = ("new", "changed", "unchanged", "rejected")


@dataclass
class Report:
    source: str = ""
    format: str = ""
    dry_run: bool = False
    read: int = 0
    mended: int = 0
    rejected: int = 0
    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    missing: dict[str, int] = field(default_factory=dict)
    missing_names: list[str] = field(default_factory=list)
    deactivated: int = 0
    unlisted: int = 0
    issues: list[Issue] = field(default_factory=list)
    summary: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    first: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def tell(self, issues: Iterable[Issue]) -> None:
        for issue in issues:
            key = (issue.level.value, issue.field, issue.reason)
            if len(self.summary) >= MOST_KINDS and key not in self.summary:
                key = (issue.level.value, "", "more kinds of faults than are told apart here")
            self.summary[key] += 1
            if self.summary[key] == 1:
                self.first[key] = issue.path
            if len(self.issues) < MOST_ISSUES:
                self.issues.append(issue)

    def move(self, before: str, after: str) -> None:
        """One record of the source turns out to be worse than it was thought to be."""
        for state, step in ((before, -1), (after, 1)):
            if state == "mended":
                self.mended += step
            elif state == "rejected":
                self.rejected += step

    @property
    def accepted(self) -> int:
        return self.read - self.mended - self.rejected

    def records_line(self) -> str:
        return f"records: {self.read} read, {self.accepted} accepted, {self.mended} mended, {self.rejected} rejected"

    def last_line(self) -> str:
        return "; ".join(
            f"{plural} " + " ".join(f"{self.rows[kind, outcome]} {outcome}" for outcome in OUTCOMES)
            for kind, plural in COUNTED.items()
        )

    def as_json(self) -> dict[str, object]:
        return {
            "source": self.source,
            "format": self.format,
            "dry_run": self.dry_run,
            "records": {
                "read": self.read,
                "accepted": self.accepted,
                "mended": self.mended,
                "rejected": self.rejected,
            },
            "rows": {
                kind: {outcome: self.rows[kind, outcome] for outcome in OUTCOMES}
                for kind in sorted({kind for kind, _ in self.rows} | set(COUNTED))
            },
            "no_longer_in_this_source": {
                **self.missing,
                "names": self.missing_names,
                "deactivated": self.deactivated,
                "sites_no_longer_shown": self.unlisted,
            },
            "summary": [
                {
                    "level": level,
                    "field": name,
                    "reason": reason,
                    "count": count,
                    "first": self.first[level, name, reason],
                }
                for (level, name, reason), count in self.summary.most_common()
            ],
            "issues": [
                {"level": issue.level.value, "path": issue.path, "field": issue.field, "reason": issue.reason}
                for issue in self.issues
            ],
            "issues_left_out": sum(self.summary.values()) - len(self.issues),
        }

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(self.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
