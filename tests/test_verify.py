"""verify: a summary that agrees with its sources is said to, and whatever was changed is named with both values."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gaokai_xlsx import campaign as campaigns
from gaokai_xlsx import collect, init, verify
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.results import manifest
from gaokai_xlsx.results.verdict import Verdict
from tests import helpers
from tests.helpers import BALANCED, FORM, Unit, edited, issue, packed, put, run

UNITS = [Unit(f"00{n}", name) for n, name in enumerate(("市商务局", "市财政局", "市体育局"), start=1)]
FEE = "disclosure.fees.amount"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A roster, three filings (one in an archive), a scan, a faulty file, last year's filing, and their summary."""
    tmp_path = tmp_path_factory.mktemp("汇总")
    (tmp_path / "名单.csv").write_text(
        "编码,单位全称,类别\n" + "".join(f"{u.code},{u.name},市直\n" for u in UNITS) + "004,市水利局,市直\n", encoding="utf-8"
    )
    (tmp_path / "回收" / "市体育局").mkdir(parents=True)
    _write(tmp_path / "回收" / "a.xlsx", issue(BALANCED | {FEE: Decimal("0.1")}, UNITS[0]))
    _write(tmp_path / "回收" / "二.zip", packed({"b.xlsx": issue(BALANCED | {FEE: Decimal("0.2")}, UNITS[1])}))
    _write(tmp_path / "回收" / "市体育局" / "c.xlsx", edited(issue(BALANCED, UNITS[2]), helpers.insert_row(1)))
    _write(tmp_path / "回收" / "市体育局" / "扫描件.pdf", b"%PDF-1.4")
    _write(tmp_path / "回收" / "d.xlsx", issue(BALANCED | {"requests.new.natural": 1}, Unit("004", "市水利局")))
    _write(tmp_path / "上年.xlsx", issue(BALANCED, UNITS[0], year=2024))
    _collect(tmp_path)
    return tmp_path


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of all that, to be changed."""
    return Path(shutil.copytree(made, tmp_path / "汇总"))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _collect(folder: Path, **options: Any) -> Path:
    roster, last = folder / "名单.csv", [folder / "上年.xlsx"]
    return collect([folder / "回收"], folder / "汇总.xlsx", year=2025, roster=roster, previous=last, **options)[1]


def _kinds(verdict: Verdict) -> list[str]:
    return [d.kind for d in verdict.doubts]


def _tampered(folder: Path, *edits: Callable[[Any], None]) -> Verdict:
    """The summary edited in a program that keeps results: LibreOffice is slow, so the results are put back from before."""
    path = folder / "汇总.xlsx"
    shown = openpyxl.load_workbook(path, data_only=True)
    book = openpyxl.load_workbook(path)
    for edit in edits:
        edit(book)
    book.save(path)
    _with_results(path, shown)
    return verify(path)


def _with_results(path: Path, shown: Any) -> None:
    """Write the results of formulas that openpyxl leaves out, where the formulas still are."""
    members = helpers.parts(path.read_bytes())
    book = openpyxl.load_workbook(path)
    for number, sheet in enumerate(book, start=1):
        name = f"xl/worksheets/sheet{number}.xml"
        text = members[name].decode()
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and sheet.title in shown.sheetnames:
                    value = shown[sheet.title][cell.coordinate].value
                    start = text.index(f'<c r="{cell.coordinate}"')
                    end = text.index("</c>", start)
                    text = (
                        text[:start]
                        + text[start:end].replace("<v />", f"<v>{value}</v>").replace("<v></v>", f"<v>{value}</v>")
                        + text[end:]
                    )
        members[name] = text.encode()
    path.write_bytes(packed(members))


def test_an_untouched_summary_agrees(folder: Path):
    """Exit 0, and how much was looked at."""
    verdict = verify(folder / "汇总.xlsx")
    assert (_kinds(verdict), verdict.notes) == ([], ())
    assert (verdict.files, verdict.units, verdict.figures, verdict.formulas) == (5, 3, 3 * len(FORM.cells), len(FORM.cells))
    result = run("verify", str(folder / "汇总.xlsx"))
    assert result.returncode == 0
    assert result.stdout == "《汇总.xlsx》核对无误：5个来源文件、3家单位的609个数、203个公式，与清单和来源文件全部一致。\n"


def test_the_same_however_it_was_counted(folder: Path):
    """Options of the run are those of the verification."""
    _write(folder / "回收" / "e.xlsx", edited(issue(unit=Unit("004", "市水利局")), put(dict.fromkeys(FORM.supplement, 0))))
    for options in ({"include_failed": True}, {"blank_as_zero": True}, {"latest": True}, {"include_failed": True, "blank_as_zero": True}):
        assert _kinds(verify(_collect(folder, **options))) == []


def test_one_figure_changed(folder: Path):
    """Unit, cell, both values, and where in the source it stands; what the sums show is right."""
    verdict = _tampered(folder, lambda book: book["明细三"].__setitem__("D5", 13))
    assert _kinds(verdict) == ["bytes", "figure"]
    found = verdict.doubts[1]
    assert found.place is not None
    assert (found.unit, found.place.sheet, found.place.cell, found.shown, found.should) == ("市财政局", "明细三", "D5", "13", "12")
    assert found.text == "“市财政局”的“本年新收·自然人”：《明细三》D5为13，来源文件《二.zip!/b.xlsx》《表三依申请公开》D4为12。"


def test_a_figure_as_text_blanked_or_computed_is_none(folder: Path):
    """Each of them no constant number."""
    edits = {"D4": "12", "E4": None, "F4": "=0", "G4": 0.5}
    verdict = _tampered(folder, lambda book: [book["明细三"].__setitem__(cell, value) for cell, value in edits.items()])
    assert [(d.place.cell, d.shown) for d in verdict.doubts if d.place] == [("D4", "12"), ("E4", None), ("F4", "=0"), ("G4", "0.5")]


def test_a_formula_replaced_by_its_value_or_another(folder: Path):
    """A constant, a sum over fewer rows, another function, a wrong result."""

    def edit(book: Any) -> None:
        book["表三"]["D4"] = 36
        book["表三"]["E4"] = "=SUM('明细三'!$E$4:$E$5)"
        book["表三"]["F4"] = "=0*1"

    verdict = _tampered(folder, edit)
    assert [(d.kind, d.place.cell, d.shown, d.should) for d in verdict.doubts if d.place] == [
        ("formula-gone", "D4", "36", "36"),
        ("formula-sum", "E4", "6", "9"),
        ("formula-other", "F4", "=0*1", "0"),
    ]
    assert "《表三》D4“本年新收·自然人”的求和公式没有了，现为36；应为公式，结果是36。" in verdict.doubts[1].text


def test_a_result_that_is_not_the_sum(folder: Path):
    """The formula intact, another number shown."""
    path = folder / "汇总.xlsx"
    members = helpers.parts(path.read_bytes())
    formula = "<f>SUM('明细三'!$D$4:$D$6)</f><v>36</v>".encode()
    (name,) = [n for n, data in members.items() if formula in data]
    members[name] = members[name].replace(formula, formula.replace(b"36", b"37"))
    path.write_bytes(packed(members))
    verdict = verify(path)
    assert [(d.kind, d.shown, d.should) for d in verdict.doubts if d.place] == [("total", "37", "36")]


def test_rows_deleted_doubled_and_added(folder: Path):
    """Each sheet and unit by name; not one line a figure below."""

    def edit(book: Any) -> None:
        book["明细二"].delete_rows(5)
        for column in range(1, 12):
            book["明细四"].cell(7, column, book["明细四"].cell(4, column).value)
        book["明细三"]["C7"], book["明细三"]["D7"] = "市外办", 5

    verdict = _tampered(folder, edit)
    said = [(d.kind, d.unit) for d in verdict.doubts if d.kind.startswith("row")]
    assert said == [("row-gone", "市财政局"), ("row-extra", "市外办"), ("row-twice", "市商务局")]
    assert "《明细二》没有“市财政局”这一行，它的来源文件已计入汇总。" in [d.text for d in verdict.doubts]
    assert {"formula-sum"} < set(_kinds(verdict))
    assert len(verdict.doubts) < 60


def test_any_other_cell_against_the_summary_made_anew(folder: Path):
    """Cover, lists, an added and a removed sheet."""

    def edit(book: Any) -> None:
        book["封面"]["B5"] = "9家"
        book["来源"]["E2"] = "0" * 64
        del book["问题清单"]
        book.create_sheet("附")["A1"] = 1

    verdict = _tampered(folder, edit)
    assert sorted(_kinds(verdict)) == ["bytes", "cell", "cell", "sheet-extra", "sheet-gone"]
    assert "《封面》B5现为“9家”，汇总时应为“3家”。" in [d.text for d in verdict.doubts]


def test_results_that_were_not_saved_are_one_line(folder: Path):
    """What openpyxl leaves of a workbook."""
    path = folder / "汇总.xlsx"
    path.write_bytes(edited(path.read_bytes()))
    assert _kinds(verify(path)) == ["bytes", "unsaved"]


@pytest.mark.client
def test_a_copy_saved_by_libreoffice_agrees_but_for_its_bytes(folder: Path, tmp_path: Path):
    """Every value, formula and text is the same to the reader."""
    path = helpers.libreoffice(folder / "汇总.xlsx", "xlsx", tmp_path)
    shutil.copy(folder / "汇总.manifest.json", path.with_suffix(".manifest.json"))
    assert _kinds(verify(path, [folder])) == ["bytes"]


def test_sources_changed_missing_moved_and_zipped(folder: Path):
    """Each named with its unit; another name or an archive around it is no disagreement."""
    summary, returned = folder / "汇总.xlsx", folder / "回收"
    (returned / "a.xlsx").rename(returned / "改名.xlsx")
    verdict = verify(summary, [returned])
    assert (_kinds(verdict), verdict.notes) == ([], ("来源文件《a.xlsx》现在的位置或名称是《改名.xlsx》，内容未变。",))

    archive = folder / "全部.zip"
    archive.write_bytes(packed({p.relative_to(folder).as_posix(): p.read_bytes() for p in returned.rglob("*") if p.is_file()}))
    (folder / "别处").mkdir()
    shutil.move(returned, folder / "别处" / "x")
    assert _kinds(verify(summary, [archive])) == []
    assert set(_kinds(verify(summary))) == {"source-gone"}
    returned = folder / "别处" / "x"
    assert _kinds(verify(summary, [folder])) == []

    _write(returned / "市体育局" / "c.xlsx", issue(BALANCED, UNITS[2]))
    (returned / "改名.xlsx").unlink()
    archive.unlink()
    verdict = verify(summary, [folder / "别处"])
    assert [(d.kind, d.unit) for d in verdict.doubts] == [("source-gone", "市商务局"), ("source-changed", "市体育局")]
    assert "《市体育局/c.xlsx》（“市体育局”）在汇总以后被改动过" in verdict.doubts[1].text
    assert verdict.units == 1


def test_without_all_sources_the_rest_is_still_looked_at(folder: Path):
    """A figure of a file that is there, a formula."""
    (folder / "回收" / "a.xlsx").unlink()
    verdict = _tampered(folder, lambda book: book["明细三"].__setitem__("D5", 13), lambda book: book["表三"].__setitem__("E4", 9))
    assert [k for k in _kinds(verdict) if k not in ("bytes", "total")] == ["source-gone", "figure", "formula-gone"]


def test_roster_and_last_years_file(folder: Path):
    """Changed, then gone."""
    with (folder / "名单.csv").open("a", encoding="utf-8") as roster:
        roster.write("005,市林业局,市直\n")
    (folder / "上年.xlsx").unlink()
    verdict = verify(folder / "汇总.xlsx")
    assert [d.text.partition("。")[0] for d in verdict.doubts] == [
        "报送名单《名单.csv》在汇总以后被改动过",
        "上年文件《上年.xlsx》找不到，无法按它重新核对；清单只记文件名，不记它在哪个文件夹",
    ]


def test_the_manifest_edited(folder: Path):
    """A sha256, an outcome, a unit; also where the digest was computed again."""
    path = manifest.beside(folder / "汇总.xlsx")
    made, _ = manifest.read(path.read_bytes())
    stated = json.loads(path.read_bytes())
    stated["inputs"][0]["unit"]["name"] = "市财政局"
    path.write_text(json.dumps(stated, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert {"manifest", "outcome"} <= set(_kinds(verify(folder / "汇总.xlsx")))

    forged = made.to_json().replace(made.inputs[0].sha256 or "", "0" * 64)
    forged = manifest.read(forged.encode())[0].to_json()
    path.write_text(forged, encoding="utf-8")
    assert set(_kinds(verify(folder / "汇总.xlsx"))) == {"source-changed"}

    forged = made.to_json().replace('"outcome": "returned"', '"outcome": "counted"')
    path.write_text(manifest.read(forged.encode())[0].to_json(), encoding="utf-8")
    kinds = _kinds(verify(folder / "汇总.xlsx"))
    assert kinds.count("outcome") == 1
    assert kinds.count("row-gone") == len(FORM.tables)


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[1]", b"\xff", b'{"schema": "gaokai-xlsx/manifest/1"}', b"[" * 100_000])
def test_without_a_manifest_it_cannot_be_done(folder: Path, content: bytes | None):
    """Exit 2, in Chinese, with what to do."""
    path = manifest.beside(folder / "汇总.xlsx")
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    result = run("verify", str(folder / "汇总.xlsx"))
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(("找不到清单", "清单"))
    assert "请重新汇总" in result.stderr


def test_a_hostile_manifest_leads_nowhere(folder: Path):
    """Paths that leave the folder, control characters, roles nobody knows, the manifest of another year, a sum without end."""
    path = manifest.beside(folder / "汇总.xlsx")
    stated = json.loads(path.read_bytes())
    stated["inputs"][0]["path"] = "../../\x1b[31m秘密"
    stated["inputs"][1]["path"] = "/etc/passwd"
    stated["references"][0] |= {"role": "__class__", "path": "/etc/passwd"}
    path.write_text(manifest.read(json.dumps(stated).encode())[0].to_json(), encoding="utf-8")
    book = openpyxl.load_workbook(folder / "汇总.xlsx")
    book["表三"]["D4"] = "=SUM('明细三'!$A$1:$XFD$1048576)"
    book.save(folder / "汇总.xlsx")
    verdict = verify(folder / "汇总.xlsx")
    assert "reference-changed" in _kinds(verdict)
    assert [d.place.cell for d in verdict.doubts if d.kind == "formula-other" and d.place] == ["D4"]
    assert not [d for d in verdict.doubts if "\x1b" in d.text]
    stated["year"] = 2024
    path.write_text(json.dumps(stated), encoding="utf-8")
    with pytest.raises(CannotGoOn, match="不是这份汇总表的"):
        verify(folder / "汇总.xlsx")


def test_what_is_no_summary_cannot_be_verified(folder: Path):
    """A return, a text, nothing."""
    for path in (folder / "回收" / "a.xlsx", folder / "名单.csv", folder / "没有.xlsx"):
        with pytest.raises(CannotGoOn):
            verify(path)


def test_another_version_compares_figures_only(folder: Path):
    """Other texts may rightly be others."""
    path = manifest.beside(folder / "汇总.xlsx")
    made, _ = manifest.read(path.read_bytes())
    path.write_text(manifest.read(made.to_json().replace(made.tool, "0.0.9").encode())[0].to_json(), encoding="utf-8")
    verdict = _tampered(folder, lambda book: book["封面"].__setitem__("B5", "9家"), lambda book: book["明细三"].__setitem__("D5", 13))
    assert _kinds(verdict) == ["bytes", "figure"]
    assert "0.0.9版" in verdict.notes[0]


def test_inside_a_campaign_nothing_need_be_said(tmp_path: Path):
    """Returns, roster and key are where the campaign has them; without the key that is said."""
    (tmp_path / "l.csv").write_text("单位全称\n市商务局\n", encoding="utf-8")
    home = init(tmp_path / "年报", city="石嘴山市", year=2025, roster=tmp_path / "l.csv", key=True)
    assert run("template", cwd=home).returncode == 0
    (blank,) = (home / "下发").glob("*.xlsx")
    _write(home / "回收" / "a.xlsx", edited(blank.read_bytes(), put({k: float(v) for k, v in BALANCED.items()})))
    assert run("collect", cwd=home).returncode == 0
    result = run("verify", "年报/汇总/2025年汇总表.xlsx", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    verdict = verify(home / "汇总" / "2025年汇总表.xlsx", [home / "回收"])
    assert any("没有密钥文件" in note for note in verdict.notes)
    here = campaigns.read(home / "gaokai.toml")
    assert verify(home / "汇总" / "2025年汇总表.xlsx", campaign=here).notes == ()


def test_a_namesake_elsewhere_is_not_taken_for_the_missing_file(folder: Path):
    """Missing is said with both facts; a copy of another file that was collected is no namesake at all."""
    summary, returned = folder / "汇总.xlsx", folder / "回收"
    (returned / "a.xlsx").unlink()
    (folder / "草稿").mkdir()
    _write(folder / "草稿" / "a.xlsx", issue(BALANCED, Unit("009", "市文联")))
    for sources in ([], [folder]):
        (found,) = verify(summary, sources).doubts
        assert (found.kind, found.unit) == ("source-namesake", "市商务局")
        assert "找不到" in found.text
        assert "草稿/a.xlsx》，内容不同" in found.text
    shutil.copy(returned / "d.xlsx", folder / "草稿" / "a.xlsx")
    assert _kinds(verify(summary)) == ["source-gone"]
    shutil.copy(folder / "草稿" / "a.xlsx", returned / "a.xlsx")
    _write(returned / "a.xlsx", issue(BALANCED, Unit("009", "市文联")))
    assert _kinds(verify(summary)) == ["source-changed"]


def test_last_years_files_are_found_wherever_they_are_given(folder: Path, tmp_path: Path):
    """In an archive, renamed, in a folder far away; where they cannot be found it is said what to give, in one line."""
    far = tmp_path / "远" / "别处"
    far.mkdir(parents=True)
    (far / "旧.zip").write_bytes(packed({"去年/甲.xlsx": (folder / "上年.xlsx").read_bytes(), "乙.xlsx": issue(BALANCED, UNITS[1], 2024)}))
    (folder / "上年.xlsx").unlink()
    roster = folder / "名单.csv"
    summary = collect([folder / "回收"], folder / "汇总.xlsx", year=2025, roster=roster, previous=[far])[1]
    (found,) = verify(summary).doubts
    assert found.text == (
        "上年文件《旧.zip!/乙.xlsx》等2个找不到，无法按它重新核对；清单只记文件名，不记它在哪个文件夹。请把它放回原处，"
        "或指明汇总时--previous写的文件夹再核对一次："
        f"gaokai-xlsx verify {summary} --sources 收回文件的文件夹 --sources 上年文件的文件夹"
    )
    (found,) = verify(summary, [folder]).doubts
    assert found.text.endswith(f"gaokai-xlsx verify {summary} --sources {folder} --sources 上年文件的文件夹")
    assert verify(summary, [folder, far]).doubts == ()
    shutil.move(far / "旧.zip", far / "改名.zip")
    result = run("verify", str(summary), "--sources", str(folder), "--sources", str(far / "改名.zip"))
    assert (result.returncode, result.stderr) == (0, "")
    shutil.move(far / "改名.zip", folder / "旧.zip")
    assert verify(summary).doubts == ()


def test_changed_formulas_are_named_though_no_results_were_saved(folder: Path):
    """On the official tables, and on the sheets that only the summary made anew can tell of."""
    path = folder / "汇总.xlsx"

    def edit(book: Any) -> None:
        book["表三"]["D4"] = "=SUM('明细三'!$D$4:$D$5)"
        book["同比"]["D5"] = "=1+1"
        book["收费"]["C5"] = 7

    path.write_bytes(edited(path.read_bytes(), edit))
    found = [(d.kind, d.place.sheet, d.place.cell, d.shown) for d in verify(path).doubts if d.place]
    assert found == [("formula-sum", "表三", "D4", "24"), ("cell", "收费", "C5", "7"), ("cell", "同比", "D5", "=1+1")]


def test_a_format_alone_is_no_other_figure(folder: Path):
    """More decimals are nothing; what shows another number is said as such, once a sheet."""

    def edit(book: Any) -> None:
        book["明细三"]["D4"].number_format = "0.00"
        book["表三"]["E4"].number_format = "General"
        book["同比"]["D6"].number_format = "0.00%"

    original = (folder / "汇总.xlsx").read_bytes()
    assert _kinds(_tampered(folder, edit)) == ["bytes"]
    (folder / "汇总.xlsx").write_bytes(original)

    def mask(book: Any) -> None:
        book["明细三"]["D4"].number_format = "0%"
        book["明细三"]["E4"].number_format = "yyyy-mm-dd"
        book["表三"]["D4"].number_format = ";;;"

    verdict = _tampered(folder, mask)
    assert [(d.kind, d.place and (d.place.sheet, d.place.cell), d.shown) for d in verdict.doubts] == [
        ("bytes", None, None),
        ("format", ("表三", "D4"), "另一个数或不显示"),
        ("format", ("明细三", "D4"), "1200%"),
    ]
    assert "《明细三》有2个数的显示格式被改过（首处为D4，数值是12，显示为“1200%”），数值没有变。" in verdict.doubts[2].text
