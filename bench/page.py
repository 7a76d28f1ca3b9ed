"""The page of ``collect --report`` over 600 files, most of them with findings: seconds, megabytes, and how a browser takes it.

``python bench/page.py``; needs Chromium.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from gaokai_xlsx.checks.submissions import settle
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.form import editions
from gaokai_xlsx.quantity import Figure, Reading, Reason
from gaokai_xlsx.results import html
from gaokai_xlsx.submission import Outcome, Report, Submission

FORM = editions.for_year(2025)
FILES = 600


def submission(number: int) -> Submission:
    """One file: every third untouched in one table, the others with random figures whose columns do not balance, every tenth good."""
    dice = random.Random(number)
    unit = Unit(f"{number:03}", f"第{number}局")
    typed: dict[str, Figure] = {key: 0 if number % 10 == 0 else dice.randint(0, 9) for key in (*FORM.typed, *FORM.supplement)}
    blank = [k for k in FORM.typed if number % 3 == 1 and FORM.cells[k].table == FORM.cells[FORM.typed[20]].table]
    refused = {key: Reading(None, "", Reason.BLANK) for key in blank}
    filing = Filing(FORM, {k: v for k, v in typed.items() if k not in refused}, unit, 2025, refused=refused)
    return Submission(f"{unit.name}/年报.xlsx", f"{number:064}", Outcome.COUNTED, "template", unit, 2025, FORM.edition, None, filing)


def browse(path: Path) -> None:
    """Load it, type into the filter, open everything."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        start = time.perf_counter()
        page.goto(path.as_uri())
        page.wait_for_selector("#filter:not([hidden])")
        print(f"| load, until the filter works | {time.perf_counter() - start:.2f} s |")
        elements = page.evaluate("document.querySelectorAll('*').length")
        print(f"| elements | {elements} |")
        for what, act in (("filter by one unit", "type"), ("clear the filter", "clear"), ("open all tables", "open")):
            start = time.perf_counter()
            if act == "open":
                page.click("#unfold")
            else:
                page.fill("#by-unit", "第77局" if act == "type" else "")
            page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            print(f"| {what} | {time.perf_counter() - start:.2f} s |")
        browser.close()


def main() -> None:
    """Print the table."""
    files, findings = settle([submission(n) for n in range(1, FILES + 1)], Terms(2025))
    report = Report(tuple(files), FORM, 2025, findings=tuple(findings))
    start = time.perf_counter()
    data = html.build(report)
    took = time.perf_counter() - start
    shown, cells = data.count(b'class="line '), data.count(b'class="form')
    print("| what | measured |\n| --- | --- |")
    print(f"| files, findings, tables drawn | {FILES}, {shown}, {cells} |\n| build | {took:.2f} s |\n| size | {len(data) / 1e6:.1f} MB |")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_bytes(data)
        browse(path)


if __name__ == "__main__":
    main()
