"""The JSON of ``check`` and ``collect`` (schema id ``gaokai-xlsx/findings/1``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gaokai_xlsx.filing import Unit
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.quantity import Figure, plain
from gaokai_xlsx.submission import Report, Submission

SCHEMA = "gaokai-xlsx/findings/1"


def to_json(report: Report) -> str:
    """The report as JSON text, keys in the order of the schema, one trailing line end."""
    return json.dumps(as_data(report), ensure_ascii=False, indent=1) + "\n"


def as_data(report: Report) -> dict[str, Any]:
    """The report as plain data that is valid against the schema."""
    seen = {s.edition for s in report.files if s.edition}
    edition = report.form.edition if report.form else seen.pop() if len(seen) == 1 else None
    return {
        "schema": SCHEMA,
        "edition": edition,
        "year": report.year,
        "files": [_file(s) for s in report.files],
        "findings": [_finding(f) for f in report.findings],
        "roster": _roster(report),
        "totals": None if report.totals is None else _figures(report.totals),
    }


def _roster(report: Report) -> dict[str, Any] | None:
    if report.roster is None:
        return None
    counted = {s.unit.name for s in report.counted if s.unit}
    return {
        "expected": len(report.roster.expected),
        "counted": sum(e.name in counted for e in report.roster.expected),
        "missing": [_unit(u) for u in report.missing],
    }


def _file(submission: Submission) -> dict[str, Any]:
    return {
        "path": submission.path,
        "sha256": submission.sha256,
        "kind": submission.kind,
        "outcome": submission.outcome.value,
        "unit": _unit(submission.unit),
        "edition": submission.edition,
        "year": submission.year,
        "figures": _figures(submission.filing.figures) if submission.filing else {},
        "findings": [_finding(f) for f in submission.findings],
    }


def _unit(unit: Unit | None) -> dict[str, Any] | None:
    return None if unit is None else {"code": unit.code, "name": unit.name}


def _figures(figures: Mapping[str, Figure]) -> dict[str, str]:
    return {key: plain(value) for key, value in figures.items()}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "key": finding.key,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "left": finding.left,
        "right": finding.right,
        "difference": finding.difference,
        "message": finding.message,
        "remedy": finding.remedy,
        "explained": {"text": told.text, "accepted": told.accepted} if (told := finding.explained) else None,
    }
