"""What units do to the workbook before they send it back: one short function an edit, each through the program it names."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import clients
from truth import COLUMNS, COVER, FORM, OTHER, SPARSE, T2, T3, T4, TRUTH, UNIT
from workbooks import (
    TITLE,
    Own,
    common_template,
    edited,
    numbers,
    respelled,
    scripted,
    tampered,
    template,
    typed,
    typing,
    with_openpyxl,
)

from gaokai_xlsx.stamp import Stamp

TABLES = (T2, T3, T4)
PLACES = Own().plan()["places"]  # key → sheet and cell in a workbook of the unit's own
NEW = "新收"  # a scratch sheet's name


def own_edited(*steps: list[Any], kind: str = "xlsx") -> bytes:
    """A workbook of the unit's own, changed in LibreOffice: a quarter of the size where the template plays no part."""
    return edited(*steps, kind=kind, source=with_openpyxl(Own()))


# ---------------------------------------------------------------------------------------------- LibreOffice: rows and columns


def row_inserted() -> bytes:
    """A blank row in the middle of 表三."""
    return tampered(["insert_rows", T3, 12])


def row_deleted() -> bytes:
    """The row 2.重复申请 of 表三 deleted."""
    return tampered(["delete_rows", T3, 20])


def own_row_inserted() -> bytes:
    """A blank row in the middle of 表三 of a workbook of the unit's own, saved as xls."""
    sheet, cell = PLACES["requests.refused_internal.natural"]
    return own_edited(["insert_rows", sheet, int(cell[1:])], kind="xls")


def column_inserted() -> bytes:
    """A blank column in the middle of 表三, and one in 表四; saved as ods."""
    return tampered(["insert_columns", T3, "G"], ["insert_columns", T4, "C"], kind="ods")


def titles_above() -> bytes:
    """A title row above each of the three tables."""
    steps = []
    for table in FORM.tables[:3]:
        steps += [["insert_rows", table.sheet, 1], ["put", table.sheet, {"A1": table.title}]]
    return tampered(*steps)


def rows_cut_and_swapped() -> bytes:
    """Two rows exchanged with their labels by cut and paste: the names follow the cells."""
    return tampered(["cut", T3, "C9:J9", "C40"], ["cut", T3, "C10:J10", "C9"], ["cut", T3, "C40:J40", "C10"])


def rows_copied_and_swapped() -> bytes:
    """The same by copy and paste: the names stay where they were."""
    aside = [["new_sheet", NEW, 0], ["copy", T3, "C9:J9", "A1", NEW], ["copy", T3, "C10:J10", "C9"], ["copy", NEW, "A1:H1", "C10", T3]]
    return tampered(*aside, ["remove", NEW])


def columns_copied_and_swapped() -> bytes:
    """商业企业 and 科研机构 exchanged with their headings by copy and paste."""
    aside = [["new_sheet", NEW, 0], ["copy", T3, "E3:E28", "A1", NEW], ["copy", T3, "F3:F28", "E3"], ["copy", NEW, "A1:A26", "F3", T3]]
    return tampered(*aside, ["remove", NEW])


def sorted_rows() -> bytes:
    """The eight rows of （三）不予公开 sorted by 自然人, labels with them."""
    return tampered(["sort", T3, "C8:J15", 1, True])


def input_cut() -> bytes:
    """The figure of 自然人 cut and pasted onto the one of 商业企业."""
    return edited(["cut", T3, "D8", "E8"])


def labels_over_inputs() -> bytes:
    """Two labels of 表二 pasted over two figures of 表三."""
    label = PLACES["disclosure.regulations.issued"][1].replace("B", "A")
    below = PLACES["disclosure.normative.issued"][1].replace("B", "A")
    sheet, cell = PLACES["requests.refused_secret.natural"]
    return own_edited(["copy", "Sheet1", f"{label}:{below}", cell, sheet])


SUBTOTAL: list[list[Any]] = [
    ["insert_rows", T3, 16],
    ["put", T3, {"C16": "小计"} | {f"{c}16": f"=SUM({c}8:{c}15)" for c in "DEFGHI"} | {"J16": "=SUM(D16:I16)"}],
]


def subtotals() -> bytes:
    """A 小计 row and a 法人小计 column, the sums put right by hand."""
    right = {f"{c}28": f"=SUM({c}6:{c}15;{c}17:{c}27)" for c in "DEFGHI"}
    column = {"J3": "法人小计"} | {f"J{row}": f"=SUM(E{row}:I{row})" for row in range(4, 30)}
    return tampered(*SUBTOTAL, ["put", T3, right], ["insert_columns", T3, "J"], ["put", T3, column])


def subtotal_counted_twice() -> bytes:
    """A 小计 row, and （七）总计 left as the program widened it: it counts the subtotal too."""
    return tampered(*SUBTOTAL)


# ---------------------------------------------------------------------------------------------- labels, merges, names


def unmerged() -> dict[str, Any]:
    """A plan of the unit's own in which nothing is merged."""
    plan = Own().plan()
    return plan | {"sheets": [sheet | {"merges": []} for sheet in plan["sheets"]]}


def folded(text: str) -> str:
    """The same label with other white space, half-width brackets and straight quotes."""
    known = {"商业企业": "商业\n企业", "自然人": " 自 然 人 ", "规章": "规　章", "尚未审结": "尚未\n审结", "总计": "总  计"}
    return known.get(text, text.replace("（", "(").replace("）", ")").replace("“", '"').replace("”", '"'))


ALIASES = {
    "行政规范性文件": "规范性文件",
    "本年收费金额（单位：万元）": "本年收费金额（万元）",
    "商业企业": "企业",
    "社会公益组织": "社会组织",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "（二）部分公开",
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "1.逾期不补正",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "2.逾期未缴费",
    "（七）总计": "（七）合计",
    "总计": "合计",
    "四、结转下年度继续办理": "四、结转下年继续办理",
}


def alias(text: str) -> str:
    """A label as units shorten it (official.md, section 9)."""
    return ALIASES.get(text, text)


def unnumbered(text: str) -> str:
    """``属于国家秘密`` for ``1.属于国家秘密``."""
    return re.sub(r"^\d\.", "", text)


def relabelled(spell: Callable[[str], str]) -> bytes:
    """The labels of all tables typed anew."""
    return tampered(*respelled(spell))


def headings_cleared() -> bytes:
    """All headings of 表四 deleted: names and addresses still prove its figures."""
    return tampered(["clear", T4, "A1:O3"])


def heading_renamed() -> bytes:
    """The heading 自然人 overwritten with 个人, which nobody can prove to be the same."""
    return tampered(["put", T3, {"D2": "个人"}])


# ---------------------------------------------------------------------------------------------- sheets


def sheets_renamed() -> bytes:
    """Sheets renamed and dragged into another order, names deleted, labels that only look different."""
    names = {T2: "Sheet1", T3: "依申请", T4: "四、复议诉讼"}
    renamed = [["rename", old, new] for old, new in names.items()]
    return edited(*respelled(folded), ["drop_names"], *renamed, ["place", "四、复议诉讼", 0], ["place", "Sheet1", 9])


def sheet_alone() -> bytes:
    """表三 copied alone into a new workbook, as the menu does it: its formulas now point into the file it came from."""
    path = clients.beside("年报.xlsx", typed())
    return clients.office(None, ["import_sheet", path, T3, 0], ["remove_others", T3])


def on_one_sheet(*, title: bool, stamp: bool, kind: str = "xlsx") -> bytes:
    """The three tables copied below each other on the one sheet of a new workbook."""
    path = clients.beside("年报.xlsx", typed())
    areas = [(COVER, "A1:B1", "A1")] if title else []
    areas += [(T2, "A1:D14", "A3"), (T3, "A1:J28", "A18"), (T4, "A1:O4", "A47")]
    areas += [(T3, "A30:J30", "A52")] if stamp else []
    steps = [["paste_from", path, sheet, area, "年报", to] for sheet, area, to in areas]
    return clients.office(None, ["new_sheet", "年报", 0], ["remove_others", "年报"], *steps, kind=kind)


def copied_with_a_change() -> bytes:
    """A second copy of 表三 in the workbook with one figure changed, so that nobody knows which counts."""
    sheet, cell = PLACES["requests.new.natural"]
    change = {cell: int(TRUTH["requests.new.natural"]) + 100}
    return own_edited(["duplicate", sheet, "Sheet2 (2)", 2], ["put", "Sheet2 (2)", change])


def transposed() -> bytes:
    """表四 pasted with rows and columns exchanged, in the place of the old sheet."""
    steps = [["new_sheet", NEW, 3], ["transpose", T4, "A1:O4", NEW, "A1"], ["remove", T4], ["rename", NEW, T4]]
    return tampered(*steps)


def two_templates() -> bytes:
    """表二 and 表三 of one unit and 表四 of another copied into a new workbook."""
    ours = clients.beside("年报.xlsx", typed())
    theirs = clients.beside("商务局年报.xlsx", clients.openpyxl_edit(template(OTHER), clients.put(numbers(TRUTH))))
    sheets = [["import_sheet", ours, T2, 0], ["import_sheet", ours, T3, 1], ["import_sheet", theirs, T4, 2]]
    return clients.office(None, *sheets, ["remove", "Sheet1"], ["recalculate"])


def sheet_missing() -> bytes:
    """The sheet 表四 deleted."""
    return tampered(["remove", T4])


def harmless(kind: str = "ods") -> bytes:
    """Hidden rows and columns, a comment, whole columns painted, a scratch sheet with sums."""
    scratch = {"A1": "台账", "A2": 12, "A3": 7, "A4": "=SUM(A2:A3)", "B1": "自然人", "B2": "一、本年新收"}
    return edited(
        ["hide", T3, list(range(8, 16)), ["L", "M"]],
        ["note", T3, "D4", "与台账一致"],
        ["new_sheet", "工作底稿", 9],
        ["put", "工作底稿", scratch],
        *(["paint", sheet, letter, 0xFFF2CC] for sheet, letter in ((T3, "D"), (T3, "P"), (T4, "Z"))),
        kind=kind,
    )


# ---------------------------------------------------------------------------------------------- values


def total_typed_over() -> bytes:
    """The right sum typed over a formula."""
    stands = sum(int(TRUTH[f"requests.new.{c}"]) for c in COLUMNS)
    return tampered(["put", T3, {"J4": stands}])


def totals_typed_wrong() -> bytes:
    """Wrong sums typed over three formulas: a row of 表三, （七）总计 of a column, 表四."""
    row = sum(int(TRUTH[f"requests.new.{c}"]) for c in COLUMNS)
    column = sum(int(TRUTH[k]) for k in FORM.parts["requests.settled.natural"])
    review = sum(int(TRUTH[k]) for k in FORM.parts["challenges.review.total"])
    return tampered(["put", T3, {"J4": row + 1, "D27": column - 2}], ["put", T4, {"E4": review + 3}])


ACCIDENTS = {
    "requests.granted.natural": "1-2",
    "requests.partial.natural": "50%",
    "requests.granted.company": "1:02",
    "requests.partial.company": "TRUE",
    "disclosure.licensing.decisions": f"'{TRUTH['disclosure.licensing.decisions']}",
    "disclosure.coercion.decisions": "=1000+43",
    "challenges.review.upheld": "—",
}


REFUSED_ACCIDENTS = [key for key, text in ACCIDENTS.items() if text[0] not in "'="]


def accidents() -> bytes:
    """What a Chinese desktop makes of typed text, pasted over inputs: date, percentage, time, truth value, text, sum, dash."""
    steps: list[list[Any]] = [["new_sheet", NEW, 0]]
    for row, (key, text) in enumerate(ACCIDENTS.items(), start=1):
        sheet, cell = PLACES[key]
        steps += [["enter", NEW, {f"A{row}": text}], ["copy", NEW, f"A{row}", cell, sheet]]
    return own_edited(*steps, ["remove", NEW])


def declared_zero() -> bytes:
    """Three figures typed, every other input blank, 是 chosen beside 本表其余空格均为0 on all three tables."""
    return typing(template(), SPARSE, *(["enter", sheet, {cell: "是"}] for sheet, cell in ((T2, "G2"), (T3, "M2"), (T4, "R2"))))


def blanks_left() -> bytes:
    """The same with 是 on 表二 and 表四 only."""
    return typing(template(), SPARSE, *(["enter", sheet, {cell: "是"}] for sheet, cell in ((T2, "G2"), (T4, "R2"))))


def link_in_an_input() -> bytes:
    """A figure that is a link to another workbook."""
    sheet, cell = PLACES["requests.new.natural"]
    return own_edited(["put", sheet, {cell: f"='file://{_ledger()}'#$Sheet.A1"}])


def link_beside() -> bytes:
    """A note below the table that is a link to another workbook; the figures are typed."""
    return own_edited(["put", "Sheet2", {"A40": "台账数", "D40": f"='file://{_ledger()}'#$Sheet.A1"}])


def _ledger() -> str:
    ledger = clients.openpyxl_edit(None, clients.put({"Sheet": {"A1": int(TRUTH["requests.new.natural"])}}))
    return clients.beside("台账.xlsx", ledger)


def macro() -> bytes:
    """A VBA module, saved as xlsm."""
    code = 'Rem Attribute VBA_ModuleType=VBAModule\nOption VBASupport 1\nSub Hello()\n    MsgBox "年报"\nEnd Sub\n'
    return own_edited(["macro", code], kind="xlsm")


# ---------------------------------------------------------------------------------------------- whose, when


def renamed_everywhere() -> bytes:
    """The unit's name replaced by another's in every sheet: the stamps no longer fit their check."""
    return edited(["replace", UNIT.name, OTHER.name])


def common_filled() -> bytes:
    """The template for everybody, the unit chosen on the cover."""
    return typing(common_template(), TRUTH, ["enter", COVER, {"B4": UNIT.name}])


def one_page_of(unit: str, year: int) -> bytes:
    """The three tables and the stamp on one sheet; the unit and the year written beside them are others than the stamp's."""
    named = {"F1": "填报单位（全称）", "G1": unit, "F2": "报告年度", "G2": f"{year}年"}
    return clients.office(on_one_sheet(title=False, stamp=True), ["put", "年报", named])


def stamp_edited() -> bytes:
    """One digit of one stamp text changed."""
    stamp = str(Stamp("2021", 2025, UNIT.code or "", UNIT.name)).replace("|1|template", "|2|template")
    return clients.openpyxl_edit(scripted(), clients.put({T2: {"A16": f"模板标识（请勿改动）：{stamp}"}}))


def named_like_a_formula() -> bytes:
    """A unit's name that would be a formula if anybody wrote it as one."""

    def edit(book: Any) -> None:
        cell = book[COVER]["B1"]
        cell.value = '=HYPERLINK("http://example.invalid/","石嘴山市投资促进局")'
        cell.data_type = "s"

    return clients.openpyxl_edit(with_openpyxl(Own(head="cover")), edit)


# ---------------------------------------------------------------------------------------------- attachments

REPORT = (
    f"{TITLE}\n一、总体情况\n2025年，我局认真贯彻《中华人民共和国政府信息公开条例》，做好政府信息公开工作。\n二、主动公开政府信息情况\n（见附表）\n"
    "五、存在的主要问题及改进情况\n工作人员业务能力有待提高，下一步加强培训。\n六、其他需要报告的事项\n本年未收取信息处理费。\n"
)


def report(kind: str) -> bytes:
    """The report itself, written in LibreOffice Writer; of the pdf a line is enough, for it carries its characters with it."""
    return clients.office(None, ["write", "盖章" if kind == "pdf" else REPORT], kind=kind)
