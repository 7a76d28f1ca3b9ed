"""(a) Read and check a file, against what people would use instead, on the same bytes in one run: ``python -m bench.reading``.

Milliseconds of processor time, interleaved, the best of several tries a file, medians over files. The others check nothing.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from io import BytesIO

import openpyxl
import pandas
import python_calamine

from bench import files
from gaokai_xlsx.checks.judging import judge
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.intake.reading import take

EACH, TRIES = 40, 3


def ours(data: bytes) -> object:
    """Guard, read, anchor, check."""
    return judge(take("年报.xlsx", data), Terms(2025))


def calamine(data: bytes) -> object:
    """Every cell of every sheet."""
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]


def by_hand(data: bytes) -> object:
    """What a script would do: openpyxl, cached values, fixed addresses."""
    book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    return [book[sheet][cell].value for sheet, cell in (address(files.FORM, key) for key in files.FORM.typed)]


def frames(data: bytes) -> object:
    """All sheets as data frames."""
    return pandas.read_excel(BytesIO(data), sheet_name=None, header=None, engine="openpyxl")


def measured(batch: list[bytes], ways: dict[str, Callable[[bytes], object]], tries: int) -> dict[str, float]:
    """The median of each way."""
    best: dict[str, list[float]] = {name: [] for name in ways}
    for data in batch:
        times: dict[str, float] = dict.fromkeys(ways, float("inf"))
        for _ in range(tries):
            for name, way in ways.items():
                start = time.thread_time()
                way(data)
                times[name] = min(times[name], 1000 * (time.thread_time() - start))
        for name, value in times.items():
            best[name].append(value)
    return {name: statistics.median(values) for name, values in best.items()}


def table() -> Iterator[str]:
    """Lines of the table."""
    made = files.sample()
    yield "| files by | gaokai-xlsx ms | calamine ms | / calamine | openpyxl loop ms | pandas ms | openpyxl / ours |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for name in ("XlsxWriter", "openpyxl", "LibreOffice"):
        if name in made:
            batch = [files.another(made[name][n % files.SETS], n) for n in range(EACH)]
            fast = measured(batch, {"ours": ours, "calamine": calamine}, TRIES)
            slow = measured(batch[:8], {"hand": by_hand, "pandas": frames}, 1)
            yield (
                f"| {name} | {fast['ours']:.2f} | {fast['calamine']:.2f} | {fast['ours'] / fast['calamine']:.2f} | "
                f"{slow['hand']:.0f} | {slow['pandas']:.0f} | {slow['hand'] / fast['ours']:.0f} |"
            )


if __name__ == "__main__":
    print("\n".join(table()))
