"""xlsx and xlsm → typed cells: a tolerant reader over lxml.

Of our own because the libraries lose what decides here: openpyxl refuses files of real clients and drops either formulas or
values, calamine shows error cells as blank. Element names are matched in any namespace (strict and transitional files differ).
"""

from __future__ import annotations

import contextlib
import re
import zipfile
from functools import lru_cache
from posixpath import dirname, join, normpath

from lxml import etree

from gaokai_xlsx import texts
from gaokai_xlsx.cells import formats, guard, rows
from gaokai_xlsx.cells.model import Area, Cell, Kind, Refused, Sheet, Workbook, column_of
from gaokai_xlsx.cells.rows import natural

_REF = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_NAME_TARGET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?\3\$?\4)?")
_TEXT, _NUMBER = Kind.TEXT, Kind.NUMBER  # looked up for each cell, which costs in an enumeration
_DIGITS = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)  # what the format allows; float() allows more
_KEPT = 100_000  # bytes of the styles that are remembered; a template has 10,000
_LONGEST = 200  # characters of a reference to one cell: sheet names have 31
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read(data: bytes, *, bare: bool = False) -> Workbook:
    """The workbook in these bytes; raises ``Refused`` where it is damaged or not safe to open. ``bare``: numbers without their formats."""
    package = guard.open_package(data)
    parts = {name.casefold(): name for name in package.namelist()}
    reader = _Reader(package, parts)
    try:
        return reader.workbook(bare=bare)
    except (etree.XMLSyntaxError, ValueError, KeyError, IndexError) as error:
        raise Refused("F-CORRUPT", texts.say("guard.xml")) from error


def subject(data: bytes) -> str:
    """The subject among the core properties; empty where there is none or the file cannot be opened."""
    with contextlib.suppress(Refused, etree.XMLSyntaxError):
        package = guard.open_package(data)
        return _Reader(package, {name.casefold(): name for name in package.namelist()}).properties().get("subject", "")
    return ""


class _Reader:
    def __init__(self, package: zipfile.ZipFile, parts: dict[str, str]) -> None:
        self.package = package
        self.parts = parts

    def part(self, name: str, *, markup: bool = True) -> bytes | None:
        found = self.parts.get(name.lstrip("/").casefold())
        return guard.read_part(self.package, found, markup=markup) if found else None

    def tree(self, name: str) -> etree._Element | None:
        data = self.part(name)
        return None if data is None else etree.fromstring(data, rows.XML)

    def optional(self, name: str) -> etree._Element | None:
        """A part that figures do not depend on: absent if it is damaged."""
        with contextlib.suppress(etree.XMLSyntaxError):
            return self.tree(name)
        return None

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id → (type's last word, part name) of a part."""
        tree = self.tree(join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for rel in [] if tree is None else tree.iter("{*}Relationship"):
            target = rel.get("Target", "")
            name = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
            found[rel.get("Id", "")] = (rel.get("Type", "").rpartition("/")[2], name)
        return found

    def workbook(self, *, bare: bool) -> Workbook:
        main = next((name for kind, name in self.relations("").values() if kind == "officeDocument"), "xl/workbook.xml")
        book = self.tree(main)
        if book is None:
            raise Refused("F-CORRUPT", texts.say("guard.part", part=main))
        rels = self.relations(main)
        by_kind = dict(rels.values())
        strings = self.strings(by_kind.get("sharedStrings", "xl/sharedStrings.xml"))
        kinds = () if bare else self.style_kinds(by_kind.get("styles", "xl/styles.xml"))
        date1904 = any(p.get("date1904") in ("1", "true") for p in book.iter("{*}workbookPr"))
        reader = _SheetReader(strings, kinds, date1904)
        sheets = []
        for element in book.iter("{*}sheet"):
            kind, part = rels.get(_attribute(element, "id"), ("", ""))
            data = self.part(part, markup=False) if kind == "worksheet" else None
            if data is not None:
                hidden = element.get("state", "visible") != "visible"
                sheets.append(reader.sheet(element.get("name", ""), data, hidden=hidden))
                guard.check_cells(sum(len(sheet.cells) for sheet in sheets))
        names, constants = _names(book, [s.name for s in sheets])
        return Workbook(tuple(sheets), names, constants, self.properties(), self.flags())

    def strings(self, part: str) -> list[str]:
        tree = self.tree(part)
        return [] if tree is None else [_unescape(rows.text_of(item)) for item in tree.iterfind("{*}si")]

    def style_kinds(self, part: str) -> tuple[Kind, ...]:
        """For each cell style whether its numbers are plain, dates or percentages."""
        data = self.part(part)
        if data is None:
            return ()
        return _style_kinds(data) if len(data) <= _KEPT else _style_kinds.__wrapped__(data)

    def properties(self) -> dict[str, str]:
        found: dict[str, str] = {}
        core, custom = (self.optional(f"docProps/{name}.xml") for name in ("core", "custom"))
        for element in [] if core is None else core.iterchildren("{*}*"):
            found[etree.QName(element).localname] = element.text or ""
        for element in [] if custom is None else custom.iter("{*}property"):
            found[f"custom:{element.get('name')}"] = "".join(map(str, element.itertext()))
        return found

    def flags(self) -> tuple[str, ...]:
        macro = any(n.endswith("vbaproject.bin") for n in self.parts)
        external = any("externallinks/" in n for n in self.parts)
        return (("F-MACRO",) if macro else ()) + (("F-EXTERNAL",) if external else ())


class _SheetReader:
    """Reads one sheet; only cells that hold something are kept."""

    def __init__(self, strings: list[str], kinds: tuple[Kind, ...], date1904: bool) -> None:
        self.strings = {str(number): Cell(_TEXT, text) for number, text in enumerate(strings)}
        # The styles whose numbers are none; a cell that names no style has the first.
        self.special: dict[str | None, Kind] = {str(number): kind for number, kind in enumerate(kinds) if kind is not _NUMBER}
        if "0" in self.special:
            self.special[None] = self.special["0"]
        self.epoch = formats.EPOCH_1904 if date1904 else formats.EPOCH

    def sheet(self, name: str, data: bytes, *, hidden: bool) -> Sheet:
        merges: list[str] = []
        plain = rows.parse(data, merges)
        cells: dict[tuple[int, int], Cell] = {}
        count = 0
        for row, column, kind, style, formula, value, inline in rows.stream(guard.sheet(data), merges) if plain is None else plain:
            # Written out for what nearly every cell is; ``cell`` knows the rest.
            if kind == "s" and formula is None and value in self.strings:
                cell: Cell | None = self.strings[value]
            elif (kind is None or kind == "n") and value and style not in self.special and value.isdecimal() and value.isascii():
                cell = Cell(_NUMBER, value, formula)
            else:
                cell = self.cell(kind, style or "0", formula, value, inline)
            if cell is not None:
                cells[row, column] = cell
                count += 1
        if len(cells) != count:
            raise ValueError(name)  # two values for one cell: nobody can know which is meant
        return Sheet(name, cells, tuple(map(_area, merges)), hidden)

    def cell(self, kind: str | None, style: str, formula: str | None, value: str | None, inline: str | None) -> Cell | None:
        if kind == "inlineStr" and inline is not None:
            return Cell(_TEXT, _unescape(inline), formula)
        if value is None or (value == "" and kind != "str"):
            return None if formula is None else Cell(Kind.BLANK, "", formula)
        if kind == "s":
            return self.strings[str(natural(value))]._replace(formula=formula)
        if kind is None or kind == "n":
            return self.number(value, style, formula)
        if kind == "str":
            return Cell(_TEXT, _unescape(value), formula)
        if kind == "b":
            return Cell(Kind.BOOLEAN, "TRUE" if value.strip() in ("1", "true") else "FALSE", formula)
        if kind == "e":
            return Cell(Kind.ERROR, value, formula)
        if kind == "d":
            return Cell(Kind.DATE, value, formula)
        return self.number(value, style, formula)

    def number(self, value: str, style: str, formula: str | None) -> Cell:
        value = value.strip()
        if not value:
            return Cell(Kind.BLANK, "", formula)
        if not _DIGITS.fullmatch(value):
            return Cell(_TEXT, value, formula)
        kind = self.special.get(style, _NUMBER)
        return Cell(kind, value, formula) if kind is _NUMBER else formats.cell(kind, value, self.epoch, formula)


@lru_cache(maxsize=32)
def _style_kinds(data: bytes) -> tuple[Kind, ...]:
    """The styles of a template come back in every file of the same program."""
    tree = etree.fromstring(data, rows.XML)
    custom = {f.get("numFmtId"): formats.kind_of(f.get("formatCode", "")) for f in tree.iter("{*}numFmt")}
    numbers = [xf.get("numFmtId", "0") for xf in tree.iterfind("{*}cellXfs/{*}xf")]
    return tuple(custom.get(number, formats.builtin(int(number))) for number in numbers)


def _attribute(element: etree._Element, local: str) -> str:
    """An attribute in any namespace (``r:id``)."""
    return next((str(v) for k, v in element.attrib.items() if etree.QName(k).localname == local and "}" in str(k)), "")


def _unescape(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda m: "�" if "D8" <= m[1][:2].upper() <= "DF" else chr(int(m[1], 16)), text)


@lru_cache(maxsize=4096)
def _area(ref: str) -> Area:
    first, last = (_REF.fullmatch(end) for end in (ref.split(":") * 2)[:2])
    if first is None or last is None:
        raise ValueError(ref)
    return Area(int(first[2]) - 1, column_of(first[1]), int(last[2]) - 1, column_of(last[1]))


def _names(book: etree._Element, sheets: list[str]) -> tuple[dict[str, tuple[str, int, int]], dict[str, str]]:
    names: dict[str, tuple[str, int, int]] = {}
    constants: dict[str, str] = {}
    for element in book.iter("{*}definedName"):
        name, target = element.get("name", ""), element.text or ""
        place = _target(target) if len(target) <= _LONGEST else None
        if place:
            if place[0] in sheets:
                names[name] = place
        elif len(target) > 1 and target[0] == target[-1] == '"':
            constants[name] = target[1:-1].replace('""', '"')
    return names, constants


@lru_cache(maxsize=4096)
def _target(text: str) -> tuple[str, int, int] | None:
    """Sheet, row and column of a reference to one cell."""
    place = _NAME_TARGET.fullmatch(text)
    return place and ((place[1] or place[2]).replace("''", "'"), int(place[4]) - 1, column_of(place[3]))
