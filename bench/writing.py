"""(c, d) The summary against bare XlsxWriter with as many cells, 1,000 templates against openpyxl: ``python -m bench.writing``."""

from __future__ import annotations

import re
import statistics
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

import openpyxl
import xlsxwriter

from bench import files
from gaokai_xlsx.filing import Filing, Unit, at_home
from gaokai_xlsx.outgoing.copies import Copies
from gaokai_xlsx.outgoing.template import Issue
from gaokai_xlsx.results import summary
from gaokai_xlsx.results.merge import merge
from gaokai_xlsx.submission import Outcome, Report, Submission

FORM = files.FORM
TURNS = 5
SHARE = 50  # openpyxl makes every fiftieth; it is too slow to wait for


def seconds(work: Callable[[], object]) -> float:
    """Of processor time."""
    start = time.process_time()
    work()
    return time.process_time() - start


def report(count: int) -> Report:
    """A collection of good filings, each figure at its address of the template."""
    taken = []
    for number in range(count):
        unit = Unit(f"{number:06}", f"第{number:06}号局")
        filing = Filing(FORM, files.figures(number, blank=False, faulty=False), unit, 2025, origins=at_home(FORM))
        taken.append(Submission(f"{number:06}.xlsx", f"{number:064}", Outcome.COUNTED, "template", unit, 2025, FORM.edition, None, filing))
    return Report(tuple(taken), FORM, 2025, totals=merge(FORM, [s.filing for s in taken if s.filing]))


@dataclass(frozen=True)
class Cells:
    """How many cells of each kind a workbook has, and how many of its texts differ."""

    numbers: int
    texts: int
    different: int
    formulas: int
    blank: int

    @property
    def all(self) -> int:
        """Of every kind."""
        return self.numbers + self.texts + self.formulas + self.blank


def counted(data: bytes) -> Cells:
    """The cells of a workbook."""
    found = Counter[str]()
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            if "worksheets/sheet" in name:
                for end, kind, inside in re.findall(rb"<c [^>]*?(?:(/)>|(?: t=\"(\w+)\")?>(<f>)?)", package.read(name)):
                    found["blank" if end else "formulas" if inside else "texts" if kind == b"s" else "numbers"] += 1
        different = re.search(rb'uniqueCount="(\d+)"', package.read("xl/sharedStrings.xml"))
    assert different
    return Cells(found["numbers"], found["texts"], int(different[1]), found["formulas"], found["blank"])


def bare(cells: Cells) -> None:
    """As many cells of each kind as the summary has, in rows of 200, one format; no widths, heights, links, charts."""
    book = xlsxwriter.Workbook(BytesIO(), {"in_memory": True})
    sheet, style = book.add_worksheet(), book.add_format({"border": 1})
    places = ((at // 200, at % 200) for at in range(cells.all))
    for at, (row, column) in zip(range(cells.numbers), places, strict=False):
        sheet.write_number(row, column, at, style)
    for at, (row, column) in zip(range(cells.texts), places, strict=False):
        sheet.write_string(row, column, f"第{at % cells.different:06}号局", style)
    for at, (row, column) in zip(range(cells.formulas), places, strict=False):
        sheet.write_formula(row, column, "=SUM(A1:A600)", style, at)
    for row, column in places:
        sheet.write_blank(row, column, None, style)
    book.close()


def median_of_both(found: Report) -> tuple[float, float, Cells]:
    """Seconds of the summary and of bare cells, written in turn; and what cells these are."""
    cells = counted(summary.build(found))
    pairs = [(seconds(lambda: summary.build(found)), seconds(lambda: bare(cells))) for _ in range(TURNS)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    return ours, theirs, cells


def table() -> Iterator[str]:
    """Lines of the table."""
    yield "| what | seconds | against | seconds | ratio |"
    yield "| --- | --- | --- | --- | --- |"
    for count in (600, 5_000):
        found = report(count)
        ours, theirs, cells = median_of_both(found)
        yield f"| summary of {count} units, {cells.all} cells | {ours:.1f} | bare XlsxWriter | {theirs:.1f} | {ours / theirs:.2f} |"
    units = [Unit(f"{n:04}", f"石嘴山市第{'一二三四五六七八九十'[n % 10]}{n:04}局") for n in range(1000)]
    copies = Copies(Issue(FORM, 2025))
    last: list[bytes] = []
    ours = seconds(lambda: last.extend(copies.build(Issue(FORM, 2025, unit)) for unit in units))

    def by_hand() -> None:
        for unit in units[::SHARE]:
            book = openpyxl.load_workbook(BytesIO(last[0]))
            book.worksheets[0]["B4"] = unit.name
            book.save(BytesIO())

    theirs = seconds(by_hand) * SHARE
    yield f"| 1000 templates | {ours:.1f} | openpyxl load, edit, save | {theirs:.1f} | {ours / theirs:.3f} |"


if __name__ == "__main__":
    print("\n".join(table()))
