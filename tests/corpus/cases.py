"""The corpus as one declarative list: which file, made how, must have which outcome, codes and figures.

Expectations follow from the contract of the project and from what was done to the file, never from what the tool said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import clients
import edits
import hostile
import values
import workbooks
from truth import FORM, OTHER, SPARSE, SPARSE_ZEROS, TRUTH, UNIT, YEAR, figures_2019, says, unread
from values import DATES, ERRORS, FORMATS, FORMULAS, ONE_MORE, OUTSIDE, PERCENTS, REPAIRED, WORDS
from workbooks import Own, old_edition, scripted, typed, with_openpyxl

CLIENTS = {
    "libreoffice": "LibreOffice 7.4.7.2",
    "gnumeric": "Gnumeric 1.12.55",
    "exceljs": "ExcelJS 4.4.0",
    "sheetjs": "SheetJS (@e965/xlsx) 0.20.3",
    "xlsx-populate": "xlsx-populate 1.21.0",
    "openpyxl": "openpyxl 3.1.5",
    "excelize": "excelize (Go, by its Python package) 0.1.0",
    "script": "script",
}
WORDS_OF_OUTCOME = frozenset({"counted", "returned", "attachment", "unrecognised", "unreadable", "ignored", "off-roster"})


@dataclass(frozen=True)
class Case:
    """One file. ``figures`` says what differs from figures.json: ``key=value``, ``key=`` for what must not be read; ``*`` stands for any text."""

    file: str
    how: str
    outcome: str
    codes: str
    make: Callable[[], bytes]
    figures: str = ""

    @property
    def client(self) -> str:
        """The program that wrote the file."""
        return CLIENTS[self.file.partition("/")[0]]


NOTHING = "*="
NO_FEE = "processing_fee.*="
OWN = "S-MISSING V-NOFEE"  # a workbook of the unit's own has no stamp and no 信息处理费
ONE_ROW_GONE = unread(k for k in FORM.typed if k.startswith("requests.rejected_repeat."))
CUT = f"requests.refused_secret.natural= requests.refused_secret.company={TRUTH['requests.refused_secret.natural']}"


def _sheetjs(kind: str, own: Own | None = None, **job: object) -> Callable[[], bytes]:
    """A workbook of one's own built by SheetJS and written as a kind of file."""
    return lambda: clients.node("sheetjs", None, plan=(own or Own()).plan(), type=kind, **job)


def _exceljs(own: Own, **job: object) -> Callable[[], bytes]:
    return lambda: clients.node("exceljs", None, plan=own.plan(), **job)


def _openpyxl(own: Own) -> Callable[[], bytes]:
    return lambda: with_openpyxl(own)


def _office(kind: str, *, password: str = "") -> Callable[[], bytes]:
    """A workbook of one's own (by openpyxl) opened in LibreOffice and saved as a kind of file."""
    return lambda: clients.office(hostile.small(), kind=kind, password=password)


# fmt: off
# A line a case.

PLAIN = (
    Case("libreoffice/年报表.xlsx", "Blank template, all figures typed in the locked sheets, saved as xlsx.", "counted", "", typed),
    Case("libreoffice/年报表.xls", "The typed workbook saved as xls (BIFF8).", "counted", "", lambda: workbooks.edited(kind="xls")),
    Case("libreoffice/年报表.ods", "Blank template, all figures typed in the locked sheets, saved as ods.", "counted", "", lambda: workbooks.typing(workbooks.template(), TRUTH, kind="ods")),
    Case("libreoffice/石嘴山市投资促进局2025年报.et", "A workbook of the unit's own saved as xls (BIFF8) and named .et, the extension of WPS.", "counted", OWN, _office("xls"), NO_FEE),
    Case("libreoffice/自制年报.fods", "A workbook of the unit's own saved as flat ods (one XML file).", "counted", OWN, _office("fods"), NO_FEE),
    Case("libreoffice/通用模板_石嘴山市投资促进局.xlsx", "The template for everybody: unit chosen from the list on the cover, figures typed.", "counted", "", edits.common_filled),
    Case("gnumeric/年报表.xlsx", "The template filled by openpyxl, opened and saved as xlsx.", "counted", "", lambda: clients.gnumeric(scripted(), "xlsx")),
    Case("gnumeric/年报表.xls", "The template filled by openpyxl, opened and saved as xls (BIFF8).", "counted", "", lambda: clients.gnumeric(scripted(), "xls")),
    Case("gnumeric/年报表.ods", "The template filled by openpyxl, opened and saved as ods.", "counted", "", lambda: clients.gnumeric(scripted(), "ods")),
    Case("gnumeric/年报（双格式）.xls", "A workbook of the unit's own saved as xls with a BIFF8 and a BIFF7 stream in one file.", "counted", OWN, lambda: clients.gnumeric(hostile.small(), "xls", exporter="Gnumeric_Excel:excel_dsf"), NO_FEE),
    Case("exceljs/年报表.xlsx", "Blank template filled without calculating: every total still shows 0.", "counted", "T-STALE", lambda: values.filled_by("exceljs")),
    Case("sheetjs/年报表.xlsx", "Blank template filled without calculating; locks, formats and validations are lost.", "counted", "T-STALE", lambda: values.filled_by("sheetjs", type="xlsx")),
    Case("sheetjs/年报表.xls", "The typed workbook (auxiliary sheets deleted) saved as xls (BIFF8): totals become constants, names are lost.", "counted", "T-TAMPERED", lambda: clients.node("sheetjs", workbooks.lean(), type="biff8")),
    Case("sheetjs/自制年报.ods", "A workbook of the unit's own saved as ods.", "counted", OWN, _sheetjs("ods"), NO_FEE),
    Case("sheetjs/自制年报.fods", "A workbook of the unit's own saved as flat ods.", "counted", OWN, _sheetjs("fods"), NO_FEE),
    Case("sheetjs/自制年报.xls", "A workbook of the unit's own saved as xls (BIFF8).", "counted", OWN, _sheetjs("biff8"), NO_FEE),
    Case("xlsx-populate/年报表.xlsx", "Blank template filled; the totals lose their cached values.", "counted", "", lambda: values.filled_by("populate")),
    Case("openpyxl/年报表.xlsx", "Blank template filled; the totals lose their cached values.", "counted", "", scripted),
    Case("excelize/年报表.xlsx", "Blank template filled without calculating: every total still shows 0.", "counted", "T-STALE", values.excelize_filled),
)

EXTENSIONS = (
    Case("openpyxl/年报（实为xlsx）.xls", "An xlsx named .xls.", "counted", OWN, hostile.small, NO_FEE),
    Case("libreoffice/年报（实为xls）.xlsx", "An xls (BIFF8) named .xlsx.", "counted", OWN, _office("xls"), NO_FEE),
    Case("gnumeric/年报（实为ods）.xlsx", "An ods named .xlsx.", "counted", OWN, lambda: clients.gnumeric(hostile.small(), "ods"), NO_FEE),
    Case("sheetjs/年报（实为网页）.xls", "表三 as an HTML page named .xls, as web systems export it.", "unreadable", "F-TYPE", _sheetjs("html", sheet="Sheet2"), NOTHING),
    Case("sheetjs/年报（实为csv）.xls", "表三 as comma separated text named .xls.", "unreadable", "F-TYPE", _sheetjs("csv", sheet="Sheet2"), NOTHING),
    Case("sheetjs/自制年报.xlsb", "A binary workbook.", "unreadable", "F-TYPE", _sheetjs("xlsb"), NOTHING),
    Case("sheetjs/自制年报.xml", "SpreadsheetML 2003.", "unreadable", "F-TYPE", _sheetjs("xlml"), NOTHING),
    Case("gnumeric/自制年报.gnumeric", "Gnumeric's own format.", "unreadable", "F-TYPE", lambda: clients.gnumeric(hostile.small(), "gnumeric", exporter="Gnumeric_XmlIO:sax"), NOTHING),
    Case("libreoffice/石嘴山市投资促进局2025年政府信息公开工作年度报告.docx", "The report itself as docx.", "attachment", "", lambda: edits.report("docx"), NOTHING),
    Case("libreoffice/石嘴山市投资促进局2025年政府信息公开工作年度报告.doc", "The report itself as doc (OLE).", "attachment", "", lambda: edits.report("doc"), NOTHING),
    Case("libreoffice/石嘴山市投资促进局2025年政府信息公开工作年度报告.odt", "The report itself as odt.", "attachment", "", lambda: edits.report("odt"), NOTHING),
    Case("libreoffice/石嘴山市投资促进局2025年政府信息公开工作年度报告.rtf", "The report itself as rtf.", "attachment", "", lambda: edits.report("rtf"), NOTHING),
    Case("libreoffice/年报盖章扫描件.pdf", "A pdf.", "attachment", "", lambda: edits.report("pdf"), NOTHING),
    Case("script/年报盖章页.png", "A picture.", "attachment", "", hostile.picture, NOTHING),
    Case("script/年报盖章页（实为图片）.xlsx", "A picture named .xlsx.", "attachment", "", hostile.picture, NOTHING),
    Case("libreoffice/年报（实为docx）.xlsx", "The report, a docx, named .xlsx.", "attachment", "", lambda: edits.report("docx"), NOTHING),
    Case("script/年报.rar", "The signature of a RAR archive.", "unreadable", "F-TYPE", lambda: hostile.RAR, NOTHING),
    Case("script/年报.7z", "The signature of a 7z archive.", "unreadable", "F-TYPE", lambda: hostile.SEVEN, NOTHING),
    Case("script/~$年报.xlsx", "The owner file that Excel leaves beside an open workbook, 165 bytes.", "ignored", "", lambda: hostile.LOCK, NOTHING),
    Case("script/desktop.ini", "What Windows leaves in folders.", "ignored", "", lambda: hostile.FOLDER, NOTHING),
    Case("exceljs/通讯录.xlsx", "A workbook that is not the form: a list of telephones.", "unrecognised", "F-EMPTY", lambda: clients.node("exceljs", None, plan=workbooks.PHONES), NOTHING),
    Case("libreoffice/空白表格.xls", "A blank new workbook.", "unrecognised", "F-EMPTY", lambda: clients.office(None, kind="xls"), NOTHING),
)

STRUCTURE = (
    Case("libreoffice/插入一行.xlsx", "A blank row inserted in the middle of 表三 (auxiliary sheets deleted).", "counted", "T-TAMPERED", edits.row_inserted),
    Case("libreoffice/自制_插入一行.xls", "A blank row inserted in the middle of 表三 of a workbook of the unit's own, saved as xls.", "counted", OWN, edits.own_row_inserted, NO_FEE),
    Case("libreoffice/删去一行.xlsx", "The row 2.重复申请 of 表三 deleted (auxiliary sheets too).", "returned", "T-ANCHOR T-TAMPERED", edits.row_deleted, ONE_ROW_GONE),
    Case("libreoffice/插入一列.ods", "A blank column inserted in 表三 and one in 表四 (auxiliary sheets deleted), saved as ods.", "counted", "T-TAMPERED", edits.column_inserted),
    Case("libreoffice/加了表题.xlsx", "A title row inserted above each table (auxiliary sheets deleted).", "counted", "T-TAMPERED", edits.titles_above),
    Case("libreoffice/两行对调_剪切.xlsx", "Two rows of 表三 exchanged with their labels by cut and paste: names follow (auxiliary sheets deleted).", "counted", "T-TAMPERED", edits.rows_cut_and_swapped),
    Case("libreoffice/两行对调_复制.xlsx", "Two rows of 表三 exchanged with their labels by copy and paste: names stay (auxiliary sheets deleted).", "counted", "T-TAMPERED", edits.rows_copied_and_swapped),
    Case("libreoffice/两列对调.xlsx", "商业企业 and 科研机构 exchanged with their headings by copy and paste (auxiliary sheets deleted).", "counted", "T-TAMPERED", edits.columns_copied_and_swapped),
    Case("libreoffice/排序.xlsx", "The eight rows of （三）不予公开 sorted by 自然人, labels included (auxiliary sheets deleted).", "counted", "T-TAMPERED", edits.sorted_rows),
    Case("libreoffice/剪切粘贴.xlsx", "D8 of 表三 cut and pasted onto E8: D8 blank, E8 holds D8's figure, two names point at E8.", "returned", "T3-BALANCE V-BLANK", edits.input_cut, CUT),
    Case("libreoffice/表头粘到数字上.xlsx", "Two labels of 表二 pasted over two figures of 表三 in a workbook of the unit's own.", "returned", f"{OWN} V-TEXT", edits.labels_over_inputs, f"{NO_FEE} requests.refused_secret.natural= requests.refused_law.natural="),
    Case("libreoffice/小计行和法人小计列.xlsx", "A 小计 row and a 法人小计 column added to 表三, the sums corrected by hand (auxiliary sheets deleted).", "counted", "T-TAMPERED", edits.subtotals),
    Case("libreoffice/小计重复计算.xlsx", "A 小计 row added to 表三, which （七）总计 now counts twice (auxiliary sheets deleted).", "counted", "T-TAMPERED", edits.subtotal_counted_twice),
    Case("sheetjs/自制_没有合并.xlsx", "A workbook of the unit's own without any merged cell: each heading stands in the first cell of what it covers.", "counted", OWN, lambda: clients.node("sheetjs", None, plan=edits.unmerged(), type="xlsx"), NO_FEE),
    Case("exceljs/自制_表头空格括号.xlsx", "Labels with spaces, line breaks, half-width brackets and straight quotes in a workbook of the unit's own.", "counted", OWN, _exceljs(Own(spell=edits.folded)), NO_FEE),
    Case("libreoffice/表头简称.xlsx", "Labels shortened as units do it: 规范性文件, 企业, 社会组织, 逾期不补正, 合计, 结转下年 (auxiliary sheets deleted).", "counted", "T-TAMPERED", lambda: edits.relabelled(edits.alias)),
    Case("libreoffice/表头去序号.xlsx", "The numbers before row labels removed: 属于国家秘密 for 1.属于国家秘密 (auxiliary sheets deleted).", "counted", "T-TAMPERED", lambda: edits.relabelled(edits.unnumbered)),
    Case("libreoffice/表头删空.xlsx", "All headings of 表四 deleted: name and address together still prove its figures (auxiliary sheets deleted).", "counted", "T-TAMPERED", edits.headings_cleared),
    Case("libreoffice/表头改字.xlsx", "The heading 自然人 overwritten with 个人 (auxiliary sheets deleted).", "returned", "T-ANCHOR T-TAMPERED", edits.heading_renamed, "requests.*.natural="),
    Case("libreoffice/改名移位_名称丢失_表头空格.xlsx", "Three sheets renamed and moved, all defined names deleted; labels with spaces, line breaks, half-width brackets and straight quotes.", "counted", "", edits.sheets_renamed),
    Case("libreoffice/单独一张表三.xlsx", "表三 copied alone into a new workbook; its 核对码 now links to the file it came from.", "returned", "F-EXTERNAL T-ANCHOR T-TAMPERED V-NOFEE", edits.sheet_alone, f"disclosure.*= challenges.*= {NO_FEE}"),
    Case("libreoffice/三表一页_带标识.xlsx", "The three tables copied below each other onto one sheet of a new workbook, with title and stamp.", "counted", "T-TAMPERED V-NOFEE", lambda: edits.on_one_sheet(title=True, stamp=True), NO_FEE),
    Case("libreoffice/三表一页_有标题.xlsx", "The same without the stamp: unit and year only in the title line.", "counted", OWN, lambda: edits.on_one_sheet(title=True, stamp=False), NO_FEE),
    Case("libreoffice/三表一页_无单位.xlsx", "The same without stamp and title: nobody's.", "unrecognised", f"R-UNKNOWN {OWN}", lambda: edits.on_one_sheet(title=False, stamp=False), NO_FEE),
    Case("libreoffice/表三有两份.xlsx", "A second copy of 表三 in a workbook of the unit's own, with another figure in one cell.", "returned", f"{OWN} T-ANCHOR", edits.copied_with_a_change, f"{NO_FEE} requests.new.natural="),
    Case("libreoffice/表四转置.xlsx", "表四 replaced by itself pasted with rows and columns exchanged (auxiliary sheets deleted).", "counted", "T-TAMPERED", edits.transposed),
    Case("libreoffice/隐藏批注底稿.ods", "Hidden rows and columns, a comment, whole columns coloured, a scratch sheet; saved as ods.", "counted", "", edits.harmless),
    Case("excelize/插入一行.xlsx", "A row inserted in the middle of 表三 by excelize (auxiliary sheets deleted).", "counted", "T-TAMPERED", values.excelize_row_inserted),
    Case("libreoffice/缺表四.xlsx", "The sheet 表四 deleted (auxiliary sheets too).", "returned", "T-ANCHOR T-TAMPERED", edits.sheet_missing, "challenges.*="),
)

FOREIGN = (
    Case("exceljs/自制三张表.xlsx", "Three tables on three sheets, totals as formulas, unit and year in labelled cells above the first.", "counted", OWN, _exceljs(Own(totals="formula")), NO_FEE),
    Case("exceljs/自制一张表_流式.xlsx", "Three tables below each other on one sheet with section titles, written by the streaming writer with inline texts.", "counted", OWN, _exceljs(Own(one_sheet=True), stream=True), NO_FEE),
    Case("exceljs/自制_表四横排.xlsx", "表四 with a row for each kind of case and a column for each result.", "counted", OWN, _exceljs(Own(crosswise=True)), NO_FEE),
    Case("sheetjs/自制三张表.xlsx", "Three tables on three sheets, totals as constants, all right.", "counted", OWN, _sheetjs("xlsx"), NO_FEE),
    Case("sheetjs/自制_表四竖排.xlsx", "表四 with its labels down the side and one column of figures.", "counted", OWN, _sheetjs("xlsx", Own(downward=True)), NO_FEE),
    Case("sheetjs/自制_横向合计错.xlsx", "The 总计 of one row of 表三 is one too many.", "returned", f"{OWN} T3-ROW", _sheetjs("xlsx", Own(wrong=values.wrong("requests.granted.total", 1))), NO_FEE),
    Case("sheetjs/自制_无单位.xlsx", "Three right tables, but no unit and no year anywhere.", "unrecognised", f"R-UNKNOWN {OWN}", _sheetjs("xlsx", Own(head="none")), NO_FEE),
    Case("openpyxl/自制一张表.xlsx", "Three tables below each other on one sheet with section titles, totals as constants, unit and year only in a title line.", "counted", OWN, _openpyxl(Own(one_sheet=True, head="title")), NO_FEE),
    Case("openpyxl/自制_有封面.xlsx", "Unit and year on a cover sheet, tables on sheets named 表二 表三 表四 without section titles.", "counted", OWN, _openpyxl(Own(head="cover", section_titles=False)), NO_FEE),
    Case("openpyxl/自制_无合计列.xlsx", "No 总计 columns in 表三 and 表四.", "counted", OWN, _openpyxl(Own(totals="none")), NO_FEE),
    Case("openpyxl/自制_合计错.xlsx", "（七）总计 of one column and the 总计 of 行政复议 are wrong.", "returned", f"{OWN} T3-SETTLED T4-TOTAL", _openpyxl(Own(wrong=values.wrong("requests.settled.company", -2) | values.wrong("challenges.review.total", 3))), NO_FEE),
    Case("openpyxl/自制_总计的总计错.xlsx", "The corner of 表三 ((七)总计 × 总计) is five too few: it fails along its row and along its column.", "returned", f"{OWN} T3-ROW T3-SETTLED", _openpyxl(Own(wrong=values.wrong("requests.settled.total", -5))), NO_FEE),
    Case("openpyxl/自制_简称.xlsx", "Short labels: 规范性文件, 企业, 社会组织, 逾期不补正, 合计, 结转下年.", "counted", OWN, _openpyxl(Own(spell=edits.alias)), NO_FEE),
    Case("openpyxl/自制_去序号.xlsx", "Row labels without their numbers: 属于国家秘密.", "counted", OWN, _openpyxl(Own(spell=edits.unnumbered)), NO_FEE),
    Case("openpyxl/自制_收办不平.xlsx", "One application more received than the outcomes account for; totals as formulas.", "returned", f"{OWN} T3-BALANCE", _openpyxl(Own(totals="formula", figures=TRUTH | values.one_received())), f"{NO_FEE} {says(values.one_received())}"),
    Case("openpyxl/自制_2019格式.xlsx", "The tables of the 2019 edition for the report year 2020; unit and year in a title line.", "counted", "S-MISSING", lambda: with_openpyxl(old_edition()), f"disclosure.*= requests.other_*= {NO_FEE} {says(figures_2019())}"),
    Case("openpyxl/自制_只有标题.xlsx", "Unit and year only in the title line 石嘴山市投资促进局2025年政府信息公开工作年度报告.", "counted", OWN, _openpyxl(Own(head="title")), NO_FEE),
)

VALUES = (
    Case("openpyxl/文字数字.xlsx", "Numbers as text in the template: full-width, spaces, thousands comma, 件, no-break spaces, a line break, rich text.", "counted", "V-REPAIRED", lambda: values.written(REPAIRED)),
    Case("openpyxl/填了文字.xlsx", "Texts that are no number: / — 无 三 约30 2000万 不适用 22（其中修订16件） and others.", "returned", f"{OWN} V-TEXT", lambda: values.formatted({key: (text, "General") for key, text in WORDS.items()}), f"{NO_FEE} {unread(WORDS)}"),
    Case("openpyxl/日期时间.xlsx", "Dates, times and numbers formatted as dates.", "returned", f"{OWN} V-DATE", lambda: values.formatted(DATES), f"{NO_FEE} {unread(DATES)}"),
    Case("openpyxl/百分比真假.xlsx", "Percentages and a truth value.", "returned", f"{OWN} V-TEXT", lambda: values.formatted(PERCENTS), f"{NO_FEE} {unread(PERCENTS)}"),
    Case("openpyxl/错误值.xlsx", "#REF! #DIV/0! #N/A #VALUE! as error values without a formula.", "returned", f"{OWN} V-ERROR", lambda: values.formatted(ERRORS), f"{NO_FEE} {unread(ERRORS)}"),
    Case("openpyxl/负数小数超长.xlsx", "Negative counts, a fraction in a count, a 16-digit integer, a fee with 7 decimals.", "returned", f"{OWN} V-FRACTION V-NEGATIVE", lambda: values.formatted(OUTSIDE), f"{NO_FEE} {unread(OUTSIDE)}"),
    Case("openpyxl/填报格有公式.xlsx", "Inputs that name other cells or call functions.", "returned", f"{OWN} V-FORMULA", lambda: values.formatted(FORMULAS), f"{NO_FEE} {unread(FORMULAS)}"),
    Case("openpyxl/数字格式.xlsx", "Right numbers in odd formats (件, accounting, colours, scientific, 汉字), the fee as the binary sum 0.1+0.2.", "counted", OWN, lambda: values.formatted(FORMATS), f"{NO_FEE} disclosure.fees.amount=0.3"),
    Case("openpyxl/空格.xlsx", "Inputs that hold an empty text, blanks or a full-width blank.", "returned", f"{OWN} V-BLANK", lambda: values.formatted(values.BLANKS), f"{NO_FEE} {unread(values.BLANKS)}"),
    Case("libreoffice/粘贴带来的格式.xlsx", "Typed on a Chinese desktop and pasted over inputs of a workbook of the unit's own: 1-2, 50%, 1:02, TRUE, text, =1000+43, —.", "returned", f"{OWN} V-DATE V-FORMULA V-REPAIRED V-TEXT", edits.accidents, f"{NO_FEE} {unread(edits.REFUSED_ACCIDENTS)}"),
    *(
        Case(f"{client}/各种值.{kind}", f"Error, date, time, truth value, percentage, text number, =1000+43, 无 in a workbook of the unit's own (by openpyxl), saved as {kind}.", "returned", f"{OWN} V-DATE V-ERROR V-FORMULA V-REPAIRED V-TEXT", values.mixed(client, kind), f"{NO_FEE} {unread(values.REFUSED_MIXED)}")
        for client, kinds in (("libreoffice", ("xls", "ods")), ("gnumeric", ("xlsx", "xls", "ods")))
        for kind in kinds
    ),
    *(
        Case(f"libreoffice/文字数字.{kind}", f"Numbers as text (full-width, comma, 件, spaces) in a workbook of the unit's own, saved as {kind}.", "counted", f"{OWN} V-REPAIRED", values.texts_saved(kind), NO_FEE)
        for kind in ("xls", "ods")
    ),
    Case("libreoffice/合计填了对的数.xlsx", "The right sum typed over the formula of J4 (auxiliary sheets deleted).", "counted", "T-TAMPERED", edits.total_typed_over),
    Case("libreoffice/合计填了错的数.xlsx", "Wrong sums typed over J4 and D27 of 表三 and E4 of 表四 (auxiliary sheets deleted).", "returned", "T-STALE T-TAMPERED T3-ROW T3-SETTLED T4-TOTAL", edits.totals_typed_wrong),
    Case("libreoffice/其余为0.xlsx", "Three figures typed, the rest blank, 是 chosen beside 本表其余空格均为0 on all three tables.", "counted", "V-NOFEE", edits.declared_zero, SPARSE_ZEROS),
    Case("libreoffice/表三未声明.xlsx", "The same, but 否 left on 表三.", "returned", "V-BLANK V-NOFEE", edits.blanks_left, f"{SPARSE_ZEROS} requests.*= {says(SPARSE)}"),
)

WHOSE = (
    Case("libreoffice/写了别家单位.xlsx", "The three tables and the stamp on one sheet of a new workbook, beside them 填报单位（全称） with another unit's name.", "returned", "S-UNIT T-TAMPERED V-NOFEE", lambda: edits.one_page_of(OTHER.name, YEAR), NO_FEE),
    Case("libreoffice/全部替换单位名.xlsx", "The unit's name replaced by another's in every sheet, stamps included.", "returned", "S-FORGED S-UNIT", edits.renamed_everywhere),
    Case("libreoffice/拼了别家的表四.xlsx", "表二 and 表三 of one unit's workbook and 表四 of another's copied into a new one; the copies link to the files they came from.", "returned", "F-EXTERNAL S-UNIT T-TAMPERED V-NOFEE", edits.two_templates, NO_FEE),
    Case("libreoffice/写了上年年度.xlsx", "The same with the right unit and 报告年度 2024.", "returned", "S-YEAR T-TAMPERED V-NOFEE", lambda: edits.one_page_of(UNIT.name, YEAR - 1), NO_FEE),
    Case("openpyxl/标识改了一位.xlsx", "One digit of the stamp text on one sheet changed.", "returned", "S-FORGED", edits.stamp_edited),
    Case("openpyxl/单位名像公式.xlsx", "A workbook of the unit's own; the unit's name on its cover is the text =HYPERLINK(…), not a formula.", "counted", OWN, edits.named_like_a_formula, NO_FEE),
)

STALE = (
    Case("exceljs/自制_未重算.xlsx", "One application more received and carried over, written without calculating into a workbook of the unit's own.", "counted", f"{OWN} T-STALE", lambda: values.one_more("exceljs"), f"{NO_FEE} {says(ONE_MORE)}"),
    Case("excelize/自制_未重算_不平.xlsx", "One application more received, written without calculating into a workbook of the unit's own: the shown totals still look right.", "returned", f"{OWN} T-STALE T3-BALANCE", values.excelize_unbalanced, f"{NO_FEE} {says(values.one_received())}"),
    Case("sheetjs/自制_未重算.xlsx", "A workbook of the unit's own whose total formulas show 0.", "counted", f"{OWN} T-STALE", _sheetjs("xlsx", Own(totals="stale")), NO_FEE),
)

HOSTILE = (
    Case("openpyxl/加密.xlsx", "A password to open, set by msoffcrypto-tool.", "unreadable", "F-ENCRYPTED", hostile.encrypted, NOTHING),
    Case("libreoffice/加密.xls", "A password to open, set by LibreOffice (BIFF8).", "unreadable", "F-ENCRYPTED", _office("xls", password="123456"), NOTHING),
    Case("libreoffice/加密.ods", "A password to open, set by LibreOffice.", "unreadable", "F-ENCRYPTED", _office("ods", password="123456"), NOTHING),
    Case("script/传输中断.xlsx", "The first 6,000 bytes of an xlsx.", "unreadable", "F-CORRUPT", lambda: hostile.small()[:6000], NOTHING),
    Case("script/传输中断.xls", "The first 6,000 bytes of an xls.", "unreadable", "F-CORRUPT", lambda: _office("xls")()[:6000], NOTHING),
    Case("script/传输中断.ods", "The first 6,000 bytes of an ods.", "unreadable", "F-CORRUPT", lambda: _office("ods")()[:6000], NOTHING),
    Case("script/空文件.xlsx", "No bytes at all.", "unreadable", "F-CORRUPT", lambda: b"", NOTHING),
    Case("script/一吉空白.xlsx", "1 GB of blanks in one sheet (bzip2 inside the archive).", "unreadable", "F-BOMB", hostile.gigabyte, NOTHING),
    Case("script/四十四兆空白.xlsx", "44 MB of blanks in one sheet (deflated).", "unreadable", "F-BOMB", hostile.deflated, NOTHING),
    Case("script/实体嵌套.xlsx", "Nested entities (billion laughs) declared in a sheet.", "unreadable", "F-BOMB", hostile.billion_laughs, NOTHING),
    Case("script/外部实体.xlsx", "An external entity declared in a sheet.", "unreadable", "F-BOMB", hostile.external_entity, NOTHING),
    Case("script/最后一格.xlsx", "One number in XFD1048576.", "unreadable", "F-BOMB", hostile.last_cell, NOTHING),
    Case("script/同名部件.xlsx", "A sheet that stands in the archive twice, with different figures.", "unreadable", "F-BOMB", hostile.entry_twice, NOTHING),
    Case("script/最后一格.ods", "One number in XFD1048576, reached by repeated blanks.", "unreadable", "F-BOMB", lambda: hostile.ods_last_cell(_sheetjs("ods")()), NOTHING),
    Case("script/重复一百万行.ods", "One number repeated over 16,384 columns and 1,048,000 rows.", "unreadable", "F-BOMB", lambda: hostile.ods_repeated(_sheetjs("ods")()), NOTHING),
    Case("script/实体嵌套.fods", "Nested entities declared in a flat ods.", "unreadable", "F-BOMB", lambda: hostile.fods_laughs(), NOTHING),
    Case("script/负的文字号.xlsx", "A shared string index of -1.", "unreadable", "F-CORRUPT", hostile.negative_string, NOTHING),
    Case("script/越界的文字号.xlsx", "A shared string index beyond the table.", "unreadable", "F-CORRUPT", hostile.wild_string, NOTHING),
    Case("script/整列格式.xlsx", "Rows down to 1,048,576 with one formatted empty cell each; the tables are whole.", "counted", OWN, hostile.column_of_styles, NO_FEE),
    Case("script/外部链接.xlsx", "A part that links to another workbook; no cell uses it.", "counted", f"F-EXTERNAL {OWN}", hostile.external_link, NO_FEE),
    Case("libreoffice/链接旁注.xlsx", "A cell below the table links to another workbook; the figures are typed.", "counted", f"F-EXTERNAL {OWN}", edits.link_beside, NO_FEE),
    Case("libreoffice/填报格链接.xlsx", "An input is a link to another workbook that shows the right figure.", "returned", f"F-EXTERNAL {OWN} V-FORMULA", edits.link_in_an_input, f"{NO_FEE} requests.new.natural="),
    Case("libreoffice/带宏.xlsm", "A workbook of the unit's own with a VBA module.", "counted", f"F-MACRO {OWN}", edits.macro, NO_FEE),
    Case("script/严格格式.xlsx", "The namespaces of Strict Open XML.", "counted", OWN, hostile.strict, NO_FEE),
    Case("script/带前缀.xlsx", "Every element of the sheets with a namespace prefix.", "counted", OWN, hostile.prefixed, NO_FEE),
    Case("script/无格号.xlsx", "Rows and cells without addresses.", "counted", OWN, hostile.without_references, NO_FEE),
    Case("script/UTF-16.xlsx", "Sheets in UTF-16.", "counted", OWN, hostile.utf16, NO_FEE),
    Case("script/科学记数.xlsx", "Numbers written as 2.81E+02 and 205.0, a wrong dimension.", "counted", OWN, hostile.scientific, NO_FEE),
)

# fmt: on

CASES: tuple[Case, ...] = (*PLAIN, *EXTENSIONS, *STRUCTURE, *FOREIGN, *VALUES, *WHOSE, *STALE, *HOSTILE)
