"""A report as one stream of words and numbers, cut where words end and numbers begin, and divided into the tables of the form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gaokai_xlsx.cells.model import Sheet
from gaokai_xlsx.cells.reports.model import Document, Line
from gaokai_xlsx.form.grid import a1
from gaokai_xlsx.form.model import Form, Table
from gaokai_xlsx.intake.headings import spellings, unnumbered
from gaokai_xlsx.quantity import letters

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?", re.ASCII)
_FIGURE = re.compile(rf"(?:{_NUMBER.pattern})件?|[/／\\—–-]+|无", re.ASCII)
_CUT_OFF = re.compile(r"\d{2,}[.、．]", re.ASCII)  # the rest of the number stands in the next cell; one digit is a row's number
_REMARKED = re.compile(r"\D{0,3}\d+(?![\d.、．])\D{0,12}", re.ASCII)  # a figure with a remark, which makes it none: 3件（含上年）
_NUMBERING = re.compile(r"[.、．]\s*(?=[\u4e00-\u9fff“\"]|$)")
_PAGE = re.compile(r"[-–—－─]+\s*\d{1,4}\s*[-–—－─]+|第\s*\d{1,4}\s*页.{0,12}", re.ASCII)
_SOON = 150  # segments after a title within which its table begins
_NEXT = 3  # segments after a title within which the numbers of a table without headings stand
_FULL = 4  # digits that fill the line of a narrow cell
_LONGEST = 9  # digits of a figure; two numbers under each other may have more
_FEW = 3  # figures of a row in which a cell with a number and a remark is one of them
_HEAD = 12  # letters of a heading that is looked for without its title


@dataclass(frozen=True, slots=True)
class Token:
    """One number (or what stands in its place, or a blank) as it stood: ``text`` without thousands separators, and where."""

    text: str
    place: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Segment:
    """Words, and the numbers that follow them on the same line or row. ``firm``: a ruled table divides them, so no cell is lost."""

    words: str
    tokens: tuple[Token, ...]
    firm: bool
    row: int
    columns: tuple[int, ...]


def segments(document: Document) -> list[Segment]:
    """The whole report in reading order."""
    found: list[Segment] = []
    for at, (cells, sheet, number) in enumerate(_rows(document)):
        found += _cut(at, cells, sheet, number)
    return found


def _rows(document: Document) -> Iterator[tuple[list[tuple[int, str, str]], Sheet | None, int]]:
    """Each line and each row of a table: its cells as (column, text, place)."""
    number = 0
    for piece in document.pieces:
        if isinstance(piece, Line):
            number += 1
            if _PAGE.fullmatch(piece.text.strip()):
                continue
            yield [(column, text, piece.place) for column, text in enumerate(piece.cells)], None, number
            continue
        hidden = {(r, c) for m in piece.merges for r in range(m.top, m.bottom + 1) for c in range(m.left, m.right + 1)}
        hidden -= {(m.top, m.left) for m in piece.merges}
        width = 1 + max((c for _, c in piece.cells), default=0)
        for row in range(1 + max((r for r, _ in piece.cells), default=-1)):
            columns = [c for c in range(width) if (row, c) not in hidden]
            yield [(c, piece.at(row, c).text, piece.name) for c in columns], piece, row


def _cut(at: int, cells: list[tuple[int, str, str]], sheet: Sheet | None, number: int) -> Iterator[Segment]:
    """One line or row as segments. What is divided into cells stays divided; blanks count only beside numbers."""
    words = ""
    tokens: list[Token] = []
    columns: list[int] = []
    name = sheet.name if sheet else ""
    count = 0
    beside = sum(_FIGURE.fullmatch(raw.strip()) is not None for _, raw, _ in cells) > _FEW
    torn = sum("\n" in raw and not raw.strip("0123456789\n") for _, raw, _ in cells) == 1  # in several cells it may be two rows
    for column, raw, place in cells:
        text = _folded(raw)
        text = _unbroken(text) if torn else text
        stacked = sheet is None and len(cells) > 1 and "\n" in text  # two numbers in one cell, which no column tells apart any more
        whole = not text or stacked or _FIGURE.fullmatch(text) or _CUT_OFF.fullmatch(text) or (beside and _REMARKED.fullmatch(text))
        parts: list[tuple[str, bool]] = [(text, True)] if whole else _parts(text)
        for part, is_number in parts:
            if not is_number:
                if tokens and any(t.text for t in tokens):
                    yield Segment(words, tuple(tokens), sheet is not None, at, tuple(columns))
                    words = ""
                tokens, columns = [], []
                words += letters(part)
                continue
            count += 1
            cell = a1(number, column) if sheet else a1(max(number - 1, 0), count - 1)
            tokens.append(Token(part.replace(",", "").removesuffix("件"), place, name, cell))
            columns.append(column)
    if words or any(t.text for t in tokens) or (tokens and len(cells) == 1):
        yield Segment(words, tuple(tokens), sheet is not None, at, tuple(columns))


def _folded(text: str) -> str:
    """NFKC, but for footnote marks: ``5①`` is not 51."""
    return "".join(c if unicodedata.category(c) == "No" else unicodedata.normalize("NFKC", c) for c in text).strip()


def _unbroken(text: str) -> str:
    """A long number that a narrow cell broke (``11398⏎889``) in one piece; its first line is full, so none after it is longer."""
    lines = text.split("\n")
    whole = all(line.isascii() and line.isdigit() for line in lines) and len(lines[0]) >= _FULL
    fits = whole and all(len(line) <= len(lines[0]) for line in lines) and sum(map(len, lines)) <= _LONGEST
    return "".join(lines) if fits else text


def _parts(text: str) -> list[tuple[str, bool]]:
    """Words and numbers of a text in turn. The last digit before ``.`` or ``、`` and a word is the number of that word: ``0002.其他``."""
    found: list[tuple[str, bool]] = []
    start = 0
    for match in _NUMBER.finditer(text):
        before, number = text[start : match.start()], match[0]
        numbering = _NUMBERING.match(text, match.end())
        if before.strip():
            found.append((before, False))
        start = match.end()
        if numbering and "." not in number:
            start -= 1
            number = number[:-1]
        if number:
            found.append((number, True))
    if text[start:].strip():
        found.append((text[start:], False))
    merged: list[tuple[str, bool]] = []
    for words, is_number in found:
        if merged and not is_number and not merged[-1][1]:
            merged[-1] = (merged[-1][0] + words, False)
        else:
            merged.append((words, is_number))
    return merged


def regions(form: Form, stream: list[Segment]) -> dict[str, list[list[Segment]]]:
    """The parts of the stream that can be each table, from its title to the next one's; none for a table of which nothing is there.

    Several where a title stands more than once: in a list of contents, or because the report has the tables of two levels.
    """
    starts = {table.key: _starts(form, table, stream) for table in form.tables if not table.supplement}
    all_of_them = sorted({at for found in starts.values() for at in found})
    ends = dict(zip(all_of_them, [*all_of_them[1:], len(stream)], strict=True)) if all_of_them else {}
    return {key: [stream[at : ends[at]] for at in found] for key, found in starts.items() if found}


def _starts(form: Form, table: Table, stream: list[Segment]) -> list[int]:
    """Where a table can begin: where its title stands before its labels, else at its first heading."""
    others = (name for section in form.sections if section.table == table.key for name in section.aliases)
    titles = [letters(unnumbered(name)) for name in (table.title, *others)]
    known = _labels(table)
    titled = [at for at, s in enumerate(stream) if any(title in s.words for title in titles)]
    found = [at for at in titled if any(label in s.words for s in stream[at : at + _SOON] for label in known)]
    found = found or [at for at in titled if _numbers_only(table, stream[at : at + _NEXT])]
    if found:
        return found
    for block in table.blocks:
        last = block.columns[-1].label
        inner = "".join(column.label[-1] for column in block.columns if column.label[:-1] == last[:-1])
        heads = [letters(text) for text in (block.heading, block.corner, *(block.rows[0].label[:1]), inner) if text]
        for at, segment in enumerate(stream):
            if any(head in segment.words for head in heads if len(head) >= _HEAD or head == segment.words):
                return [at]
    return []


def _numbers_only(table: Table, region: list[Segment]) -> bool:
    """Whether below its title the one row of a table stands without any heading."""
    widths = {len(block.columns) for block in table.blocks for _ in block.rows}
    count = sum(len(block.rows) for block in table.blocks)
    return count == 1 and any(not s.words and {len(s.tokens)} == widths and all(t.text for t in s.tokens) for s in region)


def headed(table: Table, region: Sequence[Segment]) -> bool:
    """Whether any heading of a table stands in its part of the stream; of its title alone nothing can be told."""
    words = "".join(segment.words for segment in region)
    return any(label in words for label in _labels(table))


def _labels(table: Table) -> list[str]:
    lines = [line for block in table.blocks for line in (*block.rows, *block.columns) if line.label]
    found = (s for line in lines for level in range(len(line.label)) for s in spellings(line, level)[:1])
    title = letters(unnumbered(table.title))
    return [s for s in dict.fromkeys(found) if len(s) > 3 and s not in title]
