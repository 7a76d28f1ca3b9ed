"""A web page → lines and tables, over lxml's tolerant parser; pages are laid out with tables too, so only the innermost ones count."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from gaokai_xlsx.cells import guard
from gaokai_xlsx.cells.model import Refused, Sheet
from gaokai_xlsx.cells.reports import text as plain
from gaokai_xlsx.cells.reports.model import Document, Drawing, Line, line
from gaokai_xlsx.texts import say

_UNSEEN = frozenset(
    {"script", "style", "head", "noscript", "template", "svg", "iframe", "object", "select", "option", "textarea", "button"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figure"}
    | {"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section"}
    | {"summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def read(data: bytes) -> Document:
    """The page in these bytes; raises ``Refused`` where it is no page or not safe to open."""
    if data.count(b"<") > guard.MAX_MARKUP:
        raise Refused("F-BOMB", say("guard.markup", limit=guard.MAX_MARKUP))
    declared = _META.search(data[:4096])
    page = plain.decoded(data, declared[1].decode("ascii", "replace") if declared else "")
    # No DTD is loaded and no entity defined: libxml's HTML parser has neither.
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        tree = etree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", page), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("F-CORRUPT", say("guard.xml")) from error
    if tree is None:
        raise Refused("F-CORRUPT", say("guard.xml"))
    return Document(tuple(_Reader().blocks(tree)))


class _Reader:
    def __init__(self) -> None:
        self.lines = 0
        self.tables = 0

    def blocks(self, element: etree._Element) -> Iterator[Line | Sheet]:
        """Lines and innermost tables in reading order."""
        waiting: list[str] = []
        for part in self.parts(element):
            if isinstance(part, str):
                waiting.append(part)
                continue
            yield from self.flush(waiting)
            waiting = []
            if part is not None:
                yield from self.table(part)
        yield from self.flush(waiting)

    def parts(self, element: etree._Element) -> Iterator[str | etree._Element | None]:
        """Texts, tables to be read, and None where a line ends."""
        if element.tag in _UNSEEN or not isinstance(element.tag, str) or _HIDDEN.search(element.get("style", "")):
            return
        if element.tag == "table" and element.find(".//table") is None:
            yield element
            return
        if element.tag in _BLOCKS or element.tag == "br":
            yield None
        if element.text:
            yield element.text
        for child in element:
            yield from self.parts(child)
            if child.tail:
                yield child.tail
        if element.tag in _BLOCKS:
            yield None

    def flush(self, waiting: list[str]) -> Iterator[Line]:
        text = re.sub(r"\s+", " ", "".join(waiting)).strip()
        if text:
            self.lines += 1
            yield line(text, say("reading.paragraph", n=self.lines))

    def table(self, element: etree._Element) -> list[Line | Sheet]:
        self.tables += 1
        drawing = Drawing(say("reading.table", n=self.tables))
        rows = list(element.iter("tr"))
        for row, tr in enumerate(rows):
            column = 0
            for td in (c for c in tr if c.tag in ("td", "th") and not _HIDDEN.search(c.get("style", ""))):
                down = _span(td.get("rowspan"), len(rows) - row)
                column = drawing.put(row, column, self.words(td), down, _span(td.get("colspan"), 1))
        return drawing.pieces()

    def words(self, cell: etree._Element) -> str:
        """The text of a cell; a new line where the page shows one."""
        said = "".join("\n" if part is None else part if isinstance(part, str) else "" for part in self.parts(cell))
        lines = (re.sub(r"\s+", " ", text).strip() for text in said.split("\n"))
        return "\n".join(filter(None, lines))


def _span(said: str | None, all_of_them: int) -> int:
    """A span as browsers read it; ``rowspan=0`` reaches to the end."""
    digits = re.match(r"\s*(\d{1,4})", said or "1", re.ASCII)
    number = int(digits[1]) if digits else 1
    return number or all_of_them
