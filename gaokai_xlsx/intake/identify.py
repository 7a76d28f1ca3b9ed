"""Whose filing, of which year and edition, as the workbook itself says: stamp, then cover, then title."""

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
_LONGEST = 200  # characters of a text that can be a label or a title
# How covers ask, ours and those of other templates; in brackets they say how to fill it in.
_UNIT = re.compile(r"(?:(?:填报|报送|填表)单位(?:名称|全称)?|单位(?:名称|全称))(?:\([^)]*\))?(?::.*)?$")
_REPORT_YEAR = re.compile(r"(?:报告|填报)?年[度份](?:\([^)]*\))?(?::.*)?$")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_TITLE = re.compile(r"(.*?)(20\d{2})年(?:度?政府信息公开(?:工作)?年度报告|度$)")


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
    """Unit name and year as the cover states them, else as a title does; empty and None where nothing does."""
    names: list[str] = []
    years: list[int] = []
    titles: list[tuple[str, int]] = []
    for sheet in book.sheets:
        for at, cell in sheet.cells.items():
            if cell.kind is Kind.TEXT and len(cell.text) <= _LONGEST:
                names += [name for name in [_stated(sheet, at, _UNIT)] if name]
                years += [int(y) for y in _YEAR.findall(fold(_stated(sheet, at, _REPORT_YEAR)))[:1]]
                titles += [(m[1], int(m[2])) for m in [_TITLE.match(fold(cell.text))] if m]
    names += [name for name, _ in titles if name]
    years += [year for _, year in titles]
    return next(iter(names), ""), next(iter(years), None)


def _stated(sheet: Sheet, at: tuple[int, int], label: re.Pattern[str]) -> str:
    """What stands behind a label of the cover: after its colon, or in one of the next cells; empty where this is no such label."""
    match = label.match(fold(sheet.at(*at).text))
    if match is None:
        return ""
    behind = sheet.at(*at).text.replace("：", ":").partition(":")[2].strip(" _　")
    return behind or _right_of(sheet, *at).strip()


def _right_of(sheet: Sheet, row: int, column: int) -> str:
    """The next text to the right; nothing if that is a label too."""
    found = next((t for c in range(column + 1, column + 1 + _REACH) if (t := sheet.at(row, c).text)), "")
    return "" if _UNIT.match(fold(found)) or _REPORT_YEAR.match(fold(found)) else found
