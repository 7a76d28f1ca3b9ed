"""The corpus of returned files: each has the outcome, the figures and the findings that its table says. See corpus/README.md."""

from __future__ import annotations

import csv
import fnmatch
import json

import pytest

from gaokai_xlsx.checks.judging import judge
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.intake.reading import take
from gaokai_xlsx.quantity import plain
from gaokai_xlsx.texts import Severity
from tests.helpers import ROOT

CORPUS = ROOT / "tests" / "corpus"
CASES = {row["file"]: row for row in csv.DictReader((CORPUS / "cases.csv").read_text(encoding="utf-8-sig").splitlines())}
BASE: dict[str, str] = json.loads((CORPUS / "figures.json").read_text(encoding="utf-8"))


def _truth(entries: str) -> dict[str, str]:
    """The figures a file holds; those that must not be read are absent."""
    figures = dict(BASE)
    for entry in entries.split():
        pattern, _, value = entry.partition("=")
        figures |= dict.fromkeys(fnmatch.filter(figures, pattern) or [pattern], value)
    return {key: value for key, value in figures.items() if value}


@pytest.mark.parametrize("file", CASES)
def test_a_returned_file_is_what_the_table_says(file: str):
    """Outcome, every figure and no other, errors and warnings and no others, the notes that must be there."""
    case = CASES[file]
    submission = judge(take(file, (CORPUS / file).read_bytes()), Terms())
    found = {f.code for f in submission.findings}
    expected = set(case["codes"].split())
    assert submission.outcome.value == case["outcome"]
    assert expected <= found
    assert {f.code for f in submission.findings if f.severity is not Severity.INFO} <= expected
    if submission.filing is not None:
        assert {key: plain(value) for key, value in submission.filing.typed.items()} == _truth(case["figures"])


def test_every_file_of_the_corpus_is_in_the_table_and_there_are_enough():
    """By real clients, most of them."""
    programs = {".py", ".mjs", ".csv", ".json", ".md", ".pyc"}
    files = {p.relative_to(CORPUS).as_posix() for p in CORPUS.rglob("*") if p.is_file()}
    assert {f for f in files if "/" in f and "__pycache__" not in f} == set(CASES)
    assert all("." + f.rpartition(".")[2] in programs for f in files if "/" not in f)
    assert sum(case["client"] != "script" for case in CASES.values()) >= 80
