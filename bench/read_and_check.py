"""Read and check one file against what people would use instead, on the same bytes, in one run: medians and ratios.

``make bench``. Files are distinct fillings of the template, written by XlsxWriter and re-saved by openpyxl.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from io import BytesIO

import openpyxl

from gaokai_xlsx.checks.submissions import Terms, judge
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.intake.reading import take
from gaokai_xlsx.outgoing.template import Issue, build

FORM = editions.for_year(2025)
FILES = 40


def files() -> list[bytes]:
    """Distinct filled templates, half of them through openpyxl."""
    made = []
    for number in range(FILES):
        dice = random.Random(number)
        figures = {key: dice.randint(0, 9) for key in FORM.typed}
        data = build(Issue(FORM, 2025, Unit(f"{number:03}", f"第{number}局"), figures=figures))
        if number % 2:
            out = BytesIO()
            openpyxl.load_workbook(BytesIO(data)).save(out)
            data = out.getvalue()
        made.append(data)
    return made


def by_hand(data: bytes) -> list[object]:
    """What a script would do: openpyxl, cached values, fixed addresses, no checks."""
    book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    return [book[sheet][cell].value for sheet, cell in (address(FORM, key) for key in FORM.typed)]


def copy_by_hand(data: bytes) -> bytes:
    """How a script makes one template a unit: load a master, change the cover, save."""
    book = openpyxl.load_workbook(BytesIO(data))
    book.worksheets[0]["B4"] = "甲局"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def ours(data: bytes) -> object:
    """Guard, read, anchor, check."""
    return judge(take("年报.xlsx", data), Terms(2025))


def median(work: Callable[[bytes], object], batch: list[bytes]) -> float:
    """Milliseconds a file."""
    times = []
    for data in batch:
        start = time.perf_counter()
        work(data)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    batch = files()
    ours(batch[0])
    base, mine = median(by_hand, batch), median(ours, batch)
    issued = median(lambda _: build(Issue(FORM, 2025, Unit("001", "甲局"))), batch)
    copied = median(copy_by_hand, batch)
    print("| what | median ms a file | ratio |\n| --- | --- | --- |")
    print(f"| openpyxl loop, no checks | {base:.1f} | 1.00 |")
    print(f"| gaokai-xlsx, read and all checks | {mine:.1f} | {mine / base:.2f} |")
    print(f"| openpyxl: load a template, write the unit, save | {copied:.1f} | {copied / base:.2f} |")
    print(f"| gaokai-xlsx, write one template from the form | {issued:.1f} | {issued / base:.2f} |")


if __name__ == "__main__":
    main()
