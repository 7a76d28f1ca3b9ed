"""(b, f) ``collect`` end to end, its memory, and again after one file changed: ``python -m bench.collecting 100 1000``.

Each run is a process of its own; memory is the peak of the process and of each of its reading processes, looked at 20 times a second.
More than 2,500 files are collected as a tree: folders of as many, since nobody sends more to one office; each folder is made, collected
with each number of jobs, and thrown away. Processor time is that of the process and of all its readers: it says what a file costs
where the machine is not quiet.
"""

from __future__ import annotations

import itertools
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import files
from gaokai_xlsx.verbs._pool import read_all

FOLDER = 2_500
TURNS = 3


@dataclass(frozen=True)
class Cost:
    """What a run took: seconds of the clock and of processors, peak megabytes of the process and of the largest of its readers."""

    seconds: float
    processor: float
    own: int
    reader: int


def run(folder: Path, *options: str) -> Cost:
    """One ``collect`` in a folder."""
    command = [sys.executable, "-m", "gaokai_xlsx", "collect", "-q", *options]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    peaks: dict[int, int] = {}
    while True:
        for pid in (process.pid, *_children(process.pid)):
            peaks[pid] = max(peaks.get(pid, 0), _peak(pid))
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        time.sleep(0.05)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 1), process.returncode
    own = peaks.pop(process.pid, 0)
    return Cost(seconds, used.ru_utime + used.ru_stime, own, max(peaks.values(), default=0))


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
    yield "| files | jobs | seconds | ms a file | processor ms a file | peak MB | largest reader MB |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    made = files.sample()
    for count in counts:
        stream = files.mixed(made, count)
        costs: dict[str, list[Cost]] = {"1": [], "2": []}
        while part := list(itertools.islice(stream, FOLDER)):
            with tempfile.TemporaryDirectory() as name:
                campaign(Path(name), iter(part))
                for jobs, found in costs.items():
                    found.append(run(Path(name), "回收", "--year", "2025", "--jobs", jobs))
        for jobs, found in costs.items():
            seconds, processor = sum(c.seconds for c in found), sum(c.processor for c in found)
            own, reader = max(c.own for c in found), max(c.reader for c in found)
            yield f"| {count} | {jobs} | {seconds:.1f} | {1000 * seconds / count:.2f} | {1000 * processor / count:.2f} | {own} | {reader} |"


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
        yield f"| first time | {run(folder, *roster).seconds:.2f} |"
        yield f"| again | {run(folder, *roster).seconds:.2f} |"
        (folder / "回收" / "000000.xlsx").write_bytes(files.another(made["XlsxWriter"][3], count))
        yield f"| after one file changed | {run(folder, *roster).seconds:.2f} |"


def reading(count: int) -> Iterator[str]:
    """Only reading and what is checked of each file alone, by one process and by two, in turn."""
    with tempfile.TemporaryDirectory() as name:
        campaign(Path(name), files.mixed(files.sample(), count))
        took: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(TURNS):
            for jobs, found in took.items():
                start = time.perf_counter()
                read_all([Path(name) / "回收"], jobs=jobs)
                found.append(time.perf_counter() - start)
    one, two = (statistics.median(found) for found in took.values())
    yield f"| {count} files, read only | seconds | files a second |"
    yield "| --- | --- | --- |"
    yield f"| one process | {one:.2f} | {count / one:.0f} |"
    yield f"| two processes | {two:.2f} | {count / two:.0f} |"
    yield f"| ratio | {one / two:.2f} | |"


if __name__ == "__main__":
    print("\n".join(table([int(n) for n in sys.argv[1:]])))
    print("\n".join(again(600)))
    print("\n".join(reading(1000)))
