"""Sentences of ``import`` and of reports that are checked; their rules, pages of the rule book and made-up cases."""

from __future__ import annotations

from gaokai_xlsx.texts.book import WORK, Page
from gaokai_xlsx.texts.findings import E, Rule, W

IMPORTS: dict[str, str] = {
    # ---- where something stands in a report
    "report.paragraph": "第{n}段",
    "report.line": "第{n}行",
    "report.table": "第{n}个表格",
    "report.row": "{table}第{n}行",
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
    # ---- the imported workbook
    "sheet.sources": "导入来源",
    "import.title": "问题清单（报告转入，待核对）",
    "import.how": "本表由报告《{file}》转入，数字须经人核对后才能汇总。请对照报告原文逐条核对下列问题，直接在各表改正；每个数字在报告中的位置见《导入来源》。点“位置”可以跳到该格。",
    "import.ready": "须改正的已全部改好；请再核对黄色的格，保存后即可用于汇总。",
    "source.file": "报告原文：《{file}》",
    "source.says": "每个数字在报告中的位置和原文。黄色的不是直接读出的，是按行的次序、勾稽关系认定的，请逐个核对原文；红色的没有读出，请对照原文填写。改动表中的数字不会改变本页。",
    "source.number": "序号",
    "source.sheet": "工作表",
    "source.cell": "单元格",
    "source.label": "指标",
    "source.value": "读出的数",
    "source.how": "读法",
    "source.where": "报告中的位置",
    "source.raw": "报告原文",
    "how.read": "读出",
    "how.order": "按行次认定",
    "how.digits": "连写、缺格分开",
    "how.sums": "按勾稽关系补出",
    "how.lost": "没有读出",
    # ---- the command
    "help.import": "把已公布的报告（docx、网页、txt、PDF）转成填好的年报表，供人核对。",
    "help.reports": "报告文件（.docx、.html、.txt、.md、.pdf）、文件夹或zip压缩包，可以多个。",
    "help.out-import": "输出的文件（.xlsx）或文件夹；不写则放在当前文件夹。",
    "help.year-import": "报告年度；不写则按报告正文认定。",
    "help.unit-import": "填报单位全称；不写则按报告标题认定。",
    "meta.reports": "报告…",
    "import.name": "{name}年报表（报告转入）.xlsx",
    "import.twice": "{name}_{sha}",
    "import.head": "《{file}》　单位：{unit}　年度：{year}　格式：{edition}",
    "import.tally": "  {all}个数中，读出{read}个，按勾稽关系认定{restored}个（请核对），留空{blank}个（请填写）。",
    "import.tally-all": "  {all}个数全部读出。",
    "import.saved": "  年报表：{path}",
    "import.next": "  请对照报告核对《问题清单》和黄色的格，每个数字的出处见《导入来源》。核对后汇总时加--accept-imported才会计入。",
    "import.next-unit": "  报告没有写明单位，请在《封面》填写单位全称（或加--unit重新转入）。再对照报告核对《问题清单》和黄色的格，汇总时加--accept-imported才会计入。",
    "import.none": "《{file}》没有转成年报表。",
    "import.no-year": "  报告没有写明年度。请加--year指明，例如--year 2025。",
    "help.accept-imported": "由报告转入、已经核对的年报表（import生成的）也计入；不写则退回核对。",
    "group.lost": "【须改正·报告中读不准】《{sheet}》有{n}格没有读出（首处为{cell}“{label}”），已留空。",
    "group.restored-sums": "【请核实·按勾稽关系补出】《{sheet}》有{n}格在报告原文中没有数字（首处为{cell}“{label}”），按勾稽关系补出，只有这一种可能。",
    "group.restored-order": "【请核实·按行次认定】《{sheet}》有{n}格在报告原文中行标题不完整（首处为{cell}“{label}”），按行的次序认定，与勾稽关系相符。",
    "group.restored-digits": "【请核实·按勾稽关系分开】《{sheet}》有{n}格在报告原文中数字连写或缺格（首处为{cell}“{label}”），按勾稽关系只有一种读法。",
    "rules.group-D": "要由人来定的",
    "stop.import-unit": "--unit只能用于一份报告。请一份一份地转，或去掉--unit。",
    "stop.import-suffix": "输出文件{path}的扩展名不对。请写.xlsx，或写一个文件夹。",
    "stop.import-folder": "有几份报告，{path}应是文件夹。请换一个文件夹。",
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
    "D-IMPORTED": Rule(
        "由报告转入，尚未认可",
        E,
        "文件《{file}》是由已公布的报告转入的年报表，不是单位填报的，暂未计入。",
        "请对照报告核对各数（见《导入来源》《问题清单》），核对无误后汇总时加--accept-imported。",
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

IMPORT_PAGES: dict[str, Page] = {
    "D-IMPORTED": Page("由已公布的报告转入的年报表，数字是程序从报告里读出来的，要有人对照原文核对并负责，才能计入汇总。", WORK),
}

IMPORT_CASES: dict[str, dict[str, str | int]] = {
    "V-RESTORED/order": {"value": 3, "unit": "件", "where": "第24行"},
    "V-RESTORED/digits": {"value": 3, "unit": "件", "raw": "300000 3"},
    "T-ANCHOR/report": {"detail": "import.lost-none"},
    "F-EMPTY/report": {},
    "D-IMPORTED": {},
    "S-YEAR/file": {"left": 2024},
}
