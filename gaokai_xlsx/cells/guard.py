"""What is looked at before any parser sees a file: type by magic, declared sizes, entries, declarations, far cells.

Limits stand here in one place. A filled template is about 30 KB, 0.4 MB unpacked; each limit is far above what an honest file
needs and far below what hurts a machine (measured: a 1 MB archive of white space costs naive readers 1–2 GB).
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from gaokai_xlsx import texts
from gaokai_xlsx.cells.model import Refused

MAX_FILE = 30 * 2**20  # bytes on disk; photos pasted into a workbook reach some MB
MAX_PART = 40 * 2**20  # bytes of one part unpacked; a sheet of 100,000 styled cells has about 10 MB
MAX_UNPACKED = 150 * 2**20  # bytes of all parts together
MAX_RATIO = 200  # unpacked to packed; XML of empty styled rows reaches about 60
MAX_ENTRIES = 2000  # parts; a template has about 30
MAX_MARKUP = 1_500_000  # tags of one XML part; 200,000 cells with formulas have as many, and each costs a parser memory
MAX_ROW = 20_000  # rows of a sheet; the form has 28, pasted lists some hundreds
MAX_CELLS = 200_000  # cells of a sheet

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"{\\rtf", "rtf"),
)
# Stops at the next "<": otherwise a comment full of "<c " would take quadratic time.
_REFERENCE = re.compile(rb'<(?:\w{1,20}:)?(?:c|row)\b[^<>]*?\br="([A-Z]{0,3})([0-9]{1,9})"')


def kind_of(data: bytes) -> str:
    """What a file is, by its bytes: xlsx, xlsm, xlsb, docx, ods, zip, encrypted, xls, doc, pdf, image, rar, 7z, rtf, html, text, empty."""
    if not data:
        return "empty"
    if data.startswith(ZIP):
        return _kind_of_zip(data)
    if data.startswith(OLE):
        return _kind_of_ole(data)
    for magic, kind in _SIGNATURES:
        if data.startswith(magic):
            return kind
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<table" in head:
        return "html"
    return "binary" if b"\0" in head else "text"


def open_package(data: bytes) -> zipfile.ZipFile:
    """The archive of an OOXML workbook once it passed; raises ``Refused`` (F-BOMB, F-CORRUPT, F-ENCRYPTED)."""
    if len(data) > MAX_FILE:
        raise _bomb("guard.large", size=len(data) >> 20, limit=MAX_FILE >> 20)
    try:
        package = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Refused("F-CORRUPT", texts.say("guard.zip")) from error
    entries = package.infolist()
    names = [e.filename.casefold() for e in entries]
    if len(entries) > MAX_ENTRIES:
        raise _bomb("guard.entries", count=len(entries), limit=MAX_ENTRIES)
    if len(set(names)) != len(names):
        raise _bomb("guard.twice")
    if any(e.flag_bits & 1 for e in entries):
        raise Refused("F-ENCRYPTED", "")
    unpacked = sum(e.file_size for e in entries)
    if unpacked > MAX_UNPACKED or any(e.file_size > MAX_PART for e in entries):
        raise _bomb("guard.unpacked", size=unpacked >> 20, limit=MAX_UNPACKED >> 20)
    for entry in filter(inflated, entries):
        raise _bomb("guard.ratio", ratio=entry.file_size // max(entry.compress_size, 1))
    return package


def inflated(entry: zipfile.ZipInfo) -> bool:
    """Whether one entry unpacks to far more than honest content does."""
    return entry.file_size > 2**20 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


def read_part(package: zipfile.ZipFile, name: str, *, markup: bool = True) -> bytes:
    """One part, never more than it declared; raises ``Refused`` where it is damaged, oversized or (markup) declares a document type."""
    try:
        info = package.getinfo(name)
        with package.open(info) as stream:
            data = stream.read(info.file_size + 1)
    except Exception as error:
        # zipfile and zlib raise a dozen types on damaged input (struct.error, zlib.error, EOFError, NotImplementedError …);
        # whatever it is, the part cannot be read.
        raise Refused("F-CORRUPT", texts.say("guard.part", part=name)) from error
    if len(data) > info.file_size:
        raise _bomb("guard.unpacked", size=len(data) >> 20, limit=info.file_size >> 20)
    if not markup:
        return data
    if data.count(b"<") > MAX_MARKUP:
        raise _bomb("guard.markup", limit=MAX_MARKUP)
    wide = data[:4] in (b"<\0?\0", b"\xff\xfe<\0", b"\0<\0?", b"\xfe\xff\0<")
    if b"<!DOCTYPE" in (data.replace(b"\0", b"") if wide else data):
        raise _bomb("guard.doctype")
    return data


def check_sheet(data: bytes) -> None:
    """Refuse a sheet whose farthest cell or number of cells no filled form has (F-BOMB); a regex over raw bytes, before parsing."""
    for count, match in enumerate(_REFERENCE.finditer(data), start=1):
        if int(match[2]) > MAX_ROW and match[1]:
            raise _bomb("guard.far", cell=(match[1] + match[2]).decode())
        if count > MAX_CELLS:
            raise _bomb("guard.cells", limit=MAX_CELLS)


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            listed = package.namelist()
            names = set(listed[: MAX_ENTRIES * 2])
            if listed[:1] == ["mimetype"]:
                return "ods" if b"spreadsheet" in package.open("mimetype").read(200) else "odt"
    except Exception:  # any damage: still a file that begins like a workbook, so the reader reports it as damaged
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "word/document.xml" in names:
        return "docx"
    if "ppt/presentation.xml" in names:
        return "pptx"
    return "xlsx" if "[Content_Types].xml" in names or "xl/workbook.xml" in names else "zip"


def _kind_of_ole(data: bytes) -> str:
    # The directory of an OLE file may stand anywhere in it; its entries are UTF-16.
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted"
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return "xls"
    return "doc"


def _bomb(key: str, **slots: object) -> Refused:
    return Refused("F-BOMB", texts.say(key, **slots))
