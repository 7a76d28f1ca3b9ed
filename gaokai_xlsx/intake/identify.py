"""Whose filing, of which year and edition: stamp, then cover, then roster names in the file's name and its folder's."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass

from gaokai_xlsx import stamp as stamps
from gaokai_xlsx.cells.model import Kind, Sheet, Workbook
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.stamp import Stamp
from gaokai_xlsx.texts import say

_REACH = 4  # columns to the right of a cover label in which its value may stand


@dataclass(frozen=True)
class Identity:
    """What the workbook says of itself; ``findings`` where its witnesses disagree."""

    stamp: Stamp | None
    unit: Unit | None
    year: int | None
    findings: tuple[Finding, ...]


def identify(book: Workbook, file: str) -> Identity:
    """Compare every carrier of the stamp with each other and with the cover."""
    carried = _carried(book)
    parsed = [s for s in map(stamps.parse, carried) if s is not None]
    stamp = max(parsed, key=lambda s: s.issue, default=None)
    findings: list[Finding] = []
    if not carried:
        findings.append(make("S-MISSING", file=file))
    elif len(parsed) < len(carried):
        findings.append(make("S-FORGED", file=file, detail=say("whose.broken")))
    if stamp is not None:
        findings += _disagreements(parsed, stamp, file)
    name, year = _cover(book)
    if stamp and stamp.unit and name and fold(stamps.safe(name)) != fold(stamp.unit):
        findings.append(make("S-UNIT", left=name, right=stamp.unit, file=file, carrier=say("whose.cover")))
    if stamp and year and year != stamp.year:
        findings.append(wrong_year(file, say("whose.cover"), year, stamp.year))
    code, own = (stamp.code or None, stamp.unit) if stamp else (None, "")
    whose = Unit(code, own) if own else Unit(None, name) if name else None
    return Identity(stamp, whose, stamp.year if stamp else year, tuple(findings))


def wrong_year(file: str, carrier: str, said: int, wanted: int, period: str = "") -> Finding:
    """S-YEAR: a file of another year than the one that is collected."""
    return make("S-YEAR", left=said, right=wanted, difference=said - wanted, file=file, carrier=carrier, period=period)


def _carried(book: Workbook) -> list[str]:
    """Each different stamp text in cells, properties and names."""
    cells = [c.text for sheet in book.sheets for c in sheet.cells.values() if c.kind is Kind.TEXT and stamps.VERSION in c.text]
    found = (stamps.find(text) for text in (*cells, *book.properties.values(), *book.constants.values()))
    return list(dict.fromkeys(_mended(text) for text in found if text))


def _mended(text: str) -> str:
    """A stamp whose UTF-8 a client read as Latin-1 and wrote again (SheetJS 0.18 does this to properties), put right."""
    if stamps.parse(text) is None:
        with contextlib.suppress(UnicodeError):
            return text.encode("latin-1").decode("utf-8")
    return text


def _disagreements(parsed: list[Stamp], stamp: Stamp, file: str) -> list[Finding]:
    """A workbook put together from sheets of two templates."""
    findings = []
    for other in parsed:
        if other.unit != stamp.unit:
            findings.append(make("S-UNIT", left=other.unit, right=stamp.unit, file=file, carrier=say("whose.sheets")))
        if other.year != stamp.year:
            findings.append(wrong_year(file, say("whose.sheets"), other.year, stamp.year))
        if other.edition != stamp.edition:
            findings.append(make("S-EDITION", left=other.edition, right=stamp.edition, file=file))
    return findings


def _cover(book: Workbook) -> tuple[str, int | None]:
    """Unit name and year as the cover states them; empty and None where it does not."""
    name, year = "", None
    for sheet in book.sheets:
        for (row, column), cell in sheet.cells.items():
            if cell.kind is not Kind.TEXT:
                continue
            label = fold(cell.text)
            if label == fold(say("cover.unit")) and not name:
                name = _right_of(sheet, row, column).strip()
            elif label == fold(say("cover.year")) and year is None:
                stated = re.search(r"(?<!\d)(20\d{2})(?!\d)", fold(_right_of(sheet, row, column)))
                year = int(stated[1]) if stated else None
    return name, year


def _right_of(sheet: Sheet, row: int, column: int) -> str:
    return next((t for c in range(column + 1, column + 1 + _REACH) if (t := sheet.at(row, c).text)), "")
