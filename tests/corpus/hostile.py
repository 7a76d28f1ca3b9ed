"""Files that no honest program writes, made byte by byte, and rare but legal spellings of the same workbook."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from warnings import catch_warnings, simplefilter
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import clients
from msoffcrypto.format.ooxml import OOXMLFile
from truth import TRUTH
from workbooks import PHONES, Own, with_openpyxl

SHEET3 = "xl/worksheets/sheet3.xml"
Parts = dict[str, bytes]


def small() -> bytes:
    """Three tables of the unit's own, about 9 KB: what most hostile files grow from."""
    return with_openpyxl(Own())


def parts(data: bytes) -> Parts:
    """The parts of a package."""
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package(content: Mapping[str, bytes]) -> bytes:
    """A package with fixed times."""
    out = BytesIO()
    with ZipFile(out, "w") as new:
        for name, data in content.items():
            new.writestr(_entry(name), data, compresslevel=9)
    return out.getvalue()


def _entry(name: str, method: int = ZIP_DEFLATED) -> ZipInfo:
    info = ZipInfo(name, clients.FIXED.timetuple()[:6])
    info.compress_type = method
    return info


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """One part with one text replaced."""
    content = parts(data)
    assert old in content[part], part
    return package(content | {part: content[part].replace(old, new, 1)})


# ---------------------------------------------------------------------------------------------- bombs


def white_space(size: int, method: int) -> bytes:
    """``size`` bytes of blanks inside a sheet."""
    content = parts(small())
    out = BytesIO()
    with ZipFile(out, "w") as new:
        for name, data in content.items():
            if name != SHEET3:
                new.writestr(_entry(name), data)
        with new.open(_entry(SHEET3, method), "w", force_zip64=True) as stream:
            head, _, tail = content[SHEET3].partition(b"<sheetData>")
            stream.write(head)
            for _ in range(size >> 20):
                stream.write(b" " * 2**20)
            stream.write(b"<sheetData>" + tail)
    return out.getvalue()


def gigabyte() -> bytes:
    """1 GB of blanks; bzip2, so that the corpus stays small (deflate would need 1 MB)."""
    return white_space(2**30, ZIP_BZIP2)


def deflated() -> bytes:
    """44 MB of blanks, deflated as usual."""
    return white_space(44 * 2**20, ZIP_DEFLATED)


LAUGHS = b'<!DOCTYPE worksheet [<!ENTITY a "ha">' + b"".join(b'<!ENTITY %c "%s">' % (n + 1, b"&%c;" % n * 10) for n in b"abcdefghi") + b"]>"


def billion_laughs() -> bytes:
    """Nested entities in a sheet, used by its first label."""
    return changed(changed(small(), SHEET3, b"<worksheet ", LAUGHS + b"<worksheet "), SHEET3, b"<t>", b"<t>&j;")


def external_entity() -> bytes:
    """An entity that names a file of the reader's machine."""
    declared = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><worksheet '
    return changed(changed(small(), SHEET3, b"<worksheet ", declared), SHEET3, b"<t>", b"<t>&f;")


def last_cell() -> bytes:
    """One number in XFD1048576."""
    row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return changed(small(), SHEET3, b"</sheetData>", row)


def entry_twice() -> bytes:
    """A sheet that stands in the archive twice, the second time with other figures."""
    out = BytesIO(small())
    other = parts(out.getvalue())[SHEET3].replace(TRUTH["challenges.review.upheld"].encode(), b"999")
    with catch_warnings(), ZipFile(out, "a") as again:
        simplefilter("ignore")
        again.writestr(_entry(SHEET3), other)
    return out.getvalue()


def column_of_styles() -> bytes:
    """Every row down to 1,048,576 with one formatted empty cell: what is left of a whole column that somebody coloured.

    Most rows leave out their number, which the format allows: with it the file would have 3 MB.
    """
    content = parts(_dense())
    last = max(int(n) for n in re.findall(rb'<row r="(\d+)"', content[SHEET3]))
    rows = [b'<row r="%d"><c s="1"/></row>' % at if at % 72 == 0 else b'<row><c s="1"/></row>' for at in range(last + 1, 2**20 + 1)]
    head, end, tail = content[SHEET3].partition(b"</sheetData>")
    return package(content | {SHEET3: head + b"".join(rows) + end + tail})


def ods_last_cell(source: bytes) -> bytes:
    """An ods in which one number stands in the last cell of the first sheet, by repetition of blanks."""
    content = parts(source)
    head, end, tail = content["content.xml"].partition(b"</table:table>")
    far = (
        b'<table:table-row table:number-rows-repeated="%d"><table:table-cell/></table:table-row><table:table-row>'
        b'<table:table-cell table:number-columns-repeated="16383"/><table:table-cell office:value-type="float" office:value="1"/>'
        b"</table:table-row>"
    )
    content["content.xml"] = head + far % (2**20 - 1 - head.count(b"<table:table-row")) + end + tail
    return package(content)


def ods_repeated(source: bytes) -> bytes:
    """An ods in which one number is repeated over 16,384 columns and a million rows: 17 thousand million figures."""
    content = parts(source)
    flood = (
        b'<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384" '
        b'office:value-type="float" office:value="1"/></table:table-row></table:table>'
    )
    content["content.xml"] = content["content.xml"].replace(b"</table:table>", flood, 1)
    return package(content)


def fods_laughs() -> bytes:
    """Nested entities in a small flat ods."""
    source = clients.node("sheetjs", None, plan=PHONES, type="fods")
    return source.replace(b"<office:document ", LAUGHS.replace(b"worksheet", b"office:document") + b"<office:document ", 1)


# ---------------------------------------------------------------------------------------------- damage


def shared_strings() -> bytes:
    """The small workbook by ExcelJS, which keeps texts in a table of their own."""
    return clients.node("exceljs", None, plan=Own().plan())


def negative_string() -> bytes:
    """A shared string index below zero."""
    content = parts(shared_strings())
    content[SHEET3], count = re.subn(rb't="s"><v>\d+</v>', b't="s"><v>-1</v>', content[SHEET3], count=1)
    assert count == 1
    return package(content)


def wild_string() -> bytes:
    """A shared string index beyond the table."""
    content = parts(shared_strings())
    content[SHEET3], count = re.subn(rb't="s"><v>\d+</v>', b't="s"><v>99999</v>', content[SHEET3], count=1)
    assert count == 1
    return package(content)


def encrypted() -> bytes:
    """A password to open, as Excel sets it (agile encryption)."""
    out = BytesIO()
    OOXMLFile(BytesIO(small())).encrypt("123456", out)
    return out.getvalue()


# ---------------------------------------------------------------------------------------------- tiny files

OWNER = b"investment"
LOCK = bytes([len(OWNER)]) + OWNER.ljust(54) + bytes([len(OWNER), 0]) + OWNER.decode().ljust(54).encode("utf-16-le")
FOLDER = b"[.ShellClassInfo]\r\nIconResource=C:\\WINDOWS\\System32\\SHELL32.dll,4\r\n"
RAR = bytes.fromhex("526172211a0701003392b5e50a01050600050101808000")
SEVEN = bytes.fromhex("377abcaf271c00048d9bd50f0000000000000000000000000000000000000000")


def picture() -> bytes:
    """A grey PNG of 40 by 40 points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40, 40, 8, 0, 0, 0, 0)
    points = zlib.compress((b"\0" + b"\xcc" * 40) * 40)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", points) + chunk(b"IEND", b"")


# ---------------------------------------------------------------------------------------------- parts of others


def external_link() -> bytes:
    """A part that links to another workbook; no cell uses it."""
    content = parts(small())
    link = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<externalBook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"/></externalLink>'
    )
    rels = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" '
        b'Target="file:///D:/2024/ledger.xlsx" TargetMode="External"/></Relationships>'
    )
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    types = b'<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="' + kind + b'"/></Types>'
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" '
        b'Target="externalLinks/externalLink1.xml"/></Relationships>'
    )
    reference = (
        b'<externalReferences xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        b'<externalReference r:id="rId99"/></externalReferences>'
    )
    content |= {"xl/externalLinks/externalLink1.xml": link, "xl/externalLinks/_rels/externalLink1.xml.rels": rels}
    content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(b"</Types>", types)
    content["xl/_rels/workbook.xml.rels"] = content["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", relation)
    content["xl/workbook.xml"] = content["xl/workbook.xml"].replace(b"</sheets>", b"</sheets>" + reference)
    return package(content)


# ---------------------------------------------------------------------------------------------- legal, but rare


def every_xml(change: Callable[[bytes], bytes]) -> bytes:
    """A change in every part of the small workbook."""
    return package({name: change(data) for name, data in parts(small()).items()})


STRICT = (
    (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
    (b"http://schemas.openxmlformats.org/drawingml/2006/main", b"http://purl.oclc.org/ooxml/drawingml/main"),
)


def strict() -> bytes:
    """The namespaces of Strict Open XML."""

    def change(data: bytes) -> bytes:
        for old, new in STRICT:
            data = data.replace(old, new)
        return data

    return every_xml(change)


def prefixed() -> bytes:
    """Every element of the sheets with a prefix (``x:row``), as Microsoft's Open XML SDK writes them."""
    content = parts(small())
    for name in [n for n in content if n.startswith("xl/worksheets/")]:
        data = re.sub(rb"<(/?)(?![?!])([A-Za-z])", rb"<\1x:\2", content[name])
        content[name] = data.replace(b" xmlns=", b" xmlns:x=", 1)
    return package(content)


def without_references() -> bytes:
    """Rows and cells without addresses: each stands right of or below the one before."""
    content = parts(_dense())
    for name in [n for n in content if n.startswith("xl/worksheets/")]:
        content[name] = re.sub(rb'(<(?:row|c)) r="[A-Z]*\d+"', rb"\1", content[name])
    return package(content)


def _dense() -> bytes:
    """The small workbook with a cell in every place up to the last used column, so that no address is needed."""

    def edit(book: object) -> None:
        for sheet in book.worksheets:  # type: ignore[attr-defined]
            for row in sheet.iter_rows(min_row=1, max_row=sheet.max_row, min_col=1, max_col=sheet.max_column):
                for cell in row:
                    cell.number_format = "0"  # a style makes openpyxl write the empty cell

    return clients.openpyxl_edit(small(), edit)


def utf16() -> bytes:
    """The sheets in UTF-16, which the format allows."""
    content = parts(small())
    for name in [n for n in content if n.startswith("xl/worksheets/")]:
        text = content[name].decode("utf-8")
        text = re.sub(r"^<\?xml[^>]*\?>", "", text)
        content[name] = ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")
    return package(content)


def scientific() -> bytes:
    """Numbers as ``2.81E+02`` and ``205.0``, and a wrong dimension."""
    content = parts(small())
    sheet = content[SHEET3]
    upheld, corrected = TRUTH["challenges.review.upheld"], TRUTH["challenges.review.corrected"]
    sheet = sheet.replace(b"<v>%s</v>" % upheld.encode(), b"<v>%s</v>" % f"{int(upheld):.2E}".encode(), 1)
    sheet = sheet.replace(b"<v>%s</v>" % corrected.encode(), b"<v>%s.0</v>" % corrected.encode(), 1)
    content[SHEET3] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', sheet)
    return package(content)
