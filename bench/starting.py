"""(e) ``--help`` against a bare Typer program with as many commands: ``python -m bench.starting``."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

TRIES = 15
BARE = """
import typer
app = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)
for name in {names}:
    @app.command(name)
    def command(a: str = "", b: int = 0, c: bool = False): "Does it."
app()
"""


def table() -> Iterator[str]:
    """Lines of the table."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE.format(names=[f"verb{n}" for n in range(8)]), encoding="utf-8")
        ways = {"gaokai-xlsx": ["-m", "gaokai_xlsx", "--help"], "bare Typer": [str(script), "--help"], "python -c pass": ["-c", "pass"]}
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(TRIES):
            for name, command in ways.items():
                start = time.perf_counter()
                subprocess.run([sys.executable, *command], check=True, capture_output=True)
                times[name].append(1000 * (time.perf_counter() - start))
    bare = statistics.median(times["bare Typer"])
    yield "| start | ms | / bare Typer |"
    yield "| --- | --- | --- |"
    for name, found in times.items():
        yield f"| {name} | {statistics.median(found):.0f} | {statistics.median(found) / bare:.2f} |"


if __name__ == "__main__":
    print("\n".join(table()))
