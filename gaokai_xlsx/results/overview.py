"""The counts by unit, the account of files, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gaokai_xlsx import texts
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.results.records import faulty
from gaokai_xlsx.results.reminders import tally
from gaokai_xlsx.results.standing import Standing, State
from gaokai_xlsx.submission import Outcome, Report
from gaokai_xlsx.texts import Severity


@dataclass(frozen=True, slots=True)
class Overview:
    """The counts by unit, the account of files, and what to do next."""

    counts: tuple[tuple[str, int, str], ...]
    account: str
    notes: tuple[str, ...]
    steps: tuple[str, ...]
    todo: tuple[tuple[str, int], ...]
    """The same steps by name, with their numbers, for who says them in other words."""


def overview(report: Report, units: Sequence[Standing], found: Sequence[Finding]) -> Overview:
    """``units`` are all of the report, ``found`` its findings as people read them.

    Where there is a roster the counts are of the units that must file, as on the terminal; the steps are of everybody.
    """
    count, everyone = tally(report, units), Counter(s.state for s in units)
    todo = _steps(report, everyone, found)
    states = count.states
    office = {state.value: states[state] for state in (State.AWAITING, State.OFFICE)}
    counts = [("expected", count.units, "")] if report.roster else []
    counts += [("filed", count.filed, ""), ("passed", states[State.PASSED], "good")]
    counts += [("included", states[State.INCLUDED], "bad")] if states[State.INCLUDED] else []
    counts += [("returned", states[State.RETURNED], "bad")]
    counts += [(name, n, "bad") for name, n in (*office.items(), ("other", count.other)) if n]
    counts += [("missing", len(count.missing), "bad")] if report.roster else []
    exempt = sum(s.state is State.EXEMPT for s in units)
    counts += [("exempt", exempt, "")] if exempt else []
    return Overview(
        tuple((texts.say(f"html.count-{name}"), n, tone if n else "") for name, n, tone in counts),
        texts.say("html.account", files=len(report.files), parts=" ＋ ".join(f"{word}{n}" for word, n in report.account_in_words) or "0"),
        tuple(_notes(report, everyone)),
        tuple(texts.say(f"step.{name}", n=n) for name, n in todo),
        todo,
    )


def _notes(report: Report, states: Mapping[State | None, int]) -> Iterator[str]:
    if report.roster is None:
        yield texts.say("html.no-roster")
    if report.year_guessed:
        yield texts.say("collect.year-guessed", year=report.year).strip()
    if not report.with_previous:
        yield texts.say("collect.no-previous").strip()
    if states.get(State.INCLUDED):
        names = "、".join(faulty(s) for s in report.counted if s.failed)
        yield texts.say("html.included-note", n=states[State.INCLUDED], names=names)


def _steps(report: Report, states: Mapping[State | None, int], found: Sequence[Finding]) -> tuple[tuple[str, int], ...]:
    """What to do, most urgent first; every run ends with a step."""
    files = report.account
    counts = {
        "returned": states.get(State.RETURNED, 0),
        "conflict": states.get(State.CONFLICT, 0),
        "awaiting": states.get(State.AWAITING, 0),
        "office": states.get(State.OFFICE, 0),
        "unreadable": files.get(Outcome.UNREADABLE, 0),
        "unrecognised": files.get(Outcome.UNRECOGNISED, 0),
        "off-roster": files.get(Outcome.OFF_ROSTER, 0),
        "missing": states.get(State.MISSING, 0),
        "warnings": sum(f.severity is Severity.WARNING and f.code != "R-MISSING" for f in found),
    }
    open_ = tuple((name, n) for name, n in counts.items() if n)
    return open_ or (("done" if report.roster else "done-open", 0),)
