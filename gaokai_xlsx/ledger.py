"""A csv that people keep in Excel and that we only add to: read under its heads, appended to in its own encoding and separator.

What stands in it is never rewritten: the old bytes stay the beginning of the new ones.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gaokai_xlsx import disk, texts
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.quantity import fold

_HEAD_ROWS = 10  # a title may have been put above the heads
_GUARD = "'"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", _GUARD)
"""How a cell begins that a spreadsheet takes for a formula (full-width signs too), or that would lose its guard on reading."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """``rows`` are the records below the heads: number in the file (from 1, as Excel shows it) and cells by head."""

    data: bytes
    encoding: str
    separator: str
    heads: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]


def read(path: Path, heads: Sequence[str]) -> Ledger:
    """The list at ``path``; an empty one where there is no file. Raises ``CannotGoOn`` where it cannot be read or lacks a head."""
    return parse(path, disk.read(path) if path.exists() else b"", heads)


def beginning(data: bytes, sha256: str) -> bytes | None:
    """The bytes that a list had before rows were added to it, by their sha256; None where it was changed otherwise."""
    seen, hashed = 0, hashlib.sha256()
    ends = {
        m.start() + more for m in re.finditer(b"[\r\n]", data) for more in range(3)
    }  # a line end may have been lacking, or be two bytes
    for end in sorted({min(end, len(data)) for end in ends} | {len(data)}):
        hashed.update(data[seen:end])
        seen = end
        if hashed.hexdigest() == sha256:
            return data[:end]
    return None


def parse(path: Path, data: bytes, heads: Sequence[str]) -> Ledger:
    """The list in these bytes, which lie at ``path``; raises as ``read``."""
    encoding, text = _decoded(path, data)
    if not text.strip():
        return Ledger(data or codecs.BOM_UTF8, encoding, ",", (), ())
    first = next((line for line in text.splitlines()[:_HEAD_ROWS] if sum(head in line for head in heads) > 1), "")
    separator = max(",;\t", key=first.count)  # Excel writes the separator of the system
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise _defect(path, "ledger.csv") from error
    wanted = {fold(head): head for head in heads}
    top = next((at for at, row in enumerate(records[:_HEAD_ROWS]) if len(wanted.keys() & set(map(fold, row))) > 1), 0)
    found = tuple(wanted.get(fold(cell), cell) for cell in records[top])
    if lacking := [head for head in heads if head not in found]:
        raise _defect(path, "ledger.heads", heads="、".join(lacking))
    rows = ((at, row) for at, row in enumerate(records[top + 1 :], start=top + 2) if any(cell.strip() for cell in row))
    return Ledger(data, encoding, separator, found, tuple((at, _cells(found, row)) for at, row in rows))


def append(path: Path, ledger: Ledger, heads: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    """Add rows to a list that was read from there; a new one gets its heads. Raises ``CannotGoOn`` where it cannot be written."""
    own = ledger.heads or tuple(heads)
    out = io.StringIO(newline="")
    if ledger.heads and not ledger.data.decode(ledger.encoding).endswith(("\n", "\r")):
        out.write("\r\n")
    writer = csv.writer(out, delimiter=ledger.separator, lineterminator="\r\n")
    if not ledger.heads:
        writer.writerow(own)
    writer.writerows([guarded(row.get(head, "")) for head in own] for row in rows)
    disk.write(path, ledger.data + out.getvalue().encode(ledger.encoding))


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return _GUARD + text if text.startswith(_FORMULA) or fold(text[:1]).startswith(_FORMULA[:4]) else text


def bare(text: str) -> str:
    """The same cell as it was meant."""
    return text.removeprefix(_GUARD)


def _cells(heads: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """The cells under each head; of two columns of one head the first counts."""
    cells: dict[str, str] = {}
    for head, cell in zip(heads, row, strict=False):
        cells.setdefault(head, bare(cell.strip()))
    return cells


def _decoded(path: Path, data: bytes) -> tuple[str, str]:
    """Encoding (without a mark, as further rows are written in it) and text; what Excel saves is UTF-8, UTF-16 or GBK."""
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE, "utf-8": codecs.BOM_UTF8, "gb18030": b""}
    marked = [encoding for encoding, mark in marks.items() if mark and data.startswith(mark)]
    for encoding in marked or ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return encoding, data.removeprefix(marks[encoding]).decode(encoding)
    raise _defect(path, "ledger.encoding")


def _defect(path: Path, key: str, **slots: object) -> CannotGoOn:
    return CannotGoOn("stop.ledger", path=path, defects=texts.say(key, **slots))
