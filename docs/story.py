"""What happens between the commands of the pages: units fill their templates and send them back.

Each function gets the folder in which the page stands then. Figures and mistakes are invented. Workbooks are filled by openpyxl, as by any
other client.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl

from gaokai_xlsx import publish
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.grid import a1, address
from gaokai_xlsx.outgoing.live import answer_cell
from gaokai_xlsx.outgoing.template import Issue, build
from gaokai_xlsx.texts import say

FORM = editions.for_year(2025)
PLANNING: dict[str, object] = {
    "disclosure.normative.issued": 3,
    "disclosure.normative.in_force": 21,
    "disclosure.licensing.decisions": 46,
    "requests.new.natural": 12,
    "requests.new.company": 3,
    "requests.granted.natural": 9,
    "requests.partial.natural": 2,
    "requests.unavailable_not_held.company": 3,
    "requests.carried_out.natural": 1,
    "challenges.review.upheld": 1,
}
EDUCATION: dict[str, object] = {
    "disclosure.normative.in_force": 8,
    "disclosure.fees.amount": 1250.6,
    "requests.new.natural": 20,
    "requests.carried_in.natural": 1,
    "requests.granted.natural": 17,
    "requests.unavailable_not_held.natural": 2,
    "requests.carried_out.natural": 1,
}
COMMERCE: dict[str, object] = {"requests.new.natural": 2, "requests.granted.natural": 2}


def fill(template: Path, target: Path, figures: Mapping[str, object]) -> None:
    """A template filled, every other blank declared zero, and saved elsewhere."""
    book = openpyxl.load_workbook(template)
    for key, value in figures.items():
        sheet, cell = address(FORM, key)
        book[sheet][cell] = value
    for table in FORM.tables:
        if not table.supplement:
            box = answer_cell(table)
            book[table.sheet][a1(box.top, box.left)] = "是"
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def _sent(here: Path, unit: str, figures: Mapping[str, object], name: str = "") -> None:
    (template,) = (here / "下发").glob(f"*{unit}*")
    fill(template, here / "回收" / (name or template.name), figures)


def first_returns(here: Path) -> None:
    """Two units file, one of them with an application too few among its outcomes; a scan comes too."""
    _sent(here, "发展和改革", PLANNING)
    _sent(here, "教育体育", EDUCATION)
    (here / "回收" / "市商务局盖章扫描件.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")


def corrected(here: Path) -> None:
    """The unit mends its returned copy, where one open application was missing; another unit files at last."""
    (copy,) = (here / "退回").glob("*教育体育*.xlsx")
    book = openpyxl.load_workbook(copy)
    sheet, cell = address(FORM, "requests.carried_out.natural")
    book[sheet][cell] = 2
    book.save(here / "回收" / copy.name)
    _sent(here, "商务", COMMERCE)


def last_return(here: Path) -> None:
    """The last unit files."""
    _sent(here, "投资促进", {"disclosure.normative.in_force": 5, "disclosure.licensing.decisions": 118})


def two_files(here: Path) -> None:
    """One unit sends two files with different figures."""
    _sent(here, "商务", COMMERCE)
    _sent(here, "商务", COMMERCE | {"requests.new.natural": 3, "requests.granted.natural": 3}, "市商务局（新）.xlsx")


def two_filings_without_campaign(here: Path) -> None:
    """Two units file in a plain folder."""
    _filed(here / "回收", "市发展和改革委员会", "001", PLANNING)
    _filed(here / "回收", "市商务局", "003", COMMERCE)


def year_before(here: Path) -> None:
    """Last year's filings of three bodies; two of them left applications open."""
    _filed(
        here / "上年",
        "市文化局",
        "011",
        {"requests.new.natural": 5, "requests.granted.natural": 4, "requests.carried_out.natural": 1},
        2024,
    )
    _filed(here / "上年", "市旅游局", "012", {"requests.new.company": 2, "requests.carried_out.company": 2}, 2024)
    _filed(here / "上年", "市扶贫办", "013", {"requests.new.natural": 3, "requests.carried_out.natural": 3}, 2024)


def returns_after_reform(here: Path) -> None:
    """The merged unit files with the opening balance of both; so does the other one that is on the roster."""
    culture: dict[str, object] = {"requests.carried_in.natural": 1, "requests.carried_in.company": 2}
    done: dict[str, object] = {"requests.granted.natural": 1, "requests.granted.company": 2}
    _filed(here / "回收", "市文化旅游广电局", "001", culture | done)


def old_template(here: Path) -> None:
    """A unit fills the template of the year before."""
    _filed(here / "回收", "市商务局", "003", COMMERCE, 2024)


def paper_typed(here: Path) -> None:
    """The office types what stands on paper into the template for transcription."""
    _sent(here, "商务", COMMERCE)


def county_units(here: Path) -> None:
    """The units of a county file."""
    _sent(here, "教育", {"requests.new.natural": 4, "requests.granted.natural": 4})
    _sent(here, "财政", {"disclosure.fees.amount": 30.5, "requests.new.company": 1, "requests.partial.company": 1})


def county_summary(here: Path) -> None:
    """The county sends its summary, under the name that the clerk gives it; a unit of the city files."""
    _sent(here, "民政", COMMERCE)
    shutil.copy(here.parent / "东县2025" / "汇总" / "2025年汇总表.xlsx", here / "回收" / "东县2025年汇总表.xlsx")


def last_year_open(here: Path) -> None:
    """Last year's filing of the unit left two applications open."""
    figures = {"requests.new.natural": 3, "requests.granted.natural": 1, "requests.carried_out.natural": 2}
    _filed(here / "上年", "市商务局", "001", figures, 2024)


def explained(here: Path) -> None:
    """The unit carries in one of the two, and says why beside the two points where that shows."""
    more = {"requests.carried_in.natural": 1, "requests.rejected_repeat.natural": 1}
    _sent(here, "商务", COMMERCE | more)
    (sent,) = (here / "回收").glob("*商务*")
    book = openpyxl.load_workbook(sent)
    for row in book[say("sheet.reasons")].iter_rows(min_row=2):
        if str(row[1].value).startswith(("表三“上年结转·自然人”", "表三“上年结转·总计”")):
            row[6].value = "1件于2025年1月移交市行政审批局办理，移交函〔2025〕3号"
    book.save(sent)


def published_report(here: Path) -> None:
    """What a unit published last year."""
    _filed(here, "市商务局", "", COMMERCE | {"requests.carried_out.natural": 1, "requests.new.natural": 3}, 2024)
    (filled,) = here.glob("*.xlsx")
    publish(filled, here / "市商务局2024年年度报告.docx")
    filled.unlink()


def _filed(folder: Path, name: str, code: str, figures: Mapping[str, object], year: int = 2025) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        template = Path(scratch) / "年报表.xlsx"
        template.write_bytes(build(Issue(FORM, year, Unit(code, name))))
        fill(template, folder / f"{code}_{name}_{year}年报表.xlsx", figures)


SETUPS: dict[str, Callable[[Path], None]] = {
    "first returns": first_returns,
    "corrected": corrected,
    "last return": last_return,
    "two files": two_files,
    "two filings": two_filings_without_campaign,
    "year before": year_before,
    "returns after reform": returns_after_reform,
    "old template": old_template,
    "paper typed": paper_typed,
    "published report": published_report,
    "last year open": last_year_open,
    "explained": explained,
    "county units": county_units,
    "county summary": county_summary,
}
