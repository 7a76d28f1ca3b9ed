"""All that a collection found as one page (``collect --report``): overview, 报送情况, each finding with its table, faulty cells marked.

The page needs no other file and asks nothing of the net; style and script are named by their hash, everything else is forbidden.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gaokai_xlsx import __version__, texts
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.form.grid import a1, grid
from gaokai_xlsx.form.model import Form, Table
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.results.drawing import Drawn, Mark, draw
from gaokai_xlsx.results.grouping import for_people
from gaokai_xlsx.results.standing import FILED, Standing, State, standings
from gaokai_xlsx.submission import Outcome, Report, Submission
from gaokai_xlsx.texts import Severity

MARK = b"<!DOCTYPE html>\n<!-- gaokai-xlsx/report/1 -->\n"
"""How every page of ours begins, so that no other file is written over."""

_FOLDER = Path(__file__).parent
_ORDER = list(Severity)
_OPEN_TABLES = 20  # up to so many tables are drawn open; more are opened one by one, or when a filter leaves so few
_OPEN_BOARD = 100  # units up to which 报送情况 is open
_NUMBERED = 12  # cells of one finding that show its number; of more only the first does
_WHOLE = "-"  # stands for the table of what concerns a whole file


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as shown: its number in its list, its table (``-``: none), and the cell of the drawn table that it points to."""

    id: str
    number: int
    finding: Finding
    table: str
    cell: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A list of findings with the tables they concern: those of one file, or (``file`` None) of a unit beyond its files."""

    id: str
    file: Submission | None
    lines: tuple[Line, ...]
    tables: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A unit with all that was found about it."""

    id: str
    standing: Standing
    entries: tuple[Entry, ...]

    def count(self, severity: Severity) -> int:
        """Findings of that severity, as people read them."""
        return sum(line.finding.severity is severity for entry in self.entries for line in entry.lines)


def build(report: Report) -> bytes:
    """The page as bytes; the same report gives the same bytes."""
    assert report.form is not None and report.year is not None
    groups = list(_groups(report))
    lines = [line for group in groups for entry in group.entries for line in entry.lines]
    style, script = (_asset(name) for name in ("report.css", "report.js"))
    page = _environment().get_template("report.html")
    text = page.render(
        report=report,
        title=texts.say("html.title", year=report.year, report=report.form.report_title),
        version=__version__,
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'",
        groups=groups,
        found=[group for group in groups if group.entries],
        overview=_overview(report, groups, lines),
        severities=[(s, sum(line.finding.severity is s for line in lines)) for s in _ORDER],
        tables=_tables(report.form, groups),
        codes=_codes(lines),
        total=len(lines),
        open_tables=_OPEN_TABLES,
        tables_open=sum(len(entry.tables) for group in groups for entry in group.entries) <= _OPEN_TABLES,
        board_open=len(groups) <= _OPEN_BOARD,
    )
    return MARK + text.encode()


def is_ours(data: bytes) -> bool:
    """Whether a file is a page of ours."""
    return data.startswith(MARK)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {"say": texts.say, "Severity": Severity}
    environment.filters["visible"] = texts.visible
    return environment


def _asset(name: str) -> Markup:
    """Style or script as it stands between its tags; both are ours, nothing of the report is in them."""
    return Markup((_FOLDER / name).read_text(encoding="utf-8"))


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


# ---- units with their findings


def _groups(report: Report) -> Iterator[Group]:
    """Every unit in the order of 报送情况; at the end what concerns no unit."""
    found = standings(report)
    names = {fold(s.unit.name) for s in found if s.unit}
    loose: dict[str, list[Finding]] = {}
    for finding in report.findings:
        loose.setdefault(_named(finding, names), []).append(finding)
    number = 0
    for at, standing in enumerate(found, start=1):
        own = loose.pop(fold(standing.unit.name), []) if standing.unit else loose.pop("", [])
        entries = [_of_unit(f"u{at}", standing, own)] if own else []
        for submission in standing.files:
            number += 1
            if submission.findings:
                entries.append(_of_file(f"f{number}", submission))
        yield Group(f"u{at}", standing, tuple(entries))
    if "" in loose:
        nobody = Standing(None, None, False, ())
        yield Group("u0", nobody, (_of_unit("u0", nobody, loose[""]),))


def _named(finding: Finding, names: set[str]) -> str:
    """The unit that a finding of no file is about: its message names it first."""
    said = re.search("“(.+?)”", finding.message)
    name = fold(said[1]) if said else ""
    return name if name in names else ""


def _of_file(name: str, submission: Submission) -> Entry:
    filing = submission.filing
    lines = _lines(name, _sorted(for_people(filing, submission.findings)), filing)
    return _entry(name, submission, lines, tuple(_drawn(filing, lines, submission.findings)) if filing else ())


def _of_unit(name: str, standing: Standing, findings: list[Finding]) -> Entry:
    """What concerns a unit beyond its files; a conflict is drawn with every figure in which its files differ."""
    rivals = [(s.name, s.filing) for s in standing.files if s.outcome is Outcome.CONFLICT and s.filing]
    filing = rivals[0][1] if rivals else standing.adopted.filing if standing.adopted else None
    lines = _lines(name, _sorted(findings), filing)
    if filing is None:
        return _entry(name, None, lines, ())
    known = [f.figures for _, f in rivals]
    differ = [key for key in filing.form.cells if len({figures.get(key) for figures in known}) > 1]
    conflict = next((line for line in lines if line.table != _WHOLE), None)
    number = conflict.number if conflict and len(differ) <= _NUMBERED else None
    more = {key: Mark(conflict.finding.severity, number) for key in differ} if conflict else {}
    return _entry(name, None, lines, tuple(_drawn(filing, lines, findings, more, rivals)))


def _entry(name: str, file: Submission | None, lines: Sequence[Line], tables: tuple[Drawn, ...]) -> Entry:
    """A list with its tables; a finding links to its cell only where the cell is drawn and marked."""
    marked = {_cell_id(name, d.table, square.key) for d in tables for row in d.rows for square in row if square.mark}
    return Entry(name, file, tuple(line if line.cell in marked else replace(line, cell="") for line in lines), tables)


def _cell_id(name: str, table: Table, key: str) -> str:
    return f"{name}-{table.key}-{key}"


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda f: _ORDER.index(f.severity))


def _lines(name: str, findings: Sequence[Finding], filing: Filing | None) -> tuple[Line, ...]:
    lines = []
    for number, finding in enumerate(findings, start=1):
        table = _table_of(finding, filing) if filing else None
        where = finding.key or (finding.cell if table else "") or ""
        cell = _cell_id(name, table, where) if table and where else ""
        lines.append(Line(f"{name}-{number}", number, finding, table.key if table else _WHOLE, cell))
    return tuple(lines)


def _table_of(finding: Finding, filing: Filing) -> Table | None:
    """The table a finding is about, by its figure, else by the sheet it names."""
    form = filing.form
    if finding.key is not None:
        return form.table(form.cells[finding.key].table)
    if finding.sheet is None or finding.cell is None:
        return None
    return next((t for t in form.tables if filing.place(form.of_table(t.key)[0].key).sheet == finding.sheet), None)


def _drawn(
    filing: Filing,
    lines: Sequence[Line],
    findings: Iterable[Finding],
    more: Mapping[str, Mark] | None = None,
    rivals: Sequence[tuple[str, Filing]] = (),
) -> Iterator[Drawn]:
    """Each table that a finding concerns, once, in form order, with every cell marked that any of the findings names."""
    by_key = {(line.finding.code, line.finding.key): line.number for line in reversed(lines)}
    by_table = {(line.finding.rule, line.table): line.number for line in reversed(lines)}
    findings = _sorted(findings)
    alike = Counter((f.rule, table.key) for f in findings if (table := _table_of(f, filing)))
    marks: dict[str, dict[str, Mark]] = {}
    for finding in findings:
        table = _table_of(finding, filing)
        where = finding.key or finding.cell
        if table is None or where is None:
            continue
        if finding.key is None and all(a1(label.box.top, label.box.left) != where for label in grid(table).labels):
            continue
        number = by_key.get((finding.code, finding.key)) if finding.key else None
        if number is None and alike[finding.rule, table.key] <= _NUMBERED:
            number = by_table.get((finding.rule, table.key))
        marks.setdefault(table.key, {}).setdefault(where, Mark(finding.severity, number))
    for key, mark in (more or {}).items():
        marks.setdefault(filing.form.cells[key].table, {}).setdefault(key, mark)
    broken = {(line.finding.code, line.finding.key) for line in lines}
    related = {k for e in filing.form.equations if (e.identity.code, e.anchor) in broken for k in (*e.left, *e.right)}
    for table in filing.form.tables:
        if table.key in marks:
            yield draw(filing, table, marks[table.key], related, beside=rivals if len(rivals) > 1 else ())


# ---- overview and filters


@dataclass(frozen=True, slots=True)
class Overview:
    """The counts by unit, the account of files, the line to paste, and what to do next."""

    counts: tuple[tuple[str, int, str], ...]
    account: str
    line: str
    notes: tuple[str, ...]
    steps: tuple[str, ...]


def _overview(report: Report, groups: Sequence[Group], lines: Sequence[Line]) -> Overview:
    # Units of the roster where there is one; a unit that need not file and did counts where its file is counted.
    own = [g.standing for g in groups if g.standing.unit and (g.standing.expected or report.roster is None)]
    states = Counter(s.state for s in own)
    filed = sum(n for state, n in states.items() if state in FILED)
    other = filed - sum(states[s] for s in (State.PASSED, State.INCLUDED, State.RETURNED))
    missing = [s.unit.name for s in own if s.state is State.MISSING and s.unit]
    counts = [("expected", len(own), "")] if report.roster else []
    counts += [("filed", filed, ""), ("passed", states[State.PASSED], "good")]
    counts += [("included", states[State.INCLUDED], "bad")] if states[State.INCLUDED] else []
    counts += [("returned", states[State.RETURNED], "bad")]
    counts += [("other", other, "bad")] if other else []
    counts += [("missing", len(missing), "bad")] if report.roster else []
    exempt = sum(g.standing.state is State.EXEMPT for g in groups)
    counts += [("exempt", exempt, "")] if exempt else []
    words = {
        "expected": len(own),
        "filed": filed,
        "passed": states[State.PASSED],
        "returned": states[State.RETURNED],
        "missing": len(missing),
        "included": texts.say("html.line-included", n=states[State.INCLUDED]) if states[State.INCLUDED] else "",
        "other": texts.say("html.line-other", n=other) if other else "",
        "names": texts.say("html.line-names", names="、".join(missing)) if missing else "",
    }
    return Overview(
        tuple((texts.say(f"html.count-{name}"), n, tone if n else "") for name, n, tone in counts),
        texts.say("html.account", files=len(report.files), parts=" ＋ ".join(f"{o.word}{n}" for o, n in report.account.items()) or "0"),
        texts.say("html.line" if report.roster else "html.line-open", **words),
        tuple(_notes(report, states)),
        tuple(_steps(report, states, lines)),
    )


def _notes(report: Report, states: Mapping[State | None, int]) -> Iterator[str]:
    if report.roster is None:
        yield texts.say("html.no-roster")
    if report.year_guessed:
        yield texts.say("collect.year-guessed", year=report.year).strip()
    if not report.with_previous:
        yield texts.say("collect.no-previous").strip()
    if states.get(State.INCLUDED):
        yield texts.say("html.included-note", n=states[State.INCLUDED])


def _steps(report: Report, states: Mapping[State | None, int], lines: Sequence[Line]) -> Iterator[str]:
    """What to do, most urgent first; every run ends with a step."""
    files = report.account
    counts = {
        "returned": states.get(State.RETURNED, 0),
        "conflict": states.get(State.CONFLICT, 0),
        "unreadable": files.get(Outcome.UNREADABLE, 0),
        "unrecognised": files.get(Outcome.UNRECOGNISED, 0),
        "off-roster": files.get(Outcome.OFF_ROSTER, 0),
        "missing": states.get(State.MISSING, 0),
        "warnings": sum(line.finding.severity is Severity.WARNING and line.finding.code != "R-MISSING" for line in lines),
    }
    found = [texts.say(f"step.{name}", n=n) for name, n in counts.items() if n]
    yield from found or [texts.say("step.done" if report.roster else "step.done-open")]


def _tables(form: Form, groups: Sequence[Group]) -> list[tuple[str, str]]:
    """The tables to filter by, in form order; an older edition's own tables after them."""
    found = {line.table for group in groups for entry in group.entries for line in entry.lines}
    names = {t.key: t.sheet for t in form.tables}
    names |= {d.table.key: d.table.sheet for group in groups for e in group.entries for d in e.tables if d.table.key not in names}
    return [(key, name) for key, name in names.items() if key in found] + ([(_WHOLE, texts.say("html.whole"))] if _WHOLE in found else [])


def _codes(lines: Sequence[Line]) -> list[tuple[str, str, int]]:
    """The codes to filter by: code, titles as the messages say them, number of findings."""
    titles: dict[str, dict[str, None]] = {}
    for line in lines:
        said = re.match("【.+?·(.+?)】", line.finding.message)
        titles.setdefault(line.finding.code, {}).update({said[1]: None} if said else {})
    counts = Counter(line.finding.code for line in lines)
    return [(code, "、".join(titles[code]), counts[code]) for code in sorted(titles)]
