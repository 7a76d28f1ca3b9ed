"""Findings as people read them: one line a case.

What one cell breaks is one case, with the question worth asking and its 连带 places; blanks, untouched files and lost formulas are
one line a table; every other finding stands on its own.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import replace

from gaokai_xlsx.checks.cases import Case, cases
from gaokai_xlsx.checks.hints import question
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.texts import RULES, say

# Catalogue entries that one careless act repeats over a whole table.
_GROUPED = {
    "V-BLANK": "group.blank",
    "V-ZEROED": "group.zeroed",
    "T-STALE": "group.stale",
    "T-ANCHOR": "group.anchor",
    "T-ANCHOR/report": "group.lost",
    "V-RESTORED": "group.restored-sums",
    "V-RESTORED/order": "group.restored-order",
    "V-RESTORED/digits": "group.restored-digits",
    "T-TAMPERED/formula": "group.formula",
    "T-TAMPERED/label": "group.label",
}


def for_people(filing: Filing | None, findings: Iterable[Finding]) -> list[Finding]:
    """The findings with those of one cause, and alike ones of one table, drawn together at the place of the first."""
    if filing is None:
        return list(findings)
    lines: list[Finding] = []
    groups: dict[tuple[str, str], list[Finding]] = {}
    for case in cases(filing, findings):
        finding = _case(filing, case)
        text, where = _GROUPED.get(finding.rule), _where(filing, finding)
        if text is None or where is None:
            lines.append(finding)
            continue
        group = groups.setdefault((text, where), [])
        if not group:
            lines.append(finding)
        group.append(finding)
    drawn = {id(g[0]): _table(filing, text, g) for (text, _), g in groups.items() if len(g) > 1}
    return [drawn.get(id(line), line) for line in lines]


def named(finding: Finding, names: Container[str]) -> str:
    """The one of the (folded) ``names`` of units that a finding of no file is about: its message names it first; else empty."""
    said = re.search("“(.+?)”", finding.message)
    name = fold(said[1]) if said else ""
    return name if name in names else ""


def _where(filing: Filing, finding: Finding) -> str | None:
    """The table of a figure, the sheet of what is no figure."""
    return filing.form.table(filing.form.cells[finding.key].table).sheet if finding.key else finding.sheet


def _case(filing: Filing, case: Case) -> Finding:
    """The head with the places that hang on it and, before its remedy, the question."""
    head = case.head
    if case.attached:
        head = replace(head, message=head.message + say("case.attached", places=_places(filing, case)))
    if case.hint and not filing.summed:
        answer = "case.remedy-following" if case.hint.following else "case.remedy"
        head = replace(head, remedy=say(answer, question=question(filing, case.hint), remedy=head.remedy))
    return head


def _places(filing: Filing, case: Case) -> str:
    """``D27、J27（办理结果合计不符）``, one kind after the other, no cell twice."""
    titles = {i.code: i.title for table in filing.form.tables for i in table.identities}
    kinds: dict[str, list[str]] = {}
    for (sheet, cell), finding in {(f.sheet, f.cell or ""): f for f in reversed(case.attached)}.items():
        shown = cell if sheet == case.head.sheet else say("problems.cell", sheet=sheet, cell=cell)
        kinds.setdefault(titles.get(finding.code) or RULES[finding.rule].title, []).insert(0, shown)
    return "、".join(say("case.place", title=title, cells="、".join(cells)) for title, cells in reversed(kinds.items()))


def _table(filing: Filing, text: str, group: list[Finding]) -> Finding:
    first = group[0]
    cell = filing.form.cells[first.key] if first.key else None
    own = [c for c in filing.form.of_table(cell.table) if not c.derived] if cell else []
    message = say(
        text,
        sheet=first.sheet or _where(filing, first),
        cell=first.cell,
        label=cell.label if cell else "",
        n=len(group),
        all=len(own),
        blank=len(group),
        filled=len(own) - len(group),
        left=first.left,
        right=first.right,
    )
    remedy = say("group.blank-remedy", declare=say("sheet.declare")) if text == "group.blank" else first.remedy
    return replace(first, message=message, remedy=remedy, left=None, right=None, difference=None)
