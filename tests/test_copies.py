"""Workbooks made from a master are those that are built directly, byte for byte."""

from __future__ import annotations

import pytest

from gaokai_xlsx.filing import Unit
from gaokai_xlsx.outgoing import copies, template
from gaokai_xlsx.outgoing.copies import Copies
from gaokai_xlsx.outgoing.template import Issue
from tests.helpers import BALANCED, FORM

ORDINARY = [
    Unit(f"{n:03}", f"石嘴山市{name}")
    for n, name in enumerate(("商务局", "财政局", "司法局", "教育局", "水务局", "民政局", "人民政府办公室"))
]
ODD = [
    Unit("", "石嘴山市商务局"),
    Unit(None, "石嘴山市商务局"),
    Unit("石嘴山市商务局", "石嘴山市商务局"),  # two texts become one
    Unit("是", "封面"),  # and texts that stand in the workbook anyway
    Unit("2025", "单位编码"),
    Unit("003", "商&务<局>"),
    Unit("004", "“商务”局'\"|a"),
    Unit("005", "商务 局"),
    Unit("006", "_x0041_局"),
    Unit("007", "𠮷祥街道办事处"),
    Unit("A-8", "ABC局"),
    Unit("A-9", "AB局C"),
    Unit("010", "局" * 60),  # cut in the footer
    Unit("011", "院" * 60),
    Unit("012", "院" * 130),
    Unit("013", "局" * 130),
    Unit("&", "乙局"),
    Unit("\ue000", "\ue000\ue001局"),
    Unit("014", "ა局"),
    Unit("院", "\uf000局"),
]


@pytest.mark.parametrize("more", [{}, {"contact": "0952-2012345", "password": "密码", "key": b"k" * 32}], ids=["plain", "campaign"])
def test_a_copy_is_what_is_built_directly(more: dict[str, object]):
    """Whatever the unit is called; names of one shape twice, so that the second is a copy."""
    blank = Issue(FORM, 2025, **more)  # type: ignore[arg-type]
    made = Copies(blank)
    for unit in (*ORDINARY, *ODD, *[Unit(u.code and u.code[::-1], u.name[::-1]) for u in ODD]):
        issue = Issue(FORM, 2025, unit, **more)  # type: ignore[arg-type]
        assert made.build(issue) == template.build(issue), unit


def test_most_units_need_no_workbook_of_their_own(monkeypatch: pytest.MonkeyPatch):
    """Seven names of two shapes: each shape is built twice, once with place-holders; figures are built directly."""
    built: list[Issue] = []
    monkeypatch.setattr(copies, "build", lambda issue: built.append(issue) or template.build(issue))
    made = Copies(Issue(FORM, 2025))
    for unit in ORDINARY:
        made.build(Issue(FORM, 2025, unit))
    assert len(built) == 4
    assert all(master is not None for master in made.masters.values())
    made.build(Issue(FORM, 2025, ORDINARY[0], figures=BALANCED))
    assert len(built) == 5
