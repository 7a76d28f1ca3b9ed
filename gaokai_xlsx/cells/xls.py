"""xls and BIFF ``.et`` → typed cells: values by xlrd, formulas from the records themselves (xlrd shows only their results)."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import olefile
import xlrd
from xlrd import formula as formulas

from gaokai_xlsx import texts
from gaokai_xlsx.cells import formats, guard
from gaokai_xlsx.cells.model import Area, Cell, Kind, Refused, Sheet, Workbook

_BOUNDSHEET, _FORMULA, _FILEPASS, _SUPBOOK = 0x85, 0x06, 0x2F, 0x1AE
_VALUES = {0x203: 1, 0x27E: 1, 0x204: 1, 0xFD: 1, 0x205: 1, 0xD6: 1, _FORMULA: 1}  # records of one cell that holds something
_CF, _UNKNOWN = 0x1B1, 0x0FFF
_MULRK, _MULBLANK = 0xBD, 0xBE
_SHARED, _ERROR, _TRUTH = 0x01, 0x1C, 0x1D  # first tokens: a formula that stands elsewhere, an error value, TRUE or FALSE
_OWN_BOOK = (b"\x01\x04", b"\x01\x3a")  # marks of a SUPBOOK record for this workbook itself and for add-ins


def read(data: bytes) -> Workbook:
    """The workbook in these bytes; raises ``Refused`` where it is damaged, encrypted or not safe to open."""
    if len(data) > guard.MAX_FILE:
        raise Refused("F-BOMB", texts.say("guard.large", size=len(data) >> 20, limit=guard.MAX_FILE >> 20))
    try:
        return _read(data)
    except Refused:
        raise
    except Exception as error:
        # olefile and xlrd raise a dozen types on damaged input (struct.error, AssertionError, KeyError, XLRDError …);
        # whatever it is, the file cannot be read.
        raise Refused("F-CORRUPT", texts.say("guard.xml")) from error


def _read(data: bytes) -> Workbook:
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        stream = next(name for name in ("Workbook", "Book") if ole.exists(name))
        records = ole.openstream(stream).read()
        properties = _properties(ole.get_metadata())
        macro = ole.exists("_VBA_PROJECT_CUR")
    scan = _scan(records)
    book = xlrd.open_workbook(file_contents=_without_conditions(records), formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    sheets = [_sheet(book, sheet, found) for sheet, found in zip(book.sheets(), scan.sheets, strict=True)]
    names, constants = _names(book)
    flags = (("F-MACRO",) if macro else ()) + (("F-EXTERNAL",) if scan.external else ())
    return Workbook(tuple(sheets), names, constants, properties, flags)


def _without_conditions(records: bytes) -> bytes:
    """The stream with its conditional formats marked as an unknown record: xlrd stops at some that Gnumeric writes."""
    lean = bytearray(records)
    for at, kind, _ in _records(records):
        if kind == _CF:
            struct.pack_into("<H", lean, at, _UNKNOWN)
    return bytes(lean)


@dataclass
class _Scan:
    """What the records say before any parser sees them: the formula tokens of each worksheet by cell."""

    sheets: list[dict[tuple[int, int], bytes]] = field(default_factory=list)
    external: bool = False


def _scan(stream: bytes) -> _Scan:
    found = _Scan()
    starts: dict[int, dict[tuple[int, int], bytes]] = {}
    here: dict[tuple[int, int], bytes] = {}
    values = blanks = 0
    for at, kind, body in _records(stream):
        if kind == _FILEPASS:
            raise Refused("F-ENCRYPTED", "")
        if kind == _BOUNDSHEET:
            start, _, sheet_type = struct.unpack_from("<IBB", body)
            if sheet_type == 0:  # charts and macro sheets are no worksheets; xlrd leaves them out too
                starts[start] = {}
                found.sheets.append(starts[start])
        here = starts.get(at, here)
        found.external |= kind == _SUPBOOK and body[2:4] not in _OWN_BOOK
        count = _VALUES.get(kind, 0) or (len(body) - 6) // 6 * (kind == _MULRK)
        if count and (row := struct.unpack_from("<H", body)[0]) > guard.MAX_ROW:
            raise Refused("F-BOMB", texts.say("guard.far", cell=str(row + 1)))
        values, blanks = values + count, blanks + len(body) * (kind == _MULBLANK)
        if values > guard.MAX_CELLS or blanks > guard.MAX_MARKUP:
            raise Refused("F-BOMB", texts.say("guard.cells", limit=guard.MAX_CELLS))
        if kind == _FORMULA:
            row, column = struct.unpack_from("<HH", body)
            here[row, column] = body[20:]
    return found


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _sheet(book: Any, sheet: Any, tokens: dict[tuple[int, int], bytes]) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    for row in range(sheet.nrows):
        for column, stands in enumerate(sheet.row(row)):
            formula = _formula(book, tokens, row, column)
            cell = _cell(book, stands, formula)
            if cell.kind is not Kind.BLANK or formula is not None:
                cells[row, column] = cell
    merges = tuple(Area(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
    return Sheet(sheet.name, cells, merges, bool(sheet.visibility))


def _cell(book: Any, stands: Any, formula: str | None) -> Cell:
    match stands.ctype:
        case xlrd.XL_CELL_TEXT:
            return Cell(Kind.TEXT, stands.value, formula)
        case xlrd.XL_CELL_BOOLEAN:
            return Cell(Kind.BOOLEAN, "TRUE" if stands.value else "FALSE", formula)
        case xlrd.XL_CELL_ERROR:
            return Cell(Kind.ERROR, xlrd.error_text_from_code.get(stands.value, "#N/A"), formula)
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            code = book.format_map[book.xf_list[stands.xf_index].format_key].format_str
            value = format(stands.value, ".17g").removesuffix(".0")
            return formats.cell(formats.kind_of(code), value, formats.EPOCH_1904 if book.datemode else formats.EPOCH, formula)
        case _:
            return Cell(Kind.BLANK, "", formula)


def _formula(book: Any, tokens: dict[tuple[int, int], bytes], row: int, column: int) -> str | None:
    """The text of a cell's formula; empty where it is shared with other cells or cannot be told, None where there is none."""
    body = tokens.get((row, column))
    if body is None:
        return None
    size = struct.unpack_from("<H", body)[0]
    code = body[2 : 2 + size]
    if not code or code[0] == _SHARED:
        return ""
    if size == 2 and code[0] in (_ERROR, _TRUTH):
        return None if code[0] == _ERROR else f"{bool(code[1])}()".upper()
    try:
        text = str(formulas.decompile_formula(book, code, size, formulas.FMLA_TYPE_CELL, row, column))
        return re.sub(r"(?<=\d)\.0(?!\d)", "", text)
    except Exception:  # xlrd knows most formulas, not all (names with relative parts); that it is one is known anyway
        return ""


def _names(book: Any) -> tuple[dict[str, tuple[str, int, int]], dict[str, str]]:
    names: dict[str, tuple[str, int, int]] = {}
    constants: dict[str, str] = {}
    for name in book.name_obj_list:
        result = name.result
        if name.builtin or name.macro or result is None or not result.value:
            continue
        if result.kind == formulas.oSTRG:
            constants[name.name] = result.value
        elif result.kind == formulas.oREF and len(result.value) == 1:
            first, last, top, bottom, left, right = result.value[0].coords
            if last == first + 1 and bottom == top + 1 and right == left + 1 and 0 <= first < book.nsheets:
                names[name.name] = (book.sheet_names()[first], top, left)
    return names, constants


def _properties(meta: Any) -> dict[str, str]:
    """Title, subject and the like, and when it was saved; under the names that xlsx uses."""
    found = {"title": meta.title, "subject": meta.subject, "description": meta.comments}
    properties = {key: _text(value) for key, value in found.items() if isinstance(value, bytes)}
    if meta.last_saved_time is not None:
        properties["modified"] = meta.last_saved_time.isoformat()
    return properties


def _text(raw: bytes) -> str:
    """A property; Chinese programs write it in GBK or UTF-8 and do not always say which."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")
