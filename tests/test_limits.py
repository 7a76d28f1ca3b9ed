"""Each limit on what a stranger's file may cost: one step beyond it is refused, and costs that file alone."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from gaokai_xlsx.cells import archives, guard, reader
from gaokai_xlsx.cells.archives import walk
from gaokai_xlsx.cells.kinds import directory_size, kind_of
from gaokai_xlsx.cells.model import Refusal, Refused, Workbook
from tests.helpers import BALANCED, issue, packed, parts
from tests.seeds import seeds

TEMPLATE = issue(BALANCED)
MEMBERS = parts(TEMPLATE)


def _encrypted(data: bytes) -> bytes:
    """An archive whose members say that they have a password."""
    out = bytearray(data)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            out[at + flags] |= 1
            at = data.find(signature, at + 4)
    return bytes(out)


def _understated(data: bytes, member: str) -> bytes:
    """An archive that says of one member that it unpacks to 9 bytes."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        size = package.getinfo(member).file_size.to_bytes(4, "little")
    assert data.count(size) == 2
    return data.replace(size, (9).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("limit", "value", "detail"),
    [
        ("MAX_FILE", len(TEMPLATE) - 1, "文件有0MB，超过0MB"),
        ("MAX_ENTRIES", len(MEMBERS) - 1, "内部文件"),
        ("MAX_PART", 1000, "展开后有"),
        ("MAX_UNPACKED", 1000, "展开后有"),
        ("MAX_MARKUP", 10, "内部标记超过10个"),
        ("MAX_CELLS", 10, "单元格超过10个"),
    ],
)
def test_a_workbook_beyond_a_limit_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str, value: int, detail: str):
    """At the limit itself it is read."""
    if limit in ("MAX_FILE", "MAX_ENTRIES"):
        monkeypatch.setattr(guard, limit, value + 1)
        assert isinstance(reader.read(TEMPLATE), Workbook)
    monkeypatch.setattr(guard, limit, value)
    monkeypatch.setattr(guard.check_markup, "__defaults__", (guard.MAX_MARKUP,))
    refused = reader.read(TEMPLATE)
    assert isinstance(refused, Refusal)
    assert refused.code == "F-BOMB"
    assert detail in refused.detail


def test_a_sheet_with_more_tags_or_cells_than_any_form_is_refused(monkeypatch: pytest.MonkeyPatch):
    """Before it is read row by row; empty formatted cells do not count."""
    sheet = b"<worksheet><sheetData><row r='1'>" + b'<c r="A1"><v>1</v></c>' * 20 + b"</row></sheetData></worksheet>"
    assert guard.sheet(sheet) == sheet
    for limit, words in (("MAX_SHEET_MARKUP", "内部标记超过10个"), ("MAX_CELLS", "单元格超过10个")):
        with monkeypatch.context() as patch:
            patch.setattr(guard, limit, 10)
            with pytest.raises(Refused) as refused:
                guard.sheet(sheet)
        assert refused.value.refusal.detail == words
    empty = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>' + b'<row r="2" s="1"/>' * 50 + b"</sheetData></worksheet>"
    monkeypatch.setattr(guard, "MAX_CELLS", 10)
    assert guard.sheet(empty).count(b"<row") == 1


@pytest.mark.parametrize("kind", ["ods", "fods", "xls"])
@pytest.mark.parametrize(("limit", "value"), [("MAX_FILE", 100), ("MAX_CELLS", 10)])
def test_the_same_holds_for_other_formats(monkeypatch: pytest.MonkeyPatch, kind: str, limit: str, value: int):
    """Each reader asks the guard."""
    data = seeds(TEMPLATE)[kind]
    assert isinstance(reader.read(data), Workbook)
    monkeypatch.setattr(guard, limit, value)
    refused = reader.read(data)
    assert isinstance(refused, Refusal)
    assert refused.code == "F-BOMB"


def test_a_part_that_unpacks_to_more_than_it_says_is_refused():
    """Whatever the list of an archive claims, no more than that is taken."""
    stored = BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.xml", b"<a>" + b"x" * 4321 + b"</a>")
    lying = zipfile.ZipFile(BytesIO(_understated(stored.getvalue(), "a.xml")))
    with pytest.raises(Refused) as refused:
        guard.read_part(lying, "a.xml")
    assert refused.value.refusal.code in ("F-BOMB", "F-CORRUPT")


def _returned(tmp_path: Path, data: bytes) -> dict[str, str]:
    """What comes out of an archive: by member the code of its refusal, or ``read``."""
    (tmp_path / "回收.zip").write_bytes(data)
    return {
        name.partition("!/")[2]: content.code if isinstance(content, Refusal) else "read" for name, content in walk([tmp_path / "回收.zip"])
    }


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, {"a.xlsx": "read", "b.txt": "read"}),
        ({"_MAX_MEMBERS": 1}, {"": "F-BOMB"}),
        ({"MAX_DIRECTORY": 10}, {"": "F-BOMB"}),
        ({"_MAX_ARCHIVE": 100}, {"": "F-BOMB"}),
        ({"_BUDGET": 10}, {"a.xlsx": "F-BOMB", "b.txt": "F-BOMB"}),
        ({"guard.MAX_FILE": 100}, {"a.xlsx": "F-BOMB", "b.txt": "read"}),
    ],
)
def test_an_archive_beyond_a_limit_costs_what_is_in_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limits: dict[str, int], expected: dict[str, str]
):
    """As a whole where its list is too long, else member by member."""
    for name, value in limits.items():
        module, _, attribute = name.rpartition(".")
        monkeypatch.setattr(guard if module else archives, attribute, value)
    assert _returned(tmp_path, packed({"a.xlsx": TEMPLATE, "b.txt": b"x" * 50})) == expected


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (_encrypted, {"a.xlsx": "F-ENCRYPTED", "b/../a.txt": "F-ENCRYPTED"}),
        (lambda data: data.replace(b"b/../a.txt", b"././a.xlsx"), {"": "F-BOMB"}),
    ],
)
def test_an_archive_that_cannot_be_opened_says_why(tmp_path: Path, spoil: Callable[[bytes], bytes], expected: dict[str, str]):
    """A password, two members that are one file."""
    data = spoil(packed({"a.xlsx": TEMPLATE, "b/../a.txt": b"x"}))
    assert {name.replace("b/a.txt", "b/../a.txt"): code for name, code in _returned(tmp_path, data).items()} == expected


def test_a_member_that_is_damaged_costs_itself(tmp_path: Path):
    """The others are read."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        package.writestr("a.txt", b"aaaa" * 50)
        package.writestr("b.txt", b"bbbb" * 50)
    assert _returned(tmp_path, out.getvalue().replace(b"aaaa" * 50, b"aaab" * 50)) == {"a.txt": "F-CORRUPT", "b.txt": "read"}


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions")
def test_a_folder_that_is_closed_comes_out_as_one_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Nothing that lies there disappears without a word."""
    (tmp_path / "开").mkdir()
    (tmp_path / "开" / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "关").mkdir()
    listed = os.scandir

    def scandir(path: Any) -> Any:
        if Path(path).name == "关":
            raise PermissionError(13, "closed", str(path))
        return listed(path)

    monkeypatch.setattr(archives.os, "scandir", scandir)
    found = dict(walk([tmp_path]))
    assert found["开/a.txt"] == b"x"
    assert isinstance(found["关"], Refusal)
    assert found["关"].code == "F-CORRUPT"


def test_a_tar_is_named_for_what_it_is():
    """Not read, but the sender is told what it was."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.xlsx"))
    assert kind_of(out.getvalue()) == "tar"


def test_the_length_of_a_list_of_members_is_known_before_it_is_read():
    """Also where the archive is so large that a second end states it."""
    wide = b"PK\x06\x06" + b"\0" * 36 + (123_456_789).to_bytes(8, "little") + b"\0" * 8
    end = b"PK\x05\x06" + b"\0" * 8 + b"\xff\xff\xff\xff" + b"\0" * 6
    assert directory_size(wide + end) == 123_456_789
    assert directory_size(end) == 0xFFFFFFFF
    assert directory_size(b"PK\x05\x06") == 0
    assert kind_of(b"PK\x03\x04" + wide + end) == "zip"
