"""A csv of ours that people edit in a spreadsheet: read in whatever state it comes back, added to and never rewritten."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gaokai_xlsx import texts
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.quantity import fold

_BOM = b"\xef\xbb\xbf"
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_SEPARATORS = ",\t;"
_HEAD_ROWS = 10  # a list may have a title and a note above its heads
# Where a spreadsheet would begin a formula: at the start of a cell, also of one that another system's separator makes.
_STARTS = r"(^|[,;\t])(\s*)"
_FORMULA = re.compile(_STARTS + r"(?=[=+\-@＝＋－＠])")
_HARMLESS = re.compile(_STARTS + r"'(?=\s*[=+\-@＝＋－＠])")


@dataclass(frozen=True)
class Ledger:
    """The rows of a ledger by their number in the file, each as text by our name of the column; ``data`` is the file as it stands.

    ``head`` is the row of heads as our names, empty for a column that is not ours.
    """

    heads: Mapping[str, str]
    rows: tuple[tuple[int, Mapping[str, str]], ...] = ()
    data: bytes = b""
    encoding: str = "utf-8"
    separator: str = ","
    line_end: str = "\r\n"
    head: tuple[str, ...] = ()

    def extended(self, rows: Iterable[Mapping[str, str]]) -> bytes:
        """The file with rows behind what stands there, in its own encoding, with its own separator and columns."""
        out = io.StringIO()
        if self.data and not self._ends():
            out.write(self.line_end)
        writer = csv.writer(out, delimiter=self.separator, lineterminator=self.line_end)
        if not self.head:
            writer.writerow(self.heads.values())
        for row in rows:
            writer.writerow([harmless(row.get(name, "")) for name in self.head or self.heads])
        return (self.data or _BOM) + out.getvalue().encode(self.encoding, errors="replace")

    def _ends(self) -> bool:
        return self.data == _BOM or self.data.endswith(("\n".encode(self.encoding), "\r".encode(self.encoding)))


def read(path: Path, data: bytes, heads: Mapping[str, str], key: str) -> Ledger:
    """The ledger in a file's bytes (empty: a new one). ``heads`` are the heads by our names; ``key`` names the one that must be there.

    Raises ``CannotGoOn`` for a file that is no such csv any more.
    """
    if not data.removeprefix(_BOM).strip():
        return Ledger(heads, data=data)
    text, encoding = _decoded(path, data)
    broken = False
    for separator in _SEPARATORS:
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
        except csv.Error:
            broken = True
            continue
        names = [_names(row, heads) for row in rows[:_HEAD_ROWS]]
        at = next((at for at, found in enumerate(names) if key in found), None)
        if at is not None:
            kept = [(n, _fields(row, names[at])) for n, row in enumerate(rows[at + 1 :], start=at + 2) if any(map(fold, row))]
            line_end = "\r\n" if "\r\n" in text else "\n"
            return Ledger(heads, tuple(kept), data, encoding, separator, line_end, names[at])
    detail = texts.say("ledger.quotes") if broken else texts.say("ledger.heads", head=heads[key])
    raise CannotGoOn("stop.ledger", path=path, detail=detail)


def harmless(text: str) -> str:
    """A stranger's text that no spreadsheet takes for a formula: an apostrophe before it."""
    return _FORMULA.sub(r"\1'\2", text)


def _plain(text: str) -> str:
    """The text that was made harmless."""
    return _HARMLESS.sub(r"\1\2", text)


def _decoded(path: Path, data: bytes) -> tuple[str, str]:
    """The text and the encoding in which more is to be written."""
    if wide := _WIDE.get(data[:2]):
        known: tuple[str, ...] = (wide,)
    else:
        known = ("utf-8", "gb18030")
    for encoding in known:
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding).removeprefix("\ufeff"), encoding
    raise CannotGoOn("stop.ledger", path=path, detail=texts.say("ledger.encoding"))


def _names(row: list[str], heads: Mapping[str, str]) -> tuple[str, ...]:
    """Which of our columns stands where; what is in brackets may be changed."""
    ours = {_bare(head): name for name, head in heads.items()}
    return tuple(ours.get(_bare(cell), "") for cell in row)


def _bare(head: str) -> str:
    return re.sub(r"\(.*?\)", "", fold(head)).casefold()


def _fields(row: list[str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: _plain(cell.strip()) for name, cell in zip(names, row, strict=False) if name}
