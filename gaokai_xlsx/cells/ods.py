"""ods and fods → typed cells, over lxml: LibreOffice, Gnumeric and SheetJS write three dialects of the same format."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from gaokai_xlsx import texts
from gaokai_xlsx.cells import guard
from gaokai_xlsx.cells.model import Area, Cell, Kind, Refused, Sheet, Workbook, column_of

_GROUPS = ("table-row-group", "table-rows", "table-header-rows")
_NAMES = (b"<table:named-expressions>", b"</table:named-expressions>")
_REFERENCE = re.compile(r"\[\$?(?:'((?:[^']|'')+)'|([^'\].]*))\.([$A-Z0-9]+)(?::\.([$A-Z0-9]+))?\]")
_TARGET = re.compile(r"\$?(?:'((?:[^']|'')+)'|([^'.]+))\.\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\.\$?\3\$?\4)?")
_PREFIX = re.compile(r"^(?:[a-z]+:)?=?")
_SHOWN_DATE = re.compile(r"\d\s*[-/:年月]\s*\d|\d\s*[年月]")
_SHOWN_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_ERROR = re.compile(r"#[A-Z0-9/]{1,12}[!?]?|Err:\d{3}")
_XML = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)


def read(data: bytes, *, flat: bool) -> Workbook:
    """The workbook in these bytes (``flat``: fods, one XML file); raises ``Refused`` where it is damaged or not safe to open."""
    try:
        return _flat(data) if flat else _packed(data)
    except (etree.XMLSyntaxError, ValueError, KeyError, IndexError) as error:
        raise Refused("F-CORRUPT", texts.say("guard.xml")) from error


def _flat(data: bytes) -> Workbook:
    if len(data) > guard.MAX_FILE:
        raise Refused("F-BOMB", texts.say("guard.large", size=len(data) >> 20, limit=guard.MAX_FILE >> 20))
    guard.check_markup(data)
    tree = _tree(data)
    macro = any(len(libraries) for libraries in tree.iter("{*}libraries"))
    return _workbook(tree, tree, macro=macro)


def _packed(data: bytes) -> Workbook:
    package = guard.open_package(data)
    parts = set(package.namelist())
    if "content.xml" not in parts:
        raise Refused("F-CORRUPT", texts.say("guard.part", part="content.xml"))
    content = _tree(guard.read_part(package, "content.xml"))
    return _workbook(content, _meta(package, parts), macro=any(name.startswith(("Basic/", "Scripts/")) for name in parts))


def _tree(data: bytes) -> etree._Element:
    """The XML; where it is broken, without the defined names (SheetJS writes their texts unescaped), which figures do not depend on."""
    try:
        return etree.fromstring(data, _XML)
    except etree.XMLSyntaxError:
        return etree.fromstring(_without_names(data), _XML)


def _without_names(data: bytes) -> bytes:
    kept: list[bytes] = []
    for part in data.split(_NAMES[0]):
        kept.append(part.partition(_NAMES[1])[2] if kept else part)
    return b"".join(kept)


def _meta(package: zipfile.ZipFile, parts: set[str]) -> etree._Element | None:
    """The properties, absent where they are damaged: figures do not depend on them."""
    try:
        return etree.fromstring(guard.read_part(package, "meta.xml"), _XML) if "meta.xml" in parts else None
    except etree.XMLSyntaxError:
        return None


def _workbook(content: etree._Element, meta: etree._Element | None, *, macro: bool) -> Workbook:
    body = next(content.iter("{*}spreadsheet"), None)
    if body is None:
        raise Refused("F-CORRUPT", texts.say("guard.xml"))
    sheets, external = [], False
    for table in body.iterchildren("{*}table"):
        if table.find("{*}table-source") is not None:
            external = True  # a copy of another file's sheet, kept for links
        else:
            sheets.append(_SheetReader(table).sheet())
    names, constants = _names(content, {s.name for s in sheets})
    flags = (("F-MACRO",) if macro else ()) + (("F-EXTERNAL",) if external else ())
    return Workbook(tuple(sheets), names, constants, _properties(meta), flags)


class _SheetReader:
    """One sheet; repeated cells and rows are unfolded only where they hold something."""

    def __init__(self, table: etree._Element) -> None:
        self.table = table
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merges: list[Area] = []

    def sheet(self) -> Sheet:
        row = 0
        for element in _rows(self.table):
            times = _count(element, "number-rows-repeated")
            held, merges = self.row(element)
            if held and row + times > guard.MAX_ROW:
                raise Refused("F-BOMB", texts.say("guard.far", cell=str(row + times)))
            if len(self.cells) + len(held) * times > guard.MAX_CELLS:
                raise Refused("F-BOMB", texts.say("guard.cells", limit=guard.MAX_CELLS))
            for at in range(row, row + times if held else row):
                self.cells.update(((at, column), cell) for column, cell in held)
            self.merges += [Area(row, left, row + down, left + across) for left, across, down in merges]
            row += times
        return Sheet(_attribute(self.table, "name"), self.cells, tuple(self.merges))

    def row(self, element: etree._Element) -> tuple[list[tuple[int, Cell]], list[tuple[int, int, int]]]:
        """The cells that hold something, by column, and the merges as (column, columns more, rows more)."""
        held: list[tuple[int, Cell]] = []
        merges: list[tuple[int, int, int]] = []
        column = 0
        for c in element.iterchildren("{*}table-cell", "{*}covered-table-cell"):
            times = _count(c, "number-columns-repeated")
            # What a merged cell covers nobody sees, though it is still there.
            cell = None if etree.QName(c).localname == "covered-table-cell" else _cell(c)
            if cell is not None:
                if len(held) + times > guard.MAX_CELLS:
                    raise Refused("F-BOMB", texts.say("guard.cells", limit=guard.MAX_CELLS))
                held += [(column + n, cell) for n in range(times)]
            across, down = _count(c, "number-columns-spanned") - 1, _count(c, "number-rows-spanned") - 1
            if across or down:
                merges.append((column, across, down))
            column += times
        return held, merges


def _rows(parent: etree._Element) -> Iterator[etree._Element]:
    for element in parent.iterchildren("{*}table-row", *(f"{{*}}{group}" for group in _GROUPS)):
        if etree.QName(element).localname == "table-row":
            yield element
        else:
            yield from _rows(element)


def _cell(c: etree._Element) -> Cell | None:
    """One cell as a person sees it: what is shown decides whether a bare number was a percentage or a date (SheetJS, Gnumeric)."""
    stated = _attribute(c, "formula")
    formula = _formula(stated) if stated else None
    kind, shown = _attribute(c, "value-type"), _shown(c)
    if (_attribute(c, "error-value") or kind in ("error", "")) and _ERROR.fullmatch(shown):
        return Cell(Kind.ERROR, shown, formula)
    if any(v == "error" for k, v in c.attrib.items() if str(k).endswith("}value-type")):
        return Cell(Kind.ERROR, shown or "#N/A", formula)
    match kind:
        case "float" | "currency":
            value = _attribute(c, "value")
            float(value)
            return Cell(_kind_shown(value, shown), shown if _SHOWN_DATE.search(shown) or shown.endswith("%") else value, formula)
        case "percentage":
            return Cell(Kind.PERCENT, shown or _attribute(c, "value"), formula)
        case "boolean":
            return Cell(Kind.BOOLEAN, _attribute(c, "boolean-value").upper(), formula)
        case "date":
            return Cell(Kind.DATE, _attribute(c, "date-value") or shown, formula)
        case "time":
            return Cell(Kind.DATE, shown or _attribute(c, "time-value"), formula)
    text = shown or _attribute(c, "string-value")
    if text:
        return Cell(Kind.TEXT, text, formula)
    return None if formula is None else Cell(Kind.BLANK, "", formula)


def _kind_shown(value: str, shown: str) -> Kind:
    """What a bare number is to whoever looks at it: a date, a percentage, another number than the stored one, or itself."""
    if _SHOWN_DATE.search(shown):
        return Kind.DATE
    if shown.endswith("%"):
        return Kind.PERCENT
    digits = _SHOWN_NUMBER.search(shown.replace(",", ""))
    if not shown:
        return Kind.NUMBER  # some clients write no text beside the value
    if digits is None:
        return Kind.MASKED
    step = 10.0 ** -len(digits[0].partition(".")[2])
    return Kind.NUMBER if abs(abs(float(digits[0])) - abs(float(value))) <= max(step, abs(float(value)) * 1e-4) else Kind.MASKED


def _shown(c: etree._Element) -> str:
    """The text of a cell, paragraph by paragraph; notes and drawings are no part of it."""
    return "\n".join("".join(_words(p)) for p in c.iterchildren("{*}p"))


def _words(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element.iterchildren("{*}*"):
        match etree.QName(child).localname:
            case "s":
                yield " " * min(_count(child, "c"), 1000)
            case "tab":
                yield "\t"
            case "line-break":
                yield "\n"
            case "annotation" | "note" | "ruby-text":
                pass
            case _:
                yield from _words(child)
        yield child.tail or ""


def _formula(stated: str) -> str:
    """A formula as xlsx writes it: ``of:=SUM([.D4:.I4])`` → ``SUM(D4:I4)``."""

    def plain(match: re.Match[str]) -> str:
        sheet = match[1] or match[2]
        ends = match[3] + (f":{match[4]}" if match[4] else "")
        return f"{sheet}!{ends}" if sheet else ends

    return _REFERENCE.sub(plain, _PREFIX.sub("", stated, count=1)).replace(";", ",")


def _names(content: etree._Element, sheets: set[str]) -> tuple[dict[str, tuple[str, int, int]], dict[str, str]]:
    names: dict[str, tuple[str, int, int]] = {}
    constants: dict[str, str] = {}
    for element in content.iter("{*}named-range"):
        place = _TARGET.fullmatch(_attribute(element, "cell-range-address"))
        sheet = (place[1] or place[2]).replace("''", "'") if place else ""
        if place and sheet in sheets:
            names[_attribute(element, "name")] = (sheet, int(place[4]) - 1, column_of(place[3]))
    for element in content.iter("{*}named-expression"):
        said = _PREFIX.sub("", _attribute(element, "expression"), count=1)
        if len(said) > 1 and said[0] == said[-1] == '"':
            constants[_attribute(element, "name")] = said[1:-1].replace('""', '"')
    return names, constants


def _properties(meta: etree._Element | None) -> dict[str, str]:
    """Title, subject and the like; the time of the last save under the name that xlsx uses."""
    found: dict[str, str] = {}
    for element in [] if meta is None else meta.iter("{*}title", "{*}subject", "{*}description", "{*}date", "{*}user-defined"):
        local = etree.QName(element).localname
        name = {"user-defined": f"custom:{_attribute(element, 'name')}", "date": "modified"}.get(local, local)
        found[name] = element.text or ""
    return found


def _count(element: etree._Element, local: str) -> int:
    """A count of the file; absent ones are 1, and none is negative."""
    number = int(_attribute(element, local) or 1)
    if number < 1:
        raise ValueError(local)
    return number


def _attribute(element: etree._Element, local: str) -> str:
    """An attribute of the format's own name spaces (LibreOffice repeats some in one of its own)."""
    found = (str(v) for k, v in element.attrib.items() if str(k).endswith(f"}}{local}") and "calcext" not in str(k))
    return next(found, "")
