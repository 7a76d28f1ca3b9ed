"""What was found, as people go through it: unit by unit, file by file, numbered, with the tables it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gaokai_xlsx.checks.cases import cases
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.form.grid import a1, grid
from gaokai_xlsx.form.model import Table
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.results.drawing import Drawn, Mark, draw
from gaokai_xlsx.results.grouping import for_people, named
from gaokai_xlsx.results.records import by_unit
from gaokai_xlsx.results.standing import Standing, standings
from gaokai_xlsx.submission import Outcome, Report, Submission
from gaokai_xlsx.texts import Severity

WHOLE = "-"
"""Stands for the table of what concerns a whole file."""

_ORDER = list(Severity)
_NUMBERED = 12  # cells of one finding that show its number; of more only the first does


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
    """A unit with all that was found about it, and what was decided, as people read it."""

    id: str
    standing: Standing
    entries: tuple[Entry, ...]
    decided: tuple[str, ...] = ()

    def count(self, severity: Severity) -> int:
        """Findings of that severity, as people read them."""
        return sum(line.finding.severity is severity for entry in self.entries for line in entry.lines)


def gather(report: Report) -> Iterator[Group]:
    """Every unit in the order of 报送情况; at the end what concerns no unit."""
    found = standings(report)
    names = {fold(s.unit.name) for s in found if s.unit}
    loose: dict[str, list[Finding]] = {}
    decided = by_unit(report)
    for finding in report.findings:
        loose.setdefault(named(finding, names), []).append(finding)
    number = 0
    for at, standing in enumerate(found, start=1):
        own = loose.pop(fold(standing.unit.name), []) if standing.unit else loose.pop("", [])
        entries = [_of_unit(f"u{at}", standing, own)] if own else []
        for submission in standing.files:
            number += 1
            if submission.open:
                entries.append(_of_file(f"f{number}", submission))
        yield Group(f"u{at}", standing, tuple(entries), tuple(decided.get(fold(standing.unit.name), ())) if standing.unit else ())
    if "" in loose:
        nobody = Standing(None, None, False, ())
        yield Group("u0", nobody, (_of_unit("u0", nobody, loose[""]),))


def _of_file(name: str, submission: Submission) -> Entry:
    filing = submission.filing
    lines = _lines(name, _sorted(for_people(filing, submission.open)), filing)
    return _entry(name, submission, lines, tuple(_drawn(filing, lines, submission.open)) if filing else ())


def _of_unit(name: str, standing: Standing, findings: list[Finding]) -> Entry:
    """What concerns a unit beyond its files; a conflict is drawn with every figure in which its files differ."""
    rivals = [(s.shown, s.filing) for s in standing.files if s.outcome is Outcome.CONFLICT and s.filing]
    filing = rivals[0][1] if rivals else standing.adopted.filing if standing.adopted else None
    lines = _lines(name, _sorted(findings), filing)
    if filing is None:
        return _entry(name, None, lines, ())
    known = [f.figures for _, f in rivals]
    differ = [key for key in filing.form.cells if len({figures.get(key) for figures in known}) > 1]
    conflict = next((line for line in lines if line.table != WHOLE), None)
    numbers = (conflict.number,) if conflict and len(differ) <= _NUMBERED else ()
    more = {key: Mark(conflict.finding.severity, numbers) for key in differ} if conflict else {}
    return _entry(name, None, lines, tuple(_drawn(filing, lines, findings, more, rivals)))


def _entry(name: str, file: Submission | None, lines: Sequence[Line], tables: tuple[Drawn, ...]) -> Entry:
    """A list with its tables; a finding links to its cell only where the cell is drawn and marked."""
    marked = {
        _cell_id(name, d.table, square.key) for d in tables for row in d.rows for square in row if square.mark and square.mark.numbers
    }
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
        lines.append(Line(f"{name}-{number}", number, finding, table.key if table else WHOLE, cell))
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
    equations = {(e.identity.code, e.anchor) for e in filing.form.equations}
    # A finding without a line of its own is 连带 of the one that heads its case; a broken equation may be so of several that are broken.
    several = sum((line.finding.code, line.finding.key) in equations for line in lines) > 1
    heads = {id(f): by_key.get((case.head.code, case.head.key)) for case in cases(filing, findings) for f in case.attached}
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
        if id(finding) in heads:
            number = None if several and (finding.code, finding.key) in equations else heads[id(finding)]
        elif number is None and alike[finding.rule, table.key] <= _NUMBERED:
            number = by_table.get((finding.rule, table.key))
        mark = marks.setdefault(table.key, {}).setdefault(where, Mark(finding.severity))
        if number is not None and number not in mark.numbers:
            marks[table.key][where] = replace(mark, numbers=(*mark.numbers, number))
    for key, mark in (more or {}).items():
        marks.setdefault(filing.form.cells[key].table, {}).setdefault(key, mark)
    broken = {(f.code, f.key) for f in findings}
    related = {k for e in filing.form.equations if (e.identity.code, e.anchor) in broken for k in (*e.left, *e.right)}
    for table in filing.form.tables:
        if table.key in marks:
            yield draw(filing, table, marks[table.key], related, beside=rivals if len(rivals) > 1 else ())
