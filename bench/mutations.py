"""Read many hostile variants of honest files: ``python bench/mutations.py 100000``.

Under 1 GB of address space and a limit of seconds a file. Prints a tally of outcomes, the slowest file and the peak of memory; a
file that raises is kept beside the temporary files, and the exit code is 1.
"""

from __future__ import annotations

import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).parents[1]))
from gaokai_xlsx.checks.judging import judge
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.intake.reading import take
from tests.helpers import BALANCED, issue
from tests.mutations import mutations
from tests.seeds import seeds

MEMORY = 2**30  # bytes
SECONDS = 10  # a file


def _late(_: int, __: FrameType | None) -> None:
    raise TimeoutError


def main(count: int) -> int:
    """The number of files that raised."""
    made = seeds(issue(BALANCED))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _late)
    tally: Counter[str] = Counter()
    slowest = (0.0, "")
    stream = mutations(made, random.Random(count))
    for number in range(count):
        kind, data = next(stream)
        signal.alarm(SECONDS)
        start = time.perf_counter()
        try:
            tally[judge(take("年报.xlsx", data), Terms(year=2025)).outcome.value] += 1
        except Exception as error:
            kept = Path(tempfile.gettempdir()) / f"mutation-{number}.bin"
            kept.write_bytes(data)
            tally["raised"] += 1
            print(f"{kept} {kind}: {type(error).__name__} {error}")
        finally:
            signal.alarm(0)
        slowest = max(slowest, (time.perf_counter() - start, kind))
    print(dict(tally), f"slowest {slowest[0]:.2f} s ({slowest[1]})", f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")
    return tally["raised"]


if __name__ == "__main__":
    sys.exit(min(main(int(sys.argv[1])), 1))
