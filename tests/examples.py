"""How many examples a property is tried with: few in every run, many more by `make fuzz`; and whether every transcript is
played over every channel (`make transcripts`).
"""

import os

TIMES = int(os.environ.get("EXAMPLES_TIMES", "1"))
"""`make fuzz` and `make transcripts` set it; 1 where nobody does."""


def examples(few: int) -> int:
    """`few`, or that many times more in a long run."""
    return few * TIMES
