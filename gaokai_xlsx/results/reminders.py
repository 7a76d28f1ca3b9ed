"""催报: one line for the leader, one line a unit to paste into a message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gaokai_xlsx import dates
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.results.grouping import for_people
from gaokai_xlsx.results.standing import FILED, Standing, State, standings
from gaokai_xlsx.submission import Outcome, Report, Submission
from gaokai_xlsx.texts import say, visible

NAMED = 30  # missing units that the leader's line names; of more it says where they stand
_FAULTS = 4  # faults that a unit's line names
_GROUPS = {
    State.MISSING: "missing",
    State.RETURNED: "returned",
    State.INCLUDED: "included",
    State.UNREADABLE: "returned",
    State.UNRECOGNISED: "returned",
    State.CONFLICT: "conflict",
    State.AWAITING: "awaiting",
}
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many units stand how; those that must file where there is a roster, as on the terminal. ``missing`` are names."""

    units: int
    states: Counter[State | None]
    missing: tuple[str, ...]

    @property
    def filed(self) -> int:
        """已报: at least one report came, good or bad."""
        return sum(n for state, n in self.states.items() if state in FILED)

    @property
    def other(self) -> int:
        """冲突或不能计入."""
        own = (State.PASSED, State.INCLUDED, State.RETURNED, State.AWAITING, State.OFFICE)
        return self.filed - sum(self.states[state] for state in own)


@dataclass(frozen=True, slots=True)
class Reminders:
    """The leader's line, and groups of units, none empty, with (name, line) of each of them.

    ``missing``, ``returned``, ``included`` (counted on request, still to be corrected), ``conflict``, ``awaiting`` (it has explained, the
    office decides), ``late`` (nothing else is to be said of them); ``late_elsewhere`` units were late too and stand in another group.
    """

    leader: str
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    late_elsewhere: int = 0

    def head(self, name: str, n: int) -> str:
        """What stands above the ``n`` lines of a group."""
        also = say("remind.late-elsewhere", n=self.late_elsewhere) if name == "late" and self.late_elsewhere else ""
        return say(f"remind.group-{name}", n=n, also=also)


def tally(report: Report, units: Sequence[Standing]) -> Tally:
    """``units`` are the standings of the report."""
    own = [s for s in units if s.unit and (s.expected or report.roster is None)]
    missing = tuple(s.unit.name for s in own if s.state is State.MISSING and s.unit)
    return Tally(len(own), Counter(s.state for s in own), missing)


def leader_line(report: Report, units: Sequence[Standing] | None = None) -> str:
    """截至1月28日，应报62家，已报48家，其中审核通过41家、退回修改7家；未报14家：…… Without ``as_of`` the day is left open."""
    count = tally(report, standings(report) if units is None else units)
    states, missing = count.states, [visible(name) for name in count.missing]
    names = "、".join(missing) if len(missing) <= NAMED else say("remind.many", names="、".join(missing[:NAMED]))
    others = (("awaiting", states[State.AWAITING]), ("office", states[State.OFFICE]), ("other", count.other))
    words = {
        "day": dates.short(report.as_of) if report.as_of else say("remind.open-day"),
        "expected": count.units,
        "filed": count.filed,
        "passed": states[State.PASSED],
        "returned": states[State.RETURNED],
        "missing": len(missing),
        "included": say("remind.included", n=states[State.INCLUDED]) if states[State.INCLUDED] else "",
        "other": "".join(say(f"remind.{name}", n=n) for name, n in others if n),
        "names": say("remind.names", names=names) if missing else "",
    }
    return say("remind.leader" if report.roster else "remind.leader-open", **words)


def reminders(report: Report, contact: str = "", due: str = "") -> Reminders:
    """All lines. ``contact`` is the office with its telephone; ``due`` (as in a letter) by when what was returned is to come back."""
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in (*dict.fromkeys(_GROUPS.values()), "late")}
    units, elsewhere = standings(report), 0
    for standing in units:
        late = report.late.get(standing.unit.name) if standing.unit else None
        group = _GROUPS.get(standing.state) if standing.state else None
        if standing.state is State.INCLUDED and not any(s.to_correct for s in standing.files):
            group = "awaiting"  # counted on request: what it lacks is that somebody accepts what it explains
        if standing.state is State.CONFLICT and sum(s.outcome is Outcome.CONFLICT for s in standing.files) == 1:
            group = None  # its units stand in another body's summary too: the office says in which they belong
        group = group or ("late" if late and late.received else None)
        elsewhere += bool(group and group != "late" and late and late.received)
        if group and standing.unit:
            line = say("remind.unit", unit=visible(standing.unit.name), text=_text(report, standing, group, due))
            found[group].append((visible(standing.unit.name), line + (say("remind.contact", contact=contact) if contact else "")))
    groups = tuple((name, tuple(lines)) for name, lines in found.items() if lines)
    return Reminders(leader_line(report, units), groups, elsewhere)


def as_text(report: Report, found: Reminders) -> bytes:
    """The lines as a text file that every editor shows right."""
    lines = [say("remind.title", year=report.year), "", found.leader]
    for name, own in found.groups:
        lines += ["", found.head(name, len(own)), *(line for _, line in own)]
    lines += [] if found.groups else ["", say("remind.nobody")]
    return _BOM + "".join(f"{line}\r\n" for line in lines).encode()


def is_ours(data: bytes) -> bool:
    """Whether a file is such a text of ours."""
    return data.startswith(_BOM + say("remind.title-start").encode())


def _text(report: Report, standing: Standing, group: str, due: str) -> str:
    late = report.late.get(standing.unit.name) if standing.unit else None
    if group == "late" and late and late.received:
        return say("remind.late", received=dates.short(late.received), due=dates.short(late.due), days=late.days)
    by = _by_when(report, standing, due if group in ("returned", "included") else "")
    if group == "missing":
        back = _files(s for s in standing.files if s.withdrawn)
        sent = back or _files(s for s in standing.files if s.outcome is Outcome.ATTACHMENT)
        overdue = say("remind.overdue", due=dates.short(late.due), days=late.days) if late else ""
        key = "remind.withdrawn" if back else "remind.only-sent" if sent else "remind.missing"
        return say(key, year=report.year, files=sent, overdue=overdue, by=by)
    if group == "conflict":
        return say("remind.conflict", files=_files(s for s in standing.files if s.outcome is Outcome.CONFLICT), by=by)
    bad = [s for s in standing.files if s.to_correct]
    told = "".join(_told(s, "remind.told" if bad else "remind.told-alone") for s in standing.files if _explained(s))
    return "".join(map(_faults, bad)) + (say("remind.again", by=by) if bad or not told else "") + told


def _by_when(report: Report, standing: Standing, due: str) -> str:
    """于1月25日前, or 尽快 where there is no such day or it has passed."""
    entry = report.roster.named(standing.unit.name) if report.roster and standing.unit else None
    day = dates.in_cell(due or (entry.due if entry else ""), report.year)
    if day is None or (report.as_of is not None and report.as_of > day):
        return say("remind.soon")
    return say("remind.by", due=due or dates.short(day))


def _files(files: Iterable[Submission]) -> str:
    return "、".join(f"《{visible(s.shown)}》" for s in files)


def _faults(submission: Submission) -> str:
    """What a file's unit has to correct, counted as everywhere: the blank cells of a table are one place, with how many they are."""
    lines = for_people(submission.filing, submission.to_correct)
    blank = Counter(f.sheet for f in submission.to_correct if f.code == "V-BLANK")
    faults = [_fault(line, blank[line.sheet] if line.code == "V-BLANK" else 1) for line in lines]
    return say("remind.faults", file=visible(submission.shown), n=len(lines), faults=_some(faults))


def _explained(submission: Submission) -> list[Finding]:
    """What keeps a file out and waits for the office."""
    return [f for f in submission.waiting if f.is_error]


def _told(submission: Submission, key: str) -> str:
    lines = for_people(submission.filing, _explained(submission))
    return say(key, file=visible(submission.shown), n=len(lines), faults=_some([_fault(line) for line in lines]))


def _some(faults: Sequence[str]) -> str:
    return "、".join(faults[:_FAULTS]) + (say("remind.more-faults", n=len(faults)) if len(faults) > _FAULTS else "")


def _fault(finding: Finding, n: int = 1) -> str:
    if n > 1:
        return visible(say("remind.blank", title=finding.title, n=n, sheet=finding.sheet, cell=finding.cell))
    place = say("remind.place", sheet=finding.sheet, cell=finding.cell) if finding.sheet and finding.cell else ""
    return finding.title + visible(place)
