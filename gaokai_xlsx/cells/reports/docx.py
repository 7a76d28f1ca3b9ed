"""docx → lines and tables, over lxml: the package is guarded part by part, which no library for docx does."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from gaokai_xlsx.cells import guard
from gaokai_xlsx.cells.model import Refused, Sheet
from gaokai_xlsx.cells.reports.model import Document, Drawing, Line, line
from gaokai_xlsx.texts import say

_BODY = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
# What nobody reads on the page: deleted text, the second drawing of the same thing, codes of fields.
_UNSEEN = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}


def read(data: bytes) -> Document:
    """The report in these bytes; raises ``Refused`` where it is damaged or not safe to open."""
    package = guard.open_package(data)
    try:
        tree = etree.fromstring(guard.read_part(package, _BODY), _XML)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("F-CORRUPT", say("guard.xml")) from error
    return Document(tuple(_Reader().blocks(tree)))


class _Reader:
    def __init__(self) -> None:
        self.paragraphs = 0
        self.tables = 0

    def blocks(self, parent: etree._Element) -> Iterator[Line | Sheet]:
        """Paragraphs and tables in order; a table inside a cell comes after its table."""
        for child in parent:
            if child.tag == f"{_W}p":
                self.paragraphs += 1
                for text in _text(child).split("\n"):
                    if text.strip():
                        yield _line(text, say("reading.paragraph", n=self.paragraphs))
                for box in child.iter(f"{_W}txbxContent"):
                    if not any(a.tag in _UNSEEN for a in box.iterancestors()):
                        yield from self.blocks(box)
            elif child.tag == f"{_W}tbl":
                yield from self.table(child)
            elif child.tag not in _UNSEEN:
                yield from self.blocks(child)  # body, content controls, insertions

    def table(self, element: etree._Element) -> Iterator[Line | Sheet]:
        self.tables += 1
        drawing = Drawing(say("reading.table", n=self.tables))
        inner: list[etree._Element] = []
        for row, tr in enumerate(_inside(element, "tr")):
            column = _number(tr.find(f"{_W}trPr/{_W}gridBefore"), 0)
            for tc in _inside(tr, "tc"):
                right = _number(tc.find(f"{_W}tcPr/{_W}gridSpan"), 1)
                merged = tc.find(f"{_W}tcPr/{_W}vMerge")
                goes_on = merged is not None and merged.get(f"{_W}val", "continue") == "continue"
                inner += [t for t in tc.iter(f"{_W}tbl") if next(t.iterancestors(f"{_W}tc")) is tc]
                if goes_on and drawing.stretch(row, column, right):
                    column += right
                else:
                    column = drawing.put(row, column, "\n".join(filter(None, (_text(p).strip() for p in _own(tc)))), right=right)
        yield from drawing.pieces()
        for table in inner:
            yield from self.table(table)


def _line(text: str, place: str) -> Line:
    return Line(text.strip(), place, tuple(c.strip() for c in text.split("\t"))) if "\t" in text.strip() else line(text.strip(), place)


def _inside(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or cells of a row, also those inside content controls and insertions; not those of inner tables."""
    for child in parent:
        if child.tag == _W + name:
            yield child
        elif child.tag not in _UNSEEN and child.tag not in (f"{_W}tbl", f"{_W}tc", f"{_W}tr"):
            yield from _inside(child, name)


def _own(tc: etree._Element) -> Iterator[etree._Element]:
    return (p for p in tc.iter(f"{_W}p") if next(p.iterancestors(f"{_W}tc")) is tc)


def _text(paragraph: etree._Element) -> str:
    """What a person reads in a paragraph; boxes anchored in it are read apart."""
    found: list[str] = []
    stack = [paragraph]
    while stack:
        element = stack.pop()
        if element.tag in _UNSEEN or (element.tag == f"{_W}txbxContent"):
            continue
        match element.tag:
            case tag if tag == f"{_W}t":
                found.append(element.text or "")
            case tag if tag == f"{_W}tab" and next(element.iterancestors()).tag == f"{_W}r":  # others are stops of the style
                found.append("\t")
            case tag if tag in (f"{_W}br", f"{_W}cr"):
                found.append("\n")
        stack += reversed(element)
    return "".join(found)


def _number(element: etree._Element | None, otherwise: int) -> int:
    said = "" if element is None else element.get(f"{_W}val", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 4 else otherwise
