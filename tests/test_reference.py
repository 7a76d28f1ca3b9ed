"""docs/reference.md is what the code generates."""

from __future__ import annotations

import importlib.util

import pytest

from tests.helpers import ROOT


def test_the_reference_is_up_to_date(monkeypatch: pytest.MonkeyPatch):
    """``python docs/make_reference.py`` makes it anew."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERMINAL_WIDTH", "100")
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.TARGET.read_text(encoding="utf-8") == module.reference()
