"""Imports only point up the house's list, and there is no cycle."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

from tests.helpers import ROOT

PACKAGE = ROOT / "gaokai_xlsx"
# Rooms in the order in which a figure walks through them; a room may import itself and what stands above it.
ORDER = [
    "texts",
    "errors",
    "disk",
    "quantity",
    "dates",
    "matters",
    "ledger",
    "form",
    "cells",
    "finding",
    "filing",
    "stamp",
    "roster",
    "register",
    "finance",
    "campaign",
    "decisions",
    "submission",
    "workbook",
    "outgoing",
    "intake",
    "checks",
    "results",
    "verbs",
    "layout",
    "desk",
    "console",
    "cli",
    "__main__",
]
SPREADSHEET = {"xlsxwriter", "openpyxl", "lxml", "xlrd", "olefile", "docx", "pdfplumber", "pdfminer"}
MAY_TOUCH = {
    "xlsxwriter": {"workbook", "outgoing", "results"},
    "lxml": {"cells"},
    "xlrd": {"cells"},
    "olefile": {"cells"},
    "openpyxl": set(),
    "docx": {"intake"},
    "pdfplumber": {"cells"},
    "pdfminer": {"cells"},
}


def _modules() -> dict[str, Path]:
    return {".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in PACKAGE.rglob("*.py")}


def _imports(path: Path) -> set[str]:
    """Every module named by an import, but for those only for type checkers."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {
        id(n) for block in ast.walk(tree) if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test) for n in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _room(module: str) -> str:
    return [*module.split("."), "", ""][1]


def test_every_room_is_on_the_list():
    """A new module takes its place in the order on purpose."""
    assert {_room(m) for m in _modules()} - {""} == set(ORDER)


def test_imports_only_point_up_the_list():
    """The folder listing is the architecture."""
    wrong = []
    for module, path in _modules().items():
        for target in _imports(path):
            known = target.startswith("gaokai_xlsx.") and _room(module) and _room(target) in ORDER
            if known and ORDER.index(_room(target)) > ORDER.index(_room(module)):
                wrong.append(f"{module} imports {target}")
    assert wrong == []


def test_there_is_no_cycle():
    """Between modules, inside rooms too."""
    modules = _modules()
    graph = {m: {t for t in _imports(p) if t in modules and t not in (m, "gaokai_xlsx")} for m, p in modules.items()}
    # A package is imported with its modules; only module to module counts as a dependency.
    TopologicalSorter(graph).prepare()


def test_excel_stays_at_the_edges():
    """Checks and merge never see a worksheet."""
    wrong = []
    for module, path in _modules().items():
        for library in SPREADSHEET & {t.partition(".")[0] for t in _imports(path)}:
            if _room(module) not in MAY_TOUCH[library]:
                wrong.append(f"{module} imports {library}")
    assert wrong == []


def test_no_clock_anywhere():
    """Nothing depends on today: years and dates are inputs. The desk's log says when something was done, and is read by nobody."""
    text = {m: p.read_text(encoding="utf-8") for m, p in _modules().items() if m != "gaokai_xlsx.desk.audit"}
    assert [m for m, t in text.items() if any(word in t for word in (".now(", ".today(", "time.time("))] == []
