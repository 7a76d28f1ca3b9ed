"""pdf → lines and ruled tables, over pdfplumber (extra ``pdf``). A table that goes on over the page is one table."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from gaokai_xlsx.cells.model import Area, Cell, Kind, Refused, Sheet
from gaokai_xlsx.cells.reports.model import Document, Line, whole
from gaokai_xlsx.cells.reports.text import divided
from gaokai_xlsx.texts import say

_PAGES = 80  # pages that are read; the longest city report seen has about 20
_CHARACTERS = 200_000  # characters of one document
_MARKS = 20_000  # lines and rectangles of one page; a ruled table has some hundreds, a plan of a building some ten thousands
_NEAR = 3.0  # points by which two edges of one rule may differ
_GAP = 1.2  # of a letter's size: a wider gap divides a line
_PAGE = re.compile(r"[-–—－─]*\s*\d{1,4}\s*[-–—－─]*|第\s*\d{1,4}\s*页.{0,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Box:
    """One ruled cell."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass
class _Table:
    place: str
    boxes: list[_Box]
    page: int

    @property
    def sides(self) -> tuple[float, float]:
        return min(b.left for b in self.boxes), max(b.right for b in self.boxes)

    def go_on(self, other: _Table, page: int) -> None:
        """Put the part of the next page right below."""
        down = max(b.bottom for b in self.boxes) - min(b.top for b in other.boxes)
        self.boxes += [replace(b, top=b.top + down, bottom=b.bottom + down) for b in other.boxes]
        self.page = page


def read(data: bytes) -> Document:
    """The report in these bytes; raises ``Refused`` where it is damaged, locked, too large, or only pictures."""
    try:
        import pdfplumber  # noqa: PLC0415 - an extra: whoever reads no pdf need not have it
        from pdfminer.pdfdocument import PDFPasswordIncorrect  # noqa: PLC0415
        from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415
    except ImportError:
        raise Refused("F-TYPE/report", say("reading.no-pdf")) from None
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it complains of fonts on the terminal, a line each
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            if len(pdf.pages) > _PAGES:
                raise Refused("F-BOMB", say("reading.pages", n=len(pdf.pages), limit=_PAGES))
            pieces = tuple(_pieces(pdf.pages))
    except (Refused, MemoryError):
        raise
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise Refused("F-ENCRYPTED", "") from error
        raise Refused("F-CORRUPT", say("reading.pdf")) from error
    except Exception as error:
        # pdfminer meets damage with a dozen types (KeyError, TypeError, struct.error, PSEOF …); whatever it is, it cannot be read.
        raise Refused("F-CORRUPT", say("reading.pdf")) from error
    if not pieces:
        raise Refused("F-TYPE/report", say("reading.scan"))
    return Document(pieces)


def _pieces(pages: list[Any]) -> Iterator[Line | Sheet]:
    """Lines and tables in reading order; a table waits until the next page has shown whether it goes on there."""
    waiting: _Table | None = None
    seen, tables = 0, 0
    for page in pages:
        seen += len(page.chars)
        if seen > _CHARACTERS or len(page.rects) + len(page.lines) + len(page.curves) > _MARKS:
            raise Refused("F-BOMB", say("reading.large", limit=_CHARACTERS if seen > _CHARACTERS else _MARKS))
        for piece in _page(page):
            if isinstance(piece, Line):
                if waiting:
                    yield from _sheet(waiting)
                waiting = None
                yield piece
            elif waiting and waiting.page != page.page_number and _alike(waiting, piece):
                waiting.go_on(piece, page.page_number)
            else:
                if waiting:
                    yield from _sheet(waiting)
                tables += 1
                waiting = _Table(say("reading.page-table", page=page.page_number, n=tables), piece.boxes, page.page_number)
        page.close()
    if waiting:
        yield from _sheet(waiting)


def _page(page: Any) -> Iterator[Line | _Table]:
    """The lines and ruled tables of one page from top to bottom; page numbers in the margins are none."""
    ruled = [t for t in page.find_tables() if len({c[0] for c in t.cells}) > 1]
    found: list[tuple[float, Line | _Table]] = []
    for table in ruled:
        boxes = [_Box(x0, top, x1, bottom, _inside(page, (x0, top, x1, bottom))) for x0, top, x1, bottom in table.cells]
        found.append((table.bbox[1], _Table("", boxes, page.page_number)))
    rest = page
    for table in ruled:
        rest = rest.outside_bbox(_within(page, table.bbox), strict=False) if table.bbox else rest
    edge = float(page.height) * 0.09
    rows = _rows(rest.extract_words(keep_blank_chars=False, x_tolerance=1.5, y_tolerance=2.5))
    for number, words in enumerate(rows, start=1):
        text = _spaced(words)
        top = words[0]["top"]
        if _PAGE.fullmatch(text.strip()) and (top < edge or top > float(page.height) - edge):
            continue
        place = say("reading.page-line", page=page.page_number, n=number)
        found.append((top, Line(re.sub(r"\s+", " ", text), place, divided(text), cut=True)))
    yield from (piece for _, piece in sorted(found, key=lambda item: item[0]))


def _within(page: Any, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = page.bbox
    return max(box[0], x0), max(box[1], top), min(box[2], x1), min(box[3], bottom)


def _inside(page: Any, box: tuple[float, float, float, float]) -> str:
    """The text of one ruled cell: letters whose middle lies in it."""
    x0, top, x1, bottom = box

    def within(char: Any) -> bool:
        return bool(x0 <= (char["x0"] + char["x1"]) / 2 < x1 and top <= (char["top"] + char["bottom"]) / 2 < bottom)

    chars = [c for c in page.chars if within(c)]
    return "\n".join(re.sub(r" +", " ", _spaced(row)) for row in _rows(chars, letters=True))


def _rows(words: list[Any], *, letters: bool = False) -> list[list[Any]]:
    """Words (or letters) of one height drawn together, each row from left to right."""
    rows: list[list[Any]] = []
    for word in sorted(words, key=lambda w: ((w["top"] + w["bottom"]) / 2, w["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if rows and rows[-1][0]["top"] - 0.5 <= middle <= rows[-1][0]["bottom"] + 0.5:
            rows[-1].append(word)
        elif not letters or word["text"].strip():
            rows.append([word])
    return [sorted(row, key=lambda w: w["x0"]) for row in rows]


def _spaced(words: list[Any]) -> str:
    """A row as text: a blank for a gap, a tab for a wide one."""
    text = ""
    last: Any = None
    for word in words:
        if last is not None:
            gap = word["x0"] - last["x1"]
            size = max(word["bottom"] - word["top"], 1.0)
            text += "\t" if gap > _GAP * size else " " if gap > 0.25 * size else ""
        text += word["text"]
        last = word
    return text.strip()


def _alike(first: _Table, second: _Table) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(first.sides, second.sides, strict=True))


def _sheet(table: _Table) -> list[Line | Sheet]:
    """Boxes as cells: each edge once, in order, is a border of rows or columns."""
    xs = _edges([x for b in table.boxes for x in (b.left, b.right)])
    ys = _edges([y for b in table.boxes for y in (b.top, b.bottom)])
    cells: dict[tuple[int, int], Cell] = {}
    merges: list[Area] = []
    taken: set[tuple[int, int]] = set()
    for box in table.boxes:
        left, top = _at(xs, box.left), _at(ys, box.top)
        right, bottom = max(_at(xs, box.right) - 1, left), max(_at(ys, box.bottom) - 1, top)
        if box.text:
            cells[top, left] = Cell(Kind.TEXT, box.text)
        if (right, bottom) != (left, top):
            merges.append(Area(top, left, bottom, right))
        taken.update((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
    return whole(Sheet(table.place, cells, tuple(merges)), taken)


def _edges(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _at(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))
