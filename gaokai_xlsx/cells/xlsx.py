"""xlsx and xlsm → typed cells: a tolerant reader over lxml.

Of our own because the libraries lose what decides here: openpyxl refuses files of real clients and drops either formulas or
values, calamine shows error cells as blank. Element names are matched in any namespace (strict and transitional files differ).
"""

from __future__ import annotations

import contextlib
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from posixpath import dirname, join, normpath

from lxml import etree

from gaokai_xlsx import texts
from gaokai_xlsx.cells import formats, guard
from gaokai_xlsx.cells.model import Area, Cell, Kind, Refused, Sheet, Workbook, column_of

_REF = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_NAME_TARGET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?\3\$?\4)?")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)  # what the format allows; float() allows more
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_XML = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)


def read(data: bytes) -> Workbook:
    """The workbook in these bytes; raises ``Refused`` where it is damaged or not safe to open."""
    package = guard.open_package(data)
    parts = {name.casefold(): name for name in package.namelist()}
    reader = _Reader(package, parts)
    try:
        return reader.workbook()
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
        return None if data is None else etree.fromstring(data, _XML)

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

    def workbook(self) -> Workbook:
        main = next((name for kind, name in self.relations("").values() if kind == "officeDocument"), "xl/workbook.xml")
        book = self.tree(main)
        if book is None:
            raise Refused("F-CORRUPT", texts.say("guard.part", part=main))
        rels = self.relations(main)
        by_kind = dict(rels.values())
        strings = self.strings(by_kind.get("sharedStrings", "xl/sharedStrings.xml"))
        kinds = self.style_kinds(by_kind.get("styles", "xl/styles.xml"))
        date1904 = any(p.get("date1904") in ("1", "true") for p in book.iter("{*}workbookPr"))
        sheets = []
        for element in book.iter("{*}sheet"):
            kind, part = rels.get(_attribute(element, "id"), ("", ""))
            data = self.part(part, markup=False) if kind == "worksheet" else None
            if data is not None:
                hidden = element.get("state", "visible") != "visible"
                sheets.append(_SheetReader(strings, kinds, date1904).sheet(element.get("name", ""), guard.sheet(data), hidden=hidden))
                guard.check_cells(sum(len(sheet.cells) for sheet in sheets))
        names, constants = _names(book, [s.name for s in sheets])
        return Workbook(tuple(sheets), names, constants, self.properties(), self.flags())

    def strings(self, part: str) -> list[str]:
        tree = self.tree(part)
        return [] if tree is None else [_rich(item) for item in tree.iterfind("{*}si")]

    def style_kinds(self, part: str) -> list[Kind]:
        """For each cell style whether its numbers are plain, dates or percentages."""
        tree = self.tree(part)
        if tree is None:
            return []
        custom = {f.get("numFmtId"): formats.kind_of(f.get("formatCode", "")) for f in tree.iter("{*}numFmt")}
        kinds = []
        for xf in tree.iterfind("{*}cellXfs/{*}xf"):
            number = xf.get("numFmtId", "0")
            kinds.append(custom.get(number, formats.builtin(int(number))))
        return kinds

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
    """Streams one sheet; only cells that hold something are kept."""

    def __init__(self, strings: list[str], kinds: list[Kind], date1904: bool) -> None:
        self.strings = strings
        self.kinds = kinds
        self.epoch = formats.EPOCH_1904 if date1904 else formats.EPOCH

    def sheet(self, name: str, data: bytes, *, hidden: bool) -> Sheet:
        cells: dict[tuple[int, int], Cell] = {}
        merges: list[Area] = []
        row = -1
        safe = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
        events = etree.iterparse(BytesIO(data), tag=("{*}row", "{*}mergeCell"), **safe)
        for _, element in events:
            if etree.QName(element).localname == "mergeCell":
                merges.append(_area(element.get("ref", "")))
                continue
            row = _natural(element.get("r", str(row + 2))) - 1
            for column, cell in self.row(element):
                if (row, column) in cells:
                    raise ValueError((row, column))  # two values for one cell: nobody can know which is meant
                cells[row, column] = cell
            element.clear()
            while element.getprevious() is not None:  # what iterparse has passed stays in memory otherwise
                del element.getparent()[0]
        return Sheet(name, cells, tuple(merges), hidden)

    def row(self, element: etree._Element) -> Iterator[tuple[int, Cell]]:
        column = -1
        for c in element.iterfind("{*}c"):
            ref = _REF.match(c.get("r", ""))
            column = column_of(ref[1]) if ref else column + 1
            cell = self.cell(c)
            if cell is not None:
                yield column, cell

    def cell(self, c: etree._Element) -> Cell | None:
        kind = c.get("t", "n")
        f = c.find("{*}f")
        formula = None if f is None else (f.text or "")
        inline = c.find("{*}is")
        value = c.findtext("{*}v")
        if kind == "inlineStr" and inline is not None:
            return Cell(Kind.TEXT, _rich(inline), formula)
        if value is None or (value == "" and kind != "str"):
            return None if formula is None else Cell(Kind.BLANK, "", formula)
        if kind == "s":
            return Cell(Kind.TEXT, self.strings[_natural(value)], formula)
        if kind == "str":
            return Cell(Kind.TEXT, _unescape(value), formula)
        if kind == "b":
            return Cell(Kind.BOOLEAN, "TRUE" if value.strip() in ("1", "true") else "FALSE", formula)
        if kind == "e":
            return Cell(Kind.ERROR, value, formula)
        if kind == "d":
            return Cell(Kind.DATE, value, formula)
        return self.number(value.strip(), _natural(c.get("s", "0")), formula)

    def number(self, value: str, style: int, formula: str | None) -> Cell:
        if not value:
            return Cell(Kind.BLANK, "", formula)
        if not _NUMBER.fullmatch(value):
            return Cell(Kind.TEXT, value, formula)
        return formats.cell(self.kinds[style] if style < len(self.kinds) else Kind.NUMBER, value, self.epoch, formula)


def _natural(text: str) -> int:
    """An index of the file; a negative one would silently count from the end."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _attribute(element: etree._Element, local: str) -> str:
    """An attribute in any namespace (``r:id``)."""
    return next((str(v) for k, v in element.attrib.items() if etree.QName(k).localname == local and "}" in str(k)), "")


def _rich(item: etree._Element) -> str:
    """The text of a string item; phonetic runs (rPh) are no part of it."""
    runs = [*item.iterfind("{*}t"), *item.iterfind("{*}r/{*}t")]
    return _unescape("".join(t.text or "" for t in runs))


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda m: "�" if "D8" <= m[1][:2].upper() <= "DF" else chr(int(m[1], 16)), text)


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
        place = _NAME_TARGET.fullmatch(target)
        if place:
            sheet = (place[1] or place[2]).replace("''", "'")
            if sheet in sheets:
                names[name] = (sheet, int(place[4]) - 1, column_of(place[3]))
        elif len(target) > 1 and target[0] == target[-1] == '"':
            constants[name] = target[1:-1].replace('""', '"')
    return names, constants
