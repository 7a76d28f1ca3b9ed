"""Findings as people read them: one line a table for blanks, untouched files, lost formulas; every other finding on its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.texts import say

# Catalogue entries that one careless act repeats over a whole table.
_GROUPED = {
    "V-BLANK": "group.blank",
    "V-ZEROED": "group.zeroed",
    "T-STALE": "group.stale",
    "T-ANCHOR": "group.anchor",
    "T-TAMPERED/formula": "group.formula",
}


def for_people(filing: Filing | None, findings: Iterable[Finding]) -> list[Finding]:
    """The same findings with alike ones of one table drawn together at the place of the first."""
    lines: list[Finding] = []
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        text = _GROUPED.get(finding.rule)
        if filing is None or text is None or finding.key is None:
            lines.append(finding)
            continue
        table = filing.form.cells[finding.key].table
        group = groups.setdefault((text, table), [])
        if not group:
            lines.append(finding)
        group.append(finding)
    drawn = {id(g[0]): _draw(filing, text, table, g) for (text, table), g in groups.items() if filing and len(g) > 1}
    return [drawn.get(id(line), line) for line in lines]


def _draw(filing: Filing, text: str, table: str, group: list[Finding]) -> Finding:
    first = group[0]
    assert first.key is not None
    own = [c for c in filing.form.of_table(table) if not c.derived]
    message = say(
        text,
        sheet=first.sheet or filing.form.table(table).sheet,
        cell=first.cell,
        label=filing.form.cells[first.key].label,
        n=len(group),
        all=len(own),
        blank=len(group),
        filled=len(own) - len(group),
        left=first.left,
        right=first.right,
    )
    remedy = say("group.blank-remedy", declare=say("sheet.declare")) if text == "group.blank" else first.remedy
    return replace(first, message=message, remedy=remedy, left=None, right=None, difference=None)
