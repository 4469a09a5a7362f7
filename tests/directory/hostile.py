"""How many hostile inputs property tests try.

Few by default; `HOSTILE_EXAMPLES=10000 make test` is the whole proof.
"""

import os

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "300"))
