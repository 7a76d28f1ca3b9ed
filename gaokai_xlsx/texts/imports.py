"""Sentences of ``import`` and of reports that are checked; their rules, pages of the rule book and made-up cases."""

from __future__ import annotations

from gaokai_xlsx.texts.book import INFERRED, WORK, Page
from gaokai_xlsx.texts.findings import E, I, Rule, W

IMPORTS: dict[str, str] = {
    # ---- where something stands in a report
    "reading.paragraph": "第{n}段",
    "reading.line": "第{n}行",
    "reading.table": "第{n}个表格",
    "reading.row": "{table}第{n}行",
    "reading.page-table": "第{page}页表格{n}",
    "reading.page-line": "第{page}页第{n}行",
    # ---- why a report was not read
    "reading.large": "内容超过{limit}个，不像一份报告",
    "reading.pages": "有{n}页，超过{limit}页",
    "reading.encoding": "不是能识别的文字编码",
    "reading.no-pdf": "PDF文件，要先安装读取PDF的组件：pip install 'gaokai-xlsx[pdf]'",
    "reading.pdf": "PDF文件损坏",
    "reading.scan": "只有图像、没有文字的PDF（扫描件）",
    "reading.sheet": "表格文件",
    "reading.image": "图片",
    "reading.old": "旧版Word等文档",
    "reading.other": "不认识的文件",
    # ---- why a figure was not read
    "import.in-table": "{table}{cell}",
    "import.nowhere": "表内",
    "import.lost-raw": "{place}写的是“{raw}”，按勾稽关系分不开或对不上",
    "import.lost-two": "按表头和按行读出的数不一致（{raw}）",
    "import.lost-twice": "报告中有两处，数不同（{raw}），不知以哪处为准",
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
    # ---- what a number in a sentence can mean
    "prose.reading": "{what}{n}",
    "prose.new": "本年新收",
    "prose.all": "本年新收＋上年结转",
    "prose.settled": "办理结果总计",
    "prose.opening": "上年结转",
    "prose.closing": "结转下年",
    "prose.collected": "实收",
    "prose.charged": "应收",
    "prose.share": "{n}件占",
    "prose.growth": "{n}件比上年增减",
    "rules.group-N": "报告的文字与表格",
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

_COMPARE = "请核对报告的文字和表格，核实后改正不对的一处；如口径不同（例如只指本级），请在文字中写明。"

IMPORT_RULES: dict[str, Rule] = {
    # ---- the text of a report against its tables
    "N-FLOW": Rule(
        "文字与表格不一致",
        W,
        "报告{place_in_report}写“{quoted}”，其中的{left}件与表三对不上：{readings}。",
        _COMPARE,
    ),
    "N-FLOW/none": Rule(
        "文字与表格不一致",
        W,
        "报告{place_in_report}写“{quoted}”，而表三中{readings}。",
        _COMPARE,
    ),
    "N-RESULT": Rule(
        "办理结果与表格不一致",
        W,
        "报告{place_in_report}写“{quoted}”，其中的{left}件与表三对不上：{readings}。",
        _COMPARE,
    ),
    "N-APPLICANT": Rule(
        "申请人分类与表格不一致",
        W,
        "报告{place_in_report}写“{quoted}”，其中的{left}件与表三对不上：{readings}。",
        _COMPARE,
    ),
    "N-CASE": Rule(
        "复议诉讼与表格不一致",
        W,
        "报告{place_in_report}写“{quoted}”，其中的{left}件与表四对不上：{readings}。",
        _COMPARE,
    ),
    "N-CASE/none": Rule(
        "复议诉讼与表格不一致",
        W,
        "报告{place_in_report}写“{quoted}”，而表四中{readings}。",
        _COMPARE,
    ),
    "N-FEE": Rule(
        "信息处理费前后不一致",
        W,
        "报告{place_in_report}写“{quoted}”，其中的{left}元与填报的对不上：{readings}。",
        _COMPARE,
    ),
    "N-FEE/none": Rule(
        "信息处理费前后不一致",
        W,
        "报告{place_in_report}写“{quoted}”，而填报的{readings}。",
        _COMPARE,
    ),
    "N-RATE": Rule(
        "百分比不对",
        W,
        "报告{place_in_report}写“{quoted}”，其中{what}{left}%，按表中的数重新计算（%）：{readings}。",
        "请重新计算，并核对是同哪一个数相比；核实后改正。",
    ),
    "N-TABLE": Rule(
        "报告与年报表不一致",
        W,
        "报告《{file}》的表与同一单位的年报表有{count}格不同，如“{label}”：报告为{left}，年报表为{right}。",
        "请核实以哪个为准；公布的报告与报送的年报表应当一致。",
    ),
    "N-YEAR": Rule(
        "报告年度前后不一致",
        W,
        "报告《{file}》标题为{left}年，统计期限或报送的年度为{right}年。",
        "请核对标题和统计期限；如误发上年报告，请换成本年度的。",
    ),
    "N-SECTION": Rule(
        "缺少一部分",
        W,
        "报告《{file}》没有“{section}”这一部分，或其中没有内容。",
        "请按统一格式补写；没有可写的也要说明。",
    ),
    "N-SECTION/fee": Rule(
        "没有说明信息处理费",
        W,
        "报告《{file}》“{section}”没有说明收取信息处理费的情况。",
        "请补写收费通知件数、应收和实收金额；没有收取的写明没有收取。",
    ),
    "N-SECTION/long": Rule(
        "篇幅偏长",
        I,
        "报告《{file}》“{section}”有{left}字，有的地方要求不超过{right}字。",
        "请看本地的通知；有篇幅要求的，请压缩。",
    ),
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
    "F-TYPE/report": Rule(
        "不是能读取的报告",
        E,
        "文件《{file}》不能作为报告读取（{detail}）。",
        "请用.docx、.txt、网页（.html）或带文字的PDF；旧版文档请先在Word或WPS中另存为.docx，扫描件请对照填写模板。",
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

_TEXT = "年度报告由文字和表格组成，两处的数应当一致；文字常有几种合理的读法（新收，或新收加结转），都对不上才提示。"

IMPORT_PAGES: dict[str, Page] = {
    "N-FLOW": Page(_TEXT + "写明是本级、其他年度或其他申请的，不核对。", INFERRED),
    "N-RESULT": Page(_TEXT + "各类办理结果按表三分组相加。", INFERRED),
    "N-APPLICANT": Page(_TEXT + "按新收、新收加结转、办结三种读法核对。", INFERRED),
    "N-CASE": Page(_TEXT + "诉讼可以是合计，也可以是其中一类；写明备案的不核对。", INFERRED),
    "N-FEE": Page("报告第六部分写的信息处理费应与填报的一致。", INFERRED),
    "N-RATE": Page("文字中的占比、增减按表中的数重新计算，按所写的小数位比较，四舍五入和截去都算对。", INFERRED),
    "N-TABLE": Page("公布的报告和报送的年报表是同一单位同一年度的数，逐格应当一致。", WORK),
    "N-YEAR": Page("报告标题的年度应与统计期限、报送年度一致。", "统计期限：报告年度1月1日至12月31日"),
    "N-SECTION": Page(
        "年度报告有六个部分，第五部分不能没有内容，第六部分要写明信息处理费；第一部分有的地方要求不超过一千字。",
        "统一格式的六个部分；篇幅为地方通知口径",
    ),
    "D-IMPORTED": Page("由已公布的报告转入的年报表，数字是程序从报告里读出来的，要有人对照原文核对并负责，才能计入汇总。", WORK),
}

_SENTENCE: dict[str, str | int] = {"place_in_report": "第12段", "quoted": "全年共收到信息公开申请34件"}

IMPORT_CASES: dict[str, dict[str, str | int]] = {
    "N-FLOW": _SENTENCE | {"left": 34, "right": 32, "difference": 2, "readings": "本年新收32、本年新收＋上年结转32"},
    "N-FLOW/none": _SENTENCE | {"quoted": "全年没有收到信息公开申请", "left": 0, "right": 2, "readings": "本年新收2"},
    "N-RESULT": _SENTENCE | {"quoted": "其中予以公开9件", "left": 9, "right": 8, "difference": 1, "readings": "予以公开8"},
    "N-APPLICANT": _SENTENCE | {"left": 34, "right": 32, "difference": 2, "readings": "本年新收32"},
    "N-CASE": _SENTENCE | {"quoted": "发生复议3件", "left": 3, "right": 2, "difference": 1, "readings": "合计2"},
    "N-CASE/none": _SENTENCE | {"quoted": "没有引发复议", "left": 0, "right": 2, "readings": "合计2"},
    "N-FEE": _SENTENCE | {"quoted": "收取信息处理费400元", "left": 400, "right": 300, "difference": 100, "readings": "实收300"},
    "N-FEE/none": _SENTENCE | {"quoted": "未收取信息处理费", "left": 0, "right": 300, "readings": "实收300"},
    "N-RATE": _SENTENCE | {"quoted": "其中9件，占50%", "left": 50, "right": 28, "what": "9件占", "readings": "本年新收28.13"},
    "N-TABLE": {"count": 3, "left": 2, "right": 5, "difference": -3},
    "N-YEAR": {"left": 2024, "right": 2025, "difference": -1},
    "N-SECTION": {"section": "五、存在的主要问题及改进情况"},
    "N-SECTION/fee": {"section": "六、其他需要报告的事项"},
    "N-SECTION/long": {"section": "一、总体情况", "left": 1308, "right": 1000},
    "V-RESTORED/order": {"value": 3, "unit": "件", "where": "第24行"},
    "V-RESTORED/digits": {"value": 3, "unit": "件", "raw": "300000 3"},
    "T-ANCHOR/report": {"detail": "import.lost-none"},
    "F-EMPTY/report": {},
    "F-TYPE/report": {"detail": "reading.scan"},
    "D-IMPORTED": {},
    "S-YEAR/file": {"left": 2024},
}
