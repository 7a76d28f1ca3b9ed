"""``diff``: two submissions of one unit, or two summaries: what changed, by how much and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gaokai_xlsx.cells import reader
from gaokai_xlsx.cells.archives import walk
from gaokai_xlsx.cells.model import Refusal
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.intake.summary_board import outcomes
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.results.changes import Change, compare, sums
from gaokai_xlsx.submission import Outcome
from gaokai_xlsx.texts import say
from gaokai_xlsx.verbs._pool import take_all

_KEPT_OUT = (Outcome.CONFLICT, Outcome.RETURNED, Outcome.OFF_ROSTER, Outcome.UNREADABLE, Outcome.UNRECOGNISED)


@dataclass(frozen=True)
class _Side:
    """The filings of one file by the folded name of their unit; of a ``summary`` the outcomes of the files that it was made of too."""

    filings: Mapping[str, Filing]
    summary: bool = False
    outcomes: Mapping[str, set[Outcome]] = field(default_factory=dict)


def diff(old: Path, new: Path) -> tuple[list[Change], list[Change]]:
    """What changed by unit (those of the new file first, then those that are gone), and in the sums over all units.

    Takes two submissions of one unit, or two summaries; for submissions there are no sums. Raises ``CannotGoOn`` for a file without a
    filing, ``Usage`` for a submission against a summary or submissions of two units.
    """
    before, after = _side(old), _side(new)
    if before.summary is not after.summary:
        raise Usage("stop.diff-sorts", old=old, new=new)
    if not before.summary and before.filings.keys() != after.filings.keys():
        names = [next(iter(side.filings.values())).unit for side in (before, after)]
        raise Usage("stop.diff-units", old=names[0].name if names[0] else old, new=names[1].name if names[1] else new)
    units = compare(before.filings, after.filings, _reasons(before, after))
    return units, list(sums(units)) if before.summary else []


def _side(path: Path) -> _Side:
    ((name, data),) = list(walk([path]))[:1] or [("", b"")]
    (submission,) = take_all([(name, data)])
    if submission.below is not None and not isinstance(data, Refusal):
        book = reader.read(data)
        found = {} if isinstance(book, Refusal) else outcomes(book)
        return _Side({fold(inner.unit.name): inner.filing for inner in submission.below.own}, True, found)
    if submission.filing is None:
        raise CannotGoOn("stop.diff-nothing", path=path)
    return _Side({fold(submission.unit.name) if submission.unit else "": submission.filing})


def _reasons(before: _Side, after: _Side) -> dict[str, str]:
    """Why a unit is new or gone, by its folded name."""
    new = {name: _came(before.outcomes.get(name, set())) for name in after.filings if name not in before.filings}
    gone = {name: _went(after, name) for name in before.filings if name not in after.filings}
    return new | gone


def _came(then: set[Outcome]) -> str:
    """A unit that was kept out before has not filed anew."""
    word = next((outcome.word for outcome in _KEPT_OUT if outcome in then), "")
    return say("diff.let-in", outcome=word) if word else say("diff.new")


def _went(after: _Side, name: str) -> str:
    """What became of the unit's files since; one whose files were all set aside was withdrawn."""
    now = after.outcomes.get(name, set())
    word = next((outcome.word for outcome in _KEPT_OUT if outcome in now), "")
    return word or say("diff.gone" if Outcome.SUPERSEDED in now else "diff.away" if after.outcomes else "diff.out")
