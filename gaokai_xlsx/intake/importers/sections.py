"""The text of a report by its six sections, sentences that were cut into lines put together again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gaokai_xlsx.cells.reports.model import Document, Line
from gaokai_xlsx.form.model import Form, Section
from gaokai_xlsx.intake.headings import unnumbered
from gaokai_xlsx.quantity import fold, letters
from gaokai_xlsx.submission import Passage

_HEADING = re.compile(r"([一二三四五六七八])、(.{2,36})")
_ITEM = re.compile(r"[(（][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]是|\d{1,2}[.、．]")
_ENDS = "。！？；：.!?;:"
_LEAST = 14  # letters of a line that can go on in the next one


def sections(form: Form, document: Document) -> dict[int, tuple[Passage, ...]]:
    """Sections by number from 1; those whose heading was not found are not there. What stands before the first one is number 0."""
    names = {at: _names(section) for at, section in enumerate(form.sections, start=1)}
    table_labels = {letters(text) for table in form.tables for b in table.blocks for line in (*b.rows, *b.columns) for text in line.label}
    found: dict[int, list[Passage]] = {0: []}
    now, open_ = 0, False
    for line in _lines(document, names):
        heading = _section(line.text, names, now)
        if heading is not None:
            now, open_ = heading, False
            found.setdefault(now, [])
            continue
        if letters(line.text) in table_labels or not re.search(r"[\u4e00-\u9fff]", line.text) or len(line.cells) > 2:
            open_ = False
            continue
        if open_ and not _ITEM.match(line.text):
            last = found[now].pop()
            found[now].append(Passage(last.text + line.text, last.place))
        else:
            found[now].append(Passage(line.text, line.place))
        open_ = line.cut and len(line.text) >= _LEAST and line.text[-1] not in _ENDS
    return {number: tuple(passages) for number, passages in found.items()}


def _names(section: Section) -> tuple[str, ...]:
    """The ways to write a heading, without number and punctuation, the longest first."""
    said = {letters(unnumbered(title)) for title in (section.title, *section.aliases)}
    return tuple(sorted(said, key=len, reverse=True))


def _section(text: str, names: dict[int, tuple[str, ...]], now: int) -> int | None:
    """The section that a line heads. A report may begin to count elsewhere, so the words decide and the order, not the number."""
    said = letters(_HEADING.sub(r"\2", fold(text)) if _HEADING.fullmatch(fold(text)) else text)
    return next((at for at, spellings in names.items() if at > now and said in spellings), None)


def _lines(document: Document, names: dict[int, tuple[str, ...]]) -> Iterator[Line]:
    """The lines of a report; a page that is one line is cut before the headings in it."""
    whole = [name for spellings in names.values() for name in spellings]
    for piece in document.pieces:
        if not isinstance(piece, Line):
            continue
        if len(piece.text) < 2000:
            yield piece
            continue
        starts = [m.start() for m in re.finditer(r"[一二三四五六]、", piece.text) if any(_begins(piece.text[m.end() :], n) for n in whole)]
        for start, end in zip([0, *starts], [*starts, len(piece.text)], strict=True):
            text = piece.text[start:end]
            length = next((n for n in range(len(text), 1, -1) if letters(unnumbered(text[:n])) in whole), 0) if start else 0
            for part in (text[:length], text[length:]):
                if part.strip():
                    yield Line(part.strip(), piece.place, (part.strip(),))


def _begins(text: str, name: str) -> bool:
    return letters(text[: len(name) + 6]).startswith(name)
