"""Reports for tests of ``import``: the same figures as Word, page, text and PDF, whole and damaged. All sentences are made up."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from io import BytesIO

from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.form.grid import grid
from gaokai_xlsx.form.model import Table
from gaokai_xlsx.quantity import Figure, plain
from tests.helpers import FORM

UNIT, YEAR = "测试市数据局", 2025
TABLES = [t for t in FORM.tables if not t.supplement]
Cell = tuple[int, int, int, int, str]  # top, left, bottom, right, text
OPENING = "本报告由测试单位按照统一格式编写，所列数据的统计期限从2025年1月1日至2025年12月31日。"
TEXTS = {
    1: "本机关按要求做好各项工作。",
    5: "公开的及时性还要提高，下一步将逐项改进。",
    6: "本年没有收取信息处理费。",
}


def figures(seed: int, largest: int = 40, share: float = 0.25) -> dict[str, Figure]:
    """Balanced figures: every closing stock follows; ``share`` of the leaves is not zero."""
    rng = random.Random(seed)

    def some(most: int = largest) -> int:
        return rng.randint(1, most) if rng.random() < share else 0

    typed: dict[str, Figure] = {key: some() for key in FORM.typed}
    for c in FORM.role("fee"):
        typed[c.key] = Decimal(some(99999)) / 100
    for c in FORM.role("decisions"):
        typed[c.key] = some(9_999_999)
    columns = dict.fromkeys(c.column for c in FORM.role("received") if not c.derived)
    for column in columns:
        settled = sum(int(typed[p]) for p in FORM.parts[f"requests.settled.{column}"])
        left = int(typed[f"requests.carried_out.{column}"])
        opening = min(int(typed[f"requests.carried_in.{column}"]), settled + left)
        typed[f"requests.carried_in.{column}"] = opening
        typed[f"requests.new.{column}"] = settled + left - opening
    return typed


def cells(table: Table, typed: Mapping[str, Figure]) -> list[Cell]:
    """The official table with its figures, each merged cell once, row by row."""
    plan, known = grid(table), with_totals(FORM, typed)
    found = [(b.box.top, b.box.left, b.box.bottom, b.box.right, b.text) for b in plan.labels]
    found += [(b.top, b.left, b.bottom, b.right, plain(known[k]) if k in known else "") for k, b in plan.places.items()]
    return sorted(found)


def rows(table: Table, typed: Mapping[str, Figure]) -> list[list[str]]:
    """The cells that begin in each row, as a text shows them."""
    found: list[list[str]] = [[] for _ in range(grid(table).rows)]
    for top, _, _, _, text in cells(table, typed):
        found[top].append(text)
    return found


def text(typed: Mapping[str, Figure], row: Callable[[list[str]], str], between: str = "\n") -> bytes:
    """A report as text; ``row`` writes one row of a table."""
    parts = [f"{UNIT}{YEAR}年{FORM.report_title}", OPENING, FORM.sections[0].title, TEXTS[1]]
    for table in TABLES:
        parts += [table.title, *(row(r) for r in rows(table, typed))]
    parts += [FORM.sections[4].title, TEXTS[5], FORM.sections[5].title, TEXTS[6]]
    return between.join(parts).encode()


def html(typed: Mapping[str, Figure], *, style: str = "border:1px solid", merge: bool = True) -> bytes:
    """A report as a page; without ``merge`` the spans are lost, as some editors lose them."""
    out = [f"<html><head><meta charset=utf-8><title>x</title></head><body><h1>{UNIT}{YEAR}年{FORM.report_title}</h1><p>{OPENING}</p>"]
    out.append(f"<h2>{FORM.sections[0].title}</h2><p>{TEXTS[1]}</p>")
    for table in TABLES:
        out.append(f"<h2>{table.title}</h2><table style='border-collapse:collapse;font-size:9pt'>")
        for r in range(grid(table).rows):
            out.append("<tr>")
            for top, left, bottom, right, said in cells(table, typed):
                if top == r:
                    spans = f" rowspan={bottom - top + 1} colspan={right - left + 1}" if merge else ""
                    out.append(f"<td{spans} style='{style}'>{said}</td>")
            out.append("</tr>")
        out.append("</table>")
    out.append(f"<h2>{FORM.sections[4].title}</h2><p>{TEXTS[5]}</p><h2>{FORM.sections[5].title}</h2><p>{TEXTS[6]}</p></body></html>")
    return "".join(out).encode()


def docx(typed: Mapping[str, Figure], texts: Mapping[int, str] = TEXTS, title: str = "") -> bytes:
    """A report as Word writes it."""
    import docx as library

    document = library.Document()
    document.add_paragraph(title or f"{UNIT}{YEAR}年{FORM.report_title}")
    document.add_paragraph(OPENING)
    document.add_paragraph(FORM.sections[0].title)
    for said in texts.get(1, "").split("\n"):
        document.add_paragraph(said)
    for table in TABLES:
        document.add_paragraph(table.title)
        plan = grid(table)
        drawn = document.add_table(plan.rows, plan.columns)
        for top, left, bottom, right, said in cells(table, typed):
            cell = drawn.cell(top, left)
            if (bottom, right) != (top, left):
                cell = cell.merge(drawn.cell(bottom, right))
            cell.text = said
    for number in (5, 6):
        document.add_paragraph(FORM.sections[number - 1].title)
        document.add_paragraph(texts.get(number, ""))
    out = BytesIO()
    document.save(out)
    return out.getvalue()
