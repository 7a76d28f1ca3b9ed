"""What a file is, by its bytes and never by its name."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
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
    (b"\x1f\x8b", "gz"),
    (b"PK\x07\x08", "split-zip"),  # the first volume of a divided archive
    (_EMPTY_ZIP, "empty-zip"),
    (b"{\\rtf", "rtf"),
)
_PHOTOS = (b"heic", b"heix", b"mif1", b"msf1", b"avif")  # what telephones take
# What tells the zip-based formats apart: a member that only they have.
_MEMBERS = (
    ("xl/workbook.bin", "xlsb"),
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("ofd.xml", "ofd"),
    ("index/document.iwa", "numbers"),
    ("xl/workbook.xml", "xlsx"),
    ("[content_types].xml", "xlsx"),
)
# The same for the old formats: a stream that only they have.
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "pptx"),
    ("__properties_version1.0", "mail"),
)
MAX_DIRECTORY = 8 * 2**20  # bytes of an archive's list of members; 20,000 members with long names
_LISTED = 4000  # members of an archive that are looked at
_HEAD = 4096  # bytes that tell what a text file is


def kind_of(data: bytes) -> str:
    """One word: xlsx (also xlsm), xls, ods, fods, zip, encrypted, or a kind that is not read (see ``kind.*`` in the texts)."""
    if not data:
        return "empty"
    if data.startswith(ZIP):
        return _kind_of_zip(data)
    if data.startswith(OLE):
        return _kind_of_ole(data)
    for magic, kind in _SIGNATURES:
        if data.startswith(magic):
            return kind
    if (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or (data[4:8] == b"ftyp" and data[8:12] in _PHOTOS):
        return "image"
    if data[257:262] == b"ustar":
        return "tar"
    return _kind_of_text(data[:_HEAD])


def _kind_of_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\0", b"")[2:]
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"urn:oasis:names:tc:opendocument:xmlns:office" in text:
        return "fods"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in text and text.startswith(b"<?xml"):
        return "xml2003"
    if text.startswith((b"<!doctype html", b"<html", b"mime-version:")) or b"<table" in text or b"<html" in text:
        return "html"
    if b"\0" in text:
        return "binary"
    first = text.splitlines()[:20]
    return "csv" if sum(bool(re.search(rb"[^,\t;]*[,\t;][^,\t;]*[,\t;]", line)) for line in first) * 2 > len(first) else "text"


def directory_size(data: bytes) -> int:
    """Bytes of an archive's list of members, as its end says: to be looked at before anything reads the list."""
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or len(data) < end + 16:
        return 0
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    if size < 0xFFFFFFFF:
        return size
    wide = data.rfind(b"PK\x06\x06", 0, end)
    return int.from_bytes(data[wide + 40 : wide + 48], "little") if wide >= 0 else size


def _kind_of_zip(data: bytes) -> str:
    if directory_size(data) > MAX_DIRECTORY:
        return "zip"
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            listed = package.namelist()[:_LISTED]
            if "mimetype" in listed:
                return _kind_of_document(package)
    except Exception:  # any damage: still a file that begins like a workbook, so the reader reports it as damaged
        return "xlsx"
    names = {name.casefold() for name in listed}
    return next((kind for member, kind in _MEMBERS if member in names), "zip")


def _kind_of_document(package: zipfile.ZipFile) -> str:
    """An OpenDocument file; encrypted ones keep what they are in the open and hide the rest."""
    if b"opendocument.text" in package.open("mimetype").read(200):
        return "odt"
    manifest = package.open("META-INF/manifest.xml").read(2**20) if "META-INF/manifest.xml" in package.namelist() else b""
    return "encrypted" if b"encryption-data" in manifest else "ods"


def _kind_of_ole(data: bytes) -> str:
    """By the streams at the root, since documents hold each other; a damaged file goes to the reader, which says so."""
    import olefile  # noqa: PLC0415 - only old formats pay for it

    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            return next((kind for stream, kind in _STREAMS if ole.exists(stream)), "binary")
    except Exception:  # any damage
        return "encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "xls"
