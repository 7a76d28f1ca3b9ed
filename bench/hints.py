"""How often a hint names the guilty cell, how often a wrong one: ``python -m bench.hints``, from the project's root.

One fault a filing, by kind of fault and by what the totals are, on random valid filings and (where they lie beside the project) on
the real published reports. docs/hints.md shows the outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from gaokai_xlsx.checks.cases import cases
from tests import faults, helpers

FAULTS = 500
TRIES = 10 * FAULTS


def measure(kind: str, totals: str, source: Callable[[Random], faults.Figures]) -> Counter[str]:
    """Faults of one kind: found out or not, and what the hint said."""
    dice = Random(f"{kind} {totals}")
    seen: Counter[str] = Counter()
    for _ in range(TRIES):
        good = source(dice)
        bad = faults.fault(kind, good, dice)
        if bad is None:
            continue
        filing = faults.stated(good, bad, totals)
        found = cases(filing, faults.broken(filing))
        hints = [case.hint for case in found if case.hint]
        seen["faults"] += 1
        if not found:
            seen["unseen"] += 1
        elif not hints:
            seen["silent"] += 1
        else:
            repaired = bad | {k: v for hint in hints for k, v in hint.values if k in bad}
            seen["right" if repaired == good else "wrong"] += 1
        seen["one case"] += len(found) == 1
        if seen["faults"] == FAULTS:
            break
    return seen


def main() -> None:
    """Print the tables."""
    sources: dict[str, Callable[[Random], faults.Figures]] = {"random valid filings": faults.filing}
    try:
        reports = [helpers.real_figures(report)[0] for report in helpers.real_reports()]
        valid = [figures for figures in reports if not faults.broken(helpers.filing(figures))]
        sources[f"{len(valid)} published reports"] = lambda dice: dice.choice(valid)
    except pytest.skip.Exception as reason:
        print(reason)
    for name, source in sources.items():
        for totals in faults.TOTALS:
            print(f"\n{name}, totals: {totals}\n\n| fault | faults | not seen | one case | right | silent | wrong |")
            print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
            for kind in (*faults.ONE_CELL, *faults.TWO_CELLS):
                seen = measure(kind, totals, source)
                print("|", " | ".join([kind, *(str(seen[k]) for k in ("faults", "unseen", "one case", "right", "silent", "wrong"))]), "|")


if __name__ == "__main__":
    main()
