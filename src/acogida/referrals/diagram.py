"""The table of states as a picture and as a table, for docs/explanation/referrals.md. `python -m` prints both."""

import sys

from acogida.referrals.states import TABLE


def mermaid() -> str:
    """Steps that lead from one state to another; those that leave it where it is stand in the table only."""
    leading = [row for row in TABLE if row.source != row.target]
    arrows = [f"    {row.source.value} --> {row.target.value}: {row.event.value}" for row in leading]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    [*] --> DRAFT", *arrows, "```"])


def as_table() -> str:
    lines = ["| from | event | who | to | if | does |", "|---|---|---|---|---|---|"]
    for row in TABLE:
        who = ", ".join(side.value for side in row.sides)
        cells = [row.source.value, row.event.value, who, row.target.value, row.guard, ", ".join(row.effects)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    sys.stdout.write(f"{mermaid()}\n\n{as_table()}\n")


if __name__ == "__main__":
    main()
