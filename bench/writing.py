"""(c, d) The summary against bare XlsxWriter with as many cells, 1,000 templates against openpyxl: ``python -m bench.writing``."""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

import openpyxl
import xlsxwriter

from bench import files
from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.outgoing.copies import Copies
from gaokai_xlsx.outgoing.template import Issue
from gaokai_xlsx.results import summary
from gaokai_xlsx.results.merge import merge
from gaokai_xlsx.submission import Outcome, Report, Submission

FORM = files.FORM
SHARE = 50  # openpyxl makes every fiftieth; it is too slow to wait for


def seconds(work: Callable[[], object]) -> float:
    """Of processor time."""
    start = time.process_time()
    work()
    return time.process_time() - start


def report(count: int) -> Report:
    """A collection of good filings."""
    taken = []
    for number in range(count):
        unit = Unit(f"{number:06}", f"第{number:06}号局")
        filing = Filing(FORM, files.figures(number, blank=False, faulty=False), unit, 2025)
        taken.append(Submission(f"{number:06}.xlsx", f"{number:064}", Outcome.COUNTED, "template", unit, 2025, FORM.edition, None, filing))
    return Report(tuple(taken), FORM, 2025, totals=merge(FORM, [s.filing for s in taken if s.filing]))


def bare(cells: int) -> None:
    """As many cells as the summary has, numbers in rows of 200, one format."""
    book = xlsxwriter.Workbook(BytesIO(), {"in_memory": True})
    sheet, style = book.add_worksheet(), book.add_format({"border": 1})
    for at in range(cells):
        sheet.write_number(at // 200, at % 200, at, style)
    book.close()


def table() -> Iterator[str]:
    """Lines of the table."""
    yield "| what | seconds | against | seconds | ratio |"
    yield "| --- | --- | --- | --- | --- |"
    for count in (600, 5_000):
        found = report(count)
        made: list[bytes] = []
        ours = seconds(lambda made=made, found=found: made.append(summary.build(found)))  # type: ignore[misc]
        with zipfile.ZipFile(BytesIO(made[0])) as package:
            cells = sum(len(re.findall(rb"<c ", package.read(n))) for n in package.namelist() if "worksheets/" in n)
        theirs = seconds(lambda cells=cells: bare(cells))  # type: ignore[misc]
        yield f"| summary of {count} units, {cells} cells | {ours:.1f} | bare XlsxWriter | {theirs:.1f} | {ours / theirs:.2f} |"
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
