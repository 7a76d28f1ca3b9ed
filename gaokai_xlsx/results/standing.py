"""How each unit stands: passed, returned, missing …, with the file that was adopted; every file belongs to exactly one standing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from gaokai_xlsx.filing import Unit
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.submission import Outcome, Report, Submission
from gaokai_xlsx.texts import say


class State(Enum):
    """What became of a unit; the first that fits, in this order. ``AWAITING`` and ``OFFICE``: it is the office's turn, not the unit's."""

    PASSED = "passed"
    INCLUDED = "included"
    RETURNED = "returned"
    CONFLICT = "conflict"
    AWAITING = "awaiting"
    OFFICE = "office"
    OFF_ROSTER = "off-roster"
    UNRECOGNISED = "unrecognised"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    EXEMPT = "exempt"

    @property
    def word(self) -> str:
        """What people read: 审核通过, 退回修改 and so on."""
        return say(f"state.{self.value}")


FILED = frozenset(State) - {State.MISSING, State.EXEMPT}
"""States of units that sent at least one year's report, good or bad (已报)."""

_BY_OUTCOME = {
    Outcome.CONFLICT: State.CONFLICT,
    Outcome.OFF_ROSTER: State.OFF_ROSTER,
    Outcome.UNRECOGNISED: State.UNRECOGNISED,
    Outcome.UNREADABLE: State.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit with its files, or (``unit`` and ``state`` None) the files of nobody; ``expected``: the roster says it must file."""

    unit: Unit | None
    state: State | None
    expected: bool
    files: tuple[Submission, ...]

    @property
    def adopted(self) -> Submission | None:
        """The file whose figures are in the sum."""
        return next((s for s in self.files if s.outcome is Outcome.COUNTED), None)


def standings(report: Report) -> list[Standing]:
    """The roster's units in its order, then other units by name, then the files of nobody."""
    files: dict[str, list[Submission]] = {}
    for submission in report.files:
        files.setdefault(fold(submission.unit.name) if submission.unit else "", []).append(submission)
    found = []
    for entry in report.roster.entries if report.roster else ():
        own = tuple(files.pop(fold(entry.name), ()))
        found.append(Standing(entry.unit, _state(own, expected=entry.files), entry.files, own))
    nobody = tuple(files.pop("", ()))
    others = [Standing(own[0].unit, _state(own, expected=False), False, tuple(own)) for own in files.values()]
    found += sorted(others, key=lambda s: s.unit.name if s.unit else "")
    return [*found, Standing(None, None, False, nobody)] if nobody else found


def _state(files: Sequence[Submission], *, expected: bool) -> State:
    counted = next((s for s in files if s.outcome is Outcome.COUNTED), None)
    if counted:
        return State.INCLUDED if counted.failed else State.PASSED
    states = {state for s in files if (state := _alone(s))}
    return next((state for state in State if state in states), State.MISSING if expected else State.EXEMPT)


def _alone(submission: Submission) -> State | None:
    """What one file makes of its unit where none is counted."""
    if submission.outcome is not Outcome.RETURNED:
        return _BY_OUTCOME.get(submission.outcome)
    if not submission.office:
        return State.RETURNED
    return State.AWAITING if submission.awaits else State.OFFICE
