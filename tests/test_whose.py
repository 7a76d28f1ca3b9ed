"""Whose filing, of which year and edition: stamp, cover, roster, file name; a disagreement is a finding."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gaokai_xlsx import check, collect, init
from gaokai_xlsx.campaign import KEY, find
from gaokai_xlsx.cells.model import Workbook
from gaokai_xlsx.cells.reader import read as read_cells
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.outgoing.template import Issue, build
from gaokai_xlsx.stamp import Stamp, parse
from gaokai_xlsx.submission import Outcome
from tests import helpers
from tests.helpers import BALANCED, FORM, TABLE3, UNIT, ZEROS, codes, edited, issue, packed, read
from tests.seeds import own_table


def test_stamp_survives_its_own_text():
    """And an edited one is no stamp."""
    stamp = Stamp("2021", 2025, "001", "市|局\n甲", 2, "returned", "ab" * 32)
    assert parse(str(stamp)) is not None
    assert parse(str(stamp).replace("2025", "2024")) is None


def test_stamp_stands_on_every_sheet_and_in_the_properties():
    """So that a sheet copied elsewhere still says whose it is."""
    book = read_cells(issue())
    assert isinstance(book, Workbook)
    stamp = str(Stamp("2021", 2025, "001", "石嘴山市投资促进局"))
    assert all(any(stamp in c.text for c in sheet.cells.values()) for sheet in book.sheets)
    assert book.constants["GK_STAMP"] == stamp
    assert {book.properties[p] for p in ("subject", "description", "custom:gaokai-xlsx")} == {stamp}


@pytest.mark.parametrize(
    ("edition", "year", "code", "words"),
    [
        ("2021", 2024, "S-YEAR", ("各工作表的模板标识", "2024")),
        ("2019", 2025, "S-EDITION", ("2019", "2021")),
    ],
)
def test_a_sheet_copied_from_another_template_is_told_of(edition: str, year: int, code: str, words: tuple[str, ...]):
    """Last year's table pasted over this year's: its stamp says so, and the filing is not counted unseen."""

    def paste(book: Any) -> None:
        (cell,) = (c for row in book[TABLE3].iter_rows() for c in row if "GK1|" in str(c.value))
        cell.value = str(Stamp(edition, year, UNIT.code or "", UNIT.name))

    (finding,) = read(edited(issue(BALANCED), paste)).findings
    assert (finding.code, finding.is_error) == (code, True)
    assert [word for word in words if word not in finding.message] == []


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("B4", "石嘴山市商务局", "S-UNIT"),
        ("B3", "2024年", "S-YEAR"),
        ("A16", "模板标识：GK1|2021|2024|001|石嘴山市投资促进局|1|template||F17754C0", "S-FORGED"),
    ],
)
def test_a_cover_or_stamp_that_says_something_else_is_an_error(cell: str, value: str, code: str):
    """Unit, year, and a stamp whose check does not fit."""
    sheet = "表二主动公开" if cell == "A16" else "封面"
    submission = read(edited(issue(BALANCED), lambda book: book[sheet].__setitem__(cell, value)))
    assert code in codes(submission.findings)


def test_a_sheet_from_another_units_template_is_an_error():
    """Two stamps in one workbook."""
    other = str(Stamp("2021", 2025, "002", "石嘴山市商务局"))
    submission = read(edited(issue(BALANCED), lambda book: book[TABLE3].__setitem__("A30", other)))
    assert codes(submission.findings) == ["S-UNIT"]


def test_a_common_template_takes_the_unit_of_the_cover():
    """A template issued to nobody: the officer writes the unit's name."""
    submission = read(edited(issue(BALANCED, unit=None), lambda book: book["封面"].__setitem__("B4", "石嘴山市商务局")))
    assert submission.unit == helpers.Unit(None, "石嘴山市商务局")
    assert submission.findings == ()


# ---------------------------------------------------------------------------------------------- own workbooks, names, folders


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    """A roster with aliases beside a folder for what comes back."""
    (tmp_path / "名单.csv").write_text(
        "编码,单位全称,简称\n001,石嘴山市商务局,市商务局、商务局\n002,石嘴山市财政局,市财政局\n", encoding="utf-8"
    )
    (tmp_path / "回收").mkdir()
    return tmp_path


def _collect(campaign: Path, **options: Any):
    return collect([campaign / "回收"], campaign / "汇总.xlsx", roster=campaign / "名单.csv", year=2025, **options)[0]


def _put(campaign: Path, name: str, data: bytes) -> None:
    path = campaign / "回收" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _untitled() -> bytes:
    return edited(own_table(), lambda book: book.active.__setitem__("A1", "附件1"))


@pytest.mark.parametrize(
    ("cells", "unit", "year"),
    [
        ({"A1": "填报单位：石嘴山市商务局", "C1": "2025年度"}, "石嘴山市商务局", 2025),
        ({"A1": "单位名称", "B1": "石嘴山市商务局", "D1": "报告年度", "E1": "2025"}, "石嘴山市商务局", 2025),
        ({"A1": "报送单位（盖章）：", "C1": "商务局", "E1": "年度：2025年"}, "商务局", 2025),
        ({"A1": "石嘴山市商务局2025年政府信息公开工作年度报告"}, "石嘴山市商务局", 2025),
        ({"A1": "单位：件", "B1": "单位：万元"}, None, None),
        ({"A1": "填报单位", "B1": "报告年度", "C1": "2025"}, None, 2025),
        ({"A1": "填报单位：", "B1": "（盖章）", "C1": "石嘴山市商务局", "A2": "二〇二五年度"}, "石嘴山市商务局", 2025),
        ({"A1": "填报单位：石嘴山市商务局（公章）    填报人：王五", "E1": "统计期限：2025年1月1日至12月31日"}, "石嘴山市商务局", 2025),
        ({"A1": "填报单位", "B1": "填报人"}, None, None),
        ({"A1": "2025年石嘴山市商务局政府信息公开工作年度报告"}, "石嘴山市商务局", 2025),
        ({"A1": "石嘴山市商务局关于2025年度政府信息公开工作年度报告"}, "石嘴山市商务局", 2025),
    ],
)
def test_a_strangers_cover_is_read_in_its_own_words(cells: dict[str, str], unit: str | None, year: int | None):
    """Label and value in one cell or in two; a unit of measure is no unit."""

    def edit(book: Any) -> None:
        book.active["A1"] = None
        for cell, text in cells.items():
            book.active[cell] = text

    submission = read(edited(own_table(), edit))
    assert (submission.unit and submission.unit.name, submission.year) == (unit, year)


@pytest.mark.parametrize("name", ["市商务局年报.xlsx", "商务局/年报.xlsx", "石嘴山市商务局(1)最终版.xlsx"])
def test_a_file_that_names_nobody_is_whose_name_or_folder_it_bears(campaign: Path, name: str):
    """By full name or alias, and the clerk is asked to look; the year is taken on trust, and said so."""
    _put(campaign, name, _untitled())
    report = _collect(campaign)
    submission = report.files[0]
    assert (submission.outcome, submission.unit) == (Outcome.COUNTED, helpers.Unit("001", "石嘴山市商务局"))
    assert {"S-UNIT", "S-YEAR"} <= {f.code for f in submission.findings}
    assert not submission.failed


def test_a_unit_of_the_roster_named_above_the_tables_is_found(campaign: Path):
    """Without a label before it; before file names are looked at."""
    _put(campaign, "市财政局转来.xlsx", edited(own_table(), lambda book: book.active.__setitem__("A1", "石嘴山市商务局")))
    assert _collect(campaign).files[0].unit == helpers.Unit("001", "石嘴山市商务局")


def test_two_units_on_one_cover_are_nobodys_to_choose():
    """Label and title name different bodies."""

    def edit(book: Any) -> None:
        book.active["F1"], book.active["G1"] = "填报单位", "石嘴山市财政局"

    submission = read(edited(own_table(), edit))
    assert [f.code for f in submission.findings if f.is_error] == ["S-UNIT"]


def test_a_file_named_for_another_year_that_states_none_is_of_that_year(campaign: Path):
    """And not counted."""
    _put(campaign, "市商务局2024年年报.xlsx", _untitled())
    submission = _collect(campaign).files[0]
    assert (submission.outcome, [f.code for f in submission.findings if f.is_error]) == (Outcome.RETURNED, ["S-YEAR"])


def test_two_units_in_one_name_are_nobodys(campaign: Path):
    """Never a guess."""
    _put(campaign, "商务局和市财政局.xlsx", _untitled())
    submission = _collect(campaign).files[0]
    assert (submission.outcome, [f.code for f in submission.findings if f.is_error]) == (Outcome.UNRECOGNISED, ["R-UNKNOWN"])


def test_a_near_miss_is_suggested_and_not_accepted(campaign: Path):
    """商物局 is asked about."""
    _put(
        campaign, "a.xlsx", edited(own_table(), lambda book: book.active.__setitem__("A1", "石嘴山市商物局2025年政府信息公开工作年度报告"))
    )
    submission = _collect(campaign).files[0]
    assert submission.outcome is Outcome.OFF_ROSTER
    assert "是不是“石嘴山市商务局”" in next(f.message for f in submission.findings if f.code == "R-UNKNOWN")


@pytest.mark.parametrize(
    ("name", "near"), [("气象局", ""), ("交通运输局", ""), ("农业局", "林业局"), ("教育体育居", "教育体育局"), ("教育局", "教育体育局")]
)
def test_the_name_of_the_city_makes_nobody_a_near_miss(tmp_path: Path, name: str, near: str):
    """市气象局 is not taken for 市公安局; 市农业局 is asked about where the roster says 市林业局."""
    names = ("公安局", "林业局", "教育体育局", "发展和改革委员会")
    (tmp_path / "名单.csv").write_text("单位全称\n" + "\n".join(f"石嘴山市{n}" for n in names), encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(issue(BALANCED, helpers.Unit(None, f"石嘴山市{name}")))
    report = collect([tmp_path / "a.xlsx"], tmp_path / "s.xlsx", roster=tmp_path / "名单.csv")[0]
    (told,) = [f.message for f in report.files[0].findings if f.code == "R-UNKNOWN"]
    assert ("是不是" in told, f"（是不是“石嘴山市{near}”？）" in told) == (bool(near), bool(near))


def test_who_sent_everything_but_the_workbook_is_told_so(campaign: Path):
    """Attachments are tied to their unit and do not make it one that filed."""
    _put(campaign, "市商务局报告.docx", packed({"word/document.xml": b"<w/>"}))
    _put(campaign, "商务局/盖章扫描件.pdf", b"%PDF-1.4")
    report = _collect(campaign)
    assert [s.outcome for s in report.files] == [Outcome.ATTACHMENT] * 2
    missing = {f.message for f in report.findings}
    assert any(
        "只收到《市商务局报告.docx》、《盖章扫描件.pdf》" in m or "只收到《盖章扫描件.pdf》、《市商务局报告.docx》" in m for m in missing
    )
    assert any("“石嘴山市财政局”（编码002）未报送" in m for m in missing)


# ---------------------------------------------------------------------------------------------- how files answer each other


def _saved(data: bytes, moment: str) -> bytes:
    """The same workbook with another time of its last save inside."""
    members = helpers.parts(data)
    core, count = re.subn(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment.encode(), members["docProps/core.xml"])
    assert count == 1
    return packed(members | {"docProps/core.xml": core})


def test_the_last_saved_counts_only_where_the_clerk_says_so(campaign: Path):
    """Names mean nothing; a tie, or a file without a time, stays a conflict."""
    unit = helpers.Unit("001", "石嘴山市商务局")
    _put(campaign, "年报最终版.xlsx", _saved(issue(ZEROS, unit), "2026-01-10T08:00:00Z"))
    _put(campaign, "年报.xlsx", _saved(issue(BALANCED, unit), "2026-01-12T16:00:00+08:00"))
    assert {s.outcome for s in _collect(campaign).files} == {Outcome.CONFLICT}
    report = _collect(campaign, latest=True)
    assert {s.name: s.outcome for s in report.files} == {"年报.xlsx": Outcome.COUNTED, "年报最终版.xlsx": Outcome.SUPERSEDED}
    conflict = next(f for f in report.findings if f.code == "R-CONFLICT")
    assert not conflict.is_error
    assert "已按最后保存的《年报.xlsx》（2026-01-12 08:00:00）计入" in conflict.message
    _put(campaign, "年报(1).xlsx", _saved(issue(ZEROS, unit), "2026-01-12T08:00:00Z"))
    assert {s.outcome for s in _collect(campaign, latest=True).files} == {Outcome.CONFLICT}


def test_a_faulty_correction_takes_the_place_of_a_faulty_file_only(campaign: Path):
    """What the unit works on now is the correction; a good file stays."""
    unit = helpers.Unit("001", "石嘴山市商务局")
    wrong = issue(BALANCED | {"requests.new.natural": 1}, unit)

    def answer(to: bytes, figures: dict[str, Any], number: int) -> bytes:
        return build(Issue(FORM, 2025, unit, number, "returned", hashlib.sha256(to).hexdigest(), figures))

    _put(campaign, "1.xlsx", wrong)
    second = answer(wrong, BALANCED | {"requests.new.natural": 3}, 2)
    _put(campaign, "2.xlsx", second)
    assert [s.outcome for s in _collect(campaign).files] == [Outcome.SUPERSEDED, Outcome.RETURNED]
    _put(campaign, "3.xlsx", answer(second, BALANCED, 3))
    assert [s.outcome for s in _collect(campaign).files] == [Outcome.SUPERSEDED, Outcome.SUPERSEDED, Outcome.COUNTED]


# ---------------------------------------------------------------------------------------------- the seal


def test_a_seal_tells_who_issued_a_template(tmp_path: Path):
    """With a key in the campaign only its own templates are taken; without one nothing is asked; the key is for its owner alone."""
    folder = init(tmp_path / "年报", city="石嘴山市", year=2025, key=True)
    secret = find(folder)
    assert secret is not None
    assert secret.key
    assert (folder / KEY).stat().st_mode & 0o077 == 0
    own = build(Issue(FORM, 2025, UNIT, figures=BALANCED, key=secret.key))
    other = build(Issue(FORM, 2025, UNIT, figures=BALANCED, key=b"another campaign's key of 32 bytes"))
    for data, key, expected in (
        (own, secret.key, []),
        (other, secret.key, ["S-FORGED"]),
        (issue(BALANCED), secret.key, ["S-FORGED"]),
        (own, None, []),
    ):
        path = tmp_path / "a.xlsx"
        path.write_bytes(data)
        report = check([path], campaign=secret if key else None)
        assert [f.code for f in report.files[0].findings if f.is_error] == expected
    stamp = read(own).stamp
    assert stamp is not None
    assert parse(str(stamp)) == stamp
    assert not replace(stamp, unit="石嘴山市商务局").issued_with(secret.key)


def test_a_key_that_is_no_key_stops_the_run(tmp_path: Path):
    """Rather than calling every template forged."""
    folder = init(tmp_path / "年报", city="石嘴山市", year=2025, key=True)
    (folder / KEY).write_text("短", encoding="utf-8")
    found = find(folder)
    assert found is not None
    with pytest.raises(CannotGoOn, match="密钥文件"):
        _ = found.key
