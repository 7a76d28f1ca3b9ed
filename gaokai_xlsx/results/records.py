"""Decisions and filings typed from paper, as terminal and page tell of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from gaokai_xlsx.checks.cases import Case, cases
from gaokai_xlsx.decisions import Decision, Ruled, State, about
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.results import manifest
from gaokai_xlsx.stamp import TRANSCRIBED
from gaokai_xlsx.submission import Report, Submission
from gaokai_xlsx.texts import pasted, say, visible

_OPTIONS = {
    "include_failed": " --include-failed",
    "blank_as_zero": " --blank-as-zero",
    "latest": " --conflicts latest",
    "accept_imported": " --accept-imported",
}


def recorded(decisions: Sequence[Decision], path: object, form: Form, again: str = "") -> str:
    """The text of ``decide``: what was recorded, before and after, and the commands that come next.

    ``again`` are the options of the next collection.
    """
    said = [say("decide.saved", n=len(decisions), path=path)]
    for d in decisions:
        said.append(say("decide.line", n=d.number, unit=d.unit, what=d.what, about=about(d, form)))
        said.append(say("decide.reason", reason=d.reason))
        said += [say("decide.before", before=d.before), say("decide.after", after=d.after)]
        said.append(say("decide.people", by=d.by, reviewer=_reviewer(d)))
    said.append(say("decide.next", options=again))
    numbers = " ".join(say("decide.number", n=d.number) for d in decisions if not d.undoes)
    who = {"unit": pasted(decisions[0].unit), "by": pasted(decisions[0].by)}
    said.append(say("decide.next-withdraw", numbers=numbers, **who) if numbers else say("decide.next-again"))
    return "\n".join(said)


def again(summary: Path, previous: Sequence[object] = (), *, settled: bool) -> str:
    """The options of the run that wrote a summary, as its manifest tells them, to be typed once more.

    ``previous`` is what was named for last year on the command line; ``settled``: the campaign says where last year's files are. Where
    neither does and the run had some, a word stands there that no path is: without them another summary would be made.
    """
    path, options = manifest.beside(summary), _option(previous)
    with contextlib.suppress(OSError, ValueError):
        last, _ = manifest.read(path.read_bytes())
        if not (previous or settled) and any(part.role == "previous" for part in last.references):
            options += _option([say("decide.previous")])
        options += "".join(text for name, text in _OPTIONS.items() if last.options.get(name))
        options += f" --as-of {pasted(str(last.options['as_of']))}" if last.options.get("as_of") else ""
    return options


def told(report: Report, previous: Sequence[object] = ()) -> Iterator[str]:
    """What the terminal says of a collection's decisions, filings typed from paper and reasons that nobody has accepted yet.

    ``previous`` is what was named for last year on the command line, which the next command needs too.
    """
    paper = [s.unit.name for s in report.counted if s.kind == TRANSCRIBED and s.unit]
    if paper:
        yield say("collect.paper", n=len(paper), names="、".join(paper))
    if report.decisions:
        states = [ruled.state for ruled in report.decisions]
        applied, gone = states.count(State.APPLIED), states.count(State.DEAD)
        yield say("collect.decided", n=len(states), applied=applied, dead=gone, past=len(states) - applied - gone)
    waiting = [(s, case) for s in report.files for case in (cases(s.filing, s.waiting) if s.filing else map(Case, s.waiting))]
    if waiting:
        submission, case = min(waiting, key=lambda one: not one[1].head.is_error)
        same = [f.cell for f in (case.head, *case.attached) if f.code == case.head.code and f.cell]
        unit = pasted(submission.unit.name if submission.unit else "")
        yield say("collect.awaiting", n=len(waiting), unit=unit, about=" ".join((case.head.code, *same)), previous=_option(previous))


def paper(submission: Submission, key: str) -> str:
    """From what and by whom a filing was typed, worded by ``key``; empty for any other."""
    if submission.kind != TRANSCRIBED or submission.filing is None:
        return ""
    entries, blank = submission.filing.written.entries, say("check.paper-blank")
    return say(key, **{name: visible(entries.get(name, "")) or blank for name in ("basis", "typist", "proof")})


def faulty(submission: Submission) -> str:
    """A unit with what is wrong with the filing that was counted all the same: ``市商务局（年度不符）``."""
    return say("collect.faulty", unit=submission.unit.name if submission.unit else visible(submission.name), faults=submission.faults)


def by_unit(report: Report) -> dict[str, list[str]]:
    """The decisions as the page shows them, by the folded name of their unit."""
    lines: dict[str, list[str]] = {}
    for ruled in report.decisions:
        entry = report.roster.named(ruled.decision.unit) if report.roster else None
        lines.setdefault(fold(entry.name if entry else ruled.decision.unit), []).append(_line(ruled))
    return lines


def _option(previous: Sequence[object]) -> str:
    return "".join(f" --previous {pasted(path)}" for path in previous)


def _line(ruled: Ruled) -> str:
    d = ruled.decision
    date = f"{d.date}　" if d.date else ""
    words = {
        "date": date,
        "what": d.what,
        "after": d.after.rstrip("。"),
        "reason": d.reason.rstrip("。"),
        "by": d.by,
        "reviewer": _reviewer(d),
    }
    return say("html.decided", n=d.number, state=ruled.state.word, **{key: visible(text) for key, text in words.items()})


def _reviewer(decision: Decision) -> str:
    return say("html.reviewer", reviewer=decision.reviewer) if decision.reviewer else ""
