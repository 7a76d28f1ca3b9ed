"""Make the corpus anew: ``python tests/corpus/make.py [PATTERN...]``.

Needs the clients it is made with: LibreOffice with python3-uno, Gnumeric, node and npm on the machine; openpyxl, excelize and
msoffcrypto-tool in this Python; the node packages are installed into a temporary folder. A pattern (``libreoffice/*``, ``*.ods``)
makes only the files that match; the table and the base truth are written on every run. What openpyxl and the script write is the
same on every run; the other programs write the time into their files.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]  # the modules beside this one, and the project

import clients  # noqa: E402
from cases import CASES, CLIENTS, WORDS_OF_OUTCOME, Case  # noqa: E402
from truth import FORM, TRUTH, totals  # noqa: E402

FIELDS = ("file", "client", "how", "outcome", "codes", "figures")


def main(patterns: list[str]) -> None:
    """Write the tables and the files that match."""
    audit()
    write_truth(HERE / "figures.json")
    write_table(HERE / "cases.csv")
    try:
        for case in CASES:
            if not patterns or any(fnmatchcase(case.file, pattern) for pattern in patterns):
                make(case)
    finally:
        clients.close()
    made = {case.file for case in CASES}
    strays = [p for client in CLIENTS for p in (HERE / client).rglob("*") if p.is_file() and p.relative_to(HERE).as_posix() not in made]
    assert not strays, strays


def make(case: Case) -> None:
    """One file."""
    sys.stdout.write(f"{case.file}\n")
    target = HERE / case.file
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(case.make())


def write_truth(path: Path) -> None:
    """figures.json: one figure a line."""
    path.write_text(json.dumps(TRUTH, indent=1) + "\n", encoding="utf-8")


def write_table(path: Path) -> None:
    """cases.csv, with the mark that makes spreadsheets read it as UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(FIELDS)
        for case in CASES:
            codes = " ".join(sorted(set(case.codes.split())))
            table.writerow([case.file, case.client, case.how, case.outcome, codes, case.figures])


def audit() -> None:
    """What the base truth and the table promise."""
    assert len(TRUTH) == len(FORM.typed) + len(FORM.supplement) == 169
    sums = totals(FORM, TRUTH)
    values = [*TRUTH.values(), *sums.values()]
    assert "0" not in values
    assert [value for value, count in Counter(values).items() if count > 1] == [], "figures that could be taken for each other"
    for column in ("natural", "company", "research", "welfare", "legal", "other"):
        new, before, after = (int(TRUTH[f"requests.{row}.{column}"]) for row in ("new", "carried_in", "carried_out"))
        assert new + before == int(sums[f"requests.settled.{column}"]) + after
    assert [file for file, count in Counter(case.file for case in CASES).items() if count > 1] == []
    assert {case.outcome for case in CASES} <= WORDS_OF_OUTCOME


if __name__ == "__main__":
    main(sys.argv[1:])
