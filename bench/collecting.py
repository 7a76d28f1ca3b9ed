"""(b, f) ``collect`` end to end, its memory, and again after one file changed: ``python -m bench.collecting 100 1000``.

Each run is a process of its own; memory is the peak of the process and of each of its reading processes, looked at 20 times a second.
10,000 files and more are collected as a tree: folders of 2,500, since nobody sends more to one office.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import files

FOLDER = 2_500


def run(folder: Path, *options: str) -> tuple[float, int, int]:
    """Seconds, and peak megabytes of the process and of the largest of its readers."""
    command = [sys.executable, "-m", "gaokai_xlsx", "collect", "-q", *options]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    peaks: dict[int, int] = {}
    while process.poll() is None:
        for pid in (process.pid, *_children(process.pid)):
            peaks[pid] = max(peaks.get(pid, 0), _peak(pid))
        time.sleep(0.05)
    seconds = time.perf_counter() - start
    assert process.returncode in (0, 1), process.returncode
    own = peaks.pop(process.pid, 0)
    return seconds, own, max(peaks.values(), default=0)


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
    except OSError:
        return []


def _peak(pid: int) -> int:
    try:
        match = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(match[1]) // 1024 if match else 0


def campaign(folder: Path, returns: Iterator[tuple[str, bytes]]) -> None:
    """A campaign without a roster, so that only its files decide."""
    (folder / "回收").mkdir(parents=True)
    for name, data in returns:
        (folder / "回收" / name).write_bytes(data)


def table(counts: list[int]) -> Iterator[str]:
    """Lines of the table."""
    yield "| files | jobs | seconds | ms a file | peak MB | largest reader MB |"
    yield "| --- | --- | --- | --- | --- | --- |"
    made = files.sample()
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            stream = files.mixed(made, count)
            parts = [Path(name) / f"{at:03}" for at in range(-(-count // FOLDER))]
            for part in parts:
                campaign(part, (pair for pair, _ in zip(stream, range(FOLDER), strict=False)))
            for jobs in ("1", "2"):
                runs = [run(part, "回收", "--year", "2025", "--jobs", jobs) for part in parts]
                seconds = sum(r[0] for r in runs)
                own, reader = (max(r[at] for r in runs) for at in (1, 2))
                yield f"| {count} | {jobs} | {seconds:.1f} | {1000 * seconds / count:.2f} | {own} | {reader} |"


def again(count: int) -> Iterator[str]:
    """A campaign collected, collected again, and again after one file changed."""
    made = files.sample()
    yield f"| {count} files of a campaign | seconds |"
    yield "| --- | --- |"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        campaign(folder, files.mixed(made, count))
        (folder / "gaokai.toml").write_text('city = "某市"\nyear = 2025\n', encoding="utf-8")
        (folder / "名单.csv").write_text("编码,单位全称\n" + "".join(f"{n:06},第{n:06}号局\n" for n in range(count)), encoding="utf-8")
        roster = ("--roster", "名单.csv")
        yield f"| first time | {run(folder, *roster)[0]:.2f} |"
        yield f"| again | {run(folder, *roster)[0]:.2f} |"
        (folder / "回收" / "000000.xlsx").write_bytes(files.another(made["XlsxWriter"][3], count))
        yield f"| after one file changed | {run(folder, *roster)[0]:.2f} |"


if __name__ == "__main__":
    print("\n".join(table([int(n) for n in sys.argv[1:]])))
    print("\n".join(again(600)))
