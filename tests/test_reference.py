"""docs/reference.md is what the code generates; the READMEs show what a run gives."""

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


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_transcript_in_the_readme_is_a_real_one(readme: str):
    """Command and output of samples/检查一家, which test_samples runs."""
    case = ROOT / "samples" / "检查一家"
    shown = (ROOT / readme).read_text(encoding="utf-8")
    assert f"$ {(case / 'cmd.txt').read_text(encoding='utf-8')}{(case / 'expected.txt').read_text(encoding='utf-8')}" in shown
