"""The programs that write the files: each function takes bytes (or a plan) and gives the bytes that the program saved."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import openpyxl

HERE = Path(__file__).parent
WORK = Path("/tmp/gaokai-corpus")  # a fixed place: programs write it into links between workbooks
SYSTEM_PYTHON = "/usr/bin/python3"
PACKAGES = ("exceljs@4.4.0", "@e965/xlsx@0.20.3", "xlsx-populate@1.21.0")
FIXED = datetime(2026, 1, 20, 9, 30)  # what openpyxl would write as now

FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xlsm": "Calc MS Excel 2007 VBA XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "fods": "OpenDocument Spreadsheet Flat XML",
    "docx": "MS Word 2007 XML",
    "doc": "MS Word 97",
    "odt": "writer8",
    "rtf": "Rich Text Format",
    "pdf": "writer_pdf_Export",
}
EXPORTERS = {"xlsx": "Gnumeric_Excel:xlsx2", "xls": "Gnumeric_Excel:excel_biff8", "ods": "Gnumeric_OpenCalc:odf"}


# ---------------------------------------------------------------------------------------------- LibreOffice


@cache
def _office() -> subprocess.Popen[str]:
    WORK.mkdir(exist_ok=True)
    command = [SYSTEM_PYTHON, str(HERE / "uno_edits.py"), str(WORK / "profile")]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")


def close() -> None:
    """Send the office home."""
    if _office.cache_info().currsize:
        with contextlib.suppress(OSError):
            _office().communicate(timeout=60)


def office(source: bytes | None, *steps: list[Any], kind: str = "xlsx", suffix: str = ".xlsx", password: str = "") -> bytes:
    """A workbook opened in LibreOffice, changed by the steps of ``uno_edits.py``, saved as ``kind``."""
    origin = WORK / f"收到的年报{suffix}"
    target = WORK / f"保存.{kind}"
    _office()
    if source is not None:
        origin.write_bytes(source)
    new = "private:factory/swriter" if kind in ("docx", "doc", "odt", "rtf", "pdf") else None
    _serve({"load": str(origin) if source is not None else new, "steps": steps, "save": [[str(target), FILTERS[kind], password]]})
    return target.read_bytes()


def beside(name: str, data: bytes) -> str:
    """Another workbook on the officer's disk; gives its path."""
    _office()
    (WORK / name).write_bytes(data)
    return str(WORK / name)


def _serve(job: dict[str, Any]) -> None:
    process = _office()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(job) + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline() or '{"error": "LibreOffice went away"}')
    if "error" in answer:
        raise RuntimeError(answer["error"])


# ---------------------------------------------------------------------------------------------- Gnumeric


def gnumeric(source: bytes, kind: str, *, exporter: str = "", suffix: str = ".xlsx") -> bytes:
    """A workbook opened and saved by Gnumeric's ``ssconvert``."""
    WORK.mkdir(exist_ok=True)
    origin, target = WORK / f"gnumeric-in{suffix}", WORK / f"gnumeric-out.{kind}"
    origin.write_bytes(source)
    command = ["ssconvert", "--recalc", "-T", exporter or EXPORTERS[kind], str(origin), str(target)]
    subprocess.run(command, check=True, capture_output=True)
    return target.read_bytes()


# ---------------------------------------------------------------------------------------------- node


@cache
def _modules() -> Path:
    """The folder with the node packages; installed there once."""
    folder = WORK / "node"
    if not (folder / "node_modules" / "exceljs").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}", encoding="utf-8")
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "install", "--no-audit", "--no-fund", *PACKAGES], cwd=folder, check=True, capture_output=True)
    return folder


def node(client: str, source: bytes | None, *, cells: Sequence[Any] = (), plan: Mapping[str, Any] | None = None, **job: Any) -> bytes:
    """A workbook edited (``cells``) or built (``plan``) by exceljs, sheetjs or populate; see ``make.mjs``."""
    modules = _modules()
    origin, target = WORK / "node-in.xlsx", WORK / "node-out.xlsx"
    if source is not None:
        origin.write_bytes(source)
    target.unlink(missing_ok=True)
    job |= {"client": client, "verb": "build" if plan else "edit", "modules": str(modules), "source": str(origin), "target": str(target)}
    job |= {"cells": list(cells), "plan": plan}
    subprocess.run(["node", str(HERE / "make.mjs")], input=json.dumps(job), text=True, encoding="utf-8", check=True, capture_output=True)
    return target.read_bytes()


# ---------------------------------------------------------------------------------------------- Python


def excelize(source: bytes, cells: Iterable[Sequence[Any]] = (), *edits: Callable[[Any], Any]) -> bytes:
    """A workbook edited and saved by excelize (Go)."""
    import excelize as library

    WORK.mkdir(exist_ok=True)
    origin, target = WORK / "excelize-in.xlsx", WORK / "excelize-out.xlsx"
    origin.write_bytes(source)
    book = library.open_file(str(origin))
    for sheet, cell, value in cells:
        book.set_cell_value(sheet, cell, value)
    for edit in edits:
        edit(book)
    book.save_as(str(target))
    book.close()
    return target.read_bytes()


def openpyxl_edit(source: bytes | None, *edits: Callable[[Any], Any]) -> bytes:
    """A workbook opened (or made), changed and saved by openpyxl, with a fixed clock."""
    book = openpyxl.load_workbook(BytesIO(source), rich_text=True) if source is not None else openpyxl.Workbook()
    for edit in edits:
        edit(book)
    out = BytesIO()
    book.save(out)
    return steady(out.getvalue(), datetime.now().year)


def steady(data: bytes, year: int) -> bytes:
    """The same package with fixed times: openpyxl writes now into the archive and into docProps/core.xml."""
    import re

    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"%d-\d\d-\d\dT[\d:]+Z" % year, FIXED.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), part)
            info = ZipInfo(name, FIXED.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, part)
    return out.getvalue()


def put(values: Mapping[str, Mapping[str, object]]) -> Callable[[Any], None]:
    """An edit for ``openpyxl_edit``: sheet → cell → value."""

    def edit(book: Any) -> None:
        for sheet, cells in values.items():
            for cell, value in cells.items():
                book[sheet][cell] = value

    return edit
