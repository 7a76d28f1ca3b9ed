"""No form label in code: a label is written once, in form.toml."""

from __future__ import annotations

import ast

import pytest

from gaokai_xlsx.form import editions
from gaokai_xlsx.form.grid import grid
from gaokai_xlsx.quantity import fold
from tests.helpers import ROOT

SHORT = 4  # folded characters; shorter labels (其他, 规章) are ordinary words and are compared as a whole


def _labels() -> set[str]:
    forms = [editions.load(name) for name in editions.names()]
    return {fold(label.text) for form in forms for table in form.tables for label in grid(table).labels}


def _docstrings(tree: ast.AST) -> set[int]:
    nodes = [n for n in ast.walk(tree) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)]
    firsts = [n.body[0] for n in nodes if n.body]
    return {id(f.value) for f in firsts if isinstance(f, ast.Expr) and isinstance(f.value, ast.Constant)}


@pytest.mark.parametrize("path", sorted((ROOT / "gaokai_xlsx").rglob("*.py")), ids=lambda p: p.name)
def test_no_string_constant_holds_a_form_label(path):
    """Labels of four characters and more anywhere in a string, shorter ones by equality; docstrings are for readers."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skip = _docstrings(tree)
    strings = [fold(n.value) for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in skip]
    found = {label for label in _labels() for text in strings if (label in text if len(label) >= SHORT else label == text)}
    assert found == set()
