"""Several of the node's own commands for one start of Python: `python -m tests.node.commands '[["keys", "list"]]'`."""

import json
import sys


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    for command in json.loads(sys.argv[1]):
        call_command(*command)


if __name__ == "__main__":
    main()
