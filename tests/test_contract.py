"""The contract's cases: figures and claims in, findings out, through public functions; and the JSON schema."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from gaokai_xlsx import quantity
from gaokai_xlsx.cells.model import Cell, Kind
from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.intake import values
from gaokai_xlsx.quantity import Reason, plain
from tests import helpers
from tests.helpers import FORM, ROOT, SHARED, edited, figure, issue, put

CASES = json.loads((ROOT / "tests/contract/cases.json").read_text(encoding="utf-8"))["cases"]
SCHEMA = json.loads((ROOT / "tests/contract/findings.schema.json").read_text(encoding="utf-8"))
FAMILIES = ("V-", "T3-", "T4-", "Y-")


@pytest.mark.parametrize("name", ["cases.json", "findings.schema.json"])
def test_the_project_keeps_the_contract_as_it_is(name: str):
    """The copies in tests/contract equal the originals where these are present."""
    if not (SHARED / "contract" / name).is_file():
        pytest.skip("the contract's original lies beside the project only on the developers' machines")
    assert (ROOT / "tests/contract" / name).read_bytes() == (SHARED / "contract" / name).read_bytes()


def _filing(case: dict[str, Any]) -> Filing:
    typed: dict[str, quantity.Figure] = dict.fromkeys(FORM.supplement, 0)
    refused, repaired = {}, {}
    for key in FORM.typed:
        field = FORM.cells[key]
        raw = case["raw"].get(key, case["inputs"].get(key, "" if case["others"] == "blank" else "0"))
        if key in case["raw"] and isinstance(raw, str):
            reading = values.typed(Cell(Kind.TEXT if raw else Kind.BLANK, raw), field)
        elif key in case["raw"]:
            reading = values.typed(Cell(Kind.NUMBER, repr(raw)), field)
        else:
            reading = values.typed(Cell(Kind.NUMBER, raw) if raw else Cell(Kind.BLANK), field)
        if reading.reason is Reason.BLANK and field.table in case["declared_zero"]:
            typed[key] = 0
        elif reading.value is None:
            refused[key] = reading
        else:
            typed[key] = reading.value
            if reading.repaired:
                repaired[key] = reading.raw
    claims = {k: figure(v) for k, v in case["claims"].items()}
    return Filing(FORM, typed, claims=claims, refused=refused, repaired=repaired, declared_zero=frozenset(case["declared_zero"]))


def _shown(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "key": finding.key,
        "severity": finding.severity.value,
        "left": finding.left,
        "right": finding.right,
        "difference": finding.difference,
    }


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_case_of_the_contract(case: dict[str, Any]):
    """Figures known and absent, and the whole list of findings in form order."""
    previous = case["previous"] and Filing(FORM, helpers.ZEROS | {k: figure(v) for k, v in case["previous"].items()}, year=2024)
    filing = _filing(case)

    found = check_filing(filing, previous)
    assert [f.code for f in found if "{" in f.message + f.remedy] == []  # a slot that nobody filled
    findings = [_shown(f) for f in found if f.code.startswith(FAMILIES)]
    figures = {k: plain(v) for k, v in filing.figures.items()}

    assert findings == case["expect"]["findings"]
    assert {k: figures.get(k) for k in case["expect"]["figures"]} == case["expect"]["figures"]
    assert [k for k in case["expect"]["absent"] if k in figures] == []


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_case_of_the_contract_through_a_real_workbook(case: dict[str, Any]):
    """The same findings when the case is typed into a template with openpyxl, claims over the formulas."""
    if case["declared_zero"]:
        others: dict[str, object] = {}
    else:
        others = dict.fromkeys(FORM.typed, 0)
    cells = others | dict.fromkeys(FORM.supplement, 0) | {k: float(v) for k, v in case["inputs"].items()} | case["raw"]
    cells |= {k: float(v) for k, v in case["claims"].items()}

    def declare(book: Any) -> None:
        for table in case["declared_zero"]:
            sheet = book[FORM.table(table).sheet]
            label = next(c for row in sheet.iter_rows() for c in row if c.value == "本表其余空格均为0")
            sheet.cell(label.row, label.column + 1).value = "是"

    submission = helpers.read(edited(issue(), put({k: v or None if v == "" else v for k, v in cells.items()}), declare))
    assert submission.filing is not None
    previous = case["previous"] and Filing(FORM, helpers.ZEROS | {k: figure(v) for k, v in case["previous"].items()}, year=2024)

    findings = [_shown(f) for f in check_filing(submission.filing, previous) if f.code.startswith(FAMILIES)]

    assert findings == case["expect"]["findings"]


def test_json_of_check_and_collect_is_valid_against_the_schema(tmp_path):
    """Blank, good, faulty, foreign, unreadable and temporary files in one folder."""
    from gaokai_xlsx import check, collect
    from gaokai_xlsx.results.to_json import as_data

    folder = tmp_path / "回收"
    folder.mkdir()
    (folder / "blank.xlsx").write_bytes(issue())
    (folder / "good.xlsx").write_bytes(issue(helpers.BALANCED, helpers.Unit("002", "市商务局")))
    (folder / "bad.xlsx").write_bytes(issue(helpers.BALANCED | {"requests.new.natural": 99}, helpers.Unit("003", "市财政局")))
    (folder / "text.txt").write_text("无", encoding="utf-8")
    (folder / "~$x.xlsx").write_bytes(b"x")
    (tmp_path / "名单.csv").write_text("编码,单位全称\n002,市商务局\n009,市体育局\n", encoding="utf-8")

    report = check([folder], roster=tmp_path / "名单.csv")
    collected, _ = collect([folder], tmp_path / "out.xlsx", roster=tmp_path / "名单.csv")

    for each in (report, collected):
        jsonschema.validate(as_data(each), SCHEMA)
    assert as_data(report)["totals"] is None
    assert as_data(collected)["totals"]["requests.new.natural"] == "12"
    assert as_data(collected)["roster"] == {"expected": 2, "counted": 1, "missing": [{"code": "009", "name": "市体育局"}]}
    assert [f["code"] for f in as_data(collected)["findings"]] == ["R-MISSING"]


def test_a_blank_template_maps_its_inputs():
    """``V-BLANK`` of a blank template: one finding for each of the 166 inputs, with key, sheet and cell, in form order."""
    submission = helpers.read(issue())
    assert submission.filing is not None

    blanks = [f for f in check_filing(submission.filing) if f.code == "V-BLANK"]

    assert [f.key for f in blanks] == list(FORM.typed)
    assert all(f.sheet and f.cell for f in blanks)
    assert (blanks[10].sheet, blanks[10].cell) == ("表三依申请公开", "D4")
