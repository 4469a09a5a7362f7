"""How many hostile inputs property tests try: few by default, `HOSTILE_EXAMPLES=10000 make test` for the whole proof."""

import os

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "300"))
