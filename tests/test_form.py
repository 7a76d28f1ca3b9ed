"""The 2021 edition is the official form, and a broken form.toml says what is wrong where."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from gaokai_xlsx.errors import CannotGoOn, FormBroken
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.formulas import name_of
from gaokai_xlsx.form.grid import a1, address, runs
from gaokai_xlsx.form.model import Kind
from tests import helpers
from tests.helpers import FORM

TOML = (editions.FOLDER / "2021" / "form.toml").read_text(encoding="utf-8")
BLANK = helpers.SHARED / "data" / "reports" / "空白格式.docx"


def test_the_form_has_the_official_number_of_cells_and_equations():
    """166 typed in, 34 derived, 42 identity instances: 25 row, 7 settled, 7 balance, 3 of 表四."""
    assert (len(FORM.typed), len(FORM.derived), len(FORM.supplement)) == (166, 34, 3)
    assert Counter(e.identity.code for e in FORM.equations) == {"T3-ROW": 25, "T3-SETTLED": 7, "T3-BALANCE": 7, "T4-TOTAL": 3}


def test_addresses_are_those_of_the_official_layout():
    """The first figure of 表三 is D4, its last row 28; 表二 ends with the fee in B14."""
    assert address(FORM, "requests.new.natural") == ("表三依申请公开", "D4")
    assert address(FORM, "requests.carried_out.total") == ("表三依申请公开", "J28")
    assert address(FORM, "disclosure.fees.amount") == ("表二主动公开", "B14")
    assert address(FORM, "challenges.suit_after_review.total") == ("表四复议诉讼", "O4")


def test_every_derived_cell_adds_up_typed_cells_only():
    """The grand total of 表三's results rests on 21 rows × 6 columns."""
    assert len(FORM.parts["requests.settled.total"]) == 126
    assert all(part in FORM.typed for parts in FORM.parts.values() for part in parts)
    assert not any("carried_out" in part for part in FORM.parts["requests.settled.total"])


def test_keys_are_those_of_the_contract():
    """Every key of the contract's cases is a key of the form."""
    used = re.findall(r'"([a-z_]+\.[a-z_]+\.[a-z_]+)"', (helpers.ROOT / "tests/contract/cases.json").read_text(encoding="utf-8"))
    assert used
    assert set(used) <= set(FORM.cells)


def test_defined_names_are_unique_and_no_addresses():
    """A name that looks like a cell (GK2026) would make the workbook unreadable."""
    names = [name_of(key) for key in FORM.cells]
    assert len(set(names)) == len(names)
    assert not [n for n in names if re.fullmatch(r"[A-Z]{1,3}\d+", n)]


def test_neighbouring_addresses_are_drawn_together():
    """D4、D5 and D28 with a gap between."""
    assert runs(["D4", "D5", "D6", "D28"]) == [("D4", "D6"), ("D28", "D28")]
    assert runs(["D4", "E4", "F4"]) == [("D4", "F4")]
    assert a1(0, 26) == "AA1"


def _docx_cells(table: object) -> dict[str, str]:
    """Each merged area of a Word table (``A1:D1``) with its text; line breaks and blanks are lay-out, not label."""
    areas: dict[object, list[tuple[int, int]]] = {}
    texts: dict[object, str] = {}
    for r, row in enumerate(table.rows):  # type: ignore[attr-defined]
        for c, cell in enumerate(row.cells):
            areas.setdefault(cell._tc, []).append((r, c))
            texts[cell._tc] = re.sub(r"\s", "", cell.text)
    return {f"{a1(min(at)[0], min(at)[1])}:{a1(max(r for r, _ in at), max(c for _, c in at))}": texts[tc] for tc, at in areas.items()}


@pytest.mark.parametrize(("number", "table"), list(enumerate(t.key for t in FORM.tables if not t.supplement)))
def test_emitted_tables_equal_the_official_blank_cell_by_cell_merges_included(number: int, table: str):
    """The sheets of the template against the official blank form in Word."""
    if not BLANK.is_file():
        pytest.skip("the official blank form lies beside the project only on the developers' machines")
    import docx

    official = _docx_cells(docx.Document(str(BLANK)).tables[number])
    sheet = openpyxl.load_workbook(BytesIO(helpers.issue()))[FORM.table(table).sheet]
    from gaokai_xlsx.form.grid import grid

    plan = grid(FORM.table(table))
    inside = {str(m): m for m in sheet.merged_cells.ranges if m.max_row <= plan.rows and m.max_col <= plan.columns}
    covered = {(r, c) for m in inside.values() for r in range(m.min_row, m.max_row + 1) for c in range(m.min_col, m.max_col + 1)}
    emitted = {ref: sheet.cell(m.min_row, m.min_col).value for ref, m in inside.items()}
    for row in range(1, plan.rows + 1):
        for column in range(1, plan.columns + 1):
            if (row, column) not in covered:
                emitted[f"{a1(row - 1, column - 1)}:{a1(row - 1, column - 1)}"] = sheet.cell(row, column).value
    shown = {ref: "" if value is None or str(value).startswith("=") else str(value) for ref, value in emitted.items()}
    assert shown == official


BROKEN = {
    "unknown row in an identity": ('left = ["new", "carried_in"]', 'left = ["new", "carried"]', "carried"),
    "unknown column in an identity": ('"legal", "other"]\n  parts_name = "六类', '"legal", "others"]\n  parts_name = "六类', "others"),
    "a row key twice": ('{ key = "partial"', '{ key = "granted"', "granted"),
    "a code twice": ('code = "T4-TOTAL"', 'code = "T3-ROW"', "T3-ROW"),
    "an unknown kind": ('kind = "balance"', 'kind = "balanced"', "balanced"),
    "an unknown role": ('role = "opening"', 'role = "open"', "open"),
    "a missing label": ('{ key = "new", label = ["一、本年新收政府信息公开申请数量"], ', '{ key = "new", ', "label"),
    "a misspelt word": ('corner = "信息内容"', 'korner = "信息内容"', "korner"),
    "a wrong type": ("supplement = true", 'supplement = "yes"', "supplement"),
    "no TOML": ("[[table]]", "[[table", "TOML"),
    "another edition's folder": ('edition = "2021"', 'edition = "2022"', "2022"),
    "a bad key": ('key = "requests"', 'key = "Requests"', "Requests"),
    "a bad key of a row": ('{ key = "partial"', '{ key = "Partial"', "Partial"),
    "a bad code": ('code = "T4-TOTAL"', 'code = "T4"', "T3-BALANCE"),
    "a number among words": ('left = ["new", "carried_in"]', 'left = ["new", 3]', "list of strings"),
    "a page that is neither upright nor across": ('orientation = "portrait"', 'orientation = "upright"', "upright"),
    "a note without its source": (', source = "地方通知口径"', "", "go together"),
    "a block without rows": (
        'rows = [{ key = "licensing", label = ["行政许可"], note = "包括已公开和依法未公开的全部处理决定。", source = "地方通知口径" }]',
        "rows = []",
        "needs rows",
    ),
    "a cell in two blocks": (
        '{ key = "penalty", label = ["行政处罚"]',
        '{ key = "licensing", label = ["行政处罚"]',
        "disclosure.licensing.decisions",
    ),
    "a section for a table that is none": ('table = "requests"', 'title = "三"\ntable = "request"', "no table “request”"),
    "a table without a section": ('table = "requests"', 'title = "三"', "requests"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_form_gives_one_clear_error(case: str, tmp_path: Path):
    """The message names the file and what is wrong."""
    before, after, named = BROKEN[case]
    assert before in TOML
    path = tmp_path / "2021" / "form.toml"
    path.parent.mkdir()
    path.write_text(TOML.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(FormBroken) as caught:
        editions.read(path)

    assert named in str(caught.value)
    assert str(path) in str(caught.value)


def test_the_edition_follows_from_the_year():
    """2021 and later years have the 2021 edition; an unknown edition or year stops with what there is."""
    assert editions.for_year(2025).edition == "2021"
    with pytest.raises(CannotGoOn, match="2021"):
        editions.for_year(1999)
    with pytest.raises(CannotGoOn, match="2021"):
        editions.load("1898")


def test_identity_kinds_are_the_closed_set():
    """Nothing else is a language."""
    assert {k.value for k in Kind} == {"row-sum", "column-sum", "balance"}


FROZEN = {
    "2019": "eaed56dc7051729e1f662b9d03f9e715bd81b5113e692b64e44d35f5169b4a87",
    "2021": "84561953967d2aa622a15886a55b4d5ae30e744d0287c7f9bc36f099124f884a",
}


@pytest.mark.parametrize("edition", editions.names())
def test_an_issued_edition_never_changes(edition: str):
    """Last year's filings always read as they did: keys, units, labels, order and identities are pinned; aliases may grow."""
    assert editions.load(edition).fingerprint == FROZEN[edition]


def test_the_2019_edition_is_the_older_form():
    """Five blocks in 表二 with signed changes, one row of 其他处理, no supplement, years before 2021."""
    form = editions.for_year(2020)
    assert (form.edition, len(form.typed), len(form.derived), len(form.equations)) == ("2019", 166, 32, 40)
    assert form.cells["disclosure.licensing.projects_change"].signed
    assert form.cells["disclosure.procurement.amount"].unit == "万元"
    assert form.supplement == ()
    assert "requests.carried_out.natural" in form.cells
