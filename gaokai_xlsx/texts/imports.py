"""Sentences of ``import`` and of reports that are checked; their rules, pages of the rule book and made-up cases."""

from __future__ import annotations

from gaokai_xlsx.texts.book import WORK, Page
from gaokai_xlsx.texts.findings import E, I, Rule, W

IMPORTS: dict[str, str] = {
    # ---- where something stands in a report
    "report.paragraph": "第{n}段",
    "report.line": "第{n}行",
    "report.table": "第{n}个表格",
    "report.page-table": "第{page}页表格{n}",
    "report.page-line": "第{page}页第{n}行",
    # ---- why a report was not read
    "report.large": "内容超过{limit}个，不像一份报告",
    "report.pages": "有{n}页，超过{limit}页",
    "report.encoding": "不是能识别的文字编码",
    "report.no-pdf": "PDF文件，读取PDF要另装组件（pip install 'gaokai-xlsx[pdf]'）",
    "report.pdf": "PDF文件损坏",
    "report.scan": "只有图像、没有文字的PDF（扫描件）",
    # ---- why a figure was not read
    "import.in-table": "{table}{cell}",
    "import.nowhere": "表内",
    "import.lost-raw": "{place}写的是“{raw}”，按勾稽关系分不开或对不上",
    "import.lost-two": "按表头和按行读出的数不一致（{raw}）",
    "import.lost-none": "原文中没有找到这一格",
}

IMPORT_RULES: dict[str, Rule] = {
    "V-RESTORED/order": Rule(
        "按行次认定",
        W,
        "《{sheet}》“{label}”（{cell}）在报告原文中行标题不完整（{where}），按行的次序认定为{value}{unit}，与勾稽关系相符。",
        "请对照报告原文核实；如不对请改正。",
    ),
    "V-RESTORED/digits": Rule(
        "按勾稽关系分开",
        W,
        "《{sheet}》“{label}”（{cell}）在报告原文中数字连写或缺格（“{raw}”），按勾稽关系只能读成{value}{unit}。",
        "请对照报告原文核实；如不对请改正。",
    ),
    "T-ANCHOR/report": Rule(
        "报告中读不准",
        E,
        "《{sheet}》“{label}”（{cell}）没有读出：{detail}。",
        "请对照报告原文填写，原文确无数据的填0。",
    ),
    "F-EMPTY/report": Rule(
        "没有找到三张表",
        E,
        "文件《{file}》里没有找到年度报告的三张表。",
        "请核对是否选错了文件；如三张表是图片，请对照原文填写模板。",
    ),
    "S-YEAR/file": Rule(
        "报告没有写明年度",
        W,
        "文件《{file}》的正文没有写明报告年度，按文件名认定为{left}年。",
        "请核实；如不对请用--year指明。",
    ),
}

IMPORT_PAGES: dict[str, Page] = {}

IMPORT_CASES: dict[str, dict[str, str | int]] = {
    "V-RESTORED/order": {"value": 3, "unit": "件", "where": "第24行"},
    "V-RESTORED/digits": {"value": 3, "unit": "件", "raw": "300000 3"},
    "T-ANCHOR/report": {"detail": "import.lost-none"},
    "F-EMPTY/report": {},
    "S-YEAR/file": {"left": 2024},
}
_ = (I, WORK)
