"""What the terminal shows: verdict first, then place, what, both sides, difference, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from gaokai_xlsx import dates
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.form.code import FORMAT, check_code
from gaokai_xlsx.register import Late
from gaokai_xlsx.results import fees, levels, records
from gaokai_xlsx.results.grouping import for_people
from gaokai_xlsx.results.imported import findings, tally
from gaokai_xlsx.results.reminders import NAMED, leader_line
from gaokai_xlsx.results.reminders import tally as standing_tally
from gaokai_xlsx.results.standing import State, standings
from gaokai_xlsx.submission import Outcome, Report, Submission
from gaokai_xlsx.texts import Severity, say

_LINES = 12  # findings of one file that collect shows; the rest stand in 问题清单
_ORDER = list(Severity)


def checked(report: Report, *, quiet: bool = False) -> str:
    """The text of ``check``: each file's verdict and findings (quiet: verdicts alone), then the tally."""
    parts = ["\n".join(_check_file(s, quiet)) for s in report.files]
    parts += ["\n".join(_numbered(list(report.findings)))] if report.findings and not quiet else []
    if len(report.files) > 1:
        parts.append(say("check.tally", files=len(report.files), parts="，".join(_account(report))))
    return ("\n" if quiet else "\n\n").join(parts)


def collected(report: Report, path: object, *, quiet: bool = False, previous: Sequence[object] = ()) -> str:
    """The text of ``collect``: the account (files in = sum of outcomes), units, what needs a person, where the summary is.

    ``previous`` is what was named for last year on the command line, which the command to accept a reason needs too.
    """
    lines = [say("collect.head", year=report.year, files=len(report.files))]
    lines.append(say("collect.account", files=len(report.files), parts=" ＋ ".join(_account(report))))
    lines += _units(report)
    lines += _below(report)
    if report.year_guessed:
        lines.append(say("collect.year-guessed", year=report.year))
    if not report.with_previous:
        lines.append(say("collect.no-previous"))
    if included := [s for s in report.counted if s.failed]:
        lines.append(say("collect.include-failed", n=len(included), names="、".join(map(records.faulty, included))))
    lines += fees.told(report)
    lines += records.told(report, previous)
    if not report.counted:
        lines.append(say("collect.nothing"))
    if not quiet:
        lines += _problems(report)
    lines += ["", say("collect.leader", line=leader_line(report)), say("collect.saved", path=path)]
    return "\n".join(lines)


def _check_file(submission: Submission, quiet: bool) -> Iterator[str]:
    lines = _sorted(submission, submission.findings)
    yield _verdict(submission, lines)
    if quiet:
        return
    if submission.filing:
        unknown = say("check.unknown")
        unit = submission.unit.name if submission.unit else unknown
        code = f"{check_code(submission.filing.form, submission.filing.as_numbers):0{len(FORMAT)}}"
        yield say("check.whose", unit=unit, year=submission.year or unknown, edition=submission.edition, code=code)
        if typed := records.paper(submission, "check.paper"):
            yield typed
    yield from _numbered(lines)


def _verdict(submission: Submission, lines: list[Finding]) -> str:
    errors, warnings = (sum(f.severity is level for f in lines) for level in (Severity.ERROR, Severity.WARNING))
    if errors and not submission.office:
        also = say("check.fail-warn", n=warnings) if warnings else ""
        return say("check.fail", file=submission.shown, errors=errors, warnings=also)
    if submission.outcome is not Outcome.COUNTED:
        return say("check.other", file=submission.shown, outcome=submission.word)
    return say("check.pass-warn" if warnings else "check.pass", file=submission.shown, warnings=warnings)


def _units(report: Report) -> Iterator[str]:
    if report.roster is None:
        yield say("collect.units-open", counted=len({s.unit for s in report.counted}))
        return
    count, missing = standing_tally(report, standings(report)), [u.name for u in report.missing]
    others = (("awaiting", count.states[State.AWAITING]), ("office", count.states[State.OFFICE]), ("other", count.other))
    yield say(
        "collect.units",
        expected=count.units,
        counted=count.states[State.PASSED] + count.states[State.INCLUDED],
        returned=count.states[State.RETURNED],
        missing=len(missing),
        other="".join(say(f"collect.units-{name}", n=n) for name, n in others if n),
    )
    if len(missing) > NAMED:
        yield say("collect.missing", names="、".join(missing))
    yield from _overdue(report)
    yield from _late(report)


def _overdue(report: Report) -> Iterator[str]:
    """One line for each deadline that units have let pass."""
    passed: dict[Late, list[str]] = {}
    for name, late in report.late.items():
        if late.received is None:
            passed.setdefault(late, []).append(name)
    for late, names in passed.items():
        yield say("collect.overdue", n=len(names), due=dates.words(late.due), days=late.days, names="、".join(names))


def _late(report: Report) -> Iterator[str]:
    """One line for each deadline after which reports came."""
    came: dict[date, list[str]] = {}
    for name, late in report.late.items():
        if late.received is not None:
            came.setdefault(late.due, []).append(say("collect.late-name", name=name, days=late.days))
    for due, names in came.items():
        shown = "、".join(names[:NAMED])
        shown = say("log.more-units", shown=shown, n=len(names)) if len(names) > NAMED else shown
        yield say("collect.late", n=len(names), due=dates.words(due), names=shown)


def _below(report: Report) -> Iterator[str]:
    """How many units came in summaries, and what the sums are of."""
    summaries = [s.below for s in report.counted if s.below]
    if summaries:
        yield say("levels.line", n=len(summaries), homes=sum(len(b.leaves) for b in summaries))
        yield say("levels.body-line", scope=levels.scope(report))


def _problems(report: Report) -> Iterator[str]:
    """The files that a person must look at, then the findings of no single file."""
    for submission in report.files:
        lines = [f for f in _sorted(submission, submission.open) if f.severity is not Severity.INFO]
        if submission.outcome is Outcome.COUNTED and not lines:
            continue
        if submission.outcome is Outcome.IGNORED or (submission.outcome in (Outcome.ATTACHMENT, Outcome.SUPERSEDED) and not lines):
            continue
        unit = submission.unit.name if submission.unit else say("board.nobody")
        yield ""
        yield say("collect.problem", path=submission.path, unit=unit, outcome=submission.word)
        yield from _numbered(lines[:_LINES])
        if len(lines) > _LINES:
            yield say("collect.more", n=len(lines) - _LINES)
    # Who is missing, overdue or late stands above by name; who sent only a scan has to be told so.
    rest = [f for f in report.findings if f.rule not in ("R-MISSING", "R-MISSING/overdue", "R-LATE")]
    if rest:
        yield ""
        yield say("html.beyond")  # or they would read as those of the file above
        yield from _numbered(rest)


def _sorted(submission: Submission, findings: Iterable[Finding]) -> list[Finding]:
    return sorted(for_people(submission.filing, findings), key=lambda f: _ORDER.index(f.severity))


def _numbered(findings: Sequence[Finding]) -> Iterator[str]:
    for number, finding in enumerate(findings, start=1):
        yield say("check.line", n=number, message=finding.message)
        yield say("check.remedy", remedy=finding.remedy, code=finding.code)


def _account(report: Report) -> list[str]:
    return [f"{word}{count}" for word, count in report.account_in_words]


def doubted(file: str, findings: Sequence[Finding]) -> Iterator[str]:
    """What the texts that ``publish`` was given contradict."""
    if findings:
        yield say("publish.doubts", file=file, n=len(findings))
        yield from _numbered(findings)


def imported(submission: Submission, path: object, *, quiet: bool = False) -> str:
    """The text of ``import`` for one report: whose, how much was read, what is to be looked at, what to do next."""
    filing = submission.filing
    if filing is None or path is None:
        lines = [say("import.none", file=submission.name)]
        return "\n".join([*lines, *(_numbered(list(submission.findings)) if filing is None else [say("import.no-year")])])
    unit = submission.unit.name if submission.unit else say("check.unknown")
    lines = [say("import.head", file=submission.name, unit=unit, year=submission.year or say("check.unknown"), edition=submission.edition)]
    counts = tally(filing)
    lines.append(say("import.tally" if counts["blank"] or counts["restored"] else "import.tally-all", **counts))
    if not quiet:
        found = [f for f in for_people(replace(filing, origins={}), findings(submission)) if f.severity is not Severity.INFO]
        lines += _numbered(sorted(found, key=lambda f: _ORDER.index(f.severity)))
    lines.append(say("import.saved", path=path))
    lines.append(say("import.next" if unit != say("check.unknown") else "import.next-unit"))
    return "\n".join(lines)
