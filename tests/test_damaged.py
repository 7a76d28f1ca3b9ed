"""Reports damaged at random: a figure that comes out wrong without anybody being told is the one thing that must never happen."""

from __future__ import annotations

import pytest

from tests import damage, helpers, reports
from tests.helpers import FORM

# The seeds of which each once gave a wrong figure, and some more.
SEEDS = {
    "html": [
        14,
        19,
        40,
        51,
        82,
        89,
        98,
        115,
        139,
        162,
        195,
        409,
        478,
        599,
        749,
        815,
        904,
        1145,
        1158,
        1209,
        1246,
        1338,
        3458,
        20591,
        *range(4),
    ],
    "docx": [14, 46, 79, 84, 111, 142, 7043],
    "txt": [10, 14, 61, 98, 116, 135, 139, 7043],
    "pdftext": [14, 40, 41, 82, 139, 150, 231, 266, 1020, 1033],
}


@pytest.mark.parametrize(("kind", "seed"), [(kind, seed) for kind, seeds in SEEDS.items() for seed in seeds])
def test_no_figure_of_a_damaged_report_is_wrong_and_unmarked(kind: str, seed: int):
    """Up to three damages a table."""
    verdict = damage.judged(damage.made(seed, kind))
    assert verdict.silent == {}
    assert verdict.unsaid == set()


@pytest.mark.parametrize("name", sorted(damage.DAMAGES))
def test_every_kind_of_damage_alone(name: str):
    """Each of them on every table that it can meet."""
    report = damage.made(sorted(damage.DAMAGES).index(name) + 200, "html", [name])
    verdict = damage.judged(report)
    assert verdict.silent == {}
    assert verdict.unsaid == set()


def _page(figures: dict[str, int], was: str, becomes: str) -> damage.Report:
    page = reports.html(figures).decode()
    assert page.count(was) == 1, was
    return damage.Report(page.replace(was, becomes).encode(), figures)


def _cells(figures: dict[str, int], *keys: str) -> str:
    return "".join(f"<td rowspan=1 colspan=1 style='border:1px solid'>{figures[key]}</td>" for key in keys)


NORMATIVE = [f"disclosure.normative.{column}" for column in ("issued", "repealed", "in_force")]


@pytest.mark.parametrize(
    ("values", "becomes", "lost"),
    [
        ((13, 7, 90), "137||90", {"issued", "repealed", "in_force"}),  # 13 and 7 have run together, or 7 is gone
        ((3, 0, 9), "3||9", {"repealed"}),  # one digit can be nothing that ran together
    ],
)
def test_a_number_beside_a_blank_may_be_two_where_nothing_adds_up(values: tuple[int, ...], becomes: str, lost: set[str]):
    """Two different reports would be printed so."""
    figures = dict(helpers.ZEROS) | dict(zip(NORMATIVE, values, strict=True))
    was = _cells(figures, *NORMATIVE)
    cells = "".join(f"<td style='border:1px solid'>{text}</td>" for text in becomes.split("|"))
    report = _page(figures, was, cells)
    submission = damage.take_report("a.html", report.data)
    assert submission.filing is not None
    assert {k for k in NORMATIVE if k not in submission.filing.typed} == {f"disclosure.normative.{column}" for column in lost}
    assert damage.judged(report).unsaid == set()


@pytest.mark.parametrize(
    ("said", "read"),
    [("7654321", True), ("7654<br>321", True), ("76<br>54321", False), ("7654321①", False), ("4440351<br>343204", False), ("7654.", False)],
)
def test_what_is_one_number_of_a_cell(said: str, read: bool):
    """A long number that a narrow cell broke is; two numbers below each other, one with a footnote, one cut at its point are none."""
    figures = dict(helpers.ZEROS) | {"disclosure.penalty.decisions": 7654321}
    report = _page(figures, ">7654321<", f">{said}<")
    submission = damage.take_report("a.html", report.data)
    assert submission.filing is not None
    assert submission.filing.typed.get("disclosure.penalty.decisions") == (7654321 if read else None)
    assert damage.judged(report).unsaid == set()


def test_every_seed_is_a_report_of_its_own():
    """Otherwise the numbers above say nothing."""
    made = [damage.made(seed, "html") for seed in SEEDS["html"]]
    assert len({report.data for report in made}) == len(made)
    assert {kind for report in made for kind in report.kinds}
    assert all(set(report.truth) >= set(FORM.typed) for report in made)
