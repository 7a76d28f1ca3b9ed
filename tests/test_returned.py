"""Returned copies: the sender's values in our template, every problem shown, still to be filled in, sent back and counted."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gaokai_xlsx import collect, init
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.cells.model import Workbook
from gaokai_xlsx.cells.reader import read as read_cells
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.outgoing.template import Issue, build
from gaokai_xlsx.stamp import Stamp
from tests import helpers
from tests.helpers import BALANCED, FORM, TABLE3, ZEROS, codes, edited, insert_row, issue, put, read, run
from tests.seeds import own_table

UNIT = helpers.Unit("001", "市商务局")
OTHER = helpers.Unit("002", "市财政局")
LIST, T2, T4 = "问题清单", "表二主动公开", "表四复议诉讼"
LONG = "长" * 3000
FAULTS: dict[str, object] = {
    "disclosure.fees.amount": "2000万",
    "disclosure.licensing.decisions": "=HYPERLINK(1)",
    "disclosure.penalty.decisions": "@SUM(A1)",
    "disclosure.coercion.decisions": "+1+1",
    "disclosure.regulations.issued": date(2025, 1, 2),
    "requests.granted.company": "无",
    "requests.granted.research": LONG,
    "requests.granted.welfare": "a_x0001_<b>&",
    "requests.partial.other": -3,
    "requests.new.legal": "=A1",
    "requests.granted.legal": "12件",
    "requests.partial.legal": "=1+2",
    "requests.rejected_repeat.natural": 1.5,
    "requests.rejected_petition.natural": "#REF!",
    "requests.rejected_petition.company": True,
    "requests.new.other": None,
}

_LAST = BALANCED | {"requests.granted.natural": 8, "requests.carried_out.natural": 3}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A roster beside a folder of returns."""
    text = "编码,单位全称,报送截止\n001,市商务局,2026-1-20\n002,市财政局,1月底\n003,石嘴山市投资促进局,\n"
    (tmp_path / "名单.csv").write_text(text, encoding="utf-8")
    (tmp_path / "回收").mkdir()
    return tmp_path


def _save(office: Path, name: str, data: bytes) -> bytes:
    path = office / "回收" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return data


def _collect(office: Path, **options: Any) -> Any:
    options = {"roster": office / "名单.csv", "year": 2025, "returns": office / "退回"} | options
    return collect([office / "回收"], office / "汇总.xlsx", **options)[0]


def _copies(office: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted((office / "退回").glob("*"))}


def _copy(office: Path, data: bytes, **options: Any) -> bytes:
    """The one copy that answers one file."""
    _save(office, "年报.xlsx", data)
    report = _collect(office, **options)
    assert [s.outcome.value for s in report.files] == ["returned"]
    (copy,) = _copies(office).values()
    return copy


def _outcomes(report: Any) -> dict[str, str]:
    return {s.path: s.outcome.value for s in report.files}


def _shown(data: bytes, sheet: str, cell: str) -> Any:
    return openpyxl.load_workbook(BytesIO(data), data_only=True)[sheet][cell].value


def _lines(data: bytes) -> list[tuple[Any, ...]]:
    """The rows of 问题清单 as they are shown: number, severity, place, what, what to do, state."""
    rows = openpyxl.load_workbook(BytesIO(data), data_only=True)[LIST].iter_rows(min_row=6, max_col=6, values_only=True)
    found = []
    for row in rows:
        if not isinstance(row[0], int):
            break
        found.append(row)
    return found


def _entries(book: Any) -> None:
    book["封面"]["B6"], book["封面"]["B7"], book["封面"]["B10"] = "张三", 13800000000, "2026年1月5日"
    book["差异说明"]["G2"] = "机构改革，转入2件"
    book["差异说明"]["B14"], book["差异说明"]["G14"] = "其他情况", "=1+1是文字"
    book["差异说明"]["G14"].data_type = "s"


def _as_text(book: Any) -> None:
    """What begins with = as a string, not as a formula."""
    cell = book[T2][address(FORM, "disclosure.licensing.decisions")[1]]
    cell.data_type = "s"


# ---------------------------------------------------------------------------------------------- what a copy holds


def test_the_senders_values_survive_as_they_stood(office: Path):
    """Numbers, texts, blanks, declaration, cover, reasons; nothing becomes a formula; accepted arithmetic is its result."""
    cleared = {k: None for k in FORM.typed if k.startswith("challenges.")}
    sent = edited(issue(BALANCED, UNIT), put(FAULTS | cleared), _as_text, _entries, lambda book: book[T4].__setitem__("R2", "是"))
    copy = openpyxl.load_workbook(BytesIO(_copy(office, sent)))
    expected = (
        BALANCED
        | FAULTS
        | cleared
        | {
            "disclosure.regulations.issued": "2025-01-02",
            "requests.granted.welfare": "a�<b>&",
            "requests.partial.legal": 3,
            "requests.rejected_petition.company": "TRUE",
            "disclosure.fees.amount": "2000万",
        }
    )
    for key in (*FORM.typed, *FORM.supplement):
        sheet, cell = address(FORM, key)
        value = expected[key]
        shown = copy[sheet][cell].value
        assert shown == (float(value) if not isinstance(value, str | int | None) else value), key
        assert copy[sheet][cell].data_type in ("s", "n"), key
        assert not copy[sheet][cell].protection.locked
    assert copy[T4]["R2"].value == "是"
    assert copy[T2]["G2"].value == "否"
    assert copy["封面"]["B6"].value == "张三"
    assert copy["封面"]["B7"].value == "13800000000"
    assert copy["封面"]["B10"].value == "2026年1月5日"
    assert copy["差异说明"]["G2"].value == "机构改革，转入2件"
    assert (copy["差异说明"]["B14"].value, copy["差异说明"]["G14"].value) == ("其他情况", "=1+1是文字")
    assert copy["差异说明"]["G14"].data_type == "s"


def test_a_copy_is_a_whole_template_with_one_sheet_more(office: Path):
    """Sheets, locks, structure lock, live totals, validation; the stamp answers the file, one issue later."""
    sent = edited(issue(BALANCED, UNIT), put(FAULTS))
    data = _copy(office, sent)
    book = openpyxl.load_workbook(BytesIO(data))
    template = openpyxl.load_workbook(BytesIO(issue()))
    assert book.sheetnames == [LIST, *template.sheetnames]
    assert book.active.title == LIST
    assert book.security.lockStructure
    assert all(sheet.protection.sheet for sheet in book)
    for key in FORM.derived:
        sheet, cell = address(FORM, key)
        assert book[sheet][cell].value == template[sheet][cell].value
    stamp = read(data).stamp
    assert stamp == Stamp("2021", 2025, "001", "市商务局", 2, "returned", hashlib.sha256(sent).hexdigest())
    assert not [c.comment for sheet in book for row in sheet.iter_rows() for c in row if c.comment]


def test_the_list_names_place_problem_remedy_and_date(office: Path):
    """Errors first; each link leads to its cell; the same words beside the table and as the cell's prompt."""
    data = _copy(
        office, edited(issue(BALANCED, UNIT), put(FAULTS)), campaign=Campaign(office, "石嘴山市", 2025, office="市政府办", phone="1234567")
    )
    book = openpyxl.load_workbook(BytesIO(data))
    lines = _lines(data)
    assert [line[1] for line in lines] == sorted((line[1] for line in lines), key=["须改正", "请核实", "提示"].index)
    assert {line[5] for line in lines} == {"待改正", "待核实"}
    opening = [book[LIST].cell(row, 1).value for row in (1, 2, 3)]
    assert opening[0] == "问题清单（退回修改）"
    assert "《年报.xlsx》" in opening[1]
    assert opening[2] == "改正期限：2026年1月20日。　咨询电话：市政府办 1234567"
    targets = {c.coordinate: c.hyperlink.location for row in book[LIST].iter_rows() for c in row if c.hyperlink}
    for row, line in enumerate(lines, start=6):
        sheet, cell = targets[f"C{row}"].replace("'", "").split("!")
        assert line[2] == f"《{sheet}》{cell}"
        assert f"（{cell}）" in line[3]
    number, *_ = next(line for line in lines if "“无”" in line[3])
    beside = [c.value for row in book[TABLE3].iter_rows(min_col=12, max_col=12) for c in row if str(c.value).startswith(f"{number}. ")]
    assert len(beside) == 1
    assert "填的是“无”" in beside[0]
    prompts = {str(v.sqref): (v.promptTitle, v.prompt) for v in book[TABLE3].data_validations.dataValidation}
    assert prompts["E6"][0] == "须改正·不是数字"
    assert "填的是“无”" in prompts["E6"][1]
    assert all(len(prompt or "") <= 255 for _, prompt in prompts.values())


def test_the_date_of_the_command_wins_and_must_be_one(office: Path):
    """--due over the roster; nothing where nobody gave one."""
    bad = issue(BALANCED | {"requests.new.natural": 13}, UNIT)
    assert "改正期限：2026年2月1日。" in _shown(_copy(office, bad, due="2026-02-01"), LIST, "A3")
    assert "改正期限：2026年1月20日。" in _shown(_copy(office, bad), LIST, "A3")
    assert not _shown(_copy(office, bad, roster=None), LIST, "A3")
    for wrong in ("2026-02-30", "明天"):
        with pytest.raises(CannotGoOn, match="不是日期"):
            _collect(office, due=wrong)


def test_bytes_repeat(office: Path):
    """Twice, and with other files around."""
    bad = edited(issue(BALANCED, UNIT), put(FAULTS), _entries)
    first = _copy(office, bad)
    _save(office, "好.xlsx", issue(BALANCED, OTHER))
    _collect(office)
    assert list(_copies(office).values()) == [first]


# ---------------------------------------------------------------------------------------------- clients


@pytest.mark.client
@pytest.mark.parametrize("case", ["template", "own", "moved", "open", "year"])
def test_libreoffice_recalculates_to_the_cached_values(case: str, office: Path, tmp_path: Path):
    """Every formula of the copy by force, and the copy is valid Open XML."""
    options: dict[str, Any] = {"previous": [tmp_path / "上年"]}
    (tmp_path / "上年").mkdir()
    (tmp_path / "上年" / "1.xlsx").write_bytes(
        issue(ZEROS | {"requests.new.company": 4, "requests.carried_out.company": 4}, UNIT, year=2024)
    )
    sent = {
        "template": lambda: edited(issue(BALANCED, UNIT), put(FAULTS | {"requests.carried_in.natural": "2件"}), _entries),
        "own": lambda: edited(own_table(), lambda book: book.active.__setitem__("B4", "无")),
        "moved": lambda: edited(issue(BALANCED | {"requests.new.natural": 13}, UNIT), insert_row(10), _spoilt_heading),
        "open": lambda: edited(issue(BALANCED, UNIT), lambda book: book["封面"].__setitem__("B4", "市财政局")),
        "year": lambda: issue(BALANCED, UNIT, year=2023),
    }[case]()
    source = tmp_path / "t.xlsx"
    source.write_bytes(_copy(office, sent, **options))
    again = helpers.libreoffice(source, "xlsx", tmp_path, recalculate=True)
    ours, theirs = (openpyxl.load_workbook(path, data_only=True) for path in (source, again))
    compared = 0
    for sheet in openpyxl.load_workbook(source):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    mine, other = (book[sheet.title][cell.coordinate].value for book in (ours, theirs))
                    assert (mine or None) == (other or None), (sheet.title, cell.coordinate)
                    compared += 1
    assert compared > 400
    audit = subprocess.run([sys.executable, "-m", "openxml_audit", str(source)], capture_output=True, encoding="utf-8", check=False)
    assert "Errors: 0" in audit.stdout + audit.stderr


def _spoilt_heading(book: Any) -> None:
    book[TABLE3]["C15"] = "随便改的"


@pytest.mark.client
@pytest.mark.parametrize("kind", ["openpyxl", "xlsx", "ods", "xls"])
def test_a_copy_corrected_at_the_marked_cells_is_counted_and_its_ancestor_superseded(kind: str, office: Path, tmp_path: Path):
    """Through openpyxl, and through LibreOffice into three formats."""
    faults = {"disclosure.fees.amount": "2000万", "requests.granted.company": "无", "requests.new.natural": 13}
    copy = _copy(office, edited(issue(BALANCED, UNIT), put(faults), _entries))
    mended = edited(copy, put({"disclosure.fees.amount": 2000, "requests.granted.company": 0, "requests.new.natural": 12}))
    if kind != "openpyxl":
        (tmp_path / "改.xlsx").write_bytes(mended)
        mended = helpers.libreoffice(tmp_path / "改.xlsx", kind, tmp_path, recalculate=True).read_bytes()
    _save(office, "改.xlsx", mended)
    report = _collect(office)
    assert _outcomes(report) == {"年报.xlsx": "superseded", "改.xlsx": "counted"}
    filing = report.counted[0].filing
    assert filing is not None
    assert dict(filing.typed) == BALANCED | {"disclosure.fees.amount": 2000}
    assert filing.written.reasons == {"Y-CARRY requests.carried_in.natural": "机构改革，转入2件"}
    assert filing.written.entries["filler"] == "张三"


@pytest.mark.client
def test_states_and_lights_follow_while_it_is_corrected(office: Path, tmp_path: Path):
    """In a live LibreOffice: mended cells, an explained point, a filled table."""
    from tests.test_live import _drive

    (tmp_path / "上年").mkdir()
    (tmp_path / "上年" / "1.xlsx").write_bytes(issue(_LAST, UNIT, year=2024))
    faults = {"disclosure.fees.amount": "无", "requests.new.natural": 13, "requests.partial.other": -3, "challenges.review.upheld": None}
    copy = _copy(office, edited(issue(BALANCED | {"disclosure.normative.in_force": 74}, UNIT), put(faults)), previous=[tmp_path / "上年"])
    lines = _lines(copy)
    places = {line[2]: f"F{row}" for row, line in enumerate(lines, start=6) if "不衔接" not in line[3]}
    carry = {f"F{row}" for row, line in enumerate(lines, start=6) if "上年结转不衔接" in line[3]}
    show: list[object] = ["show", [[LIST, cell] for cell in (*places.values(), *sorted(carry), "A4")]]
    steps: list[list[object]] = [
        show,  # type: ignore[list-item]
        ["type", T2, "B14", "3"],
        ["type", TABLE3, "I7", "0"],
        ["type", TABLE3, "D4", "12"],
        ["type", T4, "A4", "4"],
        ["type", "差异说明", "G2", "机构改革"],
        ["type", "差异说明", "G8", "机构改革"],
        show,  # type: ignore[list-item]
    ]
    before, after = _drive(copy, steps, tmp_path)[0]
    assert before[-1] == f"须改正{len([x for x in lines if x[1] == '须改正'])}处，还有{before[:-1].count('待改正')}处待改正。"
    assert set(before[: len(places)]) == {"待改正"}
    assert set(after[: len(places)]) == {"已改"}
    assert set(after[len(places) : -1]) == {"已说明"}
    assert after[-1].startswith("须改正的已全部改好")


@pytest.mark.client
def test_gnumeric_opens_a_copy(office: Path, tmp_path: Path):
    """Comments would make it unreadable there."""
    import shutil

    if shutil.which("ssconvert") is None:
        pytest.skip("Gnumeric is not installed")
    source = tmp_path / "t.xlsx"
    source.write_bytes(_copy(office, edited(issue(BALANCED, UNIT), put(FAULTS))))
    subprocess.run(["ssconvert", str(source), str(tmp_path / "g.xlsx")], check=True, capture_output=True)
    book = read_cells((tmp_path / "g.xlsx").read_bytes())
    assert isinstance(book, Workbook)
    assert book.sheets[0].name == LIST


# ---------------------------------------------------------------------------------------------- rounds, folders, names


def test_a_second_round_is_one_issue_later(office: Path):
    """A copy that comes back faulty gets a copy of its own beside the first; the last correction counts."""
    first = _copy(office, issue(BALANCED | {"requests.new.natural": 13}, UNIT))
    again = _save(office, "退回_001_市商务局_年报.xlsx", edited(first, put({"requests.new.natural": 14})))
    report = _collect(office)
    assert _outcomes(report) == {"年报.xlsx": "superseded", "退回_001_市商务局_年报.xlsx": "returned"}
    copies = _copies(office)
    assert set(copies) == {"退回_001_市商务局_年报.xlsx", "退回_001_市商务局_年报_第3版.xlsx"}
    assert copies["退回_001_市商务局_年报.xlsx"] == first
    third = copies["退回_001_市商务局_年报_第3版.xlsx"]
    assert read(third).stamp == Stamp("2021", 2025, "001", "市商务局", 3, "returned", hashlib.sha256(again).hexdigest())
    _save(office, "退回_001_市商务局_年报_第3版.xlsx", edited(third, put({"requests.new.natural": 12})))
    assert sorted(_outcomes(_collect(office)).values()) == ["counted", "superseded", "superseded"]


def test_every_faulty_file_gets_its_own_copy(office: Path):
    """Two of one unit, two of one name, one name that differs in case only."""
    wrong = BALANCED | {"requests.new.natural": 13}
    files = {
        "a/年报.xlsx": issue(wrong, UNIT),
        "b/年报.xlsx": issue(wrong | {"requests.new.natural": 15}, UNIT),
        "X.xlsx": issue(wrong | {"requests.new.natural": 16}, UNIT),
        "b/x.xlsx": issue(wrong | {"requests.new.natural": 17}, UNIT),
        "财.xlsx": issue(wrong, OTHER),
    }
    for name, data in files.items():
        _save(office, name, data)
    _collect(office)
    copies = _copies(office)
    assert len(copies) == len({name.casefold() for name in copies}) == 5
    answers = {stamp.answers for data in copies.values() if (stamp := read(data).stamp)}
    assert answers == {hashlib.sha256(data).hexdigest() for data in files.values()}
    assert "退回_002_市财政局_财.xlsx" in copies
    assert {n for n in copies if "年报" in n} == {
        f"退回_001_市商务局_年报_{hashlib.sha256(files[p]).hexdigest()[:8]}.xlsx" for p in ("a/年报.xlsx", "b/年报.xlsx")
    }


def test_nothing_that_is_not_an_untouched_copy_is_overwritten_or_deleted(office: Path):
    """A stranger's file, a copy somebody has begun to fill in, a copy for another file."""
    bad = issue(BALANCED | {"requests.new.natural": 13}, UNIT)
    copy = _copy(office, bad)
    path = office / "退回" / "退回_001_市商务局_年报.xlsx"
    other = office / "退回" / f"退回_001_市商务局_年报_{hashlib.sha256(bad).hexdigest()[:8]}.xlsx"
    for theirs in (edited(copy, put({"requests.new.natural": 12})), b"somebody's", issue(BALANCED, UNIT)):
        path.write_bytes(theirs)
        _collect(office)
        assert path.read_bytes() == theirs
        assert other.read_bytes() == copy
    path.write_bytes(build(Issue(FORM, 2025, UNIT, 2, "returned", "ab" * 32)))
    _collect(office)
    assert read(path.read_bytes()).stamp.answers == "ab" * 32  # type: ignore[union-attr]
    assert len(_copies(office)) == 2
    path.write_bytes(b"1")
    other.write_bytes(b"2")
    (office / "退回" / f"退回_001_市商务局_年报_{hashlib.sha256(bad).hexdigest()}.xlsx").write_bytes(b"3")
    before = _copies(office)
    with pytest.raises(CannotGoOn, match="已被占用"):
        _collect(office)
    assert _copies(office) == before


def test_copies_that_lie_among_the_returns_are_no_returns_until_somebody_saves_them(office: Path):
    """The folder of copies inside the folder of returns."""
    _save(office, "年报.xlsx", issue(BALANCED | {"requests.new.natural": 13}, UNIT))
    inside = office / "回收" / "退回"
    for _ in range(2):
        assert _outcomes(_collect(office, returns=inside)) == {"年报.xlsx": "returned"}
    (path,) = inside.iterdir()
    path.write_bytes(edited(path.read_bytes(), put({"requests.new.natural": 12})))
    assert sorted(_outcomes(_collect(office, returns=inside)).values()) == ["counted", "superseded"]


@pytest.mark.parametrize("name", ["../../逃.xlsx", "a\nb.xlsx", "CON:?.xlsx", "长" * 80 + ".xlsx", "=cmd|x.xlsx", "无扩展名"])
def test_names_of_copies_are_safe(office: Path, name: str):
    """Whatever the file was called, in an archive too."""
    import zipfile

    with zipfile.ZipFile(office / "回收" / "全部.zip", "w") as package:
        package.writestr(zipfile.ZipInfo(name), issue(BALANCED | {"requests.new.natural": 13}, UNIT))
    _collect(office)
    (copy,) = _copies(office)
    assert copy.startswith("退回_001_市商务局_")
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f]', copy)
    assert len(copy.encode()) < 255


def test_the_terminal_says_how_many_where_and_for_whom_not(office: Path):
    """And the exit code stays."""
    _save(office, "年报.xlsx", issue(BALANCED | {"requests.new.natural": 13}, UNIT))
    _save(office, "坏.xlsx", b"PK\x03\x04")
    _save(office, "无名.xlsx", issue(BALANCED, None))
    result = run("collect", "回收", "--roster", "名单.csv", "-o", "s.xlsx", "--returns", "退回", "--due", "2026-02-01", cwd=office)
    assert result.returncode == 1, result.stderr
    assert result.stdout.splitlines()[-1] == (
        "退回稿：1个，在退回（退回_001_市商务局_年报.xlsx），请发给填报单位。另有2个文件无法读取或无法识别，不能生成退回稿，请重新发模板给对方填写。"
    )
    wrong = run("collect", "回收", "-o", "s.xlsx", "--returns", "退回", "--due", "x", cwd=office)
    assert (wrong.returncode, "不是日期" in wrong.stderr) == (2, True)


def test_in_a_campaign_copies_go_to_its_folder(tmp_path: Path):
    """With the office's telephone; no option is needed."""
    (tmp_path / "名单.csv").write_text("编码,单位全称\n001,市商务局\n", encoding="utf-8")
    folder = init(tmp_path / "年报", city="甲市", year=2025, roster=tmp_path / "名单.csv", key=True)
    settings = folder / "gaokai.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '\nphone = "0952-1"\n', encoding="utf-8")
    assert run("template", cwd=folder).returncode == 0
    (issued,) = (folder / "下发").iterdir()
    figures = BALANCED | {"requests.new.natural": 13}
    (folder / "回收" / "a.xlsx").write_bytes(edited(issued.read_bytes(), put({k: float(v) for k, v in figures.items()})))
    assert "退回稿：1个，在" in run("collect", cwd=folder).stdout
    copy = folder / "退回" / "退回_001_市商务局_a.xlsx"
    assert "咨询电话：0952-1" in _shown(copy.read_bytes(), LIST, "A3")
    (folder / "回收" / "b.xlsx").write_bytes(edited(copy.read_bytes(), put({"requests.new.natural": 12})))
    result = run("collect", cwd=folder)
    assert result.returncode == 0, result.stdout
    assert "收到2个 ＝ 已汇总1 ＋ 已被更正1" in result.stdout
    assert "没有需要退回修改的文件" in result.stdout


# ---------------------------------------------------------------------------------------------- files of other shapes


def test_a_units_own_table_gets_our_template_with_our_addresses(office: Path):
    """Foreign: values, claims restored as formulas, entries of its foot, no address of the foreign sheet."""

    def spoil(book: Any) -> None:
        sheet = book.active
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, float):
                    cell.value = "2000万"
        total = next(c for row in sheet.iter_rows() for c in row if c.value == "一、本年新收政府信息公开申请数量")
        sheet.cell(total.row, 10).value = 999
        sheet.cell(sheet.max_row + 2, 1).value = "填报人：李四　审核人：王五　电话：123"

    sent = edited(own_table(), spoil)
    data = _copy(office, sent)
    submission = read(data)
    assert submission.stamp == Stamp("2021", 2025, "003", "石嘴山市投资促进局", 2, "returned", hashlib.sha256(sent).hexdigest())
    lines = _lines(data)
    assert any("（B14）填的是“2000万”" in line[3] for line in lines)
    total = next(line for line in lines if "横向合计不符" in line[3])
    assert (total[2], total[5]) == (f"《{TABLE3}》J4", "本文件已恢复")
    assert _shown(data, TABLE3, "J4") == 15
    assert [_shown(data, "封面", f"B{row}") for row in (6, 7, 8)] == ["李四", "123", "王五"]
    _save(office, "改.xlsx", edited(data, put({"disclosure.fees.amount": 2000})))
    assert _outcomes(_collect(office)) == {"年报.xlsx": "superseded", "改.xlsx": "counted"}


def test_what_was_not_read_is_listed_as_it_stood_and_never_becomes_zero(office: Path):
    """A heading of its own: the figures of the table with their places; its declaration is not carried over."""

    def spoil(book: Any) -> None:
        for row in book.active.iter_rows():
            for cell in row:
                if cell.value == "3.其他":
                    cell.value = "其他情形"
        book.active.cell(18, 20).value, book.active.cell(18, 21).value = "本表其余空格均为0", "是"

    data = _copy(office, edited(own_table(), spoil))
    book = openpyxl.load_workbook(BytesIO(data))
    rows = [[c.value for c in row] for row in book[LIST].iter_rows(min_row=6)]
    stood = {row[1]: (row[3], row[4]) for row in rows if row[3] and str(row[3]).startswith("《Sheet》")}
    assert stood["D4 本年新收·自然人"][1] == "12"
    assert stood["其他情形"][1] == "1"
    assert len([label for label in stood if label.startswith(("D", "E"))]) >= 40
    assert book[TABLE3]["D4"].value is None
    assert book[TABLE3]["M2"].value == "否"
    assert book[T4]["A4"].value == 4
    targets = {c.coordinate: c.hyperlink.location for row in book[LIST].iter_rows() for c in row if c.hyperlink}
    row = next(n for n, r in enumerate(rows, start=6) if r[1] == "D4 本年新收·自然人")
    assert targets[f"B{row}"] == f"'{TABLE3}'!D4"
    filled = {k: float(v) for k, v in BALANCED.items() if k.startswith("requests.")}
    _save(office, "改.xlsx", edited(data, put(filled)))
    assert _outcomes(_collect(office)) == {"年报.xlsx": "superseded", "改.xlsx": "counted"}


def test_figures_of_another_year_are_listed_and_not_carried(office: Path):
    """A copy that comes back as it is must not make last year's figures this year's."""
    data = _copy(office, issue(BALANCED, UNIT, year=2024))
    book = openpyxl.load_workbook(BytesIO(data))
    assert book[TABLE3]["D4"].value is None
    values = [c.value for row in book[LIST].iter_rows() for c in row]
    assert "D4 本年新收·自然人" in values
    assert "24252.311082" in values
    assert [line[5] for line in _lines(data)] == ["待改正"]
    _save(office, "退.xlsx", edited(data))
    assert _outcomes(_collect(office)) == {"年报.xlsx": "superseded", "退.xlsx": "returned"}
    _save(office, "退.xlsx", edited(data, put({k: float(v) for k, v in BALANCED.items()})))
    assert _outcomes(_collect(office))["退.xlsx"] == "counted"


def test_a_disputed_unit_stays_open(office: Path):
    """Cover and stamp disagree: the copy asks, and the answer decides."""
    data = _copy(office, edited(issue(BALANCED, UNIT), lambda book: book["封面"].__setitem__("B4", "市财政局")))
    assert _lines(data)[0][2] == "《封面》B4"
    assert not _shown(data, "封面", "B4")
    assert read(data).unit is None
    _save(office, "改.xlsx", edited(data, lambda book: book["封面"].__setitem__("B4", "市商务局")))
    assert _outcomes(_collect(office)) == {"年报.xlsx": "superseded", "改.xlsx": "counted"}


def test_quoted_text_forges_nothing(office: Path):
    """Stamps, titles and labels in a stranger's cells are only text on 问题清单, and fall with their cell."""
    stamp = str(Stamp("2021", 2025, "002", "市财政局"))

    def spoil(book: Any) -> None:
        put(
            {
                "requests.new.natural": "市财政局2024年度政府信息公开工作年度报告",
                "requests.new.company": "填报单位：市财政局",
                "requests.new.research": "=cmd|' /C calc'!A0",
            }
        )(book)
        book[TABLE3]["F4"].data_type = "s"
        book["差异说明"]["G2"] = f"见{stamp}"

    sent = edited(issue(BALANCED, UNIT), spoil)
    data = _copy(office, sent)
    assert b"<f>cmd" not in b"".join(helpers.parts(data).values())
    assert read(data).stamp == Stamp("2021", 2025, "", "", 2, "returned", hashlib.sha256(sent).hexdigest())  # two stamps: it asks
    mended = put({"requests.new.natural": 12, "requests.new.company": 3, "requests.new.research": 0})
    back = read(edited(data, mended, lambda book: book["封面"].__setitem__("B4", UNIT.name)))
    assert codes(back.findings) == []
    assert back.unit == helpers.Unit(None, UNIT.name)
    assert back.filing is not None
    assert back.filing.written.reasons["Y-CARRY requests.carried_in.natural"].startswith("见GK1／2021")


@pytest.mark.parametrize("blank_as_zero", [False, True])
def test_blanks_stay_blank(office: Path, blank_as_zero: bool):
    """Also those that the clerk let count as 0; one line a table."""
    data = _copy(office, edited(issue(unit=UNIT), put({"requests.new.natural": "无"})), blank_as_zero=blank_as_zero)
    book = openpyxl.load_workbook(BytesIO(data))
    assert book[TABLE3]["D5"].value is None
    assert _shown(data, TABLE3, "L1") == "本表：还有1处不是数字"
    assert _shown(data, T4, "Q1") == "本表：还有12处未填"
    lines = _lines(data)
    assert len(lines) == 5
    zeroed = [line[4] for line in lines if "空格按0计入" in line[3]]
    assert len(zeroed) == (3 if blank_as_zero else 0)
    assert all("“本表其余空格均为0”选为“是”" in remedy and "与填报单位" not in remedy for remedy in zeroed)


def test_every_file_of_the_corpus_that_is_returned_gets_a_copy_that_can_be_read(tmp_path: Path):
    """Whatever clients made of it: the copy is ours, of the same figures, and has no structural finding."""
    corpus = helpers.ROOT / "tests" / "corpus"
    report = collect([corpus], tmp_path / "s.xlsx", year=2025, returns=tmp_path / "退回")[0]
    returned = {s.sha256: s for s in report.files if s.outcome.value == "returned"}
    copies = [read(p.read_bytes()) for p in (tmp_path / "退回").iterdir()]
    assert {c.stamp.answers for c in copies if c.stamp} == set(returned)
    for copy in copies:
        assert codes(copy.findings) == []
        assert copy.stamp
        assert copy.filing
        before = returned[copy.stamp.answers]
        assert before.filing
        if not {f.code for f in before.findings if f.is_error} & {"S-YEAR", "S-EDITION"}:
            assert {k: v for k, v in copy.filing.typed.items() if k not in copy.filing.left_blank} == {
                k: v for k, v in before.filing.typed.items() if k not in before.filing.left_blank
            }
