"""The rows of a worksheet: what stands in its cells, not yet what it means.

``parse`` reads the shape in which every known program writes them (``plain``), several times as fast as an XML parser asked cell by
cell. It proves what it reads: every byte between ``<sheetData>`` and its end must be in that shape, the rest of the sheet must be
sound XML. Anything else is for ``stream``. Both give the same cells (tests/test_rows.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from gaokai_xlsx.cells import guard, skeletons
from gaokai_xlsx.cells.model import column_of
from gaokai_xlsx.cells.plain import Unusual

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
# So few bytes cannot hold as many tags or cells as the guard forbids, nor can rows whose cells have five digits be too far down.
_LARGEST = 3_000_000
_UTF8 = re.compile(rb"""<\?xml version=["']1\.0["'](?: encoding=["'](?:utf|UTF)-8["'])?(?: standalone=["'](?:yes|no)["'])? ?\?>\s*<|<\w""")
_SOUND = r"(?:[^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]|&(?:amp|lt|gt|quot|apos|#[1-4][0-9]{4}|#65[0-4][0-9]{2});)*+"
_FOOTER = re.compile(rf"<oddHeader>{_SOUND}</oddHeader><oddFooter>{_SOUND}</oddFooter>")
_SMALL = 50_000  # bytes around the rows of a sheet that are remembered; those of a template are 20,000 at most
_COLUMN = re.compile(r"\$?([A-Z]{1,3})\$?[0-9]{1,7}")
XML = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)

Raw = tuple[int, int, str | None, str | None, str | None, str | None, str | None]
"""Row and column from 0, type, style, formula, value, inline text; None where the file does not say so."""


def parse(data: bytes, merges: list[str]) -> Iterator[Raw] | None:
    """The cells of a sheet that hold something, as the file orders them; its merged ranges are added to ``merges``.

    None, and nothing added, for a sheet in any other shape. Raises ``Refused`` for a document type, ``XMLSyntaxError`` where the
    rest of the sheet is no XML.
    """
    start, end = data.find(_OPEN), data.rfind(_CLOSE)
    if not 0 <= start < end or len(data) > _LARGEST or not _UTF8.match(data) or data.count(b"<sheetData") != 1:
        return None
    try:
        frame = _frame(_without_footer(data[:start] + b"<sheetData/>" + data[end + len(_CLOSE) :]))
        cells = skeletons.cells(data[start + len(_OPEN) : end].decode(), frame.prefixes)
    except (Unusual, UnicodeDecodeError):
        return None
    merges += frame.merges
    return zip(*cells, strict=True)


class _Frame(NamedTuple):
    """What a sheet says around its rows: merged ranges, and the prefixes that attributes may bear."""

    merges: list[str]
    prefixes: frozenset[str | None]


def _frame(data: bytes) -> _Frame:
    return _remembered(data) if len(data) <= _SMALL else _remembered.__wrapped__(data)


@lru_cache(maxsize=64)
def _remembered(data: bytes) -> _Frame:
    """A template has nine sheets, and what is around their rows is the same in every copy by the same program."""
    guard.check_markup(data)
    root = etree.fromstring(data, XML)
    merges: list[str] = []
    for element in root.iter("{*}mergeCell", "{*}sheetData", "{*}row"):
        if element.tag.endswith("mergeCell"):
            merges.append(element.get("ref", ""))
        elif element.tag.endswith("row") or element.getparent() is not root:
            raise Unusual
    return _Frame(merges, frozenset(root.nsmap))


def _without_footer(data: bytes) -> bytes:
    """Without the texts of header and footer, which name the unit, where nothing but sound text stands there."""
    start, end = data.find(b"<oddHeader>"), data.rfind(b"</oddFooter>")
    if start < 0 or end < 0:
        return data
    match = _FOOTER.fullmatch(data[start : end + len(b"</oddFooter>")].decode())
    return data if match is None else data[:start] + data[end + len(b"</oddFooter>") :]


def stream(data: bytes, merges: list[str]) -> Iterator[Raw]:
    """The cells of any sheet, whatever its namespaces; references of merged ranges are added to ``merges`` as they come."""
    row = -1
    safe = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
    for _, element in etree.iterparse(BytesIO(data), tag=("{*}row", "{*}mergeCell"), **safe):
        if etree.QName(element).localname == "mergeCell":
            merges.append(element.get("ref", ""))
            continue
        row = natural(element.get("r", str(row + 2))) - 1
        column = -1
        for c in element.iterfind("{*}c"):
            ref = _COLUMN.match(c.get("r", ""))
            column = column_of(ref[1]) if ref else column + 1
            f, inline = c.find("{*}f"), c.find("{*}is")
            formula = None if f is None else (f.text or "")
            style = str(natural(c.get("s", "0")))
            yield row, column, c.get("t"), style, formula, c.findtext("{*}v"), None if inline is None else text_of(inline)
        element.clear()
        while element.getprevious() is not None:  # what iterparse has passed stays in memory otherwise
            del element.getparent()[0]


def text_of(item: etree._Element) -> str:
    """The text of a string item; phonetic runs (rPh) are no part of it."""
    if len(item) == 1 and item[0].tag.endswith("}t"):
        return item[0].text or ""
    return "".join(t.text or "" for t in (*item.iterfind("{*}t"), *item.iterfind("{*}r/{*}t")))


def natural(text: str) -> int:
    """An index of the file; a negative one would silently count from the end."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number
