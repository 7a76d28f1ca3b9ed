"""市本级, 县区 and 全市 in a summary: its 口径 in words, and what of the level below is not whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gaokai_xlsx.checks.governments import below, decided, place
from gaokai_xlsx.checks.summaries import incomplete as below_incomplete
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.form.detail import fingerprint
from gaokai_xlsx.quantity import Figure, fold
from gaokai_xlsx.stamp import Stamp
from gaokai_xlsx.submission import Report, Submission
from gaokai_xlsx.texts import say

_PLACES = "省市州盟县区旗"


@dataclass(frozen=True, slots=True)
class Words:
    """How a body calls itself, the level below and both: 市本级, 县区, 全市."""

    own: str
    below: str
    all: str


def words(body: str) -> Words:
    """The words of a collecting body; plain ones where nobody said whose collection it is."""
    kind = place(body)[-1:]
    kind = kind if kind in _PLACES else ""
    lower = say(f"levels.lower-{kind}")
    return Words(say("levels.own", place=kind), lower, say("levels.all", place=kind) if kind else say("levels.whole"))


def lower(report: Report) -> frozenset[str]:
    """The folded names of the units of the level below."""
    return below(report.counted, report.roster, report.body)


def scope(report: Report) -> str:
    """口径: 全市, 市本级 or what came from below alone; empty where nobody says of which level the units are."""
    if report.parts or report.part_of:  # a group of units is no level
        return ""
    units = {fold(u.name): u for u in _units(report)}
    found = lower(report) & units.keys()
    said = words(report.body)
    slots = {"all": said.all, "own": said.own, "below": said.below}
    if not found:
        known = bool(units) and all(decided(u, report.roster, report.body) for u in units.values())
        return say("levels.scope-own", **slots) if known else ""
    return say("levels.scope-all" if units.keys() - found else "levels.scope-below", **slots)


def two_levels(report: Report) -> bool:
    """Whether there is something to keep apart: units of both levels, or a summary with units of its own."""
    found, counted = lower(report), [fold(s.unit.name) for s in report.counted if s.unit]
    return any(s.below for s in report.counted) or (any(n in found for n in counted) and any(n not in found for n in counted))


def title(plain: str, body: str, scope: str) -> str:
    """A title with whose it is and its 口径 in short."""
    whole = say("levels.title", body=body, title=plain)
    said = scope.partition("（")[0]
    return say("levels.titled", title=whole, scope=said) if said else whole


def stamp(report: Report) -> Stamp:
    """The stamp of a summary: whose it is, and a fingerprint of its unit rows."""
    assert report.form is not None and report.year is not None
    return Stamp(report.form.edition, report.year, unit=report.body, kind="summary", answers=fingerprint(report.form, _rows(report)))


def cover(report: Report, scope: str) -> list[tuple[str, str]]:
    """The rows of the cover that say whose summary this is, its 口径, and of what it is a part or made, as far as that is known."""
    names = [s.unit.name for s in report.counted if s.unit] if report.parts else []
    made = say("divided.parts-value", n=len(names), names="、".join(names)) if names else ""
    rows = (("levels.body", report.body), ("levels.scope", scope), ("divided.part-of", report.part_of), ("divided.parts", made))
    return [(key, text) for key, text in rows if text]


def incomplete(report: Report) -> list[Submission]:
    """The counted summaries of the level below that say that they are not complete."""
    return [s for s in report.counted if s.below and s.below.state]


def notes(report: Report) -> list[str]:
    """What taints the sums from below."""
    said = {s.unit.name: tainted(s) for s in report.counted if s.unit}
    units = [say("levels.note-unit", unit=unit, said=text) for unit, text in said.items() if text]
    return [say("levels.note", n=len(units), units="、".join(units))] if units else []


def kind(submission: Submission) -> str:
    """来源类别 of 报送情况: 模板, 退回稿 … and 汇总表, with 不完整 where it is not whole."""
    if tainted(submission):
        return say("levels.kind-incomplete")
    return say(f"kindof.{submission.kind}") if submission.kind else ""


def tainted(submission: Submission) -> str:
    """Why the summary of a unit is not whole, in short; empty where it is, and for what is no summary."""
    found = [f for f in submission.findings if f.code == "C-BELOW"]
    state = submission.below.state if submission.below else ""
    rest = [f.message.partition("：")[2].rstrip("。") or f.message for f in found if f.rule != "C-BELOW"]
    return say("levels.and").join([state, *rest] if state else rest)


def of_last_year(submission: Submission) -> list[str]:
    """What last year's summary says of itself where it is not whole."""
    known = replace(submission, unit=submission.unit or Unit(None, ""))
    said = tainted(replace(known, findings=tuple(below_incomplete(known))))
    return [say("levels.last-year", unit=known.unit.name if known.unit else "", said=said)] if said else []


def _units(report: Report) -> Iterator[Unit]:
    """The units that should be in the sum, and those that are."""
    for entry in report.roster.expected if report.roster else ():
        yield entry.unit
    for submission in report.counted:
        if submission.unit:
            yield submission.unit


def _rows(report: Report) -> Iterator[tuple[Sequence[str], str, str, Mapping[str, Figure]]]:
    for s in report.counted:
        if s.unit and s.filing:
            yield (), s.unit.code or "", s.unit.name, s.filing.typed
            for inner in s.below.units if s.below and not report.parts else ():
                yield (s.unit.name, *inner.parents), inner.unit.code or "", inner.unit.name, inner.filing.typed
