"""``import``: published reports → workbooks. Each figure is right or reported; nothing is guessed."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

import gaokai_xlsx
from gaokai_xlsx.cells.reports.reader import read
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.intake.importers.report import take_report
from gaokai_xlsx.quantity import Figure, plain
from gaokai_xlsx.results.imported import findings
from gaokai_xlsx.submission import Outcome, Submission
from tests import helpers, reports
from tests.helpers import FORM, codes, run

FOLDER = helpers.SHARED / "data" / "reports"
# File, start of the unit's name in real_reports.json, figures (of 166) read without help, restored, left blank with a finding.
REAL = [
    ("石嘴山市投资促进局2023.txt", "石嘴山", 160, 6, 0),
    ("平潭2021.txt", "平潭", 4, 159, 3),
    ("淮安市2024.pdf", "淮安", 166, 0, 0),
    ("上海市科委2024.md", "上海", 96, 49, 21),
]
SEEDS = [1, 2, 3]


def taken(data: bytes, name: str = "报告.txt") -> tuple[Submission, Filing]:
    """A report read, with its filing."""
    submission = take_report(name, data)
    assert submission.filing is not None, codes(submission.findings)
    return submission, submission.filing


def ways(filing: Filing) -> Counter[str]:
    """How many figures were read and restored, and in which way."""
    return Counter(filing.sources[key].how for key in FORM.typed if key in filing.typed)


def reported(submission: Submission, filing: Filing) -> set[str]:
    """The figures that somebody is asked to look at."""
    return {f.key for f in submission.findings if f.key} | set(filing.refused)


@pytest.mark.parametrize(("name", "unit", "plain_ones", "restored", "blank"), REAL)
def test_real_reports_give_exactly_their_figures_or_say_which_are_missing(name: str, unit: str, plain_ones: int, restored: int, blank: int):
    """0 silent errors; the share read without help is pinned, so that it can only be changed on purpose."""
    truth = next(r for r in helpers.real_reports() if r["unit"].startswith(unit))
    submission, filing = taken((FOLDER / name).read_bytes(), name)
    stated = {k: v for k, v in truth["figures"].items() if v is not None}
    assert {k: plain(v) for k, v in (filing.typed | filing.claims).items() if k in FORM.cells} == {
        k: stated[k] for k in stated if k in filing.typed or k in filing.claims
    }
    missing = {k for k in FORM.typed if k not in filing.typed}
    assert missing <= reported(submission, filing)
    found = ways(filing)
    assert (found["read"], sum(found.values()) - found["read"], len(missing)) == (plain_ones, restored, blank)
    assert submission.year == truth["year"]
    marked = [f.key for f in findings(submission) if f.code == "V-RESTORED"]
    assert sorted(marked) == sorted(k for k in FORM.typed if k in filing.typed and filing.sources[k].how != "read")


def test_every_file_of_reports_is_tried():
    """A new one needs its line above, or a test of its own below."""
    helpers.real_reports()
    assert {p.name for p in FOLDER.iterdir()} == {name for name, *_ in REAL} | {"空白格式.docx", "节选_斜杠与空白.txt"}


def test_a_cut_out_with_slashes_and_blanks_is_no_report_of_zeros():
    """Slashes stay what they are; blanks are zero only where a total of zero leaves no choice."""
    helpers.real_reports()
    submission, filing = taken((FOLDER / "节选_斜杠与空白.txt").read_bytes())
    assert [filing.refused[k].raw for k in ("disclosure.regulations.issued", "disclosure.regulations.in_force")] == ["/", "/"]
    assert {filing.typed[k] for k in FORM.typed if k.startswith(("requests.new", "requests.carried_in"))} == {0}
    assert filing.sources["requests.new.natural"].how == "sums"
    assert "requests.granted.natural" not in filing.typed
    assert "requests.partial.natural" in reported(submission, filing)


def test_the_blank_form_has_no_figures():
    """Every label found, every cell blank."""
    helpers.real_reports()
    _, filing = taken((FOLDER / "空白格式.docx").read_bytes(), "空白格式.docx")
    assert not filing.typed
    assert set(filing.refused) == set(FORM.typed)


def _pipe(row: list[str]) -> str:
    return f"| {' | '.join(row)} |"


TEXTS: dict[str, Callable[[list[str]], str]] = {"tabs": "\t".join, "pipes": _pipe, "lines": "\n".join, "blanks": "   ".join}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", ["docx", "html", "html-without-spans", *TEXTS])
def test_whole_reports_are_read_without_help(kind: str, seed: int):
    """Every format gives every figure, each with its source, and the totals as claims."""
    figures = reports.figures(seed, *((40, 0.25), (5000, 0.8), (9, 0.05))[seed - 1])
    data = {
        "docx": lambda: reports.docx(figures),
        "html": lambda: reports.html(figures),
        "html-without-spans": lambda: reports.html(figures, merge=False),
    }.get(kind, lambda: reports.text(figures, TEXTS[kind]))()
    submission, filing = taken(data)
    assert {k: filing.typed.get(k) for k in FORM.typed} == {k: figures[k] for k in FORM.typed}
    assert ways(filing) == {"read": len(FORM.typed)}
    known = with_totals(FORM, figures)
    assert filing.claims == {k: known[k] for k in FORM.derived}
    assert (submission.unit and submission.unit.name, submission.year) == (reports.UNIT, reports.YEAR)
    assert not submission.findings
    assert all(filing.sources[k].where for k in FORM.typed)


@pytest.mark.parametrize("style", ["border:1px solid", "border:0"])
def test_a_printed_page_gives_its_figures(tmp_path: Path, style: str):
    """Chromium's PDF with ruled tables is read without help, without rules by lines and sums."""
    pytest.importorskip("pdfplumber")
    if shutil.which("chromium") is None:
        pytest.skip("Chromium is not installed")
    figures = reports.figures(2, 5000, 0.8)
    (tmp_path / "a.html").write_bytes(reports.html(figures, style=style))
    target = tmp_path / "a.pdf"
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={target}", str(tmp_path / "a.html")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    submission, filing = taken(target.read_bytes(), "a.pdf")
    assert {k: v for k, v in filing.typed.items() if v != figures.get(k)} == {}
    assert {k for k in FORM.typed if k not in filing.typed} <= reported(submission, filing)
    if style != "border:0":
        assert ways(filing) == {"read": len(FORM.typed)}


def test_digits_run_together_are_cut_where_only_one_way_adds_up():
    """The whole report on one line; 表二 has no sums and stays blank where its digits could be cut in several ways."""
    figures = reports.figures(5, 40, 0.3) | {"disclosure.normative.issued": 12, "disclosure.normative.repealed": 3}
    submission, filing = taken(reports.text(figures, "".join, between=""))
    assert {k: v for k, v in filing.typed.items() if v != figures.get(k)} == {}
    assert "digits" in ways(filing)
    assert "disclosure.normative.issued" not in filing.typed
    assert "disclosure.normative.issued" in reported(submission, filing)


def _without(row: list[str], at: int) -> list[str]:
    return [cell for n, cell in enumerate(row) if n != at]


def test_a_lost_cell_is_restored_where_rows_and_columns_leave_one_value():
    """One cell of one row is gone."""
    figures = reports.figures(1)
    rows = iter(range(1000))
    submission, filing = taken(reports.text(figures, lambda row: "\t".join(_without(row, 4) if next(rows) == 24 else row)))
    assert {k: filing.typed.get(k) for k in FORM.typed} == {k: figures[k] for k in FORM.typed}
    assert set(ways(filing)) == {"read", "digits"}
    assert not submission.findings


def test_a_lost_cell_stays_lost_where_two_values_balance():
    """Two rows of the same two columns lack a cell: more than one solution, so none."""
    figures = dict.fromkeys(FORM.typed, 0) | {f"requests.{r}.{c}": 3 for r in ("granted", "partial") for c in ("natural", "company")}
    figures |= {f"requests.new.{c}": 6 for c in ("natural", "company")}

    def row(cells: list[str]) -> str:
        return "\t".join(cells[:1] + [c for c in cells[1:] if c != "3"]) if cells.count("3") == 2 else "\t".join(cells)

    submission, filing = taken(reports.text(figures, row))
    lost = [f"requests.{r}.{c}" for r in ("granted", "partial") for c in ("natural", "company")]
    assert not set(lost) & set(filing.typed)
    assert set(lost) <= reported(submission, filing)


def _without_labels(figures: dict[str, Figure], *labels: str, swap: bool = False) -> bytes:
    """A report whose labels so named stand a row too high, all together; with ``swap`` the last two rows have changed places."""
    lines = reports.text(figures, "\t".join).decode().split("\n")
    found = [next(n for n, line in enumerate(lines) if label in line) for label in labels]
    bare = ["\t".join(c for c in lines[n].split("\t") if c.isdigit()) for n in found]
    if swap:
        bare[-2:] = bare[:-3:-1]
    for n, row in zip(found, bare, strict=True):
        lines[n] = row
    lines.insert(found[0] - 1, "\n".join(labels))
    return "\n".join(lines).encode()


def test_one_row_without_its_label_is_told_by_those_around_it():
    """Between two rows with labels there is one row of the form, so it is marked and not left."""
    figures = reports.figures(7, 40, 0.4)
    _, filing = taken(_without_labels(figures, "2.重复申请"))
    assert {k: filing.typed.get(k) for k in FORM.typed} == {k: figures[k] for k in FORM.typed}
    assert {k for k in FORM.typed if filing.sources[k].how == "order"} == {k for k in FORM.typed if "rejected_repeat" in k}


@pytest.mark.parametrize("swap", [False, True])
def test_the_order_of_several_rows_without_labels_proves_nothing(swap: bool):
    """Every sum holds whichever is which: what is the same in all of them is told, the rest left with a finding."""
    labels = ("2.重复申请", "3.要求提供公开出版物")
    figures = reports.figures(7, 40, 0.4) | {f"requests.{r}.legal": 0 for r in ("rejected_repeat", "rejected_publication")}
    figures |= {f"requests.{r}.natural": n for r, n in (("rejected_repeat", 3), ("rejected_publication", 5))}
    figures["requests.new.natural"] = with_totals(FORM, figures)["requests.settled.natural"]
    figures |= {"requests.carried_in.natural": 0, "requests.carried_out.natural": 0}
    known = with_totals(FORM, figures)
    figures["requests.new.legal"] = (
        known["requests.settled.legal"] + known["requests.carried_out.legal"] - known["requests.carried_in.legal"]
    )
    submission, filing = taken(_without_labels(figures, *labels, swap=swap))
    assert {k: v for k, v in filing.typed.items() if v != figures[k]} == {}
    assert filing.typed["requests.rejected_repeat.legal"] == 0
    for key in ("requests.rejected_repeat.natural", "requests.rejected_publication.natural"):
        assert key not in filing.typed
        (finding,) = (f for f in submission.findings if f.key == key)
        assert "没有行标题" in finding.message


def test_a_row_that_is_gone_among_rows_without_labels_is_not_told_by_order():
    """Fewer groups of numbers than rows."""
    figures = reports.figures(7, 40, 0.4)
    lines = _without_labels(figures, "1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物").decode().split("\n")
    at = next(n for n, line in enumerate(lines) if "4.无正当理由大量反复申请" in line)
    del lines[at - 2]  # the numbers of 2.
    submission, filing = taken("\n".join(lines).encode())
    assert {k: v for k, v in filing.typed.items() if v != figures.get(k)} == {}
    assert {k for k in FORM.typed if k not in filing.typed} <= reported(submission, filing)


def test_a_ruled_table_with_a_short_row_proves_no_column():
    """A page that lost one cell: what is under a heading may have moved."""
    figures = reports.figures(3, 300, 0.5)
    page = reports.html(figures).decode()
    start = page.index("1.信访举报投诉类申请")
    cell = page.index("<td", start)
    page = page[:cell] + page[page.index("</td>", cell) + 5 :]
    submission, filing = taken(page.encode(), "a.html")
    assert {k: v for k, v in filing.typed.items() if v != figures.get(k)} == {}
    assert {k for k in FORM.typed if k not in filing.typed} <= reported(submission, filing)


def test_headings_in_another_order_are_followed_in_a_ruled_table_and_doubted_in_a_text():
    """Two columns exchanged with their headings."""
    figures = reports.figures(4, 40, 0.5)
    page = reports.html(figures).decode()
    first, second = "科研机构", "社会公益组织"
    changed = page.replace(first, "@").replace(second, first).replace("@", second)
    swapped = {k: figures[k.replace("research", "#").replace("welfare", "research").replace("#", "welfare")] for k in figures}
    submission, filing = taken(changed.encode(), "a.html")
    assert {k: v for k, v in filing.typed.items() if v != swapped.get(k)} == {}
    text = reports.text(figures, "\t".join).decode().replace(first, "@").replace(second, first).replace("@", second)
    submission, filing = taken(text.encode())
    assert not [k for k in filing.typed if k.startswith("requests")]
    assert {k for k in FORM.typed if k.startswith("requests")} <= reported(submission, filing)


def test_a_real_mistake_of_a_report_is_told_and_not_mended():
    """A total that does not add up stays a claim."""
    figures = reports.figures(1)
    known = with_totals(FORM, figures)
    page = reports.html(figures).decode()
    at = page.index("（一）予以公开")
    end = page.index("</tr>", at)
    total = f">{plain(known['requests.granted.total'])}<"
    cut = page.rindex(total, at, end)
    submission, filing = taken((page[:cut] + ">999<" + page[cut + len(total) :]).encode(), "a.html")
    assert filing.claims["requests.granted.total"] == 999
    assert {k: filing.typed.get(k) for k in FORM.typed} == {k: figures[k] for k in FORM.typed}
    assert "T3-ROW requests.granted.total" in codes(findings(submission))


DAMAGES = ("lost", "blank", "join", "label", "run", "page", "gone", "above")


def _damaged(row: list[str], rng: random.Random, how: str) -> str:
    numbers = [n for n, c in enumerate(row) if c.replace(".", "").isdigit()]
    if len(numbers) < 3 or rng.random() > 0.2:
        return "\t".join(row)
    at, row = rng.choice(numbers[:-1]), list(row)
    match how:
        case "lost":
            del row[at]
        case "blank":
            row[at] = ""
        case "join":
            row[at : at + 2] = [row[at] + row[at + 1]]
        case "label":
            row = [row[n] for n in numbers]
        case "run":
            row[numbers[0] :] = ["".join(row[numbers[0] :])]
        case "page":
            return "\t".join(row) + "\n- 4 -\n4"
        case "gone":
            return ""
        case "above":
            return "\t".join(row[n] for n in numbers) + "\n" + "".join(c for n, c in enumerate(row) if n not in numbers)
    return "\t".join(row)


@pytest.mark.parametrize("how", DAMAGES)
def test_damaged_reports_hold_no_silent_error(how: str):
    """Whatever comes out is right; what does not come out is reported."""
    for seed in range(8):
        rng = random.Random(seed)
        figures = reports.figures(seed, *rng.choice([(9, 0.1), (40, 0.3), (300, 0.6)]))
        submission, filing = taken(reports.text(figures, lambda row: _damaged(row, rng, how)))  # noqa: B023 - called at once
        assert {k: v for k, v in filing.typed.items() if v != figures.get(k)} == {}, seed
        assert {k for k in FORM.typed if k not in filing.typed} <= reported(submission, filing), seed


def _imported(tmp_path: Path, figures: dict[str, Figure], row: Callable[[list[str]], str] = "\t".join) -> Path:
    source = tmp_path / "报告.txt"
    source.write_bytes(reports.text(figures, row))
    (made,) = gaokai_xlsx.import_report([source], tmp_path)
    assert made.path is not None
    return made.path


def test_the_workbook_shows_figures_sources_and_what_to_look_at(tmp_path: Path):
    """Of kind imported; each figure listed with its place; restored ones marked in their cells."""
    figures = reports.figures(1)
    at = iter(range(1000))
    path = _imported(tmp_path, figures, lambda row: "\t".join(_without(row, 4) if next(at) == 24 else row))
    read_back = helpers.read(path.read_bytes(), path.name)
    assert read_back.kind == "imported"
    assert read_back.filing is not None
    assert {k: read_back.filing.typed.get(k) for k in FORM.typed} == {k: figures[k] for k in FORM.typed}
    restored = [k for k, s in read_back.filing.sources.items() if s.how != "read"]
    assert restored
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    listed = {(r[1].value, r[2].value): (r[4].value, r[5].value, r[6].value) for r in book["导入来源"].iter_rows(min_row=4) if r[2].value}
    for key in FORM.typed:
        value, _, where = listed[address(FORM, key)]
        assert value == float(figures[key])
        assert key in restored or "行" in where
    assert listed[address(FORM, restored[0])][1] == "连写、缺格分开"
    sheet, cell = address(FORM, restored[0])
    assert any(cell in str(area.sqref) for area in book[sheet].conditional_formatting if "AND(ISNUMBER" in str(area.rules[0].formula))
    assert "V-RESTORED" in {line.split("（")[-1].rstrip("）") for line in run("check", str(path)).stdout.splitlines()}


def test_a_figure_that_a_person_changed_is_no_longer_restored(tmp_path: Path):
    """What stands there now is the person's."""
    at = iter(range(1000))
    path = _imported(tmp_path, reports.figures(1), lambda row: "\t".join(_without(row, 4) if next(at) == 24 else row))
    before = helpers.read(path.read_bytes()).filing
    assert before is not None
    key = next(k for k, s in before.sources.items() if s.how != "read")
    after = helpers.read(helpers.edited(path.read_bytes(), helpers.put({key: 77}))).filing
    assert after is not None
    assert key not in after.sources


def test_collect_counts_an_import_only_when_asked(tmp_path: Path):
    """D-IMPORTED keeps it out, and no unit is sent a copy of it."""
    figures = reports.figures(1)
    path = _imported(tmp_path, figures)
    inbox = tmp_path / "收"
    inbox.mkdir()
    shutil.copy(path, inbox)
    report, _ = gaokai_xlsx.collect([inbox], tmp_path / "a.xlsx", returns=tmp_path / "退")
    assert [s.outcome for s in report.files] == [Outcome.RETURNED]
    assert "D-IMPORTED" in codes(report.files[0].findings)
    assert not (tmp_path / "退").exists()
    report, _ = gaokai_xlsx.collect([inbox], tmp_path / "b.xlsx", accept_imported=True)
    assert [s.outcome for s in report.files] == [Outcome.COUNTED]
    assert report.totals is not None
    assert {k: report.totals[k] for k in FORM.typed} == {k: figures[k] for k in FORM.typed}


def test_the_command_says_what_was_read_and_what_to_do(tmp_path: Path):
    """One report on the terminal; nothing of another content is overwritten."""
    (tmp_path / "报告.txt").write_bytes(reports.text(reports.figures(1), "\t".join))
    result = run("import", "报告.txt", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert "166个数全部读出" in result.stdout
    assert "--accept-imported" in result.stdout
    assert (tmp_path / "测试市数据局_2025年报表（报告转入）.xlsx").is_file()
    assert run("import", "报告.txt", cwd=tmp_path).returncode == 0  # the same bytes again
    (tmp_path / "报告.txt").write_bytes(reports.text(reports.figures(2), "\t".join))
    again = run("import", "报告.txt", cwd=tmp_path)
    assert again.returncode == 2
    assert "--force" in again.stderr


def test_several_reports_go_into_a_folder(tmp_path: Path):
    """One workbook each; two of the same name are told apart; what is no report is said."""
    for n in (1, 2):
        (tmp_path / f"{n}.txt").write_bytes(reports.text(reports.figures(n), "\t".join))
    (tmp_path / "信.txt").write_text("请尽快报来。", encoding="utf-8")
    made = gaokai_xlsx.import_report([tmp_path / "1.txt", tmp_path / "2.txt", tmp_path / "信.txt"], tmp_path / "出")
    assert len({m.path for m in made if m.path}) == 2
    assert [codes(m.submission.findings) for m in made if m.path is None] == [["F-EMPTY"]]
    result = run("import", str(tmp_path / "1.txt"), str(tmp_path / "信.txt"), "-o", str(tmp_path / "一个.xlsx"))
    assert result.returncode == 2
    assert "文件夹" in result.stderr


def test_a_report_without_a_year_asks_for_it(tmp_path: Path):
    """No year is guessed."""
    text = reports.text(reports.figures(1), "\t".join).decode().replace("2025年", "")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    result = run("import", "a.txt", cwd=tmp_path)
    assert result.returncode == 1
    assert "--year" in result.stdout
    assert run("import", "a.txt", "--year", "2025", "--unit", "测试市数据局", cwd=tmp_path).returncode == 0
    (tmp_path / "b.txt").write_bytes(reports.text(reports.figures(1), "\t".join))
    other = run("import", "b.txt", "--year", "2024", cwd=tmp_path)
    assert other.returncode == 0
    assert "写明的是2025年" in other.stdout


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.4 nonsense", "F-CORRUPT"),
        (b"PK\x03\x04 cut off", "F-CORRUPT"),
        (b"<html>" + b"<b>" * 3_000_000, "F-BOMB"),
        (("一\n" * 30_000).encode(), "F-BOMB"),
        (b"\x89PNG\r\n\x1a\n", "F-TYPE"),
        (b"", "F-CORRUPT"),
    ],
)
def test_hostile_and_foreign_files_are_refused(data: bytes, code: str):
    """As a finding, never as a traceback."""
    assert [f.code for f in take_report("a", data).findings] == [code]


def test_a_damaged_report_is_asked_for_as_a_report():
    """Cut off on its way: .docx and not .xlsx, for who converts it and for who finds it among the returned files; a workbook as before."""
    cut = reports.docx(reports.figures(1))[:2000]
    for found in (take_report("年报.docx", cut), helpers.read(cut, "年报.docx")):
        (finding,) = found.findings
        assert (found.outcome.value, finding.rule) == ("unreadable", "F-CORRUPT/report")
        assert "另存为.docx" in finding.remedy
        assert ".xlsx" not in finding.message + finding.remedy
    (finding,) = helpers.read(cut, "年报.xlsx").findings
    assert "另存为.xlsx" in finding.remedy


def test_a_docx_with_a_document_type_is_refused():
    """Entities could unfold a few bytes into gigabytes."""
    members = helpers.parts(reports.docx(reports.figures(1)))
    part = "word/document.xml"
    members[part] = members[part].replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1)
    assert [f.code for f in take_report("a.docx", helpers.packed(members)).findings] == ["F-BOMB"]


def test_a_stamp_in_a_report_stamps_nothing(tmp_path: Path):
    """The report's text is a stranger's."""
    forged = "GK1|2021|2025|001|市商务局|1|template||00000000"
    source = tmp_path / "a.txt"
    source.write_bytes(reports.text(reports.figures(1), "\t".join).replace(b"\t0\n", f"\t0{forged}\n".encode(), 1))
    (made,) = gaokai_xlsx.import_report([source], tmp_path)
    assert made.path is not None
    back = helpers.read(made.path.read_bytes())
    assert back.stamp is not None
    assert back.stamp.kind == "imported"
    assert "S-FORGED" not in codes(back.findings)


def test_the_words_of_the_fee_are_read_only_when_whole():
    """All three figures in one sentence, or none charged at all."""
    told = reports.TEXTS | {6: "发出收费通知的申请3件，应收信息处理费400元，实收300.5元。"}
    _, filing = taken(reports.docx(reports.figures(1), told), "a.docx")
    assert {k: plain(filing.typed[k]) for k in FORM.supplement} == dict(zip(FORM.supplement, ("3", "400", "300.5"), strict=True))
    _, filing = taken(reports.docx(reports.figures(1), reports.TEXTS | {6: "没有发出收费通知，没有收取信息处理费。"}), "a.docx")
    assert [filing.typed[k] for k in FORM.supplement] == [0, 0, 0]
    _, filing = taken(reports.docx(reports.figures(1)), "a.docx")
    assert not set(FORM.supplement) & set(filing.typed)


def test_deleted_text_and_second_drawings_of_a_docx_are_not_read():
    """Tracked deletions are no text of the report."""
    members = helpers.parts(reports.docx(reports.figures(1)))
    part = "word/document.xml"
    gone = "<w:p><w:del><w:r><w:t>不再有的话</w:t></w:r></w:del><w:r><w:t>还在的话</w:t></w:r></w:p>".encode()
    members[part] = members[part].replace(b"<w:body>", b"<w:body>" + gone, 1)
    document = read(helpers.packed(members))
    assert not isinstance(document, tuple)
    words = json.dumps([getattr(p, "text", "") for p in document.pieces], ensure_ascii=False)  # type: ignore[union-attr]
    assert "还在的话" in words
    assert "不再有的话" not in words


@pytest.mark.parametrize("kind", ["html", "text"])
def test_tables_that_stand_twice_with_other_figures_are_not_chosen_between(kind: str):
    """The tables of two levels in one report: what differs is told with both values; what is equal is read."""
    first, second = reports.figures(1), reports.figures(2)
    if kind == "html":
        page, other = (reports.html(f).decode() for f in (first, second))
        more = other[other.index("<h2>二") : other.index("<h2>五")]
        data = page.replace("<h2>五", f"<h2>附：本级的表</h2>{more}<h2>五", 1).encode()
    else:
        data = reports.text(first, "\t".join) + b"\n" + reports.text(second, "\t".join)
    submission, filing = taken(data, "a.html")
    differ = {k for k in FORM.typed if first[k] != second[k]}
    assert not differ & set(filing.typed)
    assert differ <= reported(submission, filing)
    assert {filing.typed[k] for k in filing.typed} <= {first[k] for k in FORM.typed}
