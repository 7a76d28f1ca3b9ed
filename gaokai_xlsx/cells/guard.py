"""What is looked at before any parser sees a file: declared sizes, entries, declarations, far cells.

Limits stand here in one place. A filled template is about 30 KB, 0.4 MB unpacked; each limit is far above what an honest file
needs and far below what hurts a machine (measured: a 1 MB archive of white space costs naive readers 1–2 GB).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from io import BytesIO

from gaokai_xlsx import texts
from gaokai_xlsx.cells.kinds import MAX_DIRECTORY, ZIP, directory_size
from gaokai_xlsx.cells.model import Refused

MAX_FILE = 30 * 2**20  # bytes on disk; photos pasted into a workbook reach some MB
MAX_PART = 100 * 2**20  # bytes of one part unpacked; a column formatted down to the last row has about 50 MB
MAX_UNPACKED = 200 * 2**20  # bytes of all parts together
MAX_RATIO = 200  # unpacked to packed; XML of empty styled rows reaches about 60
MAX_ENTRIES = 2000  # parts; a template has about 30
MAX_MARKUP = 1_500_000  # tags of an XML part that is read as a whole, since each costs memory
MAX_SHEET_MARKUP = 4_000_000  # tags of a sheet, which is read row by row
MAX_ROW = 100_000  # rows of a sheet that hold something; the form has 28, a list of sources of a large city some ten thousands
MAX_CELLS = 1_500_000  # cells of a workbook that hold something; a summary of 5,000 units has about 1.25 million (450 MB while read)

_LOCAL = 30  # bytes of the header before a member

# Each stops at the next "<": otherwise a comment full of "<c " would take quadratic time.
_REFERENCE = re.compile(rb'<(?:\w{1,20}:)?(?:c|row)\b[^<>]*?\br="([A-Z]{0,3})([0-9]{1,9})"')
_EMPTY_CELL = re.compile(rb"<(\w{1,20}:)?c\s[^<>]*(?:/>|(?<!/)></(?:\w{1,20}:)?c>)")
_EMPTY_ROW = re.compile(rb"<(\w{1,20}:)?row\s[^<>]*(?:/>|(?<!/)></(?:\w{1,20}:)?row>)")
_UNNUMBERED = re.compile(rb'<(?:\w{1,20}:)?(?:c|row)(?![\w:])(?![^<>]*\sr=")')


def open_package(data: bytes) -> zipfile.ZipFile:
    """The archive of an OOXML workbook once it passed; raises ``Refused`` (F-BOMB, F-CORRUPT, F-ENCRYPTED)."""
    if len(data) > MAX_FILE:
        raise _bomb("guard.large", size=len(data) >> 20, limit=MAX_FILE >> 20)
    if (size := directory_size(data)) > MAX_DIRECTORY:
        raise _bomb("guard.entries", count=size // 46, limit=MAX_ENTRIES)
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
    largest = max((e.file_size for e in entries), default=0)
    for size, limit in ((largest, MAX_PART), (unpacked, MAX_UNPACKED)):
        if size > limit:
            raise _bomb("guard.unpacked", size=size >> 20, limit=limit >> 20)
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
        data = _unpacked(package, info)
        if data is None:
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
    check_markup(data)
    return data


def _unpacked(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | None:
    """A deflated member in one call, twice as fast as through zipfile; None where anything is odd, for zipfile to say what."""
    source = package.fp
    assert source is not None
    source.seek(info.header_offset)
    header = source.read(_LOCAL)
    if info.compress_type != zipfile.ZIP_DEFLATED or len(header) < _LOCAL or not header.startswith(ZIP) or header[6] & 0x61:
        return None
    size = int.from_bytes(header[26:28], "little")
    name = source.read(size)
    source.seek(int.from_bytes(header[28:30], "little"), io.SEEK_CUR)
    stream = zlib.decompressobj(-15)
    data = stream.decompress(source.read(info.compress_size), info.file_size + 1)
    sound = stream.eof and not stream.unused_data and len(data) == info.file_size and zlib.crc32(data) == info.CRC
    return data if sound and name == info.orig_filename.encode("ascii", "replace") else None


def check_markup(data: bytes, limit: int = MAX_MARKUP) -> None:
    """Refuse XML with too many tags or a document type, which can make a parser unfold a few bytes into gigabytes (F-BOMB)."""
    if data.count(b"<") > limit:
        raise _bomb("guard.markup", limit=limit)
    wide = data[:4] in (b"<\0?\0", b"\xff\xfe<\0", b"\0<\0?", b"\xfe\xff\0<")
    if b"<!DOCTYPE" in (data.replace(b"\0", b"") if wide else data):
        raise _bomb("guard.doctype")


def sheet(data: bytes) -> bytes:
    """The XML of a worksheet, fit to be parsed; empty formatted cells are left out where there are very many of them.

    Raises ``Refused`` (F-BOMB) where the farthest cell or the number of cells that hold something is one that no filled form has.
    """
    for leave_out in (_empty_rows_at_the_end, _empty_cells):
        try:
            _check_sheet(data)
            return data
        except Refused:
            data = leave_out(data)
    _check_sheet(data)
    return data


def check_cells(count: int) -> None:
    """Refuse a workbook that holds more cells than any summary does (F-BOMB)."""
    if count > MAX_CELLS:
        raise _bomb("guard.cells", limit=MAX_CELLS)


def _empty_rows_at_the_end(data: bytes) -> bytes:
    """Without the rows below the last one that holds something."""
    end = data.rfind(b"</sheetData>")
    last = max(data.rfind(tag, 0, end) for tag in (b"<v", b"<is", b"<f"))
    close = data.find(b"</row>", last, end)
    return data[: close + len(b"</row>")] + data[end:] if 0 <= last < close else data


def _empty_cells(data: bytes) -> bytes:
    """Without cells that only have a format; as they are where cells have no number, since leaving one out would move the next."""
    return data if _UNNUMBERED.search(data) else _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", data))


def _check_sheet(data: bytes) -> None:
    check_markup(data, MAX_SHEET_MARKUP)
    for count, match in enumerate(_REFERENCE.finditer(data), start=1):
        if int(match[2]) > MAX_ROW and match[1]:
            raise _bomb("guard.far", cell=(match[1] + match[2]).decode())
        if count > MAX_CELLS:
            raise _bomb("guard.cells", limit=MAX_CELLS)


def _bomb(key: str, **slots: object) -> Refused:
    return Refused("F-BOMB", texts.say(key, **slots))
