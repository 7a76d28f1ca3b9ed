"""xls, ods, fods as their clients write them; every other kind is named, with what to ask the sender for."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import zipfile
from datetime import datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from gaokai_xlsx.cells.kinds import OLE, kind_of
from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.submission import Outcome
from tests import helpers
from tests.helpers import BALANCED, DISTINCT, FORM, TABLE3, ZEROS, edited, issue, libreoffice, put, read

FORMATS = ("xls", "ods", "fods")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory):
    """A workbook in a format by LibreOffice; each conversion starts the program, so all tests of one name share it."""
    folder = tmp_path_factory.mktemp("formats")
    done: dict[tuple[str, str], bytes] = {}

    def make(name: str, data: bytes, kind: str) -> bytes:
        if (name, kind) not in done:
            source = folder / f"{name}.xlsx"
            source.write_bytes(data)
            done[name, kind] = libreoffice(source, kind, folder).read_bytes()
        return done[name, kind]

    return make


@pytest.mark.client
@pytest.mark.parametrize("kind", FORMATS)
def test_a_filled_template_in_another_format_reads_the_same(kind: str, made: Any):
    """Every figure, unit, year, names, constant, save time, and nothing to report."""
    data = made("filled", edited(issue(), put(DISTINCT)), kind)
    assert kind_of(data) == kind
    assert helpers.same(data) == []
    submission = read(data)
    assert submission.stamp == read(issue()).stamp
    assert submission.saved > "2026"


@pytest.mark.client
@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_gnumerics_dialects_read_the_same(kind: str, tmp_path: Path):
    """White space between tags, other names of the same things."""
    if shutil.which("ssconvert") is None:
        pytest.skip("Gnumeric is not installed")
    source, target = tmp_path / "a.xlsx", tmp_path / f"b.{kind}"
    source.write_bytes(edited(issue(), put(DISTINCT)))
    exporter = {"xls": ["-T", "Gnumeric_Excel:excel_biff8"], "ods": []}[kind]
    subprocess.run(["ssconvert", *exporter, str(source), str(target)], check=True, capture_output=True, timeout=120)
    assert helpers.same(target.read_bytes()) == []


# What officers type, the code it must carry, the raw text that people must see.
ODD: list[tuple[object, str, str]] = [
    (datetime(2026, 1, 2), "V-DATE", "2026-01-02"),
    (time(1, 2), "V-DATE", "1:02:00"),
    (True, "V-TEXT", "TRUE"),
    ("#DIV/0!", "V-ERROR", "#DIV/0!"),
    ("=1/0", "V-FORMULA", "=1/0"),
    ("=12+5", "V-FORMULA", "=12+5"),
    ("=表二主动公开!B3", "V-FORMULA", "表二主动公开"),
    ("３", "V-REPAIRED", "３"),
    (" 5 ", "V-REPAIRED", " 5 "),
    ("1,234", "V-REPAIRED", "1,234"),
    ("12件", "V-REPAIRED", "12件"),
    ("22（其中修订16件）", "V-TEXT", "22（其中修订16件）"),
    ("/", "V-TEXT", "/"),
    ("无", "V-TEXT", "无"),
    ("三", "V-TEXT", "三"),
    (-4, "V-NEGATIVE", "-4"),
    (2.5, "V-FRACTION", "2.5"),
    (12345678901234567, "V-FRACTION", "12345678901234"),
]


def _odd() -> bytes:
    """One odd value in each row of 表三, and a percentage."""
    rows = [k for k in FORM.typed if k.startswith("requests.") and k.endswith(".natural")][: len(ODD)]
    percent = address(FORM, "requests.new.legal")[1]
    return edited(
        issue(ZEROS),
        put(dict(zip(rows, (value for value, _, _ in ODD), strict=True)) | {"requests.new.legal": 0.5, "disclosure.fees.amount": "2000万"}),
        lambda book: setattr(book[TABLE3][percent], "number_format", "0%"),
    )


def test_a_date_that_stands_in_the_file_as_one_is_no_figure():
    """Strict Open XML writes it as a type of its own instead of a number with a format."""
    sheet, members = "xl/worksheets/sheet3.xml", helpers.parts(issue(BALANCED))
    members[sheet], count = re.subn(rb'<c r="D4"([^>]*)><v>12</v>', rb'<c r="D4"\1 t="d"><v>2026-01-02</v>', members[sheet])
    assert count == 1
    submission = read(helpers.packed(members))
    assert submission.filing is not None
    found = [(f.code, f.cell, f.left) for f in check_filing(submission.filing) if f.code.startswith("V-")]
    assert found == [("V-DATE", "D4", "2026-01-02")]


@pytest.mark.client
@pytest.mark.parametrize("kind", ["xlsx", *FORMATS])
def test_odd_values_are_seen_in_every_format(kind: str, made: Any):
    """Each with its code, its place and the text as it stood; none becomes a figure, but for repairs and constant arithmetic."""
    submission = read(made("odd", _odd(), kind))
    assert submission.filing is not None
    rows = [k for k in FORM.typed if k.startswith("requests.") and k.endswith(".natural")]
    found = {f.key: f for f in check_filing(submission.filing) if f.code.startswith("V-")}
    for key, (_, code, raw) in zip(rows, ODD, strict=False):
        finding = found[key]
        assert (finding.code, finding.cell) == (code, address(FORM, key)[1]), (key, finding)
        assert raw.replace(" ", "") in (finding.left or "").replace(" ", "").replace("01:02:00", "1:02:00"), (key, finding.left)
    assert (found["requests.new.legal"].code, found["requests.new.legal"].left) == ("V-TEXT", "50%")
    assert found["disclosure.fees.amount"].rule == "V-TEXT/wan"
    accepted = {key for key in rows if key in submission.filing.typed and key in found}
    assert {submission.filing.typed[k] for k in accepted} == {17, 3, 5, 1234, 12}


@pytest.mark.client
def test_random_edits_survive_every_format(tmp_path: Path):
    """The law through resaves: after random edits and a change of format each figure equals the truth or carries a finding."""
    dice = random.Random(5)
    truths: dict[str, dict[str, Any]] = {}
    for number in range(4):
        truth: dict[str, Any] = dict(DISTINCT)
        for key in dice.sample(FORM.typed, 8):
            truth[key] = dice.choice((dice.randint(0, 10**6), None))
        book_edits = [put(truth), helpers.insert_row(dice.randint(2, 30))]
        (tmp_path / f"r{number}.xlsx").write_bytes(edited(issue(), *book_edits[: dice.randint(1, 2)]))
        truths[f"r{number}"] = truth
    sources = sorted(tmp_path.glob("r*.xlsx"))
    for kind in ("xlsx", *FORMATS):
        for path in libreoffice(sources[0], kind, tmp_path, *sources[1:]).parent.glob(f"r*.{kind}"):
            submission = read(path.read_bytes())
            assert submission.filing is not None
            reported = {f.key for f in (*submission.findings, *check_filing(submission.filing))}
            wrong = [k for k in FORM.typed if submission.filing.typed.get(k) != truths[path.stem][k] and k not in reported]
            assert wrong == [], path.name


# ---------------------------------------------------------------------------------------------- kinds that are not read


def _archive(**members: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in members.items():
            package.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


UNREAD: dict[str, tuple[bytes, str, str]] = {
    "csv": ("单位,新收,结转\n甲,1,2\n乙,3,4\n".encode("gb18030"), "F-TYPE/csv", "下发的模板"),
    "tab separated": (b"a\tb\tc\n1\t2\t3\n", "F-TYPE/csv", "下发的模板"),
    "html as xls": (b"\xef\xbb\xbf<html xmlns:x='urn:x'><body><table><tr><td>1</td></tr></table>", "F-TYPE/resave", "另存为"),
    "mhtml": (b"MIME-Version: 1.0\nContent-Type: multipart/related", "F-TYPE/resave", "另存为"),
    "xml 2003": (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "F-TYPE/resave", "另存为"),
    "xlsb": (_archive(xl__workbook_bin=b"x"), "F-TYPE/resave", "另存为"),
    "numbers": (_archive(Index__Document_iwa=b"x"), "F-TYPE/resave", "另存为"),
    "rar": (b"Rar!\x1a\x07\x00" + bytes(50), "F-TYPE/archive", "解压"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(50), "F-TYPE/archive", "解压"),
    "gz": (b"\x1f\x8b\x08" + bytes(50), "F-TYPE/archive", "解压"),
    "presentation": (_archive(ppt__presentation_xml=b"x"), "F-TYPE", "模板"),
    "noise": (b"\x01\x02\0\0\x03", "F-TYPE", "模板"),
    "note": ("和去年一样".encode(), "F-TYPE", "模板"),
    "encrypted ods": (
        _archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"META-INF__manifest_xml": b"<m:encryption-data/>"}),
        "F-ENCRYPTED",
        "取消打开密码",
    ),
    "ods without content": (_archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "F-CORRUPT", "另存为"),
    "fods cut off": (
        b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">',
        "F-CORRUPT",
        "另存为",
    ),
    "old workbook in ruins": (OLE + bytes(2000), "F-CORRUPT", "另存为"),
}


@pytest.mark.parametrize("case", UNREAD)
def test_what_is_not_read_says_what_it_is_and_what_to_ask_for(case: str):
    """One finding, unreadable; the name of the file plays no part."""
    data, rule, words = UNREAD[case]
    submission = read(data, "年报.xlsx")
    assert submission.outcome is Outcome.UNREADABLE
    assert [f.rule for f in submission.findings] == [rule]
    assert words in submission.findings[0].remedy


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"\x00\x00\x00\x18ftypheic",
        _archive(word__document_xml=b"x"),
        _archive(OFD_xml=b"x"),
    ],
)
def test_reports_scans_and_photos_are_attachments(data: bytes):
    """Also what telephones take and what 公文 systems write."""
    assert read(data, "年报.xlsx").outcome is Outcome.ATTACHMENT
