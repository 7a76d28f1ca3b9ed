"""Distinct returned files, mixed as they come back: by several programs, some with blanks, some faulty, some xls and ods.

A few hundred workbooks are really written by each program; the others are these with another unit and another figure put into their
parts, which no program could tell from its own. LibreOffice is left out where it is not installed.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl

from gaokai_xlsx.filing import Unit
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.model import Kind
from gaokai_xlsx.outgoing.template import Issue, build
from gaokai_xlsx.quantity import Figure

FORM = editions.for_year(2025)
SETS = 12  # sets of figures; each is written by every program
SHARES = {"XlsxWriter": 40, "openpyxl": 25, "LibreOffice": 30, "ods": 4, "xls": 1}  # per cent
BLANK, FAULTY = 20, 5  # per cent
_HOLDER = Unit("\u1401\u1402\u1403\u1404\u1405\u1406", "\u3400\u3401\u3402\u3403\u3404\u3405局")
_MARK = 987_654_321
_OWN = FORM.role("decisions")[0].key  # a figure in no equation


def figures(number: int, *, blank: bool, faulty: bool) -> dict[str, Figure]:
    """Figures whose balances hold (or one does not), all typed in (or a fifth is not)."""
    dice = random.Random(number)
    typed: dict[str, Figure] = {key: dice.choice((0, 0, dice.randint(1, 99))) for key in (*FORM.typed, *FORM.supplement)}
    for equation in FORM.equations:
        if equation.identity.kind is Kind.BALANCE and not FORM.cells[equation.anchor].derived:
            left, right = (
                sorted({k for side in sides for k in FORM.parts.get(side, (side,))}) for sides in (equation.left, equation.right)
            )
            typed |= dict.fromkeys((*left[1:], *right), 0)
            typed[left[0]] = typed[right[0]] = dice.randint(1, 99)
    typed[_OWN] = _MARK
    if blank:
        typed = {key: value for key, value in typed.items() if key == _OWN or dice.random() > 0.2}
    if faulty:
        typed[FORM.role("closing")[0].key] = 7
    return typed


def bases(folder: Path) -> dict[str, list[bytes]]:
    """Really written workbooks by program, each with place-holders for unit and one figure."""
    made: dict[str, list[bytes]] = {}
    for number in range(SETS):
        of = {"blank": number % 100 < SETS * BLANK // 100, "faulty": number == SETS - 1}
        data = build(Issue(FORM, 2025, _HOLDER, figures=figures(number, **of)))
        made.setdefault("XlsxWriter", []).append(data)
        out = BytesIO()
        openpyxl.load_workbook(BytesIO(data)).save(out)
        made.setdefault("openpyxl", []).append(out.getvalue())
    if shutil.which("soffice"):
        for number, data in enumerate(made["XlsxWriter"]):
            (folder / f"{number:02}.xlsx").write_bytes(data)
        for name, kind in (("LibreOffice", "xlsx"), ("ods", "ods"), ("xls", "xls")):
            made[name] = _converted(folder, kind)
    return made


def _converted(folder: Path, kind: str) -> list[bytes]:
    out = folder / kind
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", kind, "--outdir", str(out)]
    subprocess.run([*command, *map(str, sorted(folder.glob("*.xlsx")))], check=True, capture_output=True)
    return [path.read_bytes() for path in sorted(out.iterdir())]


def mixed(made: dict[str, list[bytes]], count: int) -> Iterator[tuple[str, bytes]]:
    """So many files with their names, each of another unit."""
    dice = random.Random(count)
    names = [name for name in SHARES if name in made and name != "xls"]
    xls = iter(made.get("xls", ()))
    for number in range(count):
        name = dice.choices(names, [SHARES[n] for n in names])[0]
        old = next(xls, None) if number % (100 // SHARES["xls"]) == 50 else None  # their bytes cannot be changed; one a set
        if old is not None:
            yield f"{number:06}.xls", old
        else:
            yield f"{number:06}.{'ods' if name == 'ods' else 'xlsx'}", another(dice.choice(made[name]), number)


def another(data: bytes, number: int) -> bytes:
    """The workbook of another unit with another figure; as fast as it goes, the compressed bytes need not be small."""
    unit = Unit(f"{number:06}", f"第{number:06}号局")
    stamp, holder = (str(Issue(FORM, 2025, u).stamp) for u in (unit, _HOLDER))
    # LibreOffice writes a text of two scripts as several runs; the check stands in the last one.
    pairs = [
        (holder, stamp),
        (holder[-8:], stamp[-8:]),
        (_HOLDER.name, unit.name),
        (_HOLDER.code or "", unit.code or ""),
        (str(_MARK), str(1_000_000 + number)),
    ]
    texts = [(f(a).encode(), b.encode()) for a, b in pairs for f in (str, _references)]
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for info in package.infolist():
            part = package.read(info)
            for old, new in texts:
                part = part.replace(old, new)
            copy.writestr(zipfile.ZipInfo(info.filename), part, zipfile.ZIP_STORED if info.filename == "mimetype" else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _references(text: str) -> str:
    """As openpyxl writes it."""
    return text.encode("ascii", "xmlcharrefreplace").decode()


def sample() -> dict[str, list[bytes]]:
    """``bases`` with a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return bases(Path(folder))
