"""txt and markdown → lines; a line divided by tabs or ``|`` keeps its parts, rules and page numbers go."""

from __future__ import annotations

import re

from gaokai_xlsx.cells.model import Refused
from gaokai_xlsx.cells.reports.model import Document, Line
from gaokai_xlsx.texts import say

_RULE = re.compile(r"[|\s:：\-–—=_+*]*(?:--|==|__|—)[|\s:：\-–—=_+*]*")
_PAGE = re.compile(r"[-–—－─]+\s*\d{1,4}\s*[-–—－─]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?", re.ASCII)
_ENDS = re.compile(r"\s*\|[|\s]*\|\s*")  # the end of a row on pages that write a cell a line
_HEADING = re.compile(r"#{1,6}\s+")
_NARROW = 60  # characters of a line that is one of a page; a paragraph kept whole is longer, or ends


def read(data: bytes) -> Document:
    """The text in these bytes; raises ``Refused`` where they are none."""
    return Document(tuple(lines(decoded(data))))


def decoded(data: bytes, declared: str = "") -> str:
    """Bytes as text: by their mark, UTF-8, the declared encoding, else the encoding of Chinese Windows."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, "replace")
    wider = {"gb2312": "gb18030", "gbk": "gb18030"}.get(declared.lower(), declared)
    for encoding in filter(None, ("utf-8", wider, "gb18030")):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise Refused("F-CORRUPT", say("reading.encoding"))


def lines(text: str) -> list[Line]:
    """The lines that say something, by their numbers in the file; white space at the margin means nothing, inside a line it divides."""
    found: list[Line] = []
    for number, raw in enumerate(re.split(r"\r\n|[\n\r\f\v]", text), start=1):
        said = _HEADING.sub("", raw.strip(" \r\n　")) if "\t" not in raw else raw
        if not said.strip() or _RULE.fullmatch(said) or _ENDS.fullmatch(said) or _PAGE.fullmatch(said.strip()):
            continue
        found.append(Line(said.strip(), say("reading.line", n=number), divided(said), cut=len(said) < _NARROW))
    return found


def divided(text: str) -> tuple[str, ...]:
    """The parts of a line between tabs or ``|``; the line alone where it has neither.

    ``| a | b |`` and ``a | b`` are two parts, ``a |`` and ``|`` are one, a blank one: some pages end each cell so.
    """
    if "|" in text or "｜" in text:
        parts = [part.strip() for part in re.split(r"[|｜]", text.strip())]
        if not parts[-1]:
            parts.pop()
        if len(parts) > 1 and not parts[0]:
            parts.pop(0)
        return tuple(parts)
    return tuple(part.strip() for part in text.rstrip("\n").split("\t")) if "\t" in text else (text.strip(),)
