"""The rows of a worksheet: what stands in its cells, not yet what it means.

``parse`` reads the plain shape in which every known program writes them, by regular expressions: several times as fast as an XML
parser asked cell by cell. It proves what it reads: every byte between ``<sheetData>`` and its end must be a row of cells in that
shape, the rest of the sheet must be sound XML. Anything else is for ``stream``. Both give the same cells (tests/test_rows.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO

from lxml import etree

from gaokai_xlsx.cells import guard
from gaokai_xlsx.cells.model import column_of

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
# Within these two nothing is left of what the guard forbids in a sheet but a document type.
_LARGEST = 3_000_000  # bytes; they cannot hold as many tags or cells
_FAR = 5  # digits of a row that holds cells
_UTF8 = re.compile(rb"""<\?xml version=["']1\.0["'](?: encoding=["'](?:utf|UTF)-8["'])?(?: standalone=["'](?:yes|no)["'])? ?\?>\s*<|<\w""")
_TEXT = r"[^<>\x00-\x08\x0b-\x1f\ufffe\uffff]*+"
_ATTRIBUTES = r'(?: [A-Za-z0-9]{1,20}(?::[A-Za-z0-9]{1,20})?="[^"<>&\x00-\x1f\ufffe\uffff]*+")*+'
_REF = r'<c r="([A-Z]{1,3})[0-9]{1,5}"(?: s="([0-9]{1,5})")?(?: t="([A-Za-z]{1,9})")?'
_NOTHING = r'(?:<c r="[A-Z]{1,3}[0-9]{1,5}"(?: s="[0-9]{1,5}")?(?: t="[A-Za-z]{1,9}")?(?: ?/>|></c>))*+'
_ROW = re.compile(rf'r="([0-9]{{1,7}})"({_ATTRIBUTES}) ?(/?)')
_CELL = re.compile(
    rf"{_NOTHING}{_REF}>(?:<f({_ATTRIBUTES})(?:>({_TEXT})</f>| ?/>))?(?:<v>({_TEXT})</v>|<v ?/>)?"
    rf'(?:<is><t(?: xml:space="preserve")?>({_TEXT})</t></is>)?</c>'
)
_EMPTY = re.compile(_NOTHING)
_GROUPS = 7
_KEPT = 1000  # characters of a text with entities that is kept decoded: formulas and labels of a template come back in every file
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos);|#([0-9]{1,7});)?")
_MEANS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_COLUMN = re.compile(r"\$?([A-Z]{1,3})\$?[0-9]{1,7}")
XML = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)

Raw = tuple[int, int, str | None, str | None, str | None, str | None, str | None]
"""Row and column from 0, type, style, formula, value, inline text; None where the file does not say so."""


class _Unusual(Exception):
    """Something that the expressions do not know."""


def parse(data: bytes, merges: list[str]) -> list[Raw] | None:
    """The cells of a sheet that hold something, as the file orders them; its merged ranges are added to ``merges``.

    None, and nothing added, for a sheet in any other shape. Raises ``Refused`` for a document type, ``XMLSyntaxError`` where the
    rest of the sheet is no XML.
    """
    start, end = data.find(_OPEN), data.rfind(_CLOSE)
    if not 0 <= start < end or len(data) > _LARGEST or not _UTF8.match(data) or data.count(b"<sheetData") != 1:
        return None
    frame = data[:start] + b"<sheetData/>" + data[end + len(_CLOSE) :]
    guard.check_markup(frame)
    root = etree.fromstring(frame, XML)
    found: list[str] = []
    for element in root.iter("{*}mergeCell", "{*}sheetData", "{*}row"):
        if element.tag.endswith("mergeCell"):
            found.append(element.get("ref", ""))
        elif element.tag.endswith("row") or element.getparent() is not root:
            return None
    cells: list[Raw] = []
    try:
        _rows(data[start + len(_OPEN) : end].decode(), frozenset(root.nsmap), cells)
    except (_Unusual, UnicodeDecodeError):
        return None
    merges += found
    return cells


def _rows(text: str, prefixes: frozenset[str | None], into: list[Raw]) -> None:
    """Raises ``_Unusual`` where anything but plain rows stands there; ``prefixes`` are those that attributes may bear."""
    before, *rows = text.split("<row ")
    if before:
        raise _Unusual
    for row in rows:
        start, _, body = row.partition(">")
        match = _ROW.fullmatch(start)
        if match is None or not _prefixes(match[2], "r") <= prefixes:
            raise _Unusual
        if match[3] and not body:
            continue
        if match[3] or not body.endswith("</row>") or len(match[1]) > _FAR:
            raise _Unusual
        _cells(int(match[1]) - 1, body[: -len("</row>")], prefixes, into)


def _cells(row: int, body: str, prefixes: frozenset[str | None], into: list[Raw]) -> None:
    pieces = _CELL.split(body)
    step = _GROUPS + 1
    if any(pieces[:-1:step]) or (pieces[-1] and not _EMPTY.fullmatch(pieces[-1])):
        raise _Unusual
    columns = [pieces[at::step] for at in range(1, step)]
    for column, style, kind, attributes, formula, value, inline in zip(*columns, strict=True):
        if attributes is not None:
            # The expression does not tell <v/> from no value; only for a text does it make a difference.
            if (kind == "str" and value is None) or (attributes and not _prefixes(attributes) <= prefixes):
                raise _Unusual
            formula = _plain(formula) if formula else ""
        if value and "&" in value:
            value = _plain(value)
        into.append((row, column_of(column), kind, style, formula, value, inline and _plain(inline)))


@lru_cache(maxsize=1024)
def _prefixes(attributes: str, other: str = "") -> frozenset[str]:
    """The prefixes of attributes; raises ``_Unusual`` where an attribute stands twice, which is no XML."""
    names = [other, *re.findall(r' ([\w:]+)="', attributes)]
    if len(set(names)) != len(names):
        raise _Unusual
    return frozenset(name.partition(":")[0] for name in names if ":" in name)


def _plain(text: str) -> str:
    if "&" not in text:
        return text
    return _decoded(text) if len(text) <= _KEPT else _decoded.__wrapped__(text)


@lru_cache(maxsize=2048)
def _decoded(text: str) -> str:
    """A text with its entities as characters."""

    def character(match: re.Match[str]) -> str:
        if match[1]:
            return _MEANS[match[1]]
        number = int(match[2] or 0)
        if not (number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000):
            raise _Unusual
        return chr(number)

    return _ENTITY.sub(character, text)


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
            yield row, column, c.get("t"), c.get("s"), formula, c.findtext("{*}v"), None if inline is None else text_of(inline)
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
