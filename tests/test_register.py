"""收件登记, lateness as of a day, 催报: in a campaign, from returned files to what the clerk reads and pastes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from gaokai_xlsx import campaign, collect, dates, disk, init, ledger
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.layout import columns
from gaokai_xlsx.results.terminal import collected
from gaokai_xlsx.submission import Report
from tests import helpers
from tests.helpers import BALANCED, ROOT, ZEROS, issue, libreoffice, run

HEADS = ["收到日期（可改）", "方式（微信/邮箱/OA/纸质）", "原文件名", "单位", "版次", "文件路径", "sha256"]
UNITS = ("甲局", "乙局", "丙局", "丁局")
PAST, SOON = "2026年1月20日", "1月31日前"


def _campaign(folder: Path, deadlines: Iterable[str] = (PAST, PAST, PAST, SOON)) -> Path:
    rows = "".join(f"{n},{unit},{due}\n" for n, (unit, due) in enumerate(zip(UNITS, deadlines, strict=True), start=1))
    (folder / "通讯录.csv").write_text("序号,单位全称,报送截止\n" + rows, encoding="utf-8")
    return init(folder / "2025年报", city="甲市", year=2025, roster=folder / "通讯录.csv")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A campaign of four units, three of them due by January 20."""
    return _campaign(tmp_path)


def _save(folder: Path, name: str, unit: str, figures: Any = BALANCED) -> None:
    path = folder / "回收" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(issue(figures, helpers.Unit(f"{UNITS.index(unit) + 1:03}", unit)))


def _collect(folder: Path, as_of: str | None = None, **options: Any) -> tuple[Report, list[str]]:
    here, told = campaign.read(folder / "gaokai.toml"), []
    out = folder / "汇总" / "2025年汇总表.xlsx"
    common = {"roster": here.path("roster"), "year": 2025, "as_of": as_of, "campaign": here, "tell": told.append}
    report, _ = collect([here.path("returned")], out, **(common | options))
    return report, told


def _rows(folder: Path, encoding: str = "utf-8-sig", separator: str = ",") -> list[list[str]]:
    text = (folder / "收件登记.csv").read_bytes().decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _edit(folder: Path, change: Callable[[list[list[str]]], list[list[str]]], encoding: str = "utf-8-sig", separator: str = ",") -> bytes:
    """The register as a clerk's spreadsheet saves it; gives its bytes."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(change(_rows(folder)))
    data = out.getvalue().encode(encoding)
    (folder / "收件登记.csv").write_bytes(data)
    return data


def _dated(days: dict[str, str]) -> Callable[[list[list[str]]], list[list[str]]]:
    """收到日期 written for files by their name."""
    return lambda rows: [[days.get(row[2], row[0]), *row[1:]] for row in rows]


def _found(report: Report, code: str) -> list[tuple[str, str]]:
    return [(f.rule, f.message) for f in report.findings if f.code == code]


# ---- the register


def test_each_file_gets_one_line_at_its_first_sight(folder: Path):
    """Heads for people first, sha256 last; bad files and scans too, what is ignored not; the same bytes never twice."""
    _save(folder, "甲/年报.xlsx", "甲局")
    _save(folder, "甲/再发一次.xlsx", "甲局")
    (folder / "回收" / "乙局盖章.pdf").write_bytes(b"%PDF-1.4 x")
    (folder / "回收" / "坏.xlsx").write_bytes(b"PK\x03\x04x")
    (folder / "回收" / ".DS_Store").write_bytes(b"x")
    report, told = _collect(folder)
    assert (folder / "收件登记.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    rows = _rows(folder)
    assert rows[0] == HEADS
    shas = {s.path: s.sha256 for s in report.files}
    assert [row[:6] for row in rows[1:]] == [
        ["", "", "乙局盖章.pdf", "乙局", "", "乙局盖章.pdf"],
        ["", "", "坏.xlsx", "", "", "坏.xlsx"],
        ["", "", "再发一次.xlsx", "甲局", "1", "甲/再发一次.xlsx"],
    ]
    assert [row[6] for row in rows[1:]] == [shas[row[5]] for row in rows[1:]]
    assert told[0].startswith("收件登记：新记3个文件，在")
    before = (folder / "收件登记.csv").read_bytes()
    (folder / "回收" / "坏.xlsx").rename(folder / "回收" / "改了名.xlsx")
    _, told = _collect(folder)
    assert (folder / "收件登记.csv").read_bytes() == before
    assert not [text for text in told if "收件登记" in text]


def test_corrections_of_a_unit_are_numbered(folder: Path):
    """In one run by name, in later runs after what came before; a returned copy after what it answers."""
    _save(folder, "年报(1).xlsx", "甲局", BALANCED | {"requests.new.natural": 13})
    _save(folder, "年报.xlsx", "甲局", BALANCED | {"requests.new.natural": 14})
    _collect(folder, returns=folder / "退回")
    assert {row[2]: row[4] for row in _rows(folder)[1:]} == {"年报.xlsx": "1", "年报(1).xlsx": "2"}
    _edit(folder, lambda rows: [[*row[:4], "第2版" if row[4] == "2" else row[4], *row[5:]] for row in rows])
    _save(folder, "又一份.xlsx", "甲局", ZEROS)
    _collect(folder)
    assert _rows(folder)[-1][2:5] == ["又一份.xlsx", "甲局", "3"]


def test_a_date_is_written_only_where_one_was_given(folder: Path):
    """For files first seen in that run; older lines keep theirs."""
    _save(folder, "甲.xlsx", "甲局")
    _collect(folder)
    _save(folder, "乙.xlsx", "乙局")
    _, told = _collect(folder, "1月28日")
    assert [(row[0], row[2]) for row in _rows(folder)[1:]] == [("", "甲.xlsx"), ("2026-01-28", "乙.xlsx")]
    assert "收到日期记为2026-01-28，请核对" in told[-1]


@pytest.mark.parametrize(
    ("encoding", "separator", "cut"),
    [("utf-8-sig", ",", b""), ("gbk", ",", b"\r\n"), ("gbk", ";", b""), ("utf-16", "\t", b""), ("utf-8", "\t", b"\r\n")],
)
def test_what_a_spreadsheet_saved_is_continued_as_it_is(folder: Path, encoding: str, separator: str, cut: bytes):
    """Encoding, separator, other order of rows, columns of the clerk's own, no last line end: the old bytes stay in front."""
    _save(folder, "甲.xlsx", "甲局")
    _save(folder, "乙.xlsx", "乙局")
    _collect(folder)

    def change(rows: list[list[str]]) -> list[list[str]]:
        own = [["备注", row[6], *row[:6], "", ""] for row in rows[:1]]
        return own + [["看过", row[6], "2026/1/19", "微信", *row[2:6], "", ""] for row in reversed(rows[1:])]

    data = _edit(folder, change, encoding, separator)
    data = data.removesuffix(cut)
    (folder / "收件登记.csv").write_bytes(data)
    _save(folder, "丙.xlsx", "丙局")
    report, _ = _collect(folder, "2026-01-28")
    after = (folder / "收件登记.csv").read_bytes()
    assert after.startswith(data)
    rows = _rows(folder, "utf-16" if encoding == "utf-16" else encoding, separator)
    assert len(rows) == 4
    assert rows[3][:5] == ["", report.files[0].sha256, "2026-01-28", "", "丙.xlsx"]
    assert [(r.received, r.by) for s in report.files if (r := report.receipt(s))] == [
        ("2026-01-28", ""),
        ("2026/1/19", "微信"),
        ("2026/1/19", "微信"),
    ]
    _collect(folder)
    assert (folder / "收件登记.csv").read_bytes() == after


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1+2", "@SUM(A1)", "＝1", "a;=1+1", " =1"])
def test_a_name_is_no_formula(folder: Path, name: str):
    """An apostrophe before it, and the file is known again."""
    _save(folder, f"{name}.xlsx", "甲局")
    _collect(folder)
    row = _rows(folder)[1]
    assert not any(re.match(r"\s*[=+\-@＝＋－＠]", part) for cell in row for part in re.split("[,;\t]", cell))
    assert "'" in row[2]
    before = (folder / "收件登记.csv").read_bytes()
    _collect(folder)
    assert (folder / "收件登记.csv").read_bytes() == before


@pytest.mark.client
def test_a_spreadsheet_opens_it_as_text(folder: Path, tmp_path: Path):
    """LibreOffice makes columns of it, no formula and no 0."""
    _save(folder, "=1+1.xlsx", "甲局")
    _collect(folder)
    (tmp_path / "r.csv").write_bytes((folder / "收件登记.csv").read_bytes())
    sheet = openpyxl.load_workbook(libreoffice(tmp_path / "r.csv", "xlsx", tmp_path, Path("--infilter=CSV:44,34,76"))).active
    assert [c.value for c in sheet[1]] == HEADS
    assert [c.data_type for c in sheet[2] if c.value is not None and c.column != 5] == ["s"] * 4
    assert sheet["C2"].value == "'=1+1.xlsx"


def test_what_is_written_is_read_again(tmp_path: Path):
    """Separators, quotes, apostrophes for formulas, the first text of a cell: all come back as they were."""
    heads = ["甲（可改）", "乙"]
    texts = ["=1+1", 'a,"b";-2', "@x", "a'b", "＝1", "+", "'=1", "''-1", "'a", "a;'=1", "a, @b"]
    rows = [{"甲（可改）": one, "乙": two} for one in texts for two in texts]
    path = tmp_path / "r.csv"
    ledger.append(path, ledger.read(path, heads), heads, rows)
    found = ledger.read(path, heads)
    assert [dict(row) for _, row in found.rows] == rows
    assert [n for n, _ in found.rows] == list(range(2, len(rows) + 2))
    assert not re.search(r'(^|[,;\t"])\s*[=+\-@＝＋－＠]', path.read_text(encoding="utf-8-sig"), re.MULTILINE)


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_lines_for_a_file_the_one_with_a_date_counts(folder: Path, turned: bool):
    """Somebody copied a line, or two spreadsheets saved one after the other."""
    _save(folder, "甲.xlsx", "甲局")
    _collect(folder)
    lines = [["2026-01-22", "微信"], ["", ""]]
    _edit(folder, lambda rows: [rows[0], *([*both, *rows[1][2:]] for both in (reversed(lines) if turned else lines))])
    report, _ = _collect(folder, "2026-01-28")
    receipt = report.receipt(report.files[0])
    assert receipt is not None
    assert (receipt.received, receipt.by) == ("2026-01-22", "微信")


def test_an_open_register_costs_the_run_nothing_else(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """The summary is written, the clerk is told what to do, and the next run catches up."""
    _save(folder, "甲.xlsx", "甲局")
    whole = disk.write

    def write(path: Path, data: bytes, **options: Any) -> None:
        if path.name == "收件登记.csv":
            raise CannotGoOn("stop.write", path=path, detail="没有权限") from PermissionError(13, "")
        whole(path, data, **options)

    monkeypatch.setattr(disk, "write", write)
    _, told = _collect(folder)
    assert (folder / "汇总" / "2025年汇总表.xlsx").is_file()
    assert "（没有权限），新收到的1个文件还没有登记。如该文件正在WPS或Excel中打开，请关闭后重新汇总。" in told[0]
    monkeypatch.undo()
    _collect(folder)
    assert len(_rows(folder)) == 2


def test_a_register_that_cannot_be_read_is_left_alone(folder: Path):
    """Nobody is called late for it, though a day was given."""
    _save(folder, "甲.xlsx", "甲局")
    (folder / "收件登记.csv").mkdir()
    report, told = _collect(folder, "2026-01-28")
    assert "无法读取" in told[0]
    assert not _found(report, "R-LATE")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("收到日期,单位\n1,2\n".encode(), "缺少这些列：sha256"),
        (f'{",".join(HEADS)}\n"2026'.encode(), "引号不成对"),
        (f'{",".join(HEADS)}\n2026-01-20,"微信,a.xlsx'.encode(), "引号不成对"),
        (b"\xff\xfea", "编码不认识"),
    ],
)
def test_a_broken_register_stops_the_run_and_is_not_touched(folder: Path, data: bytes, words: str):
    """It is somebody's work."""
    _save(folder, "甲.xlsx", "甲局")
    (folder / "收件登记.csv").write_bytes(data)
    with pytest.raises(CannotGoOn, match=words):
        _collect(folder)
    assert (folder / "收件登记.csv").read_bytes() == data
    assert not (folder / "汇总" / "2025年汇总表.xlsx").exists()


def test_what_the_clerk_saved_meanwhile_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """The file is read again when it is written."""
    from gaokai_xlsx.results import summary

    _save(folder, "甲.xlsx", "甲局")
    _collect(folder)
    _save(folder, "乙.xlsx", "乙局")
    whole = summary.build

    def build(report: Report) -> bytes:
        _edit(folder, _dated({"甲.xlsx": "2026/1/15"}))
        return whole(report)

    monkeypatch.setattr(summary, "build", build)
    _collect(folder)
    assert [(row[0], row[2]) for row in _rows(folder)[1:]] == [("2026/1/15", "甲.xlsx"), ("", "乙.xlsx")]


def test_outside_of_a_campaign_nothing_is_noted(tmp_path: Path):
    """Nor for another year, nor where it is switched off."""
    folder = _campaign(tmp_path)
    _save(folder, "甲.xlsx", "甲局")
    collect([folder / "回收"], tmp_path / "s.xlsx", year=2025)
    settings = (folder / "gaokai.toml").read_text(encoding="utf-8")
    (folder / "gaokai.toml").write_text(settings.replace('"收件登记.csv"', '""'), encoding="utf-8")
    _collect(folder)
    (folder / "gaokai.toml").write_text(settings, encoding="utf-8")
    _collect(folder, year=2024)
    assert not list(tmp_path.rglob("收件登记.csv"))


def test_a_register_among_the_returned_files_is_no_return(folder: Path):
    """Wherever the settings put it."""
    settings = (folder / "gaokai.toml").read_text(encoding="utf-8")
    (folder / "gaokai.toml").write_text(settings.replace('"收件登记.csv"', '"回收/登记.csv"'), encoding="utf-8")
    _save(folder, "甲.xlsx", "甲局")
    for _ in range(2):
        report, _ = _collect(folder)
    assert [s.path for s in report.files] == ["甲.xlsx"]


# ---- lateness


def test_without_a_day_there_is_no_word_about_lateness(folder: Path):
    """On the terminal, in the summary, in the JSON."""
    _save(folder, "甲.xlsx", "甲局")
    _collect(folder)
    _edit(folder, _dated({"甲.xlsx": "2026-03-01"}))
    report, _ = _collect(folder, json=folder / "a.json")
    book = openpyxl.load_workbook(folder / "汇总" / "2025年汇总表.xlsx")
    shown = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value]
    for text in (collected(report, "x"), (folder / "a.json").read_text(encoding="utf-8"), *shown):
        assert not re.search("逾期未报|已逾期|迟报", text), text
    assert not report.late


def test_a_unit_without_a_report_is_overdue_after_its_deadline(folder: Path):
    """By so many days; not on the day itself, not where it is still to come; a scan is no report."""
    _save(folder, "甲.xlsx", "甲局")
    (folder / "回收" / "丙局盖章.pdf").write_bytes(b"%PDF-1.4 x")
    report, _ = _collect(folder, "2026年1月28日", json=folder / "a.json")
    assert _found(report, "R-MISSING") == [
        ("R-MISSING/overdue", "【请核实·逾期未报】“乙局”（编码002）未报送2025年度年报表，报送截止2026年1月20日，已逾期8天。"),
        (
            "R-MISSING/attachment-overdue",
            "【请核实·逾期未报】“丙局”（编码003）只收到《丙局盖章.pdf》，未收到2025年度年报表，报送截止2026年1月20日，已逾期8天。",
        ),
        ("R-MISSING", "【请核实·未报送】“丁局”（编码004）未报送2025年度年报表。"),
    ]
    schema = json.loads((ROOT / "tests/contract/findings.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads((folder / "a.json").read_text(encoding="utf-8")), schema)
    shown = collected(report, "x")
    assert "  逾期未报2家（报送截止2026年1月20日，已逾期8天）：乙局、丙局\n" in shown
    assert "“丙局”（编码003）只收到《丙局盖章.pdf》" in shown
    assert "“乙局”（编码002）" not in shown
    report, _ = _collect(folder, "2026-01-20")
    assert not report.late


def test_the_first_report_decides_who_is_late(folder: Path):
    """On the day is in time; what came later, was superseded or moved away does not matter; a scan is no report."""
    for unit in ("甲局", "乙局", "丙局"):
        _save(folder, f"{unit}.xlsx", unit, BALANCED | {"requests.new.natural": 1})
    (folder / "回收" / "丁局盖章.pdf").write_bytes(b"%PDF-1.4 x")
    _save(folder, "丁局.xlsx", "丁局")
    _collect(folder)
    _edit(
        folder,
        _dated(
            {
                "甲局.xlsx": "2026/1/20",
                "乙局.xlsx": "1月21日",
                "丙局.xlsx": "46041",
                "丁局盖章.pdf": "2026-01-05",
                "丁局.xlsx": "2026-02-05",
            }
        ),
    )
    (folder / "回收" / "丙局.xlsx").unlink()
    _save(folder, "丙局2.xlsx", "丙局")
    _save(folder, "甲局2.xlsx", "甲局")
    (folder / "回收" / "甲局.xlsx").unlink()
    (folder / "回收" / "丁局盖章.pdf").unlink()
    report, _ = _collect(folder, "2026-02-10")
    assert not [rule for rule, _ in _found(report, "R-LATE") if rule == "R-LATE/unknown"]
    assert {name: (late.received, late.days) for name, late in report.late.items()} == {
        "乙局": (date(2026, 1, 21), 1),
        "丁局": (date(2026, 2, 5), 5),
    }
    assert _found(report, "R-LATE")[0] == ("R-LATE", "【请核实·迟报】“乙局”的年报表2026年1月21日收到，报送截止2026年1月20日，迟报1天。")


def test_a_line_of_the_clerks_own_counts(folder: Path):
    """What came on paper first; then it does not matter when the file came, or whether that is known."""
    _save(folder, "甲.xlsx", "甲局")
    _collect(folder)
    own = ["2026-01-19", "纸质", "", "甲局", "", "", ""]
    for day in ("2026-01-25", ""):
        _edit(folder, lambda rows, day=day: [*_dated({"甲.xlsx": day})(rows[:2]), own])  # type: ignore[misc]
        report, _ = _collect(folder, "2026-01-28")
        assert "甲局" not in report.late
        assert not _found(report, "R-LATE")


def test_what_is_not_written_down_is_not_guessed(folder: Path):
    """A report without a date, one with a date that is none, one of the year before, one from the future: each is said."""
    for unit in UNITS:
        _save(folder, f"{unit}.xlsx", unit)
    _collect(folder)
    _edit(folder, _dated({"乙局.xlsx": "1.2", "丙局.xlsx": "2025-01-19", "丁局.xlsx": "2026-10-20"}))
    report, _ = _collect(folder, "2026-02-10")
    assert {name: late.days for name, late in report.late.items()} == {"丁局": 262}
    assert [rule for rule, _ in _found(report, "R-LATE")] == ["R-LATE", "R-LATE/unknown"]
    assert "3家的年报表在收件登记中没有写明收到日期，不能判断是否迟报：甲局、乙局、丙局。" in _found(report, "R-LATE")[1][1]
    numbers = {row[2]: n for n, row in enumerate(_rows(folder), start=1)}
    wrong = sorted((numbers["乙局.xlsx"], numbers["丙局.xlsx"]))
    assert re.findall(r"第(\d+)行", _found(report, "R-DATE")[0][1]) == [str(n) for n in wrong]
    assert f"第{numbers['丁局.xlsx']}行“2026-10-20”" in _found(report, "R-DATE")[1][1]
    assert report.needs_a_person is False


def test_a_deadline_that_is_none_makes_nobody_late(tmp_path: Path):
    """It is said once, with who has it; without a deadline nothing is said."""
    folder = _campaign(tmp_path, ("另行通知", "另行通知", "", "2025-01-20"))
    _save(folder, "甲.xlsx", "甲局")
    report, _ = _collect(folder, "2026-01-28")
    assert not report.late
    assert [message for _, message in _found(report, "R-DATE")] == [
        "【请核实·报送截止有误】报送名单中2家的报送截止“另行通知”不是日期，或早于2025年12月，没有核对是否逾期：甲局、乙局。",
        "【请核实·报送截止有误】报送名单中1家的报送截止“2025-01-20”不是日期，或早于2025年12月，没有核对是否逾期：丁局。",
    ]


def test_a_deadline_may_be_a_date_of_the_spreadsheet(folder: Path):
    """As Excel keeps it, whatever the cell shows."""
    book = openpyxl.load_workbook(folder / "名单.xlsx")
    book.active["I4"] = date(2026, 1, 15)
    book.active["I4"].number_format = "yyyy/m/d"
    book.active["I5"] = 46_038
    book.active["I5"].number_format = "General"
    book.save(folder / "名单.xlsx")
    (folder / "回收" / "x.pdf").write_bytes(b"%PDF-1.4 x")
    report, _ = _collect(folder, "2026-01-28")
    assert {name: (late.due, late.days) for name, late in report.late.items()} == {
        "甲局": (date(2026, 1, 15), 13),
        "乙局": (date(2026, 1, 16), 12),
        "丙局": (date(2026, 1, 20), 8),
    }


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-28", date(2026, 1, 28)),
        ("2026/1/28", date(2026, 1, 28)),
        ("２０２６年１月２８日", date(2026, 1, 28)),
        ("20260128", date(2026, 1, 28)),
        ("1月28日", date(2026, 1, 28)),
        ("12月28日", date(2025, 12, 28)),
        ("2026-02-30", None),
        ("1.3", None),
        ("1月", None),
        ("昨天", None),
        ("1/28/2026", None),
        ("2026-1-285", None),
        ("46050", None),
        ("2026-01-28 17:00", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, day: date | None):
    """Strictly for options; months without a year lie in the year after the report year, December in it."""
    assert dates.read(text, 2025) == day


@pytest.mark.parametrize(
    "text", ["2026-01-28 17:00", "1月28日（周三）17时前", "2026年1月28日24时", "46050", "46050.7", "1月28日下班前", "2026/1/28 0:00:00"]
)
def test_cells_say_more_than_a_date(text: str):
    """A time, a weekday, 前, or the number of the day."""
    assert dates.in_cell(text, 2025) == date(2026, 1, 28)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"as_of": "1月280日"}, "--as-of的值“1月280日”不是日期。请写成"),
        ({"as_of": ""}, "--as-of的值“”不是日期"),
        ({"as_of": "2025-01-28"}, "早于2025年12月，那时还没有开始收2025年度的年报。请核对年份。"),
        ({"as_of": "1月28日", "year": None}, "不是日期。请写成2026-01-28"),
        ({"due": "下周"}, "--due的值“下周”不是日期"),
    ],
)
def test_nonsense_is_refused(folder: Path, options: dict[str, Any], words: str):
    """Before anything is written."""
    _save(folder, "甲.xlsx", "甲局")
    with pytest.raises(Usage, match=words):
        _collect(folder, **options)
    assert not (folder / "收件登记.csv").exists()


# ---- 催报


def _city(folder: Path) -> None:
    """One passed and late, one returned, one that sent a scan, one conflict."""
    settings = (folder / "gaokai.toml").read_text(encoding="utf-8")
    settings = settings.replace('# office = "市政府办公室政务公开科"', 'office = "政务公开科"').replace("# phone", "phone")
    (folder / "gaokai.toml").write_text(settings, encoding="utf-8")
    _save(folder, "甲.xlsx", "甲局")
    _save(folder, "乙.xlsx", "乙局", BALANCED | {"requests.new.natural": 99, "requests.new.legal": 5})
    (folder / "回收" / "丙局盖章.pdf").write_bytes(b"%PDF-1.4 x")
    _save(folder, "丁.xlsx", "丁局", ZEROS)
    _save(folder, "丁(1).xlsx", "丁局", BALANCED)
    _collect(folder)
    _edit(folder, _dated({"甲.xlsx": "2026-01-22"}))


LEADER = "应报4家，已报3家，其中审核通过1家、退回修改1家、冲突或不能计入1家；未报1家：丙局。"


def test_the_line_for_the_leader_stands_everywhere(folder: Path):
    """Terminal, also quiet; page; cover of the summary. Without a day its place is left open."""
    _city(folder)
    for options, day in ((("--as-of", "1月28日"), "截至1月28日，"), ((), "截至　　月　　日，")):
        for quiet in ((), ("-q",)):
            result = run("collect", "--report", "审核.html", *quiet, *options, cwd=folder)
            assert (result.returncode, result.stderr) == (1, "")
            assert f"可粘贴给领导：{day}{LEADER}\n" in result.stdout
        assert f'<span class="said">{day}{LEADER}</span>' in (folder / "审核.html").read_text(encoding="utf-8")
        cover = openpyxl.load_workbook(folder / "汇总" / "2025年汇总表.xlsx")["封面"]
        assert day + LEADER in [row[1].value for row in cover.iter_rows(max_col=2)]


def test_reminders_are_one_line_a_unit(folder: Path):
    """What is missing or wrong, until when, whom to ask; for Windows' own editor."""
    _city(folder)
    result = run("collect", "--as-of", "2026-01-28", "--due", "2026-02-05", "--reminders", "催报.txt", cwd=folder)
    assert result.stdout.endswith("催报：催报.txt\n")
    data = (folder / "催报.txt").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    ask = "咨询电话：政务公开科 0000-0000000。"
    assert data.decode("utf-8-sig").split("\r\n") == [
        "催报·2025年度年报表",
        "",
        f"截至1月28日，{LEADER}",
        "",
        "未报（1家）",
        f"丙局：只收到《丙局盖章.pdf》，2025年度年报表（.xlsx）还没有收到，报送截止1月20日，已逾期8天，请尽快报送。{ask}",
        "",
        "退回（1家）",
        f"乙局：《乙.xlsx》有2处须改正：收办不平（表三依申请公开D28）、收办不平（表三依申请公开H28）。请于2026年2月5日前改正后重新报送。{ask}",
        "",
        "冲突（1家）",
        f"丁局：报来的《丁(1).xlsx》、《丁.xlsx》数字不一致，请于1月31日前书面或电话确认以哪一份为准。{ask}",
        "",
        "迟报（1家）",
        f"甲局：年报表1月22日才收到，比报送截止（1月20日）迟2天，以后请按时报送。{ask}",
        "",
    ]
    assert run("collect", "--reminders", "催报.txt", cwd=folder).returncode == 1
    again = (folder / "催报.txt").read_text(encoding="utf-8-sig")
    assert "逾期" not in again
    assert "丙局：只收到《丙局盖章.pdf》，2025年度年报表（.xlsx）还没有收到，请于1月20日前报送。" in again


def test_reminders_name_what_could_not_be_read(folder: Path):
    """A unit whose only file is damaged is told so; an included one is told its faults. Files of one name go by their path."""
    _save(folder, "甲局/表.xlsx", "甲局", BALANCED | {"requests.new.natural": 99})
    (folder / "回收" / "乙局").mkdir()
    (folder / "回收" / "乙局" / "表.xlsx").write_bytes(b"PK\x03\x04x")
    _collect(folder, reminders=folder / "催报.txt", include_failed=True)
    text = (folder / "催报.txt").read_text(encoding="utf-8-sig")
    assert "甲局：《甲局/表.xlsx》有1处须改正：收办不平（表三依申请公开D28）。请于1月20日前改正后重新报送。\n" in text
    assert "\n退回（1家）\n乙局" in text  # as many as the leader's line says
    assert "\n未通过但已计入（1家，数字已先计入，仍要改正）\n甲局" in text
    assert "乙局：《乙局/表.xlsx》有1处须改正：文件损坏。请于1月20日前改正后重新报送。\n" in text


def test_many_missing_units_do_not_fill_the_line(tmp_path: Path):
    """Thirty names, then where the others stand; the terminal still names all."""
    names = [f"第{n}局" for n in range(1, 41)]
    (tmp_path / "名单.csv").write_text("单位全称\n" + "\n".join(names), encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(issue(BALANCED, helpers.Unit(None, "第40局")))
    result = run("collect", "a.xlsx", "--roster", "名单.csv", cwd=tmp_path)
    assert "未报39家：" + "、".join(names[:30]) + "等，名单见《报送情况》。" in result.stdout
    assert "  未报：" + "、".join(names[:39]) + "\n" in result.stdout


def test_nobody_to_remind(tmp_path: Path):
    """Said so; and a text that is not ours is not written over."""
    (tmp_path / "a.xlsx").write_bytes(issue(BALANCED))
    assert run("collect", "a.xlsx", "--reminders", "催报.txt", cwd=tmp_path).returncode == 0
    assert "没有需要催报的单位。" in (tmp_path / "催报.txt").read_text(encoding="utf-8-sig")
    (tmp_path / "别的.txt").write_text("我的", encoding="utf-8")
    (tmp_path / "夹.txt").mkdir()
    for name, words in (("别的.txt", "不是本工具生成的催报"), ("催报.doc", "扩展名不对"), ("夹.txt", "是文件夹")):
        result = run("collect", "a.xlsx", "--reminders", name, cwd=tmp_path)
        assert (result.returncode, words in result.stderr) == (2, True)
    assert (tmp_path / "别的.txt").read_text(encoding="utf-8") == "我的"


def test_names_of_strangers_stay_on_their_line(tmp_path: Path):
    """No second line, no direction mark, no markup."""
    (tmp_path / "收").mkdir()
    (tmp_path / "收" / "a\n<b>\u202e.xlsx").write_bytes(issue(BALANCED | {"requests.new.natural": 1}))
    collect([tmp_path / "收"], tmp_path / "s.xlsx", reminders=tmp_path / "催报.txt", report=tmp_path / "a.html")
    lines = (tmp_path / "催报.txt").read_text(encoding="utf-8-sig").split("\n")
    assert "石嘴山市投资促进局：《a�<b>�.xlsx》有1处须改正" in lines[5]
    assert "《a�&lt;b&gt;�.xlsx》有1处须改正" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_the_board_shows_register_and_deadlines(folder: Path):
    """收到日期 in one form, 方式, 版次, 报送截止, 迟报; outside of a campaign none of these columns."""
    _city(folder)
    _edit(folder, lambda rows: [[row[0], "微信" if row[2] == "甲.xlsx" else row[1], *row[2:]] for row in rows])
    _collect(folder, "2026-01-28")
    rows = list(openpyxl.load_workbook(folder / "汇总" / "2025年汇总表.xlsx")["报送情况"].iter_rows(values_only=True))
    assert rows[0][-5:] == ("收到日期", "方式", "版次", "报送截止", "迟报")
    assert {row[2]: row[-5:] for row in rows[1:4]} == {
        "甲局": ("2026年1月22日", "微信", "1", PAST, "迟报2天"),
        "乙局": ("", "", "1", PAST, ""),
        "丙局": ("", "", "", PAST, "逾期8天"),
    }
    collect([folder / "回收"], folder / "s.xlsx", year=2025)
    assert openpyxl.load_workbook(folder / "s.xlsx")["报送情况"].max_column == 8


@pytest.mark.client
def test_lines_are_copied_from_the_page_without_the_net(folder: Path, browser: Any):
    """One line, a group of lines; also where the browser has no clipboard; without script there is no button."""
    _city(folder)
    page_file = folder / "审核.html"
    _collect(folder, "2026-01-28", report=page_file)
    for clipboard in (True, False):
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        context.set_offline(True)
        page = context.new_page()
        if not clipboard:
            page.add_init_script("window.kept = navigator.clipboard; Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        page.goto(page_file.as_uri())

        def pasted(page: Any = page) -> str:
            return page.evaluate("(window.kept || navigator.clipboard).readText()")

        page.click("#overview > .paste .copy")
        page.wait_for_function("document.getElementById('copied').textContent === '已复制'")
        assert pasted() == f"截至1月28日，{LEADER}"
        page.click("#reminders summary")
        page.locator("#reminders li .copy").first.click()
        page.wait_for_timeout(100)
        assert pasted().startswith("丙局：只收到")
        page.locator("#reminders h3 .copy").nth(1).click()
        page.wait_for_timeout(100)
        assert pasted().startswith("乙局：《乙.xlsx》")
        assert page.locator(".copy").last.inner_text() == "复制"
        context.close()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    assert page.locator(".copy:visible").count() == 0
    assert page.locator("#overview > .paste").is_visible()
    context.close()


# ---- the terminal


@pytest.mark.parametrize("width", ["24", "40", "80", "200"])
@pytest.mark.parametrize("command", [(), ("collect",), ("init",), ("diff",)])
def test_help_fits_the_terminal(command: tuple[str, ...], width: str):
    """Two columns a Chinese character; nothing cut, nothing English."""
    import os
    import subprocess
    import sys

    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": width}
    result = subprocess.run(
        [sys.executable, "-m", "gaokai_xlsx", *command, "--help"], env=environment, capture_output=True, encoding="utf-8"
    )
    # A word of ASCII stays whole: the usage line and file names may be longer than 24 columns.
    assert max(map(columns, result.stdout.splitlines())) <= max(int(width), 30)
    assert not re.search(r"Show|exit|\.\.\.|[{}]", result.stdout)
    assert "显示本说明。" in result.stdout


def test_names_and_descriptions_stand_in_two_columns():
    """All descriptions begin in the same column."""
    lines = [line for line in run("collect", "--help").stdout.splitlines() if re.match(r"  -", line)]
    starts = {columns(re.match(r"  \S.*?  +", line)[0]) for line in lines}  # type: ignore[index]
    assert len(lines) > 10
    assert len(starts) == 1


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("collct",), "没有“collct”这个命令（是不是collect？）。请运行 gaokai-xlsx --help 查看用法。"),
        (("collect", "--as-of"), "选项--as-of后面要写一个值。请运行 gaokai-xlsx collect --help 查看用法。"),
        (("collect", "x", "--as-of="), "--as-of的值“”不是日期"),
    ],
)
def test_slips_are_answered_in_chinese(args: tuple[str, ...], words: str):
    """With the command to look up."""
    result = run(*args)
    assert result.returncode == 2
    assert words in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_stderr_keeps_the_exit_code():
    """1 would say that something was found."""
    import os
    import subprocess
    import sys

    with Path("/dev/full").open("w", encoding="utf-8") as full:
        result = subprocess.run(
            [sys.executable, "-m", "gaokai_xlsx", "foo"], env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=full, check=False
        )
    assert result.returncode == 2


def test_no_colour_at_all(folder: Path):
    """NO_COLOR has nothing to switch off."""
    _city(folder)
    assert "\x1b" not in run("collect", "--as-of", "1月28日", cwd=folder).stdout
