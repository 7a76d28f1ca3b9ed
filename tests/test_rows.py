"""Two ways to read the rows of a sheet: the quick one says what the patient one says, or leaves the sheet to it."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from lxml import etree

from gaokai_xlsx.cells import plain, rows, skeletons
from gaokai_xlsx.cells.model import Kind, Refused, Sheet
from gaokai_xlsx.cells.xlsx import _SheetReader
from tests.helpers import BALANCED, ROOT, edited, issue
from tests.seeds import own_table

STRINGS = [f"文字{n}" for n in range(1000)]
KINDS = tuple(Kind.DATE if n % 7 == 3 else Kind.PERCENT if n % 11 == 5 else Kind.NUMBER for n in range(300))
PATIENT_CLIENTS = ("gnumeric", "script", "xlsx-populate")  # pretty-printed, made by hand, attributes in another order


def _sheets() -> Iterator[tuple[str, bytes]]:
    made = {"ours": issue(BALANCED), "openpyxl": edited(issue(BALANCED)), "own": own_table()}
    corpus = {p.relative_to(ROOT).as_posix(): p.read_bytes() for p in sorted((ROOT / "tests" / "corpus").rglob("*.xls[xm]"))}
    for name, data in (made | corpus).items():
        if zipfile.is_zipfile(BytesIO(data)):
            with zipfile.ZipFile(BytesIO(data)) as package:
                for part in package.infolist():
                    if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", part.filename) and part.file_size < 2_000_000:
                        yield f"{name}!{part.filename}", package.read(part)


SHEETS = dict(_sheets())


def _read(data: bytes) -> Sheet | str:
    try:
        return _SheetReader(STRINGS, KINDS, date1904=False).sheet("表", data, hidden=False)
    except (etree.XMLSyntaxError, ValueError, KeyError, Refused):
        return "refused"


def _patiently(data: bytes) -> Sheet | str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "parse", lambda *_: None)
        return _read(data)


def test_both_ways_read_the_same_cells():
    """Of every sheet that any client wrote."""
    assert [name for name, data in SHEETS.items() if _read(data) != _patiently(data)] == []


def test_the_quick_way_knows_the_shape_of_every_common_client():
    """Or it would be of no use; what it leaves are sheets of two rare clients and those made to be odd."""
    clients = {name: name.split("/")[2] for name in SHEETS if name.startswith("tests/")}
    left = [name for name, client in clients.items() if client not in PATIENT_CLIENTS and rows.parse(SHEETS[name], []) is None]
    assert [clients[name] for name in left] == ["openpyxl"]  # rich text in a cell


def test_both_ways_read_the_same_of_mutated_sheets():
    """Never another cell; what one of them refuses the other does not read."""
    dice = random.Random(8)
    kept = [data for name, data in SHEETS.items() if len(data) < 40_000]
    differ = []
    for _ in range(3000):
        data = _mutated(dice.choice(kept), dice)
        if _read(data) != _patiently(data):
            differ.append(data)
    assert differ == []


ODD = (
    b"<c/>", b"<c>", b"</c>", b"<row>", b"</row>", b'<row r="9">', b'<row r="3"/>', b"<v/>", b"<v></v>", b"<f/>", b"<f></f>", b"&amp;", b"&x;", b"&#0;",
    b"&#65;", b"&#55296;", b"&#x41;", b"&", b"]]>", b"<!-- -->", b"<![CDATA[1]]>", b"<?pi?>", b"\r\n", b"\x0b", b"\xff", b"\xef\xbf\xbe", b" ", b"-1", b"1e5",
    b' r="A1"', b' s="1"', b' s="01"', b' t="s"', b' t="str"', b' x:y="1"', b' a="1" a="2"', b"<is><t>a</t></is>", b"<is><r><t>a</t></r></is>",
    b'<c r="B2"><v>1</v></c>', b'<c r="XFD1048576"><v>1</v></c>', b'<row r="100001"><c r="A100001"><v>1</v></c></row>', b"_x0041_", b"<sheetData>",
    b"</sheetData>", b"<sheetData/>", b'<mergeCell ref="A1:B2"/>', b"<!DOCTYPE a>",
)  # fmt: skip


def _mutated(data: bytes, dice: random.Random) -> bytes:
    """Something odd put in, a piece taken out, doubled or moved, mostly at the edges of tags."""
    for _ in range(dice.choice((1, 1, 2))):
        edges = [m.start() for m in re.finditer(rb'[<>"]', data)]
        a, b = sorted(dice.choice(edges) + dice.choice((0, 0, 1)) for _ in range(2))
        b = min(b, a + dice.choice((5, 40, 400)))
        match dice.randrange(4):
            case 0:
                data = data[:a] + data[b:]
            case 1:
                data = data[:b] + data[a:b] + data[b:]
            case _:
                data = data[:a] + dice.choice(ODD) + data[a:]
    return data


PLAIN = '<row r="1"><c r="A1" s="1"><v>5</v></c><c r="B1" s="1"/><c r="C1" t="inlineStr"><is><t>a</t></is></c><c r="D1"><f>A1&amp;1</f><v>6</v></c></row>'


def test_rows_with_other_values_are_recognised(monkeypatch: pytest.MonkeyPatch):
    """Once one was read, its like is not taken apart again; anything else that differs is."""
    first = skeletons.cells(PLAIN, frozenset())
    again = skeletons.cells(PLAIN.replace(">5<", ">1234.5<").replace(">a<", ">b&lt;<").replace(">6<", "><"), frozenset())
    assert (again.values, again.inlines) == (["1234.5", None, ""], [None, "b<", None])
    assert again[:5] == first[:5]
    calls: list[str] = []
    monkeypatch.setattr(plain, "cells", lambda text, _: calls.append(text) or first)
    skeletons.cells(PLAIN.replace(">5<", ">7<"), frozenset())
    assert calls == []
    others = [PLAIN.replace(old, new) for old, new in SLIGHTLY]
    for other in others:
        skeletons.cells(other, frozenset())
    skeletons.cells(PLAIN, frozenset({"x"}))
    assert calls == [*others, PLAIN]


SLIGHTLY = [
    ("5</v>", "5</t>"), ("<v>5", "<t>5"), ("<t>a</t>", "<v>a</v>"), ("5", "<"), ("5", ">"), ("5", "\x01"), ("5", "\0"), ("5", "\x01</5"), ("A1&amp;1", "A1"),
    ("<f>A1&amp;1</f>", ""), ('s="1"/>', 's="2"/>'), ("<v>5</v>", ""), ("<v>5</v>", "<v/>"), ("5", "v>5</"), ("5", "t\0v>5"), ('r="1"', 'r="2"'), ("6", "6</v><v>"),
]  # fmt: skip


def test_few_skeletons_are_remembered():
    """However many files come."""
    for number in range(500):
        skeletons.cells(PLAIN.replace('s="1"', f's="{number}"'), frozenset())
    assert len(skeletons._known) <= skeletons._MANY
