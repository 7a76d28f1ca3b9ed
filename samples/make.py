"""Make the returned files of samples/石嘴山2023 anew: ``python samples/make.py`` (needs openpyxl, msoffcrypto-tool, LibreOffice).

The figures of 石嘴山市投资促进局 are those it published for 2023; the figures and the mistakes of every other unit are invented
and say nothing about any body of that name. The files are committed: clients write the time into them, so a new run gives
other bytes (and the expected outputs must then be looked at again).
"""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.workbook import Workbook

from gaokai_xlsx.filing import Unit
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.outgoing.template import Issue, build
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.roster import read

CASE = Path(__file__).parent / "石嘴山2023"
RETURNED = CASE / "回收"
YEAR = 2023
FORM = editions.for_year(YEAR)
REAL = {"requests.new.natural": 2, "requests.granted.natural": 1, "requests.carried_out.natural": 1}
Edit = Callable[[Workbook], None]


def figures(seed: int) -> dict[str, Figure]:
    """Invented, plausible figures that satisfy every identity; most are zero, as in life."""
    dice = random.Random(seed)
    made: dict[str, Figure] = dict.fromkeys((*FORM.typed, *FORM.supplement), 0)
    made["disclosure.normative.issued"] = dice.randint(0, 6)
    made["disclosure.normative.repealed"] = dice.randint(0, 3)
    made["disclosure.normative.in_force"] = dice.randint(8, 60)
    made["disclosure.licensing.decisions"] = dice.randint(0, 9000)
    made["disclosure.penalty.decisions"] = dice.randint(0, 800)
    made["disclosure.fees.amount"] = round(dice.uniform(0, 900), 4)
    outcomes = ("granted", "granted", "partial", "refused_internal", "unavailable_not_held", "rejected_petition", "other_not_corrected")
    for column, most in (("natural", 24), ("company", 5), ("legal", 2)):
        count = dice.randint(0, most)
        made[f"requests.new.{column}"] = count
        for _ in range(count):
            made[f"requests.{dice.choice(outcomes)}.{column}"] += 1
    made["challenges.review.upheld"] = dice.randint(0, 2)
    made["challenges.suit_direct.other"] = dice.randint(0, 1)
    return made


def fill(unit: Unit, values: Mapping[str, object], *edits: Edit, year: int = YEAR) -> bytes:
    """A template filled the way scripts do it: openpyxl, which drops the cached totals."""
    book = openpyxl.load_workbook(BytesIO(build(Issue(editions.for_year(year), year, unit))))
    for key, value in values.items():
        put(key, value)(book)
    for edit in edits:
        edit(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put(key: str, value: object) -> Edit:
    """Write one cell."""
    sheet, cell = address(FORM, key)

    def edit(book: Workbook) -> None:
        book[sheet][cell] = value

    return edit


def declare(*tables: str) -> Edit:
    """Choose 是 beside 本表其余空格均为0."""

    def edit(book: Workbook) -> None:
        for table in tables:
            sheet = book[FORM.table(table).sheet]
            cell = next(c for row in sheet.iter_rows() for c in row if c.value == "本表其余空格均为0")
            sheet.cell(cell.row, cell.column + 1).value = "是"

    return edit


def through_libreoffice(data: bytes) -> bytes:
    """The same workbook opened and saved by LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.xlsx"), Path(folder, "out")
        source.write_bytes(data)
        command = [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(target),
        ]
        subprocess.run([*command, str(source)], check=True, capture_output=True)
        return (target / "in.xlsx").read_bytes()


def encrypted(data: bytes) -> bytes:
    """The same workbook with a password to open it."""
    out = BytesIO()
    OOXMLFile(BytesIO(data)).encrypt("123456", out)
    return out.getvalue()


def main() -> None:
    """Write every returned file."""
    shutil.rmtree(RETURNED, ignore_errors=True)
    units = {e.code: e.unit for e in read(CASE / "名单.csv").entries}
    good = {code: figures(int(code)) for code in units}

    def save(name: str, data: bytes) -> None:
        path = RETURNED / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    real = dict.fromkeys((*FORM.typed, *FORM.supplement), 0) | REAL
    save("石嘴山市投资促进局/石嘴山市投资促进局_2023年报表.xlsx", through_libreoffice(fill(units["001"], real)))
    save("石嘴山市投资促进局/盖章扫描件.pdf", b"%PDF-1.4\n% stamped scan (stand-in)\n%%EOF\n")
    save("002发改委年报.xlsx", fill(units["002"], good["002"]))
    one_more = good["003"] | {"requests.new.natural": good["003"]["requests.new.natural"] + 1}
    save("003教育体育局.xlsx", fill(units["003"], one_more))
    save("004公安局.xlsx", through_libreoffice(fill(units["004"], good["004"])))
    words = {"disclosure.regulations.issued": "无", "disclosure.fees.amount": "2000万", "requests.new.research": "/"}
    save("005民政局.xlsx", fill(units["005"], good["005"] | words))
    no_requests = {k: v for k, v in good["006"].items() if not k.startswith("requests.")}
    save("006司法局（表三没来得及填）.xlsx", fill(units["006"], no_requests))
    wrong_total = put("requests.new.total", int(good["007"]["requests.new.natural"]) + 100)
    save("007财政局.xlsx", through_libreoffice(fill(units["007"], good["007"], wrong_total)))
    save("008自然资源局.xlsx", fill(units["008"], good["008"], year=2022))
    save("石嘴山市生态环境局年报.xlsx", encrypted(fill(units["009"], good["009"])))
    save("010住建局/年报.xlsx", fill(units["010"], good["010"]))
    save("010住建局/年报(1).xlsx", fill(units["010"], good["010"] | {"disclosure.licensing.decisions": 77}))
    date = put("requests.granted.natural", datetime(2023, 1, 2))
    save("011交通运输局.xlsx", fill(units["011"], good["011"] | {"disclosure.penalty.decisions": -3}, date))
    twice = through_libreoffice(fill(units["012"], good["012"]))
    save("012农业农村局.xlsx", twice)
    save("微信转来/012农业农村局(1).xlsx", twice)
    count = good["013"]["requests.new.natural"]
    clothes = {"requests.new.natural": f"{count}件", "disclosure.licensing.decisions": "１，２０８"}
    save("013商务局.xlsx", fill(units["013"], good["013"] | clothes))
    zeros = {"disclosure.normative.in_force": 5, "processing_fee.notices": 0, "processing_fee.charged": 0, "processing_fee.collected": 0}
    save("014文化旅游广电局.xlsx", fill(units["014"], zeros, declare("disclosure", "requests", "challenges")))
    save("015卫生健康委.xlsx", through_libreoffice(fill(units["015"], good["015"])))
    save("投资促进中心.xlsx", fill(Unit(None, "石嘴山市投资促进中心"), figures(99)))
    save("关于报送年报的说明.txt", "年报已报，请查收。\n".encode())
    save("~$013商务局.xlsx", b"\x08user" + bytes(160))
    for case, source in (
        ("检查一家", "003教育体育局.xlsx"),
        ("检查一家-JSON", "005民政局.xlsx"),
        ("漏填一张表", "006司法局（表三没来得及填）.xlsx"),
    ):
        shutil.copy(RETURNED / source, CASE.parent / case / "年报.xlsx")
    (CASE.parent / "检查一家-改后" / "年报.xlsx").write_bytes(fill(units["003"], good["003"]))
    swapped = good["002"] | {"requests.new.natural": int(str(good["002"]["requests.new.natural"])[::-1])}
    (CASE.parent / "写颠倒了" / "年报.xlsx").write_bytes(fill(units["002"], swapped))
    last = real | {
        "disclosure.normative.in_force": 3,
        "challenges.review.pending": 1,
        "requests.new.company": 1,
        "requests.carried_out.company": 1,
    }
    (CASE.parent / "对照上年" / "2022年报.xlsx").write_bytes(fill(units["001"], last, year=2022))
    shutil.copy(RETURNED / "石嘴山市投资促进局/石嘴山市投资促进局_2023年报表.xlsx", CASE.parent / "对照上年" / "2023年报.xlsx")


if __name__ == "__main__":
    main()
