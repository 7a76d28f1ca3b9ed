"""来源: every counted figure can be found again in its file, and figures that moved together are one line."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gaokai_xlsx import collect
from gaokai_xlsx.cells import reader
from gaokai_xlsx.cells.model import Workbook
from gaokai_xlsx.form import editions, moves
from gaokai_xlsx.form.grid import Box, a1, grid
from gaokai_xlsx.intake.sources import sources
from gaokai_xlsx.quantity import exact
from tests.helpers import BALANCED, FORM, TABLE3, UNIT, Unit, edited, insert_column, insert_row, issue
from tests.test_own_tables import BOOKS

HOMES = {key: (t.sheet, box.top, box.left) for t in FORM.tables for key, box in grid(t).places.items()}


def _rows(path: Path) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The lines of files and the lines of moves."""
    rows = list(openpyxl.load_workbook(path)["来源"].iter_rows(min_row=2, values_only=True))
    at = next((n for n, row in enumerate(rows) if str(row[4]).startswith("不在模板原来位置")), len(rows))
    return [row for row in rows[:at] if row[0]], rows[at + 1 :]


def _collected(folder: Path, data: bytes):
    (folder / "回收").mkdir()
    (folder / "回收" / "a.xlsx").write_bytes(data)
    return collect([folder / "回收"], folder / "汇总.xlsx", year=2025, include_failed=True)


CASES = {
    "as issued": lambda: issue(BALANCED),
    "one row inserted": lambda: edited(issue(BALANCED), insert_row(10)),
    "one column inserted": lambda: edited(issue(BALANCED), insert_column(5)),
    "two rows above": lambda: edited(issue(BALANCED), insert_row(1), insert_row(1)),
    **{name: BOOKS[name] for name in ("a sheet a table", "one sheet", "表四 turned", "表四 by rows and columns", "no totals")},
}
LINES = {"as issued": 0, "one row inserted": 1, "one column inserted": 1, "two rows above": 1, "no totals": 11}
"""The most lines of moves; the books of strangers have one a table and one for the supplement that they lack."""


@pytest.mark.parametrize("case", CASES)
def test_every_figure_is_found_again_from_the_list_and_the_form_alone(case: str, tmp_path: Path):
    """The summary is read back, the file opened by another program, each figure read from the cell that it says."""
    data = CASES[case]()
    if case in BOOKS:
        data = edited(data, lambda book: book.worksheets[0].__setitem__("H1", f"填报单位：{UNIT.name}"))
    report, path = _collected(tmp_path, data)
    (counted,) = report.counted
    assert counted.filing is not None
    summary = reader.read(path.read_bytes())
    assert isinstance(summary, Workbook)
    (source,) = sources(summary, editions.load("2021"))

    book = openpyxl.load_workbook(tmp_path / "回收" / source.path, data_only=True)
    for key, value in counted.filing.typed.items():
        place = source.places[key]
        assert exact(float(book[place.sheet][place.cell].value)) == value, key
    assert source.places == counted.filing.origins
    assert len(_rows(path)[1]) <= LINES.get(case, 6)


def test_lines_of_moves_say_what_happened(tmp_path: Path):
    """As the auditor reads them: file, table, ranges, how many figures."""
    _, path = _collected(tmp_path, edited(issue(BALANCED, Unit("007", "市商务局")), insert_row(1), insert_row(1)))
    files, moved = _rows(path)
    assert files[0][:4] == (1, "市商务局", "007", "a.xlsx")
    assert files[0][5:] == ("《表二主动公开》B3", "《表三依申请公开》D6", "《表四复议诉讼》A4", "《信息处理费》B2")
    (line,) = moved
    assert line[:4] == files[0][:4]
    assert line[4:8] == ("表三全表下移2行", "《表三依申请公开》D4:J28", "《表三依申请公开》D6:J30", 175)


def test_only_the_files_can_be_filtered(tmp_path: Path):
    """The second list is none of the first one's rows."""
    _, path = _collected(tmp_path, edited(issue(BALANCED), insert_row(10)))
    assert openpyxl.load_workbook(path)["来源"].auto_filter.ref == "A1:I2"


def test_any_places_are_given_back_exactly():
    """Random shifts of rows, columns, sheets, single figures and missing ones."""
    chance = random.Random(7)
    for _ in range(200):
        origins = dict(HOMES)
        for _ in range(chance.randrange(6)):
            table, first = chance.choice(FORM.tables).key, chance.randrange(12)
            axis, by, sheet = chance.choice((1, 2)), chance.randrange(-2, 4), chance.choice((None, "别的》表"))
            for key in [k for k in origins if k.startswith(table) and HOMES[k][axis] >= first]:
                spot = list(origins[key])
                spot[axis] += by
                origins[key] = (sheet or spot[0], *spot[1:])
        for key in chance.sample(sorted(origins), chance.randrange(5)):
            del origins[key]
        moved = moves.moves(FORM, origins)
        assert {k: s for k, s in moves.spots(FORM, moved).items() if s} == origins
        homes = [key for move in moved for key in move.keys(FORM)]
        assert len(homes) == len(set(homes))
        for move in moved:
            assert moves.range_box(moves.range_text(move.home)) == move.home


@pytest.mark.parametrize("down", [0, 1])
def test_a_table_in_one_row_or_column_is_one_line(down: int):
    """As a summary of the level below has it."""
    keys = [c.key for c in FORM.of_table("requests")]
    origins = HOMES | {key: ("明细三", 7 + n * down, 3 + n * (1 - down)) for n, key in enumerate(keys)}
    (move,) = moves.moves(FORM, origins)
    assert moves.spots(FORM, [move]) == origins
    there = Box(7, 3, 7 + 174 * down, 3 + 174 * (1 - down))
    assert (move.sheet, move.there) == ("明细三", there)
    assert a1(there.top, there.left) == "D8"


def test_a_line_that_somebody_wrote_says_nothing(tmp_path: Path):
    """Neither an error nor a place."""
    _, path = _collected(tmp_path, edited(issue(BALANCED), insert_row(10)))

    def scribble(book: Any) -> None:
        book["来源"]["F5"], book["来源"]["A6"], book["来源"]["F6"] = "看不清", 1, "《没有》D4"

    data = edited(path.read_bytes(), scribble)
    book = reader.read(data)
    assert isinstance(book, Workbook)
    (source,) = sources(book, FORM)
    assert source.places["requests.carried_out.natural"].sheet == TABLE3
