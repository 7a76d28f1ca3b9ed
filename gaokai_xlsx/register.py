"""收件登记: when and how each file came in. One line is written at the first sight of a file; from then on it is the clerk's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from gaokai_xlsx import disk, ledger, texts
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.ledger import Ledger

_COLUMNS = ("received", "by", "file", "unit", "version", "path", "sha256")


@dataclass(frozen=True, slots=True)
class Receipt:
    """One line as texts: 收到日期, 方式, 原文件名, 单位, 版次, 文件路径, sha256. ``row`` is its row in the file, 0 before it is written.

    A line without sha256 is the clerk's own (what came on paper), or of a file that could not be opened.
    """

    received: str = ""
    by: str = ""
    file: str = ""
    unit: str = ""
    version: str = ""
    path: str = ""
    sha256: str = ""
    row: int = 0

    @property
    def number(self) -> int:
        """版次 as a number: 1 for a unit's first report, 0 for what is no report."""
        digits = re.search(r"\d{1,4}", self.version)
        return int(digits.group()) if digits else 0


@dataclass(frozen=True, slots=True)
class Late:
    """A unit that is ``days`` past its deadline: its first report was ``received`` then, or (None) there is none yet."""

    due: date
    days: int
    received: date | None


@dataclass(frozen=True)
class Register:
    """The lines in their order; ``closed`` says why the file could not be read (open elsewhere), empty where it could."""

    path: Path
    receipts: tuple[Receipt, ...] = ()
    closed: str = ""

    def of(self, sha256: str | None, path: str) -> Receipt | None:
        """The line of a file, by what is in it; by its path where that is not known. One with a date goes before one without."""
        return self._known.get(_key(sha256 or "", path))

    @cached_property
    def _known(self) -> dict[str, Receipt]:
        known: dict[str, Receipt] = {}
        for receipt in self.receipts:
            key = _key(receipt.sha256, receipt.path)
            if key not in known or (receipt.received and not known[key].received):
                known[key] = receipt
        return known


def read(path: Path) -> Register:
    """The register in a file, empty where there is none; raises ``CannotGoOn`` for one whose heads or quotes are broken."""
    try:
        found = _ledger(path)
    except CannotGoOn as error:
        if isinstance(error.__cause__, OSError):  # open in another program
            return Register(path, closed=disk.reason(error.__cause__))
        raise
    heads = _heads()
    receipts = (Receipt(**{name: cells.get(head, "") for name, head in heads.items()}, row=row) for row, cells in found.rows)
    return Register(path, tuple(receipts))


def append(path: Path, receipts: Sequence[Receipt]) -> tuple[Receipt, ...]:
    """Write lines behind those that stand there now; gives those that were written.

    What the clerk saved since the run began is kept, and a file that another run has noted meanwhile gets no second line. Raises
    ``CannotGoOn`` where the file is open elsewhere or broken.
    """
    heads = _heads()
    with disk.alone(path):
        found = _ledger(path)
        known = {_key(cells.get(heads["sha256"], ""), cells.get(heads["path"], "")) for _, cells in found.rows}
        new = tuple(receipt for receipt in receipts if _key(receipt.sha256, receipt.path) not in known)
        rows = [{head: getattr(receipt, name) for name, head in heads.items()} for receipt in new]
        if rows:
            ledger.append(path, found, list(heads.values()), rows)
    return new


def _ledger(path: Path) -> Ledger:
    heads = _heads()
    return ledger.read(path, list(heads.values()), [heads["sha256"]])


def _heads() -> dict[str, str]:
    return {name: texts.say(f"log.{name}") for name in _COLUMNS}


def _key(sha256: str, path: str) -> str:
    return sha256.casefold() or "/" + texts.visible(path)
