"""What changed between two filings, or two collections of filings, and how the terminal shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gaokai_xlsx.filing import Filing
from gaokai_xlsx.quantity import Figure, plain
from gaokai_xlsx.texts import say


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that differs, in ``measure`` (件, 万元, 元); None on a side that has no such figure. ``reason``: 新报, 更正 …, why.

    ``alone``: its whole unit stands on one side only.
    """

    unit: str
    key: str
    label: str
    measure: str
    before: Figure | None
    after: Figure | None
    reason: str
    alone: bool = False

    @property
    def difference(self) -> Figure:
        """After less before; a figure that is not there counts as nothing."""
        return (self.after or 0) - (self.before or 0)


def compare(before: Mapping[str, Filing], after: Mapping[str, Filing], reasons: Mapping[str, str]) -> list[Change]:
    """Unit by unit (those of ``after`` first, then those that are gone) every figure that differs.

    ``reasons`` says why a unit stands on one side alone.
    """
    return [
        change
        for name in {**after, **before}
        for change in _changes(before.get(name), after.get(name), reasons.get(name) or _why(before.get(name), after.get(name)))
    ]


def _why(was: Filing | None, now: Filing | None) -> str:
    """Why the figures of a unit on both sides differ: those of another year correct nothing."""
    years = [side.year for side in (was, now) if side and side.year]
    return say("diff.years", old=years[0], new=years[1]) if len(set(years)) == 2 else say("diff.changed")


def _changes(was: Filing | None, now: Filing | None, reason: str) -> Iterator[Change]:
    """The figures of one unit that differ; of a unit that is new or gone those that are not zero, or that all of them are."""
    sides = [side for side in (now, was) if side is not None]
    before, after = (side.figures if side else {} for side in (was, now))
    unit, alone = next((side.unit.name for side in sides if side.unit), ""), len(sides) == 1
    if alone and not any(sides[0].figures.values()):
        measure = next(iter(sides[0].form.cells.values())).unit
        yield Change(unit, "", say("diff.all"), measure, None if was is None else 0, None if now is None else 0, reason, alone)
        return
    for key, cell in sides[0].form.cells.items():
        known = all(key in side.form.cells for side in sides)  # editions differ: only what both ask for
        if known and before.get(key) != after.get(key) and (not alone or before.get(key) or after.get(key)):
            yield Change(unit, key, cell.label, cell.unit, before.get(key), after.get(key), reason, alone)


def sums(units: list[Change]) -> Iterator[Change]:
    """By how much the sum of each figure moved, and how often for which reason."""
    for key in dict.fromkeys(change.key for change in units):
        own = [change for change in units if change.key == key]
        moved = sum((change.difference for change in own), start=0)
        reasons = "、".join(f"{r}{sum(c.reason == r for c in own)}" for r in dict.fromkeys(c.reason for c in own))
        if moved:
            yield replace(own[0], unit=say("diff.sum"), before=None, after=moved, reason=reasons, alone=False)


def shown(old: str, new: str, units: list[Change], moved: list[Change]) -> str:
    """The text of ``diff``: a line a figure under its unit, then the sums."""
    if not units:
        return say("diff.none")
    names = list(dict.fromkeys(change.unit for change in units))
    lines = [say("diff.head", old=old, new=new, units=len(names), n=len(units))]
    for name in names:
        lines += ["", name] + [_line(_wording(change), change) for change in units if change.unit == name]
    if moved:
        lines += ["", say("diff.sums")] + [_line("diff.sum-line", change) for change in moved]
    return "\n".join(lines)


def _wording(change: Change) -> str:
    """A unit that came or went has no two figures to compare: that the one side is empty would say that it left the cell blank."""
    return "diff.line" if not change.alone else "diff.came" if change.before is None else "diff.went"


def _line(key: str, change: Change) -> str:
    sides = [say("diff.absent") if value is None else plain(value) for value in (change.before, change.after)]
    gap = plain(change.difference)
    words = say("diff.less" if gap.startswith("-") else "diff.more", gap=gap.lstrip("-"), measure=change.measure)
    slots = {"label": change.label, "measure": change.measure, "reason": change.reason}
    return say(key, change=words, before=sides[0], after=sides[1], **slots)
