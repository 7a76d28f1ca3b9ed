"""Decisions applied to files and findings: which of them still hold, and what they do to a file, to a unit's files, to a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from gaokai_xlsx.checks import reasons
from gaokai_xlsx.decisions import Decision, Ruled, State, about, point, sides
from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.roster import Roster
from gaokai_xlsx.stamp import TRANSCRIBED
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.texts import say

_WHICH = (Kind.ADOPT, Kind.FINAL)
_ASIDE = (Outcome.SUPERSEDED, Outcome.DUPLICATE)
_REQUIRED = ("basis", "typist")
_OTHERWISE = ("changed", "resent")  # why an acceptance is dead that shows in the file itself


@dataclass(frozen=True)
class Rulings:
    """All decisions of a campaign, oldest first; of those about one thing the latest holds. The roster knows former names."""

    decisions: tuple[Decision, ...] = ()
    roster: Roster | None = None

    def of(self, kind: Kind, submission: Submission) -> Decision | None:
        """The decision of that kind about a file that holds."""
        return self.found((kind.value, self._unit(submission.unit), submission.sha256 or ""))

    def adopts(self, submission: Submission) -> bool:
        """Whether somebody chose this file (adopt, final) and so answers for it: a workbook made of a published report counts by that."""
        which = self.found(("which", self._unit(submission.unit)))
        return which is not None and which.sha256 == submission.sha256

    def found(self, slot: tuple[str, ...]) -> Decision | None:
        """The decision about one thing that holds."""
        at = self.holding.get(slot)
        return None if at is None else self.decisions[at]

    def about(self, unit: Unit | None) -> Iterator[Decision]:
        """Every decision of a unit that holds, oldest first."""
        return (self.decisions[at] for at in sorted(self.held) if self.whose[at] == self._unit(unit))

    @cached_property
    def holding(self) -> Mapping[tuple[str, ...], int]:
        """What each decision that holds is about → its place in the list."""
        holds: dict[tuple[str, ...], int] = {}
        for at, decision in enumerate(self.decisions):
            if at in self.undone or decision.undoes:
                continue
            unit = self.whose[at]
            withdrawn, which = (Kind.WITHDRAW.value, unit, decision.sha256), ("which", unit)
            if decision.kind in _WHICH:
                holds.pop(withdrawn, None)
            elif decision.kind is Kind.WITHDRAW and which in holds and self.decisions[holds[which]].sha256 == decision.sha256:
                del holds[which]
            holds[self._slot(at)] = at
        return holds

    @cached_property
    def undone(self) -> Mapping[int, int]:
        """Decisions that a later record took back, and the place of that record."""
        taken: dict[int, int] = {}
        for at, undoing in enumerate(self.decisions):
            for earlier in range(at) if undoing.undoes else ():
                if earlier not in taken and self._same(earlier, at):
                    taken[earlier] = at
        return taken

    @cached_property
    def whose(self) -> tuple[str, ...]:
        """The unit of each record, folded, by its present name; empty where the roster does not know it."""
        present = {name: self._present(name) for name in {decision.unit for decision in self.decisions}}
        return tuple(present[decision.unit] for decision in self.decisions)

    @cached_property
    def held(self) -> frozenset[int]:
        """The places of the decisions that hold."""
        return frozenset(self.holding.values())

    def completed(self, submission: Submission, filing: Filing) -> Filing:
        """A filing whose blanks count as 0, or whose basis on paper is known, because somebody said so."""
        if self.of(Kind.ZERO, submission):
            filing = filing.blanks_as_zero()
        if paper := self.of(Kind.TRANSCRIBE, submission):
            said = {"basis": paper.reason, "typist": paper.by, "proof": paper.reviewer}
            entries = {**filing.written.entries, **{key: text for key, text in said.items() if text}}
            filing = replace(filing, written=replace(filing.written, entries=entries))
        return filing

    def kind(self, submission: Submission, filing: Filing) -> str | None:
        """What sort of file it is: typed from paper, if it says so itself or somebody did."""
        told = self.of(Kind.TRANSCRIBE, submission) or any(filing.written.entries.get(key) for key in _REQUIRED)
        return TRANSCRIBED if told else submission.kind

    def answered(self, submission: Submission, filing: Filing, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings with what was said of them: explained by the file, accepted by somebody."""
        found = tuple(findings)
        return tuple(self._answer(submission, filing, f, found) if reasons.explainable(f) and not f.explained else f for f in found)

    def narrowed(self, files: Sequence[Submission]) -> list[Submission]:
        """One unit's files: those withdrawn or set aside do not count, nor one that comes after the final one and differs."""
        standing = [replace(s, outcome=Outcome.SUPERSEDED, withdrawn=True) if self.of(Kind.WITHDRAW, s) else s for s in files]
        which = self.found(("which", self._unit(files[0].unit)))
        chosen = next((s for s in standing if which and s.sha256 == which.sha256 and s.outcome is not Outcome.SUPERSEDED), None)
        if which is None or chosen is None:
            return standing
        return [s if s.outcome is Outcome.SUPERSEDED else _beside(s, chosen, which) for s in standing]

    def noted(self, files: Sequence[Submission]) -> list[Submission]:
        """The files with what was decided about each of them."""
        notes: dict[str, list[Finding]] = {}
        own = self._by_unit(files)
        for at, ruled in enumerate(self.results(files)):
            decision = ruled.decision
            if ruled.state is State.APPLIED and decision.kind is not Kind.ACCEPT and not decision.undoes:
                for s in own.get(self.whose[at], ()):
                    if _concerns(decision, s):
                        notes.setdefault(s.path, []).append(_applied(decision))
        return [replace(s, findings=(*s.findings, *notes[s.path])) if s.path in notes else s for s in files]

    def results(self, files: Sequence[Submission]) -> tuple[Ruled, ...]:
        """How every decision stands beside the settled files of a collection."""
        own = self._by_unit(files)
        return tuple(Ruled(decision, *self._state(at, own.get(self.whose[at], ()))) for at, decision in enumerate(self.decisions))

    def _state(self, at: int, own: Sequence[Submission]) -> tuple[State, str]:
        decision = self.decisions[at]
        if at in self.undone:
            return State.UNDONE, ""
        if decision.undoes:
            return (State.APPLIED, "") if at in self.undone.values() else (State.DEAD, "nothing")
        if not self.whose[at]:
            return State.DEAD, "unit"
        if at not in self.held:
            return State.REPLACED, ""
        why = _acceptance(decision, own) if decision.kind is Kind.ACCEPT else _bound(decision, own)
        if why in _OTHERWISE and any(not _acceptance(self.decisions[later], own) for later in self._anew(at)):
            return State.REPLACED, ""
        return (State.DEAD, why) if why else (State.APPLIED, "")

    def _answer(self, submission: Submission, filing: Filing, finding: Finding, beside: Sequence[Finding]) -> Finding:
        text = reasons.given(filing, finding, beside)
        unit = self._unit(submission.unit)
        bound = (sides(finding), submission.sha256 or "")
        decision = self.found((Kind.ACCEPT.value, unit, finding.code, finding.key or "", *bound))
        if decision is None:
            return reasons.explained(finding, text)
        return reasons.accepted(finding, decision.reason if reasons.hollow(text) else text, decision.by)

    def _slot(self, at: int) -> tuple[str, ...]:
        """What a decision is about: of several about one thing the latest holds."""
        decision, unit = self.decisions[at], self.whose[at]
        if decision.kind in _WHICH:
            return "which", unit
        if decision.kind is Kind.ACCEPT:
            return decision.kind.value, unit, decision.code, decision.key, decision.values, decision.sha256
        return decision.kind.value, unit, decision.sha256

    def _anew(self, at: int) -> Iterator[int]:
        """Where the same finding of the unit was accepted once more, of another file or with other values."""
        decision, unit = self.decisions[at], self.whose[at]
        for later in range(at + 1, len(self.decisions)):
            other = self.decisions[later]
            same = (other.kind, other.code, other.key) == (decision.kind, decision.code, decision.key)
            if same and later in self.held and self.whose[later] == unit:
                yield later

    def _same(self, one: int, other: int) -> bool:
        """Whether one record takes back the other: of the same kind about the same thing."""
        a, b = self.decisions[one], self.decisions[other]
        return not a.undoes and a.kind is b.kind and a.sha256 == b.sha256 and self._slot(one) == self._slot(other)

    def _by_unit(self, files: Iterable[Submission]) -> dict[str, list[Submission]]:
        """The filings of each unit."""
        own: dict[str, list[Submission]] = {}
        for s in files:
            if s.filing and s.unit:
                own.setdefault(self._unit(s.unit), []).append(s)
        return own

    def _present(self, name: str) -> str:
        if self.roster is None:
            return fold(name)
        entry = self.roster.named(name)
        return fold(entry.name) if entry else ""

    def _unit(self, unit: Unit | None) -> str:
        return fold(unit.name) if unit else ""


def dead(rulings: Sequence[Ruled], form: Form | None, *, whole: bool = True) -> Iterator[Finding]:
    """D-DEAD for each decision that no longer applies; ``form`` is that of the year.

    Where not the ``whole`` collection is at hand, only for those whose finding stands otherwise now: the rest may be elsewhere.
    """
    for ruled in rulings:
        if ruled.state is State.DEAD and (whole or ruled.why in _OTHERWISE):
            decision = ruled.decision
            rule = "D-DEAD" if ruled.why == "file" else f"D-DEAD/{ruled.why}"
            accepted = decision.kind is Kind.ACCEPT
            words = point(decision.code, decision.key, form) if accepted else about(decision, form)
            slots: dict[str, Any] = {"what": decision.what, "about": words, "file": decision.file}
            yield make(rule, unit=decision.unit, number=decision.number, **slots)


def unfounded(submission: Submission, filing: Filing) -> Iterator[Finding]:
    """D-PAPER: a filing typed from paper that does not say what from and by whom, or that nobody else has compared with the paper."""
    if submission.kind == TRANSCRIBED:
        said = filing.written.entries
        lacking = [say(f"cover.{key}") for key in _REQUIRED if not said.get(key)]
        if lacking:
            yield make("D-PAPER", file=submission.shown, lacking="、".join(lacking))
        elif not said.get("proof"):
            yield make("D-PAPER/unproved", file=submission.shown)
        elif fold(said["proof"]) == fold(said["typist"]):
            yield make("D-PAPER/alone", file=submission.shown, who=said["proof"])


def _beside(submission: Submission, chosen: Submission, which: Decision) -> Submission:
    """What becomes of a file beside the one that a decision chose."""
    differs = submission.filing is None or chosen.filing is None or submission.filing.figures != chosen.filing.figures
    if submission.sha256 in which.others and (differs or submission.outcome is Outcome.RETURNED):
        return replace(submission, outcome=Outcome.SUPERSEDED)
    if which.kind is Kind.FINAL and differs and submission.sha256 not in which.others:
        finding = make("D-FINAL", file=submission.shown, other=chosen.shown)
        return replace(submission, outcome=Outcome.RETURNED, findings=(*submission.findings, finding))
    return submission


def _concerns(decision: Decision, submission: Submission) -> bool:
    """Whether a decision is about a file, or set it aside."""
    aside = submission.outcome is Outcome.SUPERSEDED and submission.sha256 in decision.others
    return submission.sha256 == decision.sha256 or aside


def _applied(decision: Decision) -> Finding:
    slots: dict[str, Any] = {name: getattr(decision, name) for name in ("what", "by")}
    slots |= {name: getattr(decision, name).rstrip("。") for name in ("reason", "after")}
    return make("D-APPLIED", number=decision.number, date=f"{decision.date}，" if decision.date else "", **slots)


def _bound(decision: Decision, own: Sequence[Submission]) -> str:
    """Why a decision about a file does not apply; empty if it does."""
    files = [s for s in own if s.sha256 == decision.sha256]
    if not files:
        return "file"
    if decision.kind is Kind.ZERO and all(s.outcome is Outcome.SUPERSEDED for s in files):
        # Said to be in force it would contradict the blanks that the unit's later file is returned for.
        return "moot" if any(s.outcome is Outcome.COUNTED for s in own) else "aside"
    counted = any(s.outcome is Outcome.COUNTED and s.failed for s in files)
    return "moot" if decision.kind is Kind.INCLUDE and not counted else ""


def _acceptance(decision: Decision, own: Sequence[Submission]) -> str:
    """Why the acceptance of a reason does not apply; empty if it does."""
    standing = [s for s in own if s.outcome not in _ASIDE]
    if not standing:
        return "file"
    same = [(s, f) for s in standing for f in s.findings if (f.code, f.key or "") == (decision.code, decision.key)]
    as_then = [s.sha256 for s, f in same if sides(f) == decision.values]
    if decision.sha256 in as_then:
        return ""
    # The reason that was accepted stands in that file: another may give another one, or none.
    return "resent" if as_then else "changed" if same else "gone"
