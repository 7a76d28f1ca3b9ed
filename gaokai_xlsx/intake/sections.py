"""The texts of a report that a person wrote, section by section, from a docx or a plain (markdown) text; no tables, no figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from gaokai_xlsx import disk, texts
from gaokai_xlsx.cells import guard
from gaokai_xlsx.cells.kinds import kind_of
from gaokai_xlsx.cells.model import Refused
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.form.model import Form, Section
from gaokai_xlsx.quantity import letters

_LONGEST = 100_000  # characters; a long report of a city has about 20,000
_HEADING = 40  # characters of a line that can be a heading
_ALIKE = 80  # of 100: how alike a numbered line must be to a title to be it
_NUMBERED = re.compile(r"\s*([一二三四五六七八九])\s*[、.．，,]")
_NUMBERS = "一二三四五六七八九"


@dataclass(frozen=True)
class Given:
    """What was given: paragraphs before the first heading, paragraphs by section title.

    ``tables`` counts those left out, ``numbered`` the paragraphs whose number Word counts itself and that is not in the text.
    """

    opening: tuple[str, ...] = ()
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tables: int = 0
    numbered: int = 0


def read(path: Path, form: Form) -> Given:
    """The texts of a file for the sections of a form.

    Raises ``CannotGoOn`` for a file that is no docx, md or txt, is damaged or too long, has no heading of a section, or one twice.
    """
    data = disk.read(path)
    suffix = path.suffix.casefold()
    numbered: frozenset[int] = frozenset()
    if suffix == ".docx" and kind_of(data) == "docx":
        lines, numbered, tables = _docx(path, data)
    elif suffix in (".md", ".markdown", ".txt"):
        lines, tables = _plain(path, data)
    else:
        raise CannotGoOn("stop.sections-kind", path=path)
    if (length := sum(map(len, lines))) > _LONGEST:
        raise CannotGoOn("stop.sections-long", path=path, n=length, limit=_LONGEST)
    lines = [_clean(line) for line in lines]
    opening, found = _divided(path, lines, form)
    lost = sum(_section(lines[at], form, len(form.sections)) is None for at in numbered)
    return Given(_below_title(opening, form), found, tables, lost)


def _docx(path: Path, data: bytes) -> tuple[list[str], frozenset[int], int]:
    """The paragraphs outside tables without the table of contents, which of them Word numbers, and the number of tables."""
    try:
        import docx  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise CannotGoOn("stop.sections-docx") from error
    try:
        package = guard.open_package(data)
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                guard.read_part(package, name)
        document = docx.Document(BytesIO(data))
        paragraphs = [p for p in document.paragraphs if not (p.style and str(p.style.name).casefold().startswith(("toc", "目录")))]
        numbered = frozenset(at for at, p in enumerate(paragraphs) if p.text.strip() and p._p.xpath("./w:pPr/w:numPr"))
        return [p.text for p in paragraphs], numbered, len(document.tables)
    except Refused as refused:
        raise CannotGoOn("stop.sections-read", path=path, detail=refused.refusal.detail) from refused
    except Exception as error:
        # python-docx and lxml raise a dozen types on damaged input; whatever it is, there is no text to be had.
        raise CannotGoOn("stop.sections-read", path=path, detail=texts.say("sections.damaged")) from error


def _plain(path: Path, data: bytes) -> tuple[list[str], int]:
    """The lines of a text, markdown signs taken away; neighbouring lines that form a table are left out."""
    if len(data) > 4 * _LONGEST:
        raise CannotGoOn("stop.sections-long", path=path, n=len(data), limit=_LONGEST)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise CannotGoOn("stop.sections-read", path=path, detail=texts.say("sections.encoding")) from error
    lines: list[str] = []
    tables = 0
    before = False
    for line in text.splitlines():
        inside = line.lstrip().startswith("|")
        tables += inside and not before
        before = inside
        if not inside:
            lines.append(_unmarked(line))
    return lines, tables


def _unmarked(line: str) -> str:
    """A line of markdown as plain text: no heading and quotation signs, emphasis, pictures or links."""
    line = re.sub(r"^\s{0,3}(#{1,6}\s*|>\s?|[-*+]\s+)", "", line)
    line = re.sub(r"!?\[([^\]\[]{0,500})\]\([^()\s]{0,500}\)", r"\1", line)
    return re.sub(r"\*\*|__|`", "", line)


def _divided(path: Path, lines: list[str], form: Form) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """Lines by the section whose heading stands above them; empty lines are lay-out."""
    opening: list[str] = []
    found: dict[str, list[str]] = {}
    here = opening
    last = -1
    for line in lines:
        if not line.strip():
            continue
        at = _section(line, form, last)
        if at is None:
            here.append(line.strip())
            continue
        title = form.sections[at].title
        if title in found:
            raise CannotGoOn("stop.sections-twice", path=path, title=title)
        here, last = found.setdefault(title, []), at
    if not found:
        raise CannotGoOn("stop.sections-none", path=path, title=form.sections[0].title)
    return opening, {title: tuple(texts) for title, texts in found.items() if texts}


def _section(line: str, form: Form, last: int) -> int | None:
    """The section that a line is the heading of: one of its names, or its number and nearly its name.

    Word may have counted the number itself, so that it is not in the text. What only bears a number is text: people also count
    一、二、三 inside a section.
    """
    line = line.strip()
    if len(line) > _HEADING:
        return None
    written = letters(line)
    for at, section in enumerate(form.sections):
        if any(written in (letters(name), letters(_unnumbered(name))) for name in _names(section)):
            return at
    numbered = _NUMBERED.match(line)
    if numbered is None or line.endswith(("。", "；", ";")):
        return None
    at = _NUMBERS.index(numbered[1])
    if last < at < len(form.sections) and _alike(line, form.sections[at]):
        return at
    return None


def _alike(line: str, section: Section) -> bool:
    from rapidfuzz import fuzz  # noqa: PLC0415 - only a heading written another way pays for the import

    return any(fuzz.ratio(letters(_unnumbered(line)), letters(_unnumbered(name))) >= _ALIKE for name in _names(section))


def _names(section: Section) -> tuple[str, ...]:
    return (section.title, *section.aliases)


def _unnumbered(title: str) -> str:
    return _NUMBERED.sub("", title)


def _below_title(opening: list[str], form: Form) -> tuple[str, ...]:
    """What stands before the first heading, without the title, which the report has already, and the unit's name above it."""
    title = letters(form.report_title)
    ends = [at for at, line in enumerate(opening) if len(line) <= 2 * _HEADING and letters(line).endswith(title)]
    return tuple(opening[ends[-1] + 1 :] if ends else opening)


def _clean(text: str) -> str:
    """A stranger's text that a document can hold: no control characters, none that turn the direction."""
    lines = re.sub(r"[\t\n\x0b]", " ", text)
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in lines if unicodedata.category(c) != "Cf")
