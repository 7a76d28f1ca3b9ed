"""Every file has one outcome, good filings add up exactly, nothing is lost and nothing invented."""

from __future__ import annotations

import hashlib
import random
import zipfile
from collections import Counter
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gaokai_xlsx import check, collect
from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.form import editions
from gaokai_xlsx.outgoing.template import Issue, build
from gaokai_xlsx.submission import Outcome
from tests import helpers
from tests.helpers import BALANCED, FORM, ZEROS, codes, edited, issue, put

UNITS = {code: helpers.Unit(code, name) for code, name in (("001", "市商务局"), ("002", "市财政局"), ("003", "市体育局"))}


@pytest.fixture
def returned(tmp_path: Path) -> Path:
    """A folder with a roster of three beside it."""
    (tmp_path / "名单.csv").write_text("编码,单位全称\n" + "".join(f"{u.code},{u.name}\n" for u in UNITS.values()), encoding="utf-8")
    (tmp_path / "回收").mkdir()
    return tmp_path / "回收"


def _save(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _collect(folder: Path, **options: Any):
    return collect([folder], folder.parent / "汇总.xlsx", roster=folder.parent / "名单.csv", **options)


def _outcomes(report: Any) -> dict[str, str]:
    return {s.path: s.outcome.value for s in report.files}


def test_every_outcome(returned: Path):
    """One file of each kind; files in equal the sum of outcomes."""
    good = issue(BALANCED, UNITS["001"])
    _save(returned, "1.xlsx", good)
    _save(returned, "1再发.xlsx", edited(good))
    _save(returned, "2.xlsx", issue(BALANCED | {"requests.new.natural": 1}, UNITS["002"]))
    _save(returned, "3a.xlsx", issue(BALANCED, UNITS["003"]))
    _save(returned, "3b.xlsx", issue(ZEROS, UNITS["003"]))
    _save(returned, "外.xlsx", issue(BALANCED, helpers.Unit(None, "市商务局下属中心")))
    _save(returned, "无名.xlsx", issue(BALANCED, None))
    _save(returned, "市商务局/盖章.pdf", b"%PDF-1.4")
    _save(returned, "坏.xlsx", b"PK\x03\x04")
    _save(returned, "~$1.xlsx", b"x")

    report, _ = _collect(returned)

    assert _outcomes(report) == {
        "1.xlsx": "counted",
        "1再发.xlsx": "duplicate",
        "2.xlsx": "returned",
        "3a.xlsx": "conflict",
        "3b.xlsx": "conflict",
        "外.xlsx": "off-roster",
        "无名.xlsx": "unrecognised",
        "市商务局/盖章.pdf": "attachment",
        "坏.xlsx": "unreadable",
        "~$1.xlsx": "ignored",
    }
    assert sum(report.account.values()) == 10
    assert report.missing == []
    assert codes(report.findings) == ["R-CONFLICT disclosure.normative.issued"]


def test_a_corrected_copy_supersedes_what_it_answers(returned: Path):
    """The sha256 in its stamp names the file it answers."""
    first = issue(BALANCED | {"requests.new.natural": 1}, UNITS["001"])
    second = build(Issue(FORM, 2025, UNITS["001"], 2, "returned", hashlib.sha256(first).hexdigest(), BALANCED))
    _save(returned, "a.xlsx", second)
    _save(returned, "b.xlsx", first)
    report, _ = _collect(returned)
    assert _outcomes(report) == {"a.xlsx": "counted", "b.xlsx": "superseded"}


def test_the_conflict_names_unit_cells_and_both_values(returned: Path):
    """As the clerk reads it."""
    _save(returned, "年报.xlsx", issue(ZEROS | {"disclosure.licensing.decisions": 2}, UNITS["001"]))
    _save(returned, "年报(1).xlsx", issue(ZEROS | {"disclosure.licensing.decisions": 5}, UNITS["001"]))
    report, _ = _collect(returned)
    conflict = next(f for f in report.findings if f.code == "R-CONFLICT")
    assert (
        "“市商务局”报来2份文件，有1格不同，如“行政许可”（B7）：《年报(1).xlsx》为5，《年报.xlsx》为2。2份均暂未计入。" in conflict.message
    )
    assert (conflict.left, conflict.right, conflict.difference) == ("5", "2", "3")


def test_missing_units_are_named(returned: Path):
    """And the run needs a person."""
    _save(returned, "1.xlsx", issue(BALANCED, UNITS["001"]))
    report, _ = _collect(returned)
    assert [u.name for u in report.missing] == ["市财政局", "市体育局"]
    assert [f.code for f in report.findings] == ["R-MISSING", "R-MISSING"]
    assert "（编码002）" in report.findings[0].message
    assert report.needs_a_person


def test_sums_of_real_reports_are_those_computed_by_hand(tmp_path: Path):
    """Each of the 200 keys over the published reports, typed in by openpyxl, claims where they state totals."""
    by_hand: Counter[str] = Counter()
    folder = tmp_path / "回收"
    folder.mkdir()
    for number, report in enumerate(helpers.real_reports()):
        typed, _ = helpers.real_figures(report)
        for key in FORM.cells:
            parts = FORM.parts.get(key, (key,))
            by_hand[key] += sum(Decimal(str(typed.get(p, 0))) for p in parts)  # type: ignore[assignment]
        data = edited(issue(unit=helpers.Unit(None, report["unit"])), put({k: float(v) for k, v in typed.items()}))
        (folder / f"{number}.xlsx").write_bytes(data)

    collected, _ = collect([folder], tmp_path / "汇总.xlsx", include_failed=True)

    assert collected.totals is not None
    assert {k: Decimal(str(v)) for k, v in collected.totals.items()} == dict(by_hand)
    assert {s.outcome for s in collected.files} == {Outcome.COUNTED}


def test_real_reports_have_exactly_their_known_breaks():
    """Totals typed over as published: the error findings are the breaks these reports really have."""
    for report in helpers.real_reports():
        typed, claims = helpers.real_figures(report)
        cells = {k: float(v) for k, v in (typed | claims).items()}
        submission = helpers.read(edited(issue(unit=helpers.Unit(None, report["unit"])), put(cells)))
        assert submission.filing is not None
        errors = [f for f in (*submission.findings, *check_filing(submission.filing)) if f.is_error]
        expected = ["T4-TOTAL challenges.suit_direct.total"] if report["unit"] == "金湖县人民政府" else []
        assert codes(errors) == expected
        assert {f.code for f in submission.findings} == {"T-TAMPERED"}


def test_failed_filings_count_only_when_asked_and_are_marked(returned: Path):
    """Cover and detail say so."""
    _save(returned, "1.xlsx", issue(BALANCED | {"requests.new.natural": 99}, UNITS["001"]))
    without, _ = _collect(returned)
    assert without.totals is not None
    assert without.totals["requests.new.natural"] == 0
    including, path = _collect(returned, include_failed=True)
    assert including.totals is not None
    assert including.totals["requests.new.natural"] == 99
    book = openpyxl.load_workbook(path)
    assert any("未通过审核" in str(c.value) for row in book["封面"].iter_rows() for c in row)
    assert "市商务局（未通过审核）" in [c.value for c in book["明细三"]["C"]]


def test_blanks_are_zero_only_when_the_clerk_says_so(returned: Path):
    """And every one of them is recorded."""
    _save(returned, "1.xlsx", edited(issue(unit=UNITS["001"]), put(dict.fromkeys(FORM.supplement, 0))))
    report, _ = _collect(returned)
    assert _outcomes(report) == {"1.xlsx": "returned"}
    report, _ = _collect(returned, blank_as_zero=True)
    assert _outcomes(report) == {"1.xlsx": "counted"}
    assert [f.code for f in report.files[0].findings] == ["V-ZEROED"] * 166


def test_the_same_content_gives_the_same_bytes_in_any_folder_and_order(tmp_path: Path):
    """Twice, elsewhere, files created in another order."""
    made = {f"{code}.xlsx": issue(BALANCED | {"challenges.review.upheld": int(code)}, unit) for code, unit in UNITS.items()}
    outputs = set()
    for place in ("甲/回收", "乙/深/回收"):
        names = list(made)
        random.shuffle(names)
        for name in names:
            _save(tmp_path / place, name, made[name])
        _, path = collect([tmp_path / place], tmp_path / place.replace("/", "_") / "汇总.xlsx")
        outputs.add(path.read_bytes())
    assert len(outputs) == 1


def test_inputs_are_never_modified_and_the_summary_is_no_input(returned: Path):
    """A summary written into the folder of returns is not read as a return the next time."""
    _save(returned, "1.xlsx", issue(BALANCED, UNITS["001"]))
    before = {p: p.read_bytes() for p in returned.iterdir()}
    _, first = collect([returned], returned / "汇总.xlsx")
    once = first.read_bytes()
    _, second = collect([returned], returned / "汇总.xlsx")
    assert second.read_bytes() == once
    assert {p: p.read_bytes() for p in before} == before


def test_a_return_is_never_overwritten(returned: Path):
    """Not when it is named as the output, nor when it lies where the output should go."""
    path = _save(returned, "1.xlsx", issue(BALANCED, UNITS["001"]))
    other = _save(returned, "2.xlsx", issue(BALANCED, UNITS["002"]))
    for paths, out in (([path], path), ([returned], other)):
        with pytest.raises(CannotGoOn):
            collect(paths, out)
    assert path.read_bytes() == issue(BALANCED, UNITS["001"])
    assert other.read_bytes() == issue(BALANCED, UNITS["002"])


def test_a_stray_file_of_another_year_is_an_error_of_its_own(returned: Path):
    """The year most files state is collected."""
    _save(returned, "1.xlsx", issue(BALANCED, UNITS["001"]))
    _save(returned, "2.xlsx", issue(BALANCED, UNITS["002"]))
    _save(returned, "3.xlsx", issue(BALANCED, UNITS["003"], year=2024))
    report, _ = _collect(returned)
    assert (report.year, report.year_guessed) == (2025, True)
    assert codes(report.files[2].findings) == ["S-YEAR"]
    assert "统计2025年1月1日至12月31日" in report.files[2].findings[0].message


def test_archives_are_folders(tmp_path: Path):
    """Members as a.zip!/b.xlsx, names in GBK, an archive inside, no path that leaves."""
    inner, outer = BytesIO(), BytesIO()
    with zipfile.ZipFile(inner, "w") as package:
        package.writestr("../../逃.xlsx", issue(BALANCED, UNITS["002"]))
    with zipfile.ZipFile(outer, "w") as package:
        info = zipfile.ZipInfo("x.xlsx")
        package.writestr(info, issue(BALANCED, UNITS["001"]))
        package.writestr("内.zip", inner.getvalue())
    data = outer.getvalue().replace(b"x.xlsx", "商.x".encode("gbk") + b"ls", 2)
    path = _save(tmp_path, "全部.zip", data.replace(b"\xc9\xcc.xls", b"\xc9\xcc.xlx"))
    report = check([path])
    assert {s.path for s in report.files} == {"全部.zip!/商.xlx", "全部.zip!/内.zip!/逃.xlsx"}
    assert all(s.outcome is Outcome.COUNTED for s in report.files)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["全部.zip"]


def test_last_years_filings_are_compared_by_unit(returned: Path):
    """--previous: the opening stock of each unit against its own closing stock."""
    last = _save(returned.parent / "上年", "旧.xlsx", issue(BALANCED, UNITS["001"], year=2024))
    _save(returned, "1.xlsx", issue(BALANCED, UNITS["001"]))
    _save(returned, "2.xlsx", issue(ZEROS, UNITS["002"]))
    report, _ = _collect(returned, previous=[last])
    found = {s.path: codes(s.findings) for s in report.files}
    assert found["2.xlsx"] == ["Y-SKIPPED"]
    assert found["1.xlsx"] == ["P-SAME", "Y-STOCK disclosure.normative.in_force"]


def test_nothing_to_collect_stops_with_what_to_do(tmp_path: Path):
    """An empty folder, a path that is not there, files without a year."""
    (tmp_path / "空").mkdir()
    for path, words in ((tmp_path / "空", "没有文件"), (tmp_path / "没有", "找不到")):
        with pytest.raises(CannotGoOn, match=words):
            collect([path], tmp_path / "汇总.xlsx")
    (tmp_path / "空" / "a.txt").write_text("x", encoding="utf-8")
    with pytest.raises(CannotGoOn, match="--year"):
        collect([tmp_path / "空"], tmp_path / "汇总.xlsx")
    assert not (tmp_path / "汇总.xlsx").exists()


@pytest.mark.parametrize("verb", [check, collect])
def test_a_missing_roster_is_said_before_the_files_are_read(returned: Path, verb: Any):
    """These can take minutes."""
    _save(returned, "a.xlsx", issue(BALANCED, UNITS["001"]))
    heard: list[int] = []
    with pytest.raises(CannotGoOn, match=r"没有\.csv"):
        verb([returned], roster=returned.parent / "没有.csv", progress=lambda done, _: heard.append(done))
    assert not heard


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_rosters_are_read_as_offices_write_them(tmp_path: Path, encoding: str):
    """A title line, foreign heads, no codes, aliases, exempt units."""
    from gaokai_xlsx import roster

    text = "2025年报送名单,,,\n序号,单位名称（全称）,简称及曾用名,报送要求\n1,市商务局,商务局、市外经贸局,应报\n2,市财政局,,免报\n,,,\n"
    (tmp_path / "r.csv").write_bytes(text.encode(encoding))
    read = roster.read(tmp_path / "r.csv")
    assert [(e.code, e.name, e.files) for e in read.entries] == [("001", "市商务局", True), ("002", "市财政局", False)]
    assert read.named("市外经贸局") == read.entries[0]


def test_every_defect_of_a_roster_is_named_by_row(tmp_path: Path):
    """All at once."""
    from gaokai_xlsx import roster

    (tmp_path / "r.csv").write_text("编码,单位全称,类别\n001,甲局,\n001,乙局,\n003,甲局,\n004,,市直部门\n005,,\n", encoding="utf-8")
    with pytest.raises(CannotGoOn) as caught:
        roster.read(tmp_path / "r.csv")
    assert [line[:4] for line in str(caught.value).splitlines()[1:]] == ["第3行：", "第4行：", "第5行："]


def test_an_xlsx_roster_is_read(returned: Path):
    """The same list as a workbook."""
    book = openpyxl.Workbook()
    book.active.append(["序号", "编码", "全称"])
    book.active.append([1, "001", "市商务局"])
    book.save(returned.parent / "名单.xlsx")
    from gaokai_xlsx import roster

    assert [e.unit for e in roster.read(returned.parent / "名单.xlsx").entries] == [helpers.Unit("001", "市商务局")]


def test_an_edition_is_read_once():
    """However it is asked for."""
    assert editions.for_year(2025) is FORM


def test_names_that_are_no_text_are_shown_and_counted(returned: Path):
    """Bytes that are no UTF-8, control and direction characters in file names; long text in a cell."""
    import os

    data = issue(BALANCED, UNITS["001"])
    for name in (b"\xff\xfe.xlsx", b"a\x1b[31m.xlsx", "b\u202e.xlsx".encode(), b"<b>&.xlsx"):
        with open(os.path.join(os.fsencode(returned), name), "wb") as stream:  # noqa: PTH118, PTH123 - pathlib knows no bytes
            stream.write(data)
    _save(returned, "长.xlsx", edited(issue(ZEROS, UNITS["002"]), put({"requests.new.natural": "长" * 30_000})))
    report, path = _collect(returned, json=returned.parent / "r.json")
    assert len(report.files) == 5
    assert not [s.path for s in report.files if any(ord(c) < 32 or c == "\u202e" for c in s.path)]
    assert len((returned.parent / "r.json").read_text(encoding="utf-8")) > 30_000
    assert openpyxl.load_workbook(path)["问题清单"].max_row > 1


def test_no_output_lands_on_an_input(returned: Path):
    """Not on a return, the roster, another output; the JSON of an earlier run may be replaced."""
    path = _save(returned, "1.xlsx", issue(BALANCED, UNITS["001"]))
    names, out = returned.parent / "名单.csv", returned.parent / "汇总.xlsx"
    for target in (path, names, out):
        before = target.read_bytes() if target.exists() else None
        with pytest.raises(CannotGoOn):
            collect([returned], out, roster=names, json=target)
        assert (target.read_bytes() if target.exists() else None) == before
    for _ in range(2):
        _, summary = collect([returned], returned / "汇总.xlsx", json=returned / "r.json")
    assert summary.is_file()


def test_files_of_one_name_in_folders_of_one_name_are_all_counted(tmp_path: Path):
    """Whatever the order of the arguments, with the same bytes."""
    paths = [tmp_path / where / "x" / "年报.xlsx" for where in "abc"]
    for path, unit in zip(paths, UNITS.values(), strict=True):
        _save(path.parent, path.name, issue(BALANCED, unit))
    outputs = set()
    for order in (paths, [p.parent for p in reversed(paths)]):
        report, summary = collect(order, tmp_path / "s.xlsx")
        assert _outcomes(report) == {f"{where}/x/年报.xlsx": "counted" for where in "abc"}
        outputs.add(summary.read_bytes())
    assert len(outputs) == 1


def test_include_failed_never_adds_what_is_nobodys_or_anothers(returned: Path):
    """Off the roster and unbalanced, disputed between two units, of another edition."""
    _save(returned, "1.xlsx", issue(BALANCED | {"requests.new.natural": 99}, helpers.Unit(None, "名单外的局")))
    disputed = edited(issue(BALANCED, UNITS["001"]), lambda book: book["封面"].__setitem__("B4", "市财政局"))
    _save(returned, "2.xlsx", disputed)
    old = editions.load("2019")
    _save(returned, "3.xlsx", build(Issue(old, 2020, UNITS["003"], figures=dict.fromkeys(old.typed, 1))))
    report, _ = _collect(returned, include_failed=True, year=2025)
    assert report.counted == []
    assert "R-UNKNOWN" in {f.code for f in report.files[0].findings}
    assert "S-UNIT" in {f.code for f in report.files[1].findings}
    assert {"S-EDITION", "S-YEAR"} <= {f.code for f in report.files[2].findings}


@pytest.mark.skipif(not hasattr(__import__("os"), "mkfifo"), reason="needs a POSIX file system")
def test_what_is_no_file_does_not_disappear(returned: Path):
    """A pipe, a link to nothing, a link in a circle, a linked folder: each an unreadable file, none waited for."""
    import os

    os.mkfifo(returned / "管道")
    (returned / "断").symlink_to("没有")
    (returned / "圈").symlink_to("圈")
    (returned / "夹").symlink_to(returned.parent)
    _save(returned, "1.xlsx", issue(BALANCED, UNITS["001"]))
    report, _ = _collect(returned)
    assert _outcomes(report) == {"1.xlsx": "counted", **dict.fromkeys(("管道", "断", "圈", "夹"), "unreadable")}
    assert check([returned / "管道"]).files[0].outcome is Outcome.UNREADABLE


def test_an_archive_is_opened_whatever_its_folders_are_called(tmp_path: Path):
    """word/, xl/ and names of Apple's archiver."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("excel/年报.xlsx", issue(BALANCED))
        package.writestr("word/报告.txt", "x")
        package.writestr("xl/说明.txt", "x")
        package.writestr("__MACOSX/._年报.xlsx", b"\x00\x05\x16\x07")
    report = check([_save(tmp_path, "a.zip", out.getvalue())])
    assert _outcomes(report)["a.zip!/excel/年报.xlsx"] == "counted"
    assert _outcomes(report)["a.zip!/__MACOSX/._年报.xlsx"] == "ignored"
    assert len(report.files) == 4


def test_an_archive_cannot_fill_the_memory(tmp_path: Path):
    """Members that unpack to far more than they hold are refused one by one."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("零.xlsx", bytes(29 * 2**20))
        package.writestr("好.xlsx", issue(BALANCED))
    report = check([_save(tmp_path, "a.zip", out.getvalue())])
    assert {s.path: [f.code for f in s.findings if f.is_error] for s in report.files} == {
        "a.zip!/零.xlsx": ["F-BOMB"],
        "a.zip!/好.xlsx": [],
    }


def test_a_return_that_bears_the_name_of_a_summary_is_a_return(returned: Path, monkeypatch: pytest.MonkeyPatch):
    """Only what carries the stamp of a summary is left aside."""
    monkeypatch.chdir(returned)
    _save(returned, "2023年汇总表.xlsx", issue(BALANCED, UNITS["001"]))
    report, _ = collect([returned], returned.parent / "s.xlsx")
    assert _outcomes(report) == {"2023年汇总表.xlsx": "counted"}


def test_last_year_must_be_the_year_before_and_come_once(returned: Path):
    """A filing of the same year compares with nothing."""
    path = _save(returned, "1.xlsx", issue(BALANCED, UNITS["001"]))
    with pytest.raises(CannotGoOn, match="应是2024年度"):
        check([path], previous=[path])
    for name in ("a.xlsx", "b.xlsx"):
        _save(returned.parent / "上年", name, issue(ZEROS | {"challenges.review.upheld": len(name)}, UNITS["001"], year=2024))
    _save(returned.parent / "上年", "b.xlsx", issue(BALANCED, UNITS["001"], year=2024))
    with pytest.raises(CannotGoOn, match="有两份：市商务局"):
        check([path], previous=[returned.parent / "上年"])


def test_a_file_named_for_another_unit_is_worth_a_look(returned: Path):
    """It counts for the unit it says it is of."""
    _save(returned, "市财政局年报.xlsx", issue(BALANCED, UNITS["001"]))
    report, _ = _collect(returned)
    assert report.files[0].outcome is Outcome.COUNTED
    assert [(f.code, f.severity.value, f.left, f.right) for f in report.files[0].findings] == [
        ("S-UNIT", "warning", "市财政局", "市商务局")
    ]


@pytest.mark.parametrize(("encoding", "separator"), [("utf-16", "\t"), ("gbk", ";"), ("utf-8", "\t")])
def test_rosters_with_other_separators(tmp_path: Path, encoding: str, separator: str):
    """As Excel saves them on other systems."""
    from gaokai_xlsx import roster

    (tmp_path / "r.csv").write_bytes(f"编码{separator}单位全称\n001{separator}市商务局\n".encode(encoding))
    assert [e.unit for e in roster.read(tmp_path / "r.csv").entries] == [helpers.Unit("001", "市商务局")]


@pytest.mark.parametrize(
    "text", ["编码,单位全称\n1," + "长" * 200_000, '编码,单位全称\n1,"没有另一半引号\n2,乙局\n', "编码,单位全称\n1,甲|乙\n"]
)
def test_odd_rosters_are_defects(tmp_path: Path, text: str):
    """Never a traceback, never an endless unit."""
    from gaokai_xlsx import roster

    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CannotGoOn, match="报送名单"):
        roster.read(tmp_path / "r.csv")


def test_a_stray_cell_far_away_does_not_stop_a_roster(tmp_path: Path):
    """Columns beyond any list are not looked at."""
    from gaokai_xlsx import roster

    book = openpyxl.Workbook()
    book.active.append(["编码", "单位全称"])
    book.active.append(["001", "市商务局"])
    book.active["XFD15000"] = "x"
    book.save(tmp_path / "r.xlsx")
    assert len(roster.read(tmp_path / "r.xlsx").entries) == 1
