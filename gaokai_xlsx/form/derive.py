"""Totals from parts: the only place where a derived figure is computed."""

from __future__ import annotations

from collections.abc import Mapping

from gaokai_xlsx.form.model import Form
from gaokai_xlsx.quantity import Figure


def with_totals(form: Form, typed: Mapping[str, Figure]) -> dict[str, Figure]:
    """All known figures in form order, derived ones recomputed; a total with an unknown part is absent, never partial."""
    known: dict[str, Figure] = {}
    for key, cell in form.cells.items():
        if not cell.derived:
            if key in typed:
                known[key] = typed[key]
        elif all(part in typed for part in form.parts[key]):
            known[key] = sum((typed[part] for part in form.parts[key]), start=0)
    return known
