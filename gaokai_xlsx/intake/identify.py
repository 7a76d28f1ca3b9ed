"""Whose filing, of which year and edition, as the workbook itself says: stamp, then cover, then title."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gaokai_xlsx import stamp as stamps
from gaokai_xlsx.cells.model import Sheet, Workbook
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.stamp import Stamp
from gaokai_xlsx.texts import say

_REACH = 4  # columns to the right of a cover label in which its value may stand
_SHORTEST = 2  # characters of a unit's name
_LONGEST = 200  # characters of a text that can be a label or a title
# How covers ask, ours and those of other templates; in brackets they say how to fill it in.
_UNIT = re.compile(r"(?:(?:填报|报送|填表|编报)?单位(?:名称|全称)?|(?:部门|机关|机构)名称)(?:\([^)]*\))?(?::.*)?$")
_REPORT_YEAR = re.compile(r"(?:报告|填报)?年[度份](?:\([^)]*\))?(?::.*)?$|(?:统计期限|统计时间|报告期|报告期间)(?::.*)?$")
_LABEL = re.compile(r"\(?(?:填[报表]人|填[报表]日期|审核人|负责人|单位负责人|联系人|联系电话|电话|日期|公章|盖章|印章|签章)\)?:?.*$")
_SEAL = re.compile(r"\(?(?:公章|盖章|章)\)?$")
_MEASURE = re.compile(r"[件个条次项人亿万元、,/ ]+$")  # 单位：件 says what is counted
# What follows a name in its cell.
_BEHIND = re.compile(r"\s{2,}.*|\s*[（(]?(?:公章|盖章|章)[）)]?$|\s*(?:填[报表]人|联系人|审核人|电话|日期).*|关于$")
_BODY = re.compile(r"[局委府办院厅会处队心司所站镇乡道区县市馆校学厂部署]$")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_TITLE = re.compile(r"(.*?)(20\d{2})年(?:度?.*(?:公开|年报|年度报告)|度$)")
_LATE_TITLE = re.compile(r"(.*?)政府信息公开(?:工作)?(20\d{2})年度?(?:年报|报告|年度报告)")
_EARLY_TITLE = re.compile(r"(20\d{2})年度?(.*?(?:局|委|府|办|院|厅|会|处|队|中心|公司))政府信息公开(?:工作)?(?:年度报告|年报)")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


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
    names, year = _cover(book)
    name = next(iter(names), "")
    if stamp is None and (other := next((n for n in names if not _same(n, name)), None)):
        findings.append(make("S-UNIT/two", left=name, right=other, file=file))
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
    cells = [text for sheet in book.sheets for text in sheet.texts.values() if stamps.VERSION in text]
    found = (stamps.find(text) for text in (*cells, *book.properties.values(), *book.constants.values()))
    return list(dict.fromkeys(mended(text) for text in found if text))


def mended(text: str) -> str:
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


def _same(one: str, other: str) -> bool:
    """Whether two names can be of one unit: equal, or one with its place before it."""
    return fold(one) in fold(other) or fold(other) in fold(one)


def _cover(book: Workbook) -> tuple[list[str], int | None]:
    """Unit names and the year as covers state them, then as titles do; None where no year is stated."""
    names: list[str] = []
    years: list[int] = []
    titles: list[tuple[str, int]] = []
    # A returned copy quotes what its sender said: on its list and, behind a head in these brackets, beside the tables.
    for sheet in (s for s in book.sheets if s.name != say("sheet.problems")):
        for at, text in sheet.texts.items():
            said = _said(text) if len(text) <= _LONGEST else None
            if said is not None:
                titles += said.titles
                names += [name for name in [unit_name(_stated(sheet, at))] if said.unit and name]
                years += [int(y) for y in _YEAR.findall(in_digits(_stated(sheet, at)))[:1] if said.year]
    names += [name for name in (unit_name(title) for title, _ in titles) if name]
    years += [year for _, year in titles]
    return names, next(iter(years), None)


class _Said(NamedTuple):
    """What a text of a cover is: whether it asks for the unit, or for the year, and the units and years of a title."""

    unit: bool
    year: bool
    titles: tuple[tuple[str, int], ...]


@lru_cache(maxsize=8192)
def _said(text: str) -> _Said | None:
    """None for what is nothing of this: nearly all texts, the same ones in every file."""
    if "【" in text:
        return None
    folded = fold(text)
    said = _Said(_UNIT.match(folded) is not None, _REPORT_YEAR.match(folded) is not None, tuple(_titled(text)))
    return said if any(said) else None


def _titled(text: str) -> Iterator[tuple[str, int]]:
    """Unit (empty where there is none) and year of a report's title."""
    said = in_digits(text)
    if match := _EARLY_TITLE.match(said):
        yield match[2], int(match[1])
    elif match := _LATE_TITLE.match(said) or _TITLE.match(said):
        yield match[1], int(match[2])


def in_digits(text: str) -> str:
    """A text with a year in Chinese numerals written in digits: 二〇二三年 → 2023年."""
    return re.sub(r"二[〇○零]..(?=年)", lambda m: m[0].translate(_NUMERALS), fold(text))


def unit_name(stated: str) -> str:
    """A unit's name without what stands behind it in the same cell; empty for what is none: a measure, the next label, a seal."""
    name = _BEHIND.sub("", _BEHIND.sub("", stated.strip()))  # twice: the seal may stand before more
    return "" if len(name) < _SHORTEST or _LABEL.match(fold(name)) or _MEASURE.match(fold(name)) else name


def _stated(sheet: Sheet, at: tuple[int, int]) -> str:
    """What stands behind a label of the cover: after its colon, or in one of the next cells."""
    asked, _, behind = sheet.at(*at).text.replace("：", ":").partition(":")
    said = behind.strip(" _　") or _right_of(sheet, *at).strip()
    # 单位 alone heads lists and measures too.
    return "" if fold(asked) == "单位" and not _BODY.search(said) else said


def _right_of(sheet: Sheet, row: int, column: int) -> str:
    """The next text to the right; nothing if that is a label too."""
    texts = (sheet.at(row, c).text for c in range(column + 1, column + 1 + _REACH))
    found = next((t for t in texts if t and not _SEAL.match(fold(t))), "")
    return "" if _UNIT.match(fold(found)) or _REPORT_YEAR.match(fold(found)) or _LABEL.match(fold(found)) else found
