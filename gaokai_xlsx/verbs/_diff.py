"""``diff``: two submissions of one unit, or two summaries: what changed, by how much and why."""

from __future__ import annotations

from pathlib import Path

from gaokai_xlsx.cells.archives import walk
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.results.changes import Change, compare, sums
from gaokai_xlsx.verbs._pool import take_all


def diff(old: Path, new: Path) -> tuple[list[Change], list[Change]]:
    """What changed by unit (those of the new file first, then those that are gone), and in the sums over all units.

    Takes two submissions of one unit, or two summaries; for submissions there are no sums. Raises ``CannotGoOn`` for a file without a
    filing, ``Usage`` for a submission against a summary or submissions of two units.
    """
    (before, one), (after, two) = _filings(old), _filings(new)
    if one is not two:
        raise Usage("stop.diff-sorts", old=old, new=new)
    if not one and before.keys() != after.keys():
        names = [next(iter(side.values())).unit for side in (before, after)]
        raise Usage("stop.diff-units", old=names[0].name if names[0] else old, new=names[1].name if names[1] else new)
    units = compare(before, after)
    return units, list(sums(units)) if one else []


def _filings(path: Path) -> tuple[dict[str, Filing], bool]:
    """The filings of one file by the folded name of their unit, and whether it is a summary."""
    ((name, data),) = list(walk([path]))[:1] or [("", b"")]
    (submission,) = take_all([(name, data)])
    if submission.below is not None:
        return {fold(inner.unit.name): inner.filing for inner in submission.below.own}, True
    if submission.filing is None:
        raise CannotGoOn("stop.diff-nothing", path=path)
    return {fold(submission.unit.name) if submission.unit else "": submission.filing}, False
