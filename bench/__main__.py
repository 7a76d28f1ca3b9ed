"""All of it into ``bench/RESULTS.md``: ``make bench``; ``python -m bench 100 1000 10000 100000`` for the large ones too."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from bench import collecting, reading, starting, writing

LIBRARIES = ("lxml", "XlsxWriter", "openpyxl", "pandas", "python-calamine", "typer")


def machine() -> str:
    """What it was measured on."""
    cpuinfo, meminfo = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.is_file() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor())
    memory = f", {int(meminfo.read_text().split()[1]) >> 20} GB" if meminfo.is_file() else ""
    load = f"; {os.getloadavg()[0]:.1f} other processes wanted it when the run began" if hasattr(os, "getloadavg") else ""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{model}, {os.cpu_count()} cores{memory}; {platform.system()}, Python {platform.python_version()}; {libraries}{load}."


def main(counts: list[int]) -> None:
    """Measure, show, write."""
    text = [
        "# How fast it is",
        "",
        "Written by `make bench`. Ratios are what to look at: both sides ran in turn, in one process or in one loop.",
        "",
        machine(),
    ]
    for title, table in (
        ("Read and check one file", reading.table()),
        ("Read with two processes", collecting.reading(1000)),
        ("`collect` from files to summary", collecting.table(counts)),
        ("Collect again", collecting.again(600)),
        ("Write", writing.table()),
        ("Start", starting.table()),
    ):
        text += ["", f"## {title}", ""]
        for line in table:
            print(line, flush=True)
            text.append(line)
    (Path(__file__).parent / "RESULTS.md").write_text("\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main([int(n) for n in sys.argv[1:]] or [100, 1000])
