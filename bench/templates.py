"""1,000 templates from a roster, against openpyxl making the same workbooks from a master: ``python bench/templates.py [N]``."""

from __future__ import annotations

import sys
import time
from io import BytesIO

import openpyxl

from gaokai_xlsx.filing import Unit
from gaokai_xlsx.form import editions
from gaokai_xlsx.outgoing.template import Issue, build

FORM = editions.for_year(2025)
SHARE = 20  # openpyxl makes every twentieth; it is too slow to wait for


def main() -> None:
    """Print seconds for N workbooks and the ratio."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    units = [Unit(f"{n:04}", f"第{n}局") for n in range(count)]
    start = time.perf_counter()
    made = [build(Issue(FORM, 2025, unit)) for unit in units]
    ours = time.perf_counter() - start
    start = time.perf_counter()
    for unit in units[::SHARE]:
        book = openpyxl.load_workbook(BytesIO(made[-1]))
        book.worksheets[0]["B4"] = unit.name
        book.save(BytesIO())
    theirs = (time.perf_counter() - start) * count / len(units[::SHARE])
    print(f"{count} templates: gaokai-xlsx {ours:.1f} s, openpyxl load-edit-save {theirs:.1f} s, ratio {theirs / ours:.1f}")


if __name__ == "__main__":
    main()
