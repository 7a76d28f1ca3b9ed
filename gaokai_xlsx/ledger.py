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
_SEPARATORS = ",;\t"  # Excel writes the separator of the system
_ENCODINGS = ("utf-8", "gb18030")
_MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE, "utf-8": codecs.BOM_UTF8}
# Where a spreadsheet begins a formula: at the start of a cell, also of one that the separator of another system makes.
_START, _SIGN = r"(^|[,;\t])(\s*)", r"'*[=+\-@＝＋－＠]"
_FORMULA, _GUARDED = re.compile(f"{_START}(?={_SIGN})"), re.compile(f"{_START}'(?={_SIGN})")


@dataclass(frozen=True, slots=True)
class Ledger:
    """``rows`` are the records below the heads: number in the file (from 1, as Excel shows it) and cells by head."""

    data: bytes
    encoding: str
    separator: str
    heads: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]


def read(path: Path, heads: Sequence[str], needed: Sequence[str] | None = None) -> Ledger:
    """The list at ``path``; an empty one where there is no file.

    What a head says in brackets may be changed. Raises ``CannotGoOn`` where the file cannot be read or lacks one of the ``needed`` heads
    (without it: of all).
    """
    return parse(path, disk.read(path) if path.exists() else b"", heads, needed)


def beginning(data: bytes, sha256: str) -> bytes | None:
    """The bytes that a list had before rows were added to it, by their sha256; None where it was changed otherwise."""
    seen, hashed = 0, hashlib.sha256()
    # It ended behind a line end of one or two bytes, or lacked one.
    ends = {m.start() + more for m in re.finditer(b"[\r\n]", data) for more in range(3)}
    for end in sorted({min(end, len(data)) for end in ends} | {len(data)}):
        hashed.update(data[seen:end])
        seen = end
        if hashed.hexdigest() == sha256:
            return data[:end]
    return None


def parse(path: Path, data: bytes, heads: Sequence[str], needed: Sequence[str] | None = None) -> Ledger:
    """The list in these bytes, which lie at ``path``; raises as ``read``."""
    encoding, text = _decoded(path, data)
    if not text.strip():
        return Ledger(data or codecs.BOM_UTF8, encoding, ",", (), ())
    wanted = {_plain(head): head for head in heads}
    tries = [(separator, table) for separator in _SEPARATORS if (table := _records(text, separator)) is not None]
    broken = len(tries) < len(_SEPARATORS)
    if not tries:
        raise _defect(path, "ledger.csv")
    # The separator and the row with the most of our heads are those of the file.
    separator, records, top = max(
        ((s, table, at) for s, table in tries for at in range(len(table[:_HEAD_ROWS]))),
        key=lambda found: len(wanted.keys() & set(map(_plain, found[1][found[2]]))),
    )
    found = tuple(wanted.get(_plain(cell), cell) for cell in records[top])
    if lacking := [head for head in (heads if needed is None else needed) if head not in found]:
        # With a quotation mark that nothing closes, the file's own separator makes no table at all, and the others find no head.
        broken = len(tries) < len(_SEPARATORS) and not set(found) & set(heads)
        raise _defect(path, "ledger.csv" if broken else "ledger.heads", heads="、".join(lacking))
    rows = ((at, row) for at, row in enumerate(records[top + 1 :], start=top + 2) if any(cell.strip() for cell in row))
    return Ledger(data, encoding, separator, found, tuple((at, _cells(found, row)) for at, row in rows))


def append(path: Path, ledger: Ledger, heads: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    """Add rows to a list that was read from there; a new one gets its heads. Raises ``CannotGoOn`` where it cannot be written."""
    own, old = ledger.heads or tuple(heads), ledger.data.decode(ledger.encoding)
    line_end = "\n" if "\n" in old and "\r\n" not in old else "\r\n"
    out = io.StringIO(newline="")
    if ledger.heads and not old.endswith(("\n", "\r")):
        out.write(line_end)
    writer = csv.writer(out, delimiter=ledger.separator, lineterminator=line_end)
    if not ledger.heads:
        writer.writerow(own)
    writer.writerows([guarded(row.get(head, "")) for head in own] for row in rows)
    disk.write(path, ledger.data + out.getvalue().encode(ledger.encoding, errors="replace"))


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula, nor any part of it: apostrophes before the signs."""
    return _FORMULA.sub(r"\1\2'", text)


def bare(text: str) -> str:
    """The same text as it was meant."""
    return _GUARDED.sub(r"\1\2", text)


def _records(text: str, separator: str) -> list[list[str]] | None:
    with contextlib.suppress(csv.Error):
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    return None


def _plain(head: str) -> str:
    return re.sub(r"\(.*?\)", "", fold(head)).casefold()


def _cells(heads: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """The cells under each head; of two columns of one head the first counts."""
    cells: dict[str, str] = {}
    for head, cell in zip(heads, row, strict=False):
        cells.setdefault(head, bare(cell.strip()))
    return cells


def _decoded(path: Path, data: bytes) -> tuple[str, str]:
    """Encoding (without a mark, as further rows are written in it) and text; what Excel saves is UTF-8, UTF-16 or GBK."""
    marked = [encoding for encoding, mark in _MARKS.items() if data.startswith(mark)]
    for encoding in marked or _ENCODINGS:
        with contextlib.suppress(UnicodeDecodeError):
            return encoding, data.removeprefix(_MARKS[encoding] if marked else b"").decode(encoding)
    raise _defect(path, "ledger.encoding")


def _defect(path: Path, key: str, **slots: object) -> CannotGoOn:
    return CannotGoOn("stop.ledger", path=path, defects=texts.say(key, **slots))
