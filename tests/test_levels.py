"""Closure: next year reads a summary, the level above collects it, nothing is counted through two levels."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gaokai_xlsx import collect
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.quantity import Figure, exact
from gaokai_xlsx.submission import Report
from tests.helpers import FORM, ZEROS, codes, issue

CITY = "丙市"
COUNTIES = ("东县", "西县", "南区", "北区", "中旗")
Figures = Mapping[str, Figure]


def _figures(seed: int) -> dict[str, Figure]:
    """A balanced filing in which nearly every figure is another; money with 分."""
    chance = random.Random(seed)
    figures: dict[str, Figure] = {key: chance.randrange(0, 90) for key in (*FORM.typed, *FORM.supplement)}
    for key in figures:
        if FORM.cells[key].decimals:
            figures[key] = Decimal(chance.randrange(1, 10**10)).scaleb(-FORM.cells[key].decimals)
    for column in {c.column for c in FORM.of_table("requests") if not c.derived}:
        own = [k for k in FORM.typed if k.startswith("requests.") and k.endswith(f".{column}")]
        left = sum(figures[k] for k in own if k.split(".")[1] in ("new", "carried_in"))
        right = sum(figures[k] for k in own if k.split(".")[1] not in ("new", "carried_in"))
        figures[f"requests.new.{column}"] += max(right - left, 0)
        figures[f"requests.carried_out.{column}"] += max(left - right, 0)
    for line in ("regulations", "normative"):
        figures[f"disclosure.{line}.in_force"] = 500 if line == "normative" else 0
        figures |= {} if line == "normative" else {"disclosure.regulations.issued": 0, "disclosure.regulations.repealed": 0}
    return figures


def _save(folder: Path, **files: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    return folder


def _roster(folder: Path, *rows: str, heads: str = "编码,单位全称,类别,报送要求,汇总归属") -> Path:
    path = folder / "名单.csv"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((heads, *rows)) + "\n", encoding="utf-8")
    return path


def _campaign(folder: Path, body: str, year: int = 2025) -> Campaign:
    return Campaign(folder, body, year)


def _county(folder: Path, name: str, units: Mapping[str, Figures], year: int = 2025, roster: bool = True, **options: Any) -> Path:
    """The summary of a county from its units' filings; its path."""
    files = {f"{at:02}": issue(figures, Unit(f"{at:03}", unit), year=year) for at, (unit, figures) in enumerate(units.items(), start=1)}
    returned = _save(folder / name / "回收", **files)
    names = [f"{at:03},{unit},,应报," for at, unit in enumerate(units, start=1)]
    listed = _roster(folder / name, *names) if roster else None
    out = folder / "报来" / f"{name}{year}.xlsx"
    collect([returned], out, year=year, roster=listed, campaign=_campaign(folder, name, year), **options)
    return out


@pytest.fixture(scope="module")
def levels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Figure]]:
    """40 units in 5 counties, collected by county; the flat sum of all."""
    folder = tmp_path_factory.mktemp("levels")
    flat: dict[str, Figure] = dict.fromkeys(ZEROS, 0)
    for at, county in enumerate(COUNTIES):
        units = {f"{county}第{n}局": _figures(at * 8 + n) for n in range(8)}
        _county(folder, county, units)
        for figures in units.values():
            flat = {key: value + figures[key] for key, value in flat.items()}
    return folder, flat


def _city(folder: Path, returned: Path, *rows: str, body: str = CITY, out: str = "汇总.xlsx", **options: Any) -> tuple[Report, Path]:
    roster = _roster(folder, *rows) if rows else None
    return collect([returned], folder / out, year=2025, roster=roster, campaign=_campaign(folder, body), **options)


ROWS = tuple(f"{at:03},{name},县区,应报," for at, name in enumerate(COUNTIES, start=1))


def test_three_levels_equal_the_flat_sum(levels: tuple[Path, dict[str, Figure]], tmp_path: Path):
    """40 → 5 → 1 → a province above: every figure exact at each level, money too, in the report and in the cells."""
    folder, flat = levels
    report, summary = _city(tmp_path / "市", folder / "报来", *ROWS)
    assert report.totals is not None
    assert [codes(s.findings) for s in report.files] == [[]] * 5
    assert {k: report.totals[k] for k in flat} == flat
    own = _figures(99)
    _save(tmp_path / "省报来", city=summary.read_bytes(), office=issue(own, Unit("900", "丁省数据局")))
    above, top = _city(tmp_path / "省", tmp_path / "省报来", "001,丙市,设区市,应报,", "900,丁省数据局,省直部门,应报,", body="丁省")
    assert above.totals is not None
    assert [codes(s.findings) for s in above.files] == [[], []]
    assert {k: above.totals[k] for k in flat} == {k: v + own[k] for k, v in flat.items()}
    book = openpyxl.load_workbook(top, data_only=True)
    fee = next(c.key for c in FORM.role("fee"))
    assert exact(book["表二"]["B14"].value) == above.totals[fee]
    below = list(book["明细三·下级"].iter_rows(min_row=4, values_only=True))
    assert len(below) == 45
    assert [row[1:4] for row in below[:2]] == [("丙市", "001", "东县"), ("丙市", "002", "西县")]
    assert ("丙市›东县", "001", "东县第0局") in [row[1:4] for row in below]


def test_the_inner_units_stand_behind_their_county(levels: tuple[Path, dict[str, Figure]], tmp_path: Path):
    """One row a county in 明细, its units with their figures in a sheet of their own."""
    folder, _ = levels
    _, summary = _city(tmp_path, folder / "报来", *ROWS)
    book = openpyxl.load_workbook(summary)
    assert [row[2] for row in book["明细二"].iter_rows(min_row=4, values_only=True)] == list(COUNTIES)
    rows = list(book["明细二·下级"].iter_rows(min_row=4, values_only=True))
    assert [row[1:4] for row in rows[8:10]] == [("西县", "001", "西县第0局"), ("西县", "002", "西县第1局")]
    figures = _figures(8)
    assert [exact(v) for v in rows[8][4:14]] == [figures[c.key] for c in FORM.of_table("disclosure")]
    assert all(sheet.protection.sheet for sheet in book)


def test_same_bytes(levels: tuple[Path, dict[str, Figure]], tmp_path: Path):
    """Through two levels, whatever the order and the folder."""
    folder, _ = levels
    made = set()
    for place in ("甲", "乙/丙"):
        files = sorted((folder / "报来").iterdir(), reverse=place == "甲")
        for path in files:
            _save(tmp_path / place / "报来", **{path.stem: path.read_bytes()})
        made.add(_city(tmp_path / place, tmp_path / place / "报来", *ROWS)[1].read_bytes())
    assert len(made) == 1
