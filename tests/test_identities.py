"""Each identity × each cell: one more in one cell is found exactly where it matters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaokai_xlsx.checks.identities import broken
from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.form.model import Kind
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.results.merge import merge
from tests import helpers
from tests.helpers import BALANCED, FORM, codes

CLAIMS = {k: v for k, v in with_totals(FORM, BALANCED).items() if k in FORM.derived}


def test_the_balanced_filing_is_clean():
    """Also with all 34 totals stated."""
    assert check_filing(helpers.filing(BALANCED)) == []
    assert check_filing(helpers.filing(BALANCED, claims=CLAIMS)) == []


def _found(figures: dict[str, Figure], **others: dict[str, Figure]) -> list[str]:
    """Identities alone: what is hardly plausible (P-*) is tested in test_rules."""
    return [c for c in codes(check_filing(helpers.filing(figures, **others))) if not c.startswith("P-")]


def _balances(key: str) -> list[str]:
    table, _, column = key.split(".")
    return [f"T3-BALANCE requests.carried_out.{c}" for c in (column, "total")] if table == "requests" else []


@pytest.mark.parametrize("key", FORM.typed)
def test_one_more_with_formulas_intact(key: str):
    """A cell of 表三 breaks the balance of its column and of the total; a cell of 表二 or 表四 breaks nothing."""
    assert _found(BALANCED | {key: BALANCED[key] + 1}) == _balances(key)


@pytest.mark.parametrize("key", FORM.typed)
def test_one_more_with_totals_as_constants(key: str):
    """Then also exactly the sums that contain the cell."""
    sums = [
        f"{e.identity.code} {e.anchor}"
        for e in FORM.equations
        if e.identity.kind is not Kind.BALANCE and any(key in FORM.parts.get(part, (part,)) for part in e.left)
    ]

    found = _found(BALANCED | {key: BALANCED[key] + 1}, claims=CLAIMS)

    assert sorted(found) == sorted([*_balances(key), *sums])


@pytest.mark.parametrize("key", FORM.derived)
def test_one_more_in_a_claim(key: str):
    """A wrong total is reported by every sum whose total it is, and by no balance: these rest on recomputed values."""
    own = [f"{e.identity.code} {key}" for e in FORM.equations if e.anchor == key and e.identity.kind is not Kind.BALANCE]
    assert _found(BALANCED, claims=CLAIMS | {key: CLAIMS[key] + 1}) == own


@pytest.mark.parametrize("key", FORM.typed)
def test_an_unknown_part_silences_exactly_what_rests_on_it(key: str):
    """Without one figure its totals are absent, never partial."""
    known = with_totals(FORM, {k: v for k, v in BALANCED.items() if k != key})
    assert {k for k in FORM.cells if k not in known} == {key} | {k for k, parts in FORM.parts.items() if key in parts}


def test_the_balance_message_is_the_model_message():
    """Both sides with their terms, the difference, and where to look."""
    finding = check_filing(helpers.filing(helpers.ZEROS | {"requests.new.natural": 2, "requests.granted.natural": 1}))[0]
    assert finding.message == (
        "【须改正·收办不平】《表三依申请公开》“自然人”列：本年新收2件＋上年结转0件＝2件；"
        "（七）总计1件＋结转下年度0件＝1件，左边比右边多1件。"
    )
    assert finding.remedy == "请核对D4至D26、D28，如有未办结的申请请填入D28（四、结转下年度继续办理），改后重新报送。"


def test_the_row_message_is_the_model_message():
    """The claim, the recomputed value, the difference, the two ways to put it right."""
    filing = helpers.filing(helpers.ZEROS | {"requests.granted.natural": 12}, claims={"requests.granted.total": 15})
    finding = next(f for f in check_filing(filing) if f.code == "T3-ROW")
    assert finding.message == (
        "【须改正·横向合计不符】《表三依申请公开》“（一）予以公开”行：六类申请人相加为12件，“总计”（J6）为15件，总计多3件。"
    )
    assert finding.remedy == "请核对D6至I6；如分项无误，请将J6改为12或恢复原公式，改后重新报送。"


@st.composite
def valid_filings(draw: st.DrawFn) -> dict[str, Figure]:
    """Any filing whose columns balance: outcomes and closing stock are drawn, the inflow follows."""
    figures = dict(helpers.ZEROS)
    for key in FORM.typed:
        figures[key] = draw(st.integers(0, 50)) if draw(st.booleans()) else 0
    for column in {FORM.cells[k].column for k in FORM.typed if k.startswith("requests.")}:
        own = [k for k in FORM.typed if k.startswith("requests.") and k.endswith(f".{column}")]
        out = sum(figures[k] for k in own if k.split(".")[1] not in ("new", "carried_in"))
        figures[f"requests.carried_in.{column}"] = draw(st.integers(0, int(out)))
        figures[f"requests.new.{column}"] = out - figures[f"requests.carried_in.{column}"]
    return figures


@given(st.lists(valid_filings(), max_size=4))
def test_valid_in_valid_out(filings: list[dict[str, Figure]]):
    """The sum of valid filings is valid, and every figure is the sum of the figures."""
    parts = [helpers.filing(f) for f in filings]
    assert all(not f.is_error for p in parts for f in check_filing(p))

    total = merge(FORM, parts)

    assert broken(FORM, total) == []
    assert all(total[k] == sum(p.figures[k] for p in parts) for k in FORM.cells)
